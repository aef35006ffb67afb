"""The parent's end of one child: messages with deadlines, what it prints, and its end."""

import os
import select
import time
from collections.abc import Mapping
from pathlib import Path

from autograder.values import MalformedError, Value
from autograder.worker.inside import wire
from autograder.worker.inside.time_limit import RING
from autograder.worker.meter import Meter
from autograder.worker.pidfd import Process
from autograder.worker.sandbox.folders import is_overfull, remove

# What the form of a child's message may raise that none of ours has.
ODD = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError)
MAX_OUTPUT = 8_000
MAX_PIPE = 2**20  # the size to which a child may enlarge the pipe that it prints to
MAX_THREADS = 512
# The seconds in which a late call may still say where it is, before its process is killed.
GRACE = 0.5


def is_text(value: Value, text: str) -> bool:
    """Whether a value from a child is this text; an array compares item by item."""
    return isinstance(value, str) and value == text


class Died(Exception):  # noqa: N818  # an event inside this package, not an error of ours
    """The child is gone; the status says how."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Child:
    """A running child, and a limit for every exchange with it, which its `meter` measures.

    The parent writes commands, reads answers, and reads what is printed. `folder` is where the
    child may write, if that is on the disk; `layers` are those of the sandbox in force, `lacks` the
    libraries that cannot be imported here, each with the reason.
    """

    def __init__(
        self, process: Process, commands: int, answers: int, output: int, folder: Path | None,
        layers: tuple[str, ...], lacks: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.process, self.folder, self.layers, self.lacks = process, folder, layers, lacks
        self.commands, self.answers, self.output = commands, answers, output
        self.meter: Meter  # set by the session, before the first exchange
        self.outgoing = memoryview(b"")
        self.reader = wire.Reader()
        self.printed = bytearray()
        os.set_blocking(commands, False)
        self.poll = select.poll()
        self.poll.register(answers, select.POLLIN)
        self.poll.register(output, select.POLLIN)

    def exchange(self, frame: bytes, seconds: float | None) -> dict[str, Value]:
        """The child's answer to a message's frame, within `seconds`; see `receive`."""
        if self.reader.buffer:
            raise Died("crashed")  # it answered what it was not asked
        self.outgoing = memoryview(frame)
        self._write()
        if self.outgoing:
            self.poll.register(self.commands, select.POLLOUT)
        return self.receive(seconds)

    def receive(self, seconds: float | None) -> dict[str, Value]:
        """What the child says next, within `seconds`. Raises Died, with how it ended.

        With None, the limit of the message before goes on.
        """
        if seconds is not None:
            self.meter.begin(seconds)
            if seconds <= 0 or self.meter.left <= 0:  # it may answer at once, and end never
                raise Died("timeout")
        while (message := self._taken()) is None:
            self._watch()  # before reading and writing, while one sees whose turn it is
            milliseconds = max(self.meter.next_look - time.monotonic(), 0) * 1000
            ready = {descriptor for descriptor, _ in self.poll.poll(milliseconds)}
            if self.output in ready:
                self._drain()  # first, because it was printed before the answer
            if self.commands in ready:
                self._write()
                if not self.outgoing:
                    self.poll.unregister(self.commands)
            if self.answers in ready:
                self._read()
        return message

    def _watch(self) -> None:
        """Look, now and then, at the time used, and at threads and files on a disk.

        A child that is late is rung first, again and again, and then given up. Raises Died.
        """
        if time.monotonic() < self.meter.next_look:
            return
        times = self.process.times()  # before we see whether the child may be waiting for us
        self.meter.look(times, bool(self.poll.poll(0)))
        if self.meter.overtime > GRACE:
            raise Died("timeout")
        if self.meter.reason and RING is not None:
            self.process.signal(RING)
        is_full = self.folder is not None and is_overfull(self.folder)
        if is_full or self.process.count_threads() > MAX_THREADS:
            raise Died("crashed")

    def _write(self) -> None:
        """Write as much as the pipe takes."""
        try:
            self.outgoing = self.outgoing[os.write(self.commands, self.outgoing) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            raise Died("crashed") from None

    def _read(self) -> None:
        chunk = os.read(self.answers, wire.CHUNK)
        if not chunk:
            raise Died("crashed")
        self.reader.buffer += chunk

    def _taken(self) -> dict[str, Value] | None:
        try:
            return self.reader.take()
        except MalformedError:
            raise Died("crashed") from None

    def _drain(self) -> None:
        """Read what was printed, and keep its beginning.

        At most what a pipe holds: code that prints fast must not keep us from the clock.
        """
        chunk = os.read(self.output, MAX_PIPE)
        self.printed += chunk[: MAX_OUTPUT - len(self.printed)]
        if not chunk:
            self.poll.unregister(self.output)

    def take_output(self) -> str:
        """What was printed since the last call, its beginning if it is long."""
        text = self.printed.decode("utf-8", errors="replace")
        self.printed.clear()
        return text

    def kill(self) -> None:
        """End the process, and remove what it wrote."""
        self.process.kill()
        for descriptor in (self.commands, self.answers, self.output):
            os.close(descriptor)
        if self.folder is not None:
            remove(self.folder)


class Holder:
    """What has a child, and another one after it is lost."""

    child: Child | None = None

    def close(self) -> None:
        """End the child, if there is one."""
        if self.child is not None:
            self.child.kill()
            self.child = None
