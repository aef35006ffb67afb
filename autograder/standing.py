"""How each submission stands: graded, not gradable, grader fault, not graded, or outdated.

The files handed in, the record of their grading, the autograded folder and the gradebook are
written one after another, and any of them may be lost or restored alone. Only where all four agree
is a submission graded.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.gradebook import AGAIN, gradebook_rows
from autograder.intake import is_student_id
from autograder.records import Record, autograded_digest, key_digest, load_record
from autograder.reports.text import inert
from autograder.script import CHECK
from autograder.worker.submission import folder_digest, require_readable

__all__ = [
    "done_students", "export", "is_there", "outdated_students", "refusal", "students",
    "submission_rows", "unreadable",
]  # fmt: skip

Row = dict[str, Any]
DONE = ("graded", "not_gradable")
NO_ID = (
    "This is no student id: rename the folder in submitted/. An id begins with a letter or "
    "a digit and holds only letters, digits, spaces, and . _ - @ + ' ( ) and commas."
)


def students(root: Path, assignment: str) -> list[str]:
    """The students of whom there is a collected submission, sorted."""
    submitted = root / "submitted"
    folders = submitted.iterdir() if submitted.exists() else ()
    return sorted(folder.name for folder in folders if is_there(folder / assignment))


def is_there(path: Path) -> bool:
    """Whether something lies there, or could: the machine may not let it be seen."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def unreadable(folder: Path, assignment: str) -> str:
    """Why the machine does not let a submission be read and what to do, or the empty text."""
    try:
        require_readable(folder, assignment)
    except OSError as error:
        reason = f"{error.filename} cannot be read: {error.strerror}."
        return f"{reason} Make it and its folder readable, {AGAIN}"
    return ""


def refusal(folder: Path) -> str:
    """Why a student's folder cannot be one and what to do, or the empty text."""
    if not is_student_id(folder.parent.name):
        return NO_ID
    if folder.is_symlink() or not folder.is_dir():
        return f"{folder} is no folder: make one of this name, with the student's files in it."
    return ""


def done_students(root: Path, assignment: str, names: list[str], rows: dict[str, Row]) -> set[str]:
    """Those whose submission is graded, and whose gradebook row and files still say so."""
    key = key_digest(root, assignment)
    return {
        name for name in names if _standing(root, assignment, name, rows.get(name), key)[0] in DONE
    }


def outdated_students(root: Path, assignment: str, rows: dict[str, Row]) -> list[str]:
    """Those who were graded, of whose grading something is not true any more, sorted."""
    key = key_digest(root, assignment)
    standings = {n: _standing(root, assignment, n, row, key) for n, row in rows.items() if n}
    again = ("outdated", "grader_fault")
    return sorted(name for name, (status, _) in standings.items() if status in again)


def _standing(
    root: Path, assignment: str, student: str, row: Row | None, key: str
) -> tuple[str, Record | None]:
    """How a student's submission stands, and its record, given its row and the key's digest."""
    folder = root / "submitted" / student / assignment
    if unreadable(folder, assignment):
        return "grader_fault", None
    record = load_record(root, assignment, student)
    if record is None:
        return "not_graded", None
    handed_in = not folder.exists() or record.submission == folder_digest(folder)
    if not handed_in or record.key != key:
        return "outdated", record
    status = str(record.report.get("status"))
    if status in DONE and not _agrees(root, assignment, student, record, row):
        return "outdated", record
    return status, record


def _agrees(root: Path, assignment: str, student: str, record: Record, row: Row | None) -> bool:
    """Whether the gradebook and the autograded folder have what the record says they got."""
    if row is None or row["auto_scores"] != record.auto_scores:
        return False
    if not _has_points_of(record.report, row["max_scores"]):
        return False
    folder = root / "autograded" / student / assignment
    return record.autograded == autograded_digest(folder, assignment)


def _has_points_of(report: dict[str, Any], max_scores: dict[str, float]) -> bool:
    """Whether the gradebook's points for each exercise are those that the report was made with.

    A release with other points changes them, of what is graded already as well.
    """
    wanted = {f"{CHECK}{e['name']}": e["max_points"] for e in report.get("exercises", ())}
    return all(max_scores.get(cell, points) == points for cell, points in wanted.items())


def submission_rows(root: Path, assignment: str, api: Any) -> list[Row]:
    """A row for each submission, collected or in the gradebook, with its status, by student.

    A score is there only where it is true of what was handed in.
    """
    found = gradebook_rows(api, assignment)
    absent = found.pop("")
    absent |= {"late_seconds": 0.0, "points": {}}
    names = sorted({*students(root, assignment), *found})
    key = key_digest(root, assignment)
    standings = {n: _standing(root, assignment, n, found.get(n), key) for n in names}
    return [_row(name, found.get(name), absent, *standings[name]) for name in names]


def _row(student: str, row: Row | None, absent: Row, status: str, record: Record | None) -> Row:
    is_done = status in DONE
    return {
        **(row or absent),
        "student": student,
        "status": status,
        "score": row["score"] if row and is_done else None,
        "report": record.report if record and is_done else {},
    }


def export(rows: list[Row], assignment: str, write: Callable[[list[str]], object]) -> None:
    """Write a CSV row for each submission: student, status, score, maximum, seconds late."""
    write(["student", "assignment", "status", "score", "max_score", "late_seconds"])
    for row in rows:
        score = "" if row["score"] is None else f"{row['score']:g}"
        numbers = [score, f"{row['max_score']:g}", f"{row['late_seconds']:.0f}"]
        write([inert(row["student"]), assignment, row["status"], *numbers])
