"""Faults of a whole result that explain every case that went wrong: undone, the values are right.

They need no catalogue of mistakes, as relations of one part do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

from autograder.judging.observation import Observation
from autograder.key import KeyExercise
from autograder.values import Value, same

__all__ = ["Cause", "cause"]

# Of more values than these, each order would have to be tried.
MAX_VALUES = 5
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


@dataclass(frozen=True)
class Cause:
    """What explains every case: a fixed category, for hidden ones, and a sentence."""

    category: str
    sentence: str


def cause(exercise: KeyExercise, observations: Sequence[Observation]) -> Cause | None:
    """What was done to right values in every case that did not pass, if it is one known thing."""
    failed = [observation for observation in observations if not observation.passed]
    if not failed or any(o.outcome.status != "value" for o in failed):
        return None
    return _exchanged(exercise, failed) or _kept(exercise, observations)


def _repairs(exercise: KeyExercise, observation: Observation, value: Value) -> bool:
    case = observation.case
    return not exercise.differences(value, case.expected, case.tolerance)


# --- values in another order --------------------------------------------------------------------


def _exchanged(exercise: KeyExercise, failed: Sequence[Observation]) -> Cause | None:
    common = set.intersection(*(_orders(exercise, observation) for observation in failed))
    moved = [order for order in common if list(order) != sorted(order)]
    if not moved:
        return None
    order = min(moved)
    wanted = exercise.returns
    if len(wanted) != len(order):
        wanted = tuple(f"value {number}" for number in range(1, len(order) + 1))
    found = ", ".join(wanted[order.index(place)] for place in range(len(order)))
    return Cause(
        "the values in another order",
        f"The {NUMBERS[len(order)]} values come in the wrong order: ({found}), "
        f"expected ({', '.join(wanted)}).",
    )


def _orders(exercise: KeyExercise, observation: Observation) -> set[tuple[int, ...]]:
    """The orders in which the values that came back are right."""
    value, expected = observation.outcome.value, observation.case.expected
    if not isinstance(value, tuple | list) or not isinstance(expected, tuple):
        return set()
    if len(value) != len(expected) or not 2 <= len(expected) <= MAX_VALUES:
        return set()
    return {
        order
        for order in permutations(range(len(value)))
        if _repairs(exercise, observation, tuple(value[place] for place in order))
    }


# --- entries of an earlier call -----------------------------------------------------------------


def _kept(exercise: KeyExercise, observations: Sequence[Observation]) -> Cause | None:
    failed = [observation for observation in observations if not observation.passed]
    if not all(_repairs(exercise, o, _without_front(o)) for o in failed):
        return None
    for before, now in pairwise(observations):
        earlier = {place: actual for place, actual, _ in _lists(before)}
        for place, actual, expected in _lists(now):
            front = actual[: len(actual) - len(expected)]
            if front and same(front, earlier.get(place)):
                names = exercise.returns
                name = names[place] if place < len(names) else f"The result of {exercise.name}"
                return Cause(
                    "entries of an earlier call in a list",
                    f"{name} still has the entries of an earlier call in front of its own. Make a "
                    "new list in each call, not outside the function or as a default value.",
                )
    return None


def _lists(observation: Observation) -> Iterator[tuple[int, list[Value], list[Value]]]:
    """Returned lists that have entries enough, by their places, and what is expected of each."""
    for place, (actual, expected) in enumerate(_parts(observation)):
        is_list = isinstance(actual, list) and isinstance(expected, list)
        if is_list and len(actual) >= len(expected):
            yield place, actual, expected


def _parts(observation: Observation) -> list[tuple[Value, Value]]:
    value, expected = observation.outcome.value, observation.case.expected
    if not isinstance(expected, tuple):
        return [(value, expected)]
    is_alike = isinstance(value, tuple | list) and len(value) == len(expected)
    return list(zip(value, expected, strict=True)) if is_alike else []


def _without_front(observation: Observation) -> Value:
    """What came back, with the last entries alone of lists that have too many."""
    ends = {place: have[len(have) - len(wanted) :] for place, have, wanted in _lists(observation)}
    parts = tuple(ends.get(place, actual) for place, (actual, _) in enumerate(_parts(observation)))
    return parts if isinstance(observation.case.expected, tuple) else parts[0]
