"""The first element in which two arrays of one shape differ, and values that amount to arrays."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.values.difference import Kind
from autograder.values.plain import Record, Value

Array = np.ndarray[Any, Any]
Allowed = Callable[[Array], Array]

# A whole number computed in floats may be off by a rounding error, never by one.
ROUNDING = 1e-2


def first_difference(
    actual: Array, expected: Array, allowed: Allowed
) -> tuple[Kind, tuple[int, ...]] | None:
    """How and where two arrays of the same shape differ first; None if they agree.

    `allowed` gives the largest difference allowed from each expected element.
    """
    if expected.dtype.kind in "mM":
        return _value(~same_times(actual, expected))
    whole = expected.dtype.kind in "biu"
    if whole and actual.dtype.kind in "biu":  # float64 cannot hold every whole number
        return _value(actual != expected)
    wide = np.complex128 if "c" in (actual.dtype.kind, expected.dtype.kind) else np.float64
    actual, expected = actual.astype(wide), expected.astype(wide)
    if bad := first_index(np.isfinite(expected) & ~np.isfinite(actual)):
        return "not_finite", bad
    with np.errstate(invalid="ignore", over="ignore"):
        room = np.minimum(allowed(expected), ROUNDING if whole else np.inf)
        is_near = np.abs(actual - expected) <= room
    # The size of a complex number may be beyond float64.
    close = is_near & np.isfinite(np.abs(expected))
    agrees = close | (actual == expected) | (np.isnan(actual) & np.isnan(expected))
    return _value(~agrees)


def _value(differs: Array) -> tuple[Kind, tuple[int, ...]] | None:
    bad = first_index(differs)
    return None if bad is None else ("value", bad)


def same_times(actual: Array, expected: Array) -> Array:
    """Where times or durations are the same, whatever their units are."""
    unit = np.promote_types(actual.dtype, expected.dtype)
    kept, both = np.ones(expected.shape, bool), []
    for array in (actual, expected):
        with np.errstate(all="ignore"):
            fine = array.astype(unit)
        kept &= fine.astype(array.dtype) == array  # a far time may not fit a fine unit
        both.append(fine)
    found: Array = (kept & (both[0] == both[1])) | (np.isnat(actual) & np.isnat(expected))
    return found


def as_array(value: Value) -> Array | None:
    """The array that equals `value`, an array, a number or a nested list of numbers; or None."""
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | complex | list | tuple):
        return None
    if not _holds_numbers(value):  # NumPy would allocate the longest text for each element
        return None
    try:
        array = np.array(value)
    except (ValueError, OverflowError, TypeError):
        return None
    return array if array.dtype.kind in "iufc" else None


def as_reals(value: Value) -> Array | None:
    """The array of float64 that equals `value`, if it amounts to one of real numbers or bools."""
    array = as_array(value)
    return None if array is None or array.dtype.kind not in "biuf" else array.astype(np.float64)


def _holds_numbers(value: Value) -> bool:
    """Whether there are only numbers and arrays in nested lists and tuples."""
    if isinstance(value, list | tuple):
        return all(map(_holds_numbers, value))
    return isinstance(value, int | float | complex | np.ndarray)


def items_of(value: Value) -> list[Value] | None:
    """The items of a list, a tuple or an array, whatever the array's dtype."""
    if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "biufc":
        return list(value.tolist())
    if isinstance(value, np.ndarray) and value.ndim > 0:
        return list(map(np.asarray, value))
    if isinstance(value, Record) and value.kind == "Array" and len(value.fields["shape"]) == 1:
        return list(value.fields["items"])
    if isinstance(value, Record) and value.kind == "NamedTuple":
        return list(value.fields["fields"].values())
    return list(value) if isinstance(value, tuple | list) else None


def largest(value: Value) -> float:
    """The size of the largest finite element of floats or complex numbers; else 0."""
    if not isinstance(value, float | complex | np.ndarray):
        return 0.0
    array = np.asarray(value)
    if array.dtype.kind not in "fc":
        return 0.0
    with np.errstate(over="ignore", invalid="ignore"):
        sizes = np.abs(array)
    return float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))


def first_index(mask: Array) -> tuple[int, ...] | None:
    """The first place where a mask is true, (0,) for one number; None if there is none."""
    if not mask.any():
        return None
    return tuple(map(int, np.argwhere(mask)[0])) or (0,)
