"""What students must not receive: lines of solutions and mistakes, and numbers of hidden cases.

`verify` looks for them in everything that reaches students: the release folder, the package that
they install, and the feedback on every known mistake.
"""

import ast
import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import cast

import numpy as np

from autograder.authoring.mistake import Mistake
from autograder.authoring.regions import split
from autograder.authoring.room import Room
from autograder.key import Key
from autograder.values import Value, walk

# Shorter lines ("else:", "return f") reveal nothing and occur in prose and experiments too.
TELLING = 12
# Numbers with fewer digits occur by chance and in signatures (0.05, 10000).
DIGITS = 6
# How feedback, keys and Python write a number.
FORMS = ("{:.7g}", "{:.6g}", "{!r}")


def secret_lines(room: Room) -> frozenset[str]:
    """Lines of solutions and of mistakes that the student's script shows nowhere."""
    kept, solution = split(room.script)
    mistakes = [m for exercise in room.assignment.exercises for m in exercise.mistakes]
    solution += [line for mistake in mistakes for line in _code(mistake)]
    return frozenset(map(_bare, solution)).difference(map(_bare, kept)) - {""}


def _code(mistake: Mistake) -> list[str]:
    """The lines of a mistake's function or class below its docstring, which is given."""
    source = mistake.source
    if not source:
        return []
    (function,) = cast("list[ast.FunctionDef]", ast.parse(textwrap.dedent(source)).body)
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return source.splitlines()[body[0].lineno - 1 :] if body else []


def _bare(line: str) -> str:
    """The line without indentation and comment sign; empty if it reveals nothing."""
    text = line.strip("# \t")
    return text if len(text) >= TELLING else ""


def hidden_numbers(private: Key) -> frozenset[str]:
    """The hidden cases' numbers as text, without signs and without those of public cases."""
    numbers: dict[bool, set[float]] = {False: set(), True: set()}
    for case in (case for exercise in private.exercises for case in exercise.cases):
        outcomes = [case.expected, *(outcome.value for outcome in case.mistakes.values())]
        values = [*case.args, *case.keywords.values(), *outcomes]
        numbers[case.hidden].update(map(abs, _floats(values)))
    hidden, public = (
        {form.format(number) for number in numbers[kind] for form in FORMS}
        for kind in (True, False)
    )
    return frozenset(text for text in hidden - public if sum(map(str.isdigit, text)) >= DIGITS)


def _floats(value: Value) -> Iterator[float]:
    for part in walk(value):
        if isinstance(part, float):
            yield part
        elif isinstance(part, complex):
            yield from (part.real, part.imag)
        elif isinstance(part, np.ndarray) and part.dtype.kind in "fc":
            yield from _floats(part.ravel().tolist())


def found_in(
    paths: Iterable[Path], lines: frozenset[str], numbers: frozenset[str], *, run: int = 1
) -> list[str]:
    """Where secret lines or hidden numbers stand in these files: file and line.

    Fewer than `run` consecutive secret lines are a coincidence.
    """
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".ipynb":
            text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        for is_secret, group in groupby(text.splitlines(), lambda line: _bare(line) in lines):
            together = list(group)
            if is_secret and len(together) >= run:
                found += [f"{path.name}: {line.strip()}" for line in together]
        found += [f"{path.name}: {word}" for word in found_in_text(text, numbers)]
    return found


def found_in_text(text: str, numbers: frozenset[str]) -> list[str]:
    """The hidden numbers that occur in a text, with any sign."""
    words = re.findall(r"[\d.e+-]+", text)
    return sorted(numbers.intersection(word.strip("+-.") for word in words))
