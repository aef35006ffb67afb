"""Figures of matplotlib as plain data: axes with scales, labels, grid, legend and what they show.

What cannot be seen is left out: in the background's colour, outside the limits of its axes, or in
axes too small to read. No key is made with anything but lines and what `drawings` knows.
"""

import sys
from typing import Any

import numpy as np

from autograder.values import drawings, images
from autograder.values.kind import Freeze, Kind, Row, are, is_a, is_record
from autograder.values.plain import Record, Unsupported, Value
from autograder.values.visible import UNDRAWN, has_grid, has_room, is_legible, is_seen, rgba


def freeze_figure(figure: Any, _: Freeze) -> Value | None:
    """The figure's axes in reading order; Unsupported if one shows nothing to compare.

    None for anything but a figure. Axes without a frame, and those of a colorbar, are left out.
    """
    library = sys.modules.get("matplotlib.figure")
    if library is None or type(figure) is not library.Figure:
        return None
    every = sorted((one for one in figure.axes if not images.is_colorbar(one)), key=_place)
    unread = [str(one.name) for one in every if one.name != "rectilinear"]
    if unread:  # x and y alone do not place lines there
        return Unsupported(f"Figure with {unread[0]} axes")
    frozen = [(one, _freeze_axes(one, figure)) for one in every]
    axes = [record for one, record in frozen if record.fields["lines"] or _has_frame(one, figure)]
    blank = [
        one for one in axes if not any(is_record(*DRAWN)(item) for item in one.fields["lines"])
    ]
    if blank or not axes:
        others = [item.type_name for one in blank for item in one.fields["lines"]]
        return Unsupported([*others, "Figure without visible lines"][0])
    return Record("Figure", {"axes": axes})


def _has_frame(axes: Any, figure: Any) -> bool:
    return bool(axes.get_visible() and axes.axison and has_room(axes, figure))


def _place(axes: Any) -> tuple[float, float]:
    """Where axes stand in reading order: by their upper edges, then from left to right."""
    box = axes.get_position(original=True)
    return -round(box.y1, 2), round(box.x0, 2)


def _freeze_axes(axes: Any, figure: Any) -> Record:
    """What a reader sees of the axes; hidden and invisible parts are left out."""
    both = (axes.xaxis, axes.yaxis)
    shown = axes.get_visible() and has_room(axes, figure)
    is_labelled = shown and axes.axison and all(axis.get_visible() for axis in both)
    known = [axes.get_legend(), *axes.figure.legends] if shown else []
    legends = [legend for legend in known if legend is not None and legend.get_visible()]
    texts = [(text, legend.get_frame()) for legend in legends for text in legend.get_texts()]
    names = [str(t.get_text()) if is_legible(t, axes, frame) else "" for t, frame in texts]
    # None stands for a missing handle.
    handles = [handle for legend in legends for handle in legend.legend_handles if handle]
    named = dict(zip(handles, names, strict=False))
    lines = _freeze_drawings(axes, figure, named) if shown else []
    fields = {
        "x label": str(_label_of(axes.xaxis, is_labelled) or axes.figure.get_supxlabel()),
        "y label": str(_label_of(axes.yaxis, is_labelled) or axes.figure.get_supylabel()),
        "x scale": str(axes.get_xscale()),
        "y scale": str(axes.get_yscale()),
        "grid": any(has_grid(axis, which) for axis in both for which in ("major", "minor")),
        "legend": names,
        "lines": lines,
    }
    return Record("Axes", fields)


def _freeze_drawings(axes: Any, figure: Any, named: dict[Any, str]) -> list[Value]:
    """What the axes and the figure show, without the caps of error bars."""
    bars = [one for one in axes.containers if type(one).__name__ == "ErrorbarContainer"]
    caps = {cap for container in bars for cap in container.lines[1]}
    lines = [line for line in axes.get_lines() if line not in caps and is_seen(line, axes)]
    shown = [_freeze_line(line, _name(line, axes, named)) for line in lines]
    known: list[Any] = []
    for artist, parts, record in drawings.drawings(axes):
        known += parts
        if isinstance(record, Record):
            label = _name(artist if _is_named(artist) else parts[0], axes, named)
            record = Record(record.kind, record.fields | {"label": label})
        shown += [record] if record is not None else []
    return shown + _besides(axes, figure, set(known))


