"""A submitted notebook brought back to the form of the released one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from autograder.nbgrader.converters import released_notebook

__all__ = ["RestoreCells", "grade_id_of", "leave_answers", "take_origins"]

MISSING = "No cell of the submission is marked as this one. The answer may stand in another cell."
# Where in a cell's metadata its position in the submission is kept, until it is judged.
ORIGIN = "submitted"


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts every released cell back exactly once, with the release's metadata.

    Of the submission only the cells' types and sources are taken, and which released cell each one
    is: by nbgrader's metadata, or else by the cell's own id, which tools that clean metadata leave.
    The first cell counts; metadata, tags and outputs are the release's or none.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """A notebook with the released cells' ids, points and locks, and no others."""
        released = released_notebook(resources["nbgrader"]["assignment"])
        wanted = {
            cell.metadata["nbgrader"]["grade_id"]: cell
            for cell in released.cells
            if "nbgrader" in cell.metadata
        }
        found = _found(nb.cells, wanted)
        cells: list[Any] = []
        for position, cell in enumerate(nb.cells):
            if position in found:
                cells.append(_released_cell(wanted[found[position]], cell))
            else:
                cells.append(_plain_cell(cell.cell_type, cell))
            cells[-1].metadata[ORIGIN] = position
        _insert_missing(cells, wanted, set(found.values()))
        released.cells = cells
        return released, resources


def _found(cells: list[Any], wanted: dict[str, Any]) -> dict[int, str]:
    """Which released cell stands at which position; an id counts where no metadata says it."""
    own = {cell.get("id"): grade_id for grade_id, cell in wanted.items()}
    by_id = [own.get(cell.metadata.get("id")) for cell in cells]
    found: dict[int, str] = {}
    for names in ([grade_id_of(cell) for cell in cells], by_id):
        for position, name in enumerate(names):
            if name in wanted and position not in found and name not in found.values():
                found[position] = name
    return found


def take_origins(nb: Any) -> list[int | None]:
    """Where in the submission each cell was, which the cells forget."""
    return [cell.metadata.pop(ORIGIN, None) for cell in nb.cells]


def leave_answers(nb: Any, assignment: str, *, is_shown: bool) -> None:
    """Have a person mark an untouched answer where the student's own may be somewhere else.

    That is in a cell beside it that is not the release's, or in a notebook that is not shown.
    nbgrader gives 0 to an answer that still has its checksum.
    """
    released = {cell.source.strip() for cell in released_notebook(assignment).cells}
    for position, cell in enumerate(nb.cells):
        if is_grade(cell) and is_solution(cell):
            beside = [*_own(nb.cells[position + 1 :], released)]
            beside += _own(nb.cells[:position][::-1], released)
            if beside or not is_shown:
                cell.metadata["nbgrader"].pop("checksum", None)


def _own(cells: list[Any], released: set[str]) -> Iterator[Any]:
    """The student's own cells that hold anything, up to the first of the release."""
    for cell in cells:
        text = cell.source.strip()
        if grade_id_of(cell) is not None or (text and text in released):
            return
        if text or cell.get("attachments"):
            yield cell


def grade_id_of(cell: Any) -> str | None:
    """The id of the released cell that this one is, if it says so."""
    metadata = cell.metadata.get("nbgrader")
    grade_id = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _plain_cell(cell_type: str, like: Any) -> Any:
    """A cell of this type with another's source, and its pasted pictures where they can be."""
    make = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}
    cell = make.get(cell_type, nbformat.v4.new_markdown_cell)(source=like.source)
    if cell.cell_type == "markdown" and "attachments" in like:
        cell.attachments = like.attachments
    return cell


def _released_cell(released: Any, like: Any) -> Any:
    cell = _plain_cell(released.cell_type, like)
    cell.metadata = nbformat.from_dict(dict(released.metadata))
    return cell


def _insert_missing(cells: list[Any], wanted: dict[str, Any], found: set[str]) -> None:
    """Insert each missing cell after the released cell before it, a solution cell without code."""
    position = -1
    for grade_id, released in wanted.items():
        if grade_id not in found:
            is_answer = released.metadata["nbgrader"]["solution"]
            words = f"# {MISSING}" if released.cell_type == "code" else MISSING
            like = nbformat.v4.new_raw_cell(source=words) if is_answer else released
            cells.insert(position + 1, _released_cell(released, like))
        position = next(i for i, cell in enumerate(cells) if grade_id_of(cell) == grade_id)
