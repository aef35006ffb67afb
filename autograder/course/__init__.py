"""A course's state on disk: nbgrader's gradebook, our records, the lock.

Imports `authoring` and what lies below it; nbgrader only while a function runs. Begin with
`standing`.
"""
