"""Files: read without following links, listed within bounds, and written as a whole."""

import contextlib
import errno
import json
import os
import stat
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from io import BufferedReader
from pathlib import Path
from typing import Any

KEY_FILE = "key.json"  # in an assignment's folder
MAX_BYTES = 10 * 2**20
# How much of a folder is listed.
MOST_ENTRIES, DEEPEST = 10_000, 32


class UserError(Exception):
    """What a user can do something about; the message says what to do.

    A command that meets it ends with the exit code `code`: of usage, where it does not say another.
    """

    code = 2


class SubmissionError(ValueError):
    """Work that cannot be graded; the message is for the student and the instructor."""


class UnreadableError(OSError):
    """What this machine could not read; that says nothing about the work in it."""

    def __str__(self) -> str:
        return f"{self.filename} cannot be read: {self.strerror}."


def open_regular(path: Path | str, folder: int | None = None) -> BufferedReader:
    """The opened file, by a path or by a name in an open folder.

    Raises SubmissionError for a link or a special file, and OSError where a regular file cannot be
    opened.
    """
    try:
        descriptor = _opened(path, folder)
    except OSError:
        mode = os.stat(path, dir_fd=folder, follow_symlinks=False).st_mode
        if stat.S_ISREG(mode):
            raise
    else:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISREG(mode):
            return os.fdopen(descriptor, "rb")
        os.close(descriptor)
    kind = "a link, not" if stat.S_ISLNK(mode) else "not"
    raise SubmissionError(f"{Path(path).name} is {kind} a regular file.")


def _opened(path: Path | str, folder: int | None) -> int:
    """The descriptor of a file that is open to read; a link is not followed."""
    if hasattr(os, "O_NOFOLLOW"):
        # Opening a pipe to read would wait for somebody who writes.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        return os.open(path, flags, dir_fd=folder)
    # On Windows nobody but the student can put a link here between these two lines.
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """An OSError becomes an UnreadableError that names the path."""
    try:
        yield
    except OSError as error:
        raise UnreadableError(error.errno, error.strerror, str(path)) from error


def require_file(path: Path, largest: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file.

    Raises SubmissionError for a link, a special file or too many bytes, and UnreadableError where
    it cannot be read or is not there.
    """
    with reading(path), open_regular(path) as file:
        data = file.read(largest + 1)
    if len(data) > largest:
        raise SubmissionError(f"{path.name} is larger than {largest >> 20} MB.")
    return data


def read_file(path: Path) -> bytes | None:
    """The same, or None if there is no such file."""
    try:
        return require_file(path)
    except UnreadableError as error:
        if error.errno == errno.ENOENT:
            return None
        raise


def walk(folder: Path, ignore: Sequence[str] = ()) -> Iterator[tuple[Path, os.stat_result, int]]:
    """What a folder holds: each path from it on, its state, and the descriptor of its own folder.

    No link is followed, also if it takes a folder's place meanwhile. What is graded comes first in
    each folder. Names that match a pattern in `ignore` are left out. Raises SubmissionError beyond
    MOST_ENTRIES, and UnreadableError.
    """
    left = MOST_ENTRIES
    with reading(folder):
        for place, folders, names, descriptor in os.fwalk(folder, onerror=_fail):
            inside = Path(place).relative_to(folder)
            found = sorted((*folders, *names), key=_graded_first)
            folders.clear()
            for name in found:
                if any(fnmatch(name, pattern) for pattern in ignore):
                    continue
                left -= 1
                if left < 0:
                    raise SubmissionError(f"The folder has more than {MOST_ENTRIES} entries.")
                state = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
                if stat.S_ISDIR(state.st_mode) and len(inside.parts) < DEEPEST:
                    folders.append(name)
                yield inside / name, state, descriptor


def _fail(error: OSError) -> None:
    raise error


def _graded_first(name: str) -> tuple[bool, str]:
    return not name.casefold().endswith((".ipynb", ".py", ".txt")), name


def write_atomically(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file so that a crash leaves either the old or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name = _written(path, content, mode)
    try:
        name.replace(path)
    except BaseException:
        name.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_json(path: Path, data: Any) -> None:
    """Write a file of ours as JSON, whole, for its owner alone."""
    write_atomically(path, f"{json.dumps(data, indent=1)}\n".encode(), 0o600)


def create_once(path: Path, content: bytes) -> bytes:
    """What a file of its owner alone holds: this content, or what another process put there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name = _written(path, content, 0o600)
    try:
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    finally:
        name.unlink()
    _sync_folder(path.parent)
    return path.read_bytes()


def _written(path: Path, content: bytes, mode: int) -> Path:
    """A new file beside this one, with a name like it, safely on the disk."""
    import tempfile  # takes milliseconds, which a check saves

    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with naming(path.parent), os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            Path(name).chmod(mode)  # by name: Windows has no fchmod
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


@contextlib.contextmanager
def naming(place: Path | str) -> Iterator[None]:
    """An OSError that does not say where, as of a write on a full disk, names the place."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(place)
        raise


def _sync_folder(folder: Path) -> None:
    """Have the disk know which files the folder holds by now; Windows does so by itself."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
