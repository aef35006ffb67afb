"""Tar archives, plain or gzipped, read as a stream that only goes forward and counts."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Collection, Iterator
from typing import IO, BinaryIO, cast

from autograder.archives.entries import ArchiveError, Caps, Entry, Kind, entry_of, ratio_is_absurd

__all__ = ["TarTree"]

PIECE = 2**16
# tarfile reads some headers line by line until they end, which a bad one never does.
READS_BETWEEN_ENTRIES = 1000
LARGEST_READ = 2**20
SETUID = 0o6000


class _Inflated:
    """The content of a gzipped file, in pieces, counted while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.inflater = zlib.decompressobj(wbits=31)
        self.packed = self.unpacked = 0

    def read(self, size: int) -> bytes:
        pieces: list[bytes] = []
        while size > 0 and not self.inflater.eof:
            packed = self.inflater.unconsumed_tail or self._more()
            piece = self.inflater.decompress(packed, size)
            self._count(piece)
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _more(self) -> bytes:
        packed = self.file.read(PIECE)
        if not packed:
            raise ArchiveError("The archive is damaged or not complete.")
        self.packed += len(packed)
        return packed

    def _count(self, piece: bytes) -> None:
        self.unpacked += len(piece)
        if ratio_is_absurd(self.unpacked, self.packed):
            raise ArchiveError("The archive unpacks to more than 200 times its size.")


class _Forward:
    """What tarfile reads from: bounded in each read, in their number and in the sum."""

    def __init__(self, file: BinaryIO | _Inflated, caps: Caps) -> None:
        self.file, self.caps = file, caps
        self.position = self.reads = 0

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
        return self._next(size)

    def drain(self) -> None:
        """Read on to the end, where gzip keeps its checksum."""
        while self._next(PIECE):
            continue

    def _next(self, size: int) -> bytes:
        data = self.file.read(size)
        self.position += len(data)
        if self.position > self.caps.unpacked:
            raise ArchiveError(f"The archive unpacks to more than {self.caps.unpacked >> 20} MB.")
        return data


class TarTree:
    """The entries of a tar archive, and the contents of those that are asked for."""

    def __init__(self, file: BinaryIO, caps: Caps, *, gzipped: bool) -> None:
        self.file, self.caps, self.gzipped = file, caps, gzipped
        self.entries = [entry for entry, _, _ in self._walk()]

    def contents(self, wanted: Collection[int]) -> Iterator[tuple[Entry, BinaryIO]]:
        """The entries at these positions, each with a stream of its content, in their order."""
        for entry, archive, member in self._walk():
            if entry.position in wanted and (stream := archive.extractfile(member)):
                yield entry, cast("BinaryIO", stream)

    def _walk(self) -> Iterator[tuple[Entry, tarfile.TarFile, tarfile.TarInfo]]:
        self.file.seek(0)
        forward = _Forward(_Inflated(self.file) if self.gzipped else self.file, self.caps)
        members = self._members(forward)
        for position, (archive, member) in enumerate(members):
            if position >= self.caps.entries:
                raise ArchiveError(f"The archive has more than {self.caps.entries} entries.")
            yield self._entry(position, member), archive, member
            archive.members.clear()  # type: ignore[attr-defined]  # it keeps all that it saw
            forward.reads = 0

    def _members(self, forward: _Forward) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
        try:
            with tarfile.TarFile(fileobj=cast("IO[bytes]", forward), errors="replace") as archive:
                while (member := archive.next()) is not None:
                    yield archive, member
            forward.drain()
        except (ArchiveError, MemoryError, GeneratorExit):
            raise
        except Exception as error:
            raise ArchiveError("The archive is damaged or not complete.") from error

    def _entry(self, position: int, member: tarfile.TarInfo) -> Entry:
        kind = _kind(member)
        setuid = kind == "file" and member.mode & SETUID
        problem = "a file with a setuid or setgid bit" if setuid else None
        return entry_of(position, member.name, kind, member.size, self.caps, problem=problem)


def _kind(member: tarfile.TarInfo) -> Kind:
    if member.issym() or member.islnk():
        return "link"
    if member.isdir():
        return "folder"
    return "file" if member.isreg() and not member.issparse() else "special"
