"""One command at a time changes a course; the kernel frees the lock of a process that dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

__all__ = ["at_work", "course_lock"]


@contextlib.contextmanager
def course_lock(root: Path, what: str, tell: Callable[[str], object]) -> Iterator[None]:
    """Hold the course for one command; where another has it, say so and wait."""
    with _opened(root, "lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            tell(f"Waiting for {holder}, which works on this course …")
            fcntl.flock(file, fcntl.LOCK_EX)
        with contextlib.suppress(OSError):  # a full disk: the lock holds, only without a name
            file.truncate(0)
            file.write(f"process {os.getpid()} (autograder {what})\n")
            file.flush()
        with _opened(root, "at-work") as others:  # processes of a grader that was killed
            fcntl.flock(others, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def at_work(root: Path) -> Iterator[None]:
    """Keep the next command waiting while this process grades, even if its parent is killed."""
    with _opened(root, "at-work") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _opened(root: Path, name: str) -> IO[str]:
    folder = root / ".autograder"
    folder.mkdir(mode=0o700, exist_ok=True)
    return (folder / name).open("a+", encoding="utf-8")
