"""How each submission stands: graded, unmarked, not gradable, not graded, outdated, or a fault.

The files handed in, the record of their grading, the autograded folder and the gradebook are
written one after another, and any of them may be lost or restored alone. Only where all four agree
is a submission graded; where an answer in it still waits for a person, it is unmarked.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.authoring.release import is_key_current
from autograder.authoring.script import CHECK
from autograder.course.gradebook import AGAIN, gradebook_rows, is_stale
from autograder.course.records import Record, autograded_digest, key_digest, load_record
from autograder.reports.text import inert
from autograder.submissions.folder import LATE, folder_digest, require_readable
from autograder.submissions.intake import id_problem

__all__ = [
    "SCORES", "done_students", "export", "is_there", "outdated_students", "refusal", "rows_of",
    "students", "submission_rows", "unmarked_answers", "unreadable",
]  # fmt: skip

Row = dict[str, Any]
DONE = ("graded", "unmarked", "not_gradable")
# What a row only has while it is true of what was handed in.
SCORES = ("raw_score", "penalty", "score")


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
    if problem := id_problem(folder.parent.name):
        return f'"{folder.parent.name}" is not a valid student id ({problem}). Rename the folder.'
    if folder.is_symlink() or not folder.is_dir():
        return f"{folder} is not a folder. Make a folder of this name for the student's files."
    return ""


def done_students(root: Path, assignment: str, names: list[str], rows: dict[str, Row]) -> set[str]:
    """Those whose submission is graded, and whose gradebook row and files still say so."""
    key = _current_key(root, assignment)
    return {
        name for name in names if _standing(root, assignment, name, rows.get(name), key)[0] in DONE
    }


def outdated_students(root: Path, assignment: str, rows: dict[str, Row]) -> list[str]:
    """Those who were graded, of whose grading something is not true any more, sorted."""
    key = _current_key(root, assignment)
    standings = {n: _standing(root, assignment, n, row, key) for n, row in rows.items() if n}
    again = ("outdated", "grader_fault")
    return sorted(name for name, (status, _) in standings.items() if status in again)


def unmarked_answers(root: Path, assignment: str, rows: dict[str, Row]) -> dict[str, int]:
    """How many answers wait for a person, by student; those to be graded again are left out."""
    key = _current_key(root, assignment)
    return {
        name: len(row["unmarked"])
        for name, row in sorted(rows.items())
        if name and _standing(root, assignment, name, row, key)[0] == "unmarked"
    }


def _current_key(root: Path, assignment: str) -> str:
    """The private key's digest, or the empty text where it was made from other exercises."""
    return key_digest(root, assignment) if is_key_current(root, assignment) else ""


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
    return "unmarked" if status == "graded" and row and row["unmarked"] else status, record


def _agrees(root: Path, assignment: str, student: str, record: Record, row: Row | None) -> bool:
    """Whether the gradebook and the autograded folder have what the record says they got."""
    if row is None or row["auto_scores"] != record.auto_scores:
        return False
    if not _has_points_of(record.report, row["max_scores"]) or is_stale(row):
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

    A score is there only where it is true of what was handed in; `overridden` are the points that
    a person gave in the place of automatic ones, by exercise.
    """
    return rows_of(root, assignment, gradebook_rows(api, assignment))


def rows_of(root: Path, assignment: str, found: dict[str, Row]) -> list[Row]:
    """The same, given what `gradebook_rows` found."""
    absent = {"late_seconds": None, "points": {}, "unmarked": [], "overridden": [], **found[""]}
    names = sorted({*students(root, assignment), *filter(None, found)})
    key = _current_key(root, assignment)
    standings = {n: _standing(root, assignment, n, found.get(n), key) for n in names}
    return [_row(root / "submitted" / name / assignment, found.get(name), absent, *standings[name])
            for name in names]  # fmt: skip


def _row(folder: Path, row: Row | None, absent: Row, status: str, record: Record | None) -> Row:
    is_done = row is not None and status in DONE
    shown = row or absent
    return {
        **shown,
        "student": folder.parent.name,
        "status": status,
        **{part: shown[part] if is_done else None for part in SCORES},
        "unmarked": shown["unmarked"] if is_done else [],
        "overridden": {
            cell.removeprefix(CHECK): shown["points"][cell]
            for cell in (shown["overridden"] if is_done else ())
        },
        "late": _is_late(folder, shown["late_seconds"]),
        "report": record.report if record and is_done else {},
    }


def _is_late(folder: Path, seconds: float | None) -> bool | None:
    """Whether work came late, by its time or by the platform's word; None where nobody knows."""
    if seconds is not None:
        return seconds > 0
    return True if os.path.isfile(folder / LATE) else None  # noqa: PTH113  # also unreadable ones


COLUMNS = ("student", "assignment", "status", "score", "max_score", "late_seconds", "late",
           "raw_score", "late_submission_penalty", "unmarked", "overridden")  # fmt: skip


def export(rows: list[Row], assignment: str, write: Callable[[list[str]], object]) -> None:
    """Write a CSV row for each submission; a cell is empty where its number is not known."""
    write(list(COLUMNS))
    for row in rows:
        is_late = {True: "yes", False: "no", None: ""}[row["late"]]
        write([
            inert(row["student"]), assignment, row["status"],
            _number(row["score"]), _number(row["max_score"]),
            "" if row["late_seconds"] is None else f"{row['late_seconds']:.0f}", is_late,
            _number(row["raw_score"]), _number(row["penalty"]),
            "" if row["score"] is None else str(len(row["unmarked"])),
            " ".join(row["overridden"]),
        ])  # fmt: skip


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
