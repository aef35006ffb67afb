"""How tables, Series, Indexes and columns differ.

Columns are compared by what they hold; their dtypes depend on how a file was read.
"""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from autograder.values.compare_arrays import Array, as_array, items_of
from autograder.values.difference import Comparison, Difference
from autograder.values.moments import is_missing, times_of
from autograder.values.plain import Record, Value


def table_differences(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    """The differences in the columns' names, the index, and each column, in any order."""
    columns, wanted_columns = actual.fields["columns"], expected.fields["columns"]
    name, wanted_name = actual.fields["name"], expected.fields["name"]
    if set(columns) != set(wanted_columns):
        yield Difference("columns", where, list(columns), list(wanted_columns))
    if name != wanted_name:
        yield Difference("columns", "the index's name", name, wanted_name)
    yield from _column(actual.fields["index"], expected.fields["index"], "the index", comparison)
    for label, wanted in wanted_columns.items():
        if label in columns:
            yield from _column(columns[label], wanted, f"column {label}", comparison)


def labelled_differences(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    """The differences between two Series or Indexes."""
    of = f" of {where}" if where else ""
    yield from _labelled(actual, expected, f"the {expected.kind}{of}", of, comparison.alone)


def _labelled(
    actual: Record, expected: Record, what: str, of: str, comparison: Comparison
) -> Iterator[Difference]:
    """The same, for what is called `what`; a name counts where the expected one has a name."""
    name, wanted = actual.fields["name"], expected.fields["name"]
    if wanted is not None and any(comparison.compare(name, wanted, "")):
        yield Difference("columns", f"the name of {what}", name, wanted)
    if "index" in expected.fields:
        index, wanted_index = actual.fields["index"], expected.fields["index"]
        if isinstance(index, Record):
            yield from _labelled(index, wanted_index, f"the index{of}", of, comparison)
        else:
            yield Difference("type", f"the index{of}", index, wanted_index)
    yield from _column(actual.fields["values"], expected.fields["values"], what, comparison)


def _column(
    actual: Value, expected: Value, where: str, comparison: Comparison
) -> Iterator[Difference]:
    comparison = comparison.of_columns
    if isinstance(expected, list):
        yield from _cells(actual, expected, where, comparison)
    elif isinstance(expected, np.ndarray):
        column = _column_array(actual, expected)
        if column is None and isinstance(actual, list):
            yield from _cells(actual, items_of(expected) or [], where, comparison)
        else:
            yield from comparison.compare(actual if column is None else column, expected, where)
    else:
        yield from comparison.compare(actual, expected, where)


def _column_array(actual: Value, expected: Array) -> Array | None:
    """The array of a column that is to hold numbers or times; None for one that holds others."""
    kind = expected.dtype.kind
    if isinstance(actual, list) and kind in "mM":
        return times_of(actual, kind)
    if isinstance(actual, list):
        array = as_array([math.nan if is_missing(item) else item for item in actual])
        return array if array is not None and array.ndim == 1 else None
    is_real = isinstance(actual, np.ndarray) and actual.dtype.kind in "biuf"
    return actual.astype(np.float64) if is_real and kind == "f" else None


def _cells(
    actual: Value, expected: list[Value], where: str, comparison: Comparison
) -> Iterator[Difference]:
    """The first row of a column of texts or objects that differs, or the length."""
    cells = items_of(actual)
    if cells is None:
        yield Difference("type", where, actual, expected)
        return
    for row, (cell, wanted) in enumerate(zip(cells, expected, strict=False)):
        first = next(cell_differences(cell, wanted, "", comparison), None)
        if first is not None:
            is_cell = not first.where and first.index is None
            is_whole = first.kind in ("value", "type") and is_cell
            place = where if is_whole else f"{where}[{row}]{first.where}"
            yield replace(first, where=place, index=(row,) if is_whole else first.index)
            return
    if len(cells) != len(expected):
        yield Difference("length", where, cells, expected)


def cell_differences(
    actual: Value, expected: Value, where: str, comparison: Comparison
) -> Iterator[Difference]:
    """How an item of a column, or of an array of objects, differs; any missing ones agree."""
    if is_missing(actual) != is_missing(expected):
        yield Difference("value", where, actual, expected)
    elif not is_missing(expected):
        yield from comparison.compare(actual, expected, where)
