"""One case of an exercise as text: what goes in, what came back, and what is expected.

The inputs and both results are Python that can be pasted into a cell or a script.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

import numpy as np

from autograder.judging.reporting import FileCaller
from autograder.judging.trial import Attempts, Observation, counterexample
from autograder.judging.words import sentence, subject
from autograder.key import Key, KeyExercise, NoSuchExerciseError
from autograder.values import Code, Record, TextFile, Value, describe
from autograder.values.difference import Difference
from autograder.values.hashed import DictKey
from autograder.values.plain import INSTANCES

# An array with more elements is not written out.
MOST_ELEMENTS = 400
# Beside each other, so many rows are shown before and after the first that differs.
ROWS_AROUND = 5
NAMES = re.compile(r"\b(nan|inf)\b")


def show(key: Key, caller: FileCaller, name: str, number: int | None = None) -> list[str]:
    """The lines about a case, of this number or else the first that fails.

    Raises NoSuchExerciseError where there is no such exercise or case.
    """
    exercise = key.exercise(name)
    case_of(exercise, number or 1)
    wanted = exercise.cases if number is None else exercise.cases[number - 1 : number]
    found: list[Observation] = []
    if sources := caller.loaded.sources(name):
        tried = replace(exercise, cases=wanted)
        trial = Attempts(key, caller).attempt(tried, sources, frozenset(), hidden=False)
        found = [replace(o, number=number or o.number) for o in trial.observations]
    failing = counterexample(found) or next(iter(found), None)
    if failing is None:
        return [
            *_inputs(exercise, number or 1),
            "",
            f"# {caller.loaded.absent(name, exercise.kind)}",
        ]
    return case_lines(exercise, failing)


def case_of(exercise: KeyExercise, number: int) -> tuple[Value, ...]:
    """The arguments of a public case. Raises NoSuchExerciseError for another number."""
    public = sum(not case.hidden for case in exercise.cases)
    if not 0 < number <= public:
        raise NoSuchExerciseError(
            f"{exercise.name} has the cases 1 to {public}; {number} is none of them."
        )
    case = exercise.cases[number - 1]
    return (*case.args, *case.keywords.values())


def case_lines(exercise: KeyExercise, observation: Observation) -> list[str]:
    """A case that was tried, as text."""
    outcome, case = observation.outcome, observation.case
    if case.form_only:
        return _form_lines(exercise, observation)
    lines = [*_inputs(exercise, observation.number), ""]
    if case.raises:
        told = _ending(observation) if outcome.problem else f"returned {describe(outcome.value)}"
        return [*lines, f"# {exercise.name}: {told}", f"# expected: {case.raises} is raised"]
    if outcome.status != "value":
        lines.append(f"# {exercise.name} returned nothing: {_ending(observation)}")
        return [*lines, *_assigned("expected", case.expected)]
    lines += [*_assigned("returned", outcome.value), *_assigned("expected", case.expected)]
    lines += ["# Other results may be right as well.", ""] if exercise.properties else [""]
    if outcome.changed:
        lines.append(f"# {exercise.name} changed {', '.join(outcome.changed)}.")
    if not observation.differences:
        agree = "# The result is right." if exercise.properties else "# They agree."
        return [*lines, *([] if outcome.changed else [agree])]
    if observation.lacking:
        return [*lines, *(f"# {sentence(exercise, '', d)}" for d in observation.differences)]
    return [*lines, *_beside(observation.differences[0])]


def _form_lines(exercise: KeyExercise, observation: Observation) -> list[str]:
    """The value of a variable, and whether it has the form that the key has."""
    found = [sentence(exercise, subject(exercise, d), d) for d in observation.differences]
    found = found or [f"{exercise.name} has the right type and shape."]
    return [*_assigned(exercise.name, observation.outcome.value), "", *(f"# {f}" for f in found)]


def _ending(observation: Observation) -> str:
    problem = observation.outcome.problem
    if problem is None or observation.outcome.status != "exception":
        return observation.outcome.status.replace("_", " ")
    return f"{problem.type} in line {problem.line}: {problem.message}".splitlines()[0]


# --- Python -----------------------------------------------------------------------------------


def _inputs(exercise: KeyExercise, number: int) -> Iterator[str]:
    """The case's arguments, and the call."""
    case = exercise.cases[number - 1]
    names = exercise.argument_names(case)
    yield f"# {exercise.name}, case {number}"
    for name, value in zip(names, case_of(exercise, number), strict=True):
        yield from _assigned(name, value)
    passed = [*names[: len(case.args)], *(f"{name}={name}" for name in case.keywords)]
    if isinstance(exercise.run, Code):
        yield from ("", *exercise.run.text.splitlines(), "")
        yield f"{exercise.run.name}({', '.join([exercise.name, *passed])})"
    else:
        yield f"{exercise.name}({', '.join(passed)})"


def _assigned(name: str, value: Value) -> Iterator[str]:
    if isinstance(value, Code):
        yield from value.text.splitlines()
        if name == value.name:
            return
    shape = f"  # shape {value.shape}" if isinstance(value, np.ndarray) and value.ndim else ""
    text = python(value)
    yield f"{name} = ...  # {describe(value)}" if text is None else f"{name} = {text}{shape}"


