"""Tests that a person wrote, as an exercise's cases: `assert f(1, 2) == 3` becomes `yield (1, 2)`.

What a case expects comes from the reference. So only the calls of the function are taken from its
tests, with what their arguments are made from. What cannot be read becomes a comment `# TODO`.
"""

import ast
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from autograder.building.adopting.asserts import (
    allowed,
    called,
    compared,
    expected_error,
    expects_error,
    loaded,
)
from autograder.building.adopting.names import Names
from autograder.worker.inside.source import IMPORTS, defined_by

Assignment = ast.Assign | ast.AnnAssign | ast.AugAssign


@dataclass(frozen=True)
class Statement:
    """A statement of a notebook's code, and the number of its cell.

    `failure` says how a test fails that the notebook's own solution does not pass.
    """

    node: ast.stmt
    cell: int
    is_test: bool
    is_hidden: bool = False
    failure: str = ""

    @property
    def raises(self) -> bool:
        """Whether what it calls raises, as far as is known, so that no case can come from it."""
        return bool(self.failure) and not self.failure.startswith(("AssertionError", "NameError"))


@dataclass(frozen=True)
class Line:
    """Lines of an exercise's generator, with the names that they make and those that they need.

    Given ones are left out unless a later line needs them. `call` is the call that a case is from.
    """

    kind: Literal["given", "case", "todo"]
    text: str
    makes: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    call: str = ""


@dataclass(frozen=True)
class Cases:
    """The cases of one function: the lines that yield them, and the cells that they are from.

    `hidden` is how many of them were hidden tests; `is_seeded` says that tests set NumPy's seed.
    """

    lines: tuple[str, ...]
    cells: frozenset[int]
    hidden: int
    is_seeded: bool

    @property
    def is_any(self) -> bool:
        """Whether a line yields a case."""
        return bool(self.cells)


def read_cases(name: str, names: Names, statements: Sequence[Statement]) -> Cases:
    """The cases of a function in a notebook's statements, from top to bottom."""
    reader, lines, cells, hidden = _Reader(name, names), list[Line](), set[int](), 0
    for statement in statements:
        found = list(reader.read(statement.node, is_test=statement.is_test))
        if statement.failure and name in loaded(statement.node):
            is_lost = statement.raises or expects_error(statement.node)
            kept = ("given",) if is_lost else ("given", "case")
            found = [_failed(statement), *(line for line in found if line.kind in kept)]
        if count := sum(line.kind == "case" for line in found):
            cells.add(statement.cell)
            hidden += count * statement.is_hidden
        lines += found
    marked = [part for line in lines for part in reader.with_doubts(line)]
    texts = tuple(line.text for line in _needed(marked))
    return Cases(texts, frozenset(cells), hidden, reader.is_seeded)


def variable_cases(name: str, statements: Sequence[Statement]) -> Cases:
    """The cells that test a variable, with the tests that the solution does not pass."""
    tests = [s for s in statements if s.is_test and name in loaded(s.node)]
    failed = tuple(_failed(statement).text for statement in tests if statement.failure)
    return Cases(failed, frozenset(statement.cell for statement in tests), 0, False)


def _failed(statement: Statement) -> Line:
    why = f"the solution does not pass this test ({statement.failure}):"
    return _todo(why, statement.node)


def _needed(lines: Sequence[Line]) -> list[Line]:
    """The lines without those that are given and not needed by a later one."""
    kept, wanted = list[Line](), set[str]()
    for line in reversed(lines):
        if line.kind != "given" or line.makes & wanted:
            wanted = (wanted - line.makes if line.kind == "given" else wanted) | line.needs
            kept.append(line)
    return kept[::-1]


def _todo(message: str, node: ast.stmt) -> Line:
    """A comment that says what is left to do about a statement."""
    return Line("todo", f"# TODO: {message}\n{textwrap.indent(ast.unparse(node), '#     ')}")


