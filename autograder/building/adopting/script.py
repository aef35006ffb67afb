"""The percent script of an adopted notebook."""

import re
from collections.abc import Iterable, Mapping
from textwrap import indent
from typing import Any

from autograder.authoring.script import MAIN, PERCENT
from autograder.building.adopting.pieces import EXPERIMENTS, TEXTS, Piece
from autograder.submissions.cells import YOUR_TURN


def script_of(pieces: Iterable[Piece]) -> str:
    """The script of these pieces, without tests and what is left out."""
    import jupytext
    from nbformat import v4

    unmarked = {"jupytext": {"notebook_metadata_filter": "-all"}}
    cells = [_cell(piece) for piece in pieces if piece.kind not in ("test", "left")]
    text: str = jupytext.writes(v4.new_notebook(cells=cells, metadata=unmarked), fmt=PERCENT)
    return f"{text.rstrip()}\n"


def _cell(piece: Piece) -> Any:
    options: dict[str, Any] = {"tags": [YOUR_TURN]} if piece.kind == "turn" else {}
    if piece.kind == "question":
        name = re.sub(r"[^\w-]+", "-", piece.name, flags=re.ASCII)[:40]
        options = question_options(name or f"answer-{piece.cell}", piece.points or 1.0)
    return script_cell(piece.kind, piece.source, options)


def question_options(name: str, points: float) -> dict[str, Any]:
    """What the first line of a written answer says in a script."""
    return {"question": name, "points": int(points) if points.is_integer() else points}


def script_cell(kind: str, text: str, metadata: Mapping[str, Any]) -> Any:
    """A cell of a script, of this kind and with this text in the notebook."""
    from nbformat import v4

    make = v4.new_markdown_cell if kind in TEXTS else v4.new_code_cell
    source = MAIN + indent(text, "    ") if kind in EXPERIMENTS else text
    return make(source, metadata=dict(metadata))
