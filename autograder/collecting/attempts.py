"""Which of a student's attempts counts: the newest, never the best."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from autograder.collecting.names import target_of, unknown
from autograder.collecting.sources import Item
from autograder.submissions.entries import natural

EARLIEST = datetime.min.replace(tzinfo=UTC)
# Moodle's text field, beside the folder of files.
TEXT = "_assignsubmission_onlinetext"


def by_student(items: Sequence[Item], assignment: str) -> dict[str, list[Item]]:
    """The items of each student, the one that counts last."""
    columns: dict[str, set[str]] = {}
    for item in items:
        columns.setdefault(item.named.student, set()).add(item.named.column)
    students: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: _rank(item, assignment)):
        student, column = item.named.student, item.named.column
        if column and len(columns[student]) > 1:
            # Of ada_l and ben_l, neither is l: the id may begin before the underscore.
            student = unknown(column)
        students.setdefault(student, []).append(item)
    return dict(sorted(students.items()))


def _rank(item: Item, assignment: str) -> tuple[Any, ...]:
    """What decides which item counts: the time in the name, what it is, then the name.

    An archive, which may be anything, counts only beside no work, also where each file has a number
    of its own.
    """
    is_work = item.is_folder or target_of(item.name, item.named.file, assignment)
    kind = 1 if item.is_archive else 2 if is_work else 0
    return TEXT not in item.name, item.named.when or EARLIEST, kind, natural(item.name)


def counts(item: Item, last: Item) -> bool:
    """Whether it is the last item, or a loose file of the same time as that one."""
    is_one_more = item.is_loose and last.is_loose and item.named.when == last.named.when
    return item is last or is_one_more
