"""What the JSON of an answer key must look like. A student may have it from anybody."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from autograder.key.data import Key, KeyExercise
from autograder.reports.text import safe

__all__ = ["checked", "require_related"]

# What a value in its place becomes. Raises ValueError, which names the place, for a wrong one.
Check = Callable[[Any, str], Any]
# One name, on every system: no separator, no drive, nothing hidden.
FILE_NAME = re.compile(r"[^\W_][^/\\:*?\"<>|]{0,99}")


def checked(data: Any) -> dict[str, Any]:
    """The key's JSON, with texts that are safe to show. Raises ValueError for what is wrong."""
    found: dict[str, Any] = KEY(data, "")
    return found


def _kind(expected: str, is_right: Callable[[Any], bool]) -> Check:
    def check(value: Any, place: str) -> Any:
        if not is_right(value):
            seen = ascii(value)
            seen = seen if len(seen) <= 60 else f"{seen[:60]}…"
            raise ValueError(f"{place} is {seen}, expected {expected}")
        return value

    return check


def _number(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value < math.inf


def _count(below: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and 0 <= value < below


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _text(value: Any, place: str) -> str:
    return safe(_kind("a text", _is_text)(value, place))


ANYTHING = _kind("anything", lambda value: True)
FLAG = _kind("true or false", lambda value: isinstance(value, bool))
NUMBER = _kind("a number from 0 on", _number)
SEED = _kind(
    "null or a whole number below 2**32", lambda value: value is None or _count(2**32)(value)
)
COUNT = _kind("a count", _count(2**31))
NAME = _kind("a name", lambda value: _is_text(value) and value.isidentifier())
FILE = _kind(
    "the name of a file in the assignment's folder",
    lambda value: _is_text(value) and value.isprintable() and bool(FILE_NAME.fullmatch(value)),
)
OBJECT = _kind("an object", lambda value: isinstance(value, dict))
LIST = _kind("a list", lambda value: isinstance(value, list))


def _list(check: Check) -> Check:
    return lambda value, place: [
        check(item, f"{place}[{number}]") for number, item in enumerate(LIST(value, place))
    ]


def _mapping(name: Check, check: Check) -> Check:
    return lambda value, place: {
        name(key, f"{place}, a name in it,"): check(item, f"{place}.{ascii(key)[1:41]}")
        for key, item in OBJECT(value, place).items()
    }


def _fields(required: dict[str, Check], optional: dict[str, Check]) -> Check:
    def check(value: Any, place: str) -> dict[str, Any]:
        place = f"{place}." if place else ""
        for name in required:
            if name not in OBJECT(value, place):
                raise ValueError(f"{place}{name} is missing")
        known = required | optional
        return {
            name: known.get(name, ANYTHING)(item, f"{place}{name}") for name, item in value.items()
        }

    return check


def _call(value: Any, place: str) -> Any:
    """A call that the reference made: an exercise, arguments, a result."""
    if len(LIST(value, place)) != 3:
        raise ValueError(f"{place} has {len(value)} parts, expected 3")
    return [NAME(value[0], f"{place}[0]"), LIST(value[1], f"{place}[1]"), value[2]]


OUTCOME = _fields({}, {"exception": _text, "changed": _list(NAME)})
CASE = _fields(
    {
        "args": LIST, "keywords": _mapping(NAME, ANYTHING), "expected": ANYTHING,
        "tolerance": _fields({"rtol": NUMBER, "atol_of_largest": NUMBER}, {}), "expensive": FLAG,
        "hidden": FLAG, "mistakes": _mapping(NAME, OUTCOME), "calls": _list(_call),
    },
    {"samples": _list(_call), "seed": SEED, "called": COUNT},
)  # fmt: skip
EXERCISE = _fields(
    {
        "name": NAME, "title": _text, "points": NUMBER, "partial": FLAG, "exact_dtype": FLAG,
        "structure_only": FLAG, "changes": _list(NAME), "seed": SEED, "returns": _list(_text),
        "uses": _list(NAME), "parameters": _list(_fields({"name": NAME}, {})),
        "hints": _list(_text), "mistakes": _mapping(NAME, _text), "cases": _list(CASE),
    },
    {"declared": _list(NAME), "stub": _text},
)  # fmt: skip
KEY = _fields(
    {
        "assignment": FILE, "title": _text, "private": FLAG, "libraries": _list(_text),
        "mentions": _mapping(_text, COUNT), "files": _mapping(FILE, _kind("a text", _is_text)),
        "provided": _list(_text), "exercises": _list(EXERCISE),
    },
    {},
)  # fmt: skip


def require_related(key: Key) -> None:
    """Raise ValueError where one part of a key speaks of another that is not there."""
    names = [exercise.name for exercise in key.exercises]
    if not names or len(set(names)) < len(names):
        raise ValueError("exercises have no names, or the same one twice")
    for exercise in key.exercises:
        for what in _unrelated(exercise, set(names)):
            raise ValueError(f"{exercise.name}: {what}")


def _unrelated(exercise: KeyExercise, names: set[str]) -> Iterator[str]:
    parameters = {parameter.name for parameter in exercise.parameters}
    if not set(exercise.uses) <= names:
        yield "uses names no exercise"
    if not set(exercise.changes) <= parameters:
        yield "changes names no parameter"
    if not exercise.cases:
        yield "cases is empty"
    for number, case in enumerate(exercise.cases):
        if exercise.bind(case.args, case.keywords) is None:
            yield f"cases[{number}] has arguments that do not fit the parameters"
        if not set(case.mistakes) <= set(exercise.mistakes):
            yield f"cases[{number}].mistakes names no mistake"
        if not {call.exercise for call in (*case.calls, *case.samples)} <= names:
            yield f"cases[{number}].calls names no exercise"
