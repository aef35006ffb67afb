"""The table of kinds: every kind of object that is a record as plain data.

Each stands in the module named beside it. Nothing here imports a library that is not imported yet,
except to make an argument.
"""

from typing import Any

from autograder.values import (
    figures,
    generators,
    instances,
    labelled,
    layers,
    masked,
    moments,
    sets,
    sparse,
    texts,
)
from autograder.values.kind import Freeze, Kind, Row, Thaw
from autograder.values.models import freeze_torch
from autograder.values.plain import MalformedError, Record, Value, records

MODULES = (masked, texts, sets, moments, labelled, instances, sparse, generators, layers, figures)
KINDS: dict[str, Kind] = {kind.name: kind for module in MODULES for kind in module.KINDS}
# The first is asked most often: a training has thousands of tensors.
FREEZERS = tuple(dict.fromkeys([freeze_torch, *(k.freeze for k in KINDS.values() if k.freeze)]))
ROWS = (
    Row("whole numbers", "value, exactly", "floats of the same value; in arrays, floats near it"),
    Row(
        "floats",
        "value, within the tolerance",
        "any float dtype, and one whole number for one float; no arrays of whole numbers",
    ),
    Row(
        "complex numbers",
        "the size of the difference, within the tolerance",
        "real floats for complex numbers without an imaginary part; never complex for real ones",
    ),
    Row(
        "text, bytes, `True`, `False`, `None`", "value, exactly", "subclasses of `str` and `bytes`"
    ),
    Row(
        "arrays of numbers or bools",
        "shape, then values; NaN agrees with NaN, infinity with itself",
        "nested lists and tuples, any memory layout, any float dtype for floats",
    ),
    Row("tuples, lists", "length, then each part in order", "each for the other, and an array"),
    Row(
        "dicts",
        "keys, in any order, and the value of each",
        "keys that Python takes for the same, such as 1, 1.0 and `np.int64(1)`",
    ),
    *(row for module in MODULES for row in module.ROWS),
)


def freeze_object(value: Any, freeze: Freeze) -> Value | None:
    """The record that stands for an object, Unsupported, or None for an unknown kind."""
    found = (freezer(value, freeze) for freezer in FREEZERS)
    return next((record for record in found if record is not None), None)


def thaw_object(record: Record, thaw: Thaw) -> Any:
    """A fresh object for a record. Raises MalformedError for a kind that cannot be an argument."""
    make = KINDS[record.kind].thaw
    if make is None:
        raise MalformedError(f"a {record.kind} cannot be an argument")
    return make(record.fields, thaw)


def checked(record: Record) -> Record:
    """The record itself. Raises MalformedError if its fields are not those of its kind.

    What a worker sends may have any fields; after this, comparison need not look again.
    """
    kind, fields = KINDS.get(record.kind), record.fields
    if kind is None:
        raise MalformedError("a record of unknown kind")
    is_whole = list(fields) == list(kind.fields)
    if not is_whole or not all(fits(fields[name]) for name, fits in kind.fields.items()):
        raise MalformedError(f"a {record.kind} without the fields of one")
    if not kind.fits(fields):
        raise MalformedError(f"a {record.kind} whose fields do not fit together")
    return record


def only_result(value: Value) -> Record | None:
    """The first part of a value that cannot be an argument, or None."""
    return next((one for one in records(value) if KINDS[one.kind].thaw is None), None)


def only_argument(value: Value) -> Record | None:
    """The first part of a value that cannot be a result, or None."""
    return next((one for one in records(value) if KINDS[one.kind].argument), None)
