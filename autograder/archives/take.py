"""The notebook and the module out of one student's archive or folder; nothing else is unpacked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from autograder.archives.entries import (
    STUDENT,
    ArchiveError,
    Caps,
    Entry,
    conflict_in,
    is_litter,
)
from autograder.archives.folders import open_regular
from autograder.archives.tars import TarTree
from autograder.archives.zips import ZipTree
from autograder.worker.submission import MAX_BYTES, Submission, read_submission

__all__ = [
    "ARCHIVES",
    "UNKNOWN_ARCHIVES",
    "Tree",
    "is_archive",
    "open_archive",
    "read_handed_in",
    "read_whole",
    "take",
]

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
UNKNOWN_ARCHIVES = (".rar", ".7z", ".tar.bz2", ".tar.xz", ".tbz2", ".txz", ".gz", ".bz2", ".xz")
PIECE = 2**16


class Tree(Protocol):
    """What archives and folders have in common."""

    entries: list[Entry]

    def contents(self, wanted: Collection[int]) -> Iterator[tuple[Entry, BinaryIO]]:
        """The entries at these positions, each with a stream of its content."""


def is_archive(name: str) -> bool:
    """Whether a file's name is that of an archive, also of a kind that is refused."""
    return name.lower().endswith(ARCHIVES + UNKNOWN_ARCHIVES)


def open_archive(file: BinaryIO, name: str, caps: Caps = STUDENT) -> Tree:
    """The entries of an archive; its first bytes say what it is, not its name."""
    size = file.seek(0, 2)
    file.seek(0)
    if size > caps.packed:
        raise ArchiveError(f"The archive is larger than {caps.packed >> 20} MB.")
    start = file.read(265)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZipTree(file, caps)
    if start.startswith(b"\x1f\x8b"):
        return TarTree(file, caps, gzipped=True)
    if start[257:262] == b"ustar":
        return TarTree(file, caps, gzipped=False)
    raise ArchiveError(f"{name} is not an archive that is read here: hand in a .zip or .tar.gz.")


def read_handed_in(path: Path, assignment: str) -> Submission:
    """The submission in a folder, an archive or one file. Raises SubmissionError if there is none.

    Nothing is unpacked onto the disk.
    """
    if path.is_dir():
        return read_submission(path, assignment)
    if path.suffix in (".py", ".ipynb"):
        with open_regular(path) as file:
            files = {f"{assignment}{path.suffix}": read_whole(file, path.name)}
    else:
        with open_regular(path) as file:
            tree = open_archive(file, path.name)
            files = take(tree, tree.entries, assignment)
    return Submission(str(path), files.get(f"{assignment}.ipynb"), files.get(f"{assignment}.py"))


def take(tree: Tree, entries: Sequence[Entry], assignment: str) -> dict[str, bytes]:
    """NAME.ipynb and NAME.py of one student's entries, by those names.

    Raises ArchiveError where an entry must not be there, or where it is not clear what counts.
    """
    _refuse_problems(entries)
    chosen = _chosen(entries, assignment)
    files = {}
    for entry, stream in tree.contents(list(chosen)):
        data = files[chosen[entry.position]] = read_whole(stream, entry.path)
        if len(data) != entry.size:
            raise ArchiveError(f"{entry.path} does not have the size that its archive claims.")
    return files


def _refuse_problems(entries: Sequence[Entry]) -> None:
    for entry in entries:
        if entry.problem is not None:
            raise ArchiveError(f"It holds {entry.problem}: {entry.path}")
    if (path := conflict_in(entries)) is not None:
        raise ArchiveError(f"It holds a file that is also a folder: {path}")


def _chosen(entries: Sequence[Entry], assignment: str) -> dict[int, str]:
    """The position of each file that counts, and the name it gets: those nearest to the top."""
    names = (f"{assignment}.ipynb", f"{assignment}.py")
    known = {_seen_as(name): name for name in names}
    files = [entry for entry in entries if entry.kind == "file" and not is_litter(entry.path)]
    found = [entry for entry in files if _seen_as(entry.parts[-1]) in known]
    if not found:
        raise ArchiveError(f"It holds neither {names[0]} nor {names[1]}.{_other_work(files)}")
    depth = min(len(entry.parts) for entry in found)
    found = [entry for entry in found if len(entry.parts) == depth]
    chosen = {entry.position: known[_seen_as(entry.parts[-1])] for entry in found}
    if len({entry.parts[:-1] for entry in found}) > 1 or len(set(chosen.values())) < len(found):
        paths = ", ".join(entry.path for entry in found[:4])
        raise ArchiveError(f"It is not clear which of these files counts: {paths}")
    return chosen


def _seen_as(name: str) -> str:
    """What a system that ignores case, and dots and spaces at the end, takes a name for."""
    return name.rstrip(". ").casefold()


def _other_work(files: Sequence[Entry]) -> str:
    other = [entry.path for entry in files if entry.path.lower().endswith((".ipynb", ".py"))]
    return f" It holds {', '.join(other[:3])}." if other else ""


def read_whole(stream: BinaryIO, name: str) -> bytes:
    """All of a file that may count, read in pieces. Raises ArchiveError beyond the bound."""
    pieces: list[bytes] = []
    size = 0
    while piece := _piece(stream, name):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_BYTES:
            raise ArchiveError(f"{name} is larger than {MAX_BYTES >> 20} MB.")
    return b"".join(pieces)


def _piece(stream: BinaryIO, name: str) -> bytes:
    try:
        return stream.read(PIECE)
    except (ArchiveError, MemoryError):
        raise
    except Exception as error:  # a library's words on damaged bytes: many types, none documented
        raise ArchiveError(f"{name} is damaged or not complete.") from error
