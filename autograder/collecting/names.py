"""Whose submission a name in a platform's download is: the student's id, the time, the file."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.submissions.entries import WORK, ending_of
from autograder.submissions.intake import is_student_id

TIME = r"(?P<timestamp>\d{4}-\d\d-\d\d[-_ T]\d\d[-:.]\d\d[-:.]\d\d[^+_]*)"
BLACKBOARD = r"(?P<mark>_attempt_)(?P<timestamp>\d[\d-]+)(_(?P<file>.+))?"
FOLDER, FILE = {True}, {False}
# The forms of platforms' names, for folders, for files (without their ending), or for both.
# ASSIGNMENT stands for the assignment's name. What stands before `mark` is the platform's, what
# stands behind it may be the student's, who could write another's name there. Of forms with a mark
# at the same place the first one counts.
FORMS = (
    # nbgrader's exchange: STUDENT+ASSIGNMENT+TIME+RANDOM
    (FOLDER | FILE, rf"(?P<student_id>[^+]+)(?P<mark>\+ASSIGNMENT\+){TIME}(\+.*)?"),
    (FOLDER | FILE, rf"(?P<student_id>.+?)_ASSIGNMENT(?P<mark>_attempt_){TIME}"),
    # Moodle: Full Name_PARTICIPANT_assignsubmission_file_
    (FOLDER, r".+_(?P<student_id>\d+)(?P<mark>_assignsubmission_(file|onlinetext)_?)"),
    # Moodle, older ones, or a folder that was packed by itself
    (FILE, r".+?_(?P<student_id>\d+)(?P<mark>_assignsubmission_(file|onlinetext))(_(?P<file>.*))?"),
    # Blackboard: COLUMN_STUDENT_attempt_TIME_FILE. Where the column is not called as the assignment
    # is, the id is a guess; of HW_1_ada or HW1_ada_l, nobody can say where it begins.
    (FILE, rf"(?i:ASSIGNMENT)_(?P<student_id>.+?){BLACKBOARD}"),
    (FILE, rf"(?P<column>[^_]+_(?P<student_id>[^_]+)){BLACKBOARD}"),
    (FILE, rf"(?P<column>.[^_]*_.+?){BLACKBOARD}"),
    # Canvas: lastfirst_late_USER_FILENUMBER_FILE; two students may have one name, and where a third
    # number follows, the first may be part of a name
    (FILE, r"(?!(?i:ASSIGNMENT)_.+?_attempt_\d)(?P<name>[^_]+)(_(?P<late>late|LATE))?(?P<mark>_)"
           r"(?P<number>\d+)_\d+_(?!\d+_)(?P<file>.+)"),
)  # fmt: skip
# What browsers and learning platforms put at the end of a name that is there already.
COUNTER = re.compile(r"(-\d+| ?\(\d+\))$")


@dataclass(frozen=True)
class Named:
    """What a name says. `fits` is whether it has the form of a platform, not any name.

    `file` is the name that the student gave the file, as far as it is there; `column` is what the
    platform wrote before the time, where the id is a guess. `is_late` is whether the platform says
    that the work came late; it may not say when it came. `platform` is "moodle" or "canvas" where
    that platform has a `number` of its own for the student.
    """

    student: str
    when: datetime | None = None
    file: str | None = None
    fits: bool = False
    column: str = ""
    is_late: bool = False
    platform: str = ""
    number: str = ""


NOBODY = Named("")


def identify(
    name: str, assignment: str, pattern: re.Pattern[str] | None = None, *, is_folder: bool = False
) -> Named:
    """Whose a folder, an archive or a file is, by its name.

    Where the name gives no valid id, the student is `unknown-` and a digest of the part of it that
    says whose it is, so that all that one student handed in is one student's.
    """
    ending = "" if is_folder else ending_of(name)
    base = name[: len(name) - len(ending)]
    match = pattern.match(name) if pattern else _match(base, assignment, is_folder)
    found: dict[str, str | None] = match.groupdict() if match else {}
    student, column = found.get("student_id") or "", found.get("column") or ""
    if not pattern and not match:
        student = re.sub(rf"(?s)(?<=.)[_-]{re.escape(assignment)}\Z", "", base)
    elif not pattern and found.get("name"):
        student = f"{found['name']}_{found['number']}"
    file = found.get("file") or found.get("file_id")
    if file and not file.lower().endswith(ending):
        file += ending
    # A name of no platform's form that ends in a browser's "(1)" may be a copy of another's.
    student = unicodedata.normalize("NFC", student)  # accents are written in two forms
    if not is_student_id(student) or (not match and student.endswith(")")):
        student = unknown(column or student or name)
    when = _time(found.get("timestamp"))
    platform, number = ("", "") if pattern or not match else _numbered(match)
    is_late = bool(found.get("late"))
    return Named(student, when, file, match is not None, column, is_late, platform, number)


def _numbered(match: re.Match[str]) -> tuple[str, str]:
    """The platform that numbers its students, and the number that it wrote into the name."""
    found = match.groupdict()
    if "_assignsubmission_" in match["mark"]:
        return "moodle", match["student_id"]
    return ("canvas", match["number"]) if found.get("number") else ("", "")


def unknown(name: str) -> str:
    """The id of whoever has this name and no valid id in it, in either form that Unicode has."""
    one_form = unicodedata.normalize("NFC", name)
    digest = hashlib.sha256(one_form.encode("utf-8", "surrogateescape")).hexdigest()
    return f"unknown-{digest[:8]}"


def _match(base: str, assignment: str, is_folder: bool) -> re.Match[str] | None:
    """The form of a platform that fits, of several the one whose mark comes first.

    None where both Moodle and nbgrader may have made it: a person's name in the one, and what
    stands behind the time in the other, may hold the form of the other.
    """
    literal = re.escape(assignment)
    matches = [
        match
        for kinds, form in FORMS
        if is_folder in kinds
        and (match := re.fullmatch(form.replace("ASSIGNMENT", literal), base, re.DOTALL))
    ]
    marks = [match["mark"] for match in matches]
    if any(m.startswith("+") for m in marks) and any("_assignsubmission_" in m for m in marks):
        return None
    return min(matches, key=lambda match: match.start("mark"), default=None)


def _time(text: str | None) -> datetime | None:
    """The time in a name, taken as UTC."""
    try:
        numbers = [int(number) for number in re.findall(r"\d+", text or "")[:6]]
        return datetime(*numbers, tzinfo=UTC) if len(numbers) >= 3 else None  # type: ignore[arg-type,misc]
    except (ValueError, OverflowError):
        return None


def target_of(name: str, file: str | None, assignment: str) -> str | None:
    """The name that a loose file gets, by its own name or the one in it; None if it is no work."""
    ending = ending_of(name)
    if ending not in WORK:
        return None
    stem = COUNTER.sub("", file[: -len(ending)]) if file else assignment
    return f"{assignment}{ending}" if stem.casefold() == assignment.casefold() else None
