"""What each student handed in, and which of several counts: the newest, never the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from autograder.collecting.names import Named, target_of, unknown
from autograder.collecting.sources import Item
from autograder.submissions.archives.take import natural

__all__ = ["Attempt", "attempts_by_student", "passed_over"]

EARLIEST = datetime.min.replace(tzinfo=UTC)
# Moodle's text field, beside the folder of files.
TEXT = "_assignsubmission_onlinetext"


@dataclass
class Attempt:
    """What a student handed in at one time: a folder, an archive, or loose files together."""

    assignment: str
    named: Named
    items: list[tuple[Item, Named]]

    @property
    def name(self) -> str:
        """The name by which it is told from others; of several files the last."""
        return max((item.name for item, _ in self.items), key=natural)

    @property
    def is_late(self) -> bool:
        """Whether the platform says of any of the items that it came late."""
        return any(named.is_late for _, named in self.items)

    @property
    def rank(self) -> tuple[bool, datetime, int, list[tuple[int, int, str]]]:
        """What decides which attempt counts: the time in the name, what it is, then the name."""
        when = self.named.when or EARLIEST
        return TEXT not in self.name, when, self._kind, natural(self.name)

    @property
    def _kind(self) -> int:
        """2 for work, which a folder may be; 1 for an archive, which may be anything; 0 for none.

        Archives count only beside no work, also where each file has a number of its own.
        """
        item, _ = self.items[0]
        if item.is_archive:
            return 1
        targets = (target_of(item.name, named.file, self.assignment) for item, named in self.items)
        return 2 if item.is_folder or any(targets) else 0


def attempts_by_student(
    items: Sequence[Item], identify: Callable[[Item], Named], assignment: str
) -> dict[str, list[Attempt]]:
    """The attempts of each student, the one that counts last."""
    attempts: dict[tuple[Any, ...], Attempt] = {}
    names = _told_apart([identify(item) for item in items])
    for number, (item, named) in enumerate(zip(items, names, strict=True)):
        if not named.fits and _is_beside(item):
            continue
        key = (named.student, named.when, "loose" if item.is_loose else number)
        attempts.setdefault(key, Attempt(assignment, named, [])).items.append((item, named))
    students: dict[str, list[Attempt]] = {}
    for attempt in sorted(attempts.values(), key=lambda attempt: attempt.rank):
        students.setdefault(attempt.named.student, []).append(attempt)
    return dict(sorted(students.items()))


def passed_over(items: Sequence[Item], identify: Callable[[Item], Named]) -> list[str]:
    """The names of the items that are taken for nobody's work."""
    return [item.name for item in items if not identify(item).fits and _is_beside(item)]


def _told_apart(names: Sequence[Named]) -> list[Named]:
    """The names; of ada_l and ben_l, neither is l: the id may begin before the underscore."""
    columns: dict[str, set[str]] = {}
    for named in names:
        columns.setdefault(named.student, set()).add(named.column)
    return [
        replace(named, student=unknown(named.column))
        if named.column and len(columns[named.student]) > 1
        else named
        for named in names
    ]


def _is_beside(item: Item) -> bool:
    """Whether it is a list of participants, a note, or something else that is no submission."""
    is_work = item.name.lower().endswith((".ipynb", ".py"))
    return item.is_hidden or (item.is_loose and item.is_regular and not is_work)