@dataclass
class _Reader:
    """Reads statements for the cases of one function; `names` says what their names stand for."""

    name: str
    names: Names
    derived: dict[str, frozenset[str]] = field(default_factory=dict)  # names made by these calls
    compared: set[str] = field(default_factory=set)  # calls whose whole result a test compares
    yielded: dict[str, frozenset[str]] = field(default_factory=dict)  # cases, and what they need
    tested: dict[str, ast.stmt] = field(default_factory=dict)  # the first test of each call
    is_seeded: bool = False

    def read(self, node: ast.stmt, *, is_test: bool) -> Iterator[Line]:
        """The lines that a statement becomes."""
        is_mine = is_test and self.name in loaded(node)
        if isinstance(node, IMPORTS):
            return
        if is_mine and (failing := expected_error(node, self.name)):
            yield self._failing(node, *failing)
            return
        if isinstance(node, Assignment) and node.value:
            yield from self._cases(node) if is_mine and called(node, self.name) else ()
            yield from self._assignment(node, node.value)
        elif isinstance(node, ast.FunctionDef) and is_test and node.name.startswith("test"):
            for inner in node.body:
                yield from self.read(inner, is_test=True)
        elif isinstance(node, ast.FunctionDef):
            yield from self._given(node, frozenset({node.name}))
        elif isinstance(node, ast.Assert | ast.Expr):
            yield from self._cases(node) if is_mine else ()
            yield from self._expression(node, is_test=is_test)
        elif isinstance(node, ast.With) and is_test and not expects_error(node):
            self._forget(defined_by(node))
            for inner in node.body:
                yield from self.read(inner, is_test=True)
        elif isinstance(node, ast.For) and is_test:
            yield from self._loop(node)
        else:
            self._forget(defined_by(node))
            yield from [self._unread(node)] if is_mine else ()

    def with_doubts(self, line: Line) -> Iterator[Line]:
        """A line, with what is to be looked at where no test says what its case returns."""
        yield line
        if line.call and line.call not in self.compared:
            self.compared.add(line.call)
            why = f"the case compares the whole result (see @{self.name}.property); the test:"
            yield _todo(why, self.tested[line.call])

    # --- statements -----------------------------------------------------------------------------

    def _unread(self, node: ast.stmt, why: str = "") -> Line:
        if expects_error(node):
            return _todo("write a case with raises=… in the place of this test:", node)
        return _todo(f"write cases in the place of this test{why and f' ({why})'}:", node)

    def _assignment(self, node: Assignment, value: ast.expr) -> Iterator[Line]:
        calls = frozenset(self._behind(value))
        makes = frozenset(defined_by(node)) | (loaded(node) - loaded(value))
        yield from self._given(node, makes)
        self.derived |= dict.fromkeys(makes, calls)

    def _given(self, node: ast.stmt, makes: frozenset[str]) -> Iterator[Line]:
        """A statement that gives a name to something, or changes what a name stands for."""
        made, why = self.names.rewritten(node)
        self._forget(makes)
        if not why:
            self.names.local |= makes
            needs = loaded(made) | (makes if isinstance(node, ast.AugAssign) else set())
            yield Line("given", ast.unparse(made), makes, frozenset(needs))

    def _forget(self, names: Iterable[str]) -> None:
        """Note that what these names stood for is not what they stand for any more."""
        gone = set(names)
        self.names.local -= gone
        self.derived = {name: calls for name, calls in self.derived.items() if name not in gone}
        self.yielded = {case: needs for case, needs in self.yielded.items() if not needs & gone}

    def _expression(self, node: ast.Assert | ast.Expr, *, is_test: bool) -> Iterator[Line]:
        """What a test says of results, or a call that changes something, such as a list."""
        self.is_seeded |= "random.seed(" in ast.unparse(node)
        if is_test:
            self.compared |= compared(node, self._behind)
        owner = getattr(getattr(getattr(node, "value", None), "func", None), "value", None)
        if isinstance(owner, ast.Name) and owner.id in self.names.local:
            yield from self._given(node, frozenset({owner.id}))

    def _loop(self, node: ast.For) -> Iterator[Line]:
        """A loop over cases, which stays one."""
        own, before = set(defined_by(node)), set(self.names.local)
        iterated, why = self.names.rewritten(node.iter)
        self.names.local |= set(defined_by(ast.For(node.target, node.iter, [], [])))
        inner = _needed([line for part in node.body for line in self.read(part, is_test=True)])
        self.names.local = before - own
        if why and self.name in loaded(node):
            yield self._unread(node, why)
        elif any(line.kind == "case" for line in inner):
            body = textwrap.indent("\n".join(line.text for line in inner), "    ")
            targets = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
            each = ", ".join(map(ast.unparse, targets))
            head = f"for {each} in {ast.unparse(iterated)}:"
            needs = loaded(iterated).union(*(line.needs for line in inner))
            yield Line("case", f"{head}\n{body}", needs=frozenset(needs - own))
        else:
            yield from inner

    # --- calls ----------------------------------------------------------------------------------

    def _cases(self, node: ast.stmt) -> Iterator[Line]:
        """A case for each call in a statement, unless it is one already."""
        read = [self._case(call) for call in called(node, self.name)]
        reasons = [why for _, why in read if why]
        if reasons or not read:
            yield self._unread(node, *reasons[:1])
            return
        for line, _ in read:
            self.tested.setdefault(line.call, node)
            if line.text not in self.yielded:
                self.yielded[line.text] = line.needs
                yield line
        if looser := allowed(node):
            yield _todo(f"the test allows {looser}, a case allows less (see Tolerance):", node)

    def _failing(self, node: ast.stmt, call: ast.Call, error: str) -> Line:
        """A case that expects an exception."""
        raises = ast.keyword("raises", ast.Name(error, ast.Load()))
        line, why = self._case(ast.Call(call.func, call.args, call.keywords), raises)
        self.compared.add(line.call)
        return self._unread(node, why) if why else line

    def _case(self, call: ast.Call, *marks: ast.keyword) -> tuple[Line, str]:
        """A call as a case with such marks, and why it cannot be one, if it cannot."""
        given = [self.names.argument(value) for value in call.args]
        named = [(word.arg, *self.names.argument(word.value)) for word in call.keywords]
        reasons = [why for _, why in given if why] + [why for *_, why in named if why]
        args = [arg for arg, _ in given]
        words = [*(ast.keyword(name, arg) for name, arg, _ in named), *marks]
        whole = ast.Call(ast.Name("case", ast.Load()), args, words) if words else None
        text = ast.unparse(whole or ast.Tuple(args, ast.Load()))
        needs = set[str]().union(*map(loaded, (*args, *words)))
        line = Line("case", f"yield {text}", needs=frozenset(needs), call=ast.unparse(call))
        return line, reasons[0] if reasons else ""

    def _behind(self, node: ast.AST) -> set[str]:
        """The calls that an expression holds, or that the names in it come from."""
        calls = {ast.unparse(call) for call in called(node, self.name)}
        return calls.union(*(self.derived.get(name, ()) for name in loaded(node)))
