"""Masked arrays of NumPy as plain data; where nothing is masked, it is an array like any other."""

import sys
from typing import Any

import numpy as np

from autograder.values.kind import Fields, Freeze, Kind, Row, Thaw, is_a
from autograder.values.plain import Record, Unsupported, Value


def freeze_masked(value: Any, freeze: Freeze) -> Value | None:
    """The record of an array with masked elements; None for anything else."""
    masked = sys.modules.get("numpy.ma")
    if masked is None or not isinstance(value, masked.MaskedArray):
        return None
    mask = np.array(masked.getmaskarray(value))
    if not mask.any():
        return None
    data = freeze(np.array(masked.getdata(value), subok=False))
    if not isinstance(data, np.ndarray):
        return data if isinstance(data, Unsupported) else Unsupported("masked array of objects")
    if mask.dtype != np.bool_:
        return Unsupported("masked array of void")
    data[mask] = np.zeros((), data.dtype)  # what stands there does not count
    return Record("Masked", {"data": data, "mask": mask})


def _thaw(fields: Fields, _: Thaw) -> Any:
    return np.ma.masked_array(fields["data"].copy(), mask=fields["mask"].copy())


def _fit(fields: Fields) -> bool:
    mask = fields["mask"]
    return bool(mask.dtype == np.bool_ and mask.shape == fields["data"].shape)


KINDS = (
    Kind(
        "Masked", {"data": is_a(np.ndarray), "mask": is_a(np.ndarray)},
        lambda fields: f"a masked array of shape {fields['data'].shape}",
        freeze_masked, _thaw, _fit,
    ),
)  # fmt: skip
ROWS = (
    Row(
        "masked arrays",
        "shape, mask, and the values that are not masked",
        "anything where masked; any float dtype. Without a masked element, it is an array",
    ),
)
