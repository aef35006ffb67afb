"""Frames on a pipe: the lengths of a header and a blob, then both."""

import os
import struct
from collections.abc import Mapping

from autograder.values import MAX_BLOB, MAX_HEADER, MalformedError, Value, from_bytes, to_bytes

LENGTHS = struct.Struct(">II")
CHUNK = 1 << 16


def frame(message: Mapping[str, Value]) -> bytes:
    """One message as it goes over a pipe."""
    header, blob = to_bytes(message)
    return LENGTHS.pack(len(header), len(blob)) + header + blob


def send(descriptor: int, message: Mapping[str, Value]) -> None:
    """Write one message, whole. Raises BrokenPipeError if the other side is gone."""
    data = memoryview(frame(message))
    while data:
        data = data[os.write(descriptor, data) :]


class Reader:
    """Collects bytes until a whole frame is there; lengths are checked before anything is kept."""

    def __init__(self) -> None:
        self.buffer = bytearray()

    def take(self) -> dict[str, Value] | None:
        """The message, if its frame is whole. Raises MalformedError for one that is not valid."""
        if len(self.buffer) < LENGTHS.size:
            return None
        header_size, blob_size = LENGTHS.unpack_from(self.buffer)
        if header_size > MAX_HEADER or blob_size > MAX_BLOB:
            raise MalformedError("a message that is too large")
        end = LENGTHS.size + header_size + blob_size
        if len(self.buffer) < end:
            return None
        frame = bytes(self.buffer[LENGTHS.size : end])
        del self.buffer[:end]
        return from_bytes(frame[:header_size], frame[header_size:])


class Inbox:
    """Where a process receives one message after another from a pipe."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.reader = descriptor, Reader()

    def receive(self) -> dict[str, Value]:
        """The next message, waiting for it. Raises EOFError at the end of the stream."""
        while (message := self.reader.take()) is None:
            chunk = os.read(self.descriptor, CHUNK)
            if not chunk:
                raise EOFError
            self.reader.buffer += chunk
        return message
