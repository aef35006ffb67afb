"""Archives, read in a process of their own, so that a fault in a library reaches nothing else."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from multiprocessing import Pipe
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
from autograder.worker.inside.unpack import DATA, OF_MACHINE, OPEN

__all__ = ["class_archive", "read_handed_in", "unpacked"]

START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from autograder.worker.inside.unpack import main; main(*sys.argv[2:])"
)
# What an answer may have: a list of entries, an archive in an archive, or a message.
MOST_DATA, MOST_TEXT = 64 * 2**20, 2**16
# The process limits its own processor time. Beyond it, an answer may take so many seconds: on a
# busy machine, or where the process waits for something else.
WAITING = 200


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
    reader = _reader(caps, os.getpid(), threading.get_ident())
    reader.file.seek(0)
    reader.file.truncate()
    reader.file.write(archive)
    reader.file.flush()
    return reader.open()


@cache
def _reader(caps: Caps, _process: int, _thread: int) -> _Reader:
    return _Reader(tempfile.TemporaryFile(), caps, "The archive")


@contextlib.contextmanager
def class_archive(path: Path) -> Iterator[Tree]:
    """What the archive of a class holds. Raises like `unpacked`."""
    with reading(path):
        file = open_regular(path)
    with file, contextlib.closing(_Reader(file, CLASS, str(path))) as reader:
        yield reader.open()


class _Reader:
    """The process that reads the archive in a file, which is started again where it was lost.

    It has an empty environment: there is a secret in ours.
    """

    def __init__(self, file: BinaryIO, caps: Caps, name: str) -> None:
        self.file, self.caps, self.name = file, caps, name
        self._start()

    def _start(self) -> None:
        self.pipe, theirs = Pipe()
        command = [sys.executable, "-I", "-S", "-c", START, str(sandbox.PACKAGE.parent)]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and code
                [*command, str(theirs.fileno()), json.dumps(asdict(self.caps))],
                stdin=self.file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in ("TMPDIR",) if name in os.environ},
                pass_fds=[theirs.fileno()],
            )  # fmt: skip

    def open(self) -> Tree:
        """What the archive holds that is in the file now."""
        rows = self._asked(OPEN)
        try:
            entries = [_entry(*numbered) for numbered in enumerate(json.loads(rows))]
        except (ValueError, TypeError, RecursionError) as error:
            raise self._lost() from error
        return Tree(entries, self._read)

    def _read(self, entry: Entry, largest: int) -> bytes:
        if self.process.poll() is not None:  # a file before this one ended it
            self._asked(OPEN)
        return self._asked(f"{entry.position} {largest}".encode())

    def _asked(self, request: bytes) -> bytes:
        """The data of an answer; what is wrong is raised."""
        if self.process.poll() is not None:
            self._start()
        timer = threading.Timer(WAITING + self.caps.seconds, self.process.kill)
        timer.start()
        try:
            self.pipe.send_bytes(request)
            answer = self.pipe.recv_bytes(MOST_DATA)
        except (EOFError, OSError) as error:
            raise self._lost() from error
        finally:
            timer.cancel()
        kind, data = answer[:1], answer[1:]
        if kind == DATA:
            return data
        text = data[:MOST_TEXT].decode("utf-8", "replace")
        if kind != OF_MACHINE:
            raise SubmissionError(text)
        number = int(text) if text in map(str, errno.errorcode) else 0
        raise UnreadableError(number, os.strerror(number), self.name)

    def _lost(self) -> Exception:
        """What is said about the archive with which the process ended, or has to end."""
        code = self.close()
        if code == -signal.SIGPROF:
            return SubmissionError(f"The archive takes too long to read.{self.caps.advice}")
        if code < 0 and code != -signal.SIGKILL:
            return SubmissionError("The archive is damaged or not complete.")
        return UnreadableError(0, "the process that reads it failed or was killed", self.name)

    def close(self) -> int:
        """End the process, if it has not ended yet; its code."""
        self.pipe.close()
        self.process.kill()
        return self.process.wait()


def _entry(position: int, row: list[str]) -> Entry:
    """An entry as it came through the pipe. Raises ValueError or TypeError where it is none."""
    path, kind, problem = map(str, row)
    path.encode()  # half a character is none
    if kind not in get_args(Kind):
        raise ValueError(kind)
    return Entry(position, path, cast("Kind", kind), problem)
