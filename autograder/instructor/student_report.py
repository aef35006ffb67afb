"""One student's submission with all that its score is made of: the page for an appeal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from autograder.authoring.script import CHECK
from autograder.course.gradebook import Row
from autograder.course.history import Entry
from autograder.course.marks import Mark
from autograder.course.records import Record
from autograder.course.standing import Standing
from autograder.instructor.class_report import plain
from autograder.reports.report import Verdict

# What of the report itself and of a student's row is in JSON.
KEPT = ("key", "submission", "message")
SHOWN = ("student", "status", "score", "max_score", "raw_score", "penalty", "late", "late_seconds")


@dataclass(frozen=True)
class Graded:
    """One exercise: its verdict, the code that was judged, and what a person changed.

    `by_hand` are points that replace the automatic ones, None if there are none. `file` is the
    name of the file in which `code` was found; both are empty where it cannot be shown.
    """

    verdict: Verdict
    by_hand: float | None
    comment: str
    file: str
    code: str


@dataclass(frozen=True)
class Written:
    """An answer that a person marks; `points` are None until then."""

    name: str
    points: float | None
    max_points: float
    comment: str


@dataclass(frozen=True)
class StudentReport:
    """A submission as it stands; `zone` is the course's, None for this computer's own.

    `key` and `submission` are digests of the private key and of the files that were judged, empty
    where nothing was. `message` says why nothing could be judged, or is a remark. `history` has
    every grading and every change by hand, oldest first.
    """

    assignment: str
    standing: Standing
    key: str
    submission: str
    submitted: datetime | None
    deadline: datetime | None
    message: str
    exercises: tuple[Graded, ...]
    written: tuple[Written, ...]
    history: tuple[Entry, ...]
    zone: tzinfo | None

    @property
    def shown(self) -> tuple[Graded, ...]:
        """The exercises without verdicts that say no more than the message."""
        is_read = self.standing.status != "not_gradable"
        return tuple(e for e in self.exercises if is_read or e.by_hand is not None or e.comment)

    def to_json(self) -> dict[str, Any]:
        """The report as outside tools rely on it."""
        kept = {name: getattr(self, name) for name in KEPT}
        times = {name: _utc(getattr(self, name)) for name in ("submitted", "deadline")}
        exercises = [_exercise(graded) for graded in self.exercises]
        row = {name: getattr(self.standing, name) for name in SHOWN}
        data: dict[str, Any] = plain(
            {"version": 1, "assignment": self.assignment} | row | times | kept
            | {"exercises": exercises, "written": self.written, "history": self.history}
        )  # fmt: skip
        return data


def student_report(
    assignment: str,
    standing: Standing,
    record: Record | None,
    row: Row | None,
    code: dict[str, tuple[str, str]],
    history: tuple[Entry, ...],
    zone: tzinfo | None,
) -> StudentReport:
    """The report, from the record and the gradebook's row, if there are any.

    `code` has the file and the text of each function by exercise.
    """
    report = record.report if record else {}
    verdicts = [_verdict(e, record) for e in report.get("exercises", ()) if record]
    return StudentReport(
        assignment, standing,
        record.key_digest if record else "", record.submission_digest if record else "",
        row.submitted if row else None, row.deadline if row else None,
        str(report.get("message", "")),
        tuple(_graded(verdict, row, code) for verdict in verdicts),
        tuple(_written(row)) if row else (), history, zone,
    )  # fmt: skip


def _graded(verdict: Verdict, row: Row | None, code: dict[str, tuple[str, str]]) -> Graded:
    cell = f"{CHECK}{verdict.name}"
    file, text = code.get(verdict.name, ("", ""))
    if row is None:
        return Graded(verdict, None, "", file, text)
    by_hand = row.points[cell] if cell in row.overridden else None
    return Graded(verdict, by_hand, row.marks.get(cell, Mark()).comment, file, text)


def _written(row: Row) -> Iterator[Written]:
    """The answers that have no check: those that a person marks."""
    for name in row.points:
        if not name.startswith(CHECK):
            points = None if name in row.unmarked else row.points[name]
            yield Written(name, points, row.max_scores[name], row.marks.get(name, Mark()).comment)


def _utc(time: datetime | None) -> str | None:
    return None if time is None else f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _verdict(kept: dict[str, Any], record: Record) -> Verdict:
    """The verdict as it was kept; what an older record lacks is empty."""
    more = record.observed.get(kept["name"], {})
    details = more.get("details") or ([kept["message"]] if kept["message"] else [])
    return Verdict(
        **kept, title=more.get("title", ""), details=tuple(details), seconds=more.get("seconds")
    )


def _exercise(graded: Graded) -> dict[str, Any]:
    verdict = graded.verdict
    return verdict.to_json() | {
        "title": verdict.title,
        "details": verdict.details,
        "seconds": verdict.seconds,
        "by_hand": graded.by_hand,
        "comment": graded.comment,
        "code_file": graded.file,
        "code": graded.code,
    }
