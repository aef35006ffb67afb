"""The files that a notebook names: data that students get, and what they would lack."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.building.adopting.draft import body_of
from autograder.building.adopting.parts import strings
from autograder.building.adopting.pieces import Piece

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def data_files(folder: Path, pieces: Sequence[Piece]) -> tuple[dict[str, str], list[str]]:
    """The texts of data files beside the notebook, by name, and what students would lack."""
    names = dict.fromkeys(name for piece in pieces for name in _named(piece))
    files, lacks = dict[str, str](), list[str]()
    for name in filter(lambda name: _is_file(folder / name), names):
        path = folder / name
        if path.name != name:
            lacks.append(f"{path}: put it beside the script, and name it in files=")
        elif path.suffix == ".py":
            lacks.append(f"{path}: put what the notebook uses of it into the script")
        elif (text := _text_of(path)) is None:
            lacks.append(f"{path}: students do not get it, because it is no text")
        else:
            files[name] = text
    return files, lacks


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # such as a text that is too long for a name
        return False


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def _named(piece: Piece) -> Iterator[str]:
    """What may be the name of a file: texts and modules in code, and targets of links."""
    for node in body_of(piece):
        yield from (str(part.value) for part in strings(node))
        if isinstance(node, ast.Import):
            yield from (f"{alias.name}.py" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{node.module}.py"
    if piece.kind in ("text", "answer"):
        yield from LINK.findall(piece.source)
