"""What a submission's source holds: cells, statements, definitions. Only the child looks at it."""

from __future__ import annotations
import __future__

import ast
import hashlib
import re
from collections.abc import Collection, Iterator
from types import CodeType

__all__ = [
    "MAX_CELLS",
    "UNCOMPILED",
    "UncompiledError",
    "after",
    "cell_digest",
    "compiled",
    "defined_by",
    "defined_in_text",
    "definitions",
    "in_its_lines",
    "in_one_line",
    "inner_statements",
    "left_over",
    "only_definitions",
    "parted",
    "used_definitions",
    "without_cell_magic",
]

# A notebook of 10 MB may hold 250,000 cells, which would take minutes; those beyond are not run.
MAX_CELLS = 2000
MAKING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
ASSIGNING = (ast.Assign, ast.AnnAssign)
# What is left of a module whose other top-level code hangs or ends the process; where that does as
# well, these without the values that are called for.
DEFINITIONS = (*MAKING, *ASSIGNING)
BLOCKS = (ast.If, ast.Try, ast.With)
UNCOMPILED = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)
# The future imports that change how Python compiles still; the older ones are the language by now.
FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names[-3:])
# As Python's parser counts lines; str.splitlines knows some more of them.
NEW_LINE = re.compile(r"\r\n?|\n")
LEADING = re.compile(r"\A(?P<empty>(?:[ \t]*(?:\r\n?|\n))+)(?P<indent>[ \t]*)(?=\S)(?!%%)")
CELL_MAGIC = re.compile(r"\A\s*%%.*")
# The first line of a definition in a given cell, which the kit's own assignments hold.
GIVEN = re.compile(r"^(?:def|class)\s+\w+|^(?:import|from)\b.*$", re.MULTILINE)
WORD = re.compile(r"\w+")
# Its words that it does not define, and that occur everywhere.
NO_NAMES = {"import", "from", "def", "class", "as"}


class UncompiledError(Exception):
    """Source that does not compile, whatever the reason."""

    def __init__(self, reason: BaseException) -> None:
        super().__init__(str(reason))
        self.reason = reason


def cell_digest(text: str) -> str:
    """The digest by which a provided cell is known, whatever its trailing white space."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    joined = "\n".join(lines).encode("utf-8", "surrogatepass")  # JSON may hold half a character
    return hashlib.sha256(joined).hexdigest()[:32]


# --- statements -----------------------------------------------------------------------------------


def compiled(source: str | ast.Module, file: str, flags: int = 0) -> CodeType:
    """The code of a module; `flags` are those of its code as a whole, for its future imports.

    Raises UncompiledError.
    """
    try:
        code: CodeType = compile(source, file, "exec", flags=flags & FUTURE, dont_inherit=True)
    except UNCOMPILED as error:
        raise UncompiledError(error) from error
    return code


def left_over(text: str, file: str, left_out: int) -> ast.Module | None:
    """A module's definitions, where more is left out; the second time, no assignment that calls.

    None where nothing is left out. Raises UncompiledError.
    """
    if not left_out:
        return None
    try:
        tree = ast.parse(text, file)
    except UNCOMPILED as error:
        raise UncompiledError(error) from error
    tree.body = [
        node for node in tree.body if _defines(node) and not (left_out > 1 and _calls(node))
    ]
    return tree


def parted(tree: ast.Module, line: int | None) -> tuple[ast.stmt | None, ast.Module]:
    """The statement at this line, and a module of those after it; none after an unknown line."""
    body = tree.body
    ends = [node.end_lineno or node.lineno for node in body]
    at = next((n for n, end in enumerate(ends) if line is not None and line <= end), None)
    if at is None:
        return None, ast.Module([], [])
    return body[at], ast.Module(body[at + 1 :], [])


def in_one_line(text: str, line: int) -> list[ast.stmt]:
    """A text's statements, as if all stood in this line; none of one that does not compile."""
    try:
        tree = ast.parse(text)
    except UNCOMPILED:
        return []
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            node.lineno = node.end_lineno = line  # type: ignore[attr-defined]
    return tree.body


