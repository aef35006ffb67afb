"""Writes a room from a notebook of nbgrader or otter, with what can be derived from it.

What is left to write stands in the room as comments `# TODO`, which are listed.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.room import RoomError, require_module_name
from autograder.building.adopting.cases import TODO
from autograder.building.adopting.exercises import exercises_text
from autograder.building.adopting.parts import split_pieces
from autograder.building.adopting.pieces import Piece, Raw, read_pieces
from autograder.building.adopting.script import script_of
from autograder.submissions.cells import raw_cells
from autograder.submissions.files import write_atomically


@dataclass(frozen=True)
class Adopted:
    """The files of a new room, and what is left to write, each with its place."""

    paths: list[Path]
    left: list[str]


def read_notebook(path: Path) -> list[Raw]:
    """The cells of a notebook. Raises RoomError for a file that is not one, or not in Python."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RoomError(f"{path} cannot be read: {error.strerror}.") from error
    cells = raw_cells(data)
    if cells is None:
        raise RoomError(f"{path} is not a notebook: it is not JSON with a list of cells.")
    spec: object = json.loads(data.decode("utf-8-sig"))
    for key in ("metadata", "kernelspec", "language"):
        spec = spec.get(key) if isinstance(spec, dict) else None
    if isinstance(spec, str) and not spec.lower().startswith("python"):
        raise RoomError(f"{path} is written in {spec}. The kit grades Python.")
    return cells


def adopt(root: Path, path: Path, cells: Sequence[Raw], name: str) -> Adopted:
    """Write solutions/NAME from the cells of a notebook at `path`.

    Raises RoomError, and writes nothing, for a name that is taken or cannot be imported, and for a
    notebook in which no test uses a function or variable to write.
    """
    _require_free(root, name)
    pieces = read_pieces(cells)
    if not any(piece.kind in ("test", "question") for piece in pieces):
        raise RoomError(f"{path} has no graded cells, neither nbgrader's nor otter's.")
    files, lacks = _data_files(path.parent, pieces)
    parts = split_pieces(pieces, files)
    exercises = exercises_text(name, parts, list(files))
    if exercises is None:
        raise RoomError(
            f"No test in {path} uses a function or variable of a solution cell, so that nothing "
            "can be graded.\nMake each answer a function, with tests that call it."
        )
    folder = root / "solutions" / name
    texts = {f"{name}.py": script_of(parts), "exercises.py": exercises, **files}
    for file, text in texts.items():
        write_atomically(folder / file, text.encode())
    left = _left_in(f"solutions/{name}/exercises.py", exercises)
    return Adopted([folder / file for file in texts], [*lacks, *left])


def _require_free(root: Path, name: str) -> None:
    """Raise RoomError for a name that Python cannot import, or whose folders are there."""
    require_module_name(name)
    for made in (root / part / name for part in ("solutions", "source", "assignments")):
        if made.exists():
            raise RoomError(
                f"{made} is there already, and stays as it is.\n"
                "Choose another name: autograder adopt NOTEBOOK --name NAME"
            )


def _data_files(folder: Path, pieces: Sequence[Piece]) -> tuple[dict[str, str], list[str]]:
    """The texts of data files beside the notebook that it names, and what students would lack."""
    text, files, lacks = "\n".join(piece.source for piece in pieces), dict[str, str](), list[str]()
    for path in sorted(folder.iterdir()):
        if re.search(rf"""["'(]{re.escape(path.name)}["')/]""", text):
            try:
                files[path.name] = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                lacks.append(f"{path}: students do not get it, because it is not a text file")
    return files, lacks


def _left_in(file: str, text: str) -> Iterator[str]:
    """What is left to write in a file, with its place."""
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines, 1):
        if line.startswith(TODO):
            code = f" {lines[number].removeprefix('#').strip()}" if line.endswith(":") else ""
            yield f"{file}, line {number}: {line.removeprefix(TODO)}{code}"
