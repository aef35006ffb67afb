"""Whose submission a name in an LMS's download is: the student's id, the time, the file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.submissions.archives.take import ARCHIVES, UNKNOWN_ARCHIVES
from autograder.submissions.intake import is_student_id

__all__ = ["Named", "identify", "target_of", "unknown"]

ENDINGS = (*ARCHIVES, *UNKNOWN_ARCHIVES, ".ipynb", ".py")
TIME = r"(?P<timestamp>\d{4}-\d\d-\d\d[-_ T]\d\d[-:.]\d\d[-:.]\d\d[^+_]*)"
# What browsers and learning platforms put at the end of a name that is there already.
COUNTER = re.compile(r"(-\d+| ?\(\d+\))$")
# ASSIGNMENT stands for the assignment's name. What stands before `mark` is the platform's, what
# stands behind it may be the student's, who could write another's name there.
OF_BOTH = (
    # nbgrader's exchange: STUDENT+ASSIGNMENT+TIME+RANDOM
    rf"(?P<student_id>[^+]+)(?P<mark>\+ASSIGNMENT\+){TIME}(\+.*)?",
    rf"(?P<student_id>.+?)_ASSIGNMENT(?P<mark>_attempt_){TIME}",
)
OF_FOLDERS = (
    # Moodle: Full Name_PARTICIPANT_assignsubmission_file_
    r".+_(?P<student_id>\d+)(?P<mark>_assignsubmission_(file|onlinetext)_?)",
    *OF_BOTH,
)
OF_FILES = (
    *OF_BOTH,
    # Moodle, older ones, or a folder that was packed by itself
    r".+?_(?P<student_id>\d+)(?P<mark>_assignsubmission_(file|onlinetext))(_(?P<file>.*))?",
    # Blackboard: COLUMN_STUDENT_attempt_TIME_FILE
    r"(?=.[^_]*_(?!attempt_\d))"
    r"(?P<column>.+?)(?P<mark>_attempt_)(?P<timestamp>\d[\d-]+)(_(?P<file>.+))?",
    # Canvas: lastfirst_late_USER_FILENUMBER_FILE; two students may have one name, and where a third
    # number follows, the first may be part of a name
    r"(?!(?i:ASSIGNMENT)_.+?_attempt_\d)"
    r"(?P<name>[^_]+)(_(?P<late>late|LATE))?(?P<mark>_)(?P<number>\d+)_\d+_(?!\d+_)(?P<file>.+)",
)
ANY = r"(?P<student_id>.+?)([_-]ASSIGNMENT)?"


@dataclass(frozen=True)
class Named:
    """What a name says. `fits` is whether it has the form of an LMS, not any name.

    `file` is the name that the student gave the file, as far as it is there; `column` is what the
    platform wrote before the time, where the id is taken from it without knowing the column's name.
    `is_late` is whether the platform says that the work came late; it may not say when it came.
    """

    student: str
    when: datetime | None
    file: str | None
    fits: bool
    column: str = ""
    is_late: bool = False


def identify(
    name: str, assignment: str, pattern: re.Pattern[str] | None = None, *, is_folder: bool = False
) -> Named:
    """Whose a folder, an archive or a file is, by its name.

    Where the name gives no valid id, the student is `unknown-` and a digest of the part of it that
    says whose it is, so that all that one student handed in is one student's.
    """
    ending = "" if is_folder else _ending(name)
    if pattern is not None:
        match = pattern.match(name)
    else:
        match = _match(name[: len(name) - len(ending)], assignment, is_folder=is_folder)
    found: dict[str, str | None] = match.groupdict() if match else {}
    fits = match is not None
    if match is None and pattern is None:
        found = _plain(name[: len(name) - len(ending)], assignment)
    column = (found.get("column") or "") if pattern is None else ""
    student = found.get("student_id") or _student(found, column, assignment)
    student = unicodedata.normalize("NFC", student)  # accents are written in two forms
    file = found.get("file") or found.get("file_id")
    if file and not file.lower().endswith(ending):
        file += ending
    if _is_of(assignment, column):
        column = ""
    # A name of no platform's form that ends in a browser's "(1)" may be a copy of another's.
    if not is_student_id(student) or (not fits and student.endswith(")")):
        student = unknown(column or student or name)
    when = _time(found.get("timestamp"))
    return Named(student, when, file, fits, column, bool(found.get("late")))


def unknown(name: str) -> str:
    """The id of whoever has this name and no valid id in it, in either form that Unicode has."""
    one_form = unicodedata.normalize("NFC", name)
    digest = hashlib.sha256(one_form.encode("utf-8", "surrogateescape")).hexdigest()
    return f"unknown-{digest[:8]}"


def _student(found: dict[str, str | None], column: str, assignment: str) -> str:
    """The student by a form that does not end an id; nobody where it is not clear what it is."""
    if _is_of(assignment, column):
        return column[len(assignment) + 1 :]
    if column:  # of HW_1_ada or HW1_ada_l, nobody can say where the column's name ends
        return column.partition("_")[2] if column.count("_") == 1 else ""
    return "_".join(part for part in (found.get("name"), found.get("number")) if part)


def _is_of(assignment: str, column: str) -> bool:
    return column[: len(assignment) + 1].casefold() == f"{assignment}_".casefold()


def _ending(name: str) -> str:
    return next((end for end in ENDINGS if name.lower().endswith(end)), "")


def _match(base: str, assignment: str, *, is_folder: bool) -> re.Match[str] | None:
    """The form of a platform that fits, of several the one whose mark comes first.

    None where both Moodle and nbgrader may have made it: a person's name in the one, and what
    stands behind the time in the other, may hold the form of the other.
    """
    matches = [
        match
        for form in (OF_FOLDERS if is_folder else OF_FILES)
        if (match := _fit(form, base, assignment))
    ]
    marks = [match["mark"] for match in matches]
    if any(m.startswith("+") for m in marks) and any("_assignsubmission_" in m for m in marks):
        return None
    return min(matches, key=lambda match: match.start("mark"), default=None)


def _plain(base: str, assignment: str) -> dict[str, str | None]:
    match = _fit(ANY, base, assignment)
    return match.groupdict() if match else {}


def _fit(form: str, base: str, assignment: str) -> re.Match[str] | None:
    return re.fullmatch(form.replace("ASSIGNMENT", re.escape(assignment)), base, re.DOTALL)


def _time(text: str | None) -> datetime | None:
    """The time in a name, taken as UTC."""
    try:
        numbers = [int(number) for number in re.findall(r"\d+", text or "")[:6]]
        return datetime(*numbers, tzinfo=UTC) if len(numbers) >= 3 else None  # type: ignore[arg-type,misc]
    except (ValueError, OverflowError):
        return None


def target_of(name: str, file: str | None, assignment: str) -> str | None:
    """The name that a loose file gets, by its own name or the one in it; None if it is no work."""
    ending = next((end for end in (".ipynb", ".py") if name.lower().endswith(end)), None)
    if ending is None:
        return None
    stem = COUNTER.sub("", file[: -len(ending)]) if file else assignment
    return f"{assignment}{ending}" if stem.casefold() == assignment.casefold() else None
