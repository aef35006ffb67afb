"""What is graded in a draft: functions with points and cases, and tests that call none of them."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from autograder.authoring.script import REGION
from autograder.building.adopting.asserts import loaded
from autograder.building.adopting.cases import Cases, Statement, read_cases
from autograder.building.adopting.draft import Draft, missing_names
from autograder.building.adopting.exercises import TODO, Graded, used_by
from autograder.building.adopting.names import Names
from autograder.building.adopting.pieces import Piece
from autograder.worker.inside.source import is_stub


def graded_in(
    draft: Draft, statements: Sequence[Statement], files: Mapping[str, str]
) -> list[Graded]:
    """The functions that tests call, with what the tests say of them."""
    tested = set[str]().union(*(loaded(s.node) for s in statements if s.is_test))
    sources = {name: source for name, source in draft.solved.items() if name in tested}
    cases = {
        name: read_cases(
            name, Names(draft.shipped, list(sources), draft.modules, files), statements
        )
        for name in sources
    }
    points, uses = _points(draft, statements, cases), used_by(sources)
    return [
        Graded(
            name, source, points[name][0], cases[name], uses[name],
            [*points[name][1], *_remarks(draft, name)],
        )
        for name, source in sources.items()
    ]  # fmt: skip


def _points(
    draft: Draft, statements: Sequence[Statement], cases: Mapping[str, Cases]
) -> dict[str, tuple[float, list[str]]]:
    """The points of each function, from the tests that call it, and remarks on them."""
    points, remarks = dict.fromkeys(cases, 0.0), {name: list[str]() for name in cases}
    for piece, _ in draft.parts:
        if piece.kind != "test" or not piece.points:
            continue
        called = loaded_in(piece, statements)
        owners = [n for n in cases if piece.cell in cases[n].cells] or [
            n for n in cases if n in called
        ]
        for name in owners:
            points[name] += piece.points / len(owners)
            others = ", ".join(other for other in owners if other != name)
            if others:
                worth = f"points={piece.points:g}"
                remarks[name].append(f"a test with {worth} calls {others} as well: share them out.")
    for name, value in points.items():
        if not value:
            remarks[name].append("its tests give no points: set points=.")
    return {name: (round(points[name], 2), remarks[name]) for name in cases}


def loaded_in(piece: Piece, statements: Sequence[Statement]) -> set[str]:
    """The names that a test uses."""
    return set[str]().union(*(loaded(s.node) for s in statements if s.cell == piece.cell))


def _remarks(draft: Draft, name: str) -> Iterator[str]:
    """What a function lacks in order to be graded."""
    if is_stub(REGION.sub(r"\g<solution>", draft.solved[name])):
        yield "its solution is not in the notebook: write it into the script."
    tree = ast.parse(draft.solved[name])
    returns = (node for node in ast.walk(tree) if isinstance(node, ast.Return))
    if not any(node.value for node in returns):
        yield "it returns nothing, and a case compares what is returned (see changes=)."
    for lacking in missing_names(draft, name):
        yield f"it uses {lacking}, which an experiment makes: make it an argument, or set-up."


def left_over(
    draft: Draft, statements: Sequence[Statement], graded: Sequence[Graded]
) -> Iterator[str]:
    """Comments on tests that call no function to write, and on what is no function."""
    names = {exercise.name for exercise in graded}
    for piece, parts in draft.parts:
        for part in parts:
            if part.kind == "left":
                yield _comment(
                    f"cell {piece.cell} is to be written, and is no function:", part.source
                )
            if part.kind == "solution" and part.name not in names:
                yield f"{TODO}no test calls {part.name}, so it is not graded: declare an exercise."
        if piece.kind == "answer" and not piece.points:
            yield f"{TODO}the written answer of cell {piece.cell} had no points, and has 1 now."
        if piece.kind == "answer" and "```python" in piece.source:
            yield f"{TODO}cell {piece.cell} was code graded by hand: it is a written answer now."
        if piece.kind == "test" and not loaded_in(piece, statements) & names:
            points = f" gives {piece.points:g} points, and" * bool(piece.points)
            yield _comment(
                f"the test in cell {piece.cell}{points} calls no exercise:", piece.source
            )


def _comment(message: str, code: str) -> str:
    lines = [f"#     {line}".rstrip() for line in code.strip("\n").split("\n")]
    return "\n".join([f"{TODO}{message}", *lines])
