"""What comes from students before it is graded: ids, copies of folders, and a notebook's cells.

Nothing that is handed in is changed: nbgrader is given cells that were read here, with nothing of
a student's in them but types, sources, pasted pictures, and which released cell each one is.
"""

from __future__ import annotations

import base64
import binascii
import errno
import os
import re
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from autograder.submissions.cells import raw_cells, released_names, text_of

__all__ = [
    "OF_A_STUDENT", "Cell", "copy_submission", "id_problem", "is_picture", "is_student_id",
    "read_cells", "storable",
]  # fmt: skip

# Beyond these, validating and showing a notebook would take minutes; it is judged all the same.
MAX_CELLS, MAX_TEXT = 2000, 300_000
MAX_FILES, MAX_DEPTH, MAX_TOTAL = 1000, 8, 100 * 2**20
PICTURES = ("image/png", "image/jpeg")
# What an open says of files in a student's own folder: links, pipes, modes, what vanishes.
OF_A_STUDENT = (None, errno.EACCES, errno.ELOOP, errno.ENOENT, errno.ENXIO, errno.EPERM)
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


def storable(text: str) -> str:
    """The text without lone surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


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
    """Copy a folder's regular files within bounds; a line for whatever was left out.

    Links are not followed and special files not opened, also when they are swapped in meanwhile.
    Raises OSError for what no student does: where the machine reads badly, or has no room.
    """
    left_out: list[str] = []
    destination.mkdir(parents=True, exist_ok=True)
    room, files = MAX_TOTAL, 0
    for folder, subfolders, names, descriptor in os.fwalk(source, follow_symlinks=False):
        relative = Path(folder).relative_to(source)
        subfolders[:] = [name for name in subfolders if not _matches(name, ignore)]
        if len(relative.parts) == MAX_DEPTH:
            left_out += [f"{relative / name}: too deep" for name in subfolders]
            subfolders.clear()
        for name in sorted((n for n in names if not _matches(n, ignore)), key=_graded_first):
            files += 1
            if files > MAX_FILES:
                return [*left_out, f"more than {MAX_FILES} files"]
            try:
                data = _read_file(descriptor, name, room)
            except OSError as error:
                if error.errno not in OF_A_STUDENT:
                    raise
                left_out.append(f"{relative / name}: {error.strerror or error}")
                continue
            room -= len(data)
            (destination / relative).mkdir(parents=True, exist_ok=True)
            (destination / relative / name).write_bytes(data)
    return left_out


def _graded_first(name: str) -> tuple[bool, str]:
    return not name.casefold().endswith((".ipynb", ".py", ".txt")), name


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def _read_file(folder: int, name: str, room: int) -> bytes:
    """The bytes of a file. Raises OSError for whatever is not a regular file."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    with os.fdopen(os.open(name, flags, dir_fd=folder), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError("not a regular file")
        if status.st_size > room:
            raise OSError("too large")
        return file.read(status.st_size)
