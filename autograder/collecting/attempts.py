"""What each student handed in, and which of several counts: the newest, never the best."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from autograder.collecting.names import target_of, unknown
from autograder.collecting.originals import Originals
from autograder.collecting.sources import Item
from autograder.submissions.archives import STUDENT
from autograder.submissions.entries import natural, nested_archive, refuse_problems, take
from autograder.submissions.files import MAX_BYTES, SubmissionError, UnreadableError
from autograder.worker.unpacking import unpacked

__all__ = ["Attempt", "attempts_by_student", "read"]

EARLIEST = datetime.min.replace(tzinfo=UTC)
# Moodle's text field, beside the folder of files.
TEXT = "_assignsubmission_onlinetext"


@dataclass
class Attempt:
    """What a student handed in at one time, and how collecting it ended.

    This is a folder, an archive, or loose files together; `name` is that of the last one. `status`
    is "collected", "unchanged" or "refused"; "failed" if the student is not the cause (nothing was
    changed then); or "ignored" if the name matches no student. `student` is empty for what is
    ignored, and for a source that cannot be read. `others` are the names of what the student also
    handed in and does not count.
    """

    student: str
    name: str
    status: str = ""
    reason: str = ""
    others: list[str] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    originals: list[dict[str, Any]] = field(default_factory=list)

    @property
    def when(self) -> datetime | None:
        """The time in the name."""
        return self.items[0].named.when

    @property
    def is_late(self) -> bool:
        """Whether the platform says of any of the items that it came late."""
        return any(item.named.is_late for item in self.items)


def attempts_by_student(items: Sequence[Item], assignment: str) -> dict[str, list[Attempt]]:
    """The attempts of each student, the one that counts last."""
    _tell_apart(items)
    groups: dict[tuple[Any, ...], list[Item]] = {}
    for number, item in enumerate(items):
        key = (item.named.student, item.named.when, "loose" if item.is_loose else number)
        groups.setdefault(key, []).append(item)
    students: dict[str, list[Attempt]] = {}
    for group in sorted(groups.values(), key=lambda group: _rank(group, assignment)):
        student = group[0].named.student
        students.setdefault(student, []).append(Attempt(student, _name(group), items=group))
    return dict(sorted(students.items()))


def _tell_apart(items: Sequence[Item]) -> None:
    """Of ada_l and ben_l, neither is l: the id may begin before the underscore."""
    columns: dict[str, set[str]] = {}
    for item in items:
        columns.setdefault(item.named.student, set()).add(item.named.column)
    for item in items:
        if item.named.column and len(columns[item.named.student]) > 1:
            item.named = replace(item.named, student=unknown(item.named.column))


def _name(items: Sequence[Item]) -> str:
    return max((item.name for item in items), key=natural)


def _rank(items: Sequence[Item], assignment: str) -> tuple[Any, ...]:
    """What decides which attempt counts: the time in the name, what it is, then the name.

    An archive, which may be anything, counts only beside no work, also where each file has a number
    of its own.
    """
    name, first = _name(items), items[0]
    targets = (target_of(item.name, item.named.file, assignment) for item in items)
    kind = 1 if first.is_archive else 2 if first.is_folder or any(targets) else 0
    return TEXT not in name, first.named.when or EARLIEST, kind, natural(name)


def read(attempt: Attempt, originals: Originals) -> dict[str, bytes]:
    """The files that count of an attempt, by name; its originals are kept, and listed in it.

    Raises SubmissionError if an item is refused, and UnreadableError where this machine cannot
    read one.
    """
    assignment = originals.assignment
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    for item in sorted(attempt.items, key=lambda item: natural(item.name)):
        try:
            found = _read(item, attempt, originals)
        except UnreadableError as error:
            if str(item.place) not in str(error.filename):
                error.filename = f"{item.place}: {error.filename}"
            raise
        attempt.others += [names[name] for name in found if name in names]
        names |= dict.fromkeys(found, item.name)
        files |= found
    if not files:
        work = f"{assignment}.ipynb nor {assignment}.py"
        raise SubmissionError(f"It holds neither {work}. It holds {attempt.name}.")
    return files


def _read(item: Item, attempt: Attempt, originals: Originals) -> dict[str, bytes]:
    tree, assignment = item.open(), originals.assignment
    entry = tree.entries[0] if tree.entries else None
    if item.is_folder:
        refuse_problems(tree.entries)
        entry = nested_archive(tree.entries, assignment)
    if entry is None:
        files = take(tree, assignment)
        attempt.originals += [originals.keep(io.BytesIO(files[n]), n) for n in sorted(files)]
        return files
    if entry.problem:  # the name of a loose file is the platform's: any character may be in it
        raise SubmissionError(f"It holds {entry.problem}: {entry.shown}")
    data = tree.read(entry, MAX_BYTES if item.is_loose else STUDENT.packed)
    attempt.originals.append(originals.keep(io.BytesIO(data), entry.parts[-1]))
    if not item.is_loose:
        with unpacked(data) as tree:
            return take(tree, assignment)
    target = target_of(item.name, item.named.file, assignment)
    return {target: data} if target else {}
