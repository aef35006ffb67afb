"""What an archive or a folder holds, as entries whose names are judged, and what counts of it."""

import re
import stat
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from autograder.reports.text import safe_line
from autograder.submissions.files import (
    DEEPEST,
    MAX_BYTES,
    SubmissionError,
    require_file,
    walk,
)
from autograder.submissions.folder import seen_as

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
# Also those that are refused.
ANY_ARCHIVE = (
    *ARCHIVES, ".rar", ".7z", ".tar.bz2", ".tar.xz", ".tbz2", ".txz", ".gz", ".bz2", ".xz",
)  # fmt: skip
WORK = (".ipynb", ".py")

Kind = Literal["file", "folder", "link", "special"]
REFUSED_KINDS = {"link": "a link", "special": "neither a file nor a folder"}
LONGEST, LONGEST_SHOWN = 1024, 80
LITTER = re.compile(
    r"(^|/)(__MACOSX|\.DS_Store|\._[^/]*|Icon\r|\.ipynb_checkpoints|Thumbs\.db)(/|$)"
)
# What makes a name read as another one: control characters, and overrides and isolates of the
# bidirectional algorithm.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Entry:
    """One entry: its place in the archive, its path with `/`, and its kind.

    `problem` is the reason for which work with this entry is refused, whatever its path.
    """

    position: int
    path: str
    kind: Kind
    problem: str = ""

    @property
    def shown(self) -> str:
        """The path for a message."""
        return safe_line(self.path, LONGEST_SHOWN)

    @property
    def parts(self) -> tuple[str, ...]:
        """The names on the way to the entry, its own last."""
        return tuple(self.path.split("/"))


@dataclass(frozen=True)
class Tree:
    """The entries of an archive or a folder.

    `read` gives the content of a file that has at most so many bytes; it raises SubmissionError for
    a larger or damaged one, and UnreadableError.
    """

    entries: Sequence[Entry]
    read: Callable[[Entry, int], bytes]


def entry_of(position: int, raw: str, kind: Kind, problem: str = "") -> Entry:
    """An entry under its plain path, with what is wrong with the name or the kind."""
    # Some Windows programs separate folders by backslashes.
    parts = [part for part in raw.replace("\\", "/").split("/") if part not in ("", ".")]
    problem = problem or _problem(raw, parts) or REFUSED_KINDS.get(kind, "")
    return Entry(position, "/".join(parts), kind, problem)


def _problem(raw: str, parts: Sequence[str]) -> str:
    """What is wrong with a path, or the empty text."""
    if raw.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", raw):
        return "an absolute path"
    if ".." in parts:
        return "a path that leaves its folder (..)"
    too_long = len(raw) > LONGEST or len(parts) > DEEPEST
    return "a path that is too long or too deep" if too_long else ""


def inside(entry: Entry) -> Entry:
    """The entry as it lies in its outermost folder, whose name a platform or a person gave."""
    return replace(entry, path="/".join(entry.parts[1:]))


def folder_tree(folder: Path) -> Tree:
    """What a folder holds. Raises SubmissionError if that is too much, and UnreadableError."""
    found = [(path, kind_of(state.st_mode)) for path, state, _ in walk(folder)]
    entries = [entry_of(n, path.as_posix(), kind) for n, (path, kind) in enumerate(found)]
    return Tree(entries, lambda entry, most: require_file(folder / found[entry.position][0], most))


def kind_of(mode: int) -> Kind:
    """What a file's mode says that it is."""
    kinds: dict[int, Kind] = {
        stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link",
    }  # fmt: skip
    return kinds.get(stat.S_IFMT(mode), "special")


def refuse_problems(entries: Sequence[Entry]) -> None:
    """Raise SubmissionError if an entry must not be there."""
    for entry in entries:
        problem = entry.problem
        if UNSEEN.search(entry.path) and not is_litter(entry.path):
            problem = problem or "a name with control or direction characters"
        if problem:
            raise SubmissionError(f"It holds {problem}: {entry.shown}")


def take(tree: Tree, assignment: str) -> dict[str, bytes]:
    """NAME.ipynb and NAME.py of one student's work, by those names.

    Raises SubmissionError where an entry must not be there, or where it is not clear what counts.
    """
    refuse_problems(tree.entries)
    chosen = _chosen(_files(tree.entries), assignment)
    return {name: tree.read(entry, MAX_BYTES) for name, entry in chosen.items()}


def _chosen(files: Sequence[Entry], assignment: str) -> dict[str, Entry]:
    """The file that counts for each name: those nearest to the top.

    Without NAME.ipynb, the only notebook of another name counts, as in a folder.
    """
    known = _known(assignment)
    found = [entry for entry in files if seen_as(entry.parts[-1]) in known]
    depth = min((len(entry.parts) for entry in found), default=0)
    nearest = [entry for entry in found if len(entry.parts) == depth]
    chosen = {known[seen_as(entry.parts[-1])]: entry for entry in nearest}
    if len({entry.parts[:-1] for entry in nearest}) > 1 or len(chosen) < len(nearest):
        paths = ", ".join(entry.shown for entry in nearest[:4])
        raise SubmissionError(f"It is not clear which of these files counts: {paths}")
    notebooks = [entry for entry in files if seen_as(entry.path).endswith(".ipynb")]
    if len(notebooks) == 1 and all(e.parts[:-1] == notebooks[0].parts[:-1] for e in nearest):
        chosen.setdefault(f"{assignment}.ipynb", notebooks[0])
    if not chosen:
        work = [e.shown for e in files if e.path.lower().endswith(WORK)]
        other = f" It holds {', '.join(work[:3])}." if work else ""
        raise SubmissionError(f"It holds neither {' nor '.join(known.values())}.{other}")
    return chosen


def _known(assignment: str) -> dict[str, str]:
    """The names of what is graded, by what they are seen as."""
    return {seen_as(name): name for name in (f"{assignment}{ending}" for ending in WORK)}


def _files(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.kind == "file" and not is_litter(entry.path)]


def is_litter(path: str) -> bool:
    """Whether a path is what operating systems and Jupyter leave behind by themselves."""
    return LITTER.search(path) is not None


def ending_of(name: str) -> str:
    """The ending of a file's name if it is that of an archive or of work, or the empty text."""
    return next((end for end in (*ANY_ARCHIVE, *WORK) if name.lower().endswith(end)), "")


def is_archive(name: str) -> bool:
    """Whether a file's name is that of an archive, also of a kind that is refused."""
    return name.lower().endswith(ANY_ARCHIVE)


def nested_archive(entries: Sequence[Entry], assignment: str) -> Entry | None:
    """The archive to open where a student's folder holds archives, and no work beside them.

    If there are several archives, the last one by name counts, with numbers in their order.
    """
    files = _files(entries)
    if any(seen_as(entry.parts[-1]) in _known(assignment) for entry in files):
        return None
    archives = [entry for entry in files if is_archive(entry.path)]
    return max(archives, key=lambda entry: natural(entry.path), default=None)


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts work-9 before work-10, in either form of its accents."""
    return [
        (0, int(part[:18]), part) if part[0] in "0123456789" else (1, 0, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", unicodedata.normalize("NFC", name))
    ]
