"""Zip and tar archives, read by the standard library, with bounds on what may come out of them.

Only `autograder.worker.inside.unpack` runs this, in a process that has nothing but the archive.
"""

import contextlib
import errno
import gzip
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from autograder.submissions.entries import Entry, Kind, Tree, entry_of, kind_of
from autograder.submissions.files import SubmissionError

MB = 2**20
PIECE = 2**16
# Text compresses by less than 50; a long run of one byte by 1000.
RATIO, RATIO_FROM = 200, MB
ENCRYPTED = 0x1 | 0x40 | 0x2000
LOCAL_HEADER = 30
SET_ID, SET_ID_FILE = stat.S_ISUID | stat.S_ISGID, "a file with a setuid or setgid bit"
TAR_KINDS: dict[bytes, Kind] = {
    tarfile.REGTYPE: "file", tarfile.AREGTYPE: "file", tarfile.DIRTYPE: "folder",
    tarfile.SYMTYPE: "link", tarfile.LNKTYPE: "link",
}  # fmt: skip
# What a read says about a file's content, not about this machine.
OF_THE_FILE = (None, errno.EINVAL)


@dataclass(frozen=True)
class Caps:
    """Upper bounds: bytes as packed, entries, bytes as unpacked, seconds of processor time.

    `advice` is what to do about an archive beyond them.
    """

    packed: int
    entries: int
    unpacked: int
    seconds: int
    advice: str = ""


STUDENT = Caps(packed=50 * MB, entries=10_000, unpacked=256 * MB, seconds=10)
# What a learning platform packs: the submissions of a class.
CLASS = Caps(
    packed=8192 * MB,
    entries=50_000,
    unpacked=16384 * MB,
    seconds=600,
    advice=" Unpack it and give the folder instead.",
)


def archive_tree(file: BinaryIO, scratch: BinaryIO, caps: Caps) -> Tree:
    """What an archive holds; its first bytes say what it is, not its name.

    A gzipped one is unpacked into the file `scratch`. Raises SubmissionError for one that is
    damaged or beyond the bounds, and OSError where this machine cannot read it.
    """
    with _damage("The archive"):
        if file.seek(0, os.SEEK_END) > caps.packed:
            size = caps.packed >> 20
            raise SubmissionError(f"The archive is larger than {size} MB.{caps.advice}")
        file.seek(0)
        start = file.read(265)
        file.seek(0)
        if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return _zip_tree(file, caps)
        if start.startswith(b"\x1f\x8b"):
            _inflate(file, scratch, caps)
            return _tar_tree(scratch, caps)
        if start[257:262] == b"ustar":
            return _tar_tree(file, caps)
    raise SubmissionError("It is not an archive that can be read here: hand in a .zip or .tar.gz.")


@contextlib.contextmanager
def _damage(name: str) -> Iterator[None]:
    """Whatever a library raises on damaged bytes becomes a SubmissionError."""
    try:
        yield
    except (SubmissionError, MemoryError):
        raise
    except Exception as error:  # many types, none of them documented
        if isinstance(error, OSError) and error.errno not in OF_THE_FILE:
            raise
        raise SubmissionError(f"{name} is damaged or not complete.") from error


def _require_few(entries: list[Entry], caps: Caps) -> None:
    if len(entries) > caps.entries:
        many = f"The archive has more than {caps.entries} entries."
        raise SubmissionError(f"{many}{caps.advice}")


def _too_large(caps: Caps) -> SubmissionError:
    size = caps.unpacked >> 20
    return SubmissionError(f"The archive unpacks to more than {size} MB.{caps.advice}")


def _is_dense(unpacked: int, packed: int) -> bool:
    """Whether so much comes out of so little that it is no work of a student."""
    return unpacked > RATIO_FROM and unpacked > RATIO * max(packed, 1)


