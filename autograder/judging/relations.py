"""Relations between a wrong value and the expected one that explain themselves.

A constant factor and what it equals, a constant offset and what it equals, a transpose, numbers of
float16. They need no catalogue of mistakes. They are named only if they hold in every case in which
the part is wrong, and say which these are if there are others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.values import Value
from autograder.values.compare import as_array

__all__ = ["Pair", "coarse", "relation"]

Array = np.ndarray[Any, Any]
# Far above float32 noise, far below the difference between any two factors that occur.
CLOSE = 1e-4
# float16 has 11 binary digits; a number that needs more than 6 of them is no round number.
COARSE, ROUND = 2.0**-8, 2**6


@dataclass(frozen=True, eq=False)
class Pair:
    """Both sides of one part in one case that went wrong, with the call's arguments by name."""

    number: int
    actual: Value
    expected: Value
    arguments: dict[str, Value]


def relation(name: str, pairs: Sequence[Pair], tried: int | None = None) -> str | None:
    """A sentence about `name`, the part's name, or None if no relation holds in every pair.

    `tried` is the number of cases, if there are others than those of the pairs.
    """
    arrays = [(_floats(pair.actual), _floats(pair.expected)) for pair in pairs]
    if not arrays or any(a is None or e is None or not e.size for a, e in arrays):
        return None
    place = _place([pair.number for pair in pairs], tried or len(pairs))
    with np.errstate(all="ignore"):  # what overflows is no relation
        for find in (_transpose, _factor, _offset):
            if sentence := find(name, pairs, arrays, place):
                return sentence
    return None


def _place(numbers: list[int], tried: int) -> str:
    """In which cases a relation holds; empty where these are all."""
    if len(numbers) == tried:
        return ""
    *others, last = map(str, numbers)
    return f" in cases {', '.join(others)} and {last}" if others else f" in case {last}"


def coarse(name: str, pairs: Sequence[Pair]) -> str | None:
    """A sentence about `name` if its numbers are those of float16 in every pair."""
    with np.errstate(all="ignore"):
        if not pairs or not all(_is_coarse(pair.actual, pair.expected) for pair in pairs):
            return None
    return f"{name} has the precision of float16, about 3 digits. Compute in float64 or float32."


def _is_coarse(actual: Value, expected: Value) -> bool:
    """Whether numbers are of float16, or look so: as close as it allows, and all among its own."""
    if isinstance(actual, np.ndarray) and actual.dtype == np.float16:
        return True
    found, wanted = _floats(actual), _floats(expected)
    if found is None or wanted is None or found.shape != wanted.shape or not found.size:
        return False
    mantissas, _ = np.frexp(found)
    is_fine = (mantissas * ROUND % 1 != 0) & (found % 1 != 0)
    is_near = np.abs(found - wanted).max() <= COARSE * np.abs(wanted).max()
    return bool(is_fine.any() and is_near and _has_digits_of_float16(found)) and not (
        _has_digits_of_float16(wanted)
    )


def _has_digits_of_float16(array: Array) -> bool:
    return bool((array.astype(np.float16) == array).all())


def _floats(value: Value) -> Array | None:
    array = as_array(value)
    return None if array is None else array.astype(np.float64)


def _transpose(name: str, pairs: Sequence[Pair], arrays: Any, place: str) -> str | None:
    if all(a.ndim == 2 and a.T.shape == e.shape and _near(a.T, e) for a, e in arrays) and not all(
        a.shape == e.shape and _near(a, e)
        for a, e in arrays  # one number, or a symmetric matrix
    ):
        return f"{name} is the transpose of the expected value{place}."
    return None


def _factor(name: str, pairs: Sequence[Pair], arrays: Any, place: str) -> str | None:
    factors = _constants(arrays, np.divide)
    if factors is None:
        return None
    lone = all(expected.size == 1 for _, expected in arrays)  # always "has a factor"
    known = {
        -1.0: "The sign is flipped.",
        2.0: "A factor 2 is too much.",
        0.5: "A factor 2 is missing.",
    }
    if all(abs(factor - factors[0]) <= CLOSE * abs(factors[0]) for factor in factors):
        if abs(factors[0]) < CLOSE or abs(factors[0] - 1) < CLOSE:
            return None
        reason = next((why for value, why in known.items() if abs(factors[0] - value) < CLOSE), "")
        if lone and not reason:
            return None
        where = place or (" in every case" if pairs[1:] else f" in case {pairs[0].number}")
        what = "−1" if reason.startswith("The sign") else f"{factors[0]:.4g}"
        return f"{name} is {what} times the expected value{where}. {reason}".strip()
    return _named_factor(name, pairs, factors, place)


