"""The form of a value without what is in it, for a key that students can read."""

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.values import Record, Value

# Fields of records that are form: an array's shape, where it has elements, and of which kind;
# the texts of a figure at its bars and in its legend.
FORM = ("shape", "places", "mask", "text", "matrix", "categories", "legend")


def blank(value: Value) -> Value:
    """The value with zeros for its numbers and no text, of the same types, shapes and lengths.

    The keys of a dict, the columns of a table and the settings of a model are its form.
    """
    if isinstance(value, np.ndarray):
        return np.zeros_like(value)
    if isinstance(value, tuple | list):
        return type(value)(map(blank, value))
    if isinstance(value, dict):
        return _each(value)
    if isinstance(value, Record):
        form = {k: item for k, item in value.fields.items() if k in FORM or type(item) is str}
        return replace(value, fields=_each(value.fields) | form)
    return type(value)() if isinstance(value, int | float | complex | str | bytes) else value


def _each(items: dict[Any, Value]) -> dict[Any, Value]:
    return {key: blank(item) for key, item in items.items()}
