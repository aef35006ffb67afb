"""An assignment's percent script as cells, and the notebook that is made from them.

jupytext reads the script. A code cell with a solution region is a solution cell, one that is
entirely an `if __name__ == "__main__":` block is an experiment; the notebook shows the latter
unindented. One with the tag `your-turn` is open to changes. A check cell follows the solution cell
of every exercise, after the experiments with the tag `before-check`. A markdown cell headed
`# %% [markdown] question="name" points=2` is a written answer, graded by hand: its solution region
(a model answer, a mark scheme) is the instructor's. The cells of `opening` come after the first
cell and at the end.
"""

import ast
import re
import textwrap
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from autograder.authoring.assignment import Assignment
from autograder.authoring.exercise import Exercise
from autograder.authoring.opening import closing_text, opening_text
from autograder.authoring.regions import BEGIN, END
from autograder.authoring.room import Room, RoomError
from autograder.key import Key
from autograder.submissions.cells import YOUR_TURN
from autograder.submissions.libraries import LIBRARIES
from autograder.worker.inside.source import (
    DEFINITIONS,
    IMPORTS,
    cell_digest,
    defined_by,
    imported_by,
    parsed,
)

PERCENT = "py:percent"
# What the id of an exercise's check cell begins with, in the notebook and the gradebook.
CHECK = "check-"
# The ids of the cells that are made from what a room declares.
OPENING, CLOSING, CHECK_ALL = "opening", "closing", "check-everything"
MAIN = 'if __name__ == "__main__":\n'
MAIN_TEST = "__name__ == '__main__'"
IMPORT = "from autograder.student import case, check, gradient_check, hint"
# The tag of an experiment that stands between a function and its check.
BEFORE_CHECK = "before-check"
Kind = Literal["text", "setup", "solution", "check", "experiment", "turn", "question"]
OPEN = ("text", "setup", "turn")  # students may change them


@dataclass(frozen=True)
class Cell:
    """A cell of the notebook: its kind, a stable id, its source, and a check's points."""

    kind: Kind
    id: str
    source: str
    points: float = 0.0


def imported_libraries(script: str) -> frozenset[str]:
    """The large libraries that a reference imports outside its experiments."""
    names = {
        module.partition(".")[0]
        for top in ast.parse(script).body
        if not (isinstance(top, ast.If) and ast.unparse(top.test) == MAIN_TEST)
        for node in ast.walk(top)
        if isinstance(node, IMPORTS)
        for module in imported_by(node)
    }
    return frozenset(names.intersection(LIBRARIES))


def read_cells(room: Room) -> list[Cell]:
    """The notebook's cells in order. Raises RoomError as `cells_of` does."""
    return cells_of(room.script, room.assignment)


def cells_of(script: str, assignment: Assignment) -> list[Cell]:
    """The cells of the notebook that a script makes.

    Raises RoomError if an exercise has no solution cell, or a solution region no end.
    """
    import jupytext

    _require_regions(assignment.name, script)
    questions = question_points(script)
    exercises = {exercise.name: exercise for exercise in assignment.exercises}
    cells = list(_cells(jupytext.reads(script, fmt=PERCENT).cells, exercises))
    opening = Cell("text", OPENING, opening_text(assignment, questions))
    closing = Cell("text", CLOSING, closing_text(assignment))
    cells.insert(1 if cells[0].kind == "text" else 0, opening)
    cells += [closing, Cell("experiment", CHECK_ALL, "check()")]
    solved = {cell.id for cell in cells if cell.kind == "solution"}
    if missing := [name for name in exercises if name not in solved]:
        raise RoomError(
            f"{assignment.name}.py has no solution cell for {', '.join(missing)}.\n"
            f"Begin its cell with # %%, and put what students write between {BEGIN} and {END}."
        )
    return cells


def points_of(key: Key) -> dict[str, float]:
    """The points of a key's exercises, by the ids of their check cells."""
    return {f"{CHECK}{exercise.name}": exercise.points for exercise in key.exercises}


def question_points(script: str) -> dict[str, float]:
    """The points of the written answers of a percent script, by the ids of their cells.

    Raises RoomError for a question without points, and names its line.
    """
    found = {}
    for head in re.finditer(r"^# %% \[markdown\].*\bquestion=.*", script, re.MULTILINE):
        options = dict(re.findall(r"\b(question|points)=[\"']?([^\"'\s]+)", head[0]))
        name, points = options.get("question", ""), options.get("points", "")
        if not re.fullmatch(r"\d*\.?\d+", points) or not float(points):
            line = script.count("\n", 0, head.start()) + 1
            raise RoomError(
                f"Line {line} of the script: the question {name} has no points.\n"
                f'Write, for example: # %% [markdown] question="{name}" points=2'
            )
        found[f"question-{name}"] = float(points)
    return found


