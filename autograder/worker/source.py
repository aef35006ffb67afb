"""What a submission's source holds: cells, statements, definitions. Only the child looks at it."""

from __future__ import annotations
import __future__

import ast
import hashlib
import re
import textwrap
import tokenize
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType

from autograder.worker.cells import raw_cells, released_names, text_of

__all__ = [
    "MAX_CELLS",
    "Cells",
    "UncompiledError",
    "after",
    "cell_digest",
    "code_cells",
    "code_lines",
    "compiled",
    "decoded",
    "defined_by",
    "defined_in_text",
    "definitions",
    "in_its_lines",
    "in_main_block",
    "is_stub",
    "left_over",
    "only_definitions",
    "parted",
    "stub_digest",
    "used_definitions",
    "without_cell_magic",
    "without_command",
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
# What a notebook's cell may hold and Python does not understand: a command of the shell, a magic,
# a question for help.
COMMAND = re.compile(
    r"[ \t]*(?:[\w,. \t]*=[ \t]*)?(?:!|%{1,2}\w)|[ \t]*(?:pip|conda)[ \t]+\w"
    r"|[ \t]*(?:\?{1,2}[\w.]+|[\w.]+\?{1,2})[ \t]*$"
)
# The magics of a whole cell that leave its lines to be Python.
PYTHON_MAGICS = ("time", "timeit", "capture", "prun")
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


@dataclass(frozen=True)
class Cells:
    """The code cells within the bound, and how many cells are beyond it.

    Of each code cell its position and text; of the others also which released cells they may be.
    """

    code: Sequence[tuple[int, str]]
    others: Sequence[tuple[int, str, Collection[str | None]]]
    beyond: int


def cell_digest(text: str) -> str:
    """The digest by which a provided cell is known, whatever its trailing white space."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    joined = "\n".join(lines).encode("utf-8", "surrogatepass")  # JSON may hold half a character
    return hashlib.sha256(joined).hexdigest()[:32]


def code_cells(data: bytes) -> Cells | None:
    """The code cells of a notebook, or None for what is not one."""
    cells = raw_cells(data)
    if cells is None:
        return None
    code, others = [], []
    for position, cell in enumerate(cells[:MAX_CELLS]):
        if cell.get("cell_type") == "code":
            code.append((position, text_of(cell)))
        else:
            others.append((position, text_of(cell), released_names(cell)))
    return Cells(code, others, max(0, len(cells) - MAX_CELLS))


# --- a module's text ------------------------------------------------------------------------------


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
    for number in above:
        line = lines[number]
        if COMMAND.match(line) and (number == failed - 1 or line.startswith("%%")):
            return number + 1, "\n".join(_passed_over(lines, number))
        if not line.strip() or line.startswith("# %%"):  # another cell, as far as a file has cells
            break
    return None


def _passed_over(lines: list[str], first: int) -> list[str]:
    """The lines without a command, and what belongs to it: a continued line, or a cell's text."""
    magic = re.match(r"%%(\w+)", lines[first])
    is_whole = magic is not None and magic[1] not in PYTHON_MAGICS
    last = first
    while last + 1 < len(lines) and (
        lines[last].endswith("\\")
        or (is_whole and lines[last + 1].strip() and not lines[last + 1].startswith("# %%"))
    ):
        last += 1
    indent = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    return [*lines[:first], f"{indent}pass", *[""] * (last - first), *lines[last + 1 :]]


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


def _defines(node: ast.stmt) -> bool:
    """Whether a statement does nothing but define: a definition, or a block of nothing else."""
    if isinstance(node, BLOCKS):
        return all(_defines(inner) for inner in _inner(node))
    return isinstance(node, (*DEFINITIONS, ast.Pass))


def _inner(node: ast.stmt) -> Iterator[ast.stmt]:
    """The statements in all branches of a block."""
    for name in ("body", "orelse", "finalbody"):
        yield from getattr(node, name, [])
    for handler in getattr(node, "handlers", []):
        yield from handler.body


def _calls(node: ast.stmt) -> bool:
    """Whether running a definition calls something for a value that it assigns."""
    if isinstance(node, BLOCKS):
        return any(map(_calls, _inner(node)))
    parts = ast.walk(node) if isinstance(node, ASSIGNING) else ()
    return any(isinstance(part, ast.Call) for part in parts)


# --- stubs ----------------------------------------------------------------------------------------


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
    return [name for name in names if re.search(rf"^\s*def\s+{name}\b", text, re.MULTILINE)]


def in_main_block(text: str, file: str, names: Collection[str]) -> dict[str, int]:
    """The names of functions that stand under `if __name__ == "__main__":`, and their lines."""
    if not any(re.search(rf"^[ \t]+def\s+{name}\b", text, re.MULTILINE) for name in names):
        return {}
    return {
        node.name: node.lineno
        for block in ast.parse(text, file).body
        if isinstance(block, ast.If) and "__name__" in ast.unparse(block.test)
        for node in ast.walk(block)
        if isinstance(node, ast.FunctionDef) and node.name in names
    }


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