def _tree(entries: list[Entry], sizes: list[int], opened: Callable[[int], IO[bytes]]) -> Tree:
    """The entries, whose contents have these sizes and are opened by their positions."""

    def read(entry: Entry, largest: int) -> bytes:
        size = sizes[entry.position]
        if size > largest:
            raise SubmissionError(f"{entry.shown} is larger than {largest >> 20} MB.")
        with _damage(entry.shown), opened(entry.position) as stream:
            data = stream.read()
        if len(data) != size:
            raise SubmissionError(f"{entry.shown} does not have the size that its archive claims.")
        return data

    return Tree(entries, read)


# --- zip ----------------------------------------------------------------------------------------


def _zip_tree(file: BinaryIO, caps: Caps) -> Tree:
    archive = zipfile.ZipFile(file)
    infos = archive.infolist()
    entries = [_zip_entry(*numbered) for numbered in enumerate(infos[: caps.entries + 1])]
    _require_few(entries, caps)
    sizes = [info.file_size for info in infos]
    if sum(sizes) > caps.unpacked:
        raise _too_large(caps)
    _require_apart(infos, file.seek(0, os.SEEK_END))
    return _tree(entries, sizes, lambda position: archive.open(infos[position]))


def _require_apart(infos: list[zipfile.ZipInfo], size: int) -> None:
    """Raise SubmissionError where entries share bytes, as those of a bomb do."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise SubmissionError("Entries of the archive overlap.")
        end = info.header_offset + LOCAL_HEADER + info.compress_size
    if end > size:
        raise SubmissionError("The archive is damaged: entries reach beyond its end.")


def _zip_entry(position: int, info: zipfile.ZipInfo) -> Entry:
    mode, problem = info.external_attr >> 16, ""
    kind: Kind = "folder" if info.filename.endswith(("/", "\\")) else "file"
    if stat.S_IFMT(mode):  # made where files have modes
        kind = kind_of(mode)
    if kind == "file" and mode & SET_ID:
        problem = SET_ID_FILE
    elif info.flag_bits & ENCRYPTED:
        problem = "an encrypted file"
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        problem = "a file packed in another way than DEFLATE"
    elif _is_dense(info.file_size, info.compress_size):
        problem = f"a file that unpacks to more than {RATIO} times its size"
    # zipfile cuts names at NUL; the name as it stands in the archive is the one to judge.
    return entry_of(position, info.orig_filename, kind, problem)


# --- tar ----------------------------------------------------------------------------------------


def _tar_tree(file: BinaryIO, caps: Caps) -> Tree:
    file.seek(0)
    archive = tarfile.open(fileobj=file, mode="r:", errors="replace")  # noqa: SIM115
    entries: list[Entry] = []
    for member in archive:
        entries.append(_tar_entry(len(entries), member))
        _require_few(entries, caps)
    file.seek(archive.offset)
    if file.read(2 * tarfile.BLOCKSIZE) != bytes(2 * tarfile.BLOCKSIZE):
        raise tarfile.ReadError("what is damaged is no end")
    members = archive.getmembers()
    sizes = [member.size for member in members]
    return _tree(entries, sizes, lambda n: cast("IO[bytes]", archive.extractfile(members[n])))


def _tar_entry(position: int, member: tarfile.TarInfo) -> Entry:
    kind = "special" if member.issparse() else TAR_KINDS.get(member.type, "special")
    is_special = kind == "file" and member.mode & SET_ID
    return entry_of(position, member.name, kind, SET_ID_FILE if is_special else "")


def _inflate(file: BinaryIO, scratch: BinaryIO, caps: Caps) -> None:
    """Unpack a gzipped archive into `scratch`."""
    scratch.seek(0)
    scratch.truncate()
    stream = gzip.GzipFile(fileobj=file)
    while piece := stream.read(PIECE):
        scratch.write(piece)
        if scratch.tell() > caps.unpacked:
            raise _too_large(caps)
        if _is_dense(scratch.tell(), file.tell()):
            much = f"The archive unpacks to more than {RATIO} times its size."
            raise SubmissionError(f"{much}{caps.advice}")
