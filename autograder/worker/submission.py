"""A submission's files as bytes; they are never parsed in the process that reads them."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

__all__ = ["LIBRARIES", "Submission", "SubmissionError", "folder_digest", "read_submission"]

# Large libraries that a worker imports ahead for the submissions that seem to need them.
LIBRARIES = ("matplotlib", "pandas", "torch")
MAX_BYTES = 10 * 2**20
# Where intake has put a working notebook in the place of one that nbgrader cannot open.
ORIGINAL = ".original"


class SubmissionError(ValueError):
    """A folder that cannot be graded; the message is for the student and the instructor."""


@dataclass(frozen=True)
class Submission:
    """The notebook and the module that a student handed in; either may be absent."""

    name: str
    notebook: bytes | None
    module: bytes | None

    def mentions(self, word: str) -> int:
        """How often the word occurs in the notebook or the module, whichever has more."""
        parts = (self.notebook or b"", self.module or b"")
        return max(part.count(word.encode()) for part in parts)


def read_submission(folder: Path, assignment: str, name: str | None = None) -> Submission:
    """The submission in a folder. Raises SubmissionError if there is nothing to grade."""
    if not folder.is_dir():
        raise SubmissionError(f"{folder} is not a folder; a submission is a folder.")
    notebook = _read(folder / f"{assignment}.ipynb{ORIGINAL}")
    if notebook is None:
        notebook = _read(folder / f"{assignment}.ipynb")
    module = _read(folder / f"{assignment}.py")
    if notebook is None and module is None:
        raise SubmissionError(f"The folder holds neither {assignment}.ipynb nor {assignment}.py.")
    return Submission(name or str(folder), notebook, module)


def _read(path: Path) -> bytes | None:
    """The bytes of a regular file; links, pipes and files beyond the bound are refused."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise SubmissionError(f"{path.name} is a link, not a regular file.") from error
        raise SubmissionError(f"{path.name} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise SubmissionError(f"{path.name} is not a regular file.")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SubmissionError(f"{path.name} is larger than {MAX_BYTES >> 20} MB.")
    return data


def folder_digest(folder: Path) -> str:
    """A digest of every file's name and content, to notice that a submission has changed."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(folder)}\0{content}\n".encode())
    return digest.hexdigest()
