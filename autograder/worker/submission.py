"""A submission's files as bytes; they are never parsed in the process that reads them."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "LIBRARIES",
    "NOTE",
    "Submission",
    "SubmissionError",
    "folder_digest",
    "read_submission",
]

# Large libraries that a worker imports ahead for the submissions that seem to need them.
LIBRARIES = ("matplotlib", "pandas", "torch")
MAX_BYTES = 10 * 2**20
# Where intake has put a working notebook in the place of one that nbgrader cannot open.
ORIGINAL = ".original"
# What intake leaves in the folder of a submission that it refuses: the reason, and nothing else.
NOTE = "not-gradable.txt"
NOTE_LENGTH = 500
# How much of a folder is looked at to notice a change.
MOST_FILES, MOST_DEPTH, MOST_BYTES = 10_000, 32, 256 * 2**20


class SubmissionError(ValueError):
    """A folder that cannot be graded; the message is for the student and the instructor."""


@dataclass(frozen=True)
class Submission:
    """The notebook and the module that a student handed in; either may be absent."""

    name: str
    notebook: bytes | None
    module: bytes | None

    def mentions(self, word: str) -> int:
        """How often the word occurs in the notebook or the module, whichever has more."""
        parts = (self.notebook or b"", self.module or b"")
        return max(part.count(word.encode()) for part in parts)


def read_submission(folder: Path, assignment: str, name: str | None = None) -> Submission:
    """The submission in a folder. Raises SubmissionError if there is nothing to grade."""
    _require_folder(folder)
    if (note := _read(folder / NOTE)) is not None:
        raise SubmissionError(note[:NOTE_LENGTH].decode("utf-8", "replace").strip())
    notebook = _read(folder / f"{assignment}.ipynb{ORIGINAL}")
    if notebook is None:
        notebook = _read(folder / f"{assignment}.ipynb")
    module = _read(folder / f"{assignment}.py")
    if notebook is None and module is None:
        raise SubmissionError(f"The folder holds neither {assignment}.ipynb nor {assignment}.py.")
    return Submission(name or str(folder), notebook, module)


def _require_folder(folder: Path) -> None:
    """Raise SubmissionError for what is not a folder itself: a link shows somebody else's files."""
    try:
        mode = folder.lstat().st_mode
    except OSError as error:
        raise SubmissionError(f"{folder} cannot be read: {error.strerror}.") from error
    if stat.S_ISLNK(mode):
        raise SubmissionError(f"{folder} is a link, not a folder.")
    if not stat.S_ISDIR(mode):
        raise SubmissionError(f"{folder} is not a folder; a submission is a folder.")


def _read(path: Path) -> bytes | None:
    """The bytes of a regular file; links, pipes and files beyond the bound are refused."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SubmissionError(f"{path.name} is a link, not a regular file.") from error
        raise SubmissionError(f"{path.name} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SubmissionError(f"{path.name} is not a regular file.")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SubmissionError(f"{path.name} is larger than {MAX_BYTES >> 20} MB.")
    return data


def folder_digest(folder: Path) -> str:
    """A digest of the files' names and contents, to notice that a submission has changed.

    Of files beyond the bounds it takes size and time, and no more entries than their bound.
    """
    digest, left = hashlib.sha256(), MOST_BYTES
    for path in sorted(_files(folder)):
        left -= _state(path)[0]
        content = _content_digest(path) if left >= 0 else _state_digest(path)
        line = f"{path.relative_to(folder)}\0{content}\n"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    """The regular files in a folder, no more and no deeper than the bounds."""
    waiting, left = [] if folder.is_symlink() else [(folder, 0)], MOST_FILES
    while waiting:
        place, depth = waiting.pop()
        for entry in _scan(place):
            left -= 1
            if left < 0:
                return
            if entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
            elif entry.is_dir(follow_symlinks=False) and depth < MOST_DEPTH:
                waiting.append((Path(entry.path), depth + 1))


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _content_digest(path: Path) -> str:
    try:
        return hashlib.sha256(_read(path) or b"").hexdigest()
    except SubmissionError:  # too large, or not to be read
        return _state_digest(path)


def _state_digest(path: Path) -> str:
    size, changed = _state(path)
    return f"{size} {changed}"


def _state(path: Path) -> tuple[int, int]:
    """Size and time of a file, or zeros where it is gone meanwhile."""
    try:
        state = path.lstat()
    except OSError:
        return 0, 0
    return state.st_size, state.st_mtime_ns
