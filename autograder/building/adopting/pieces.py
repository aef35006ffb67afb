"""A notebook that was written for nbgrader or otter, as pieces: what each of its cells is for.

It is read as data, and nothing of it is run.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from autograder.submissions.cells import nbgraders, text_of

Raw = dict[str, Any]  # a cell of a notebook, as its JSON says it
# A line that begins or ends what students do not get, in nbgrader's cells and in otter's.
MARK = re.compile(r"(?P<indent>[ \t]*).*\b(?P<end>BEGIN|END) (SOLUTION|MARK SCHEME)\b.*")
# nbgrader's marks of expressions for which it makes tests.
AUTOTEST = re.compile(r"^([ \t]*)###\s*(?:HASHED )?AUTOTEST[ \t]+", re.M)
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
# otter's own: raw cells around others, lines that are solutions, and texts that students get.
BOUNDARY = re.compile(r"#\s*(ASSIGNMENT|BEGIN|END) (CONFIG|QUESTION|PROMPT|SOLUTION|TESTS)\b")
SOLUTION_LINE = re.compile(r"^([ \t]*)(.*?)[ \t]*# (?:SOLUTION(?: NO PROMPT)?|SEED)[ \t]*$", re.M)
PROMPT = re.compile(r'^[ \t]*("""|\'\'\') # BEGIN PROMPT.*?\1;? # END PROMPT[ \t]*\n?', re.M | re.S)
CONFIG = re.compile(r'("""|\'\'\') # BEGIN TEST CONFIG\n(.*?)\1;? # END TEST CONFIG\n?', re.S)
OWN_LINE = re.compile(r"^.*(?:# IGNORE|\botter\b|\bgrader\.\w+\().*\n?", re.M)
IGNORED = re.compile(r"##\s*ignore\s*##", re.I)
TWO_REGIONS = re.compile(rf"^([ \t]*){END}\n\1{BEGIN}\n", re.M)


@dataclass(frozen=True)
class Piece:
    """What a cell is for, its text, and the cell's number, counted from 1.

    A test has points; a written answer has points and a name, and may be code that a person marks.
    Locked code is not to be changed.
    """

    kind: Literal["text", "code", "solution", "test", "answer"]
    source: str
    cell: int
    name: str = ""
    points: float = 0.0
    is_locked: bool = False
    is_hidden: bool = False
    is_code: bool = False


def read_pieces(cells: Sequence[Raw]) -> list[Piece]:
    """The pieces of a notebook, by otter's raw cells where it has them, or nbgrader's metadata."""
    is_otters = any(_boundary(cell) for cell in cells)
    found = _otters(cells) if is_otters else map(_nbgraders, range(1, len(cells) + 1), cells)
    return [piece for piece in found if piece.source.strip()]


def _text(cell: Raw) -> str:
    return text_of(cell).replace("\r\n", "\n")


def region(text: str, indent: str = "") -> str:
    """The text as a solution region."""
    return f"{indent}{BEGIN}\n{text}\n{indent}{END}"


def _nbgraders(number: int, cell: Raw) -> Piece:
    """The piece that a cell is by nbgrader's metadata."""
    data, text, is_code = nbgraders(cell), _text(cell), cell.get("cell_type") == "code"
    grade = bool(data.get("grade"))
    solution = bool(data.get("solution")) or any(map(MARK.fullmatch, text.split("\n")))
    name, points = str(data.get("grade_id") or ""), _number(data.get("points"))
    if data.get("task") or (solution and (grade or not is_code)):
        answer = _answer(text, is_code=is_code, is_task=bool(data.get("task")))
        return Piece("answer", answer, number, name, points, is_code=is_code)
    if grade and is_code:
        return Piece("test", AUTOTEST.sub(r"\1", text), number, name, points)
    if solution:
        return Piece("solution", _with_our_marks(text), number, name)
    is_locked = bool(data.get("locked"))
    return Piece("code" if is_code else "text", text, number, is_locked=is_locked)


def _number(value: object) -> float:
    return max(0.0, value) if isinstance(value, int | float) and isfinite(value) else 0.0


def _with_our_marks(text: str) -> str:
    return "\n".join(
        f"{found['indent']}### {found['end']} SOLUTION" if (found := MARK.fullmatch(line)) else line
        for line in text.split("\n")
    )


def _answer(text: str, *, is_code: bool, is_task: bool) -> str:
    """A written answer with its model answer or mark scheme in one solution region."""
    lines = text.split("\n")
    marks = [number for number, line in enumerate(lines) if MARK.fullmatch(line)]
    if not marks and is_task:
        return f"{text}\n\n{region('The mark scheme is not written yet.')}"
    first, last = (marks[0], marks[-1] + 1) if marks else (0, len(lines))
    inside = [line for line in lines[first:last] if not MARK.fullmatch(line)]
    model = "\n".join(inside).strip("\n")
    model = f"```python\n{model}\n```" if is_code else model
    return "\n".join([*lines[:first], region(model), *lines[last:]])


# --- otter --------------------------------------------------------------------------------------


def _boundary(cell: Raw) -> re.Match[str] | None:
    """What a raw cell of otter begins or ends."""
    return BOUNDARY.match(text_of(cell)) if cell.get("cell_type") == "raw" else None


def _otters(cells: Sequence[Raw]) -> Iterator[Piece]:
    """The pieces between otter's raw cells, and in front of them."""
    block, options, points = "", dict[str, str](), 0.0
    for number, cell in enumerate(cells, 1):
        if mark := _boundary(cell):
            block = mark[2] if mark[1] == "BEGIN" else "" if mark[2] == "QUESTION" else "QUESTION"
            if mark[1] == "BEGIN" and block == "QUESTION":
                options = dict(re.findall(r"^(\w+):[ \t]*(\S+)", text_of(cell), re.M))
                points = _number(_read(options.get("points", "1")))
            continue
        piece = _otter_piece(number, cell, block, options, points)
        points = 0.0 if piece.kind in ("test", "answer") else points
        yield piece


def _otter_piece(
    number: int, cell: Raw, block: str, options: Mapping[str, str], points: float
) -> Piece:
    """The piece that a cell in such a block of otter is; one without text does not count."""
    is_code = cell.get("cell_type") == "code"
    text = OWN_LINE.sub("", _text(cell)) if is_code else _text(cell)
    if block == "PROMPT" or IGNORED.match(text):  # a prompt takes the place of a written answer
        return Piece("text", "", number)
    if block == "TESTS" and is_code:
        config = " ".join(found[1] for found in CONFIG.findall(text))
        is_hidden = text.startswith("# HIDDEN") or "hidden: true" in config
        return Piece("test", CONFIG.sub("", text), number, "", points, is_hidden=is_hidden)
    if block == "SOLUTION" and (options.get("manual") == "true" or not is_code):
        answer = _answer(_otter_solution(text) if is_code else text, is_code=is_code, is_task=False)
        return Piece("answer", answer, number, options.get("name", ""), points, is_code=is_code)
    if block == "SOLUTION":
        return Piece("solution", _otter_solution(text), number)
    return Piece("code" if is_code else "text", text, number)


def _otter_solution(text: str) -> str:
    """A solution whose lines and prompts are marked as regions, as in nbgrader."""
    text = _with_our_marks(PROMPT.sub("", text))
    text = SOLUTION_LINE.sub(lambda line: region(line[1] + line[2], line[1]), text)
    return TWO_REGIONS.sub("", text)


def _read(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return 1.0
