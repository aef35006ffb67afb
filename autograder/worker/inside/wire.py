"""Frames on a pipe: the lengths of a header and a blob, then both."""

from __future__ import annotations

import os
import select
import struct
import time
from collections.abc import Callable, Mapping

from autograder.values import MAX_BLOB, MAX_HEADER, MalformedError, Value, from_bytes, to_bytes

__all__ = ["CHUNK", "Inbox", "Patience", "Reader", "frame", "send"]

LENGTHS = struct.Struct(">II")
CHUNK = 1 << 16
# A process that sleeps is woken some 50 µs later, which is as long as a cheap call takes.
MOMENT = 100e-6  # seconds
# To look, and to yield to nobody, takes 1 to 2 µs.
ALONE = 15e-6  # seconds
# Between two looks where the other is, each of which takes some 50 µs.
AGAIN = 0.005  # seconds


def frame(message: Mapping[str, Value]) -> bytes:
    """One message as it goes over a pipe."""
    header, blob = to_bytes(message)
    return LENGTHS.pack(len(header), len(blob)) + header + blob


def send(descriptor: int, message: Mapping[str, Value]) -> None:
    """Write one message, whole. Raises BrokenPipeError if the other side is gone."""
    data = memoryview(frame(message))
    while data:
        data = data[os.write(descriptor, data) :]


class Patience:
    """Looks again for a moment whether something is ready: to be woken costs more than that.

    `in_company` is called, now and then, where another process runs while this one yields.
    """

    def __init__(self, poll: select.poll, in_company: Callable[[], None] = lambda: None) -> None:
        self.poll, self.in_company, self.next = poll, in_company, 0.0

    def ready(self) -> list[tuple[int, int]]:
        """What is ready, if it is within a moment."""
        now = time.perf_counter()
        end = now + MOMENT
        while not (ready := self.poll.poll(0)) and now < end:
            os.sched_yield()
            before, now = now, time.perf_counter()
            if now - before > ALONE and now > self.next:
                self.in_company()
                self.next = now + AGAIN
        return ready


class Reader:
    """Collects bytes until a whole frame is there; lengths are checked before anything is kept."""

    def __init__(self) -> None:
        self.buffer = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Add bytes that have arrived."""
        self.buffer += chunk

    def take(self) -> dict[str, Value] | None:
        """The message, if its frame is whole. Raises MalformedError for one that is not valid."""
        parts = self.take_parts()
        return None if parts is None else from_bytes(*parts)

    def take_parts(self) -> tuple[bytes, bytes] | None:
        """Header and blob, unread, if the frame is whole. Raises MalformedError if too large."""
        total = self._total()
        if len(self.buffer) < max(total, LENGTHS.size):
            return None
        header_size, _ = LENGTHS.unpack_from(self.buffer)
        frame = bytes(self.buffer[LENGTHS.size : total])
        del self.buffer[:total]
        return frame[:header_size], frame[header_size:]

    def _total(self) -> int:
        if len(self.buffer) < LENGTHS.size:
            return LENGTHS.size
        header_size, blob_size = LENGTHS.unpack_from(self.buffer)
        if header_size > MAX_HEADER or blob_size > MAX_BLOB:
            raise MalformedError("a message that is too large")
        return int(LENGTHS.size + header_size + blob_size)


class Inbox:
    """Where a process receives one message after another from a pipe."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.reader = descriptor, Reader()
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        self.patience = Patience(poll)

    def receive(self) -> dict[str, Value]:
        """The next message, waiting for it. Raises EOFError at the end of the stream."""
        while (message := self.reader.take()) is None:
            self.patience.ready()
            chunk = os.read(self.descriptor, CHUNK)
            if not chunk:
                raise EOFError
            self.reader.feed(chunk)
        return message
