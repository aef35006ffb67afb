"""From a submission and a key to a report: outcomes, verdicts, and the words of the feedback.

Imports `worker`, `key` and what lies below them. Begin with `grading`, then `judge`.
"""
