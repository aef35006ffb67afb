"""The notebook and the module out of one student's archive or folder; nothing else is unpacked."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from autograder.submissions.archives.entries import (
    STUDENT,
    ArchiveError,
    Caps,
    Entry,
    conflict_in,
    damage,
    is_litter,
)
from autograder.submissions.archives.folders import open_regular
from autograder.submissions.archives.tars import TarTree, inflated
from autograder.submissions.archives.zips import ZipTree
from autograder.submissions.folder import MAX_BYTES, Submission, read_submission, seen_as

__all__ = [
    "ARCHIVES",
    "UNKNOWN_ARCHIVES",
    "Tree",
    "is_archive",
    "natural",
    "nested_archive",
    "open_archive",
    "pieces",
    "read_handed_in",
    "read_whole",
    "refuse_problems",
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


@contextmanager
def open_archive(file: BinaryIO, name: str, caps: Caps = STUDENT) -> Iterator[Tree]:
    """The entries of an archive; its first bytes say what it is, not its name."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > caps.packed:
        raise ArchiveError(f"The archive is larger than {caps.packed >> 20} MB.{caps.advice}")
    start = _piece(file, name)[:265]
    file.seek(0)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield ZipTree(file, caps)
    elif start.startswith(b"\x1f\x8b"):
        with inflated(file, caps) as unpacked:
            yield TarTree(unpacked, caps)
    elif start[257:262] == b"ustar":
        yield TarTree(file, caps)
    else:
        raise ArchiveError(
            f"{name} is not an archive that is read here: hand in a .zip or .tar.gz."
        )


def read_handed_in(path: Path, assignment: str) -> Submission:
    """The submission in a folder, an archive or one file. Raises SubmissionError if there is none.

    Nothing is unpacked onto the disk.
    """
    if path.is_dir() or not os.path.lexists(path):
        return read_submission(path, assignment)
    ending = Path(seen_as(path.name)).suffix
    if ending in (".py", ".ipynb"):
        with open_regular(path) as file:
            files = {f"{assignment}{ending}": read_whole(file, path.name)}
    else:
        with open_regular(path) as file, open_archive(file, path.name) as tree:
            files = take(tree, tree.entries, assignment)
    return Submission(str(path), files.get(f"{assignment}.ipynb"), files.get(f"{assignment}.py"))


def take(tree: Tree, entries: Sequence[Entry], assignment: str) -> dict[str, bytes]:
    """NAME.ipynb and NAME.py of one student's entries, by those names.

    Raises ArchiveError where an entry must not be there, or where it is not clear what counts.
    """
    refuse_problems(entries)
    chosen = _chosen(entries, assignment)
    files = {}
    for entry, stream in tree.contents(list(chosen)):
        data = files[chosen[entry.position]] = read_whole(stream, entry.shown)
        if len(data) != entry.size:
            raise ArchiveError(f"{entry.shown} does not have the size that its archive claims.")
    return files


def refuse_problems(entries: Sequence[Entry]) -> None:
    """Raise ArchiveError where an entry must not be there."""
    for entry in entries:
        if entry.problem is not None:
            raise ArchiveError(f"It holds {entry.problem}: {entry.shown}")
    if (path := conflict_in(entries)) is not None:
        raise ArchiveError(f"It holds a file that is also a folder: {path[:80]}")


def _chosen(entries: Sequence[Entry], assignment: str) -> dict[int, str]:
    """The position of each file that counts, and the name it gets: those nearest to the top.

    Without NAME.ipynb, the only notebook of another name counts, as in a folder.
    """
    names = (f"{assignment}.ipynb", f"{assignment}.py")
    known = {seen_as(name): name for name in names}
    files = _files(entries)
    found = [entry for entry in files if seen_as(entry.parts[-1]) in known]
    renamed = _renamed_notebook(files, found, names[0])
    if not found and renamed is None:
        raise ArchiveError(f"It holds neither {names[0]} nor {names[1]}.{_other_work(files)}")
    if not found and renamed is not None:
        return {renamed.position: names[0]}
    depth = min(len(entry.parts) for entry in found)
    found = [entry for entry in found if len(entry.parts) == depth]
    chosen = {entry.position: known[seen_as(entry.parts[-1])] for entry in found}
    if len({entry.parts[:-1] for entry in found}) > 1 or len(set(chosen.values())) < len(found):
        paths = ", ".join(entry.shown for entry in found[:4])
        raise ArchiveError(f"It is not clear which of these files counts: {paths}")
    if renamed is not None and renamed.parts[:-1] == found[0].parts[:-1]:
        chosen[renamed.position] = names[0]
    return chosen


def _renamed_notebook(files: list[Entry], found: list[Entry], name: str) -> Entry | None:
    """The only notebook, if it has another name than it should."""
    notebooks = [entry for entry in files if seen_as(entry.path).endswith(".ipynb")]
    is_there = any(seen_as(entry.parts[-1]) == seen_as(name) for entry in found)
    return notebooks[0] if len(notebooks) == 1 and not is_there else None


def _files(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.kind == "file" and not is_litter(entry.path)]


def nested_archive(entries: Sequence[Entry], assignment: str) -> Entry | None:
    """The archive to open where a student's folder holds archives, and no work beside them.

    Of several it is the last one by name, with numbers in their order.
    """
    files = _files(entries)
    names = {seen_as(f"{assignment}.ipynb"), seen_as(f"{assignment}.py")}
    if any(seen_as(entry.parts[-1]) in names for entry in files):
        return None
    archives = [entry for entry in files if is_archive(entry.path)]
    return max(archives, key=lambda entry: natural(entry.path), default=None)


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts work-9 before work-10, in either form of its accents."""
    return [
        (0, int(part[:18]), part) if part[0] in "0123456789" else (1, 0, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", unicodedata.normalize("NFC", name))
    ]


def _other_work(files: Sequence[Entry]) -> str:
    other = [entry.shown for entry in files if entry.path.lower().endswith((".ipynb", ".py"))]
    return f" It holds {', '.join(other[:3])}." if other else ""


def read_whole(stream: BinaryIO, name: str) -> bytes:
    """All of a file that may count. Raises ArchiveError beyond the bound."""
    return b"".join(pieces(stream, name, MAX_BYTES))


def pieces(stream: BinaryIO, name: str, largest: int) -> Iterator[bytes]:
    """The content of a stream in pieces. Raises ArchiveError beyond the bound or on damage."""
    size = 0
    while piece := _piece(stream, name):
        size += len(piece)
        if size > largest:
            raise ArchiveError(f"{name} is larger than {largest >> 20} MB.")
        yield piece


def _piece(stream: BinaryIO, name: str) -> bytes:
    with damage(name):
        return stream.read(PIECE)
