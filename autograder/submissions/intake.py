"""Student ids, copies of submitted folders, and the cells of a notebook that nbgrader gets.

Of a student's cell, nbgrader gets the type, the source, pasted pictures, and which released cell it
is.
"""

import base64
import binascii
import errno
import re
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.reports.text import storable
from autograder.submissions.cells import raw_cells, released_names, text_of
from autograder.submissions.files import SubmissionError, open_regular, walk

# Beyond these, validating and showing a notebook would take minutes; it is judged all the same.
MAX_CELLS, MAX_TEXT = 2000, 300_000
MOST_BYTES = 100 * 2**20
PICTURES = ("image/png", "image/jpeg")
# Errors that a student causes in a folder of their own: modes, links, files that vanish.
OF_A_STUDENT = (errno.EACCES, errno.ELOOP, errno.ENOENT, errno.ENXIO, errno.EPERM)
IN_ID, MAX_ID = re.compile(r"[\w.@+'(), -]*"), 100


@dataclass(frozen=True)
class Cell:
    """What is taken of a student's cell; `attachments` are pictures, by name and type."""

    cell_type: str
    source: str
    grade_id: str | None = None
    id: str | None = None
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)


def is_student_id(name: str) -> bool:
    """Whether a name can stand for a student, in paths, patterns, pages and tables."""
    return not id_problem(name)


def id_problem(name: str) -> str:
    """What a name must be to be a student's id, or the empty text for one that is valid.

    A valid id has no separator, pattern or control character.
    """
    composed = unicodedata.normalize("NFC", name)  # macOS takes letters and their marks apart
    if not composed[:1].isalnum():
        return "it must begin with a letter or digit"
    if not (name.isprintable() and IN_ID.fullmatch(composed)):
        return "it may only have letters, digits, spaces and . _ - @ + ' ( ) ,"
    if len(composed) > MAX_ID:
        return f"it may have at most {MAX_ID} characters"
    if not re.fullmatch(r"[\w)]", composed[-1]):
        return "it must end in a letter or digit"
    return ""


def read_cells(data: bytes | None) -> list[Cell] | None:
    """The cells of a notebook, or None for what is not one or is too large to be shown.

    What is a notebook is what the worker takes for one.
    """
    found = None if data is None else raw_cells(data)
    if found is None or len(found) > MAX_CELLS:
        return None
    cells = [_read_cell(cell) for cell in found]
    return cells if sum(len(cell.source) for cell in cells) <= MAX_TEXT else None


def _read_cell(cell: dict[str, Any]) -> Cell:
    kind = cell.get("cell_type")
    names, source = released_names(cell), storable(text_of(cell))
    if kind == "code":
        return Cell("code", source, *names)
    return Cell("raw" if kind == "raw" else "markdown", source, *names, _pictures(cell))


def _pictures(cell: dict[str, Any]) -> dict[str, dict[str, str]]:
    attachments = cell.get("attachments")
    if not isinstance(attachments, dict):
        return {}
    return {
        storable(name): pictures
        for name, bundle in attachments.items()
        if isinstance(bundle, dict)
        and (pictures := {kind: bundle[kind] for kind in PICTURES if is_picture(bundle.get(kind))})
    }


def is_picture(data: Any) -> bool:
    """Whether a notebook's picture is what it should be: base64, and nothing else."""
    if not isinstance(data, str):
        return False
    try:
        return bool(base64.b64decode("".join(data.split()), validate=True))
    except (binascii.Error, ValueError):
        return False


def copy_submission(source: Path, destination: Path, ignore: Sequence[str] = ()) -> list[str]:
    """Copy a folder's regular files, MOST_BYTES at most; a line for each that was left out.

    Links are not followed and special files not opened, also when they are swapped in meanwhile.
    Raises OSError where the machine is the cause: a broken disk, a full one.
    """
    left_out: list[str] = []
    destination.mkdir(parents=True, exist_ok=True)
    room = MOST_BYTES
    for path, state, folder in walk(source, ignore):
        if stat.S_ISDIR(state.st_mode):
            continue
        if state.st_size > room:
            left_out.append(f"{path}: too large")
            continue
        try:
            with open_regular(path.name, folder) as file:
                data = file.read(room)
        except (SubmissionError, OSError) as error:
            if isinstance(error, OSError) and error.errno not in OF_A_STUDENT:
                raise
            left_out.append(f"{path}: {getattr(error, 'strerror', None) or error}")
            continue
        room -= len(data)
        (destination / path).parent.mkdir(parents=True, exist_ok=True)
        (destination / path).write_bytes(data)
    return left_out
