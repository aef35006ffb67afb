"""How records of each kind differ, and what is accepted for them.

Models and figures have modules of their own.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

import numpy as np

from autograder.values.compare_arrays import first_index, same_times
from autograder.values.difference import Difference, Kind
from autograder.values.hashed import by_text
from autograder.values.moments import is_missing, moment_of
from autograder.values.parameters import state_of
from autograder.values.plain import Record, Value


class Comparison(Protocol):
    """What compares the parts of a record."""

    @property
    def structure_only(self) -> bool:
        """Whether the values of parameters do not count."""

    def compare(self, actual: Value, expected: Value, where: str) -> Iterator[Difference]:
        """The differences between two values."""

    def column(self, actual: Value, expected: Value, where: str) -> Iterator[Difference]:
        """The differences between two columns of a table."""


Differ = Callable[[Record, Record, str, Comparison], Iterator[Difference]]


def alike(actual: Value, expected: Record) -> Record | None:
    """The record that stands for what is accepted for the expected one; None for what is not."""
    if expected.kind == "Array":
        return _as_objects(actual, len(expected.fields["shape"]))
    if expected.kind in ("moment", "duration"):
        actual = moment_of(actual)
    if expected.kind == "NamedTuple" and isinstance(actual, tuple | list):
        names = expected.fields["fields"]
        named = dict(zip(names, actual, strict=False))
        is_whole = len(names) == len(actual)
        return Record(expected.kind, expected.fields | {"fields": named}) if is_whole else None
    if expected.kind == "Masked" and isinstance(actual, np.ndarray):
        return Record("Masked", {"data": actual, "mask": np.zeros(actual.shape, bool)})
    if not isinstance(actual, Record):
        return None
    if expected.kind == "Module" and (state := state_of(actual)):
        return Record("Module", {"what": "", "state": state})
    kinds = SETS if expected.kind in SETS else (expected.kind,)
    return actual if actual.kind in kinds else None


# --- sets ---------------------------------------------------------------------------------------

SETS = ("set", "frozenset")


def _members(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    found, wanted = by_text(actual.fields["items"]), by_text(expected.fields["items"])
    extra = [item for text, item in found.items() if text not in wanted]
    missing = [item for text, item in wanted.items() if text not in found]
    extra, missing = _unmatched(extra, missing, comparison)
    if extra or missing:
        yield Difference("members", where, extra, missing)


def _unmatched(
    extra: list[Value], missing: list[Value], comparison: Comparison
) -> tuple[list[Value], list[Value]]:
    """Members without the floats of one side that are near enough to one of the other."""
    is_float = [isinstance(item, float) and math.isfinite(item) for item in extra]
    floats = sorted(item for item, is_one in zip(extra, is_float, strict=True) if is_one)
    left = [item for item, is_one in zip(extra, is_float, strict=True) if not is_one]
    unmatched = []
    for item in missing:
        is_number = isinstance(item, int | float)
        place = bisect_left(floats, item) if is_number else 0
        near = [i for i in (place - 1, place) if is_number and 0 <= i < len(floats)]
        agreeing = [
            i for i in near if not any(True for _ in comparison.compare(floats[i], item, ""))
        ]
        if agreeing:
            del floats[agreeing[0]]
        else:
            unmatched.append(item)
    return left + floats, unmatched


# --- sparse and masked arrays -------------------------------------------------------------------


def _sparse(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    shape, both = expected.fields["shape"], (actual.fields, expected.fields)
    if actual.fields["shape"] != shape:
        yield Difference("shape", where, actual, expected)
        return
    places = np.union1d(*(fields["places"] for fields in both))
    stored = [np.zeros(len(places), fields["data"].dtype) for fields in both]
    for array, fields in zip(stored, both, strict=True):
        array[np.searchsorted(places, fields["places"])] = fields["data"]
    for found in comparison.compare(stored[0], stored[1], where):
        place = places[found.index[0]] if found.index else 0
        index = tuple(map(int, np.unravel_index(place, shape))) if found.index else None
        sides = (actual, expected) if found.index else stored
        yield replace(found, actual=sides[0], expected=sides[1], index=index)


def _masked(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    mask, wanted = actual.fields["mask"], expected.fields["mask"]
    if mask.shape != wanted.shape:
        yield Difference("shape", where, actual, expected)
    elif bad := first_index(mask != wanted):
        yield Difference("value", where, actual, expected, bad)
    else:  # what stands below a mask does not count
        kept = ~wanted
        data, whole = actual.fields["data"].copy(), expected.fields["data"]
        data[wanted] = np.zeros((), data.dtype)
        yield from comparison.compare(data, np.where(kept, whole, np.zeros((), whole.dtype)), where)


# --- layers and models --------------------------------------------------------------------------


def _parameters(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    if actual.fields.get("settings") != expected.fields.get("settings"):
        yield Difference("structure", where, actual, expected)
        return
    states = actual.fields["state"], expected.fields["state"]
    for found in _by_name("parameters", *states, where, comparison):
        if found.kind != "value" or not comparison.structure_only:
            yield found


# --- instances ----------------------------------------------------------------------------------


def _instances(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    if actual.fields["class"] != expected.fields["class"]:
        yield Difference("type", where, actual, expected)
        return
    fields = actual.fields["fields"], expected.fields["fields"]
    yield from _by_name("fields", *fields, where, comparison)


def _by_name(
    kind: Kind, parts: Mapping[str, Value], wanted: Mapping[str, Value], where: str,
    comparison: Comparison,
) -> Iterator[Difference]:  # fmt: skip
    """Other names than the wanted ones, a difference of this kind, and those in what they name."""
    if parts.keys() != wanted.keys():
        yield Difference(kind, where, list(parts), list(wanted))
    for name in wanted:
        if name in parts:
            place = f"{where}.{name}" if where else name
            yield from comparison.compare(parts[name], wanted[name], place)


# --- times, labelled values, arrays of objects --------------------------------------------------


def _moments(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    at, wanted = actual.fields["at"], expected.fields["at"]
    are_zoned = [one.fields.get("zone") is not None for one in (actual, expected)]
    if not same_times(at, wanted).all() or are_zoned[0] != are_zoned[1]:
        yield Difference("value", where, actual, expected)


def _labelled(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    """A Series or an Index; a name counts where the expected one has a name."""
    of = f" of {where}" if where else ""
    what = f"the {expected.kind}{of}"
    name = expected.fields["name"]
    if name is not None:
        found = list(comparison.compare(actual.fields["name"], name, ""))
        if found:
            yield Difference("columns", f"the name of {what}", actual.fields["name"], name)
    if "index" in expected.fields:
        indexes = actual.fields["index"], expected.fields["index"]
        yield from _index(*indexes, f"the index{of}", comparison)
    values = actual.fields["values"], expected.fields["values"]
    yield from comparison.column(*values, what)


def _index(
    actual: Value, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    if not isinstance(actual, Record):
        yield Difference("type", where, actual, expected)
        return
    name = expected.fields["name"]
    if name is not None and name != actual.fields["name"]:
        yield Difference("columns", f"the name of {where}", actual.fields["name"], name)
    yield from comparison.column(actual.fields["values"], expected.fields["values"], where)


def _objects(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    """An array of text or objects: the shape, or the first item that differs."""
    shape = expected.fields["shape"]
    if actual.fields["shape"] != shape:
        yield Difference("shape", where, actual, expected)
        return
    pairs = zip(actual.fields["items"], expected.fields["items"], strict=True)
    for number, (item, wanted) in enumerate(pairs):
        place = ", ".join(map(str, np.unravel_index(number, shape))) if shape else ""
        first = next(cell_differences(item, wanted, f"{where}[{place}]", comparison), None)
        if first is not None:
            yield first
            return


def cell_differences(
    actual: Value, expected: Value, where: str, comparison: Comparison
) -> Iterator[Difference]:
    """How an item of a column, or of an array of objects, differs; any missing ones agree."""
    if is_missing(actual) != is_missing(expected):
        yield Difference("value", where, actual, expected)
    elif not is_missing(expected):
        yield from comparison.compare(actual, expected, where)


def _as_objects(value: Value, axes: int) -> Record | None:
    """An array of objects with the items of an array, or of lists nested so deeply."""
    if isinstance(value, Record):
        return value if value.kind == "Array" else None
    if isinstance(value, np.ndarray):
        shape, items = value.shape, list(map(np.asarray, value.ravel()))
        if value.dtype.kind in "biufc":
            items = value.ravel().tolist()
    elif isinstance(value, list | tuple):
        shape, items = (len(value),), list(value)
        while len(shape) < axes and items and all(isinstance(item, list | tuple) for item in items):
            if len({len(item) for item in items}) > 1:
                return None
            shape = (*shape, len(items[0]))
            items = [part for item in items for part in item]
    else:
        return None
    return Record("Array", {"shape": tuple(shape), "items": items, "text": False})


DIFFERENCES: dict[str, Differ] = {
    **dict.fromkeys(SETS, _members),
    "Layer": _parameters,
    "Module": _parameters,
    "Dataclass": _instances,
    "NamedTuple": _instances,
    "Sparse": _sparse,
    "Masked": _masked,
    "moment": _moments,
    "duration": _moments,
    "Series": _labelled,
    "Index": _labelled,
    "Array": _objects,
}