def _is_named(artist: Any) -> bool:
    """Whether an artist has a label of its own; that of bars may be the first one's."""
    return not str(artist.get_label() or "_").startswith("_")


def _besides(axes: Any, figure: Any, known: set[Any]) -> list[Value]:
    """What the axes and the figure show that cannot be compared: all artists but the known ones."""
    others = [*axes.collections, *axes.patches, *axes.images, *axes.tables, *axes.artists,
              *axes.child_axes, *figure.images, *figure.patches, *figure.lines,
              *figure.artists]  # fmt: skip
    kinds = sorted({type(other).__name__ for other in others if other not in known})
    return [Unsupported(f"Figure with a {kind}") for kind in kinds]


def _label_of(axis: Any, is_labelled: bool) -> str:
    is_seen = is_labelled and is_legible(axis.label, axis.axes)
    return axis.get_label_text() if is_seen else ""


def _name(artist: Any, axes: Any, named: dict[Any, str]) -> str:
    """What the legend calls a line or another artist, or its own label.

    A handle keeps its line's label, although the legend may show another name. A handle that was
    not created from the line is matched by colour.
    """
    own = str(artist.get_label() or "")
    labels = {str(handle.get_label()): name for handle, name in named.items()}
    if own in labels or (own and not own.startswith("_")):
        return labels.get(own, own)
    taken = {str(other.get_label()) for other in axes.get_lines() if len(other.get_xydata())}
    free = {handle: name for handle, name in named.items() if str(handle.get_label()) not in taken}
    alike = {name for handle, name in free.items() if _has_colour(handle, artist)}
    return alike.pop() if len(alike) == 1 else own


def _has_colour(*artists: Any) -> bool:
    """Whether a handle has an artist's colour; each is a line, a patch or a collection."""
    colours = [one.get_color() if hasattr(one, "get_color") else one.get_facecolor()
               for one in artists]  # fmt: skip
    try:
        return np.array_equal(*(rgba(colour, 1) for colour in colours))
    except ValueError:  # a collection's many colours
        return False


def _freeze_line(line: Any, name: str) -> Value:
    x, y = (_freeze_data(data) for data in (line.get_xdata(), line.get_ydata()))
    is_plain = isinstance(x, np.ndarray) and isinstance(y, np.ndarray) and x.shape == y.shape
    if is_plain and line.get_linestyle() in UNDRAWN:
        return Record("Marks", drawings.points(x, y).fields | {"label": name})
    return Record("Line", {"label": name, "x": x, "y": y})


def _freeze_data(data: Any) -> Value:
    plain = np.asarray(data)
    is_number = plain.dtype.kind in "biuf" or not any(isinstance(i, str) for i in plain.ravel())
    try:
        if is_number and plain.dtype.kind not in "Mm":
            return plain.astype(np.float64)
    except (TypeError, ValueError):  # dates among objects
        pass
    return Unsupported("data that are not numbers")


_is_data = is_a(np.ndarray, Unsupported)


def _is_line(value: Value) -> bool:
    """Whether this is a line, or stands for something else that is drawn."""
    return isinstance(value, Unsupported) or is_record(*DRAWN)(value)


DRAWN = ["Line", *(kind.name for kind in drawings.KINDS)]
KINDS = (
    *drawings.KINDS,
    Kind("Figure", {"axes": are(is_record("Axes"))}, lambda _: "a Figure", freeze_figure),
    Kind(
        "Axes",
        {
            "x label": is_a(str), "y label": is_a(str), "x scale": is_a(str), "y scale": is_a(str),
            "grid": is_a(bool), "legend": are(is_a(str)), "lines": are(_is_line),
        },
        lambda _: "a Axes",
    ),
    Kind("Line", {"label": is_a(str), "x": _is_data, "y": _is_data}, lambda _: "a Line"),
)  # fmt: skip

ROWS = (
    Row(
        "matplotlib figures",
        "lines, points, bars, histograms and images with their data and labels; scales, legend, "
        "grid",
        'more than the reference draws; axis labels in other words; `plot(x, y, "o")` for '
        "`scatter`",
    ),
)
