"""Reports kept beside the gradebook: what was judged, and from what."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.authoring.release import key_path
from autograder.reports.report import Report
from autograder.submissions.files import write_json

VERSION = 2


@dataclass(frozen=True)
class Record:
    """A report as JSON, and what it is true of.

    The digests are those of the files handed in, of the private key, and of the autograded folder
    that belongs to the report; `auto_scores` is what the gradebook was given, by cell.

    `observed` holds, by exercise, what `Verdict.kept` gives. It is empty in records of version 1:
    what is not there is not known.
    """

    student: str
    submission_digest: str
    key_digest: str
    autograded_digest: str
    auto_scores: dict[str, float | None]
    report: dict[str, Any]
    version: int = 1
    observed: dict[str, dict[str, Any]] = field(default_factory=dict)


def _path(root: Path, assignment: str, student: str) -> Path:
    return root / ".autograder" / "reports" / assignment / f"{student}.json"


def save_report(
    root: Path,
    student: str,
    submission: str,
    report: Report,
    autograded: str = "",
    auto_scores: dict[str, float | None] | None = None,
) -> None:
    """Write a submission's report, with digests of the files and the key that it came from."""
    name = report.assignment
    record = Record(
        student, submission, key_digest(root, name), autograded, auto_scores or {},
        report.to_json(), VERSION, {verdict.name: verdict.kept() for verdict in report.verdicts},
    )  # fmt: skip
    write_json(_path(root, name, student), vars(record))


def load_record(root: Path, assignment: str, student: str) -> Record | None:
    """A student's record, if there is a whole one."""
    try:
        return Record(**json.loads(_path(root, assignment, student).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def key_digest(root: Path, assignment: str) -> str:
    """A digest of the private key beside the gradebook; the empty text where there is none."""
    try:
        key = key_path(root, assignment).read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(key).hexdigest()
