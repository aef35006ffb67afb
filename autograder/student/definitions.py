"""Where a student's files define a function or class, found in their text without running it."""

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.submissions.cells import raw_cells, text_of
from autograder.worker.inside.source import (
    UNCOMPILED,
    WRITTEN,
    defined_in_text,
    first_line,
    function_span,
    is_stub,
    without_commands,
)

DECODER = json.JSONDecoder(strict=False)
SOURCE = re.compile(r'"source"\s*:\s*')
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
Span = tuple[int, int]


@dataclass(frozen=True)
class Definition:
    """A function in a file: `file[start:end]` is the text that stands for it there.

    `text` is the function's own text, and `written` makes of another one what the file needs.
    """

    path: Path
    encoding: str
    file: str
    start: int
    end: int
    text: str
    written: Callable[[str], str]

    @property
    def line(self) -> int:
        """The line of the file in which the function begins."""
        return self.file.count("\n", 0, self.start) + 1

    def replaced(self, text: str) -> bytes:
        """The file with another function in this one's place, and every other byte as it was.

        Raises UnicodeEncodeError where the file's encoding lacks one of its letters.
        """
        new = self.file[: self.start] + self.written(text) + self.file[self.end :]
        return new.encode(self.encoding)


def definitions(
    folder: Path,
    assignment: str,
    name: str,
    *,
    notebook: Path | None = None,
    read: Callable[[Path], bytes] = Path.read_bytes,
) -> list[Definition]:
    """The function as the notebook defines it, and as the module does: its last text in each.

    `notebook` is for one of another name. A file for which `read` raises OSError or ValueError
    defines nothing.
    """
    found = [
        _in_notebook(notebook or folder / f"{assignment}.ipynb", name, read),
        _in_module(folder / f"{assignment}.py", name, read),
    ]
    return [definition for definition in found if definition is not None]


def counting(found: Sequence[Definition], stub: str) -> Definition | None:
    """The definition that is graded, the first that is not the stub; else the last stub."""
    written = [definition for definition in found if not is_stub(definition.text, stub)]
    return next(iter([*written, *found[-1:]]), None)


def lines_of(text: str) -> list[str]:
    """The lines with their ends, counted as Python does."""
    return list(io.StringIO(text, newline=""))


# --- a module -------------------------------------------------------------------------------------


def _in_module(path: Path, name: str, read: Callable[[Path], bytes]) -> Definition | None:
    try:
        data = read(path)
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        file = data.decode(encoding)
    except (OSError, ValueError, SyntaxError):
        return None
    lines = lines_of(file)
    if (span := _span(lines, name)) is None:
        return None
    start, end = (sum(map(len, lines[:number])) for number in span)
    text = file[start:end]
    newline = next((e for e in ("\r\n", "\n", "\r") if text.endswith(e)), "")

    def written(new: str) -> str:
        return (newline or "\n").join(new.splitlines()) + newline

    return Definition(path, encoding, file, start, end, text, written)


def _span(lines: Sequence[str], name: str) -> Span | None:
    """The numbers of a function's first line, counted from 0, and of the line after it."""
    if not defined_in_text(text := "".join(lines), [name]):
        return None
    try:
        body = ast.parse(without_commands(text)[0]).body
    except UNCOMPILED:
        return function_span(lines, name)
    nodes = [node for node in body if isinstance(node, WRITTEN) and node.name == name]
    if not nodes:
        return None
    node = nodes[-1]
    first = first_line(node)
    return first - 1, _end(lines, node.end_lineno or first)


def _end(lines: Sequence[str], end: int) -> int:
    """The end of a function whose last statement ends there, with the comments below it."""
    for number, line in enumerate(lines[end:], end):
        if line.strip() and not re.match(r"[ \t]+#", line):
            break
        end = number + 1 if line.strip() else end
    return end


# --- a notebook -----------------------------------------------------------------------------------


def _in_notebook(path: Path, name: str, read: Callable[[Path], bytes]) -> Definition | None:
    """The last one of the cells; places in the JSON, so that everything else stays as it is."""
    try:
        data = read(path)
        cells, file = raw_cells(data) or [], data.decode()
    except (OSError, ValueError):
        return None
    for number, cell in reversed(list(enumerate(cells))):
        lines = lines_of(text_of(cell))
        if cell.get("cell_type") == "code" and (span := _span(lines, name)) is not None:
            source = cell["source"]
            after = sum(other.get("source") == source for other in cells[number + 1 :])
            return _in_cell(path, file, source, after, lines, span)
    return None


def _in_cell(
    path: Path, file: str, source: Any, after: int, lines: list[str], span: Span
) -> Definition:
    """The definition in these lines of a cell, whose source is a list of lines, or one text.

    So many cells `after` it have the same source.
    """
    found = [(m.end(), *DECODER.raw_decode(file, m.end())) for m in SOURCE.finditer(file)]
    start, _, end = [one for one in found if one[1] == source][-1 - after]
    text = "".join(lines[slice(*span)])
    ending = "\n" if text.endswith("\n") else ""
    items = [m.span() for m in STRING.finditer(file, start, end)] if file[start] == "[" else []
    if len(items) != len(lines):
        above, below = "".join(lines[: span[0]]), "".join(lines[span[1] :])
        whole = lambda new: json.dumps(above + new.rstrip("\n") + ending + below)  # noqa: E731
        return Definition(path, "utf-8", file, start, end, text, whole)
    start, end = items[span[0]][0], items[span[1] - 1][1]
    between = file[items[0][1] : items[1][0]] if items[1:] else ",\n    "

    def written(new: str) -> str:
        separated = lines_of(new.rstrip("\n") + ending)
        return between.join(json.dumps(line, ensure_ascii=False) for line in separated)

    return Definition(path, "utf-8", file, start, end, text, written)
