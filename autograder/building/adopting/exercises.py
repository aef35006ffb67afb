"""The text of exercises.py for an adopted notebook: what could be derived, and what is left."""

import ast
import json
import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from autograder.building.adopting.asserts import called, loaded
from autograder.building.adopting.cases import Cases
from autograder.building.adopting.names import FOLDER, GENERATOR
from autograder.building.adopting.parts import Part
from autograder.worker.inside.source import parsed

TODO = "# TODO: "
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
NO_CASE = """\
# TODO: yield a case, such as `yield (1, 2)`: build refuses {name} without one.
yield from ()"""


@dataclass(frozen=True)
class Graded:
    """A function or variable to write, with the points and cases that its tests gave."""

    part: Part
    points: float
    cases: Cases
    uses: Sequence[str]
    remarks: Sequence[str]

    @property
    def name(self) -> str:
        """The name of the function or variable."""
        return self.part.name


def exercises_text(
    name: str,
    title: str,
    files: Collection[str],
    imports: Sequence[ast.stmt],
    graded: Sequence[Graded],
    left: Sequence[str],
) -> str:
    """The whole file. `left` are comments on what belongs to no exercise."""
    body = "".join(map(_exercise, graded))
    names = [word for word in ("case", "TextFile", "Tolerance") if f"{word}(" in body]
    needed = [*_needed(imports, body)]
    if f"{FOLDER} /" in body:
        needed.insert(0, "from pathlib import Path\n\n")
    head = HEAD.format(
        name=name,
        title=_quoted(title),
        kit=", ".join(["Assignment", *names]),
        imports="".join(needed) + ("\n" if needed else ""),
        folder=f"{FOLDER} = Path(__file__).parent\n\n" if f"{FOLDER} /" in body else "",
        files=f"    files={_tuple(files)},\n" if files else "",
    )
    return head + body + "".join(f"\n\n{comment}\n" for comment in left)


def _exercise(exercise: Graded) -> str:
    is_variable = exercise.part.kind == "variable"
    return _variable(exercise) if is_variable else _function(exercise)


def _variable(exercise: Graded) -> str:
    todo = [*(TODO + remark for remark in exercise.remarks), *exercise.cases.lines]
    return VARIABLE.format(
        name=exercise.name,
        points=exercise.points or 1,
        todo="".join(f"{line}\n" for line in todo),
    )


def _function(exercise: Graded) -> str:
    docstring = ast.get_docstring(_definition(exercise.part.source)) or ""
    first = " ".join(docstring.strip().split("\n\n")[0].split())
    title = first.split(". ")[0].rstrip('."').replace("\\", "\\\\").replace('"""', "'''")
    todo = [] if title else [f"{TODO}the title of {exercise.name}, which students read."]
    lines = [*todo, *(TODO + remark for remark in exercise.remarks), *_body(exercise)]
    return EXERCISE.format(
        options=_options(exercise),
        name=exercise.name,
        random=GENERATOR,
        title=title or exercise.name,
        body=textwrap.indent("\n".join(lines), "    "),
    )


def _body(exercise: Graded) -> list[str]:
    """The lines of a generator of cases."""
    lines = list(exercise.cases.lines)
    if not exercise.cases.cells:
        return [*lines, NO_CASE.format(name=exercise.name)]
    drawn = any(re.search(rf"\b{GENERATOR}\b", line) for line in exercise.cases.lines)
    if exercise.cases.hidden:
        lines.append(
            f"{TODO}draw inputs from `random`: students get these, and "
            f"{exercise.cases.hidden} came from hidden tests."
        )
    elif not drawn:
        lines.append(f"{TODO}draw inputs from `random`, which has other numbers in grading.")
    return lines


def _options(exercise: Graded) -> str:
    options = [f"points={exercise.points or 1:g}"]
    if exercise.uses:
        options.append(f"uses={_tuple(exercise.uses)}")
    if exercise.cases.is_seeded and "random." in exercise.part.source:
        options.append("seed=0")
    if only_prints(exercise.part.source):
        options.append("prints=True")
    return ", ".join(options)


def _needed(imports: Sequence[ast.stmt], body: str) -> list[str]:
    """The notebook's imports that the cases need."""
    found: dict[str, None] = {}
    for node in imports:
        for alias in getattr(node, "names", []):
            bound = (alias.asname or alias.name).split(".")[0]
            if re.search(rf"(?<![\w.]){bound}\b", _without_comments(body)):
                one = ast.Import([alias]) if isinstance(node, ast.Import) else None
                module = getattr(node, "module", None)
                made = one or ast.ImportFrom(module, [alias], getattr(node, "level", 0))
                found[ast.unparse(made) + "\n"] = None
    return list(found)


def _without_comments(text: str) -> str:
    return re.sub(r'^\s*(#|"""|@).*', "", text, flags=re.MULTILINE)


def _definition(source: str) -> ast.FunctionDef:
    body = parsed(source, "cell")[0].body
    return next(node for node in body if isinstance(node, ast.FunctionDef))


def only_prints(source: str) -> bool:
    """Whether a function returns nothing, and prints."""
    tree, _ = parsed(source, "cell")
    returns = (node for node in ast.walk(tree) if isinstance(node, ast.Return))
    return not any(node.value for node in returns) and bool(called(tree, "print"))


def used_by(sources: Mapping[str, str]) -> dict[str, list[str]]:
    """The exercises above that each one calls, directly or through another."""
    found: dict[str, list[str]] = {}
    for name, source in sources.items():
        direct = loaded(_definition(source)) - {name}
        calls = {*direct, *(far for near in direct for far in found.get(near, []))}
        found[name] = [other for other in found if other in calls]
    return found


def _tuple(names: Collection[str]) -> str:
    return f"({', '.join(map(_quoted, names))}{',' * (len(names) == 1)})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
