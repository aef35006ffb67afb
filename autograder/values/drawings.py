"""Points, bars and vertical lines of a figure's axes as plain data, if they can be seen."""

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.values import images
from autograder.values.kind import Fields, Fits, Kind, are, has_axes, is_a
from autograder.values.plain import Record, Unsupported, Value
from autograder.values.visible import WIDTH, Unread, are_within, is_coloured

# An artist that is drawn, the artists that it consists of, and the record that stands for it.
Found = tuple[Any, list[Any], Value]


def drawings(axes: Any) -> Iterator[Found]:
    """What the axes show besides lines and can be compared; the record is None if it is unseen."""
    for container in axes.containers:
        if type(container).__name__ == "BarContainer" and len(container.patches):
            yield container, list(container.patches), _bars(container, axes)
    for artist in (*axes.patches, *axes.collections, *axes.images):
        freeze = KNOWN.get(type(artist).__name__)
        if freeze is not None and (record := freeze(artist, axes)) is not Unread:
            yield artist, [artist], record


# --- points and vertical lines --------------------------------------------------------------------


def points(x: Any, y: Any) -> Record:
    """The finite ones of these points; others are not drawn."""
    both: Any = np.stack([np.ma.filled(np.ma.asarray(one, float), np.nan) for one in (x, y)])
    x, y = both[:, np.isfinite(both).all(axis=0)]
    return Record("Points", {"label": "", "x": x, "y": y})


def _scatter(collection: Any, axes: Any) -> Any:
    if collection.get_offset_transform() is not axes.transData:
        return Unread
    if any(_is_of_dates(axis) or _names(axis, is_own=True) for axis in (axes.xaxis, axes.yaxis)):
        return Unsupported("Figure with points at dates or texts")
    places = collection.get_offsets()
    found = points(*np.ma.asarray(places).T)
    x, y = found.fields["x"], found.fields["y"]
    is_large = np.max(collection.get_sizes(), initial=0) >= WIDTH**2
    seen = is_large and is_coloured(collection, axes) and len(x)
    return found if seen and are_within(np.stack([x, y], axis=1), axes) else None


def _spans(collection: Any, axes: Any) -> Any:
    """Vertical lines, such as error bars."""
    each = collection.get_segments()
    if not each or any(len(one) != 2 or one[0, 0] != one[1, 0] for one in each):
        return Unread
    if collection.get_transform() is not axes.transData or _is_of_dates(axes.xaxis):
        return Unread
    ends = np.sort(np.stack(each)[:, :, 1])
    x, low, high = np.stack([np.stack(each)[:, 0, 0], *ends.T]).astype(float)
    is_there = is_coloured(collection, axes) and are_within(np.stack([x, ends.mean(1)], 1), axes)
    return Record("Spans", {"label": "", "x": x, "low": low, "high": high}) if is_there else None


# --- bars and histograms --------------------------------------------------------------------------


def _bars(container: Any, axes: Any) -> Value | None:
    is_upright = container.orientation != "horizontal"
    sides = np.array([patch.get_bbox().bounds for patch in container.patches], float)
    place, start, width, length = sides[:, [0, 1, 2, 3] if is_upright else [1, 0, 3, 2]].T
    is_there = any(is_coloured(patch, axes) for patch in container.patches)
    parts = np.stack([place + width / 2, np.abs(width), start, length])
    return _of_bars(is_upright, parts, axes) if is_there else None


def _of_bars(is_upright: bool, parts: Any, axes: Any) -> Record | Unsupported | None:
    """The record of bars' middles, widths, starts and lengths, unless outside the axes' limits."""
    axis = axes.xaxis if is_upright else axes.yaxis
    at, widths, bottoms, heights = parts[:, np.isfinite(parts).all(axis=0)]
    ends = [at, bottoms + heights]
    if not are_within(np.stack(ends if is_upright else ends[::-1], axis=1), axes):
        return None
    if _is_of_dates(axis):
        return Unsupported("Figure with bars at dates")
    categories, at = _categories(axis, at)
    return Record("Bars", {
        "label": "", "direction": "vertical" if is_upright else "horizontal",
        "categories": categories,
        "at": at, "widths": widths, "bottoms": bottoms, "heights": heights,
    })  # fmt: skip


