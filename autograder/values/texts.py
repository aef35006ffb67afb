"""Arrays of text or of objects as plain data: their items in a row, and their shape.

NumPy gives each text the room of the longest one, so that no such array is made of what arrives.
"""

import math
from typing import Any

import numpy as np

from autograder.values.kind import Fields, Freeze, Kind, Row, Thaw, is_a, is_shape
from autograder.values.plain import MAX_DIMENSIONS, MAX_ITEMS, Record, Unsupported, Value


def freeze_texts(value: Any, freeze: Freeze) -> Value | None:
    """The record of an array of text or objects; None for anything else."""
    array = np.asarray(value) if isinstance(value, np.ndarray) else None
    if array is None or array.dtype.kind not in "UTO":
        return None
    if array.ndim > MAX_DIMENSIONS:
        return Unsupported(f"array of {array.ndim} dimensions")
    if array.size > MAX_ITEMS:
        return Unsupported("array of text or objects that is too large")
    items = [freeze(item) for item in array.ravel()]
    is_text = array.dtype.kind != "O"
    return Record("Array", {"shape": array.shape, "items": items, "text": is_text})


def _thaw(fields: Fields, thaw: Thaw) -> Any:
    items = list(map(thaw, fields["items"]))
    if fields["text"]:
        return np.array(items, dtype=str).reshape(fields["shape"])
    array = np.empty(len(items), dtype=object)
    for number, item in enumerate(items):  # or NumPy would look into each
        array[number] = item
    return array.reshape(fields["shape"])


def _fit(fields: Fields) -> bool:
    is_whole = math.prod(fields["shape"]) == len(fields["items"])
    return is_whole and (not fields["text"] or all(isinstance(i, str) for i in fields["items"]))


def _described(fields: Fields) -> str:
    return f"an array of {'text' if fields['text'] else 'objects'} of shape {fields['shape']}"


KINDS = (
    Kind(
        "Array", {"shape": is_shape(MAX_ITEMS), "items": is_a(list), "text": is_a(bool)},
        _described, freeze_texts, _thaw, _fit,
    ),
)  # fmt: skip
ROWS = (
    Row(
        "arrays of text or objects",
        "shape, then each item; a missing one (`None`, NaN, NaT) agrees with any missing one",
        "nested lists and tuples, and an array of objects for one of text",
    ),
)
