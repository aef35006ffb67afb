"""What a person entered for one student: points, comments; and the times that count."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from autograder.course.gradebook import explained

__all__ = ["Marks", "read_marks"]


@dataclass(frozen=True)
class Marks:
    """By cell: points (None where there are none yet), what they are out of, and comments.

    `by_hand` are points that a person gave in the place of automatic ones. Times are in UTC, or
    empty.
    """

    submitted: str = ""
    deadline: str = ""
    points: dict[str, float | None] = field(default_factory=dict)
    max_scores: dict[str, float] = field(default_factory=dict)
    by_hand: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)


def read_marks(api: Any, assignment: str, student: str) -> Marks:
    """What the gradebook has of one student; nothing where it does not have the student.

    Raises CourseError if it cannot be read.
    """
    from nbgrader.api import Gradebook, MissingEntry

    where = api.coursedir.db_url
    with explained(where), Gradebook(where, api.coursedir.course_id) as gradebook:
        try:
            found = gradebook.find_submission(assignment, student)
        except MissingEntry:
            return Marks()
        grades = {grade.name: grade for part in found.notebooks for grade in part.grades}
        return Marks(
            _utc(found.timestamp),
            _utc(found.duedate if found.assignment.duedate else None),
            {name: _points(grade) for name, grade in grades.items()},
            {name: float(grade.max_score) for name, grade in grades.items()},
            {
                name: float(grade.score)
                for name, grade in grades.items()
                if grade.auto_score is not None and grade.score != grade.auto_score
            },
            {c.name: c.comment for part in found.notebooks for c in part.comments if c.comment},
        )


def _points(grade: Any) -> float | None:
    is_open = grade.auto_score is None and grade.manual_score is None
    return None if is_open or grade.needs_manual_grade else float(grade.score)


def _utc(time: datetime | None) -> str:
    return "" if time is None else f"{time:%Y-%m-%d %H:%M:%S} UTC"
