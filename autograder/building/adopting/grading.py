"""What is graded in a draft: functions with points and cases, and tests that call none of them."""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence

from autograder.authoring.script import REGION
from autograder.building.adopting.asserts import loaded
from autograder.building.adopting.cases import Cases, Statement, read_cases, variable_cases
from autograder.building.adopting.draft import Draft, missing_names
from autograder.building.adopting.exercises import TODO, Graded, only_prints, used_by
from autograder.building.adopting.names import Names
from autograder.building.adopting.parts import SOLVED, Part
from autograder.building.adopting.pieces import Piece
from autograder.worker.inside.source import is_stub, parsed


def graded_in(
    draft: Draft, statements: Sequence[Statement], files: Mapping[str, str]
) -> list[Graded]:
    """The functions and variables that tests use, with what the tests say of them."""
    tested = set[str]().union(*(loaded(s.node) for s in statements if s.is_test))
    parts = {part.name: part for part in draft.solved if part.name in tested}
    parts = {name: part for name, part in parts.items() if part.kind != "class"}
    functions = {name: part.source for name, part in parts.items() if part.kind == "function"}
    cases = {
        name: read_cases(name, Names(draft.shipped, functions, draft.modules, files), statements)
        if name in functions
        else variable_cases(name, statements)
        for name in parts
    }
    points, uses = _points(draft, statements, cases), used_by(functions)
    return [
        Graded(
            part, points[name][0], cases[name], uses.get(name, ()),
            [*points[name][1], *_remarks(draft, part)],
        )
        for name, part in parts.items()
    ]  # fmt: skip


def _points(
    draft: Draft, statements: Sequence[Statement], cases: Mapping[str, Cases]
) -> dict[str, tuple[float, list[str]]]:
    """The points of each function or variable, from the tests that use it, and remarks on them."""
    points, shared = dict.fromkeys(cases, 0.0), {name: set[str]() for name in cases}
    for piece, _ in draft.parts:
        if piece.kind == "test" and piece.points:
            used = loaded_in(piece, statements).intersection(cases)
            owners = [name for name in cases if piece.cell in cases[name].cells] or used
            for name in owners:
                points[name] += piece.points / len(owners)
                shared[name].update(set(owners) - {name})
    return {name: (round(points[name], 2), _doubts(points[name], shared[name])) for name in cases}


def _doubts(points: float, others: Collection[str]) -> list[str]:
    """Remarks on points that tests do not say clearly."""
    if not points:
        return ["its tests give no points: set points=."]
    words = ", ".join(sorted(others))
    return [f"check points=: some come from tests that also use {words}."] if words else []


def loaded_in(piece: Piece, statements: Sequence[Statement]) -> set[str]:
    """The names that a test uses."""
    return set[str]().union(*(loaded(s.node) for s in statements if s.cell == piece.cell))


def _remarks(draft: Draft, part: Part) -> Iterator[str]:
    """What a function lacks in order to be graded."""
    if part.kind != "function":
        return
    if is_stub(REGION.sub(r"\g<solution>", part.source)):
        yield "its solution is not in the notebook: write it into the script."
    tree, _ = parsed(part.source, "cell")
    returns = (node for node in ast.walk(tree) if isinstance(node, ast.Return))
    if not any(node.value for node in returns) and not only_prints(part.source):
        yield "it returns nothing: name what is to be compared, in changes= or writes=."
    for lacking in missing_names(draft, part):
        yield f"it uses {lacking}, which an experiment makes: make it an argument, or set-up."


def left_over(
    draft: Draft, statements: Sequence[Statement], graded: Sequence[Graded]
) -> Iterator[str]:
    """Comments on tests that call no function to write, and on what is no function."""
    names = {exercise.name for exercise in graded}
    for piece, parts in draft.parts:
        for part in parts:
            if part.kind in ("left", *SOLVED) and part.name not in names:
                yield _ungraded(piece, part)
        if piece.kind == "answer" and not piece.points:
            yield f"{TODO}the written answer of cell {piece.cell} had no points, and has 1 now."
        if piece.kind == "answer" and piece.is_code:
            yield f"{TODO}cell {piece.cell} was code graded by hand: it is a written answer now."
        if piece.kind == "test" and not loaded_in(piece, statements) & names:
            points = f" gives {piece.points:g} points, and" * bool(piece.points)
            yield _comment(
                f"the test in cell {piece.cell}{points} calls no exercise:", piece.source
            )


def _ungraded(piece: Piece, part: Part) -> str:
    """A comment on something to write that is not graded yet."""
    if part.kind == "class":
        return f"{TODO}declare the class {part.name}, and say how a case uses it: @{part.name}.run."
    if part.kind == "left":
        what = "is to be written, and is no function or variable that can stand alone"
        what = "is not Python, so students do not get it" if piece.kind == "code" else what
        return _comment(f"cell {piece.cell} {what}:", part.source)
    return f"{TODO}no test uses {part.name}, so it is not graded: declare an exercise."


def _comment(message: str, code: str) -> str:
    lines = [f"#     {line}".rstrip() for line in code.strip("\n").split("\n")]
    return "\n".join([f"{TODO}{message}", *lines])
