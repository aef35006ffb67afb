"""A module's bytes as text that Python reads, and what its text says without being run."""

from __future__ import annotations

import ast
import re
import textwrap
import tokenize
from collections.abc import Callable, Collection, Iterator

from autograder.worker.inside.source import (
    NEW_LINE,
    UNCOMPILED,
    UncompiledError,
    cell_digest,
    inner_statements,
)

__all__ = [
    "code_lines",
    "decoded",
    "inner_definitions",
    "is_stub",
    "shell_statement",
    "stub_digest",
    "without_command",
]

# What a notebook's cell may hold and Python does not understand: a command of the shell, a magic,
# a question for help.
COMMAND = re.compile(
    r"[ \t]*(?:[\w,. \t]*=[ \t]*)?(?:!|%{1,2}\w)|[ \t]*(?:pip|conda)[ \t]+\w"
    r"|[ \t]*(?:\?{1,2}[\w.]+|[\w.]+\?{1,2})[ \t]*$"
)
# Where a cell begins in a module that has cells: as editors write it, and as Jupyter exports it.
CELL = re.compile(r"#[ \t]*(?:%%|In[ \t]?\[)")
# The magics of a whole cell that leave its lines to be Python.
PYTHON_MAGICS = ("time", "timeit", "capture", "prun")


def decoded(data: bytes, file: str) -> str:
    """A module's text, in the encoding that its first lines declare, as Python reads it.

    Raises UnicodeDecodeError for other bytes than UTF-8 where that is meant, and UncompiledError
    for a declaration that does not hold.
    """
    first = data.splitlines(keepends=True)[:2]
    if b"coding" not in b"".join(first):
        return data.decode("utf-8-sig")
    try:
        encoding, _ = tokenize.detect_encoding(iter(first).__next__)
        if b"coding".decode(encoding) != "coding":
            raise LookupError(f"{encoding} is not an encoding for source")
        return data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        data.decode("utf-8-sig")  # if it is not even that, this says so
        line = 1 if b"coding" in first[0] else 2
        place = (file, line, 0, first[line - 1].decode("utf-8-sig"))
        raise UncompiledError(SyntaxError(getattr(error, "msg", str(error)), place)) from error


def code_lines(text: str) -> list[str]:
    """The lines as Python counts them, for what shows one of them."""
    return [f"{line}\n" for line in NEW_LINE.split(text)]


def without_command(text: str, error: UncompiledError) -> tuple[int, str] | None:
    """The line of a notebook's command for which a text does not compile, and the text without it.

    What it leaves is a `pass` in its line. None where it is no command that does not compile.
    """
    lines = NEW_LINE.split(text)
    failed = getattr(error.reason, "lineno", None) or 0
    above = range(failed - 1, -1, -1) if 0 < failed <= len(lines) else range(0)
    ends = _ends(lines)
    for number in above:
        line = lines[number]
        if COMMAND.match(line) and (number == failed - 1 or line.startswith("%%")):
            return number + 1, "\n".join(_passed_over(lines, number))
        if ends(line):
            break
    return None


def _ends(lines: list[str]) -> Callable[[str], bool]:
    """Whether a line ends a cell: the next one's mark, or an empty line where none is marked."""
    is_marked = any(map(CELL.match, lines))
    return lambda line: bool(CELL.match(line)) if is_marked else not line.strip()


def _passed_over(lines: list[str], first: int) -> list[str]:
    """The lines without a command, and what belongs to it: a continued line, or a cell's text."""
    magic = re.match(r"%%(\w+)", lines[first])
    is_whole = magic is not None and magic[1] not in PYTHON_MAGICS
    last, ends = first, _ends(lines)
    while last + 1 < len(lines) and (
        lines[last].endswith("\\") or (is_whole and not ends(lines[last + 1]))
    ):
        last += 1
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    return [*lines[:first], f"{indent}pass", *[""] * (last - first), *lines[last + 1 :]]


def shell_statement(node: ast.stmt | None) -> str | None:
    """The Python code that a statement such as `get_ipython().run_cell_magic(…)` would run.

    That is what Jupyter's export makes of a notebook's commands. None for another statement.
    """
    call = getattr(node, "value", None)
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return None
    if ast.unparse(call.func.value) != "get_ipython()":
        return None
    given = [getattr(argument, "value", None) for argument in call.args]
    is_python = call.func.attr == "run_cell_magic" and len(given) == 3 and given[0] in PYTHON_MAGICS
    return str(given[2]) if is_python else ""


def inner_definitions(
    text: str, file: str, names: Collection[str]
) -> Iterator[tuple[str, int, str, str]]:
    """The functions of these names that stand inside something else, and their lines.

    And the function or class that each one stands in, or else the condition.
    """
    line = r"^[ \t]+(?:(?:async[ \t]+)?def[ \t]+{0}\b|{0}[ \t]*=[ \t]*lambda\b)"
    if any(re.search(line.format(name), text, re.MULTILINE) for name in names):
        for node in ast.parse(text, file).body:
            yield from _inner_definitions(node, names, "", "")


def _inner_definitions(
    outer: ast.stmt, names: Collection[str], function: str, condition: str
) -> Iterator[tuple[str, int, str, str]]:
    if isinstance(outer, ast.If):
        test = ast.unparse(outer.test)
        condition = '__name__ == "__main__"' if "__name__" in test else condition or test
    function = function or getattr(outer, "name", "")
    for node in inner_statements(outer):
        for name in set(_functions(node)).intersection(names):
            if function or condition:
                yield name, node.lineno, function, condition
        yield from _inner_definitions(node, names, function, condition)


def _functions(node: ast.stmt) -> Iterator[str]:
    """The functions that a statement itself defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def is_stub(text: str, released: str = "") -> bool:
    """Whether a function's text is one that raises and does nothing else, or the released stub.

    `released` is the digest of a stub that has lines of its own.
    """
    if released and stub_digest(text) == released:
        return True
    try:
        (node,) = ast.parse(textwrap.dedent(text)).body
    except UNCOMPILED:
        return False
    body = [part for part in getattr(node, "body", []) if not _says_nothing(part)]
    return len(body) == 1 and isinstance(body[0], ast.Raise)


def _says_nothing(node: ast.stmt) -> bool:
    """Whether a statement is a docstring, an ellipsis, or `pass`."""
    is_constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_constant or isinstance(node, ast.Pass)


def stub_digest(text: str) -> str:
    """The digest of a function's lines, whatever their indentation, without comments."""
    lines = [line.strip() for line in text.splitlines()]
    return cell_digest("\n".join(line for line in lines if line and line[0] != "#"))
