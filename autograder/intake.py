"""Makes a collected folder one that nbgrader can open, and keeps what was handed in.

nbgrader fails a student without a readable notebook, and exports that like a real zero. Here such
a folder gets the released notebook to carry its report; what was handed in stays beside it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autograder.worker.submission import MAX_BYTES, ORIGINAL

__all__ = ["make_gradable", "readable_notebook"]


def make_gradable(folder: Path, assignment: str, released: Path) -> bool:
    """Whether the released notebook had to be put in the place of one that cannot be opened."""
    notebook = folder / f"{assignment}.ipynb"
    if notebook.is_file() and not notebook.is_symlink() and readable_notebook(notebook):
        return False
    if notebook.is_symlink() or notebook.exists():
        notebook.rename(folder / f"{assignment}.ipynb{ORIGINAL}")
    notebook.write_bytes(released.read_bytes())
    return True


def readable_notebook(path: Path) -> bool:
    """Whether the file has the form of a notebook that nbgrader's converters can take."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return False
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return (
        isinstance(notebook, dict)
        and notebook.get("nbformat") == 4
        and isinstance(notebook.get("metadata"), dict)
        and isinstance(notebook.get("cells"), list)
        and all(_is_cell(cell) for cell in notebook["cells"])
    )


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return False
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    return all(isinstance(line, str) for line in lines) and isinstance(cell.get("metadata"), dict)
