"""Whose submission a name in an LMS's download is: the student's id, the time, the file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.archives.take import ARCHIVES, UNKNOWN_ARCHIVES

__all__ = ["Named", "identify", "is_valid_id"]

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}", re.ASCII)
ENDINGS = (*ARCHIVES, *UNKNOWN_ARCHIVES, ".ipynb", ".py")
TIME = r"(?P<timestamp>\d{4}-\d\d-\d\d[-_ T]\d\d[-:.]\d\d[-:.]\d\d\S*( UTC)?)"
# ASSIGNMENT stands for the assignment's name. The first that fits counts.
PATTERNS = (
    # Moodle: Full Name_PARTICIPANT_assignsubmission_file_, a folder or, in older ones, a file
    r".+_(?P<student_id>\d+)_assignsubmission_(file|onlinetext)(_(?P<file>.*))?",
    # nbgrader's exchange: STUDENT+ASSIGNMENT+TIME+RANDOM
    rf"(?P<student_id>[^+]+)\+ASSIGNMENT\+{TIME}(\+.*)?",
    rf"(?P<student_id>.+)_ASSIGNMENT_attempt_{TIME}",
    # Blackboard: COLUMN_STUDENT_attempt_TIME_FILE
    r".+_(?P<student_id>[^_]+)_attempt_(?P<timestamp>[\d-]+)(_(?P<file>.+))?",
    # Canvas: lastfirst_late_USER_FILENUMBER_FILE; two students may have one name
    r"(?P<name>[^_]+)(_(late|LATE))?_(?P<number>\d+)_\d+_(?P<file>.+)",
    r"(?P<student_id>.+?)([_-]ASSIGNMENT)?",
)


@dataclass(frozen=True)
class Named:
    """What a name says. `fits` is whether it has the form of an LMS, not any name.

    `file` is the name that the student gave the file, as far as it is there.
    """

    student: str
    when: datetime | None
    file: str | None
    fits: bool


def is_valid_id(student: str) -> bool:
    """Whether an id may name a folder, a row and a student in the gradebook."""
    return ID.fullmatch(student) is not None and not student.endswith(".")


def identify(name: str, assignment: str, pattern: re.Pattern[str] | None = None) -> Named:
    """Whose a folder, an archive or a file is, by its name.

    Where the name gives no valid id, the student is `unknown-` and a digest of the name.
    """
    ending = next((end for end in ENDINGS if name.lower().endswith(end)), "")
    base = name[: len(name) - len(ending)]
    found, fits = _match(name, base, assignment, pattern)
    student = found.get("student_id") or "_".join(
        part for part in (found.get("name"), found.get("number")) if part
    )
    file = found.get("file") or found.get("file_id")
    if file and not file.lower().endswith(ending):
        file += ending
    if not is_valid_id(student):
        digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()
        student = f"unknown-{digest[:8]}"
    return Named(student, _time(found.get("timestamp")), file, fits)


def _match(
    name: str, base: str, assignment: str, pattern: re.Pattern[str] | None
) -> tuple[dict[str, str | None], bool]:
    """The named groups, and whether a form of an LMS or the instructor's own pattern fits."""
    if pattern is not None:
        match = pattern.match(name)
        return (match.groupdict() if match else {}), match is not None
    for number, form in enumerate(PATTERNS, start=1):
        form = form.replace("ASSIGNMENT", re.escape(assignment))
        if match := re.fullmatch(form, base, re.DOTALL):
            return match.groupdict(), number < len(PATTERNS)
    return {}, False


def _time(text: str | None) -> datetime | None:
    """The time in a name, taken as UTC."""
    numbers = [int(number) for number in re.findall(r"\d+", text or "")[:6]]
    try:
        return datetime(*numbers, tzinfo=UTC) if len(numbers) >= 3 else None  # type: ignore[arg-type,misc]
    except (ValueError, OverflowError):
        return None
