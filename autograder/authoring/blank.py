"""The form of a value without what is in it, for a key that students can read."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograder.values import Record, Table, Value


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
    if isinstance(value, Table):
        return replace(value, index=blank(value.index), columns=_each(value.columns))
    if isinstance(value, Record):
        return replace(value, fields=_each(value.fields, keep=(str,)))
    return type(value)() if isinstance(value, int | float | complex | str | bytes) else value


def _each(items: dict[str, Value], keep: Sequence[type] = ()) -> dict[str, Value]:
    return {k: item if type(item) in keep else blank(item) for k, item in items.items()}
