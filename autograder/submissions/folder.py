"""A submission's files as bytes; they are never parsed in the process that reads them."""

import contextlib
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from autograder.reports.text import in_short
from autograder.submissions.files import SubmissionError, UnreadableError, read_file, walk

# A message names so many other notebooks.
MAX_NAMES = 3
# What collecting leaves in the folder of a submission that it refuses: the reason.
NOTE = "not-gradable.txt"
NOTE_LENGTH = 500
# What nbgrader needs beside the work: when it came, and where its feedback goes.
TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
# What collecting leaves where a platform says that work came late.
LATE = "late.txt"
# What releasing through nbgrader leaves beside the key: the course, and its deadline if it has one.
COURSE_FILE = "course.json"
# How many bytes of a folder are read to notice a change.
MOST_BYTES = 256 * 2**20


@dataclass(frozen=True)
class Submission:
    """The notebook and the module that a student handed in; either may be absent.

    `remark` says so where the notebook had another name than it should.
    """

    name: str
    notebook: bytes | None
    module: bytes | None
    remark: str = ""

    def mentions(self, word: str) -> int:
        """How often the word occurs in the notebook or the module, whichever has more."""
        parts = (self.notebook or b"", self.module or b"")
        return max(part.count(word.encode()) for part in parts)


def read_submission(folder: Path, assignment: str, name: str | None = None) -> Submission:
    """The submission in a folder. Raises SubmissionError if there is nothing to grade.

    Raises OSError where this machine cannot read it, which is not the student's fault.
    """
    _require_folder(folder)
    path, remark = find_notebook(folder, assignment)
    notebook = read_file(path)
    module = read_file(folder / f"{assignment}.py")
    if notebook is None and module is None:
        missing = f"The folder holds neither {assignment}.ipynb nor {assignment}.py."
        raise SubmissionError(_noted(folder) or f"{missing} {remark}".rstrip())
    return Submission(name or str(folder), notebook, module, remark)


def require_readable(folder: Path, assignment: str) -> None:
    """Raise OSError, with the path, where this machine cannot read a submission."""
    try:
        _require_folder(folder)
    except SubmissionError:  # a link shows somebody else's files
        return
    with contextlib.suppress(SubmissionError):
        read_submission(folder, assignment)
    for name in (TIMESTAMP, SECRET):
        with contextlib.suppress(SubmissionError):
            read_file(folder / name)


def _noted(folder: Path) -> str:
    """The reason in the folder, on one line: a student may have written it."""
    note = read_file(folder / NOTE) or b""
    return " ".join(note[:NOTE_LENGTH].decode("utf-8", "replace").split())


def leave_note(folder: Path, reason: str) -> None:
    """Write why a submission is refused into its folder, where `read_submission` finds it."""
    (folder / NOTE).write_text(f"{reason}\n", encoding="utf-8", errors="replace")


def _require_folder(folder: Path) -> None:
    """Raise SubmissionError unless this is a folder: a link shows somebody else's files."""
    try:
        mode = folder.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SubmissionError(f"{folder} cannot be read: {error.strerror}.") from error
    if stat.S_ISLNK(mode):
        raise SubmissionError(f"{folder} is a link, not a folder.")
    if not stat.S_ISDIR(mode):
        raise SubmissionError(f"{folder} is not a folder; a submission is a folder.")


def find_notebook(folder: Path, assignment: str) -> tuple[Path, str]:
    """The notebook that counts, and a remark if it has another name or if none counts.

    NAME.ipynb counts whenever it is there; without it, the only notebook of another name does.
    """
    expected = folder / f"{assignment}.ipynb"
    others = [] if os.path.lexists(expected) else _other_notebooks(folder)
    if not others:
        return expected, ""
    names = in_short(others, MAX_NAMES)
    if len(others) == 1:
        return folder / others[0], f"{names} counts as {expected.name}."
    return expected, (
        f"None of several notebooks ({names}) counts: name one of them {expected.name}."
    )


def _other_notebooks(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(
            entry.name
            for entry in entries
            if seen_as(entry.name).endswith(".ipynb")
            and not entry.name.startswith(".")
            and entry.is_file(follow_symlinks=False)
        )


def seen_as(name: str) -> str:
    """What a system that ignores case, and dots and spaces at the end, takes a name for."""
    return name.rstrip(". ").casefold()


def folder_digest(folder: Path) -> str:
    """A digest of the files' names and contents, to notice that a submission has changed.

    Of a file beyond the bounds of what is read, and of what is beyond those of a listing, no
    content counts.
    """
    found, left = {}, MOST_BYTES
    with contextlib.suppress(SubmissionError, OSError):  # too many entries, or unreadable ones
        for path, state, _ in walk(folder):
            if stat.S_ISREG(state.st_mode):
                left -= state.st_size
                found[path] = _content(folder / path) if left >= 0 else ""
    text = "".join(f"{path}\0{found[path]}\n" for path in sorted(found))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _content(path: Path) -> str:
    """The digest of a file's content, or "" if it is too large or cannot be read."""
    with contextlib.suppress(SubmissionError, UnreadableError):
        return hashlib.sha256(read_file(path) or b"").hexdigest()
    return ""
