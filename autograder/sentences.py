"""One difference in one sentence: what came back, and what is expected."""

from __future__ import annotations

import numpy as np

from autograder.compare import Difference
from autograder.key import KeyExercise
from autograder.values import Value, describe

__all__ = ["sentence", "subject"]

MAX_SHOWN = 6


def subject(exercise: KeyExercise, difference: Difference) -> str:
    """What a sentence about the difference is about: a part of the result, or all of it."""
    return difference.where or f"The result of {exercise.name}"


def sentence(exercise: KeyExercise, name: str, difference: Difference) -> str:
    """What was found of `name`, and what is expected, with a question where one helps."""
    actual, expected = difference.actual, difference.expected
    if difference.step is not None:
        return _history_sentence(name, difference)
    if difference.kind == "structure":
        return f"{name} is {describe(actual)}; {describe(expected)} is expected."
    if difference.kind == "missing":
        return f"The figure lacks {name}, or draws other data for it."
    if difference.kind == "type":
        question = " Is a return missing?" if actual is None else ""
        wanted = f"{describe(expected)}{_parts(exercise, difference)}"
        return f"{name} is {describe(actual)}; {wanted} is expected.{question}"
    if difference.kind == "length":
        return _length_sentence(exercise, name, difference)
    if difference.kind == "columns":
        return f"{name}: found {_names(actual)}; {_names(expected)} expected."
    if difference.kind == "keys":
        lacking = [repr(key) for key in expected if key not in actual]
        surplus = [repr(key) for key in actual if key not in expected]
        found = (("lacks the", lacking), ("has the unexpected", surplus))
        parts = [f"{verb} key{'s' * (len(k) > 1)} {_names(k)}" for verb, k in found if k]
        return f"{name} {' and '.join(parts)}."
    if difference.kind == "shape":
        if not isinstance(expected, np.ndarray):
            return f"{name} has the shape {actual.shape}; a single number is expected."
        return f"{name} has the shape {actual.shape}; {expected.shape} is expected."
    if difference.kind == "dtype":
        return f"{name} has the dtype {actual.dtype}; {_dtype(expected)} is expected."
    place = f"[{', '.join(map(str, difference.index))}]" if difference.index else ""
    wanted = _element(difference, expected)
    if place and not difference.where:
        name, place = f"Element {place} of the result", ""
    elif place and name.startswith("column "):
        name, place = f"Row {place[1:-1]} of {name}", ""
    return f"{name}{place} is {_element(difference, actual)}; {wanted} is expected."


def _length_sentence(exercise: KeyExercise, name: str, difference: Difference) -> str:
    actual, expected = len(difference.actual), len(difference.expected)
    if name.endswith("figure's axes") and not actual:
        return "The figure is empty. Has plt.show() or plt.close() ended the one that was drawn?"
    noun = "value" if isinstance(difference.expected, tuple) else "entry"
    found = noun if actual == 1 else {"value": "values", "entry": "entries"}[noun]
    verb = "is" if expected == 1 else "are"
    return f"{name} has {actual} {found}; {expected}{_parts(exercise, difference)} {verb} expected."


def _parts(exercise: KeyExercise, difference: Difference) -> str:
    """The names of a returned tuple's parts, if the difference is about the whole tuple."""
    whole = not difference.where and isinstance(difference.expected, tuple)
    return f" ({', '.join(exercise.returns)})" if whole and exercise.returns else ""


def _history_sentence(name: str, difference: Difference) -> str:
    history = name.partition("[")[0] or "The history"
    if name.endswith("[1]"):
        return (
            f"{history} parts from the expected one at step {difference.step}: the error is "
            f"{_number(difference.actual)}; {_number(difference.expected)} is expected."
        )
    if isinstance(difference.actual, int) and not isinstance(difference.actual, bool):
        is_next = abs(difference.actual - (difference.step or 0)) == 1
        return (
            f"{history} has an entry of step {_number(difference.actual)} where step "
            f"{difference.step} is expected.{' Are steps counted from 0?' if is_next else ''}"
        )
    return (
        f"{history}: where step {difference.step} is expected, there is "
        f"{describe(difference.actual)}; an entry is a pair of a step and an error."
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
