"""Sparse arrays and matrices of SciPy as plain data: their stored elements, in row-major order.

Nothing is made dense: a few bytes can state any shape.
"""

import math
import sys
from typing import Any

import numpy as np

from autograder.values.kind import Fields, Freeze, Kind, Row, Thaw, has_axes, is_a, is_shape
from autograder.values.plain import MAX_INT, Record, Unsupported, Value

FORMATS = ("bsr", "coo", "csc", "csr", "dia", "dok", "lil")


def freeze_sparse(value: Any, freeze: Freeze) -> Value | None:
    """The record of a sparse array or matrix; None for anything else."""
    scipy = sys.modules.get("scipy.sparse")
    if scipy is None or not isinstance(value, scipy.sparray | scipy.spmatrix):
        return None
    if str(type(value).__module__).partition(".")[0] != "scipy":  # its methods may do anything
        return None
    shape = tuple(map(int, value.shape))
    if math.prod(shape) >= MAX_INT:
        return Unsupported("sparse array of too many rows")
    stored = value.tocoo(copy=True)
    stored.sum_duplicates()
    places = np.ravel_multi_index(_coordinates(stored), shape) if shape else np.zeros(0, int)
    order = np.argsort(places)
    data = freeze(stored.data[order])
    if isinstance(data, Unsupported):
        return data
    is_matrix = isinstance(value, scipy.spmatrix)
    places = places[order].astype(np.int64)
    return Record(
        "Sparse",
        {"shape": shape, "places": places, "data": data, "format": value.format,
         "matrix": is_matrix},
    )  # fmt: skip


def _coordinates(stored: Any) -> tuple[Any, ...]:
    return tuple(stored.coords) if hasattr(stored, "coords") else (stored.row, stored.col)


def _thaw(fields: Fields, _: Thaw) -> Any:
    from scipy import sparse

    make = sparse.coo_matrix if fields["matrix"] else sparse.coo_array
    places = np.unravel_index(fields["places"], fields["shape"])
    return make((fields["data"].copy(), places), fields["shape"]).asformat(fields["format"])


def _fit(fields: Fields) -> bool:
    places, shape = fields["places"], fields["shape"]
    if not shape or places.dtype != np.int64 or places.shape != fields["data"].shape:
        return False
    is_sorted = bool((places[1:] > places[:-1]).all())
    is_inside = not places.size or (places[0] >= 0 and places[-1] < math.prod(shape))
    return is_sorted and bool(is_inside)


def _described(fields: Fields) -> str:
    return f"a sparse {'matrix' if fields['matrix'] else 'array'} of shape {fields['shape']}"


KINDS = (
    Kind(
        "Sparse",
        {"shape": is_shape(MAX_INT - 1), "places": has_axes(1, "i"), "data": has_axes(1, "biufc"),
         "format": lambda value: value in FORMATS, "matrix": is_a(bool)},
        _described, freeze_sparse, _thaw, _fit,
    ),
)  # fmt: skip
ROWS = (
    Row(
        "sparse arrays and matrices of SciPy",
        "shape and values; what is not stored is 0",
        "any format, arrays for matrices, stored zeros; a dense array is not accepted",
    ),
)
