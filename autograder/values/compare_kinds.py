"""How records of each kind differ, and what is accepted for them.

Tables and figures have modules of their own.
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.values import describe
from autograder.values.compare_arrays import first_index, items_of, same_times
from autograder.values.compare_figures import figure_differences
from autograder.values.compare_tables import (
    cell_differences,
    labelled_differences,
    table_differences,
)
from autograder.values.difference import Comparison, Difference, Kind
from autograder.values.hashed import by_text
from autograder.values.kind import is_record
from autograder.values.models import KNOWN
from autograder.values.moments import moment_of
from autograder.values.parameters import state_of
from autograder.values.plain import Record, Value

Found = Iterator[Difference]


def record_differences(
    actual: Value, expected: Record, where: str, comparison: Comparison
) -> Found:
    """How a value differs from an expected record, whatever its kind is."""
    found = _alike(actual, expected)
    if found is None:
        yield Difference("type", where, actual, expected)
    else:
        yield from DIFFERENCES.get(expected.kind, _by_field)(found, expected, where, comparison)


def _alike(actual: Value, expected: Record) -> Record | None:
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
    if expected.kind == "Module" and (state := state_of(actual)):
        return Record("Module", {"what": "", "state": state})
    kinds = SETS if expected.kind in SETS else (expected.kind,)
    return actual if is_record(*kinds)(actual) else None


def _as_objects(value: Value, axes: int) -> Record | None:
    """An array of objects with the items of an array, or of lists nested so deeply."""
    if isinstance(value, np.ndarray):
        shape, items = value.shape, items_of(value.ravel()) or []
    elif isinstance(value, list | tuple):
        shape, items = (len(value),), list(value)
        while len(shape) < axes and items and all(isinstance(item, list | tuple) for item in items):
            if len({len(item) for item in items}) > 1:
                return None
            shape = (*shape, len(items[0]))
            items = [part for item in items for part in item]
    else:
        return value if is_record("Array")(value) else None
    return Record("Array", {"shape": tuple(shape), "items": items, "text": False})


# --- sets ---------------------------------------------------------------------------------------

SETS = ("set", "frozenset")


def _members(actual: Record, expected: Record, where: str, comparison: Comparison) -> Found:
    found, wanted = by_text(actual.fields["items"]), by_text(expected.fields["items"])
    extra = [item for text, item in found.items() if text not in wanted]
    missing = [item for text, item in wanted.items() if text not in found]
    extra, missing = _unmatched(extra, missing, comparison.alone)
    if extra or missing:
        yield Difference("members", where, extra, missing)


def _unmatched(
    extra: list[Value], missing: list[Value], comparison: Comparison
) -> tuple[list[Value], list[Value]]:
    """Members without the floats of one side that are near enough to one of the other."""
    floats = sorted(item for item in extra if isinstance(item, float) and math.isfinite(item))
    left = [item for item in extra if not isinstance(item, float) or not math.isfinite(item)]
    unmatched = []
    for item in missing:
        is_number = isinstance(item, int | float)
        place = bisect_left(floats, item) if is_number else 0
        near = [i for i in (place - 1, place) if is_number and 0 <= i < len(floats)]
        agreeing = [i for i in near if not any(comparison.compare(floats[i], item, ""))]
        if agreeing:
            del floats[agreeing[0]]
        else:
            unmatched.append(item)
    return left + floats, unmatched


# --- sparse and masked arrays, tensors ------------------------------------------------------------


def _sparse(actual: Record, expected: Record, where: str, comparison: Comparison) -> Found:
    shape, both = expected.fields["shape"], (actual.fields, expected.fields)
    if actual.fields["shape"] != shape:
        yield Difference("shape", where, actual, expected)
        return
    places = np.union1d(*(fields["places"] for fields in both))
    stored = [np.zeros(len(places), fields["data"].dtype) for fields in both]
    for array, fields in zip(stored, both, strict=True):
        array[np.searchsorted(places, fields["places"])] = fields["data"]
    for found in comparison.alone.compare(stored[0], stored[1], where):
        place = places[found.index[0]] if found.index else 0
        index = tuple(map(int, np.unravel_index(place, shape))) if found.index else None
        sides = (actual, expected) if found.index else stored
        yield replace(found, actual=sides[0], expected=sides[1], index=index)


def _masked(actual: Record, expected: Record, where: str, comparison: Comparison) -> Found:
    mask, wanted = actual.fields["mask"], expected.fields["mask"]
    if mask.shape != wanted.shape:
        yield Difference("shape", where, actual, expected)
    elif bad := first_index(mask != wanted):
        yield Difference("value", where, actual, expected, bad)
    else:  # what stands below a mask does not count
        both = [side.fields["data"].copy() for side in (actual, expected)]
        for data in both:
            data[wanted] = np.zeros((), data.dtype)
        yield from comparison.alone.compare(both[0], both[1], where)


def _tensors(actual: Record, expected: Record, where: str, comparison: Comparison) -> Found:
    yield from comparison.compare(actual.fields["array"], expected.fields["array"], where)


# --- layers and models --------------------------------------------------------------------------


def _layers(actual: Record, expected: Record, where: str, comparison: Comparison) -> Found:
    """The structure, as one difference; then the weights, unless only the structure counts."""
    layers, wanted_layers = actual.fields["layers"], expected.fields["layers"]
    parameters, is_of_form = state_of(actual).values(), comparison.structure_only
    if list(map(describe, layers)) != list(map(describe, wanted_layers)):
        yield Difference("structure", where, actual, expected)
    elif is_of_form and not all(np.isfinite(array).all() for array in parameters):
        yield Difference("not_finite", where, actual, expected)
    else:
        together = comparison.beside(state_of(expected).values())
        for number, (layer, wanted) in enumerate(zip(layers, wanted_layers, strict=True)):
            if not is_of_form or not is_record(*KNOWN)(wanted):
                yield from together.compare(layer, wanted, f"{where or 'model'}[{number}]")


def _parameters(actual: Record, expected: Record, where: str, comparison: Comparison) -> Found:
    if actual.fields.get("settings") != expected.fields.get("settings"):
        yield Difference("structure", where, actual, expected)
        return
    states = actual.fields["state"], expected.fields["state"]
    for found in by_key("parameters", *states, where, comparison.alone):
        if found.kind != "value" or not comparison.structure_only:
            yield found


# --- instances, and what has names --------------------------------------------------------------


def _instances(actual: Record, expected: Record, where: str, comparison: Comparison) -> Found:
    if actual.fields["class"] != expected.fields["class"]:
        yield Difference("type", where, actual, expected)
    else:
        fields = actual.fields["fields"], expected.fields["fields"]
        yield from by_key("fields", *fields, where, comparison.alone)


def _by_field(actual: Record, expected: Record, where: str, comparison: Comparison) -> Found:
    yield from by_key("fields", actual.fields, expected.fields, where, comparison)


def by_key(
    kind: Kind, actual: Mapping[Any, Value], expected: Mapping[Any, Value], where: str,
    comparison: Comparison,
) -> Found:  # fmt: skip
    """Other keys or names than the expected ones, and the differences in what both have."""
    keys, wanted = by_text(actual), by_text(expected)
    if keys.keys() != wanted.keys():
        yield Difference(kind, where, list(actual), list(expected))
    for text, key in wanted.items():
        if text in keys:
            name = f"{where}.{key}".removeprefix(".")
            place = f"{where or 'result'}[{key!r}]" if kind == "keys" else name
            yield from comparison.compare(actual[keys[text]], expected[key], place)


# --- times, arrays of objects -------------------------------------------------------------------


def _moments(actual: Record, expected: Record, where: str, comparison: Comparison) -> Found:
    at, wanted = actual.fields["at"], expected.fields["at"]
    are_zoned = [one.fields.get("zone") is not None for one in (actual, expected)]
    if not same_times(at, wanted).all() or are_zoned[0] != are_zoned[1]:
        yield Difference("value", where, actual, expected)


def _objects(actual: Record, expected: Record, where: str, comparison: Comparison) -> Found:
    """An array of text or objects: the shape, or the first item that differs."""
    shape = expected.fields["shape"]
    if actual.fields["shape"] != shape:
        yield Difference("shape", where, actual, expected)
        return
    pairs = zip(actual.fields["items"], expected.fields["items"], strict=True)
    comparison = comparison.alone
    for number, (item, wanted) in enumerate(pairs):
        place = ", ".join(map(str, np.unravel_index(number, shape))) if shape else ""
        found = cell_differences(item, wanted, f"{where}[{place}]", comparison)
        if (first := next(found, None)) is not None:
            yield first
            return


DIFFERENCES: dict[str, Callable[[Record, Record, str, Comparison], Found]] = {
    **dict.fromkeys(SETS, _members),
    "Layer": _parameters,
    "Module": _parameters,
    "Sequential": _layers,
    "Tensor": _tensors,
    "Figure": figure_differences,
    "Dataclass": _instances,
    "NamedTuple": _instances,
    "Sparse": _sparse,
    "Masked": _masked,
    "moment": _moments,
    "duration": _moments,
    "DataFrame": table_differences,
    "Series": labelled_differences,
    "Index": labelled_differences,
    "Array": _objects,
}
