"""A student's wrong function as the declaration of a mistake, for an author to complete."""

import ast
import builtins
from collections.abc import Sequence

from autograder.worker.inside.source import UNCOMPILED, WRITTEN

# Building runs what an author pastes, outside the sandbox.
WARNING = "# A student's code. Read it first: `build` runs it without a sandbox."
ELSEWHERE = "# It uses names from elsewhere in the student's file: {}."
EDIT = """\
# If one change of the reference gives the same answer, use this instead:
# {exercise}.edit("{name}", "old text", "new text", "What is observed, and why.")
"""
# A name for NumPy and one for the reference are in every file of exercises.
Written = ast.FunctionDef | ast.ClassDef
KNOWN = {"np", "reference", *dir(builtins)}


def skeleton(exercise: str, name: str, message: str, code: str, names: Sequence[str] = ()) -> str:
    """Python that declares the function as a mistake of the exercise, with a draft of its feedback.

    Calls of the other exercises, named in `names`, become calls of the reference. A function that
    cannot be read becomes one that takes any arguments, and has to be written.
    """
    lines, found = [], _function(code)
    if found is None:
        found = _function(f"def {name}(right, **given):\n    return WHAT_STUDENTS_RETURN")
    else:
        lines = [WARNING, *_elsewhere(found, {*names, exercise})]
    assert found is not None  # noqa: S101  # our own text is Python
    others = {*names, exercise} - _own(found)
    draft = ast.Expr(ast.Constant(f"{message} (Say what is observed, and why.)"))
    found.name = name
    found.body = [draft, *(_without_docstring(found) or [ast.Pass()])]
    _ByReference(others).visit(found)
    lines += [f"@{exercise}.mistake", ast.unparse(ast.fix_missing_locations(found)), "", ""]
    return "\n".join(lines) + "\n" + EDIT.format(exercise=exercise, name=name)


def without_words(code: str) -> str:
    """The function without comments and docstrings, which may name people; empty if unreadable."""
    found = _function(code)
    if found is None:
        return ""
    for node in ast.walk(found):
        if isinstance(node, WRITTEN):
            node.body = _without_docstring(node) or [ast.Pass()]
    return ast.unparse(found)


class _ByReference(ast.NodeTransformer):
    """Takes other exercises from the reference: a file of exercises has no functions by name."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """The name, or that attribute of the reference."""
        if node.id not in self.names or not isinstance(node.ctx, ast.Load):
            return node
        return ast.Attribute(ast.Name("reference", ast.Load()), node.id, ast.Load())


def _elsewhere(function: Written, names: set[str]) -> list[str]:
    """A line about what the function uses and does not define itself, if there is anything."""
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    others = sorted(used - _own(function) - names - KNOWN)
    return [ELSEWHERE.format(", ".join(others))] if others else []


def _own(function: Written) -> set[str]:
    """The names that a function gives to something itself."""
    own = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            own.add(node.id)
        elif isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, WRITTEN) and node is not function:
            own.add(node.name)
        elif isinstance(node, ast.alias):
            own.add((node.asname or node.name).partition(".")[0])
    return own


def _function(code: str) -> Written | None:
    """The function or class without decorators and annotations, which may need imports."""
    try:
        module = ast.parse(code)
        ast.unparse(module)
    except UNCOMPILED:
        return None
    if len(module.body) != 1 or not isinstance(function := module.body[0], Written):
        return None
    function.decorator_list = []
    if isinstance(function, ast.FunctionDef):
        function.returns = None
        for node in ast.walk(function.args):
            if isinstance(node, ast.arg):
                node.annotation = None
    return function


def _without_docstring(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
) -> list[ast.stmt]:
    """The statements of a function or class after its docstring."""
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
