"""A notebook's cells, whatever they lack: one rule for what is run and for what is shown.

A notebook is JSON with a list of objects under "cells". A cell without text is an empty one, and
one without a type is not code.
"""

import json
from typing import Any

# What a released cell for a written answer holds.
ANSWER_STUB = "YOUR ANSWER HERE"
# The tag of a cell for a student's own experiments, which grading does not run.
YOUR_TURN = "your-turn"


def raw_cells(data: bytes) -> list[dict[str, Any]] | None:
    """The cells of a notebook as they are, or None for what is not one."""
    try:
        cells = json.loads(data.decode("utf-8-sig"))["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    is_notebook = isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells)
    return cells if is_notebook else None


def text_of(cell: dict[str, Any]) -> str:
    """The text of a cell, which may be one string or a list of lines."""
    source = cell.get("source")
    try:
        text = "".join(source) if isinstance(source, list) else source
    except TypeError:
        text = ""
    return text if isinstance(text, str) else ""


def nbgraders(cell: dict[str, Any]) -> dict[str, Any]:
    """What nbgrader's metadata say of a cell; empty where there are none."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def is_your_turn(cell: dict[str, Any]) -> bool:
    """Whether a cell is one for a student's own experiments."""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return isinstance(tags, list) and YOUR_TURN in tags


def released_names(cell: dict[str, Any]) -> tuple[str | None, str | None]:
    """Which released cell this one says it is: by nbgrader's metadata, and by the cell's own id."""
    found = nbgraders(cell).get("grade_id"), cell.get("id")
    grade_id, own = (name if isinstance(name, str) else None for name in found)
    return grade_id, own
