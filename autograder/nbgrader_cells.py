"""A submitted notebook brought back to the form of the released one."""

from __future__ import annotations

from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.nbgrader_converters import released_notebook

__all__ = ["RestoreCells", "grade_id_of"]

MISSING = "This cell was missing from the submission; it was put back empty."


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts every released cell back exactly once, with the release's metadata.

    Of the submission only the cells' types and sources are taken, and which released cell each one
    is. The first cell with an id counts; metadata, tags and outputs are the release's or none.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """A notebook with the released cells' ids, points and locks, and no others."""
        released = released_notebook(resources["nbgrader"]["assignment"])
        wanted = {
            cell.metadata["nbgrader"]["grade_id"]: cell
            for cell in released.cells
            if "nbgrader" in cell.metadata
        }
        cells: list[Any] = []
        found: set[str] = set()
        for cell in nb.cells:
            grade_id = grade_id_of(cell)
            if grade_id is None or grade_id not in wanted or grade_id in found:
                cells.append(_plain_cell(cell.cell_type, cell))
            else:
                found.add(grade_id)
                cells.append(_released_cell(wanted[grade_id], cell))
        _insert_missing(cells, wanted, found)
        released.cells = cells
        return released, resources


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
