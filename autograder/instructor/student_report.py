"""One student's submission with all that its score is made of: the page for an appeal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.authoring.script import CHECK
from autograder.course.marks import Marks
from autograder.course.records import Record
from autograder.course.standing import Standing
from autograder.instructor.class_report import plain
from autograder.reports.report import Verdict

__all__ = ["Graded", "StudentReport", "Written", "student_as_json", "student_report"]

# What a student's row says, in the report's own words.
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
    """A submission as it stands. Times are in UTC, as the gradebook has them.

    `key` and `submission` are digests of the private key and of the files that were judged, empty
    where nothing was. `message` says why nothing could be judged, or is a remark.
    """

    assignment: str
    standing: Standing
    key: str
    submission: str
    submitted: str
    deadline: str
    message: str
    exercises: tuple[Graded, ...]
    written: tuple[Written, ...]


def student_report(
    assignment: str,
    standing: Standing,
    record: Record | None,
    marks: Marks,
    code: dict[str, tuple[str, str]],
) -> StudentReport:
    """The report; `code` has the file and the text of each function by exercise."""
    report = record.report if record else {}
    verdicts = [_verdict(e, record) for e in report.get("exercises", ()) if record]
    checks = {f"{CHECK}{verdict.name}" for verdict in verdicts}
    return StudentReport(
        assignment, standing,
        record.key_digest if record else "", record.submission_digest if record else "",
        marks.submitted, marks.deadline, str(report.get("message", "")),
        tuple(
            Graded(v, marks.by_hand.get(f"{CHECK}{v.name}"),
                   marks.comments.get(f"{CHECK}{v.name}", ""), *code.get(v.name, ("", "")))
            for v in verdicts
        ),
        tuple(
            Written(name, points, marks.max_scores[name], marks.comments.get(name, ""))
            for name, points in marks.points.items() if name not in checks
            and not name.startswith(CHECK)
        ),
    )  # fmt: skip


def _verdict(kept: dict[str, Any], record: Record) -> Verdict:
    """The verdict as it was kept; what an older record lacks is empty."""
    more = record.observed.get(kept["name"], {})
    details = more.get("details") or ([kept["message"]] if kept["message"] else [])
    return Verdict(
        **kept, title=more.get("title", ""), details=tuple(details), seconds=more.get("seconds")
    )


def student_as_json(report: StudentReport) -> dict[str, Any]:
    """The report as outside tools rely on it."""
    data: dict[str, Any] = plain(
        {"version": 1, "assignment": report.assignment}
        | {name: getattr(report.standing, name) for name in SHOWN}
        | {
            "submitted": report.submitted or None,
            "deadline": report.deadline or None,
            "key": report.key,
            "submission": report.submission,
            "message": report.message,
            "exercises": [_exercise(graded) for graded in report.exercises],
            "written": report.written,
        }
    )
    return data


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
