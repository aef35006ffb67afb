"""The losses of a training that went wrong, for a picture."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import TypeGuard

import numpy as np

from autograder.judging.trial import Observation
from autograder.reports.report import Curve, History, Points
from autograder.values import Value

# A history has about a hundred entries; of one with an entry for each step, a part will do.
MAX_ENTRIES = 2000
# At most this many points of a training are kept, evenly spaced.
MOST_KEPT = 100
# A float holds no larger whole number.
MAX_STEP = 2**53


def losses(observation: Observation) -> History | None:
    """The losses in a public case whose history differs from the expected one; or None."""
    actual, due = _histories(observation)
    step = _first_step(observation, actual, due) if actual else None
    return None if step is None else History(actual, due, step)


def curve(observations: Sequence[Observation]) -> Curve | None:
    """The losses in the public case with the longest training that every submission gets to.

    An expensive case is only run for those that pass the others.
    """
    public = [o for o in observations if not o.case.hidden and not o.case.expensive]
    found = [(*_histories(o), o.number) for o in public]
    actual, due, number = max(found, key=lambda one: len(one[1]), default=((), (), 0))
    return Curve(number, _thinned(actual), _thinned(due)) if due else None


def _thinned(points: Points) -> Points:
    return points[:: max(1, -(-len(points) // MOST_KEPT))]


def _histories(observation: Observation) -> tuple[Points, Points]:
    """The history that a public case returned, and the expected one; empty where there is none."""
    value, expected = observation.outcome.value, observation.case.expected
    pairs = [(value, expected)]
    if isinstance(expected, tuple):
        pairs = list(zip_longest(_items(value)[: len(expected)], expected))
    for part, wanted in () if observation.case.hidden else pairs:
        due = _points(wanted) if isinstance(wanted, list) else ()
        if len(due) > 1:
            return _points(part), due
    return (), ()


def _first_step(observation: Observation, actual: Points, expected: Points) -> float | None:
    """The first step that differs, or that only one of both has."""
    for difference in observation.differences:
        if difference.step is not None:
            return difference.step
    rest = actual[len(expected) :] or expected[len(actual) :]
    return rest[0][0] if rest else None


def _points(value: Value) -> Points:
    """The steps and losses of a history; nothing if the value is anything else."""
    pairs = [tuple(map(_unwrapped, _items(entry))) for entry in _items(value)]
    return tuple((float(p[0]), float(p[1])) for p in pairs) if all(map(_is_point, pairs)) else ()


def _is_point(pair: tuple[Value, ...]) -> bool:
    return len(pair) == 2 and all(map(_is_number, pair)) and abs(pair[0]) < MAX_STEP


def _is_number(value: Value) -> TypeGuard[float]:
    return isinstance(value, float) or (isinstance(value, int) and abs(value) < MAX_STEP)


def _unwrapped(value: Value) -> Value:
    return value.item() if isinstance(value, np.ndarray) and value.size == 1 else value


def _items(value: Value) -> list[Value]:
    if isinstance(value, np.ndarray) and value.ndim:
        return list(value[:MAX_ENTRIES].tolist())
    return list(value[:MAX_ENTRIES]) if isinstance(value, list | tuple) else []
