"""Relations between a wrong value and the expected one that explain themselves.

A transpose, a constant factor or offset and what it equals, numbers of float16. They need no
catalogue of mistakes. They are named only if they hold in every case in which the part is wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.values import Value
from autograder.values.compare_arrays import as_array, as_reals

Array = np.ndarray[Any, Any]
Arrays = Sequence[tuple[Array, Array]]
# Far above float32 noise, far below the difference between any two factors that occur.
CLOSE = 1e-4
# float16 has 11 binary digits; a number that needs more than 6 of them is no round number.
COARSE, ROUND = 2.0**-8, 2**6
REASONS = {
    -1.0: "The sign is flipped.",
    2.0: "A factor 2 is too much.",
    0.5: "A factor 2 is missing.",
}


@dataclass(frozen=True, eq=False)
class Pair:
    """Both sides of one part in one case that went wrong, with the call's arguments by name."""

    number: int
    actual: Value
    expected: Value
    arguments: dict[str, Value]


def relation(name: str, pairs: Sequence[Pair], tried: int | None = None) -> str | None:
    """A sentence about `name`, the part's name, or None if no relation holds in every pair.

    `tried` is the number of cases; if there are others than those of the pairs, it says which.
    """
    arrays = [both for pair in pairs if (both := _floats(pair))]
    if not pairs or len(arrays) < len(pairs):
        return None
    place = "" if tried in (None, len(pairs)) else _place([pair.number for pair in pairs])
    with np.errstate(all="ignore"):  # what overflows is no relation
        if _is_transpose(arrays):
            return f"{name} is the transpose of the expected value{place}."
        return _factor(name, pairs, arrays, place) or _offset(name, pairs, arrays, place)


def _place(numbers: list[int]) -> str:
    *others, last = map(str, numbers)
    return f" in cases {', '.join(others)} and {last}" if others else f" in case {last}"


def _floats(pair: Pair) -> tuple[Array, Array] | None:
    """Both sides as arrays of float64, or None where one is none, or nothing is expected.

    Of complex numbers, the real parts come before the imaginary ones.
    """
    actual, expected = as_reals(pair.actual), as_reals(pair.expected)
    sides = [as_array(side) for side in (pair.actual, pair.expected)]
    if actual is expected is None and all(a is not None and a.dtype.kind == "c" for a in sides):
        actual, expected = (_parted(side) for side in sides if side is not None)
    if actual is None or expected is None or not expected.size:
        return None
    return actual, expected


def _parted(numbers: Array) -> Array:
    return np.concatenate([np.atleast_1d(numbers.real), np.atleast_1d(numbers.imag)])


# --- float16 ------------------------------------------------------------------------------------


def coarse(name: str, pairs: Sequence[Pair]) -> str | None:
    """A sentence about `name` if its numbers are those of float16 in every pair."""
    with np.errstate(all="ignore"):
        if not pairs or not all(map(_is_coarse, pairs)):
            return None
    return f"{name} has the precision of float16, about 3 digits. Compute in float64 or float32."


def _is_coarse(pair: Pair) -> bool:
    """Whether numbers are of float16, or look so: as close as it allows, and all among its own."""
    if isinstance(pair.actual, np.ndarray) and pair.actual.dtype == np.float16:
        return True
    found, wanted = _floats(pair) or (np.empty(0), np.empty(1))
    if found.shape != wanted.shape:
        return False
    mantissas, _ = np.frexp(found)
    is_fine = (mantissas * ROUND % 1 != 0) & (found % 1 != 0)
    is_near = np.abs(found - wanted).max() <= COARSE * np.abs(wanted).max()
    has_digits = [bool((array.astype(np.float16) == array).all()) for array in (found, wanted)]
    return bool(is_fine.any() and is_near) and has_digits == [True, False]


# --- transposes, factors, offsets ---------------------------------------------------------------


def _is_transpose(arrays: Arrays) -> bool:
    """Whether that is so in every case, and in one it differs: not one number, nor symmetric."""
    return all(a.ndim == 2 and _near(a.T, e) for a, e in arrays) and not all(
        _near(a, e) for a, e in arrays
    )


