"""A submission's files as bytes; they are never parsed in the process that reads them."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

__all__ = [
    "LATE",
    "NOTE",
    "SECRET",
    "TIMESTAMP",
    "Submission",
    "SubmissionError",
    "folder_digest",
    "leave_note",
    "open_regular",
    "read_file",
    "read_submission",
    "require_readable",
    "seen_as",
]

MAX_BYTES = 10 * 2**20
# So many names of other notebooks are told, and a name is told up to this length.
MAX_NAMES, MAX_NAME = 3, 80
# What intake leaves in the folder of a submission that it refuses: the reason, and nothing else.
NOTE = "not-gradable.txt"
NOTE_LENGTH = 500
# What nbgrader needs beside the work: when it came, and where its feedback goes.
TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
# What collecting leaves where a platform says that work came late.
LATE = "late.txt"
# How much of a folder is looked at to notice a change.
MOST_FILES, MOST_DEPTH, MOST_BYTES = 10_000, 32, 256 * 2**20


class SubmissionError(ValueError):
    """A folder that cannot be graded; the message is for the student and the instructor."""


@dataclass(frozen=True)
class Submission:
    """The notebook and the module that a student handed in; either may be absent.

    `remark` says so where the notebook had another name than it should.
    """

    name: str
    notebook: bytes | None
    module: bytes | None
    remark: str = ""

    def mentions(self, word: str) -> int:
        """How often the word occurs in the notebook or the module, whichever has more."""
        parts = (self.notebook or b"", self.module or b"")
        return max(part.count(word.encode()) for part in parts)


def read_submission(folder: Path, assignment: str, name: str | None = None) -> Submission:
    """The submission in a folder. Raises SubmissionError if there is nothing to grade.

    Raises OSError where the machine does not let it be read, which is not the student's doing.
    """
    _require_folder(folder)
    path, remark = _find_notebook(folder, assignment)
    notebook = read_file(path)
    module = read_file(folder / f"{assignment}.py")
    if notebook is None and module is None:
        missing = f"The folder holds neither {assignment}.ipynb nor {assignment}.py."
        raise SubmissionError(_noted(folder) or f"{missing} {remark}".rstrip())
    return Submission(name or str(folder), notebook, module, remark)


def require_readable(folder: Path, assignment: str) -> None:
    """Raise OSError, with the path, where the machine does not let a submission be read."""
    try:
        _require_folder(folder)
    except SubmissionError:  # a link shows somebody else's files
        return
    with contextlib.suppress(SubmissionError):
        read_submission(folder, assignment)
    for name in (TIMESTAMP, SECRET):
        with contextlib.suppress(SubmissionError):
            read_file(folder / name)


def _noted(folder: Path) -> str:
    """The reason that intake left in the folder, on one line: a student may have written it."""
    note = read_file(folder / NOTE) or b""
    return " ".join(note[:NOTE_LENGTH].decode("utf-8", "replace").split())


def leave_note(folder: Path, reason: str) -> None:
    """Write why a submission is refused into its folder, where `read_submission` finds it."""
    (folder / NOTE).write_text(f"{reason}\n", encoding="utf-8", errors="replace")


def _require_folder(folder: Path) -> None:
    """Raise SubmissionError for what is not a folder itself: a link shows somebody else's files."""
    try:
        mode = folder.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SubmissionError(f"{folder} cannot be read: {error.strerror}.") from error
    if stat.S_ISLNK(mode):
        raise SubmissionError(f"{folder} is a link, not a folder.")
    if not stat.S_ISDIR(mode):
        raise SubmissionError(f"{folder} is not a folder; a submission is a folder.")


def _find_notebook(folder: Path, assignment: str) -> tuple[Path, str]:
    """The notebook that counts, and a remark if it has another name or if none counts.

    NAME.ipynb counts whenever it is there; without it, the only notebook of another name does.
    """
    expected = folder / f"{assignment}.ipynb"
    if os.path.lexists(expected):
        return expected, ""
    others = _other_notebooks(folder)
    if not others:
        return expected, ""
    if len(others) == 1:
        return folder / others[0], f"{_short(others[0])} counts as {expected.name}."
    names = ", ".join(_short(name) for name in others[:MAX_NAMES])
    more = f" and {len(others) - MAX_NAMES} more" if others[MAX_NAMES:] else ""
    return expected, (
        f"Of several notebooks ({names}{more}) none counts: name one of them {expected.name}."
    )


def _other_notebooks(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(
            entry.name
            for entry in entries
            if seen_as(entry.name).endswith(".ipynb")
            and not entry.name.startswith(".")
            and entry.is_file(follow_symlinks=False)
        )


def seen_as(name: str) -> str:
    """What a system that ignores case, and dots and spaces at the end, takes a name for."""
    return name.rstrip(". ").casefold()


def _short(name: str) -> str:
    """The name on one line, in characters that can be seen and not too many of them."""
    seen = "".join(character if character.isprintable() else "?" for character in name)
    return seen if len(seen) <= MAX_NAME else seen[:MAX_NAME] + "…"


def open_regular(path: Path, refused: type[SubmissionError] = SubmissionError) -> BinaryIO:
    """The opened file; a link, a pipe or what cannot be read raises `refused`."""
    try:
        # A pipe that nobody writes to would be waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise refused(f"{path.name} is a link, not a regular file.") from error
        raise refused(f"{path.name} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise refused(f"{path.name} is not a regular file.")
    return os.fdopen(descriptor, "rb")


def read_file(path: Path) -> bytes | None:
    """The bytes of a regular file, or None where there is none.

    Links, pipes and files beyond the bound are refused. Raises OSError where a regular file cannot
    be read.
    """
    try:
        file = open_regular(path)
    except SubmissionError as error:
        cause = error.__cause__
        if isinstance(cause, FileNotFoundError):
            return None
        if isinstance(cause, OSError) and _may_be_regular(path):
            raise cause from None
        raise
    try:
        with file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:  # a read does not say where
        error.filename = str(path)
        raise
    if len(data) > MAX_BYTES:
        raise SubmissionError(f"{path.name} is larger than {MAX_BYTES >> 20} MB.")
    return data


def _may_be_regular(path: Path) -> bool:
    """Whether this is a regular file, or the machine does not even say what it is."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return True


def folder_digest(folder: Path, without: str = "") -> str:
    """A digest of the files' names and contents, to notice that a submission has changed.

    Of files beyond the bounds it takes size and time, and no more entries than their bound. The
    file `without`, in the folder itself, is left out.
    """
    digest, left = hashlib.sha256(), MOST_BYTES
    for path in sorted(_files(folder)):
        if path == folder / without:
            continue
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
        return hashlib.sha256(read_file(path) or b"").hexdigest()
    except (SubmissionError, OSError):  # too large, or not to be read
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
