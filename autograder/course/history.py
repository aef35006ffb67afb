"""The trail of an assignment's scores: one line for each grading and each change by hand.

`.autograder/history/ASSIGNMENT.jsonl` is only appended to. An entry is written after the gradebook
and before the record, so a grader that is killed writes one entry too many, never one too few.
"""

import fcntl
import getpass
import importlib.metadata
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from autograder.course.marks import Mark
from autograder.submissions.files import naming


@dataclass(frozen=True)
class Change:
    """An exercise or a written answer with other points or another verdict than before.

    A status is a verdict's, "by hand" for points that a person gave, or "comment" where only the
    comment is new. Old values are None and empty at the first grading.
    """

    name: str
    old_points: float | None
    new_points: float | None
    old_status: str
    new_status: str


@dataclass(frozen=True)
class Entry:
    """One grading of a student, or one change that somebody made in the gradebook.

    `at` is in UTC, and `by` the login name of whoever ran the command: for a change by hand
    (`manual`), the command that noticed it. The digests are those of the key and the submission
    that the scores belong to. `marks` is everything given by hand at that time, by cell.
    """

    at: str
    by: str
    student: str
    cause: str
    key_digest: str
    submission_digest: str
    kit_version: str
    old_status: str
    new_status: str
    old_score: float | None
    new_score: float
    old_raw_score: float | None
    new_raw_score: float
    changes: tuple[Change, ...] = ()
    manual: bool = False
    marks: dict[str, Mark] = field(default_factory=dict)


def entries(
    root: Path,
    assignment: str,
    student: str | None = None,
    tell: Callable[[str], object] = lambda _: None,
) -> list[Entry]:
    """The entries, oldest first, of one student if given; none where nothing was graded yet.

    A line that is incomplete, as after a crash, is left out and reported.
    """
    trail = _trail(_path(root, assignment))
    trail.read()
    for number in (*trail.incomplete, *trail.torn):
        tell(f"{trail.path}, line {number} is incomplete: left out.")
    return list(trail.entries if student is None else trail.of.get(student, ()))


class _Trail:
    """What a file holds; only what is new in it is read again.

    Grading a class asks for each student's entries several times.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._forget((0, 0))

    def _forget(self, identity: tuple[int, int]) -> None:
        """Begin with a file of which nothing is read yet."""
        self.identity, self.end = identity, 0
        self.entries: list[Entry] = []
        self.of: dict[str, list[Entry]] = {}
        self.lines, self.incomplete, self.torn = 0, list[int](), list[int]()

    def read(self) -> None:
        """Read on; from the beginning where it is another file or a shorter one."""
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            self._forget((0, 0))
            return
        with file:
            now = os.fstat(file.fileno())
            identity = (now.st_dev, now.st_ino)
            if self.identity != identity or now.st_size < self.end:
                self._forget(identity)
            file.seek(self.end)
            whole, newline, torn = file.read().rpartition(b"\n")
        self.end += len(whole + newline)
        for line in whole.split(b"\n") if newline else ():
            self.lines += 1
            self._add(line)
        self.torn = [self.lines + 1] if torn else []

    def _add(self, line: bytes) -> None:
        try:
            entry = _entry(json.loads(line)) if line else None
        except (ValueError, TypeError, KeyError):
            self.incomplete.append(self.lines)
            return
        if entry:
            self.entries.append(entry)
            self.of.setdefault(entry.student, []).append(entry)


_trail = cache(_Trail)


def _entry(data: dict[str, Any]) -> Entry:
    changes = tuple(Change(**change) for change in data.pop("changes"))
    marks = {name: Mark(**mark) for name, mark in data.pop("marks").items()}
    return Entry(**data, changes=changes, marks=marks)


def kit_version() -> str:
    """The version of the kit that is installed."""
    return importlib.metadata.version("exercise-kit")


def login_name() -> str:
    """The login name of this process's user, or their number where the system has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _path(root: Path, assignment: str) -> Path:
    return root / ".autograder" / "history" / f"{assignment}.jsonl"


def add_entries(root: Path, assignment: str, make: Callable[[], Iterable[Entry]]) -> None:
    """Add the entries that `make` returns; nobody else adds any between what it reads and that.

    Each gets a line of its own, also after one that a crash cut off.
    """
    path = _path(root, assignment)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with naming(path), os.fdopen(descriptor, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if added := list(make()):
            size = os.fstat(descriptor).st_size
            is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            lines = "\n" * is_torn + "".join(f"{json.dumps(asdict(entry))}\n" for entry in added)
            data = lines.encode()
            while data:
                data = data[file.write(data) :]
            os.fsync(descriptor)
