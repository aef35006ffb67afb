"""The parent's end of one child: messages with deadlines, what it prints, and its end."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.values import MalformedError, Value, from_bytes
from autograder.worker.inside import wire
from autograder.worker.inside.time_limit import RING
from autograder.worker.meter import Meter
from autograder.worker.pidfd import Process
from autograder.worker.sandbox.folders import is_overfull, remove

__all__ = ["Child", "Died", "Pipes", "is_text"]

MAX_OUTPUT = 8_000
MAX_PIPE = 2**20  # what a child may enlarge the pipe that it prints to
MAX_THREADS = 512
# How our own code in the child begins an answer that is a value.
VALUE = b'{"status": "value"'
# The time in which a child may say where a call is that is late, before it is killed.
GRACE = 0.5


def is_text(value: Value, text: str) -> bool:
    """Whether a value of a child's is this text; an array is equal to nothing, item by item."""
    return isinstance(value, str) and value == text


class Died(Exception):  # noqa: N818  # an event inside this module, not an error of ours
    """The child is gone; the status says how."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Pipes:
    """The parent's ends: where it writes commands, reads answers, and reads what is printed."""

    commands: int
    answers: int
    output: int


class Child:
    """A running child: its pipes, and a limit for every exchange, which its `meter` measures.

    `folder` is where it may write, if that is on the disk and not in memory of its own; `layers`
    are those of the sandbox that are in force.
    """

    def __init__(
        self, process: Process, pipes: Pipes, folder: Path | None, layers: tuple[str, ...]
    ) -> None:
        self.process, self.folder, self.layers = process, folder, layers
        self.commands, self.answers, self.output = pipes.commands, pipes.answers, pipes.output
        self.is_killed = False
        self.meter: Meter  # given by the session, before the first exchange
        self.outgoing = memoryview(b"")
        self.reader = wire.Reader()
        self.printed = bytearray()
        for descriptor in (self.commands, self.answers, self.output):
            os.set_blocking(descriptor, False)
        self.poll = select.poll()
        self.poll.register(self.answers, select.POLLIN)
        self.poll.register(self.output, select.POLLIN)
        self.patience = wire.Patience(self.poll, process.keep_apart)

    def exchange(self, message: Mapping[str, Value], seconds: float | None) -> dict[str, Value]:
        """The child's next message after it got this one. Raises Died, with how it ended.

        With None, the limit of the exchange before goes on.
        """
        self.send(wire.frame(message), seconds)
        return self.receive()

    def send(self, frame: bytes, seconds: float | None) -> None:
        """Send a frame, which is to be answered within some seconds. Raises Died."""
        if seconds is not None:
            self._begin(seconds)
        if self.reader.buffer:
            raise Died("crashed")  # it answered what it was not asked
        self.outgoing = memoryview(frame)
        self._write()
        if self.outgoing:
            self.poll.register(self.commands, select.POLLOUT)

    def receive(
        self, at_value: Callable[[], None] | None = None, *, soon: bool = True
    ) -> dict[str, Value]:
        """The child's answer. Raises Died, with how it ended.

        `at_value` is called once a whole answer is there that begins as a value does, before it is
        read: what it sends, the child works on meanwhile. An answer that is not expected `soon` is
        slept for: to look for it would take a processor from the child, where others are busy.
        """
        header, blob = self._next_parts(soon)
        is_value = header.startswith(VALUE)
        if at_value is not None and is_value:
            at_value()
        try:
            message = from_bytes(header, blob)
        except MalformedError:
            raise Died("crashed") from None
        if is_value and not is_text(message["status"], "value"):
            raise Died("crashed")  # it names its status twice
        return message

    def receive_more(self, seconds: float) -> dict[str, Value]:
        """What the child says next of itself, within some seconds. Raises Died."""
        self._begin(seconds)
        return self.receive(soon=False)

    def _begin(self, seconds: float) -> None:
        """The limit of what comes next. None that is left would not stop who answers at once."""
        self.meter.begin(seconds)
        if seconds <= 0 or self.meter.left <= 0:
            raise Died("timeout")

    def _next_parts(self, soon: bool) -> tuple[bytes, bytes]:
        self._watch()  # also where answers keep us from ever waiting
        if (parts := self._taken()) is not None:  # it came together with the message before it
            return parts
        while True:
            found = self.patience.ready() if soon else []
            if not found:
                found = self.poll.poll(max(self.meter.next_look - time.monotonic(), 0) * 1000)
            ready = {fd for fd, _ in found}
            if self.output in ready and not self._drain():
                self.poll.unregister(self.output)
            if self.commands in ready:
                self._write()
                if not self.outgoing:
                    self.poll.unregister(self.commands)
            if self.answers in ready and (parts := self._read()) is not None:
                return parts
            self._watch()

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
        if self.folder is not None and is_overfull(self.folder):
            raise Died("crashed")
        if self.process.count_threads() > MAX_THREADS:
            raise Died("crashed")

    def _write(self) -> None:
        """Write what the pipe takes of what is to be sent."""
        try:
            self.outgoing = self.outgoing[os.write(self.commands, self.outgoing) :]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            raise Died("crashed") from None

    def _read(self) -> tuple[bytes, bytes] | None:
        try:
            chunk = os.read(self.answers, wire.CHUNK)
            if not chunk:
                raise Died("crashed")
        except BlockingIOError:
            return None
        self.reader.feed(chunk)
        return self._taken()

    def _taken(self) -> tuple[bytes, bytes] | None:
        try:
            return self.reader.take_parts()
        except MalformedError:
            raise Died("crashed") from None

    def _drain(self) -> bool:
        """Read what was printed, keep its beginning; False at the end of the stream.

        Not more than a pipe holds: who prints fast enough would keep us from looking at the clock.
        """
        try:
            for _ in range(MAX_PIPE >> 16):
                chunk = os.read(self.output, 1 << 16)
                self.printed += chunk[: MAX_OUTPUT - len(self.printed)]
                if len(chunk) < 1 << 16:
                    return bool(chunk)
        except BlockingIOError:
            pass
        return True

    def take_output(self) -> str:
        """What was printed since the last call, its beginning if it is long."""
        text = self.printed.decode("utf-8", errors="replace")
        self.printed.clear()
        return text

    def kill(self) -> None:
        """Have the process end, and remove what it wrote; otherwise without waiting for it."""
        self.is_killed = True
        self.process.kill()
        for descriptor in (self.commands, self.answers, self.output):
            os.close(descriptor)
        if self.folder is not None:
            self.process.bury()
            remove(self.folder)
