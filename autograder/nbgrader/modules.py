"""A module handed in alone, shown in the cells of the released notebook."""

import re
from collections.abc import Iterator
from typing import Any

import nbformat
from nbgrader.utils import is_solution

from autograder.reports.text import storable
from autograder.submissions.intake import MAX_TEXT
from autograder.worker.inside.source import function_span

DEFINED = re.compile(r"^def (\w+)", re.MULTILINE)
MARKER = re.compile(r"^(?=# %%)", re.MULTILINE)


def lay_out(nb: Any, module: bytes, released: str, file: str) -> bool:
    """Put the module's functions into the cells that ask for them, and the rest into a last one.

    `released` is the module that students got: what is unchanged of it is left out. False for a
    module that is too large to be shown.
    """
    text = re.sub(r"\r\n?", "\n", storable(module.decode("utf-8-sig", "replace")))
    if len(text) > MAX_TEXT:
        return False
    lines, taken = text.split("\n"), set[int]()
    for cell in nb.cells:
        asks_for_code = cell.cell_type == "code" and is_solution(cell)
        names = DEFINED.findall(cell.source) if asks_for_code else []
        found = [span for name in names if (span := function_span(lines, name))]
        taken.update(number for span in found for number in range(*span))
        if names:
            functions = ["\n".join(lines[slice(*span)]) for span in found]
            cell.source = "\n\n\n".join(functions) or f"# {file} does not define {names[0]}."
    left = "\n".join("" if n in taken else line for n, line in enumerate(lines))
    if rest := "\n".join(_changed(left, text, released)):
        nb.cells.append(nbformat.v4.new_code_cell(f"# The rest of {file}:\n\n{rest}".rstrip()))
    return True


def _changed(left: str, text: str, released: str) -> Iterator[str]:
    """What is left of each part of the module that is not a part of the released one."""
    known = {part.strip() for part in MARKER.split(released)}
    for part, old in zip(MARKER.split(left), MARKER.split(text), strict=True):
        words = re.sub("^# %%.*", "", part).strip("\n")
        if old.strip() not in known and words.strip():
            yield re.sub("\n{4,}", "\n\n\n", words) + "\n"
