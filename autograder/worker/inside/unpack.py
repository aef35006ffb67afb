"""A process that reads archives of students; it has nothing but them and a pipe.

The archive is the file at its standard input. A request is OPEN, which says that another archive is
there now; or the position and the largest size of one of its files. An answer begins with DATA,
REFUSED or OF_MACHINE.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import signal
import tempfile
from multiprocessing.connection import Connection
from typing import BinaryIO

from autograder.submissions.archives import Caps, archive_tree
from autograder.submissions.entries import Tree
from autograder.submissions.files import SubmissionError
from autograder.worker import sandbox

__all__ = ["DATA", "OF_MACHINE", "OPEN", "main"]

OPEN = b"open"
# Then follows: what was asked for; why the archive is refused; an error number of this machine.
DATA, REFUSED, OF_MACHINE = b"=", b"?", b"!"
# Beyond what the process has when it starts.
MEMORY = 512 * 2**20


def main(descriptor: str, caps: str) -> None:
    """Answer requests until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    codecs.lookup("cp437")  # of names in a zip archive; nothing can be imported later
    limits = Caps(**json.loads(caps))
    with tempfile.TemporaryFile() as scratch, Connection(int(descriptor)) as pipe:
        sandbox.shut_in(MEMORY, limits.unpacked + MEMORY)
        reader = _Reader(scratch, limits)
        with contextlib.suppress(EOFError):
            while True:
                request = pipe.recv_bytes()
                # Time beyond it is no honest archive's; the signal ends the process.
                signal.setitimer(signal.ITIMER_PROF, limits.seconds)
                pipe.send_bytes(reader.answer(request))


class _Reader:
    """The archive that is open, and its answers."""

    def __init__(self, scratch: BinaryIO, caps: Caps) -> None:
        self.scratch, self.caps = scratch, caps
        self.tree: Tree

    def answer(self, request: bytes) -> bytes:
        """What was asked for, or what is wrong."""
        try:
            return DATA + self._found(request)
        except SubmissionError as error:
            return REFUSED + str(error).encode("utf-8", "replace")
        except MemoryError:
            return REFUSED + b"The archive takes too much memory to read."
        except OSError as error:
            return OF_MACHINE + str(error.errno or 0).encode()

    def _found(self, request: bytes) -> bytes:
        """The list of entries of a new archive, as JSON, or a file's content."""
        if request != OPEN:
            position, largest = map(int, request.split())
            return self.tree.read(self.tree.entries[position], largest)
        # What was read ahead of the archive before is not in a new object.
        self.tree = archive_tree(open(0, "rb", closefd=False), self.scratch, self.caps)  # noqa: SIM115
        rows = [(entry.path, entry.kind, entry.problem) for entry in self.tree.entries]
        return json.dumps(rows).encode()
