"""The same checks for every contender: each function on each case, compared with NumPy.

It runs inside each contender's process, beside the student's code, and needs NumPy, pandas (which
the student's code imports as well) and the file of cases that CONTENDER_CASES names.
"""

from __future__ import annotations

import copy
import functools
import io
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd


@functools.cache
def key() -> dict[str, dict[str, Any]]:
    """The points and the cases of each function, as `assignment.write_cases` wrote them."""
    return pickle.loads(Path(os.environ["CONTENDER_CASES"]).read_bytes())  # noqa: S301  # our own


def exercises() -> dict[str, float]:
    """The points of each exercise."""
    return {name: exercise["points"] for name, exercise in key().items()}


def check(name: str, function: Callable[..., Any]) -> None:
    """Call the function on each of its cases. Raises AssertionError at the first wrong result."""
    for case, actual in calls(name, function):
        compare(actual, case["expected"], case["rtol"], case["atol_of_largest"])


def calls(name: str, function: Callable[..., Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Each case of the function, and what it returns for it."""
    with tempfile.TemporaryDirectory() as folder:
        for case in key()[name]["cases"]:
            args = [live(value, Path(folder)) for value in case["args"]]
            keywords = {key: live(value, Path(folder)) for key, value in case["keywords"].items()}
            yield case, function(*args, **keywords)


def live(value: Any, folder: Path) -> Any:
    """A fresh argument: a copy of an array, a DataFrame, a path in the folder or an open file."""
    if not isinstance(value, dict):
        return copy.deepcopy(value)
    if "columns" in value:
        return frame(value)
    if value["is_open"]:
        return io.StringIO(value["text"])
    path = folder / value["name"]
    path.write_text(value["text"], encoding="utf-8")
    return str(path)


def frame(table: dict[str, Any]) -> pd.DataFrame:
    """The DataFrame of a table in the file of cases."""
    index = pd.Index(table["index"], name=table["name"])
    return pd.DataFrame(copy.deepcopy(table["columns"]), index=index)


def compare(actual: Any, expected: Any, rtol: float, of_largest: float) -> None:
    """Raise AssertionError if a result, or a part of one, is not the expected one."""
    if isinstance(expected, dict):
        compare_frames(actual, frame(expected), rtol, of_largest)
    elif isinstance(expected, tuple | list):
        assert len(actual) == len(expected), f"{len(actual)} parts, expected {len(expected)}"
        for part, wanted in zip(actual, expected, strict=True):
            compare(part, wanted, rtol, of_largest)
    else:
        largest = np.max(np.abs(expected), initial=0.0)
        assert np.shape(actual) == np.shape(expected), f"{np.shape(actual)}"
        np.testing.assert_allclose(actual, expected, rtol=rtol, atol=of_largest * largest)


def compare_frames(
    actual: pd.DataFrame, expected: pd.DataFrame, rtol: float, of_largest: float
) -> None:
    """Raise AssertionError if columns, the index, its name or a number differ."""
    assert set(actual.columns) == set(expected.columns), f"columns {list(actual.columns)}"
    assert actual.index.name == expected.index.name, f"index {actual.index.name}"
    np.testing.assert_array_equal(actual.index, expected.index)
    for name in expected.columns:
        compare(actual[name].to_numpy(), expected[name].to_numpy(), rtol, of_largest)