def python(value: Value) -> str | None:
    """The value as a Python expression; None where it has none, or a very long one."""
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, Record):
        return _record(value)
    if isinstance(value, Code):
        return value.name
    if isinstance(value, TextFile):
        return f"io.StringIO({value.text!r})"
    if isinstance(value, tuple | list):
        return _items(value)
    if isinstance(value, dict):
        items = {_key(key): python(item) for key, item in value.items()}
        if None in items or None in items.values():
            return None
        return f"{{{', '.join(f'{key}: {item}' for key, item in items.items())}}}"
    is_plain = value is None or isinstance(value, bool | int | float | complex | str | bytes)
    return NAMES.sub(r"np.\1", repr(value)) if is_plain else None


def _key(key: Value) -> str | None:
    return python(key.value) if isinstance(key, DictKey) else repr(key)


def _record(value: Record) -> str | None:
    if value.kind == "DataFrame":
        columns, index = python(value.fields["columns"]), python(value.fields["index"])
        return columns and f"pd.DataFrame({columns}, index={index})"
    if value.kind == "Tensor":
        return _tensor(value.fields["array"])
    if value.kind in ("set", "frozenset"):
        items = _items(value.fields["items"])
        return items and f"{value.kind}({items})"
    if value.kind in INSTANCES:
        fields = {name: python(item) for name, item in value.fields["fields"].items()}
        inner = ", ".join(f"{name}={item}" for name, item in fields.items())
        return None if None in fields.values() else f"{value.fields['class']}({inner})"
    return None


def _items(value: tuple[Value, ...] | list[Value]) -> str | None:
    items = [python(item) for item in value]
    if len(items) > MOST_ELEMENTS or None in items:
        return None
    inner = ", ".join(map(str, items))
    comma = "," if isinstance(value, tuple) and len(items) == 1 else ""
    return f"({inner}{comma})" if isinstance(value, tuple) else f"[{inner}]"


def _tensor(array: np.ndarray) -> str | None:
    if array.size > MOST_ELEMENTS:
        return None
    return f"torch.tensor({_elements(array)}, dtype=torch.{array.dtype})"


def _array(array: np.ndarray) -> str | None:
    if array.size > MOST_ELEMENTS:
        return None
    if not array.size:
        return f"np.zeros({array.shape}, dtype={array.dtype.name!r})"
    if array.dtype.kind in "mM":
        texts = array.astype(str) if array.dtype.kind == "M" else array.astype(np.int64)
        return f"np.array({texts.tolist()}, dtype={array.dtype.name!r})"
    usual = array.dtype in map(np.dtype, (float, int, bool, complex))
    dtype = "" if usual else f", dtype=np.{array.dtype}"
    return f"np.array({_elements(array)}{dtype})"


def _elements(array: np.ndarray) -> str:
    """The elements as nested lists, each as short as reads back as itself."""
    if array.dtype.kind == "f" and array.dtype.itemsize < 8:
        array = np.vectorize(lambda number: float(str(number)), otypes=[float])(array)
    return NAMES.sub(r"np.\1", str(array.tolist()))


# --- both results beside each other -----------------------------------------------------------


def _beside(difference: Difference) -> Iterator[str]:
    """Both arrays beside each other, the first difference marked, as a comment."""
    actual, expected = (_plain(side) for side in (difference.actual, difference.expected))
    where = difference.where or "the result"
    if not isinstance(actual, np.ndarray) or not isinstance(expected, np.ndarray):
        return
    if actual.shape != expected.shape or not actual.ndim or difference.index is None:
        yield f"# The shape of {where} is {actual.shape}, expected {expected.shape}."
        return
    row = difference.index[0] if actual.ndim > 1 else 0
    start = max(row - ROWS_AROUND, 0)
    shown = slice(start, row + ROWS_AROUND + 1) if actual.ndim > 1 else slice(None)
    left, right = (_rows(side[shown]) for side in (actual, expected))
    width = max(len("returned"), *map(len, left))
    yield f"#   {'returned':{width}}    expected"
    for number, (one, other) in enumerate(zip_longest(left, right, fillvalue="")):
        mark = "→" if number == row - start else " "
        yield f"# {mark} {one:{width}}    {other}".rstrip()
    place = ", ".join(map(str, difference.index))
    found, wanted = (_one(side[difference.index]) for side in (actual, expected))
    yield f"# The first difference of {where} is at [{place}]: {found}, expected {wanted}."


def _one(element: np.generic) -> str:
    return f"{element:.7g}" if isinstance(element, np.number) else str(element)


def _plain(value: Value) -> Value:
    return value.fields["array"] if isinstance(value, Record) and value.kind == "Tensor" else value


def _rows(array: np.ndarray) -> list[str]:
    """A line for each row; of more than two dimensions, a row's own arrays in one line."""
    flat = array.reshape(len(array), -1) if array.ndim > 1 else array
    return np.array2string(flat, precision=4, max_line_width=10**6, threshold=10**6).splitlines()
