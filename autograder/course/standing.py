"""How each submission stands: graded, unmarked, not gradable, not graded, outdated, or a fault.

The files handed in, the record of their grading, the autograded folder and the gradebook are
written one after another, and any of them may be lost or restored alone. Only where all four agree
is a submission graded; where an answer in it still waits for a person, it is unmarked.
"""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.authoring.release import is_key_current
from autograder.authoring.room import assignment_names
from autograder.authoring.script import CHECK
from autograder.course.database import AGAIN
from autograder.course.gradebook import Book, Row
from autograder.course.records import Record, key_digest, load_record
from autograder.reports.text import inert
from autograder.submissions.folder import LATE, folder_digest, require_readable
from autograder.submissions.intake import id_problem

DONE = ("graded", "unmarked", "not_gradable")
COLUMNS = ("student", "assignment", "status", "score", "max_score", "late_seconds", "late",
           "raw_score", "late_submission_penalty", "unmarked", "overridden")  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """How one student's submission stands.

    Scores are None, and what belongs to them is empty, unless they are true of what was handed in.
    `unmarked` are the cells that wait for a person; `overridden` the points that a person gave in
    the place of automatic ones, by exercise. `late` is None where it is not known. `report` and
    `observed` are those of the record.
    """

    student: str
    status: str
    max_score: float
    raw_score: float | None = None
    penalty: float | None = None
    score: float | None = None
    late_seconds: float | None = None
    late: bool | None = None
    unmarked: tuple[str, ...] = ()
    overridden: dict[str, float | None] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    observed: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether it is graded, and everything still says so."""
        return self.status in DONE

    @property
    def is_outdated(self) -> bool:
        """Whether it was graded, and something about that is no longer true."""
        return self.status in ("outdated", "grader_fault")


def students(root: Path, assignment: str) -> list[str]:
    """The students of whom there is a collected submission, sorted."""
    submitted = root / "submitted"
    folders = submitted.iterdir() if submitted.exists() else ()
    return sorted(folder.name for folder in folders if is_there(folder / assignment))


def is_there(path: Path) -> bool:
    """Whether something lies there, or could: the machine may not let it be seen."""
    try:
        path.lstat()
    except OSError as error:
        return not isinstance(error, FileNotFoundError | NotADirectoryError)
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


def standings(root: Path, assignment: str, book: Book) -> list[Standing]:
    """How every submission stands that was collected or is in the gradebook, by student.

    Those of an assignment that is not the kit's have no status, and stand as the gradebook says.
    """
    is_ours = assignment in assignment_names(root)
    # A key that was made from other exercises makes every row outdated.
    key = key_digest(root, assignment) if is_key_current(root, assignment) else ""
    found = []
    for student in sorted({*students(root, assignment), *book.rows}):
        folder, row = root / "submitted" / student / assignment, book.rows.get(student)
        record = load_record(root, assignment, student)
        status = _status(root, assignment, folder, row, record, key) if is_ours else ""
        # A platform may say only that work came late. `isfile`: the folder may be unreadable.
        late = True if os.path.isfile(folder / LATE) else None  # noqa: PTH113
        found.append(_standing(student, status, book, late, record))
    return found


def _status(
    root: Path, assignment: str, folder: Path, row: Row | None, record: Record | None, key: str
) -> str:
    if unreadable(folder, assignment):
        return "grader_fault"
    if record is None:
        return "not_graded"
    is_same = not folder.exists() or record.submission_digest == folder_digest(folder)
    if not is_same or record.key_digest != key:
        return "outdated"
    status = str(record.report.get("status"))
    if status not in DONE:
        return status
    if row is None or not _agrees(root, assignment, record, row):
        return "outdated"
    return "unmarked" if status == "graded" and row.unmarked else status


def _agrees(root: Path, assignment: str, record: Record, row: Row) -> bool:
    """Whether the gradebook and the autograded folder have what the record says they got.

    A release with other points changes the maxima, also of what is graded already.
    """
    exercises = record.report.get("exercises", ())
    maxima = {f"{CHECK}{e['name']}": e["max_points"] for e in exercises}
    folder = root / "autograded" / record.student / assignment
    return (
        row.auto_scores == record.auto_scores
        and not row.is_stale
        and all(row.max_scores.get(cell, points) == points for cell, points in maxima.items())
        and record.autograded_digest == folder_digest(folder)
    )


def _standing(
    student: str, status: str, book: Book, is_late: bool | None, record: Record | None
) -> Standing:
    """What the gradebook says of a student, as far as it is true by the status."""
    if (row := book.rows.get(student)) is None:
        return Standing(student, status, book.max_score, late=is_late)
    seconds = row.late_seconds
    late = is_late if seconds is None else seconds > 0
    if status not in (*DONE, ""):
        return Standing(student, status, row.max_score, late_seconds=seconds, late=late)
    by_hand = {cell.removeprefix(CHECK): row.points[cell] for cell in row.overridden}
    return Standing(
        student, status, row.max_score, row.raw_score, row.penalty, row.score, seconds, late,
        row.unmarked if status != "not_gradable" else (), by_hand,
        record.report if record else {}, record.observed if record else {},
    )  # fmt: skip


def table_row(assignment: str, standing: Standing) -> dict[str, str]:
    """A standing as cells of a CSV table, by `COLUMNS`; empty where a number is not known.

    What is not gradable has no score, unless somebody gave points by hand.
    """
    late = standing.late_seconds
    if standing.status == "not_gradable" and not standing.raw_score:
        standing = replace(standing, score=None, raw_score=None, penalty=None)
    return {
        "student": inert(standing.student),
        "assignment": assignment,
        "status": standing.status,
        "score": number_text(standing.score),
        "max_score": number_text(standing.max_score),
        "late_seconds": "" if late is None else f"{late:.0f}",
        "late": {True: "yes", False: "no", None: ""}[standing.late],
        "raw_score": number_text(standing.raw_score),
        "late_submission_penalty": number_text(standing.penalty),
        "unmarked": "" if standing.score is None else str(len(standing.unmarked)),
        "overridden": " ".join(standing.overridden),
    }


def number_text(number: float | None) -> str:
    """Points with a decimal point; nothing where there are none."""
    return "" if number is None else f"{number:.10g}"
