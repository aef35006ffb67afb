"""One command at a time changes a course; the kernel frees the lock of a process that dies."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def course_lock(root: Path, what: str, tell: Callable[[str], object]) -> Iterator[None]:
    """Hold the course for one command; where another has it, say so and wait."""
    folder = root / ".autograder"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("a+", encoding="utf-8") as file:
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
        yield
