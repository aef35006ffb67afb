"""Tar archives, plain or gzipped: a list made in one pass that only goes forward and counts."""

from __future__ import annotations

import contextlib
import tarfile
import tempfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO, BinaryIO, cast

from autograder.submissions.archives.entries import (
    RATIO,
    ArchiveError,
    Caps,
    Entry,
    Kind,
    damage,
    damaged,
    entry_of,
    ratio_is_absurd,
    too_large,
    too_many,
)
from autograder.submissions.files import naming

__all__ = ["TarTree", "inflated"]

PIECE = 2**16
# tarfile reads some headers line by line until they end, which a bad one never does.
READS_BETWEEN_ENTRIES = 1000
# It takes the square of an extended header's size for some, so none is long, nor all together;
# what an ordinary entry has, its header and a short extended one, is not counted.
LARGEST_READ, LARGEST_HEADERS, ORDINARY = 2**13, 2**18, 3 * 512
# It adds all global headers to every entry. git archive writes one, the commit.
GLOBAL_KEYS, GLOBAL_LENGTH = 8, 1024
BLOCK = bytes(512)
# bgzip writes a gzipped file as thousands, one behind the other.
GZIP, MOST_GZIPPED = b"\x1f\x8b", 10_000
SETUID = 0o6000
IN_MEMORY = 8 * 2**20


class _DenseError(ArchiveError):
    """More comes out of an archive than is the work of students."""


class _Inflated:
    """The content of a gzipped file, in pieces, counted while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.inflater = zlib.decompressobj(wbits=31)
        self.packed = self.unpacked = 0
        self.files, self.following, self.done = 1, b"", False

    def read(self, size: int) -> bytes:
        pieces: list[bytes] = []
        while size > 0 and not self._ended():
            packed = self.following or self.inflater.unconsumed_tail or self._more()
            self.following = b""
            piece = self._inflate(packed, size)
            if not packed and not piece and not self.inflater.eof:
                raise damaged()
            self._count(piece)
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _ended(self) -> bool:
        """Whether nothing more follows; if another gzipped file does, it is begun."""
        if self.done or not self.inflater.eof:
            return self.done
        following = self.inflater.unused_data
        if len(following) < len(GZIP):
            following += self._more()
        self.done = not following.startswith(GZIP)
        if not self.done:
            self.inflater, self.following = zlib.decompressobj(wbits=31), following
            self.files += 1
            if self.files > MOST_GZIPPED:
                raise ArchiveError(f"The archive is made of more than {MOST_GZIPPED} parts.")
        return self.done

    def _inflate(self, packed: bytes, size: int) -> bytes:
        try:
            return self.inflater.decompress(packed, size)
        except zlib.error as error:
            raise damaged(error) from error

    def _more(self) -> bytes:
        try:
            packed = self.file.read(PIECE)
        except OSError as error:
            raise damaged(error) from error
        self.packed += len(packed)
        return packed

    def _count(self, piece: bytes) -> None:
        self.unpacked += len(piece)
        if ratio_is_absurd(self.unpacked, self.packed):
            raise _DenseError


class _Forward:
    """What tarfile reads from: bounded in each read, in their number and in the sum."""

    def __init__(self, file: BinaryIO, caps: Caps) -> None:
        self.file, self.caps = file, caps
        self.position = self.reads = self.headers = 0
        self.last = b""

    def tell(self) -> int:
        return self.position

    def seek(self, position: int) -> int:
        if position < self.position:
            raise ArchiveError("The archive is damaged: an entry lies before its own header.")
        while self.position < position and self._next(min(PIECE, position - self.position)):
            continue
        return self.position

    def read(self, size: int = -1) -> bytes:
        self.reads += 1
        if not 0 <= size <= LARGEST_READ or self.reads > READS_BETWEEN_ENTRIES:
            raise ArchiveError("The archive has a header that is too long.")
        self.headers += size
        if self.headers > LARGEST_HEADERS:
            raise ArchiveError("The archive has extended headers that are too long.")
        self.last = self._next(size)
        return self.last

    def next_entry(self) -> None:
        """Begin to count anew what is bounded for each entry."""
        self.reads, self.headers = 0, max(0, self.headers - ORDINARY)

    def require_end(self) -> None:
        """Raise ArchiveError unless the last block read and the next one mark an archive's end."""
        if self.last != BLOCK or self._next(len(BLOCK)) != BLOCK:
            raise damaged()

    def _next(self, size: int) -> bytes:
        data = self.file.read(size)
        self.position += len(data)
        if self.position > self.caps.unpacked:
            raise too_large(self.caps)
        return data


