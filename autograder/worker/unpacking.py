"""Archives, read in a locked-down child, so that a fault in a library reaches nothing else."""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, cast, get_args

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
from autograder.values import Value
from autograder.worker.channel import ODD, Died, Holder
from autograder.worker.inside import wire
from autograder.worker.limits import Limits
from autograder.worker.meter import Meter
from autograder.worker.process import GraderFault, Zygotes, zygotes_of_this_thread


def read_handed_in(path: Path, assignment: str, zygotes: Zygotes | None = None) -> Submission:
    """The submission in a folder, an archive or one file.

    Raises SubmissionError if there is none, and OSError where this machine cannot read it.
    """
    if path.is_dir() or not os.path.lexists(path):
        return read_submission(path, assignment)
    ending = Path(seen_as(path.name)).suffix
    if ending in (".py", ".ipynb"):
        files = {f"{assignment}{ending}": require_file(path)}
    else:
        with unpacked(require_file(path, STUDENT.packed), zygotes=zygotes) as tree:
            files = take(tree, assignment)
    return Submission(str(path), files.get(f"{assignment}.ipynb"), files.get(f"{assignment}.py"))


@contextlib.contextmanager
def unpacked(
    archive: bytes, caps: Caps = STUDENT, zygotes: Zygotes | None = None
) -> Iterator[Tree]:
    """What a student's archive holds, which can be read in the block.

    Raises SubmissionError for one that is damaged or beyond the bounds, and UnreadableError.
    """
    with tempfile.TemporaryFile() as file:
        file.write(archive)
        file.flush()
        with _opened(file, caps, "The archive", zygotes) as tree:
            yield tree


@contextlib.contextmanager
def class_archive(path: Path) -> Iterator[Tree]:
    """What the archive of a class holds. Raises like `unpacked`."""
    with reading(path):
        file = open_regular(path)
    with file, _opened(file, CLASS, str(path), None) as tree:
        yield tree


@contextlib.contextmanager
def _opened(file: IO[bytes], caps: Caps, name: str, zygotes: Zygotes | None) -> Iterator[Tree]:
    reader = _Reader(file, caps, name, zygotes or zygotes_of_this_thread())
    with contextlib.closing(reader):
        yield reader.tree()


class _Reader(Holder):
    """A child that has an archive open; another one is forked where it was lost."""

    def __init__(self, file: IO[bytes], caps: Caps, name: str, zygotes: Zygotes) -> None:
        self.file, self.caps, self.name, self.zygotes = file, caps, name, zygotes

    def tree(self) -> Tree:
        """The entries, and a way to read them."""
        rows = self._asked(caps=asdict(self.caps))
        try:
            entries = [_entry(*numbered) for numbered in enumerate(json.loads(rows))]
        except (ValueError, TypeError, RecursionError) as error:
            raise self._lost() from error
        return Tree(entries, self._read)

    def _read(self, entry: Entry, largest: int) -> bytes:
        if self.child is None:
            self._asked(caps=asdict(self.caps))
        return self._asked(position=entry.position, largest=largest)

    def _asked(self, **request: Value) -> bytes:
        """The data of the child's answer; what is wrong is raised."""
        seconds = float(self.caps.seconds)
        if self.child is None:
            try:
                self.child = self.zygotes.fork((), self.file.fileno())
            except GraderFault as fault:
                raise UnreadableError(0, str(fault), self.name) from fault
        self.child.meter = meter = Meter(Limits(seconds, seconds, seconds, 2 * seconds))
        try:
            reply = self.child.exchange(wire.frame({"command": "unpack", **request}), seconds)
            problem, number = str(reply["problem"]), reply["error"]
            reason = None if number is None else os.strerror(number)
            data = b"" if problem or reason else reply["data"].tobytes()
        except (Died, *ODD) as error:
            raise self._lost(meter.reason) from error
        if problem:
            raise SubmissionError(problem.encode("utf-8", "replace").decode())
        if reason:
            raise UnreadableError(number, reason, self.name)
        return bytes(data)

    def _lost(self, is_late: object = False) -> Exception:
        self.close()
        if is_late:
            return SubmissionError(f"The archive takes too long to read.{self.caps.advice}")
        return UnreadableError(0, "the process that reads it has ended", self.name)


def _entry(position: int, row: list[str]) -> Entry:
    """An entry as it came through the pipe. Raises ValueError or TypeError where it is none."""
    path, kind, problem = map(str, row)
    path.encode()  # half a character is none
    if kind not in get_args(Kind):
        raise ValueError(kind)
    return Entry(position, path, cast("Kind", kind), problem)
