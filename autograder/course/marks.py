"""What a person gave in formgrader: points, extra credit and comments, by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["Mark", "marks_of"]


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
