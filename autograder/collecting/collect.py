"""Puts what a learning platform gives into submitted/STUDENT/ASSIGNMENT.

A submission that is refused becomes a folder with the reason, which is graded as not gradable.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.archives.entries import CLASS, ArchiveError
from autograder.archives.folders import open_regular
from autograder.collecting.attempts import Attempt, attempts_by_student
from autograder.collecting.names import identify
from autograder.collecting.originals import Originals
from autograder.collecting.reading import Reading
from autograder.collecting.sources import Item, items_of
from autograder.worker.submission import leave_note

__all__ = ["Collected", "collect_attempts", "collect_from", "keep_source"]


@dataclass(frozen=True)
class Collected:
    """How collecting one student ended, and from what: "collected", "unchanged" or "refused".

    `student` is empty for a source that could not be read at all. `others` are the names of what
    the student handed in before, which does not count.
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

    The list of originals is written at the end, also of a run that is broken off.
    """
    originals = Originals(root, assignment)
    with ExitStack() as stack:
        items: list[Item] = []
        for source in sources:
            try:
                items += stack.enter_context(items_of(source, assignment))
                keep_source(originals, source)
            except ArchiveError as error:
                yield Collected("", "refused", source.name, str(error))
        by_student = attempts_by_student(
            items,
            lambda item: identify(item.name, assignment, pattern, is_folder=item.is_folder),
            assignment,
        )
        yield from collect_attempts(
            originals, by_student, lambda student: root / "submitted" / student / assignment
        )


def collect_attempts(
    originals: Originals,
    by_student: dict[str, list[Attempt]],
    target_of: Callable[[str], Path],
) -> Iterator[Collected]:
    """Put each student's last attempt where it belongs; how that ended, one after another."""
    try:
        for student, attempts in by_student.items():
            yield _collect(target_of(student), originals, attempts)
    finally:
        originals.save()


def keep_source(originals: Originals, source: Path) -> None:
    """Keep a download that is one file; of a folder, what is taken from it is kept."""
    if source.is_file():
        with open_regular(source) as file:
            originals.keep(file, source.name, CLASS.packed)


def _collect(target: Path, originals: Originals, attempts: Sequence[Attempt]) -> Collected:
    """Put the last attempt into its place, unless it is there already or an older one."""
    attempt, others = attempts[-1], tuple(attempt.name for attempt in attempts[:-1])
    student, when = attempt.named.student, attempt.named.when
    old = originals.rows.get(student)
    if old and target.exists() and when and old["time"] and old["time"] > when.isoformat():
        older = "older than what is collected"
        return Collected(student, "unchanged", attempt.name, older, others)
    reading = Reading(originals)
    reading.read(attempt)
    row = _row(attempt, reading, others)
    status = "refused" if reading.reason else "collected"
    if row != old or not target.is_dir():
        _place(target, student, reading.files, reading.reason, when, originals)
        originals.rows[student] = row
    elif not reading.reason:
        status = "unchanged"
    return Collected(student, status, attempt.name, reading.reason, others)


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
    }


def _place(
    target: Path,
    student: str,
    files: dict[str, bytes],
    reason: str,
    when: datetime | None,
    originals: Originals,
) -> None:
    """Move a folder into place once it is whole; what was there before is set aside."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as place:
        new = Path(place) / target.name
        new.mkdir()
        for name, data in files.items():
            (new / name).write_bytes(data)
        if reason:
            leave_note(new, reason)
        if when:
            text = f"{when:%Y-%m-%d %H:%M:%S} UTC\n"
            (new / "timestamp.txt").write_text(text, encoding="utf-8")
        if target.is_symlink() or target.exists():
            originals.set_aside(target, student)
        new.rename(target)
