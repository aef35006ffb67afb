"""Zip archives, read with bounds; what they say about themselves is checked or not used."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Collection, Iterator
from typing import IO, BinaryIO, cast

from autograder.submissions.archives.entries import (
    ArchiveError,
    Caps,
    Entry,
    Kind,
    damage,
    entry_of,
    ratio_is_absurd,
    too_large,
    too_many,
)

__all__ = ["ZipTree"]

ENCRYPTED = 0x1 | 0x40 | 0x2000
LOCAL_HEADER = 30
UNIX = 3


class _Bounded:
    """A file that refuses to be read in large pieces: zipfile reads the list of entries as one."""

    def __init__(self, file: BinaryIO, largest: int) -> None:
        self.file, self.largest = file, largest
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        # Without a size it asks for the rest, which is 64 KB at most where it does.
        data = self.file.read(size if 0 <= size <= self.largest else self.largest + 1)
        if len(data) > self.largest:
            raise ArchiveError("The archive's list of entries is too long.")
        return data


class ZipTree:
    """The entries of a zip archive, and the contents of those that are asked for."""

    def __init__(self, file: BinaryIO, caps: Caps) -> None:
        self.caps = caps
        self.size = file.seek(0, os.SEEK_END)
        bounded = cast("IO[bytes]", _Bounded(file, caps.index))
        with damage():
            self.archive = zipfile.ZipFile(bounded)
        self.infos = self.archive.infolist()
        if len(self.infos) > caps.entries:
            raise too_many(caps, self._entry(caps.entries, self.infos[caps.entries]))
        self._check_sizes()
        self.entries = [self._entry(*numbered) for numbered in enumerate(self.infos)]

    def _check_sizes(self) -> None:
        if sum(info.file_size for info in self.infos) > self.caps.unpacked:
            raise too_large(self.caps)
        end = 0
        for info in sorted(self.infos, key=lambda info: info.header_offset):
            if info.header_offset < end:
                raise ArchiveError("Entries of the archive overlap.")
            end = info.header_offset + LOCAL_HEADER + info.compress_size
        if end > self.size:
            raise ArchiveError("The archive is damaged: entries reach beyond its end.")

    def _entry(self, position: int, info: zipfile.ZipInfo) -> Entry:
        # zipfile cuts names at NUL; the name as it stands in the archive is the one to judge.
        kind, problem = _kind(info)
        name = info.orig_filename
        return entry_of(position, name, kind, info.file_size, self.caps, problem=problem)

    def contents(self, wanted: Collection[int]) -> Iterator[tuple[Entry, BinaryIO]]:
        """The entries at these positions, each with a stream of its content."""
        for position in wanted:
            with damage():
                stream = self.archive.open(self.infos[position])
            with stream:
                yield self.entries[position], cast("BinaryIO", stream)


def _kind(info: zipfile.ZipInfo) -> tuple[Kind, str | None]:
    """What an entry is by its mode, and what is wrong with it."""
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "link", None
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR) and info.create_system == UNIX:
        return "special", None
    kind: Kind = "folder" if info.filename.endswith(("/", "\\")) else "file"
    if kind == "file" and stat.S_ISDIR(mode):
        return kind, "a file that says it is a folder"
    return kind, _content_problem(info, mode)


def _content_problem(info: zipfile.ZipInfo, mode: int) -> str | None:
    is_special = mode & (stat.S_ISUID | stat.S_ISGID) and info.create_system == UNIX
    if is_special and not stat.S_ISDIR(mode):  # folders that a group shares have such a bit
        return "a file with a setuid or setgid bit"
    if info.flag_bits & ENCRYPTED:
        return "an encrypted file"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "a file packed in another way than DEFLATE"
    if ratio_is_absurd(info.file_size, info.compress_size):
        return "a file that unpacks to more than 200 times its size"
    return None
