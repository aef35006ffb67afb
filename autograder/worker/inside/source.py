"""A submission's source as text and statements: what it holds, without running it."""

import ast
import hashlib
import io
import re
import textwrap
import tokenize
from collections.abc import Collection, Iterable, Iterator, Sequence
from types import CodeType

# A notebook of 10 MB may hold 250,000 cells, which would take minutes; those beyond are not run.
MAX_CELLS = 2000
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
IMPORTS = (ast.Import, ast.ImportFrom)
WRITTEN = (*FUNCTIONS, ast.ClassDef)
DEFINITIONS = (*IMPORTS, *WRITTEN)
UNCOMPILED = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
# A notebook's commands, which Python does not understand; they go on after a backslash.
COMMAND = re.compile(
    r"^([ \t]*)(?:(?:[\w,. \t]*=[ \t]*)?(?:!|%{1,2}\w)|(?:pip|conda)[ \t]+\w"
    r"|(?:\?{1,2}[\w.]+|[\w.]+\?{1,2})[ \t]*$)(?:.*\\\n)*.*",
    re.MULTILINE,
)
WORD = re.compile(r"\w+")
# What stands in front of the name of a function or a class.
HEAD = r"(?:(?:async\s+)?def|class)\s+"


def cell_digest(text: str) -> str:
    """The digest by which a provided cell is recognised, whatever its trailing white space."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    joined = "\n".join(lines).encode("utf-8", "surrogatepass")  # JSON may hold half a character
    return hashlib.sha256(joined).hexdigest()[:32]


# --- text -----------------------------------------------------------------------------------------


def decoded(data: bytes) -> str:
    """A module's text, as Python reads it.

    Raises UnicodeError or LookupError for bytes that are not the text that they should be, and
    SyntaxError for an unknown encoding.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return io.TextIOWrapper(io.BytesIO(data), encoding).read()
    except SyntaxError:
        data.decode()  # if it is not even UTF-8, this says so
        raise


def python_lines(text: str) -> list[str]:
    """The lines as Python counts them: `str.splitlines` also splits at a form feed."""
    return io.StringIO(text).readlines()


def without_commands(text: str) -> tuple[str, list[int]]:
    """The text with a `pass` for each notebook command, and the numbers of those lines."""
    numbers = [text.count("\n", 0, found.start()) + 1 for found in COMMAND.finditer(text)]
    python = COMMAND.sub(lambda found: f"{found[1]}pass" + "\n" * found[0].count("\n"), text)
    return python, numbers


def parsed(text: str, file: str) -> tuple[ast.Module, list[int]]:
    """The text as Python, if need be without notebook commands, and the lines of those.

    Raises what is in UNCOMPILED.
    """
    try:
        return ast.parse(text, file), []
    except UNCOMPILED:
        python, lines = without_commands(text)
        if not lines:
            raise
        return ast.parse(python, file), lines


def compiled(
    body: Iterable[ast.stmt], file: str, flags: int = 0
) -> list[tuple[ast.stmt, CodeType]]:
    """Each statement with its code. Raises what is in UNCOMPILED."""
    return [
        (node, compile(ast.Module([node], []), file, "exec", flags, dont_inherit=True))
        for node in body
    ]


def defined_in_text(text: str, names: Collection[str]) -> list[str]:
    """Those of the names that a text defines as functions or classes, even if it is not Python."""
    start = r"^[^\w#\n]*"  # in a text cell, it may be quoted, and prose begins with "class" too
    line = rf"{start}(?:(?:async[ \t]+)?def\s+{{0}}\b|class\s+{{0}}[ \t]*(?:[(:]|$))"
    return [name for name in names if re.search(line.format(name), text, re.MULTILINE)]


