"""Reports kept beside the gradebook: what was judged, and from what."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.reports.report import Report
from autograder.submissions.files import write_atomically
from autograder.submissions.folder import folder_digest

__all__ = [
    "Record", "autograded_digest", "key_digest", "load_record",
    "load_records", "save_report"]  # fmt: skip


@dataclass(frozen=True)
class Record:
    """A report as JSON, and what it is true of.

    The digests are those of the files handed in, of the private key, and of the autograded folder
    that belongs to the report; `auto_scores` is what the gradebook was given, by cell.
    """

    submission: str
    key: str
    autograded: str
    auto_scores: dict[str, float | None]
    report: dict[str, Any]


def _folder(root: Path, assignment: str) -> Path:
    return root / ".autograder" / "reports" / assignment


def save_report(
    root: Path,
    student: str,
    submission: str,
    report: Report,
    autograded: str = "",
    auto_scores: dict[str, float | None] | None = None,
) -> None:
    """Write a submission's report, with digests of the files and the key that it came from."""
    key, scores = key_digest(root, report.assignment), auto_scores or {}
    data = {
        "student": student,
        "submission_digest": submission,
        "key_digest": key,
        "autograded_digest": autograded,
        "auto_scores": scores,
        "report": report.to_json(),
    }
    path = _folder(root, report.assignment) / f"{student}.json"
    write_atomically(path, (json.dumps(data, indent=1) + "\n").encode(), mode=0o600)


def load_record(root: Path, assignment: str, student: str) -> Record | None:
    """A student's record, if there is a whole one."""
    return _read(_folder(root, assignment) / f"{student}.json")


def load_records(root: Path, assignment: str) -> dict[str, dict[str, Any]]:
    """Every student's report as plain JSON, by student id."""
    paths = sorted(_folder(root, assignment).glob("*.json"))
    records = {path.stem: _read(path) for path in paths}
    return {student: record.report for student, record in records.items() if record}


def _read(path: Path) -> Record | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Record(
            data["submission_digest"],
            data["key_digest"],
            data["autograded_digest"],
            dict(data["auto_scores"]),
            dict(data["report"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def key_digest(root: Path, assignment: str) -> str:
    """A digest of the private key as it lies beside the gradebook; of none, the empty text."""
    try:
        key = (root / ".autograder" / "keys" / f"{assignment}.json").read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(key).hexdigest()


def autograded_digest(folder: Path, assignment: str, notebook: bytes | None = None) -> str:
    """A digest of an autograded folder, with this notebook instead of the one that lies there.

    Without any notebook it is the empty text.
    """
    name = f"{assignment}.ipynb"
    try:
        content = (folder / name).read_bytes() if notebook is None else notebook
    except OSError:
        return ""
    return f"{hashlib.sha256(content).hexdigest()} {folder_digest(folder, without=name)}"
