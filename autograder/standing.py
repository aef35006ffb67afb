"""How each submission stands: graded, not gradable, grader fault, not graded, or outdated.

The files handed in, the record of their grading, the autograded folder and the gradebook are
written one after another, and any of them may be lost or restored alone. Only where all four agree
is a submission graded.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.gradebook import gradebook_rows
from autograder.records import Record, autograded_digest, key_digest, load_record
from autograder.reports.text import inert
from autograder.worker.submission import folder_digest

__all__ = ["export", "is_done", "status_of", "students", "submission_rows"]

Row = dict[str, Any]
DONE = ("graded", "not_gradable")


def students(root: Path, assignment: str) -> list[str]:
    """The students of whom there is a collected submission, sorted."""
    return sorted(path.parent.name for path in (root / "submitted").glob(f"*/{assignment}"))


def is_done(root: Path, assignment: str, student: str, row: Row | None) -> bool:
    """Whether the submission is graded, and its gradebook row and its files still say so."""
    return status_of(root, assignment, student, row) in DONE


def status_of(root: Path, assignment: str, student: str, row: Row | None) -> str:
    """How a student's submission stands, given its row in the gradebook."""
    record = load_record(root, assignment, student)
    if record is None:
        return "not_graded"
    if not _is_of_these_files(root, assignment, student, record):
        return "outdated"
    status = str(record.report.get("status"))
    if status not in DONE:
        return status
    return status if _agrees(root, assignment, student, record, row) else "outdated"


def _is_of_these_files(root: Path, assignment: str, student: str, record: Record) -> bool:
    folder = root / "submitted" / student / assignment
    handed_in = not folder.exists() or record.submission == folder_digest(folder)
    return handed_in and record.key == key_digest(root, assignment)


def _agrees(root: Path, assignment: str, student: str, record: Record, row: Row | None) -> bool:
    """Whether the gradebook and the autograded folder have what the record says they got."""
    if row is None or row["auto_scores"] != record.auto_scores:
        return False
    folder = root / "autograded" / student / assignment
    return record.autograded == autograded_digest(folder, assignment)


def submission_rows(root: Path, assignment: str, api: Any) -> list[Row]:
    """A row for each submission, collected or in the gradebook, with its status, by student.

    A score is there only where it is true of what was handed in.
    """
    found = gradebook_rows(api, assignment)
    absent = found.pop("")
    absent |= {"late_seconds": 0.0, "points": {}}
    names = sorted({*students(root, assignment), *found})
    return [_row(root, assignment, name, found.get(name), absent) for name in names]


def _row(root: Path, assignment: str, student: str, row: Row | None, absent: Row) -> Row:
    status = status_of(root, assignment, student, row)
    record = load_record(root, assignment, student) if status in DONE else None
    return {
        **(row or absent),
        "student": student,
        "status": status,
        "score": row["score"] if row and status in DONE else None,
        "report": record.report if record else {},
    }


def export(rows: list[Row], assignment: str, write: Callable[[list[str]], object]) -> None:
    """Write a CSV row for each submission: student, status, score, maximum, seconds late."""
    write(["student", "assignment", "status", "score", "max_score", "late_seconds"])
    for row in rows:
        score = "" if row["score"] is None else f"{row['score']:g}"
        numbers = [score, f"{row['max_score']:g}", f"{row['late_seconds']:g}"]
        write([inert(row["student"]), assignment, row["status"], *numbers])
