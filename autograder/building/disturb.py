"""Right results disturbed a little: every property of an exercise should fail for some of them."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from autograder.authoring.exercise import place_of
from autograder.authoring.room import Room
from autograder.key import Apply, Key, KeyCase, KeyExercise, Property, assess
from autograder.values import Record, Value
from autograder.worker.inside.calling import applied

Array = np.ndarray[Any, Any]
# What is done to the numbers of one part of a result, which keeps its shape.
CHANGES: tuple[Callable[[Array], Array], ...] = (
    lambda a: np.where(np.arange(a.size).reshape(a.shape) == 0, a + 1 + np.abs(a).max(), a),
    lambda a: a * 1.1, lambda a: -a, np.round, np.zeros_like,
    lambda a: np.flip(a), lambda a: np.roll(a, 1),
)  # fmt: skip


def idle_properties(room: Room, key: Key) -> Iterator[str]:
    """The properties that hold for all mistakes and disturbed results, with their places."""
    for declared, exercise in zip(room.assignment.exercises, key.exercises, strict=True):
        places = {one.name: place_of(one.function) for one in declared.properties}
        for one in exercise.properties:
            with tempfile.TemporaryDirectory() as folder:
                apply = partial(applied, folder=Path(folder))
                if not _can_fail(exercise, one, apply):
                    yield (
                        f"{exercise.name}.{one.name} holds for everything that was tried: it may "
                        f"be no test. Declare a mistake that breaks it ({places[one.name]})"
                    )


def _can_fail(exercise: KeyExercise, one: Property, apply: Apply) -> bool:
    """Whether a known mistake or a disturbed result does not have the property."""
    if any(one.name in names for case in exercise.cases for names in case.lacking.values()):
        return True
    own = replace(exercise, properties=(one,))
    return any(_fails(own, case, apply) for case in exercise.cases)


def _fails(exercise: KeyExercise, case: KeyCase, apply: Apply) -> bool:
    found = (assess(exercise, case, v, case.expected, apply) for v in disturbed(case.expected))
    return any(difference.kind == "property" for lack in found for difference in lack)


def disturbed(value: Value) -> Iterator[Value]:
    """The value with one of its parts changed: an element, all numbers, or their order."""
    if isinstance(value, np.ndarray):
        if value.size and value.dtype.kind in "iuf":
            yield from (change(value).astype(value.dtype) for change in CHANGES)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (type(value)(change(np.array(value))) for change in CHANGES)
    elif isinstance(value, tuple | list):
        for number, part in enumerate(value):
            yield from (
                type(value)([*value[:number], v, *value[number + 1 :]]) for v in disturbed(part)
            )
        yield type(value)(value[::-1])
    elif isinstance(value, dict):
        yield from _with_one(value)
    elif isinstance(value, Record):
        yield from (replace(value, fields=fields) for fields in _with_one(value.fields))


def _with_one(items: Mapping[Any, Value]) -> Iterator[dict[Any, Value]]:
    for name, part in items.items():
        yield from ({**items, name: changed} for changed in disturbed(part))
