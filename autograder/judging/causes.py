"""Faults of a whole result that explain every case that failed: undone, the values are right."""

from collections.abc import Sequence
from itertools import islice, pairwise, permutations

from autograder.judging.trial import Observation
from autograder.key import KeyExercise, assess
from autograder.values import Value, same

# The counts for which each order is tried, in words.
NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


def cause(exercise: KeyExercise, observations: Sequence[Observation]) -> tuple[str, str] | None:
    """The one known fault that explains every case that failed: a category and a sentence.

    The category is fixed, so that feedback on hidden cases may show it.
    """
    failed = [observation for observation in observations if not observation.passed]
    if not failed or any(o.outcome.status != "value" for o in failed):
        return None
    return _exchanged(exercise, failed) or _kept(exercise, observations)


def _is_right(exercise: KeyExercise, observation: Observation, values: Sequence[Value]) -> bool:
    """Whether a case would pass if these values were returned."""
    expected = observation.case.expected
    value = tuple(values) if isinstance(expected, tuple) else values[0]
    return not assess(exercise, observation.case, value, expected, observation.apply)


def _parts(observation: Observation) -> list[tuple[Value, Value]]:
    """Each returned value with the expected one; empty if there are too many or too few."""
    value, expected = observation.outcome.value, observation.case.expected
    if not isinstance(expected, tuple):
        return [(value, expected)]
    is_alike = isinstance(value, tuple | list) and len(value) == len(expected)
    return list(zip(value, expected, strict=True)) if is_alike else []


def _exchanged(exercise: KeyExercise, failed: Sequence[Observation]) -> tuple[str, str] | None:
    """Values in another order, which is the same in every case."""
    came = [[value for value, _ in _parts(observation)] for observation in failed]
    count = len(came[0])
    if count not in NUMBERS or any(len(values) != count for values in came):
        return None
    for order in islice(permutations(range(count)), 1, None):
        tried = zip(failed, came, strict=True)
        if all(_is_right(exercise, o, [values[i] for i in order]) for o, values in tried):
            names = exercise.returns
            if len(names) != count:
                names = tuple(f"value {number}" for number in range(1, count + 1))
            found = ", ".join(names[order.index(place)] for place in range(count))
            return (
                "the values in another order",
                f"The {NUMBERS[count]} values come in the wrong order: ({found}), "
                f"expected ({', '.join(names)}).",
            )
    return None


def _kept(exercise: KeyExercise, observations: Sequence[Observation]) -> tuple[str, str] | None:
    """A list that begins with the entries of the call before, and is right without them."""
    for observation in observations:
        ends = [actual[_surplus(actual, e) :] if _surplus(actual, e) else actual
                for actual, e in _parts(observation)]  # fmt: skip
        if not ends or not (observation.passed or _is_right(exercise, observation, ends)):
            return None
    for before, now in pairwise(map(_parts, observations)):
        for place, ((earlier, _), (actual, expected)) in enumerate(zip(before, now, strict=False)):
            surplus = _surplus(actual, expected)
            if surplus and same(actual[:surplus], earlier):
                names = exercise.returns
                name = names[place] if place < len(names) else f"The result of {exercise.name}"
                return (
                    "entries of an earlier call in a list",
                    f"{name} still has the entries of an earlier call in front of its own. Make a "
                    "new list in each call, not outside the function or as a default value.",
                )
    return None


def _surplus(actual: Value, expected: Value) -> int:
    """The number of entries that a list has too many."""
    are_lists = isinstance(actual, list) and isinstance(expected, list)
    return max(0, len(actual) - len(expected)) if are_lists else 0
