"""What an author declares, and what is made of it: exercises, scripts, answers, keys.

Imports `worker`, `key` and what lies below them; only `room` loads a reference. Begin with
`exercise`.
"""
