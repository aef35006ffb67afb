"""Tests that a person wrote, as an exercise's cases: `assert f(1, 2) == 3` becomes `yield (1, 2)`.

What a case expects comes from the reference. So only the calls of the function are taken from its
tests, with what their arguments are made from. What cannot be read becomes a comment `# TODO`.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from autograder.building.adopting.names import (
    ASSIGNMENTS,
    ERRORS,
    FOLDER,
    REFERENCE,
    Names,
    loaded,
    parsed_expression,
)
from autograder.building.adopting.pieces import EXPERIMENTS, Piece
from autograder.worker.inside.source import IMPORTS, defined_by

TODO = "# TODO: "


@dataclass(frozen=True)
class Line:
    """Lines of an exercise's generator, with the names that they need and those that they make.

    Given ones are left out unless a later line needs them.
    """

    kind: Literal["given", "case", "todo"]
    text: str
    needs: frozenset[str] = frozenset()
    makes: frozenset[str] = frozenset()
    is_hidden: bool = False


def read_cases(
    name: str, graded: Collection[str], names: Names, pieces: Iterable[Piece]
) -> list[Line]:
    """The cases of a function, from top to bottom.

    Experiments make what tests need; `graded` are functions, which are no arguments of a case.
    """
    cases, lines = _Cases(f"{REFERENCE}.{name}", graded), list[Line]()
    for piece in pieces:
        is_test = piece.kind == "test"
        for node in piece.body if is_test or piece.kind in EXPERIMENTS else ():
            if is_test and name in loaded(node):
                found = list(_read(cases, names, node))
            else:
                found = _given(names.rewritten(node), names, is_test=is_test)
            lines += [replace(line, is_hidden=piece.hides(node)) for line in found]
    return _needed(lines)


def _read(cases: "_Cases", names: Names, test: ast.stmt) -> Iterator[Line]:
    """The lines that a test of the function becomes."""
    for node in cases.read(names.rewritten(test)):
        is_case = any(isinstance(part, ast.Yield) for part in ast.walk(node))
        unknown = names.unknown(node)
        if is_case and not unknown:
            yield Line("case", ast.unparse(node), frozenset(loaded(node)))
        elif is_case or (cases.is_mine(node) and not isinstance(node, ASSIGNMENTS)):
            why = f" (it needs {unknown})" if is_case else ""
            message = f"write cases in the place of this test{why}:"
            yield Line("todo", comment(message, ast.unparse(test)))
        else:
            yield from _given(node, names, is_test=True)


def _given(node: ast.stmt, names: Names, *, is_test: bool) -> list[Line]:
    """A statement that gives a name to something, or may change what a name stands for."""
    makes = set() if isinstance(node, IMPORTS) else set(defined_by(node))
    may_change = isinstance(node, ASSIGNMENTS) or (is_test and _is_method(node))
    uses = loaded(node) & names.local if may_change else set()
    if names.unknown(node) or not makes | uses:
        names.local -= makes
        return []
    names.local |= makes
    text, needs = ast.unparse(node), frozenset(loaded(node))
    return [Line("given", text, needs, frozenset(makes or uses))]


def _is_method(node: ast.AST) -> bool:
    """Whether a statement may change something, as in `x.append(1)`."""
    match node:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name()))):
            return True
    return False


def comment(message: str, code: str = "") -> str:
    """A comment that says what is left to do, about some code."""
    lines = [f"#     {line}".rstrip() for line in code.strip("\n").split("\n") if code]
    return "\n".join([f"{TODO}{message}", *lines])


def _needed(lines: Sequence[Line]) -> list[Line]:
    """The lines without what no later line needs, and without repetitions of the line above."""
    kept, wanted = list[Line](), set[str]()
    for line in reversed(lines):
        is_needed = line.kind != "given" or line.makes & wanted
        if is_needed and line.text not in [other.text for other in kept[-1:]]:
            wanted = (wanted - line.makes) | line.needs
            kept.append(line)
    return kept[::-1]


class _Cases(ast.NodeTransformer):
    """Puts `yield` with its arguments in the place of each tested call of a function."""

    def __init__(self, function: str, graded: Collection[str]) -> None:
        self.function, self.graded = function, graded

    def read(self, node: ast.stmt) -> list[ast.stmt]:
        """The statements that a test becomes: cases, and what they are made from."""
        made: ast.stmt | list[ast.stmt] = self.visit(node)
        return made if isinstance(made, list) else [made]

    def is_mine(self, node: ast.AST) -> bool:
        """Whether the function is a part of the code."""
        parts = (part for part in ast.walk(node) if isinstance(part, ast.Attribute))
        return any(ast.unparse(part) == self.function for part in parts)

    def visit(self, node: ast.AST) -> Any:
        """What a part of a test becomes: a statement, several, or none."""
        match node:
            case ast.Assert() | ast.Expr():
                return self._cases(node) or [node] * (self.is_mine(node) or _is_method(node))
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                return [*self._cases(node), node]
            case ast.FunctionDef() if node.name.startswith("test"):
                return [made for part in node.body for made in self.read(part)]
            case ast.With([ast.withitem(ast.Call(args=[ast.Name(error), *_]))], [body]) | ast.Try(
                [body, *_], [ast.ExceptHandler(ast.Name(error))]
            ) if error in ERRORS:
                return self._cases(body, error) or node
            case ast.With() | ast.Try() | ast.FunctionDef():
                return node
        return self.generic_visit(node)

    def _cases(self, node: ast.stmt, error: str = "") -> list[ast.stmt]:
        """A case for each call in a statement, which raises the exception of this name, if any."""
        made = list[ast.stmt]()
        for call in self._calls(node):
            args = [self._argument(value) for value in call.args]
            words = [ast.keyword(word.arg, self._argument(word.value)) for word in call.keywords]
            words += [ast.keyword("raises", ast.Name(error, ast.Load()))] * bool(error)
            whole = ast.Call(ast.Name("case", ast.Load()), args, words)
            value = whole if words else ast.Tuple(args, ast.Load())
            made.append(ast.Expr(ast.Yield(value)))
        return made

    def _calls(self, node: ast.AST) -> Iterator[ast.Call]:
        """The calls of the function, without those in a lambda."""
        if isinstance(node, ast.Call) and ast.unparse(node.func) == self.function:
            yield node
        for part in () if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node):
            yield from self._calls(part)

    def _argument(self, value: ast.expr) -> ast.expr:
        """An argument of a case: a value, or the text of a file."""
        text = ast.unparse(value)
        if text.startswith(f"{FOLDER} / '"):
            file = text.removeprefix(f"{FOLDER} / ")
            return parsed_expression(f"TextFile({file}, ({text}).read_text(encoding='utf-8'))")
        is_numpys = text.startswith("np.") and callable(getattr(np, text[3:], None))
        name = text.removeprefix(f"{REFERENCE}.")
        if is_numpys or name in self.graded or isinstance(value, ast.Lambda):
            return ast.Name(f"the function {name}", ast.Load())
        return value
