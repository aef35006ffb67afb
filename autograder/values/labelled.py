"""DataFrames, Series and Indexes of pandas as plain data.

A column is an array of numbers, bools or times, or a list of what else it holds.
"""

import math
import sys
from collections.abc import Iterable
from types import NoneType
from typing import Any

import numpy as np

from autograder.values.hashed import as_key
from autograder.values.kind import (
    Fields,
    Freeze,
    Kind,
    Row,
    Thaw,
    is_a,
    is_column,
    is_record,
    length,
)
from autograder.values.plain import MalformedError, Record, Unsupported, Value

ARRAYS = "biufcmM"


def data_frame(index: Value, name: str | None, columns: dict[Any, Value]) -> Record:
    """The record of a DataFrame: its index, the index's name, and its columns in order."""
    return Record("DataFrame", {"index": index, "name": name, "columns": columns})


def freeze_labelled(value: Any, freeze: Freeze) -> Value | None:
    """The record of a DataFrame, a Series or an Index; None for anything else.

    A value that is missing is NaN.
    """
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return None
    if type(value) is pandas.DataFrame:
        return _freeze_frame(value, freeze)
    if type(value) is pandas.Series:
        return _freeze_series(value, freeze)
    if isinstance(value, pandas.Index) and _is_pandas(type(value)):
        return _freeze_index(value, freeze)
    return math.nan if value is pandas.NA else None


def _is_pandas(kind: type) -> bool:
    return str(kind.__module__).partition(".")[0] == "pandas"


def _freeze_frame(frame: Any, freeze: Freeze) -> Value:
    if frame.index.nlevels > 1:
        return Unsupported("DataFrame with a MultiIndex")
    try:
        names = [as_key(freeze(name)) for name in frame.columns]
    except MalformedError:
        return Unsupported("DataFrame with objects as column names")
    if len(set(names)) < len(names):
        return Unsupported("DataFrame whose column names are not distinct")
    arrays = zip(names, _column_arrays(frame), strict=True)
    columns = {name: freeze_column(array, freeze) for name, array in arrays}
    name = frame.index.name
    index = freeze_column(frame.index, freeze)
    return data_frame(index, None if name is None else str(name), columns)


def _column_arrays(frame: Any) -> Iterable[Any]:
    """The columns' arrays; creating a Series for each column takes ten times as long."""
    direct = getattr(frame, "_iter_column_arrays", None)
    return direct() if direct is not None else (frame[name] for name in frame.columns)


def freeze_column(column: Any, freeze: Freeze) -> Value:
    """A column's array, or the list of what it holds."""
    array = np.asarray(column if isinstance(column, np.ndarray) else column.to_numpy())
    return freeze(array if array.ndim == 1 and array.dtype.kind in ARRAYS else list(array))


def _freeze_series(series: Any, freeze: Freeze) -> Value:
    if series.index.nlevels > 1:
        return Unsupported("Series with a MultiIndex")
    fields = {"name": freeze(series.name), "values": freeze_column(series, freeze)}
    return Record("Series", {**fields, "index": freeze(series.index)})


def _freeze_index(index: Any, freeze: Freeze) -> Value:
    if index.nlevels > 1:
        return Unsupported("MultiIndex")
    fields = {"name": freeze(index.name), "values": freeze_column(index, freeze)}
    return Record("Index", fields)


def _thaw_frame(fields: Fields, thaw: Thaw) -> Any:
    import pandas

    index = pandas.Index(thaw(fields["index"]), name=fields["name"])
    return pandas.DataFrame(thaw(fields["columns"]), index=index)


def _thaw_series(fields: Fields, thaw: Thaw) -> Any:
    import pandas

    values, index, name = (thaw(fields[part]) for part in ("values", "index", "name"))
    return pandas.Series(values, index, name=name)


def _thaw_index(fields: Fields, thaw: Thaw) -> Any:
    import pandas

    return pandas.Index(thaw(fields["values"]), name=thaw(fields["name"]))


def _described(kind: str) -> Any:
    return lambda fields: f"{kind} of {length(fields['values'])}"


def _fit(fields: Fields) -> bool:
    index = fields["index"]
    are_whole = not isinstance(index, Unsupported) and not isinstance(fields["values"], Unsupported)
    return not are_whole or length(fields["values"]) == length(index.fields["values"])


def _is_index(value: Value) -> bool:
    return isinstance(value, Unsupported) or is_record("Index")(value)


KINDS = (
    Kind(
        "DataFrame",
        {"index": lambda _: True, "name": is_a(str, NoneType), "columns": is_a(dict)},
        lambda _: "a DataFrame", freeze_labelled, _thaw_frame,
    ),
    Kind(
        "Series",
        {"name": lambda _: True, "values": is_column, "index": _is_index},
        _described("a Series"), freeze_labelled, _thaw_series, _fit,
    ),
    Kind(
        "Index", {"name": lambda _: True, "values": is_column},
        _described("an Index"), freeze_labelled, _thaw_index,
    ),
)  # fmt: skip
ROWS = (
    Row(
        "DataFrames",
        "column names, index, index name, and each column",
        "columns in any order, and of any dtype that holds the same: categories, objects, float32",
    ),
    Row(
        "Series, Index",
        "index, values, and the names that the reference's have",
        "any dtype that holds the same, and any name where the reference's has none",
    ),
)