class _GlobalHeaders(dict[str, str]):
    """What tarfile keeps global headers in; raises ArchiveError where they are no archive's."""

    def __setitem__(self, key: str, value: str) -> None:
        if len(self) >= GLOBAL_KEYS or len(key) + len(value) > GLOBAL_LENGTH:
            raise ArchiveError("The archive has global headers that are too long.")
        super().__setitem__(key, value)


class _Slice:
    """A part of a file, to be read from its start."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self.file, self.position, self.left = file, start, size

    def read(self, size: int = -1) -> bytes:
        self.file.seek(self.position)
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.position, self.left = self.position + len(data), self.left - len(data)
        return data


@contextmanager
def inflated(file: BinaryIO, caps: Caps) -> Iterator[BinaryIO]:
    """A temporary file without a name, with the content of a gzipped one."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as unpacked:
        content = cast("BinaryIO", unpacked)
        try:
            _inflate(_Inflated(file), content, caps)
        except _DenseError as error:
            much = f"The archive unpacks to more than {RATIO} times its size"
            raise ArchiveError(f"{much}{_reached(content, caps)}.{caps.advice}") from error
        yield content


def _inflate(source: _Inflated, unpacked: BinaryIO, caps: Caps) -> None:
    while piece := source.read(PIECE):
        if source.unpacked > caps.unpacked:
            raise too_large(caps)
        with naming(tempfile.gettempdir()):
            unpacked.write(piece)


def _reached(unpacked: BinaryIO, caps: Caps) -> str:
    """Where the last entry begins of which something is there: it is the one that grows."""
    unpacked.seek(0)
    reached = ""
    with contextlib.suppress(ArchiveError):
        for member in islice(_members(_Forward(unpacked, caps)), caps.entries):
            reached = f", in {_entry(0, member, caps).shown}"
    return reached


class TarTree:
    """The entries of a tar archive, and the contents of those that are asked for."""

    def __init__(self, file: BinaryIO, caps: Caps) -> None:
        self.caps, self.file = caps, file
        self.file.seek(0)
        self.entries: list[Entry] = []
        self.starts: list[int] = []
        for member in _members(_Forward(self.file, caps)):
            if len(self.entries) >= caps.entries:
                raise too_many(caps, _entry(caps.entries, member, caps))
            self.entries.append(_entry(len(self.entries), member, caps))
            self.starts.append(member.offset_data)

    def contents(self, wanted: Collection[int]) -> Iterator[tuple[Entry, BinaryIO]]:
        """The entries at these positions, each with a stream of its content."""
        for position in wanted:
            entry = self.entries[position]
            stream = _Slice(self.file, self.starts[position], entry.size)
            yield entry, cast("BinaryIO", stream)


def _members(forward: _Forward) -> Iterator[tarfile.TarInfo]:
    with damage():
        with tarfile.TarFile(
            fileobj=cast("IO[bytes]", forward), errors="replace", pax_headers=_GlobalHeaders()
        ) as archive:
            while (member := archive.next()) is not None:
                yield member
                archive.members.clear()  # type: ignore[attr-defined]  # it keeps all it saw
                forward.next_entry()
        forward.require_end()  # tarfile takes a header that is damaged for the end


def _entry(position: int, member: tarfile.TarInfo, caps: Caps) -> Entry:
    kind = _kind(member)
    setuid = kind == "file" and member.mode & SETUID
    problem = "a file with a setuid or setgid bit" if setuid else None
    return entry_of(position, member.name, kind, member.size, caps, problem=problem)


def _kind(member: tarfile.TarInfo) -> Kind:
    if member.issym() or member.islnk():
        return "link"
    if member.isdir():
        return "folder"
    return "file" if member.isreg() and not member.issparse() else "special"