def _stairs(patch: Any, axes: Any) -> Any:
    """A histogram that is drawn as an outline, by `stairs` or `hist`, as bars."""
    kind = type(patch).__name__
    if kind == "StepPatch":
        data = patch.get_data()
        base = np.zeros(len(data.values)) + (0 if data.baseline is None else data.baseline)
        is_upright, edges, tops = patch.orientation == "vertical", data.edges, data.values
    elif kind == "Polygon" and (outline := _outline(patch.get_xy())) is not None:
        is_upright, edges, tops, base = outline
    else:
        return Unread
    edges = np.asarray(edges, float)
    parts = np.stack([(edges[1:] + edges[:-1]) / 2, np.diff(edges), base, tops - base])
    return _of_bars(is_upright, parts, axes) if is_coloured(patch, axes) else None


def _outline(corners: Any) -> tuple[bool, Any, Any, Any] | None:
    """Whether a polygon's stairs stand upright, their edges, tops and base, or None.

    `hist` draws them from the base at the first edge to the last one's, and back if filled.
    """
    for is_upright, (along, up) in ((True, corners.T), (False, corners.T[::-1])):
        falls = np.flatnonzero(np.diff(along) < 0)
        end = falls[0] + 1 if falls.size else len(along)
        edges, tops = along[:end:2], up[1 : end - 1 : 2]
        is_paired = end > 3 and end % 2 == 0 and (along[1:end:2] == edges).all()
        if is_paired and (up[2 : end - 1 : 2] == tops).all() and (np.diff(edges) > 0).all():
            is_flat = up[0] == up[end - 1] and (not falls.size or (up[end:] == up[0]).all())
            return (is_upright, edges, tops, np.full(len(tops), up[0])) if is_flat else None
    return None


def _categories(axis: Any, at: Any) -> tuple[list[str], Any]:
    """The text at the nearest tick for each place, unless it is a number, which is the place."""
    names = _names(axis)
    if not names:
        return [], at
    places, middles = np.array(list(names)), np.array(list(names.values()), dtype=object)
    order = np.argsort(places)
    places, middles = places[order], middles[order]
    nearest = np.searchsorted((places[1:] + places[:-1]) / 2, at)
    texts = [str(text) for text in middles[nearest]]
    try:
        return [], np.array(texts, float)
    except ValueError:
        return texts, at


def _names(axis: Any, *, is_own: bool = False) -> dict[float, str]:
    """Texts that stand at an axis's ticks in place of numbers; `is_own`: the data are texts."""
    formatter = axis.get_major_formatter()
    kinds = ("StrCategoryFormatter",) if is_own else TEXTS
    if type(formatter).__name__ not in kinds:
        return {}
    places = list(map(float, axis.get_majorticklocs()))
    return dict(zip(places, formatter.format_ticks(places), strict=True))


def _is_of_dates(axis: Any) -> bool:
    return isinstance(axis.get_major_locator(), sys.modules["matplotlib.dates"].DateLocator)


KNOWN = {
    "PathCollection": _scatter, "LineCollection": _spans, "QuadMesh": images.mesh,
    "AxesImage": images.image, "StepPatch": _stairs, "Polygon": _stairs,
}  # fmt: skip
# How matplotlib writes texts that stand at ticks.
TEXTS = ("StrCategoryFormatter", "FixedFormatter", "FuncFormatter")


# --- as records -----------------------------------------------------------------------------------


def _are_columns(*names: str) -> Any:
    """A check that these fields are finite and of one length."""

    def fits(fields: Fields) -> bool:
        columns = [fields[name] for name in names]
        return len({len(one) for one in columns}) == 1 and all(
            np.isfinite(one).all() for one in columns
        )

    return fits


def _have_text_each(fields: Fields) -> bool:
    are_columns = _are_columns("at", "widths", "bottoms", "heights")(fields)
    return are_columns and len(fields["categories"]) in (0, len(fields["at"]))


COLUMN = has_axes(1, "f")
XY: dict[str, Fits] = {"label": is_a(str), "x": COLUMN, "y": COLUMN}
KINDS = (
    Kind("Points", XY, lambda _: "points", fits=_are_columns("x", "y")),
    Kind("Marks", XY, lambda _: "points", fits=_are_columns("x", "y")),
    Kind(
        "Spans",
        {"label": is_a(str), "x": COLUMN, "low": COLUMN, "high": COLUMN},
        lambda _: "vertical lines", fits=_are_columns("x", "low", "high"),
    ),
    Kind(
        "Bars",
        {
            "label": is_a(str), "direction": lambda one: one in ("vertical", "horizontal"),
            "categories": are(is_a(str)),
            "at": COLUMN, "widths": COLUMN, "bottoms": COLUMN, "heights": COLUMN,
        },
        lambda _: "bars", fits=_have_text_each,
    ),
    images.KIND,
)  # fmt: skip
