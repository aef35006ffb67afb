"""What is known of a student's last grading, and what goes into the trail when that changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.authoring.script import CHECK
from autograder.course.gradebook import Row
from autograder.course.history import Change, Entry, add_entries, entries, kit_version, login_name
from autograder.course.key_parts import keep_parts, key_difference
from autograder.course.marks import Mark
from autograder.course.records import load_record

BY_HAND, COMMENT = "by hand", "comment"


@dataclass(frozen=True)
class Past:
    """What is known of a student's last grading; `verdicts` are points and status by exercise.

    `at` is when it was, or the empty text where only a record tells of it.
    """

    status: str
    score: float | None
    raw_score: float | None
    key_digest: str
    submission_digest: str
    kit_version: str
    verdicts: dict[str, tuple[float, str]]
    marks: dict[str, Mark]
    at: str = ""


def pasts(root: Path, assignment: str, rows: Mapping[str, Row]) -> dict[str, Past]:
    """The past of each of these students who was graded: by the trail, or by the record before it.

    `rows` are those of the gradebook.
    """
    only = next(iter(rows)) if len(rows) == 1 else None
    found: dict[str, Past] = {}
    for entry in entries(root, assignment, only):
        found[entry.student] = _after(entry, found.get(entry.student))
    for student, row in rows.items():
        record = None if student in found else load_record(root, assignment, student)
        if record and record.report.get("status") in ("graded", "not_gradable"):
            found[student] = Past(
                record.report["status"], row.score, row.raw_score, record.key_digest,
                record.submission_digest, "", _verdicts(record.report), {},
            )  # fmt: skip
    return found


def _after(entry: Entry, past: Past | None) -> Past:
    verdicts = {} if past is None else past.verdicts
    if not entry.manual:
        known: dict[str, Any] = {c.name: (c.new_points, c.new_status) for c in entry.changes}
        verdicts = {n: v for n, v in (verdicts | known).items() if v[0] is not None}
    return Past(
        entry.new_status, entry.new_score, entry.new_raw_score, entry.key_digest,
        entry.submission_digest, entry.kit_version, verdicts, entry.marks,
        past.at if past and entry.manual else entry.at,
    )  # fmt: skip


def note_grading(
    root: Path, assignment: str, student: str, submission: str, report: dict[str, Any], row: Row
) -> None:
    """Add the grading of a student that the gradebook has by now; the report is in JSON's form."""
    key = keep_parts(root, assignment)

    def graded() -> Iterator[Entry]:
        past = pasts(root, assignment, {student: row}).get(student)
        cause, changes = cause_of(root, past, key, submission), changes_of(past, report)
        entry = _new(student, past, row, str(report["status"]), cause)
        yield replace(entry, key_digest=key, submission_digest=submission, changes=changes)

    add_entries(root, assignment, graded)


def note_marks(root: Path, assignment: str, rows: Mapping[str, Row]) -> None:
    """Add what was changed in the gradebook since the last entry of each of these students.

    That is marks and comments, which are manual changes, and late penalties.
    """

    def noticed() -> Iterator[Entry]:
        for student, past in pasts(root, assignment, rows).items():
            if (row := rows.get(student)) is None:
                continue
            status = "graded" if past.status == "unmarked" else past.status
            if row.marks != past.marks:
                entry = _new(student, past, row, status, "changed in the gradebook")
                yield replace(entry, changes=tuple(_marked(past, row)), manual=True)
            elif row.raw_score == past.raw_score and row.score != past.score:
                yield _new(student, past, row, status, "late penalty")

    add_entries(root, assignment, noticed)


def _new(student: str, past: Past | None, row: Row, status: str, cause: str) -> Entry:
    """An entry of now, with the digests of the past."""
    if status == "graded" and row.unmarked:
        status = "unmarked"
    return Entry(
        datetime.now(UTC).isoformat(timespec="seconds"), login_name(), student, cause,
        past.key_digest if past else "", past.submission_digest if past else "", kit_version(),
        past.status if past else "", status, past.score if past else None, row.score,
        past.raw_score if past else None, row.raw_score, marks=row.marks,
    )  # fmt: skip


def _marked(past: Past, row: Row) -> Iterator[Change]:
    """The cells that have other marks than before."""
    for cell in sorted(past.marks.keys() | row.marks.keys()):
        old, new = past.marks.get(cell, Mark()), row.marks.get(cell, Mark())
        if old == new:
            continue
        name = cell.removeprefix(CHECK)
        automatic, status = past.verdicts.get(name, (None, ""))
        is_comment = replace(old, comment="") == replace(new, comment="")
        was, now = _points(old, automatic), _points(new, row.auto_scores.get(cell))
        old_status = status if replace(old, comment="") == Mark() else BY_HAND
        new_status = status if replace(new, comment="") == Mark() else BY_HAND
        yield Change(name, was, now, old_status, COMMENT if is_comment else new_status)


def _points(mark: Mark, automatic: float | None) -> float | None:
    score = automatic if mark.score is None else mark.score
    return score if mark.extra_credit is None else (score or 0.0) + mark.extra_credit


def changes_of(past: Past | None, report: dict[str, Any]) -> tuple[Change, ...]:
    """The exercises that a report in JSON's form judges otherwise than before, or no longer has."""
    old, new = {} if past is None else past.verdicts, _verdicts(report)
    names = [*new, *(name for name in old if name not in new)]
    nothing: tuple[None, str] = (None, "")
    pairs = ((name, old.get(name, nothing), new.get(name, nothing)) for name in names)
    return tuple(
        Change(name, was[0], now[0], was[1], now[1]) for name, was, now in pairs if was != now
    )


def _verdicts(report: dict[str, Any]) -> dict[str, tuple[float, str]]:
    return {e["name"]: (e["points"], e["status"]) for e in report.get("exercises", ())}


def cause_of(root: Path, past: Past | None, key: str, submission: str) -> str:
    """Why a student's score may be another one than before."""
    if past is None:
        return "first grading"
    causes = ["new submission"] if submission != past.submission_digest else []
    if key != past.key_digest:
        difference = key_difference(root, past.key_digest, key)
        causes.append(difference or "another key, and the earlier one was not kept")
    if past.kit_version not in ("", kit_version()):
        causes.append(f"exercise-kit {kit_version()}, before {past.kit_version}")
    return "; ".join(causes) or "graded again"
