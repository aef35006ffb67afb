"""A notebook's pieces as a draft of a room: the script, and the statements in which cases are."""

import ast
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.authoring.room import RoomError
from autograder.authoring.script import MAIN, PERCENT
from autograder.building.adopting.asserts import loaded
from autograder.building.adopting.cases import Statement
from autograder.building.adopting.parts import SOLVED, Part, Splitter
from autograder.building.adopting.pieces import Piece
from autograder.submissions.cells import YOUR_TURN
from autograder.worker.inside.source import IMPORTS, UNCOMPILED, defined_by, parsed

Place = tuple[int, int]  # a cell and a line in it; line 0 for a cell that is no test
HIDDEN = re.compile(r"\b(BEGIN|END) HIDDEN TESTS\b")
DEFINITION = re.compile(r"^(def|class|@)", re.MULTILINE)
NAMELESS = re.compile(r"cell-[0-9a-f]+|")  # nbgrader made it up


@dataclass(frozen=True)
class Draft:
    """The pieces of a notebook, each with the cells of the script that it becomes."""

    parts: Sequence[tuple[Piece, Sequence[Part]]]
    shipped: frozenset[str]  # the names that the script defines
    imports: Sequence[ast.stmt]
    modules: frozenset[str]  # the names that they give

    @property
    def solved(self) -> list[Part]:
        """What students write."""
        return [part for _, parts in self.parts for part in parts if part.kind in SOLVED]


def draft_of(pieces: Sequence[Piece], files: Mapping[str, str]) -> Draft:
    """The draft of a room from the pieces of a notebook with these data files."""
    tests = (node for piece in pieces if piece.kind == "test" for node in body_of(piece))
    splitter = Splitter(files, set[str]().union(*map(loaded, tests)))
    parts = [
        (piece, splitter.parts(piece) if piece.kind in ("code", "solution") else [])
        for piece in pieces
    ]
    code = (node for piece in pieces for node in body_of(piece))
    imports = [node for node in code if isinstance(node, IMPORTS)]
    modules = frozenset(name for node in imports for name in defined_by(node))
    return Draft(parts, frozenset(splitter.shipped) - modules, imports, modules)


def body_of(piece: Piece) -> list[ast.stmt]:
    """The statements of a piece; none where it is not Python."""
    try:
        is_code = piece.kind in ("code", "solution", "test")
        return parsed(piece.source, "cell")[0].body if is_code else []
    except UNCOMPILED:
        return []


def statements_of(draft: Draft, failures: Mapping[Place, str]) -> Iterator[Statement]:
    """The statements of tests, and of the experiments that make what tests need."""
    for piece, parts in draft.parts:
        if piece.kind == "test":
            hidden = _hidden_lines(piece)
            for node in body_of(piece):
                failure = failures.get((piece.cell, node.lineno), "")
                yield Statement(node, piece.cell, True, node.lineno in hidden, failure)
        for part in parts:
            if part.kind in ("experiment", "turn"):
                for node in parsed(part.source, "cell")[0].body:
                    yield Statement(node, piece.cell, False)


def _hidden_lines(piece: Piece) -> set[int]:
    """The numbers of the lines that students do not get."""
    found, is_hidden = set(), piece.is_hidden
    for number, line in enumerate(piece.source.split("\n"), 1):
        if mark := HIDDEN.search(line):
            is_hidden = mark[1] == "BEGIN"
        elif is_hidden:
            found.add(number)
    return found


def script_of(draft: Draft) -> str:
    """The percent script. Raises RoomError where a cell's own text would be taken for two cells."""
    import jupytext
    from nbformat import v4

    cells = _cells(draft)
    for cell, below in itertools.pairwise(cells):
        is_spaced = any(DEFINITION.search(c.source) for c in (cell, below) if c.cell_type == "code")
        cell.metadata["lines_to_next_cell"] = 1 + is_spaced
    unmarked = {"jupytext": {"notebook_metadata_filter": "-all"}}
    text = jupytext.writes(v4.new_notebook(cells=cells, metadata=unmarked), fmt=PERCENT)
    if len(jupytext.reads(text, fmt=PERCENT).cells) != len(cells):
        raise RoomError(
            "A line in a cell begins with `# %%`, which begins a cell in a script.\n"
            "Change that line, then adopt the notebook again."
        )
    return f"{text.rstrip()}\n"


def _cells(draft: Draft) -> list[Any]:
    """The cells of the script."""
    from nbformat import v4

    cells, questions = [], list[str]()
    for piece, parts in draft.parts:
        if piece.kind == "text":
            cells.append(v4.new_markdown_cell(piece.source))
        if piece.kind == "answer":
            questions.append(_question_name(piece, questions))
            points = piece.points or 1
            options = {
                "question": questions[-1],
                "points": int(points) if points % 1 == 0 else points,
            }
            cells.append(v4.new_markdown_cell(piece.source, metadata=options))
        cells += [_code_cell(part) for part in parts if part.kind != "left"]
    return cells


def _question_name(piece: Piece, others: Sequence[str]) -> str:
    """The name of a question, which an id of a cell can hold; none of those above it has it."""
    name = re.sub(r"[^\w-]+", "-", piece.name, flags=re.ASCII)[:40]
    is_usable = name not in others and not NAMELESS.fullmatch(name)
    return name if is_usable else f"answer-{len(others) + 1}"


def _code_cell(part: Part) -> Any:
    from nbformat import v4

    is_run = part.kind not in ("experiment", "turn")
    body = "\n".join(f"    {line}".rstrip() for line in part.source.split("\n"))
    tags = {"tags": [YOUR_TURN]} if part.kind == "turn" else {}
    return v4.new_code_cell(part.source if is_run else MAIN + body, metadata=tags)


def missing_names(draft: Draft, function: Part) -> list[str]:
    """The names that a function takes from experiments, which are not run while grading."""
    made = {
        name
        for _, parts in draft.parts
        for part in parts
        if part.kind in ("experiment", "turn")
        for node in parsed(part.source, "cell")[0].body
        for name in defined_by(node)
    }
    tree, _ = parsed(function.source, "cell")
    own = {part.arg for part in ast.walk(tree) if isinstance(part, ast.arg)}
    own |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} - loaded(tree)
    own |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and _is_store(n)}
    return sorted(loaded(tree) & made - own - draft.shipped)


def _is_store(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)
