"""Tries a notebook's own solution on its own tests, in the sandbox: a test may be wrong."""

import ast
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.building.adopting.draft import Place, body_of
from autograder.building.adopting.pieces import Piece
from autograder.nbgrader.plain import run_notebook

CODE = ("code", "solution", "test")


def failures(pieces: Sequence[Piece], files: Mapping[str, str]) -> dict[Place, str]:
    """What fails, by the place of each failing test, or of another cell that raises.

    Each statement of a test is tried, whatever became of those above it.
    """
    from nbformat import v4

    code = [(p.cell, *part) for p in pieces if p.kind in CODE for part in _code_of(p)]
    notebook = v4.new_notebook()
    for _, line, text in code:
        mark = {"nbgrader": {"grade": bool(line)}}
        notebook.cells.append(v4.new_code_cell(text, metadata=mark))
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        run_notebook(notebook, "adopted", "reference", Path(folder))
    tried = zip(code, map(_error_of, notebook.cells), strict=True)
    return {(cell, line): error for (cell, line, _), error in tried if error}


def _error_of(cell: Any) -> str:
    """The error with which a cell ended, if any."""
    for output in cell.outputs:
        if output.output_type == "error":
            first, *_ = output.evalue.splitlines() or [""]
            return f"{output.ename}: {first}".removesuffix(": ")
    return ""


def _code_of(piece: Piece) -> list[tuple[int, str]]:
    """The code of a piece; that of a test by statement, with the line of each."""
    if piece.kind != "test":
        return [(0, piece.source)]
    return [(node.lineno, ast.unparse(node)) for node in body_of(piece)]
