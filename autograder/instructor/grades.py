"""The grades of an assignment as they are handed on: a number where it is final, else nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.script import CHECK
from autograder.course.gradebook import Book, Row
from autograder.course.standing import Standing
from autograder.instructor.steps import read_standings
from autograder.reports.services import Part, Result
from autograder.reports.text import points, safe_line


@dataclass(frozen=True)
class Grades:
    """What the gradebook has of an assignment; `results` are those of the same students.

    A result has points if its submission is graded and every answer in it marked.
    """

    assignment: str
    standings: tuple[Standing, ...]
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Column:
    """A column of grades: its name, its points, and each student's, None where there are none."""

    name: str
    max_points: float
    points: dict[str, float | None]
    is_total: bool


def read_grades(api: Any, root: Path, assignment: str) -> Grades:
    """The grades of everybody who is in the gradebook or handed in.

    Raises CourseError if the gradebook cannot be read or does not have the assignment.
    """
    book, found = read_standings(api, root, assignment)
    return Grades(assignment, tuple(found), tuple(_results(assignment, book, found)))


def _results(assignment: str, book: Book, found: Sequence[Standing]) -> Iterator[Result]:
    reported = [[CHECK + e["name"] for e in s.report.get("exercises", [])] for s in found]
    # Exercises in their order, then the written answers.
    cells = list(dict.fromkeys([*max(reported, key=len, default=[]), *book.max_scores]))
    for standing in found:
        row = book.rows.get(standing.student) if standing.status in ("graded", "unmarked") else None
        said = {e["name"]: safe_line(e["message"]) for e in standing.report.get("exercises", [])}
        parts = tuple(
            Part(
                cell.removeprefix(CHECK), _points(row, cell), book.max_scores[cell],
                said.get(cell.removeprefix(CHECK), ""),
            )
            for cell in cells
            if cell in book.max_scores
        )  # fmt: skip
        yield Result(
            standing.student, assignment, standing.status,
            standing.score if standing.status == "graded" else None, standing.max_score, parts,
            _message(standing),
        )  # fmt: skip


def _points(row: Row | None, cell: str) -> float | None:
    return None if row is None or cell in row.unmarked else row.points.get(cell)


def _message(standing: Standing) -> str:
    message = str(standing.report.get("message", ""))
    if standing.penalty:
        penalty, raw = points(standing.penalty), points(standing.raw_score or 0.0)
        message = f"{message} {raw} points, less {penalty} for handing in late.".strip()
    return safe_line(message)


def columns_of(grades: Grades, *, per_exercise: bool) -> list[Column]:
    """The columns of an assignment: its total, or one for each exercise and written answer."""
    name, results = grades.assignment, grades.results
    if not per_exercise:
        most = results[0].max_points if results else 0.0
        return [Column(name, most, {r.student: r.points for r in results}, is_total=True)]
    parts = results[0].parts if results else ()
    return [
        Column(
            f"{name} {part.name}", part.max_points,
            {r.student: r.parts[number].points for r in results}, is_total=False,
        )
        for number, part in enumerate(parts)
    ]  # fmt: skip


def emptiness(grades: Grades) -> str:
    """One line: how many submissions have a score, and why the others have none."""
    empty = Counter(r.status.replace("_", " ") for r in grades.results if r.points is None)
    done = len(grades.results) - empty.total()
    line = f"{grades.assignment}: {done} of {len(grades.results)} submissions have a score"
    why = ", ".join(f"{number} {status}" for status, number in sorted(empty.items()))
    return f"{line}; left empty: {why}." if why else f"{line}."