def function_span(
    lines: Sequence[str], name: str, pattern: str = HEAD + r"{}\b"
) -> tuple[int, int] | None:
    """The numbers of a function's or class's first line, from 0, and of the line after it.

    It ends before the next line that is neither indented nor a comment. The last definition counts.
    """
    head = re.compile(pattern.format(name))
    starts = [number for number, line in enumerate(lines) if head.match(line)]
    if not starts:
        return None
    first = starts[-1]
    end = first + 1
    for number, line in enumerate(lines[end:], end):
        if line.strip() and line[0] not in " \t)#":
            break
        end = number + 1 if line.strip() and line[0] != "#" else end
    while first and lines[first - 1].startswith("@"):
        first -= 1
    return first, end


# --- statements -----------------------------------------------------------------------------------


def _inner_statements(node: ast.stmt) -> Iterator[ast.stmt]:
    """The statements in all branches of a block."""
    for name in ("body", "orelse", "finalbody"):
        yield from getattr(node, name, [])
    for handler in getattr(node, "handlers", []):
        yield from handler.body


def first_line(node: ast.stmt) -> int:
    """The line in which a statement begins, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def defined_by(node: ast.stmt) -> list[str]:
    """The names that a statement gives to something: functions, classes, imports, variables."""
    names: list[str] = []
    parts: list[ast.AST] = [node]
    while parts:
        part = parts.pop()
        if isinstance(part, WRITTEN):
            names.append(part.name)
        elif isinstance(part, IMPORTS):
            names += [(alias.asname or alias.name).partition(".")[0] for alias in part.names]
        elif isinstance(part, ast.Name):
            names += [part.id] if isinstance(part.ctx, ast.Store) else []
        else:
            parts.extend(ast.iter_child_nodes(part))
    return names


def imported_by(node: ast.Import | ast.ImportFrom) -> list[str]:
    """The modules that a statement imports, "." for one without a name of its own."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or "."]


def inner_definitions(
    node: ast.stmt, names: Collection[str], function: str = "", condition: str = ""
) -> Iterator[tuple[str, int, str, str]]:
    """The functions and classes of these names that stand inside a statement, and their lines.

    Each with the function or class around it, or else the condition.
    """
    if isinstance(node, ast.If):
        test = ast.unparse(node.test)
        condition = '__name__ == "__main__"' if "__name__" in test else condition or test
    function = function or getattr(node, "name", "")
    for inner in _inner_statements(node):
        is_function = isinstance(inner, WRITTEN) or isinstance(
            getattr(inner, "value", None), ast.Lambda
        )
        if is_function and (function or condition):
            found = sorted(set(defined_by(inner)).intersection(names))
            yield from ((name, inner.lineno, function, condition) for name in found)
        yield from inner_definitions(inner, names, function, condition)


def used_definitions(text: str, words: Collection[str]) -> ast.Module:
    """The imports, functions and classes of a given cell, if one of them is among the words."""
    made = [n for n in ast.parse(text).body if isinstance(n, DEFINITIONS)]
    is_used = any(name in words for node in made for name in defined_by(node))
    return ast.Module(list(made) if is_used else [], [])


# --- stubs ----------------------------------------------------------------------------------------


def is_stub(text: str, released: str = "") -> bool:
    """Whether a function's or class's text only raises, or is the released stub.

    `released` is the digest of a stub that has lines of its own.
    """
    if released and stub_digest(text) == released:
        return True
    try:
        (node,) = ast.parse(textwrap.dedent(text)).body
    except UNCOMPILED:
        return False
    return _only_raises(node)


def _only_raises(node: ast.stmt) -> bool:
    """Whether a function raises and does nothing else, or every method of a class does so."""
    body = [part for part in getattr(node, "body", []) if not _says_nothing(part)]
    if isinstance(node, ast.ClassDef):
        return bool(body) and all(map(_only_raises, body))
    return len(body) == 1 and isinstance(body[0], ast.Raise)


def _says_nothing(node: ast.stmt) -> bool:
    """Whether a statement is a docstring, an ellipsis, or `pass`."""
    is_constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_constant or isinstance(node, ast.Pass)


def stub_digest(text: str) -> str:
    """The digest of a function's lines, whatever their indentation, without comments."""
    lines = [line.strip() for line in text.splitlines()]
    return cell_digest("\n".join(line for line in lines if line and line[0] != "#"))
