"""Late penalties kept true of the deadline, the score and the plugin, without grading again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.course.gradebook import explained, gradebook_rows, is_stale
from autograder.course.records import load_record
from autograder.reports.text import points, safe_line

__all__ = ["refresh_penalties"]

Row = dict[str, Any]


def refresh_penalties(
    root: Path, assignment: str, api: Any, rows: dict[str, Row], tell: Callable[[str], object]
) -> dict[str, Row]:
    """The gradebook's rows, once graded work has the penalties that the course's plugin gives now.

    `rows` are the gradebook's as it is now. Raises CourseError if it cannot be written. Where the
    plugin fails, the row is left for autograde, which says why.
    """
    from nbgrader.api import Gradebook

    due = {
        student: row
        for student, row in rows.items()
        if student and is_stale(row) and load_record(root, assignment, student)
    }
    due = {student: row for student, row in due.items() if row["due_penalty"] is not None}
    if not due:
        return rows
    where = api.coursedir.db_url
    with explained(where), Gradebook(where, api.coursedir.course_id) as book:
        for student, row in due.items():
            notebook = book.find_submission_notebook(assignment, assignment, student)
            notebook.late_submission_penalty = row["due_penalty"]
        book.db.commit()
    for student, row in due.items():
        new, old = points(row["due_penalty"]), points(row["penalty"])
        tell(f"{safe_line(student)}: the late penalty is {new}, was {old}")
    return gradebook_rows(api, assignment)
