"""What is graded of a notebook: functions and variables with points and cases; and what is not."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from autograder.building.adopting.cases import Line, comment, read_cases
from autograder.building.adopting.names import Names
from autograder.building.adopting.pieces import Piece
from autograder.worker.inside.source import defined_by


@dataclass(frozen=True)
class Graded:
    """A function or variable to write, with what its tests gave.

    `uses` are the functions above that it calls, `shared` those that its tests use as well.
    """

    piece: Piece
    points: float
    lines: Sequence[Line]
    uses: Sequence[str]
    shared: Sequence[str]


def graded_in(
    pieces: Sequence[Piece], modules: Collection[str], files: Collection[str]
) -> list[Graded]:
    """The functions and variables that tests use, with what the tests say of them."""
    tests = [piece for piece in pieces if piece.kind == "test"]
    tested = set[str]().union(*(test.uses for test in tests))
    solved = [p for p in pieces if p.kind in ("function", "variable") and p.name in tested]
    functions = [piece.name for piece in solved if piece.kind == "function"]
    setup = [piece for piece in pieces if piece.kind in ("setup", "function", "class")]
    shipped = {name for piece in setup for node in piece.body for name in defined_by(node)}
    found = list[Graded]()
    for piece in solved:
        names = Names(shipped.difference(modules), modules, files)
        is_function = piece.kind == "function"
        lines = read_cases(piece.name, functions, names, pieces) if is_function else []
        uses = [one.piece.name for one in found if one.piece.name in piece.uses]
        points, shared = _points(piece.name, tests, [one.name for one in solved])
        found.append(Graded(piece, points, lines, uses, shared))
    return found


def _points(name: str, tests: Sequence[Piece], graded: Collection[str]) -> tuple[float, list[str]]:
    """The points of a function or variable, and what shares its tests, which split their points."""
    mine = [test for test in tests if test.points and name in test.uses]
    users = [test.uses.intersection(graded) for test in mine]
    points = sum(test.points / len(used) for test, used in zip(mine, users, strict=True))
    return round(points, 2), sorted(set[str]().union(*users) - {name})


def left_over(pieces: Sequence[Piece], graded: Collection[str]) -> Iterator[str]:
    """Comments on tests that use nothing graded, and on what is not graded or had no points."""
    for piece in pieces:
        name, cell = piece.name, f"cell {piece.cell}"
        if piece.kind == "left":
            yield comment(f"{cell} {name}:", piece.source)
        if piece.kind == "class":
            yield comment(f"declare the class {name}, and say how a case uses it: @{name}.run.")
        if piece.kind in ("function", "variable") and name not in graded:
            yield comment(f"no test uses {name}, so it is not graded: declare an exercise.")
        if piece.kind == "question" and not piece.points:
            yield comment(f"the written answer of {cell} had no points, and has 1 now.")
        if piece.is_code:
            yield comment(f"{cell} was code graded by hand: it is a written answer now.")
        if piece.kind == "test" and not piece.uses.intersection(graded):
            points = f" gives {piece.points:g} points, and" * bool(piece.points)
            yield comment(f"the test in {cell}{points} calls no exercise:", piece.source)
