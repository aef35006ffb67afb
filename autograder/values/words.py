"""Values in a few words, and their forms."""

import numpy as np

from autograder.values.kinds import KINDS
from autograder.values.plain import Code, Record, Unsupported, Value


def form(value: Value) -> Value:
    """The shapes of a value without its numbers and dtypes, usable as a lookup key."""
    if isinstance(value, np.ndarray):
        return value.shape
    if isinstance(value, int | float | complex):
        return "a number"
    if isinstance(value, tuple):
        return tuple(map(form, value))
    return describe(value)


def shape_of(value: Value) -> tuple[int, ...] | None:
    """The shape of an array of any kind; None for other values."""
    if isinstance(value, Record) and value.kind == "Masked":
        value = value.fields["data"]
    if isinstance(value, np.ndarray):
        return tuple(value.shape)
    found = value.fields.get("shape") if isinstance(value, Record) else None
    return None if found is None else tuple(found)


def element(value: Value, index: tuple[int, ...]) -> Value:
    """An element of an array, also of a sparse or masked one: a number, or what stands for it."""
    if isinstance(value, Record) and value.kind == "Masked":
        if value.fields["mask"][index]:
            return "masked"
        value = value.fields["data"]
    if isinstance(value, Record) and value.kind == "Sparse":
        place = np.ravel_multi_index(index, value.fields["shape"])
        (found,) = np.nonzero(value.fields["places"] == place)
        return value.fields["data"][found[0]].item() if found.size else 0
    one = value[index]
    return str(one) if value.dtype.kind in "mM" else one.item()


def describe(value: Value) -> str:
    """A short noun phrase for a value, such as "an array of shape (4, 1)" or "None"."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return f"the number {value:.7g}"
    if isinstance(value, complex):
        return f"the complex number {value:.7g}"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, bytes):
        return "bytes"
    if isinstance(value, np.ndarray) and not value.shape and value.dtype.kind in "mM":
        return "a date" if value.dtype.kind == "M" else "a duration"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, tuple | list):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return f"a {kind} of {len(value)}"
    if isinstance(value, dict):
        return "a dict"
    if isinstance(value, Record):
        return KINDS[value.kind].describe(value.fields)
    if isinstance(value, Code):
        return f"the function {value.name}"
    if isinstance(value, Unsupported):
        return f"a value of type {value.type_name}"
    return "a file"
