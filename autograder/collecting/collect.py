"""Puts what a learning platform gives into submitted/STUDENT/ASSIGNMENT.

A submission that is refused becomes a folder with the reason, which is graded as not gradable.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.collecting.attempts import Attempt, attempts_by_student, passed_over
from autograder.collecting.names import Named, identify
from autograder.collecting.originals import Originals
from autograder.collecting.reading import Reading
from autograder.collecting.sources import Item, items_of
from autograder.reports.text import safe_line
from autograder.submissions.archives.entries import CLASS, ArchiveError, UnreadableError
from autograder.submissions.archives.folders import open_regular
from autograder.submissions.files import naming
from autograder.submissions.folder import (
    LATE,
    TIMESTAMP,
    SubmissionError,
    leave_note,
    read_file,
)

__all__ = ["Collected", "collect_attempts", "collect_from", "in_short", "keep_source"]

MEND_READING = "Make it readable, then run the command again; what was collected before is kept."
MEND_WRITING = "Move it away or fix that, then run the command again."
# So many names are told of what is passed over.
MOST_SHOWN = 10
WRITTEN = re.compile(rb"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC\n")


@dataclass(frozen=True)
class Collected:
    """How collecting one student ended, and from what.

    The status is "collected", "unchanged" or "refused"; "failed", where all is as it was, for a
    reason that is not the student's; or "passed over" for what is nobody's work by its name.
    `student` is empty for that, and for a source that could not be read at all. `others` are the
    names of what the student handed in before, which does not count.
    """

    student: str
    status: str
    name: str
    reason: str = ""
    others: tuple[str, ...] = ()


def collect_from(
    root: Path,
    assignment: str,
    sources: Sequence[Path],
    pattern: re.Pattern[str] | None = None,
) -> Iterator[Collected]:
    """Collect from folders and archives; how it ended for each student, one after another.

    The list of originals is written while they are collected, and at the end.
    """
    originals = Originals(root, assignment)
    with ExitStack() as stack:
        items: list[Item] = []
        for source in sources:
            try:
                items += stack.enter_context(items_of(source, assignment))
                keep_source(originals, source)
            except ArchiveError as error:
                yield _unread(source, error)

        def named(item: Item) -> Named:
            return identify(item.name, assignment, pattern, is_folder=item.is_folder)

        by_student = attempts_by_student(items, named, assignment)
        yield from collect_attempts(
            originals, by_student, lambda student: root / "submitted" / student / assignment
        )
        for name in passed_over(items, named):
            yield Collected("", "passed over", name)


def in_short(names: Sequence[str]) -> str:
    """The names on one line, which a download with many other files does not make long."""
    more = f" and {len(names) - MOST_SHOWN} more" if names[MOST_SHOWN:] else ""
    return ", ".join(safe_line(name) for name in names[:MOST_SHOWN]) + more


def collect_attempts(
    originals: Originals,
    by_student: dict[str, list[Attempt]],
    target_of: Callable[[str], Path],
) -> Iterator[Collected]:
    """Put each student's last attempt where it belongs; how that ended, one after another."""
    try:
        for student, attempts in by_student.items():
            result = _collect(target_of(student), originals, attempts)
            originals.save_now_and_then()
            yield result
    finally:
        originals.save()


def keep_source(originals: Originals, source: Path) -> None:
    """Keep a download that is one file; of a folder, what is taken from it is kept."""
    if source.is_file():
        with open_regular(source) as file:
            originals.keep(file, source.name, CLASS.packed)


def _unread(source: Path, error: ArchiveError) -> Collected:
    """What is told of a source of which nothing is known."""
    if isinstance(error, UnreadableError):
        return Collected("", "failed", source.name, f"{source}: {error} {MEND_READING}")
    return Collected("", "refused", source.name, str(error))


def _collect(target: Path, originals: Originals, attempts: Sequence[Attempt]) -> Collected:
    """Collect one student; a fault of this machine that is the student's alone stops no other."""
    try:
        return _collected(target, originals, attempts)
    except UnreadableError as error:
        reason = f"{error} {MEND_READING}"
    except (FileExistsError, NotADirectoryError) as error:
        reason = f"{error.filename} is not a folder. {MEND_WRITING}"
    except PermissionError as error:
        reason = f"{error.filename}: {error.strerror}. {MEND_WRITING}"
    others = tuple(attempt.name for attempt in attempts[:-1])
    return Collected(attempts[-1].named.student, "failed", attempts[-1].name, reason, others)


def _collected(target: Path, originals: Originals, attempts: Sequence[Attempt]) -> Collected:
    """Put the last attempt into its place, unless it is there already or an older one."""
    attempt, others = attempts[-1], tuple(attempt.name for attempt in attempts[:-1])
    student, when = attempt.named.student, attempt.named.when
    old = originals.rows.get(student)
    if target.exists() and when and _time_there(old, target) > when.isoformat():
        older = "older than what is collected"
        return Collected(student, "unchanged", attempt.name, older, others)
    reading = Reading(originals)
    reading.read(attempt)
    others += tuple(reading.replaced)
    row = _row(attempt, reading, others)
    status = "refused" if reading.reason else "collected"
    if row != old or not target.is_dir():
        _place(target, attempt, reading.files, reading.reason, originals)
        originals.rows[student] = row
    elif not reading.reason:
        status = "unchanged"
    return Collected(student, status, attempt.name, reading.reason, others)


def _time_there(old: dict[str, Any] | None, target: Path) -> str:
    """The time of what is collected, "" for none: by the list, or by the folder itself.

    The list lacks what was collected right before the command was killed.
    """
    try:
        written = WRITTEN.fullmatch(read_file(target / TIMESTAMP) or b"")
    except SubmissionError:
        written = None
    there = f"{written[1].decode()}T{written[2].decode()}+00:00" if written else ""
    return max((old or {}).get("time") or "", there)


def _row(attempt: Attempt, reading: Reading, others: tuple[str, ...]) -> dict[str, Any]:
    when = attempt.named.when
    return {
        "student": attempt.named.student,
        "name": attempt.name,
        "time": when.isoformat() if when else None,
        "status": "refused" if reading.reason else "collected",
        "reason": reading.reason,
        "originals": reading.originals,
        "not_counted": list(others),
    } | ({"late": True} if attempt.is_late else {})


def _place(
    target: Path,
    attempt: Attempt,
    files: dict[str, bytes],
    reason: str,
    originals: Originals,
) -> None:
    """Move a folder into place once it is whole; what was there before is set aside."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        naming(target.parent),
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as place,
    ):
        new = Path(place) / target.name
        new.mkdir()
        for name, data in files.items():
            (new / name).write_bytes(data)
        if reason:
            leave_note(new, reason)
        if when := attempt.named.when:
            text = f"{when:%Y-%m-%d %H:%M:%S} UTC\n"
            (new / TIMESTAMP).write_text(text, encoding="utf-8")
        if attempt.is_late:
            (new / LATE).write_text("The platform marked this work as late.\n", encoding="utf-8")
        if target.is_symlink() or target.exists():
            originals.set_aside(target, attempt.named.student)
        new.rename(target)
