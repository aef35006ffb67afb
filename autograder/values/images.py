"""Images and coloured grids of a figure's axes as plain data, as a reader sees them."""

from typing import Any

import numpy as np

from autograder.values.kind import Fields, Kind, has_axes, is_a
from autograder.values.plain import Record, Value
from autograder.values.visible import CONTRAST, Unread, are_within


def mesh(artist: Any, axes: Any) -> Any:
    """The record of a grid of rectangles, None if nobody sees it, or Unread for another grid."""
    corners = np.ma.getdata(artist.get_coordinates())
    x, y = corners[0, :, 0], corners[:, 0, 1]
    is_straight = (corners[..., 0] == x).all() and (corners[..., 1] == y[:, None]).all()
    values = np.ma.asarray(artist.get_array())
    if values.ndim < 2:
        values = values.reshape(len(y) - 1, len(x) - 1)
    if not is_straight or values.shape[:2] != (len(y) - 1, len(x) - 1):
        return Unread
    return _picture(artist, values, x, y, axes)


def image(artist: Any, axes: Any) -> Value | None:
    """The record of an image, or None if nobody sees it."""
    values = np.ma.asarray(artist.get_array())
    left, right, bottom, top = artist.get_extent()
    rows, columns = values.shape[:2]
    ends = (top, bottom) if artist.origin == "upper" else (bottom, top)
    x, y = np.linspace(left, right, columns + 1), np.linspace(*ends, rows + 1)
    return _picture(artist, values, x, y, axes)


def _picture(artist: Any, values: Any, x: Any, y: Any, axes: Any) -> Value | None:
    """The values as a reader sees them, from left to right and from top to bottom."""
    if not _is_shown(artist, values, x, y, axes):
        return None
    scale = 255 if values.ndim == 3 and values.dtype.kind in "iu" else 1
    shown = np.ma.filled(values.astype(float), np.nan) / scale
    shown = shown[..., :3] if values.ndim == 3 else shown
    x, y = np.asarray(x, float), np.asarray(y, float)
    if (x[0] < x[-1]) == axes.xaxis_inverted():
        x, shown = x[::-1], shown[:, ::-1]
    if (y[0] < y[-1]) != axes.yaxis_inverted():
        y, shown = y[::-1], shown[::-1]
    bars = [one for one in axes.figure.figure.axes if is_colorbar(one) and one.get_visible()]
    fields = {"label": "", "values": shown, "x": x, "y": y, "colorbar": bool(bars)}
    return Record("Image", fields)


def is_colorbar(axes: Any) -> bool:
    """Whether axes belong to a colorbar."""
    return hasattr(axes, "_colorbar")


def _is_shown(artist: Any, values: Any, x: Any, y: Any, axes: Any) -> bool:
    """Whether an image lies within the limits, and its values differ in colour if they differ."""
    alpha = 1 if artist.get_alpha() is None else np.max(artist.get_alpha())
    quarters = [np.quantile(side, (0.25, 0.75)) for side in (x, y)]
    middle = np.stack(np.meshgrid(*quarters), axis=-1).reshape(-1, 2)
    if not (artist.get_visible() and alpha >= CONTRAST and are_within(middle, axes)):
        return False
    if values.ndim == 3 or np.ma.count(values) == 0 or np.ptp(values) == 0:
        return bool(np.ma.count(values))
    return bool(np.ptp(np.clip(artist.norm(values), 0, 1)) >= CONTRAST)


def _is_picture(value: Value) -> bool:
    return has_axes(2, "f")(value) or (has_axes(3, "f")(value) and value.shape[2] == 3)


def _is_whole(fields: Fields) -> bool:
    values, y, x = fields["values"], fields["y"], fields["x"]
    return bool(values.shape[:2] == (len(y) - 1, len(x) - 1) and values.size)


SIDE = has_axes(1, "f")
KIND = Kind(
    "Image",
    {"label": is_a(str), "values": _is_picture, "x": SIDE, "y": SIDE, "colorbar": is_a(bool)},
    lambda _: "an image",
    fits=_is_whole,
)
