"""One difference in one sentence: what came back, and what is expected."""

from __future__ import annotations

import re

import numpy as np

from autograder.key import KeyExercise
from autograder.values import Unsupported, Value, describe
from autograder.values.compare import Difference

__all__ = ["sentence", "subject"]

MAX_SHOWN = 6
PANDAS = re.compile(r"\b(DataFrame|Series)\b")


def subject(exercise: KeyExercise, difference: Difference) -> str:
    """What a sentence about the difference is about: a part of the result, or all of it."""
    return difference.where or f"The result of {exercise.name}"


def sentence(exercise: KeyExercise, name: str, difference: Difference) -> str:
    """What was found of `name`, and what is expected, with a question where one helps."""
    actual, expected = difference.actual, difference.expected
    if difference.step is not None:
        return _history_sentence(name, difference)
    if difference.kind == "structure":
        return f"{name} is {describe(actual)}, expected {describe(expected)}."
    if difference.kind == "missing":
        return f"The figure lacks {name}, hides it, or draws other data for it."
    if difference.kind == "type":
        wanted = f"{describe(expected)}{_parts(exercise, difference)}"
        return _type_sentence(name, actual, wanted)
    if difference.kind == "length":
        return _length_sentence(exercise, name, difference)
    if difference.kind == "columns":
        return f"{name}: found {_names(actual)}, expected {_names(expected)}."
    if difference.kind == "keys":
        lacking = [repr(key) for key in expected if key not in actual]
        surplus = [repr(key) for key in actual if key not in expected]
        found = (("lacks the", lacking), ("has the unexpected", surplus))
        parts = [f"{verb} key{'s' * (len(k) > 1)} {_names(k)}" for verb, k in found if k]
        return f"{name} {' and '.join(parts)}."
    if difference.kind == "shape":
        if not isinstance(expected, np.ndarray):
            return f"{name} has the shape {actual.shape}, expected a single number."
        return f"{name} has the shape {actual.shape}, expected {expected.shape}."
    if difference.kind == "dtype":
        return f"{name} has the dtype {actual.dtype}, expected {_dtype(expected)}."
    place = f"[{', '.join(map(str, difference.index))}]" if difference.index else ""
    wanted = _element(difference, expected)
    if place and not difference.where:
        name, place = f"Element {place} of the result", ""
    elif place and name.startswith("column "):
        name, place = f"Row {place[1:-1]} of {name}", ""
    return f"{name}{place} is {_element(difference, actual)}, expected {wanted}."


def _length_sentence(exercise: KeyExercise, name: str, difference: Difference) -> str:
    actual, expected = len(difference.actual), len(difference.expected)
    if name.endswith("figure's axes") and not actual:
        return "The figure is empty. Has plt.show() or plt.close() ended the one that was drawn?"
    noun = "value" if isinstance(difference.expected, tuple) else "entry"
    found = noun if actual == 1 else {"value": "values", "entry": "entries"}[noun]
    return f"{name} has {actual} {found}, expected {expected}{_parts(exercise, difference)}."


def _type_sentence(name: str, actual: Value, wanted: str) -> str:
    """What came instead of the type that is wanted, and what makes it one where that is known."""
    if actual is None:
        return f"{name} is None, expected {wanted}. Is a return missing?"
    known = actual.type_name if isinstance(actual, Unsupported) else describe(actual)
    frame = PANDAS.search(known)
    if frame and wanted.startswith(("an array", "the number")):
        return f"{name} is a {frame[0]}, expected {wanted}. Use its array, `.to_numpy()`, instead."
    return f"{name} is {describe(actual)}, expected {wanted}."


def _parts(exercise: KeyExercise, difference: Difference) -> str:
    """The names of a returned tuple's parts, if the difference is about the whole tuple."""
    whole = not difference.where and isinstance(difference.expected, tuple)
    return f" ({', '.join(exercise.returns)})" if whole and exercise.returns else ""


def _history_sentence(name: str, difference: Difference) -> str:
    history = name.partition("[")[0] or "The history"
    if name.endswith("[1]"):
        return (
            f"{history} first differs at step {difference.step}: the error is "
            f"{_number(difference.actual)}, expected {_number(difference.expected)}."
        )
    if isinstance(difference.actual, int) and not isinstance(difference.actual, bool):
        is_next = abs(difference.actual - (difference.step or 0)) == 1
        return (
            f"{history} has an entry of step {_number(difference.actual)}, expected step "
            f"{difference.step}.{' Are steps counted from 0?' if is_next else ''}"
        )
    return (
        f"{history}: the entry of step {difference.step} is {describe(difference.actual)}; "
        "an entry is a pair of a step and an error."
    )


def _element(difference: Difference, value: Value) -> str:
    if isinstance(value, np.ndarray) and difference.index is not None and value.ndim:
        return _number(float(value[difference.index]))
    return _number(value)


def _number(value: Value) -> str:
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.7g}"
    return describe(value)


def _dtype(value: Value) -> str:
    return str(value.dtype) if isinstance(value, np.ndarray) else "a float dtype"


def _names(value: Value) -> str:
    if isinstance(value, list):
        shown = ", ".join(str(name) for name in value[:MAX_SHOWN])
        return (shown or "nothing") if len(value) <= MAX_SHOWN else f"{shown}, …"
    return str(value)
