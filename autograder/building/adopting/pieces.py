"""A notebook that was written for nbgrader or otter, as pieces: what each of its cells is for.

It is read as data, and nothing of it is run.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from autograder.authoring.regions import BEGIN, END
from autograder.building.adopting.names import loaded
from autograder.submissions.cells import nbgraders, text_of
from autograder.worker.inside.source import UNCOMPILED, parsed

Raw = dict[str, Any]  # a cell of a notebook, as its JSON says it
# What a cell is for, and then what its code becomes: cells of the script, or what is left out.
Kind = Literal[
    "text", "question", "test", "code", "locked", "solution",
    "setup", "experiment", "turn", "function", "class", "variable", "left",
]  # fmt: skip
TEXTS = ("text", "question")
EXPERIMENTS = ("experiment", "turn")
SOLVED = ("function", "class", "variable")  # what students write
# A line that begins or ends what students do not get, in nbgrader's cells and in otter's.
MARK = re.compile(r"^([ \t]*).*\b(BEGIN|END) (?:SOLUTION|MARK SCHEME)\b.*$", re.M)
HIDDEN = re.compile(r"\b(BEGIN|END) HIDDEN TESTS\b")
# nbgrader's marks of expressions for which it makes tests.
AUTOTEST = re.compile(r"^([ \t]*)###\s*(?:HASHED )?AUTOTEST[ \t]+", re.M)
# otter's own: raw cells around others, lines that are solutions, and texts that students get.
BOUNDARY = re.compile(r"#\s*(ASSIGNMENT|BEGIN|END) (CONFIG|QUESTION|PROMPT|SOLUTION|TESTS)\b")
SOLUTION_LINE = re.compile(r"^([ \t]*)(.*?)[ \t]*# (?:SOLUTION(?: NO PROMPT)?|SEED)[ \t]*$", re.M)
PROMPT = re.compile(r'^[ \t]*("""|\'\'\') # BEGIN PROMPT.*?\1;? # END PROMPT[ \t]*\n?', re.M | re.S)
OWN_LINE = re.compile(r"^.*(?:# IGNORE|\botter\b|\bgrader\.\w+\().*\n?", re.M)
IGNORED = re.compile(r"##\s*ignore\s*##", re.I)
TWO_REGIONS = re.compile(rf"^([ \t]*){END}\n\1{BEGIN}\n", re.M)


@dataclass(frozen=True)
class Piece:
    """A cell, or a part of one: what it is for, its text, and the cell's number, from 1.

    What is left out has a reason in the place of a name. Tests and written answers have points;
    `is_code` says that an answer was code that a person marks.
    """

    kind: Kind
    source: str
    cell: int
    name: str = ""
    points: float = 0.0
    is_code: bool = False

    @property
    def body(self) -> list[ast.stmt]:
        """The statements of code; none where it is not Python."""
        try:
            return [] if self.kind in TEXTS else parsed(self.source, "cell")[0].body
        except UNCOMPILED:
            return []

    @property
    def uses(self) -> set[str]:
        """The names that the code uses."""
        return set[str]().union(*map(loaded, self.body))

    def hides(self, node: ast.stmt) -> bool:
        """Whether students do not get a statement of a test."""
        above = "\n".join(self.source.split("\n")[: node.lineno])
        return HIDDEN.findall(above)[-1:] == ["BEGIN"]


def read_pieces(cells: Sequence[Raw]) -> list[Piece]:
    """The pieces of a notebook, by otter's raw cells where it has them, or nbgrader's metadata."""
    is_otters = any(_boundary(cell) for cell in cells)
    found = _otters(cells) if is_otters else map(_nbgraders, range(1, len(cells) + 1), cells)
    return [piece for piece in found if piece.source.strip()]


def region(text: str, indent: str = "") -> str:
    """The text as a solution region."""
    return f"{indent}{BEGIN}\n{text}\n{indent}{END}"


