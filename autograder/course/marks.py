"""What a person gave in formgrader: points, extra credit and comments, by cell; for teams, too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Mark:
    """What a person gave for one cell; None and the empty text where they gave nothing."""

    score: float | None = None
    extra_credit: float | None = None
    comment: str = ""


def marks_of(notebooks: Iterable[Any]) -> dict[str, Mark]:
    """The marks in a submission's notebooks in an open gradebook, without empty ones."""
    marks: dict[str, Mark] = {}
    for notebook in notebooks:
        for grade in notebook.grades:
            marks[grade.name] = Mark(grade.manual_score, grade.extra_credit)
        for comment in notebook.comments:
            mark = marks.get(comment.name, Mark())
            marks[comment.name] = replace(mark, comment=comment.manual_comment or "")
    return {name: mark for name, mark in sorted(marks.items()) if mark != Mark()}


def share_marks(gradebook: Any, assignment: str, of: Mapping[str, str]) -> list[str]:
    """Give the marks of one student to another, `of` by student; a line for each that differs.

    What a student was given already stays. The caller commits.
    """
    from nbgrader.api import MissingEntry

    said = []
    for student, other in of.items():
        try:
            mine, theirs = (
                gradebook.find_submission_notebook(assignment, assignment, name)
                for name in (student, other)
            )
        except MissingEntry:  # one of them is not graded yet
            continue
        marks = {grade.name: grade for grade in theirs.grades if not grade.needs_manual_grade}
        for grade in mine.grades:
            if (given := marks.get(grade.name)) is None:
                continue
            if grade.manual_score is None and given.manual_score is not None:
                grade.manual_score, grade.needs_manual_grade = given.manual_score, False
            elif given.manual_score not in (None, grade.manual_score):
                said.append(
                    f"{grade.name}: {other} has {given.manual_score:g} points by hand, {student} "
                    f"has {grade.manual_score:g} for the same work. Both stay."
                )
            if grade.extra_credit is None:
                grade.extra_credit = given.extra_credit
        comments = {comment.name: comment.manual_comment for comment in theirs.comments}
        for comment in mine.comments:
            comment.manual_comment = comment.manual_comment or comments.get(comment.name)
    return said
