"""Late penalties kept true of the deadline and the score, without grading anything again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.gradebook import AGAIN, CourseError, gradebook_rows
from autograder.records import load_record, save_penalised
from autograder.reports.text import points, safe_line

__all__ = ["refresh_penalties"]

Row = dict[str, Any]


def refresh_penalties(
    root: Path, assignment: str, api: Any, rows: dict[str, Row], tell: Callable[[str], object]
) -> dict[str, Row]:
    """The gradebook's rows, once the penalties of graded work fit its deadline and its score.

    `rows` are the gradebook's as it is now. Raises CourseError where the penalty plugin fails.
    """
    due = {
        student: row
        for student, row in rows.items()
        if student
        and row["penalised"] is not None
        and (record := load_record(root, assignment, student))
        and record.penalised != row["penalised"]
    }
    for student, row in due.items():
        _assign(api, assignment, student)
        save_penalised(root, assignment, student, row["penalised"])
    if not due:
        return rows
    found = gradebook_rows(api, assignment)
    for student, row in due.items():
        old, new = row["penalty"], found[student]["penalty"]
        if old != new:
            tell(f"{safe_line(student)}: the late penalty is {points(new)}, was {points(old)}")
    return found


def _assign(api: Any, assignment: str, student: str) -> None:
    """Have nbgrader compute a student's penalty as when it autogrades."""
    import nbformat
    from nbgrader.preprocessors import AssignLatePenalties

    names = {
        "notebook": assignment, "assignment": assignment, "student": student,
        "db_url": api.coursedir.db_url,
    }  # fmt: skip
    try:
        AssignLatePenalties(parent=api).preprocess(nbformat.v4.new_notebook(), {"nbgrader": names})
    except Exception as error:  # a plugin may raise anything
        raise CourseError(
            f"The late penalty of {safe_line(student)} cannot be computed: "
            f"{type(error).__name__}: {error}.\n"
            f"Fix the plugin that nbgrader_config.py names, {AGAIN}"
        ) from error
