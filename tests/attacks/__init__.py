"""Submissions that try to get points, secrets, or the better of the grader; and honest ones."""