def _defines(node: ast.stmt) -> bool:
    """Whether a statement does nothing but define: a definition, or a block of nothing else."""
    if isinstance(node, BLOCKS):
        return all(map(_defines, inner_statements(node)))
    return isinstance(node, (*DEFINITIONS, ast.Pass))


def inner_statements(node: ast.stmt) -> Iterator[ast.stmt]:
    """The statements in all branches of a block."""
    for name in ("body", "orelse", "finalbody"):
        yield from getattr(node, name, [])
    for handler in getattr(node, "handlers", []):
        yield from handler.body


def _calls(node: ast.stmt) -> bool:
    """Whether running a definition calls something for a value that it assigns."""
    if isinstance(node, BLOCKS):
        return any(map(_calls, inner_statements(node)))
    parts = ast.walk(node) if isinstance(node, ASSIGNING) else ()
    return any(isinstance(part, ast.Call) for part in parts)


# --- definitions ----------------------------------------------------------------------------------


def defined_by(node: ast.stmt) -> list[str]:
    """The names that a statement gives to something: functions, classes, imports, variables."""
    names = []
    for part in ast.walk(node):
        if isinstance(part, ast.FunctionDef | ast.ClassDef):
            names.append(part.name)
        elif isinstance(part, ast.Import | ast.ImportFrom):
            names += [(alias.asname or alias.name).partition(".")[0] for alias in part.names]
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names.append(part.id)
    return names


def defined_in_text(text: str, names: Collection[str]) -> list[str]:
    """Those of the names that a text defines as functions, also where it does not compile."""
    line = r"^[^\w#\n]*(?:async[ \t]+)?def\s+"  # in a text cell, it may be quoted
    return [name for name in names if re.search(rf"{line}{name}\b", text, re.MULTILINE)]


def definitions(text: str, file: str, names: Collection[str]) -> ast.Module | None:
    """The module's definitions of functions of these names, if there are any."""
    if not names:
        return None
    tree = ast.parse(text, file)
    kept = [node for node in tree.body if getattr(node, "name", None) in names]
    return ast.Module(kept, []) if kept else None


def in_its_lines(text: str) -> str:
    """A cell's text with comments for the empty lines at its top.

    IPython would take those away and count from the first line that is left; the shell's own way of
    running definitions does not. A magic of the whole cell must stay the first.
    """
    found = LEADING.match(text)
    if found is None:
        return text
    return (
        f"{found['indent']}#\n" * len(NEW_LINE.findall(found["empty"])) + text[found.end("empty") :]
    )


def without_cell_magic(text: str) -> str:
    """A cell's text with an empty line for its magic of the whole cell, if it begins with one."""
    return CELL_MAGIC.sub("", text)


def only_definitions(text: str) -> str:
    """The text of a cell of which only the definitions are left, each in its place."""
    try:
        tree = ast.parse(text)
    except UNCOMPILED:
        return ""
    lines = NEW_LINE.split(text)
    kept = ["#"] * len(lines)
    for node in tree.body:
        first = min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", []))])
        if _defines(node) and not _calls(node):
            kept[first - 1 : node.end_lineno] = lines[first - 1 : node.end_lineno]
    return "\n".join(kept)


def after(text: str, line: int | None) -> tuple[list[str], int, str]:
    """What the statement at this line defines, where it ends, and a cell's text with what follows.

    The text stays in its lines; IPython would take away empty ones above it. Nothing comes after an
    unknown line.
    """
    try:
        failed, _ = parted(ast.parse(text), line)
    except UNCOMPILED:
        failed = None
    if failed is None:
        return [], 0, ""
    end = failed.end_lineno or failed.lineno
    return defined_by(failed), end, "#\n" * end + "\n".join(NEW_LINE.split(text)[end:])


def used_definitions(text: str, own: str) -> ast.Module | None:
    """The imports, functions and classes of a given cell, if the submission's own text names one.

    The cells are the kit's, which put each definition's first line where a line begins.
    """
    words = {word for line in GIVEN.findall(text) for word in WORD.findall(line)}
    maybe = {word for word in words - NO_NAMES if word in own}
    if not maybe or maybe.isdisjoint(WORD.findall(own)):
        return None
    tree = ast.parse(text)
    kept = [node for node in tree.body if isinstance(node, MAKING)]
    return ast.Module(kept, [])  # type: ignore[arg-type]