def _named_factor(name: str, pairs: Sequence[Pair], factors: Any, place: str) -> str | None:
    """A factor that differs between cases, and equals a count in each of them."""
    for label, count in _counts(pairs[0].arguments).items():
        counts = [count(pair.arguments) for pair in pairs]
        for inverse in (False, True):
            wanted = [0.0 if n == 0 else 1 / n if inverse else n for n in counts]
            if all(abs(f - w) <= CLOSE * abs(w) for f, w in zip(factors, wanted, strict=True)):
                symbol = f"1/{label}" if inverse else label
                shown = _two(label, pairs, factors, counts)
                return f"{name} is the expected value {shown}: the factor is {symbol}{place}."
    return None


def _two(label: str, pairs: Sequence[Pair], factors: Sequence[float], counts: list[int]) -> str:
    """The factors of two cases, which differ from each other if any do."""
    other = next((i for i, count in enumerate(counts) if count != counts[0]), len(counts) - 1)
    return " and ".join(
        f"times {factors[i]:.4g} in case {pairs[i].number} ({label} = {counts[i]})"
        for i in dict.fromkeys((0, other))
    )


def _counts(arguments: dict[str, Value]) -> dict[str, Callable[[dict[str, Value]], int]]:
    """What a factor may count, of the first 2-D array, by the name that a student has for it."""
    arrays = {n: value for n, value in arguments.items() if isinstance(value, np.ndarray)}
    name = next((n for n, array in arrays.items() if array.ndim == 2), None)
    if name is None:
        return {}
    return {
        "N": lambda arguments: int(arguments[name].shape[0]),
        f"{name}.size": lambda arguments: int(arguments[name].size),
        f"{name}.shape[1]": lambda arguments: int(arguments[name].shape[1]),
    }


def _offset(name: str, pairs: Sequence[Pair], arrays: Any, place: str) -> str | None:
    offsets = _constants(arrays, np.subtract)
    if offsets is None or not any(abs(offset) > CLOSE for offset in offsets):
        return None
    for argument in pairs[0].arguments:
        values = [value for p in pairs if isinstance(value := p.arguments.get(argument), float)]
        if len(values) < len(pairs):
            continue
        for sign, word in ((-1.0, "lower"), (1.0, "higher")):
            if all(abs(o - sign * v) <= CLOSE for o, v in zip(offsets, values, strict=True)):
                what = f"{word} than expected by exactly the {argument}, in every element"
                return f"{name} is {what}{place}."
    return None


def _constants(arrays: Any, operation: Any) -> list[float] | None:
    """For each case the one number that relates all elements, if there is one in every case."""
    found = [_constant(actual, expected, operation) for actual, expected in arrays]
    constants = [number for number in found if number is not None and np.isfinite(number)]
    return constants if len(constants) == len(found) else None


def _constant(actual: Array, expected: Array, operation: Any) -> float | None:
    """The one number that relates all elements, if there is one."""
    if actual.shape != expected.shape:
        return None
    scale = np.abs(expected).max()
    counts = (
        np.abs(expected) > CLOSE * scale if operation is np.divide else np.full(actual.shape, True)
    )
    if not counts.any() or not np.isfinite(actual).all():
        return None
    related = operation(actual[counts], expected[counts])
    middle = float(np.median(related))
    tolerance = CLOSE * max(abs(middle), 1e-12 if operation is np.divide else scale)
    return middle if bool((np.abs(related - middle) <= tolerance).all()) else None


def _near(actual: Array, expected: Array) -> bool:
    return bool(np.abs(actual - expected).max() <= CLOSE * max(np.abs(expected).max(), 1e-300))