def _near(actual: Array, expected: Array) -> bool:
    if actual.shape != expected.shape:
        return False
    return bool(np.abs(actual - expected).max() <= CLOSE * max(np.abs(expected).max(), 1e-300))


def _factor(name: str, pairs: Sequence[Pair], arrays: Arrays, place: str) -> str | None:
    factors = _constants(arrays, np.divide)
    if factors is None:
        return None
    first = factors[0]
    if not all(_is_close(factor, first) for factor in factors):
        return _named_factor(name, pairs, factors, place)
    reason = next((why for value, why in REASONS.items() if abs(first - value) < CLOSE), "")
    is_lone = all(expected.size == 1 for _, expected in arrays)  # always "has a factor"
    if abs(first) < CLOSE or abs(first - 1) < CLOSE or (is_lone and not reason):
        return None
    where = place or (" in every case" if pairs[1:] else _place([pairs[0].number]))
    what = f"{first:.4g}".replace("-", "−")
    return f"{name} is {what} times the expected value{where}. {reason}".strip()


def _is_close(factor: float, wanted: float) -> bool:
    return abs(factor - wanted) <= CLOSE * abs(wanted)


def _named_factor(
    name: str, pairs: Sequence[Pair], factors: Sequence[float], place: str
) -> str | None:
    """A factor that differs between cases, and equals a count of the first table or row."""
    names = pairs[0].arguments
    array = next(
        (n for d in (2, 1) for n in names if all(_is_array(p.arguments.get(n), d) for p in pairs)),
        None,
    )
    counted = [pair.arguments[array] for pair in pairs] if array else []
    labels: dict[str, Callable[[Array], int]] = {f"len({array})": len}
    if counted and counted[0].ndim == 2:
        labels = {
            "N": len, f"{array}.size": np.size, f"{array}.shape[1]": lambda a: int(a.shape[1]),
        }  # fmt: skip
    for label, count in labels.items() if array else ():
        counts = [count(argument) for argument in counted]
        for symbol, power in ((label, 1.0), (f"1/{label}", -1.0)):
            both = zip(factors, counts, strict=True)
            if all(number and _is_close(factor, number**power) for factor, number in both):
                other = next((i for i, n in enumerate(counts) if n != counts[0]), len(counts) - 1)
                shown = " and ".join(
                    f"times {factors[i]:.4g} in case {pairs[i].number} ({label} = {counts[i]})"
                    for i in dict.fromkeys((0, other))
                )
                return f"{name} is the expected value {shown}: the factor is {symbol}{place}."
    return None


def _is_array(value: Value, dimensions: int) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == dimensions


def _offset(name: str, pairs: Sequence[Pair], arrays: Arrays, place: str) -> str | None:
    """An offset that equals an argument which is a number, such as the bias, or its negative."""
    offsets = _constants(arrays, np.subtract)
    if offsets is None or not any(abs(offset) > CLOSE for offset in offsets):
        return None
    for argument in pairs[0].arguments:
        values = [value for p in pairs if isinstance(value := p.arguments.get(argument), float)]
        for sign, word in ((-1.0, "lower"), (1.0, "higher")):
            if len(values) == len(pairs) and all(
                abs(o - sign * v) <= CLOSE for o, v in zip(offsets, values, strict=True)
            ):
                what = f"{word} than expected by exactly the {argument}, in every element"
                return f"{name} is {what}{place}."
    return None


def _constants(arrays: Arrays, operation: Any) -> list[float] | None:
    """For each case the one number that relates all elements, if there is one in every case."""
    constants = [_constant(actual, expected, operation) for actual, expected in arrays]
    return constants if np.isfinite(constants).all() else None


def _constant(actual: Array, expected: Array, operation: Any) -> float:
    """The one number that relates all elements; NaN if there is none."""
    if actual.shape != expected.shape or not np.isfinite(actual).all():
        return np.nan
    scale = np.abs(expected).max()
    if operation is np.divide:
        counts, scale = np.abs(expected) > CLOSE * scale, 1e-12
        actual, expected = actual[counts], expected[counts]
    related = operation(actual, expected)
    middle = float(np.median(related)) if related.size else np.nan
    is_one = np.abs(related - middle) <= CLOSE * max(abs(middle), scale)
    return middle if is_one.all() else np.nan
