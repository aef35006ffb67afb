"""A notebook's code as cells of a script: functions to write, one in each cell, set-up, the rest.

Set-up is what a reference may run when it is imported. Everything else is an experiment.
"""

import ast
import builtins
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from autograder.building.adopting.pieces import BEGIN, END, Piece, region
from autograder.worker.inside.source import (
    DEFINITIONS,
    IMPORTS,
    UNCOMPILED,
    defined_by,
    parsed,
)

# Calls of these have no effect, and the same result every time.
PURE = (
    *("abs", "bool", "complex", "dict", "enumerate", "float", "frozenset", "int", "len", "list"),
    *("max", "min", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum"),
    *("tuple", "zip"),
)
NUMERIC = ("np", "numpy", "math")


@dataclass(frozen=True)
class Part:
    """A cell of the script: a function to write, set-up, or an experiment; or what is left out."""

    kind: Literal["solution", "setup", "experiment", "turn", "left"]
    source: str
    name: str = ""


Rest = Literal["experiment", "turn"]


class Splitter:
    """Splits the code of a notebook, cell after cell; `files` are names of data files."""

    def __init__(self, files: Collection[str]) -> None:
        self.files, self.shipped, self.solved = files, set[str](), list[str]()

    def parts(self, piece: Piece) -> list[Part]:
        """The cells of the script for a solution, or for other code."""
        rest: Rest = "experiment" if piece.is_locked else "turn"
        is_solution = piece.kind == "solution"
        text, secret = _without_secrets(piece.source) if is_solution else (piece.source, set[int]())
        try:
            found = runs(text, partial(self._label, text.split("\n"), secret))
        except UNCOMPILED:
            found = []
        if not found:  # comments, commands or no Python
            return [Part("left" if is_solution else "setup", piece.source)]
        return [self._part(mark, part, rest) for mark, part in found]

    def _part(self, mark: str, text: str, rest: Rest) -> Part:
        """What a run of statements with such a label becomes."""
        if mark in ("setup", "left"):
            return Part("setup" if mark == "setup" else "left", text)
        if mark == "rest":
            return Part(rest, text)
        name = mark.removeprefix("def ")
        self.solved.append(name)
        self.shipped.add(name)
        return Part("solution", text if BEGIN in text else _with_region(text), name)

    def _label(self, lines: Sequence[str], secret: Collection[int], node: ast.stmt) -> str:
        """What a statement is: set-up, a function to write, left out, or the rest."""
        is_secret = node.lineno in secret
        if isinstance(node, ast.FunctionDef) and node.name not in self.solved:
            text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            if is_secret or BEGIN in text:
                return f"def {node.name}"
        elif is_secret and not isinstance(node, IMPORTS):
            return "left"
        if not self._is_setup(node):
            return "rest"
        self.shipped.update(defined_by(node))
        return "setup"

    def _is_setup(self, node: ast.stmt) -> bool:
        """Whether a statement defines something, and works where there are no data files."""
        if isinstance(node, DEFINITIONS):
            return True
        value = getattr(node, "value", None)
        if isinstance(node, ast.Expr) and isinstance(value, ast.Constant):
            return True
        if not isinstance(node, ast.Assign | ast.AnnAssign) or value is None:
            return False
        parts = list(ast.walk(value))
        known = self.shipped | set(dir(builtins))
        return (
            all(is_pure(part) for part in parts if isinstance(part, ast.Call))
            and all(part.id in known for part in parts if isinstance(part, ast.Name))
            and not any(getattr(part, "value", None) in self.files for part in strings(value))
        )


def is_pure(call: ast.Call) -> bool:
    """Whether a call computes a number, array or container, and draws nothing at random."""
    name = ast.unparse(call.func)
    is_numeric = name.split(".")[0] in NUMERIC and ".random" not in name
    return name in PURE or (is_numeric and not name.rpartition(".")[2].startswith("load"))


def strings(node: ast.AST) -> Iterator[ast.Constant]:
    """The texts in an expression."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part


def runs(source: str, label: Callable[[ast.stmt], str]) -> list[tuple[str, str]]:
    """The text in runs of statements with the same label; none where there is no statement.

    A comment belongs to the statement below it, and so does a notebook's command at the top.
    Raises what `parsed` does.
    """
    tree, commands = parsed(source, "cell")
    lines, found, end = source.split("\n"), list[tuple[str, int]](), 0
    for node in tree.body:
        first = min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", []))])
        if first > end and node.lineno not in commands:
            mark = label(node)
            if not found or found[-1][0] != mark:
                found.append((mark, end if found else 0))
        if found:
            end = node.end_lineno or first
            while end < len(lines) and lines[end][:1] in (" ", "\t"):  # such as the end of a region
                end += 1
    ends = [start for _, start in found[1:]] + [len(lines)]
    pairs = zip(found, ends, strict=True)
    return [(mark, "\n".join(lines[start:end]).strip("\n")) for (mark, start), end in pairs]


def _without_secrets(source: str) -> tuple[str, set[int]]:
    """A solution without marks around whole statements, and the numbers of the lines in them.

    Without any mark, all lines are secret, as in nbgrader. Comments between functions are taken out
    there.
    """
    lines, secret, is_secret = source.split("\n"), set[int](), BEGIN not in source
    for number, line in enumerate(lines, 1):
        is_mark = line in (BEGIN, END)
        is_secret = line == BEGIN if is_mark else is_secret
        if is_secret:
            secret.add(number)
        if is_mark or (is_secret and line.startswith("#")):
            lines[number - 1] = ""
    return "\n".join(lines), secret


def _with_region(text: str) -> str:
    """A function whose body, below its docstring, is a solution region."""
    function = _only_function(text)
    if function.body[0].lineno == function.lineno:  # all in one line
        text = ast.unparse(function)
        function = _only_function(text)
    lines = text.split("\n")
    has_docstring = ast.get_docstring(function) is not None
    body = function.body[has_docstring:]
    if not body:
        return f"{text}\n{region('    pass', '    ')}"
    first = body[0].lineno - 1
    while lines[first - 1].strip()[:1] in ("", "#"):  # comments tell how it is done
        first -= 1
    end, indent = function.end_lineno or len(lines), " " * body[0].col_offset
    inside = region("\n".join(lines[first:end]).strip("\n"), indent)
    return "\n".join([*lines[:first], inside, *lines[end:]])


def _only_function(text: str) -> ast.FunctionDef:
    tree, _ = parsed(text, "cell")
    return next(node for node in tree.body if isinstance(node, ast.FunctionDef))
