"""A process that reads archives of students; it has nothing but them and a pipe.

It has one archive at a time: the one at its standard input, or one that came through the pipe. A
request is OPEN and then the archive, empty for the one at standard input; or the position and the
largest size of a file. An answer is a message, empty where all is well, and then data.
"""

from __future__ import annotations

import codecs
import io
import json
import signal
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import BinaryIO

from autograder.submissions.archives import Caps, archive_tree
from autograder.submissions.entries import Tree
from autograder.submissions.files import SubmissionError
from autograder.worker import sandbox

__all__ = ["OF_MACHINE", "OPEN", "main"]

OPEN = b"open"
# How a message begins that is the number of an error of this machine.
OF_MACHINE = "!"
# Beyond what the process has when it starts.
MEMORY = 512 * 2**20


def main(descriptor: str, caps: str) -> None:
    """Answer requests until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    codecs.lookup("cp437")  # of names in a zip archive; nothing can be imported later
    limits = Caps(**json.loads(caps))
    with tempfile.TemporaryFile() as scratch, Connection(int(descriptor)) as pipe:
        sandbox.shut_in(MEMORY, limits.unpacked + MEMORY)
        reader = _Reader(pipe, scratch, limits)
        pipe.send_bytes(OPEN)
        while True:
            try:
                request = pipe.recv_bytes()
            except EOFError:
                return
            # Time beyond it is no honest archive's; the signal ends the process.
            signal.setitimer(signal.ITIMER_PROF, limits.seconds)
            message, data = _tried(lambda: reader.answer(request))  # noqa: B023
            pipe.send_bytes(message.encode("utf-8", "replace"))
            pipe.send_bytes(data)


class _Reader:
    """The archive that is open, and its answers."""

    def __init__(self, pipe: Connection, scratch: BinaryIO, caps: Caps) -> None:
        self.pipe, self.scratch, self.caps = pipe, scratch, caps
        self.tree: Tree

    def answer(self, request: bytes) -> bytes:
        """The list of entries of a new archive, as JSON, or a file's content."""
        if request != OPEN:
            position, largest = map(int, request.split())
            return self.tree.read(self.tree.entries[position], largest)
        archive = self.pipe.recv_bytes()
        file = io.BytesIO(archive) if archive else sys.stdin.buffer
        self.tree = archive_tree(file, self.scratch, self.caps)
        rows = [(entry.path, entry.kind, entry.problem) for entry in self.tree.entries]
        return json.dumps(rows).encode()


def _tried(answer: Callable[[], bytes]) -> tuple[str, bytes]:
    """An empty message and the answer, or what is wrong and nothing."""
    try:
        return "", answer()
    except SubmissionError as error:
        return str(error), b""
    except MemoryError:
        return "The archive takes too much memory to read.", b""
    except OSError as error:
        return f"{OF_MACHINE}{error.errno or 0}", b""
