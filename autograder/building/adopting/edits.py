"""Brings edits made in Jupyter back into a script: the inverse of what `build` makes of it.

A cell of the notebook belongs to the script's cell of the same id. One without such an id is new.
What is made from exercises.py (opening, checks, closing) is left out.
"""

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from autograder.authoring.regions import BEGIN
from autograder.authoring.room import Room, RoomError
from autograder.authoring.script import (
    BEFORE_CHECK,
    CHECK,
    CHECK_ALL,
    CLOSING,
    IMPORT,
    OPENING,
    PERCENT,
    Cell,
    Kind,
    cells_of,
    read_cells,
)
from autograder.building.adopting.pieces import TEXTS, Piece, Raw, points_of
from autograder.building.adopting.script import question_options, script_cell
from autograder.submissions.cells import YOUR_TURN, is_your_turn, nbgraders, released_names, text_of
from autograder.worker.inside.source import DEFINITIONS

OPTIONS = ("tags", "question", "points")  # what a cell's first line in the script says


def is_built(cells: Sequence[Raw]) -> bool:
    """Whether these are the cells of a notebook that `build` made."""
    return any(cell.get("id") == CHECK_ALL for cell in cells)


def edited_script(room: Room, cells: Sequence[Raw]) -> tuple[str, list[str]]:
    """The room's script with the edits of its notebook, and remarks on edits that are not kept.

    Raises RoomError where building the script would not give these cells.
    """
    import jupytext

    script = jupytext.reads(room.script, fmt=PERCENT)
    cells_made = read_cells(room)
    made = {cell.id: cell for cell in cells_made}
    own = [cell for cell in cells_made if not _is_made(cell.id)]
    known = {cell.id: (cell, raw) for cell, raw in zip(own, script.cells, strict=True)}
    named = list(zip(_names(cells), cells, strict=True))
    between = _between([name for name, _ in named])
    kept = [(n, cell) for n, cell in named if not _is_made(n) and text_of(cell).strip()]
    written = [_written(cell, known.pop(n, None), between.get(n)) for n, cell in kept]
    if written == script.cells:
        return room.script, list(_remarks(named, made))
    script.cells = written
    script.metadata.setdefault("jupytext", {})["cell_metadata_filter"] = "all"
    text = jupytext.writes(script, fmt=PERCENT)
    _require_same(room, text, [cell for _, cell in kept])
    return text, list(_remarks(named, made))


def _is_made(name: str) -> bool:
    return name in (OPENING, CLOSING, CHECK_ALL) or name.startswith(CHECK)


def _names(cells: Sequence[Raw]) -> Iterator[str]:
    """The ids of cells, or else the ids in nbgrader's metadata; a copy has an id of its own."""
    ids = {cell.get("id") for cell in cells}
    for cell in cells:
        grade_id, own = released_names(cell)
        yield own or (grade_id if grade_id not in ids else None) or ""


def _between(names: Sequence[str]) -> dict[str, bool]:
    """Which cells stand between a function and its check, and which is the first one after it.

    For all others, it makes no difference whether they are marked as standing there.
    """
    found: dict[str, bool] = {}
    for end, name in enumerate(names):
        solution = name.removeprefix(CHECK)
        if name.startswith(CHECK) and solution in names[:end]:
            found |= dict.fromkeys(names[names.index(solution) + 1 : end], True)
            found |= dict.fromkeys(names[end + 1 : end + 2], False)
    return found


def _remarks(named: Sequence[tuple[str, Raw]], made: Mapping[str, Cell]) -> Iterator[str]:
    """What cannot be brought back, by the number of its cell."""
    for number, (name, cell) in enumerate(named, 1):
        is_edited = name in made and text_of(cell).strip() != made[name].source.strip()
        if _is_made(name) and is_edited:
            yield f"cell {number} ({name}) is made from exercises.py: change it there"
        if cell.get("attachments"):
            yield f"cell {number} holds a pasted picture, which a script cannot hold"


def _written(cell: Raw, was: tuple[Cell, Any] | None, is_before_check: bool | None) -> Any:
    """A cell of the script; where nothing was edited, the one that is there."""
    old, raw = was or (None, None)
    kind, text = _kind(cell, old), text_of(cell).strip("\n")
    before = dict(raw.metadata) if raw else {}
    metadata = {key: value for key, value in before.items() if key not in OPTIONS}
    own = before.get("tags", [])
    is_marked = BEFORE_CHECK in own if is_before_check is None else is_before_check
    wanted = {YOUR_TURN: kind == "turn", BEFORE_CHECK: is_marked}
    tags = [tag for tag in own if wanted.pop(tag, True)]
    if tags := tags + [tag for tag, is_wanted in wanted.items() if is_wanted]:
        metadata["tags"] = tags
    if kind == "question":
        data = nbgraders(cell)
        name = str(data.get("grade_id")).removeprefix("question-")
        metadata |= question_options(name, points_of(data))
    if old and (kind, text, metadata) == (old.kind, old.source.strip("\n"), before):
        return raw
    return script_cell(kind, _without_import(text) if kind == "setup" else text, metadata)


def _kind(cell: Raw, old: Cell | None) -> Kind:
    """What a cell is for, by its type, text, tags and nbgrader's metadata, or as it was."""
    data, text = nbgraders(cell), text_of(cell)
    if cell.get("cell_type") != "code":
        return "question" if data.get("grade") and data.get("solution") else "text"
    if BEGIN in text:
        return "solution"
    if is_your_turn(cell):
        return "turn"
    if old and old.kind in ("setup", "experiment"):
        return old.kind
    made = Piece("code", text, 0).body
    return "setup" if all(isinstance(node, DEFINITIONS) for node in made) else "experiment"


def _without_import(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line != IMPORT).strip("\n")


def _require_same(room: Room, script: str, cells: Sequence[Raw]) -> None:
    """Raise RoomError unless building the script gives these cells."""
    try:
        ast.parse(script)
    except SyntaxError as error:
        line = (error.text or "").strip()
        raise RoomError(f"A cell of the notebook is not Python: {error.msg}: {line}") from error
    wanted = [(cell.get("cell_type") == "code", _plain(text_of(cell))) for cell in cells]
    for asked, made in zip_longest(wanted, _rebuilt(room, script)):
        if asked != made:
            _, text = asked or made or (True, "")
            raise RoomError(
                "The script would not give this cell back as it is:\n"
                f"{textwrap.shorten(text, 200)}\n"
                f"Edit it in solutions/{room.name}/{room.name}.py instead."
            )


def _rebuilt(room: Room, script: str) -> Iterator[tuple[bool, str]]:
    for cell in cells_of(script, room.assignment):
        if not _is_made(cell.id):
            yield cell.kind not in TEXTS, _plain(cell.source)


def _plain(text: str) -> str:
    """The text by which cells are compared; a script does not keep blank lines at their ends."""
    return _without_import(text).strip()
