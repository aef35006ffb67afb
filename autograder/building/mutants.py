"""Small changes of a reference that an assignment's cases should catch, and those that pass.

This is mutation testing: one constant, operator or call of a function is changed at a time. A
mutant that gets all points is either the same function in other words, or shows a missing case.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.release import private_key_path
from autograder.authoring.room import Room, open_room
from autograder.judging.crew import Crew
from autograder.judging.grading import grade_submission, loaded
from autograder.submissions.folder import Submission
from autograder.worker.inside.source import defined_by
from autograder.worker.limits import Limits
from autograder.worker.process import zygotes_of_this_thread

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.FloorDiv: ast.Div, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.And: ast.Or,
    ast.Or: ast.And,
}  # fmt: skip
NAMES = {"sum": "mean", "mean": "sum", "max": "min", "min": "max", "zeros": "ones", "ones": "zeros"}
# Without these, a result is the same number or list in another dress.
DRESS = ("array", "asarray", "float", "int", "list", "tuple", "range", "len", "zip", "enumerate")
# What hangs is no honest loop: it needs no more time than the reference does.
LIMITS = Limits(call=2.0, expensive=20.0, load=5.0, submission=60.0)


@dataclass(frozen=True)
class Mutant:
    """A changed reference: its exercise, line, statement before and after, and the whole script."""

    exercise: str
    line: int
    before: str
    after: str
    script: str


def mutants(room: Room, exercise: str) -> Iterator[Mutant]:
    """Every mutant of an exercise's reference."""
    tree = ast.parse(room.script)
    *_, function = (node for node in tree.body if exercise in defined_by(node))
    for node, statement in list(_parts(function, function)):
        before = ast.unparse(statement)
        for made in list(_replacements(node)):
            _Put(node, made).visit(function)
            after, script = ast.unparse(made if statement is node else statement), ast.unparse(tree)
            _Put(made, node).visit(function)
            if before != after:
                yield Mutant(exercise, statement.lineno, before, after, script)


class _Put(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def _parts(node: ast.AST, statement: ast.stmt) -> Iterator[tuple[ast.AST, ast.stmt]]:
    """A node and all in it, each with the smallest statement that it is in."""
    statement = node if isinstance(node, ast.stmt) else statement
    yield node, statement
    for part in ast.iter_child_nodes(node):
        yield from _parts(part, statement)


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    match node:
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=float() as value):
            yield ast.Constant(2 * value or 1.0)
        case ast.BinOp(left=left, op=op, right=right):
            if made := SWAPPED.get(type(op)):
                yield ast.BinOp(left, made(), right)  # type: ignore[arg-type]
            yield from (left, right)
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield operand
        case ast.Compare(left=left, ops=[op], comparators=others) if type(op) in SWAPPED:
            yield ast.Compare(left, [SWAPPED[type(op)]()], others)  # type: ignore[list-item]
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(SWAPPED[type(op)](), values)  # type: ignore[arg-type]
        case ast.Call():
            yield from _other_calls(node)
        case ast.Attribute(value=value, attr="T"):
            yield value
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in SWAPPED:
            yield ast.AugAssign(target, SWAPPED[type(op)](), value)  # type: ignore[arg-type]
            yield ast.Pass()
        case ast.Return(value=ast.Tuple(elts=[first, second, *rest])):
            yield ast.Return(ast.Tuple([second, first, *rest], ast.Load()))
        case ast.If():
            yield from (ast.If(ast.Constant(on), node.body, node.orelse) for on in (True, False))
        case ast.Expr(value=ast.Call()):
            yield ast.Pass()


def _other_calls(call: ast.Call) -> Iterator[ast.AST]:
    """Another function, fewer or other arguments, or the first argument alone."""
    match call.func:
        case ast.Attribute(value=value, attr=name):
            other: ast.expr = ast.Attribute(value, NAMES.get(name, name), ast.Load())
        case ast.Name(id=name):
            other = ast.Name(NAMES.get(name, name), ast.Load())
        case _:
            return
    if name in NAMES:
        yield ast.Call(other, call.args, call.keywords)
    if call.args and name not in DRESS:
        yield call.args[0]
    if len(call.args) > 1:
        yield ast.Call(call.func, [call.args[1], call.args[0], *call.args[2:]], call.keywords)
    for keyword in call.keywords:
        yield ast.Call(call.func, call.args, [k for k in call.keywords if k is not keyword])


def survivors(
    root: Path, name: str, exercises: Sequence[str], jobs: int
) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant of these exercises, and whether it gets all points by the private key."""
    room = open_room(root, name)
    key_path = private_key_path(root, name)
    made = [mutant for exercise in exercises for mutant in mutants(room, exercise)]
    with Crew(jobs) as crew:
        tasks = [crew.submit(passes, key_path, mutant) for mutant in made]
        yield from ((mutant, task.result()) for mutant, task in zip(made, tasks, strict=True))


def passes(key_path: Path, mutant: Mutant) -> bool:
    """Whether a mutant gets all points, judged alone, in a sandboxed process."""
    key = loaded(key_path)
    exercise = key.exercise(mutant.exercise)
    submission = Submission("mutant", None, mutant.script.encode())
    report = grade_submission(key.alone(exercise), submission, zygotes_of_this_thread(), LIMITS)
    return report.points == report.max_points
