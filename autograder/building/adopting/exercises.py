"""The text of exercises.py for an adopted notebook: what could be derived, and what is left."""

import ast
import json
import re
import textwrap
from collections.abc import Collection, Iterator, Mapping, Sequence

from autograder.building.adopting.cases import TODO
from autograder.building.adopting.grading import Graded, graded_in, left_over
from autograder.building.adopting.names import FOLDER, GENERATOR
from autograder.building.adopting.pieces import Piece
from autograder.worker.inside.source import IMPORTS

HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
HEAD = '''\
"""What is graded in the assignment {name}: cases, known mistakes and hints."""

{imports}from autograder import {kit}
from solutions.{name} import {name} as reference

{folder}assignment = Assignment(
    "{name}",
    title={title},
{files}    reference=reference,
)
# TODO: goal=, needs=, minutes= and then= of the assignment, which open and close the notebook.
# TODO: a case expects the solution's whole result. Some tests may ask for less: see Tolerance.
'''
EXERCISE = '''

@assignment.exercise({options})
def {name}({random}):
    """{title}"""
{body}


# TODO: the mistakes that students make, as @{name}.mistake, and hints: {name}.hint("…")
'''
VARIABLE = """

{name} = assignment.variable("{name}", points={points:g}, title="{name}")
{todo}# TODO: its title, which students read, wrong values, as {name}.wrong(…), and hints.
"""


def exercises_text(name: str, pieces: Sequence[Piece], files: Collection[str]) -> str | None:
    """The whole file; None where there is nothing that it could grade."""
    imports = _imports(pieces)
    graded = graded_in(pieces, imports, files)
    if not graded:
        return None
    body = "".join(map(_exercise, graded))
    left = left_over(pieces, [exercise.piece.name for exercise in graded])
    texts = "\n".join(piece.source for piece in pieces if piece.kind == "text")
    title = found[1] if (found := HEADING.search(texts)) else name
    head = _head(name, title, files, imports, body)
    return head + body + "".join(f"\n\n{comment}\n" for comment in left)


def _head(
    name: str, title: str, files: Collection[str], imports: Mapping[str, str], body: str
) -> str:
    """What stands above the exercises, with the imports that they need."""
    code = re.sub(r'^\s*(#|"""|@).*', "", body, flags=re.MULTILINE)
    needed = "".join(f"{text}\n" for word, text in imports.items() if _has_word(code, word))
    has_files = _has_word(code, FOLDER)
    return HEAD.format(
        name=name,
        title=_quoted(title),
        kit=", ".join(["Assignment", *(w for w in ("case", "TextFile") if f"{w}(" in code)]),
        imports="from pathlib import Path\n\n" * has_files + needed + "\n" * bool(needed),
        folder=f"{FOLDER} = Path(__file__).parent\n\n" * has_files,
        files=f"    files={_tuple(files)},\n" if files else "",
    )


def _imports(pieces: Sequence[Piece]) -> dict[str, str]:
    """The statement that imports each module or name of the notebook."""
    found = {}
    for node in (node for piece in pieces for node in piece.body if isinstance(node, IMPORTS)):
        start = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            bound = (alias.asname or alias.name).partition(".")[0]
            found[bound] = f"{start}import {ast.unparse(alias)}"
    return found


def _exercise(exercise: Graded) -> str:
    """The declaration of a function or variable."""
    name, points, todo = exercise.piece.name, exercise.points or 1, list[str]()
    if not exercise.points:
        todo.append(f"{TODO}its tests give no points: set points=.")
    if exercise.shared:
        words = ", ".join(exercise.shared)
        todo.append(f"{TODO}check points=: some come from tests that also use {words}.")
    if exercise.piece.kind == "variable":
        comments = "".join(f"{line}\n" for line in todo)
        return VARIABLE.format(name=name, points=points, todo=comments)
    function = next(n for n in exercise.piece.body if isinstance(n, ast.FunctionDef))
    lines = [*_lacks(function), *todo, *(line.text for line in exercise.lines), *_last(exercise)]
    uses = f", uses={_tuple(exercise.uses)}" if exercise.uses else ""
    return EXERCISE.format(
        options=f"points={points:g}{uses}",
        name=name,
        random=GENERATOR,
        title=_title(function) or name,
        body=textwrap.indent("\n".join(lines), "    "),
    )


def _title(function: ast.FunctionDef) -> str:
    """The first sentence of a function's docstring; "" without one."""
    docstring = (ast.get_docstring(function) or "").strip().split("\n\n")[0]
    first = " ".join(docstring.split()).split(". ")[0].rstrip('."')
    return first.replace("\\", "\\\\").replace('"""', "'''")


def _lacks(function: ast.FunctionDef) -> Iterator[str]:
    """What a function lacks in order to be graded."""
    if not _title(function):
        yield f"{TODO}the title of {function.name}, which students read."
    returns = (node for node in ast.walk(function) if isinstance(node, ast.Return))
    if not any(node.value for node in returns):
        yield f"{TODO}it returns nothing: set prints=True, changes= or writes=, which are compared."


def _last(exercise: Graded) -> Iterator[str]:
    """What is left to write below the cases of an exercise."""
    cases = [line for line in exercise.lines if line.kind == "case"]
    hidden = sum(line.is_hidden for line in cases)
    if not cases:
        name = exercise.piece.name
        yield f"{TODO}yield a case, such as `yield (1, 2)`: build refuses {name} without one."
        yield "yield from ()"
    elif hidden or not any(_has_word(line.text, GENERATOR) for line in exercise.lines):
        shown = f": students get these, and {hidden} came from hidden tests."
        why = shown if hidden else ", which has other numbers in grading."
        yield f"{TODO}draw inputs from `{GENERATOR}`{why}"


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(word)}\b", text) is not None


def _tuple(names: Collection[str]) -> str:
    return f"({', '.join(map(_quoted, names))}{',' * (len(names) == 1)})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
