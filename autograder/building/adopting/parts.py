"""A notebook's code as cells of a script: functions to write, one in each cell, set-up, the rest.

Set-up is what a reference may run when it is imported. Everything else is an experiment.
"""

import ast
import builtins
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from autograder.building.adopting.asserts import loaded
from autograder.building.adopting.pieces import BEGIN, END, Piece, region
from autograder.worker.inside.source import (
    DEFINITIONS,
    IMPORTS,
    UNCOMPILED,
    defined_by,
    first_line,
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
    """A cell of the script: what is to write, set-up, or an experiment; or what is left out."""

    kind: Literal["function", "class", "variable", "setup", "experiment", "turn", "left"]
    source: str
    name: str = ""


SOLVED = ("function", "class", "variable")  # what students write
Rest = Literal["experiment", "turn"]
Run = tuple[str, str]  # a label and a text


class Splitter:
    """Splits the code of a notebook, cell after cell.

    `files` are names of data files, `tested` the names that tests use. A solution that gives one of
    these a value is a variable to write, if it can be computed without what experiments make.
    """

    def __init__(self, files: Collection[str], tested: Collection[str]) -> None:
        self.files, self.tested = files, tested
        self.shipped, self.values, self.solved = set[str](), set[str](), set[str]()

    def parts(self, piece: Piece) -> list[Part]:
        """The cells of the script for a solution, or for other code."""
        rest: Rest = "experiment" if piece.is_locked else "turn"
        is_solution = piece.kind == "solution"
        text, secret = _without_secrets(piece.source) if is_solution else (piece.source, set[int]())
        try:
            found = runs(text, partial(self._label, text.split("\n"), secret))
        except UNCOMPILED:
            return [Part("left", piece.source)]
        if not found:  # comments or commands
            return [Part("left" if is_solution else "setup", piece.source)]
        return [self._part(label, part, rest) for label, part in _with_help(found)]

    def _part(self, label: str, text: str, rest: Rest) -> Part:
        """What a run of statements with such a label becomes."""
        kind, _, name = label.partition(" ")
        if kind == "function":
            return Part("function", text if _has_regions(text) else _with_region(text), name)
        if kind == "class" and _has_regions(text):
            return Part("class", text, name)
        if kind == "variable":
            return Part("variable", region(_unmarked(text)), name)
        if kind in ("setup", "rest"):
            return Part("setup" if kind == "setup" else rest, _unmarked(text))
        return Part("left", text)

    def _label(self, lines: Sequence[str], secret: Collection[int], node: ast.stmt) -> str:
        """What a statement is: something to write, by its name, or set-up, and so on."""
        is_secret = node.lineno in secret
        has_region = BEGIN in "\n".join(lines[node.lineno - 1 : node.end_lineno])
        if isinstance(node, ast.FunctionDef) and (is_secret or has_region):
            return self._solved("function", node.name)
        if isinstance(node, ast.ClassDef) and has_region:
            return self._solved("class", node.name)
        if has_region:
            return "left"
        if is_secret and not isinstance(node, IMPORTS):
            return self._value(node)
        if not self._is_setup(node):
            return "rest"
        self.shipped.update(defined_by(node))
        return "setup"

    def _solved(self, kind: str, name: str) -> str:
        if name in self.solved:
            return "left"  # a second one of that name
        self.solved.add(name)
        if kind != "variable":
            self.shipped.add(name)
        return f"{kind} {name}"

    def _value(self, node: ast.stmt) -> str:
        """A variable that tests use, a value that helps to compute one, or what is left out."""
        is_value = isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        if not is_value or not self._stands_alone(node):
            return "left"
        names = defined_by(node)
        self.values.update(names)
        tested = [name for name in names if name in self.tested]
        return self._solved("variable", tested[0]) if tested else "help"

    def _stands_alone(self, node: ast.AST) -> bool:
        """Whether all names are known without experiments, and no data file is read."""
        known = {*self.shipped, *self.values, *dir(builtins)}
        own = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - loaded(node)
        named = {str(part.value) for part in strings(node)}
        return loaded(node) <= known | own and not named & set(self.files)

    def _is_setup(self, node: ast.stmt) -> bool:
        """Whether a statement defines something, and works where there are no data files."""
        if isinstance(node, DEFINITIONS):
            return True
        value = getattr(node, "value", None)
        if isinstance(node, ast.Expr) and isinstance(value, ast.Constant):
            return True
        if not isinstance(node, ast.Assign | ast.AnnAssign) or value is None:
            return False
        calls = (part for part in ast.walk(value) if isinstance(part, ast.Call))
        return all(map(is_pure, calls)) and self._stands_alone(value)


def _with_help(found: Sequence[Run]) -> list[Run]:
    """The runs, with values that help to compute a variable in its own cell."""
    joined: list[Run] = []
    for label, text in found:
        if label.startswith("variable") and joined and joined[-1][0] == "help":
            joined[-1] = label, f"{joined[-1][1]}\n{text}"
        else:
            joined.append((label, text))
    return joined


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


def runs(source: str, label: Callable[[ast.stmt], str]) -> list[Run]:
    """The text in runs of statements with the same label; none where there is no statement.

    A comment belongs to the statement below it, and so does a notebook's command at the top.
    Raises what `parsed` does.
    """
    tree, commands = parsed(source, "cell")
    lines, found, end = source.split("\n"), list[tuple[str, int]](), 0
    for node in tree.body:
        first = first_line(node)
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


def _has_regions(text: str) -> bool:
    """Whether each mark has its counterpart, and there is one."""
    marks = [line.strip() for line in text.split("\n") if line.strip() in (BEGIN, END)]
    return bool(marks) and marks == [BEGIN, END] * (len(marks) // 2)


def _unmarked(text: str) -> str:
    """The text without marks of regions."""
    return "\n".join(line for line in text.split("\n") if line.strip() not in (BEGIN, END))


def _with_region(text: str) -> str:
    """A function whose body, below its docstring, is a solution region."""
    text = _unmarked(text)
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
