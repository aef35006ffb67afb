"""Archives, read in a process of their own, so that a fault in a library reaches nothing else."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO, cast, get_args

from autograder.submissions.archives import CLASS, STUDENT, Caps
from autograder.submissions.entries import Entry, Kind, Tree, take
from autograder.submissions.files import (
    SubmissionError,
    UnreadableError,
    open_regular,
    reading,
    require_file,
)
from autograder.submissions.folder import Submission, read_submission, seen_as
from autograder.worker import sandbox
from autograder.worker.inside.unpack import OF_MACHINE, OPEN

__all__ = ["class_archive", "read_handed_in", "unpacked"]

START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from autograder.worker.inside.unpack import main; main(*sys.argv[2:])"
)
# What an answer may have: a message, and a list of entries or an archive in an archive.
MOST_TEXT, MOST_DATA = 2**16, 64 * 2**20
# A busy machine may take so many times the limit of processor time.
WAITING = 100


def read_handed_in(path: Path, assignment: str) -> Submission:
    """The submission in a folder, an archive or one file.

    Raises SubmissionError if there is none, and OSError where this machine cannot read it.
    """
    if path.is_dir() or not os.path.lexists(path):
        return read_submission(path, assignment)
    ending = Path(seen_as(path.name)).suffix
    if ending in (".py", ".ipynb"):
        files = {f"{assignment}{ending}": require_file(path)}
    else:
        files = take(unpacked(require_file(path, STUDENT.packed)), assignment)
    return Submission(str(path), files.get(f"{assignment}.ipynb"), files.get(f"{assignment}.py"))


def unpacked(archive: bytes, caps: Caps = STUDENT) -> Tree:
    """What a student's archive holds; it can be read until this thread unpacks another one.

    Raises SubmissionError for one that is damaged or beyond the bounds, and UnreadableError.
    """
    return _unpacker(caps, os.getpid(), threading.get_ident()).open(archive)


@cache
def _unpacker(caps: Caps, _process: int, _thread: int) -> _Unpacker:
    return _Unpacker(caps)


@contextlib.contextmanager
def class_archive(path: Path) -> Iterator[Tree]:
    """What the archive of a class holds. Raises like `unpacked`."""
    with reading(path):
        file = open_regular(path)
    with file:
        if os.fstat(file.fileno()).st_size > CLASS.packed:
            size = CLASS.packed >> 20
            raise SubmissionError(f"The archive is larger than {size} MB.{CLASS.advice}")
        unpacker = _Unpacker(CLASS, file)
        try:
            yield unpacker.open(b"")
        finally:
            unpacker.close()


class _Unpacker:
    """The process that reads archives: started when it is needed, and again where it was lost."""

    def __init__(self, caps: Caps, file: BinaryIO | None = None) -> None:
        self.caps, self.file = caps, file
        self.process: subprocess.Popen[bytes] | None = None
        self.pipe: Connection

    def open(self, archive: bytes) -> Tree:
        """What an archive holds; an empty one stands for the file."""
        rows = self._asked("The archive", OPEN, archive)
        try:
            entries = [_entry(*numbered) for numbered in enumerate(json.loads(rows))]
        except (ValueError, TypeError, RecursionError) as error:
            raise self._lost() from error

        def read(entry: Entry, largest: int) -> bytes:
            if not self._is_running():
                self._asked("The archive", OPEN, archive)
            return self._asked(entry.shown, f"{entry.position} {largest}".encode())

        return Tree(entries, read)

    def _asked(self, name: str, *request: bytes) -> bytes:
        """The data of an answer; what is wrong is raised."""
        if not self._is_running():
            self._start()
        try:
            for part in request:
                self.pipe.send_bytes(part)
            message, data = self._received(MOST_TEXT), self._received(MOST_DATA)
        except (EOFError, OSError) as error:
            raise self._lost() from error
        text = message.decode("utf-8", "replace")
        if text.startswith(OF_MACHINE):
            number = int(text[1:]) if text[1:] in map(str, errno.errorcode) else 0
            raise UnreadableError(number, os.strerror(number), name)
        if text:
            raise SubmissionError(text)
        return data

    def _received(self, most: int) -> bytes:
        if not self.pipe.poll(WAITING * self.caps.seconds):
            raise TimeoutError
        return self.pipe.recv_bytes(most)

    def _is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _start(self) -> None:
        """Start the process. It has an empty environment: there is a secret in ours."""
        self.pipe, theirs = Pipe()
        descriptor = theirs.fileno()
        command = [sys.executable, "-I", "-S", "-c", START]
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and code
            [*command, str(sandbox.PACKAGE.parent), str(descriptor), json.dumps(asdict(self.caps))],
            stdin=self.file or subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, pass_fds=[descriptor],
            env={name: os.environ[name] for name in ("TMPDIR",) if name in os.environ},
        )  # fmt: skip
        theirs.close()
        try:
            self._received(MOST_TEXT)
        except (EOFError, OSError) as error:
            self.close()
            what = "the process that reads archives does not start"
            raise UnreadableError(0, what, "The archive") from error

    def _lost(self) -> Exception:
        """What is said about the archive with which the process ended, or has to end."""
        code = self.close()
        if code == -signal.SIGPROF:
            return SubmissionError(f"The archive takes too long to read.{self.caps.advice}")
        if code == -signal.SIGKILL:
            return UnreadableError(0, "the process that reads it was killed", "The archive")
        return SubmissionError("The archive is damaged or not complete.")

    def close(self) -> int:
        """End the process, if it has not ended yet; its code."""
        process, self.process = self.process, None
        if process is None:
            return 0
        self.pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1)
        process.kill()
        return process.wait()


def _entry(position: int, row: list[str]) -> Entry:
    """An entry as it came through the pipe. Raises ValueError or TypeError where it is none."""
    path, kind, problem = map(str, row)
    path.encode()  # half a character is none
    if kind not in get_args(Kind):
        raise ValueError(kind)
    return Entry(position, path, cast("Kind", kind), problem)
