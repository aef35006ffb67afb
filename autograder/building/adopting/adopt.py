"""Writes a room from a notebook of nbgrader or otter, with what can be derived from it.

What is left to write stands in the room as comments `# TODO`, which are listed.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.room import RoomError
from autograder.building.adopting.draft import (
    Draft,
    Place,
    draft_of,
    script_of,
    statements_of,
)
from autograder.building.adopting.exercises import TODO, exercises_text
from autograder.building.adopting.files import data_files
from autograder.building.adopting.grading import graded_in, left_over
from autograder.building.adopting.pieces import Piece, Raw, read_pieces
from autograder.building.adopting.trial import failures
from autograder.building.start import require_new
from autograder.submissions.cells import raw_cells
from autograder.submissions.files import write_atomically
from autograder.worker.process import GraderFault

HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


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
    if not any(piece.kind in ("test", "answer") for piece in pieces):
        raise RoomError(f"{path} has no graded cells, neither nbgrader's nor otter's.")
    files, left = data_files(path.parent, pieces)
    texts, remarks = _texts(name, path, pieces, files)
    folder = root / "solutions" / name
    for file, text in (texts | files).items():
        write_atomically(folder / file, text.encode())
    for file, text in texts.items():
        left += _left_in((folder / file).relative_to(root), text)
    return Adopted([folder / file for file in texts | files], left + remarks)


def _require_free(root: Path, name: str) -> None:
    """Raise RoomError for a name that is taken, or whose folders would be replaced."""
    another = "Choose another name: autograder adopt NOTEBOOK --name NAME"
    try:
        require_new(root, name)
    except RoomError as error:
        raise RoomError(f"{error}\n{another}") from error
    if any((root / "solutions" / name).glob("*")):
        raise RoomError(f"{root / 'solutions' / name} is there already, and stays.\n{another}")
    for made in (root / "source" / name, root / "assignments" / name):
        if made.exists():
            raise RoomError(
                f"{made} is there, and `autograder build {name}` would replace it.\n{another}"
            )


def _texts(
    name: str, path: Path, pieces: Sequence[Piece], files: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """The two files of the room, and remarks. Raises RoomError if one would not be Python."""
    draft = draft_of(pieces, files)
    failed, remarks = _tried(path, pieces, files)
    script, exercises = script_of(draft), _exercises(name, path, draft, files, failed)
    texts = {f"{name}.py": script, "exercises.py": exercises}
    for file, text in texts.items():
        try:
            ast.parse(text)
        except SyntaxError as error:
            line = (error.text or "").strip()
            raise RoomError(
                f"{path}: {file} would not be Python: {error.msg}: {line}\n"
                "Change the cell with this line, then adopt the notebook again."
            ) from error
    return texts, remarks


def _exercises(
    name: str, path: Path, draft: Draft, files: Mapping[str, str], failed: Mapping[Place, str]
) -> str:
    """The text of exercises.py. Raises RoomError where there is nothing that it could grade."""
    statements = list(statements_of(draft, failed))
    graded = graded_in(draft, statements, files)
    if not graded:
        raise RoomError(
            f"No test in {path} uses a function or variable of a solution cell, so that nothing "
            "can be graded.\nMake each answer a function, with tests that call it."
        )
    texts = [piece.source for piece, _ in draft.parts if piece.kind == "text"]
    headings = [found[1] for text in texts if (found := HEADING.search(text))]
    title, *_ = [*headings, name]
    left = list(left_over(draft, statements, graded))
    return exercises_text(name, title, list(files), draft.imports, graded, left)


def _tried(
    path: Path, pieces: Sequence[Piece], files: Mapping[str, str]
) -> tuple[dict[Place, str], list[str]]:
    """The tests that the notebook's own solution does not pass, and other cells that raise."""
    try:
        found = failures(pieces, files)
    except (GraderFault, OSError) as fault:
        return {}, [f"{path}: its tests were not tried on its solution: {fault}"]
    remarks = [
        f"{path}, cell {cell}: raises {why}" for (cell, line), why in found.items() if not line
    ]
    return found, remarks


def _left_in(path: Path, text: str) -> Iterator[str]:
    """What is left to write in a file, with its place."""
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines, 1):
        if line.startswith(TODO):
            code = f" {lines[number].removeprefix('#').strip()}" if line.endswith(":") else ""
            yield f"{path}, line {number}: {line.removeprefix(TODO)}{code}"
