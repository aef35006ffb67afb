"""What an archive or a folder holds, as a list of entries whose names are judged, not trusted."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from autograder.submissions.folder import SubmissionError

__all__ = [
    "CLASS",
    "STUDENT",
    "ArchiveError",
    "Caps",
    "Entry",
    "Kind",
    "UnreadableError",
    "as_an_item",
    "conflict_in",
    "damage",
    "damaged",
    "entry_of",
    "escaped",
    "inside",
    "is_litter",
    "ratio_is_absurd",
    "refusal",
    "too_large",
    "too_many",
]

Kind = Literal["file", "folder", "link", "special"]
MB = 2**20
LONGEST_SHOWN = 80
# Text compresses by less than 50; a long run of one byte by 1000.
RATIO, RATIO_FROM = 200, MB
# Overrides and isolates of the bidirectional algorithm: a name that reads as another one.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What an open or a read says of the file itself or of damaged bytes, not of the machine.
OF_THE_FILE = (None, errno.EINVAL, errno.ELOOP, errno.ENXIO)
UNSEEN_NAME = "a name with control or direction characters"
LITTER = re.compile(
    r"(^|/)(__MACOSX|\.DS_Store|\._[^/]*|Icon\r|\.ipynb_checkpoints|Thumbs\.db)(/|$)"
)
# What macOS calls a folder's own icon, and what it keeps beside it.
ICON = re.compile(r"(?<![^/\\])(\._)?Icon\r\Z")


class ArchiveError(SubmissionError):
    """An archive or a folder that is refused; the message is for the student and the instructor."""


class UnreadableError(ArchiveError):
    """What the machine did not let be read; nothing is known of the work that it holds."""


def refusal(message: str, error: BaseException | None, name: str = "") -> ArchiveError:
    """The message as an ArchiveError; as an UnreadableError where the machine is the cause.

    With a name, the machine's own words take the place of the message then.
    """
    if not isinstance(error, OSError) or error.errno in OF_THE_FILE:
        return ArchiveError(message)
    return UnreadableError(f"{name} cannot be read: {error.strerror}." if name else message)


def damaged(error: BaseException | None = None, name: str = "The archive") -> ArchiveError:
    """What refuses bytes that are not what they should be, or that the machine does not give."""
    return refusal(f"{name} is damaged or not complete.", error, name)


@contextmanager
def damage(name: str = "The archive") -> Iterator[None]:
    """Whatever a library raises on bytes that are no archive becomes an ArchiveError."""
    try:
        yield
    except (ArchiveError, MemoryError):
        raise
    except Exception as error:  # many types, none of them documented
        raise damaged(error, name) from error


@dataclass(frozen=True)
class Caps:
    """Upper bounds: bytes as packed, entries, bytes as unpacked, bytes of the list of entries.

    `advice` is what to do about an archive beyond them.
    """

    packed: int
    entries: int
    unpacked: int
    index: int
    name: int = 1024
    depth: int = 32
    advice: str = ""


STUDENT = Caps(packed=50 * MB, entries=10_000, unpacked=256 * MB, index=2 * MB)
# What a learning platform packs: the submissions of a class.
CLASS = Caps(
    packed=8192 * MB,
    entries=50_000,
    unpacked=16384 * MB,
    index=16 * MB,
    advice=" Unpack it and give the folder instead.",
)


@dataclass(frozen=True)
class Entry:
    """One entry: its place in the archive, its path with `/`, its kind, its size as it claims.

    `problem` is the reason for which an archive of one student with this entry is refused.
    """

    position: int
    path: str
    kind: Kind
    size: int
    problem: str | None = None

    @property
    def shown(self) -> str:
        """The path for a message: short, with what would change the text around it written out."""
        text = escaped(self.path)
        return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"

    @property
    def parts(self) -> tuple[str, ...]:
        """The names on the way to the entry, its own last."""
        return tuple(self.path.split("/"))


def entry_of(
    position: int, raw: str, kind: Kind, size: int, caps: Caps, *, problem: str | None = None
) -> Entry:
    """An entry under its plain path; whatever is wrong with the name or the kind is its problem."""
    # Some Windows programs separate folders by backslashes.
    parts = [part for part in raw.replace("\\", "/").split("/") if part not in ("", ".")]
    problem = problem or _name_problem(raw, parts, caps) or _kind_problem(kind)
    return Entry(position, "/".join(parts), kind, size, problem)


def inside(entry: Entry) -> Entry:
    """The entry as it lies in its outermost folder, whose name a platform or a person gave."""
    path = "/".join(entry.parts[1:])
    return replace(entry, path=path, problem=_problem_below(entry, path))


def as_an_item(entry: Entry) -> Entry:
    """The entry of a file whose name says whose it is: there, no character is refused."""
    return replace(entry, problem=_problem_below(entry, ""))


def _problem_below(entry: Entry, path: str) -> str | None:
    if entry.problem != UNSEEN_NAME or UNSEEN.search(path):
        return entry.problem
    return _kind_problem(entry.kind)


def escaped(text: str) -> str:
    """The text with what would change the text around it written out."""
    return UNSEEN.sub(lambda found: repr(found.group())[1:-1], text)


def _name_problem(raw: str, parts: list[str], caps: Caps) -> str | None:
    if raw.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", raw):
        return "an absolute path"
    if ".." in parts:
        return "a path that leaves its folder (..)"
    if len(raw) > caps.name or len(parts) > caps.depth:
        return "a path that is too long or too deep"
    return UNSEEN_NAME if UNSEEN.search(ICON.sub("", raw)) else None


def _kind_problem(kind: Kind) -> str | None:
    return {"link": "a link", "special": "neither a file nor a folder"}.get(kind)


def is_litter(path: str) -> bool:
    """Whether a path is what operating systems and Jupyter leave behind by themselves."""
    return LITTER.search(path) is not None


def conflict_in(entries: Sequence[Entry]) -> str | None:
    """A path that is a file and also a folder with something in it, if there is one."""
    files = {entry.path for entry in entries if entry.kind == "file"}
    for entry in entries:
        parts = entry.parts
        for length in range(1, len(parts)):
            if (folder := "/".join(parts[:length])) in files:
                return folder
    return None


def too_large(caps: Caps) -> ArchiveError:
    """What refuses an archive that unpacks to more than it may."""
    size = caps.unpacked >> 20
    return ArchiveError(f"The archive unpacks to more than {size} MB.{caps.advice}")


def too_many(caps: Caps, reached: Entry) -> ArchiveError:
    """What refuses an archive of more entries than it may have; the first of these is named."""
    many = f"The archive has more than {caps.entries} entries"
    return ArchiveError(f"{many}, up to {reached.shown}.{caps.advice}")


def ratio_is_absurd(unpacked: int, packed: int) -> bool:
    """Whether so much comes out of so little that it is no work of a student."""
    return unpacked > RATIO_FROM and unpacked > RATIO * max(packed, 1)
