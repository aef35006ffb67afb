"""A notebook's code as cells of a script: what is to write, one in each cell, set-up, the rest.

Set-up is what a reference may run when it is imported. Everything else is an experiment.
"""

import ast
import builtins
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from autograder.authoring.regions import BEGIN, END
from autograder.building.adopting.names import PURE, needed
from autograder.building.adopting.pieces import SOLVED, Kind, Piece, region
from autograder.worker.inside.source import DEFINITIONS, IMPORTS, UNCOMPILED, defined_by, parsed

NUMERIC = ("np", "numpy", "math")
# Why code is left out of the script.
NOT_PYTHON = "is not Python, so students do not get it"
UNFIT = "is to be written, and is no function or variable that tests use and that can stand alone"
TWICE = "defines something that a cell above it defines"
COMMENT = re.compile(r"^#.*", re.MULTILINE)
WHOLE = re.compile(rf"^{BEGIN}$.*?^{END}$", re.MULTILINE | re.DOTALL)
Label = tuple[Kind, str]  # what a statement is, and the name of what is to write


def split_pieces(pieces: Sequence[Piece], files: Collection[str]) -> list[Piece]:
    """The cells of the script for solutions and other code; other pieces as they are."""
    tested = set[str]().union(*(piece.uses for piece in pieces if piece.kind == "test"))
    splitter = _Splitter(files, tested)
    return [part for piece in pieces for part in splitter.split(piece)]


class _Splitter:
    """Splits the code of a notebook, cell after cell.

    `files` are names of data files, `tested` the names that tests use. A solution that gives one of
    these a value is a variable to write, if it can be computed without what experiments make.
    """

    def __init__(self, files: Collection[str], tested: Collection[str]) -> None:
        self.files, self.tested = files, tested
        self.known, self.solved, self.variables = set(dir(builtins)), set[str](), list[str]()

    def split(self, piece: Piece) -> Iterator[Piece]:
        """The cells of the script for a piece."""
        if piece.kind not in ("code", "locked", "solution"):
            yield piece
            return
        is_solution = piece.kind == "solution"
        rest: Kind = "experiment" if piece.kind == "locked" else "turn"
        text = _without_comments(piece.source) if is_solution else piece.source
        try:
            found = [
                (self._label(node, part, rest, is_secret=_is_secret(piece, node)), part)
                for node, part in _statements(text)
            ]
        except UNCOMPILED:
            found = [(("left", NOT_PYTHON), piece.source)]
        if not found:  # comments or commands
            found = [(("left", UNFIT) if is_solution else ("setup", ""), piece.source)]
        for label, parts in groupby(found, lambda one: one[0]):
            if text := "\n".join(part for _, part in parts).strip("\n"):
                yield self._part(piece, label, text)

    def _part(self, piece: Piece, label: Label, text: str) -> Piece:
        """The cell of the script for statements with the same label."""
        kind, name = label
        if kind == "variable":
            used = self.variables[int(name) :]
            kind, name, text = (
                ("variable", used[0], region(text)) if used else ("left", UNFIT, text)
            )
        if kind == "function" and BEGIN not in text:
            text = _with_region(text)
        if name in self.solved:
            kind, name = "left", TWICE
        self.solved.update({name} if kind in SOLVED else ())
        return replace(piece, kind=kind, name=name, source=text)

    def _label(self, node: ast.stmt, text: str, rest: Kind, *, is_secret: bool) -> Label:
        """What a statement is, with this text."""
        if BEGIN in text or (is_secret and not isinstance(node, IMPORTS)):
            label = self._to_write(node, has_region=BEGIN in text)
        else:
            label = ("setup" if self._is_setup(node) else rest), ""
        if label[0] not in ("left", rest):
            self.known.update(defined_by(node))
        return label

    def _to_write(self, node: ast.stmt, *, has_region: bool) -> Label:
        """What to write a statement is. A value is a part of the next variable that tests use."""
        if isinstance(node, ast.FunctionDef):
            return "function", node.name
        if isinstance(node, ast.ClassDef) and has_region:
            return "class", node.name
        if has_region or not self._is_value(node):
            return "left", UNFIT
        number = len(self.variables)
        self.variables += [name for name in defined_by(node) if name in self.tested][:1]
        return "variable", str(number)

    def _is_value(self, node: ast.stmt) -> bool:
        """Whether a statement gives a name a value without experiments and data files."""
        is_known = needed(node) <= self.known
        is_value = isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        return is_value and is_known and not any(file in ast.unparse(node) for file in self.files)

    def _is_setup(self, node: ast.stmt) -> bool:
        """Whether a statement defines something, at once and in the same way every time."""
        calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
        is_constant = self._is_value(node) and all(map(_is_pure, calls))
        return isinstance(node, DEFINITIONS) or is_constant


def _is_pure(call: ast.Call) -> bool:
    """Whether a call computes a number, array or container, and draws nothing at random."""
    name = ast.unparse(call.func)
    is_numeric = name.split(".")[0] in NUMERIC and ".random" not in name
    return name in PURE or (is_numeric and not name.rpartition(".")[2].startswith("load"))


def _statements(source: str) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement with its text, and that of comments and a notebook's commands above it.

    What stands below the last one belongs to it. Raises what `parsed` does.
    """
    tree, commands = parsed(source, "cell")
    lines, nodes, end = source.split("\n"), [n for n in tree.body if n.lineno not in commands], 0
    for node in nodes:
        start, end = end, max(end, node.end_lineno or 0)
        while end < len(lines) and lines[end][:1] in ("", " ", "\t"):  # such as the end of a region
            end += 1
        end = len(lines) if node is nodes[-1] else end
        yield node, "\n".join(lines[start:end])


def _without_comments(source: str) -> str:
    """A solution without the comments that tell how it is done, and marks around statements."""
    if BEGIN not in source:
        return COMMENT.sub("", source)
    return WHOLE.sub(lambda region: COMMENT.sub("", region[0]), source)


def _is_secret(piece: Piece, node: ast.stmt) -> bool:
    """Whether students do not get a statement: in a region, or in a solution without any."""
    above = "\n".join(["", *piece.source.split("\n")[: node.lineno]])
    is_in_region = above.count(f"\n{BEGIN}") > above.count(f"\n{END}")
    return piece.kind == "solution" and (is_in_region or BEGIN not in piece.source)


def _with_region(text: str) -> str:
    """A function whose body, below its docstring, is a solution region."""
    function = _function(text)
    if function.body[0].lineno == function.lineno:  # all in one line
        text = ast.unparse(function)
        function = _function(text)
    lines, first = text.split("\n"), function.body[ast.get_docstring(function) is not None :][:1]
    start = (first or function.body)[0].lineno - 1
    while lines[start - 1].strip()[:1] in ("", "#"):  # comments tell how it is done
        start -= 1
    end = function.end_lineno or len(lines)
    inside = region("\n".join(lines[start:end]).strip("\n"), " " * function.body[0].col_offset)
    return "\n".join([*lines[:start], inside, *lines[end:]])


def _function(text: str) -> ast.FunctionDef:
    body = parsed(text, "cell")[0].body
    return next(node for node in body if isinstance(node, ast.FunctionDef))
