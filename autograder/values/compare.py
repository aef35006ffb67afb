"""Differences between a returned value and the expected one.

Types and shapes are compared first, then finiteness, then numbers. Nothing here calls a method of
a submitted object: both sides are plain data (`autograder.values`).
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from autograder.values import Record, Value, same
from autograder.values.compare_arrays import Array, as_array, first_difference, items_of, largest
from autograder.values.compare_kinds import by_key, record_differences
from autograder.values.difference import Difference, Kind
from autograder.values.moments import times_of


@dataclass(frozen=True)
class Tolerance:
    """How far a number may be off.

    It agrees if |actual − expected| ≤ rtol · |expected| + atol_of_largest · max |expected|.
    """

    rtol: float
    atol_of_largest: float

    def allowed(self, expected: Any, largest: float) -> Any:
        """The largest difference allowed from a number, or from each element of an array."""
        return self.rtol * abs(expected) + self.atol_of_largest * largest


# Measured over 87 correct implementations of the OR network: float32 losses and weights stray by at
# most 2.5e-6 (relative), while the subtlest fault moves a loss by 7.8e-5. No absolute part: none of
# the published numbers is near zero.
PUBLISHED = Tolerance(rtol=1e-5, atol_of_largest=0.0)

# Single calls and short trainings on random inputs: float32 noise is about 2e-7 of the largest
# element, also where terms cancel and an element is small; hence the part in units of the largest.
# The smallest fault of a short training is 1.1e-4.
OFF_SEED = Tolerance(rtol=1e-5, atol_of_largest=1e-6)

# Types, shapes, lengths and whole numbers are compared, such as the steps of a history.
FORM_ONLY = Tolerance(rtol=math.inf, atol_of_largest=math.inf)

# The same, and where all expected elements of an array are finite, all must be.
ANY_NUMBERS = Tolerance(rtol=math.inf, atol_of_largest=math.inf)

_RANK = {
    "type": 0, "structure": 0, "length": 1, "columns": 1, "keys": 1, "fields": 1, "parameters": 1,
    "missing": 1, "shape": 1, "dtype": 2, "not_finite": 3, "members": 4, "value": 4,
}  # fmt: skip


def differences(
    actual: Value,
    expected: Value,
    tolerance: Tolerance,
    names: Sequence[str] = (),
    *,
    exact_dtype: bool = False,
    structure_only: bool = False,
) -> list[Difference]:
    """All differences, one for each part at most, the most basic kind first; empty if they agree.

    `names` are the names of a returned tuple's parts. With `exact_dtype`, arrays must have the
    expected dtype; otherwise any float dtype does where floats are expected. With
    `structure_only`, a model's layers are compared, but not its weights.
    """
    if same(actual, expected):  # the usual case, and much faster
        return []
    found = _Comparison(tolerance, exact_dtype, structure_only).compare(actual, expected, "", names)
    return sorted(found, key=lambda difference: _RANK[difference.kind])


@dataclass(frozen=True)
class _Comparison:
    """`scale` is the largest element of the values that were computed together with this one.

    A bias, or the sum of a gradient, may come out near zero, and its float32 noise is that of the
    terms that cancel: of the size of the weights beside it.
    """

    tolerance: Tolerance
    exact_dtype: bool
    structure_only: bool
    scale: float = 0.0

    @property
    def alone(self) -> Self:
        return replace(self, scale=0.0)

    @property
    def of_columns(self) -> Self:
        return replace(self, scale=0.0, exact_dtype=False)

    def beside(self, values: Iterable[Value]) -> Self:
        return replace(self, scale=max(map(largest, values), default=0.0))

    def compare(
        self, actual: Value, expected: Value, where: str, names: Sequence[str] = ()
    ) -> Iterator[Difference]:
        if isinstance(expected, np.ndarray):
            yield from self._array(actual, expected, where)
        elif isinstance(expected, int | float | complex) and not isinstance(expected, bool):
            yield from self._number(actual, expected, where)
        elif isinstance(expected, tuple):
            yield from self._parts(actual, expected, where, names)
        elif isinstance(expected, list):
            yield from self._sequence(actual, expected, where)
        elif isinstance(expected, Record):
            yield from record_differences(actual, expected, where, self)
        elif type(actual) is not type(expected):
            yield Difference("type", where, actual, expected)
        elif isinstance(expected, dict):
            yield from by_key("keys", actual, expected, where, self.alone)
        elif not same(actual, expected):
            yield Difference("value", where, actual, expected)

    def _array(self, actual: Value, expected: Array, where: str) -> Iterator[Difference]:
        is_number = isinstance(actual, int | float | complex)
        array = None if is_number and expected.ndim else as_array(actual)
        if array is None and expected.dtype.kind in "mM":
            items = items_of(actual)
            array = None if items is None else times_of(items, expected.dtype.kind)
        if array is None:
            yield Difference("type", where, actual, expected)
        elif array.shape != expected.shape:
            yield Difference("shape", where, array, expected)
        elif not self._dtype_fits(actual, array, expected):
            yield Difference("dtype", where, array, expected)
        else:
            yield from self._elements(array, expected, where)

    def _dtype_fits(self, actual: Value, array: Array, expected: Array) -> bool:
        if self.exact_dtype:
            return bool(array.dtype == expected.dtype)
        kind, wanted = array.dtype.kind, expected.dtype.kind
        if wanted in "fc":
            accepted = "fc" if wanted == "c" else "f"
            is_listed = not isinstance(actual, np.ndarray) and kind in f"iu{accepted}"
            return kind in accepted or is_listed
        return kind == wanted if wanted in "mM" else kind in "biuf"

    def _elements(self, actual: Array, expected: Array, where: str) -> Iterator[Difference]:
        if self.tolerance is FORM_ONLY:
            return
        size = max(self.scale, largest(expected))
        found = first_difference(actual, expected, lambda e: self.tolerance.allowed(e, size))
        if found is not None:
            kind, index = found
            if self.tolerance is ANY_NUMBERS and (
                kind == "value" or not np.isfinite(expected).all()
            ):
                return
            yield Difference(kind, where, actual, expected, index)

    def _number(self, actual: Value, expected: complex, where: str) -> Iterator[Difference]:
        """A whole number must be exact; a float is judged as an array of one element is."""
        is_scalar = isinstance(actual, np.ndarray) and actual.ndim == 0
        number = actual.item() if is_scalar and actual.dtype.kind in "biufc" else actual
        accepted = int | float | (complex if isinstance(expected, complex) else float)
        if isinstance(number, bool) or not isinstance(number, accepted):
            if isinstance(number, complex):
                actual = number
            kind: Kind = "shape" if isinstance(actual, np.ndarray) else "type"
            yield Difference(kind, where, actual, expected)
        elif number != expected and isinstance(expected, int):
            kind = "value" if math.isfinite(number) else "not_finite"
            yield Difference(kind, where, number, expected)
        elif number != expected:
            for found in self._elements(np.array(number), np.array(expected), where):
                yield Difference(found.kind, where, number, expected)

    def _parts(
        self, actual: Value, expected: tuple[Value, ...], where: str, names: Sequence[str]
    ) -> Iterator[Difference]:
        parts = items_of(actual)
        numbers = all(isinstance(wanted, int | float | complex) for wanted in expected)
        if parts is None or (isinstance(actual, np.ndarray) and not numbers):
            yield Difference("type", where, actual, expected)
        elif len(parts) != len(expected):
            yield Difference("length", where, parts, expected)
        else:
            together = self.beside(expected)
            for position, (part, wanted) in enumerate(zip(parts, expected, strict=True)):
                name = names[position] if position < len(names) else f"[{position}]"
                yield from together.compare(part, wanted, name if not where else f"{where}{name}")

    def _sequence(self, actual: Value, expected: list[Value], where: str) -> Iterator[Difference]:
        """At most one difference: the length, or the first entry that differs."""
        items = items_of(actual)
        if items is None:
            yield Difference("type", where, actual, expected)
            return
        alone = self.alone
        for position, (item, wanted) in enumerate(zip(items, expected, strict=False)):
            first = next(alone.compare(item, wanted, f"{where}[{position}]"), None)
            if first is not None:
                yield replace(first, step=_step(wanted))
                return
        if len(items) != len(expected):
            yield Difference("length", where, items, expected)


def _step(entry: Value) -> int | None:
    """The step of a history's entry, which is a pair of a step and an error."""
    if isinstance(entry, tuple) and len(entry) == 2 and type(entry[0]) is int:
        return entry[0]
    return None
