"""Reports kept beside the gradebook: what was judged, and whether it is still true."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from autograder.build import private_key_path, write_atomically
from autograder.report import Report
from autograder.worker.submission import folder_digest

__all__ = ["is_current", "load_records", "save_report"]


def _path(root: Path, assignment: str, student: str) -> Path:
    return root / ".autograder" / "reports" / assignment / f"{student}.json"


def save_report(root: Path, student: str, folder: Path, report: Report) -> None:
    """Write a submission's report, with digests of the files and the key that it came from."""
    record = {
        "student": student,
        "submission_digest": folder_digest(folder),
        "key_digest": _key_digest(root, report.assignment),
        "report": report.to_json(),
    }
    text = json.dumps(record, indent=1) + "\n"
    write_atomically(_path(root, report.assignment, student), text.encode(), mode=0o600)


def is_current(root: Path, assignment: str, student: str, folder: Path) -> bool:
    """Whether the student's report was made from these very files and today's key."""
    record = _read(_path(root, assignment, student))
    return (
        record is not None
        and record["submission_digest"] == folder_digest(folder)
        and record["key_digest"] == _key_digest(root, assignment)
    )


def load_records(root: Path, assignment: str) -> dict[str, dict[str, Any]]:
    """Every student's report as plain JSON, by student id."""
    folder = root / ".autograder" / "reports" / assignment
    records = {path.stem: _read(path) for path in sorted(folder.glob("*.json"))}
    return {student: record["report"] for student, record in records.items() if record}


def _read(path: Path) -> dict[str, Any] | None:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    wanted = {"submission_digest", "key_digest", "report"}
    return record if isinstance(record, dict) and wanted <= set(record) else None


def _key_digest(root: Path, assignment: str) -> str:
    return hashlib.sha256(private_key_path(root, assignment).read_bytes()).hexdigest()