def _require_regions(name: str, script: str) -> None:
    """Raise RoomError for a marker without its counterpart, and name its line."""
    open_at = 0
    for number, line in enumerate([*script.splitlines(), BEGIN], 1):
        mark = line.strip()
        if mark == BEGIN and open_at:
            raise RoomError(f"{name}.py, line {open_at}: after {BEGIN} there is no {END}.")
        if mark == END and not open_at:
            raise RoomError(f"{name}.py, line {number}: before {END} there is no {BEGIN}.")
        if mark in (BEGIN, END):
            open_at = number if mark == BEGIN else 0


def _cells(raw: list[Any], exercises: Mapping[str, Exercise]) -> Iterator[Cell]:
    counts: dict[str, int] = {}
    after = "start"
    first_code = True
    due: list[Cell] = []  # the check of the function above, behind what comes before it

    def numbered(kind: str) -> str:
        counts[kind] = counts.get(kind, 0) + 1
        return f"{kind}-{counts[kind]}"

    for cell in raw:
        source, tags = cell.source, cell.metadata.get("tags", ())
        if due and BEFORE_CHECK not in tags:
            yield due.pop()
        if cell.cell_type == "markdown" and "question" in cell.metadata:
            points = float(cell.metadata["points"])
            yield Cell("question", f"question-{cell.metadata['question']}", source, points)
        elif cell.cell_type == "markdown" and BEGIN in source:
            raise RoomError(
                f"A markdown cell has a solution region, and is no question:\n{source[:200]}\n"
                'Its first line should be, for example: # %% [markdown] question="why" points=2'
            )
        elif cell.cell_type == "markdown":
            yield Cell("text", numbered(f"{after}-text"), source)
        elif BEGIN in source:
            after = _defined_name(source, exercises)
            yield Cell("solution", after, source)
            if after in exercises:
                points = exercises[after].points
                due.append(Cell("check", f"{CHECK}{after}", _check(source, after), points))
        elif source.startswith(MAIN):
            body = textwrap.dedent(source.removeprefix(MAIN)).strip("\n")
            kind: Kind = "turn" if YOUR_TURN in tags else "experiment"
            yield Cell(kind, numbered(f"{after}-{kind}"), body)
        else:
            text = f"{source}\n\n{IMPORT}" if first_code else source
            yield Cell("setup", numbered(f"{after}-setup"), text)
            first_code = False
    yield from due


def _check(source: str, name: str) -> str:
    """The source of a check cell: a function or a class is passed, a variable named."""
    made = (node for node in parsed(source, "cell")[0].body if isinstance(node, DEFINITIONS))
    is_defined = any(name in defined_by(node) for node in made)
    return f"check({name})" if is_defined else f'check("{name}")'


def _defined_name(source: str, exercises: Collection[str]) -> str:
    """The exercise that a solution cell defines, or else its first function, class or variable."""
    made = [node for node in parsed(source, "cell")[0].body if not isinstance(node, IMPORTS)]
    made.sort(key=lambda node: not isinstance(node, DEFINITIONS))
    names = [name for node in made for name in defined_by(node)]
    if not names:
        raise RoomError(f"A solution cell defines no function or variable:\n{source[:200]}")
    return next((name for name in names if name in exercises), names[0])


def provided_digests(cells: Collection[Cell]) -> frozenset[str]:
    """The digests of the cells that are given and not run while grading: experiments and checks."""
    given = ("experiment", "turn", "check")
    return frozenset(cell_digest(cell.source) for cell in cells if cell.kind in given)


def make_notebook(cells: Collection[Cell]) -> Any:
    """The instructor's notebook for nbgrader, with solutions, as an nbformat node."""
    from nbformat import v4

    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = v4.new_notebook(metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    for cell in cells:
        is_text = cell.kind in ("text", "question")
        make = v4.new_markdown_cell if is_text else v4.new_code_cell
        metadata: dict[str, Any] = {"tags": [YOUR_TURN]} if cell.kind == "turn" else {}
        if cell.kind not in OPEN:
            metadata["nbgrader"] = _nbgrader_metadata(cell)
        notebook.cells.append(make(cell.source, id=cell.id, metadata=metadata))
    return notebook


def _nbgrader_metadata(cell: Cell) -> dict[str, Any]:
    metadata = {
        "grade": cell.kind in ("check", "question"),
        "grade_id": cell.id,
        "locked": cell.kind not in ("solution", "question"),
        "schema_version": 3,
        "solution": cell.kind in ("solution", "question"),
        "task": False,
    }
    return metadata | ({"points": cell.points} if metadata["grade"] else {})