def _text(cell: Raw) -> str:
    return text_of(cell).replace("\r\n", "\n")


def points_of(data: Mapping[str, Any]) -> float:
    """The points that metadata state; 0 for what is no number."""
    try:
        number = float(data.get("points", 0))
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return max(0.0, number) if isfinite(number) else 0.0


def _nbgraders(number: int, cell: Raw) -> Piece:
    """The piece that a cell is by nbgrader's metadata."""
    data, text, is_code = nbgraders(cell), _text(cell), cell.get("cell_type") == "code"
    is_solution, is_task = bool(data.get("solution") or MARK.search(text)), bool(data.get("task"))
    name, points = str(data.get("grade_id") or ""), points_of(data)
    if is_task or (is_solution and (data.get("grade") or not is_code)):
        answer = _answer(text, is_code=is_code, is_task=is_task)
        return Piece("question", answer, number, name, points, is_code)
    if data.get("grade") and is_code:
        return Piece("test", AUTOTEST.sub(r"\1", text), number, name, points)
    if is_solution:
        return Piece("solution", _with_our_marks(text), number)
    kind: Kind = "locked" if data.get("locked") else "code"
    return Piece(kind if is_code else "text", text, number)


def _with_our_marks(text: str) -> str:
    return MARK.sub(r"\1### \2 SOLUTION", text)


def _answer(text: str, *, is_code: bool, is_task: bool) -> str:
    """A written answer with its model answer or mark scheme in one solution region."""
    lines = text.split("\n")
    marks = [number for number, line in enumerate(lines) if MARK.match(line)]
    if not marks and is_task:
        return f"{text}\n\n{region('The mark scheme is not written yet.')}"
    first, last = (marks[0], marks[-1] + 1) if marks else (0, len(lines))
    model = "\n".join(line for line in lines[first:last] if not MARK.match(line)).strip("\n")
    model = f"```python\n{model}\n```" if is_code else model
    return "\n".join([*lines[:first], region(model), *lines[last:]])


# --- otter --------------------------------------------------------------------------------------


def _boundary(cell: Raw) -> re.Match[str] | None:
    """What a raw cell of otter begins or ends."""
    return BOUNDARY.match(text_of(cell)) if cell.get("cell_type") == "raw" else None


def _otters(cells: Sequence[Raw]) -> Iterator[Piece]:
    """The pieces between otter's raw cells, and in front of them.

    The points of a question are those of its first test or answer.
    """
    block, options, points = "", dict[str, str](), 0.0
    for number, cell in enumerate(cells, 1):
        if mark := _boundary(cell):
            block = mark[2] if mark[1] == "BEGIN" else ""
            if block == "QUESTION":
                options = dict(re.findall(r"^(\w+):[ \t]*(\S+)", text_of(cell), re.M))
                points = points_of({"points": 1} | options)
            continue
        piece = _otter_piece(number, cell, block, options, points)
        points = 0.0 if piece.kind in ("test", "question") else points
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
        is_hidden = text.startswith("# HIDDEN") or "hidden: true" in text
        mark = "### BEGIN HIDDEN TESTS\n" if is_hidden else ""
        return Piece("test", mark + text, number, points=points)
    solution = _otter_solution(text) if is_code else text
    if block == "SOLUTION" and (options.get("manual") == "true" or not is_code):
        answer = _answer(solution, is_code=is_code, is_task=False)
        return Piece("question", answer, number, options.get("name", ""), points, is_code)
    if block == "SOLUTION":
        return Piece("solution", solution, number)
    return Piece("code" if is_code else "text", text, number)


def _otter_solution(text: str) -> str:
    """A solution whose lines and prompts are marked as regions, as in nbgrader."""
    text = _with_our_marks(PROMPT.sub("", text))
    text = SOLUTION_LINE.sub(lambda line: region(line[1] + line[2], line[1]), text)
    return TWO_REGIONS.sub("", text)
