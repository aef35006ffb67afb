"""Figures of matplotlib as plain data: axes with scales, labels, grid, legend and lines.

Lines that cannot be seen are left out: in the background's colour, outside the limits of their
axes, or in axes too small to read. Only lines are compared; no key is made with anything else.
"""

import sys
from typing import Any

import numpy as np

from autograder.values.kind import Freeze, Kind, Row, are, is_a, is_record
from autograder.values.plain import Record, Unsupported, Value

# matplotlib's values for no line and no marker.
UNDRAWN = ("None", "none", " ", "", None)
# Smallest visible contrast (black to white is 1), and that of a grid, which is pale; line or marker
# width and text size in points; side of the axes in inches; share of points within the limits.
CONTRAST, PALE, WIDTH, TEXT, ROOM, SHARE = 0.1, 0.02, 0.1, 2, 0.2, 0.5


def freeze_figure(figure: Any, freeze: Freeze) -> Value | None:
    """The figure's axes; Unsupported if there are none, or one has no line to compare.

    None for anything but a figure.
    """
    library = sys.modules.get("matplotlib.figure")
    if library is None or type(figure) is not library.Figure:
        return None
    unread = [str(one.name) for one in figure.axes if one.name != "rectilinear"]
    if unread:  # x and y alone do not place lines there
        return Unsupported(f"Figure with {unread[0]} axes")
    axes = [_freeze_axes(one, figure, freeze) for one in figure.axes]
    drawn = [[item for item in one.fields["lines"] if isinstance(item, Record)] for one in axes]
    if not drawn or not all(drawn):
        return Unsupported("Figure without visible lines")
    return Record("Figure", {"axes": axes})


def _freeze_axes(axes: Any, figure: Any, freeze: Freeze) -> Record:
    """What a reader sees of the axes; hidden and invisible parts are left out."""
    both = (axes.xaxis, axes.yaxis)
    shown = axes.get_visible() and _has_room(axes, figure)
    is_labelled = shown and axes.axison and all(axis.get_visible() for axis in both)
    known = [axes.get_legend(), *axes.figure.legends] if shown else []
    legends = [legend for legend in known if legend is not None and legend.get_visible()]
    texts = [(text, legend.get_frame()) for legend in legends for text in legend.get_texts()]
    names = [str(t.get_text()) if _is_legible(t, axes, frame) else "" for t, frame in texts]
    # None stands for a missing handle.
    handles = [handle for legend in legends for handle in legend.legend_handles if handle]
    named = dict(zip(handles, names, strict=False))
    drawn = [line for line in axes.get_lines() if shown and _is_seen(line, axes)]
    lines = [_freeze_line(line, _name(line, axes, named), freeze) for line in drawn]
    fields = {
        "x label": str(_label_of(axes.xaxis, is_labelled) or axes.figure.get_supxlabel()),
        "y label": str(_label_of(axes.yaxis, is_labelled) or axes.figure.get_supylabel()),
        "x scale": str(axes.get_xscale()),
        "y scale": str(axes.get_yscale()),
        "grid": any(_has_grid(axis, which) for axis in both for which in ("major", "minor")),
        "legend": names,
        "lines": lines + _besides(axes, figure),
    }
    return Record("Axes", fields)


def _besides(axes: Any, figure: Any) -> list[Value]:
    """What the axes and the figure show besides lines; it cannot be compared."""
    others = [*axes.collections, *axes.patches, *axes.images, *axes.tables, *axes.artists,
              *axes.child_axes, *figure.images, *figure.patches, *figure.lines,
              *figure.artists]  # fmt: skip
    kinds = sorted({type(other).__name__ for other in others})
    return [Unsupported(f"Figure with a {kind}") for kind in kinds]


def _has_room(axes: Any, figure: Any) -> bool:
    """Whether the axes are large enough to read and inside the figure."""
    box, dpi = axes.bbox, figure.dpi
    seen = box.intersection(box, figure.bbox)
    return seen is not None and all(
        side > 0 and part >= max(ROOM * dpi, SHARE * side)
        for part, side in ((seen.width, box.width), (seen.height, box.height))
    )


def _has_grid(axis: Any, which: str) -> bool:
    """Whether an axis has gridlines at its major or minor ticks, judged by the first of them.

    Ticks are created when a figure is drawn; creating all of them to ask costs 20 ms per figure.
    """
    if not len(getattr(axis, f"get_{which}ticklocs")()):
        return False
    (tick,) = getattr(axis, f"get_{which}_ticks")(1)
    line, background = tick.gridline, _behind(axis.axes, axis.axes.patch)
    is_there = line.get_visible() and line.get_linewidth() >= WIDTH
    return bool(is_there and _differs(background, line.get_color(), line.get_alpha(), PALE))


def _label_of(axis: Any, is_labelled: bool) -> str:
    is_seen = is_labelled and _is_legible(axis.label, axis.axes)
    return axis.get_label_text() if is_seen else ""


def _is_legible(text: Any, axes: Any, *frame: Any) -> bool:
    """Whether a text beside the axes, or in a legend's frame, can be read."""
    background = _behind(axes, axes.patch, *frame) if frame else _behind(axes)
    is_there = text.get_visible() and text.get_fontsize() >= TEXT
    return bool(is_there and _differs(background, text.get_color(), text.get_alpha()))


def _is_seen(line: Any, axes: Any) -> bool:
    """Whether the line or its markers are visible on the background, and within the limits."""
    is_line = line.get_linestyle() not in UNDRAWN and line.get_linewidth() >= WIDTH
    is_marked = line.get_marker() not in UNDRAWN and line.get_markersize() >= WIDTH
    has_edge = is_marked and line.get_markeredgewidth() >= WIDTH
    colours = [line.get_color()] if is_line else []
    colours += [line.get_markerfacecolor()] if is_marked else []
    colours += [line.get_markeredgecolor()] if has_edge else []
    background, alpha = _behind(axes, axes.patch), line.get_alpha()
    is_drawn = any(_differs(background, colour, alpha) for colour in colours)
    return bool(line.get_visible() and is_drawn and _is_within(line, axes))


def _behind(axes: Any, *patches: Any) -> Any:
    """The colour of these patches over the figure's colour over white."""
    shown = [patch for patch in patches if axes.axison or patch is not axes.patch]
    colour = np.ones(3)
    for patch in (axes.figure.figure.patch, *shown):
        if patch.get_visible():
            colour = _over(colour, _rgba(patch.get_facecolor()))
    return colour


def _differs(background: Any, colour: Any, alpha: Any, least: float = CONTRAST) -> bool:
    """Whether a colour differs visibly from the background."""
    seen = _over(background, _rgba(colour, alpha))
    return bool(np.abs(seen - background).max() >= least)


def _over(background: Any, rgba: Any) -> Any:
    return rgba[3] * rgba[:3] + (1 - rgba[3]) * background


def _rgba(colour: Any, alpha: float | None = None) -> Any:
    return np.array(sys.modules["matplotlib.colors"].to_rgba(colour, alpha))


def _is_within(line: Any, axes: Any) -> bool:
    """Whether most of a line's points lie within the limits of its axes."""
    points = line.get_xydata()
    if line.get_transform() != axes.transData:  # axhline and similar span the axes
        return True
    low, high = np.sort([axes.get_xlim(), axes.get_ylim()], axis=1).T
    inside = ((points >= low) & (points <= high)).all(axis=1)
    return bool(inside.any() and inside.sum() >= SHARE * np.isfinite(points).all(axis=1).sum())


def _name(line: Any, axes: Any, named: dict[Any, str]) -> str:
    """What the legend calls the line, or the line's own label.

    A handle keeps its line's label, although the legend may show another name. A handle that was
    not created from the line is matched by colour.
    """
    own = str(line.get_label())
    labels = {str(handle.get_label()): name for handle, name in named.items()}
    if own in labels or (own and not own.startswith("_")):
        return labels.get(own, own)
    taken = {str(other.get_label()) for other in axes.get_lines() if len(other.get_xydata())}
    free = {handle: name for handle, name in named.items() if str(handle.get_label()) not in taken}
    alike = {name for handle, name in free.items() if _has_colour(handle, line)}
    return alike.pop() if len(alike) == 1 else own


def _has_colour(handle: Any, line: Any) -> bool:
    """Whether a handle, a line or a patch, has the line's colour."""
    colour = handle.get_color() if hasattr(handle, "get_color") else handle.get_facecolor()
    try:
        return np.array_equal(_rgba(colour, 1), _rgba(line.get_color(), 1))
    except ValueError:  # a collection's many colours
        return False


def _freeze_line(line: Any, name: str, freeze: Freeze) -> Value:
    x, y = (_freeze_data(data, freeze) for data in (line.get_xdata(), line.get_ydata()))
    return Record("Line", {"label": name, "x": x, "y": y})


def _freeze_data(data: Any, freeze: Freeze) -> Value:
    plain = np.asarray(data)
    is_number = plain.dtype.kind in "biuf" or not any(isinstance(i, str) for i in plain.ravel())
    try:
        if is_number and plain.dtype.kind not in "Mm":
            return freeze(plain.astype(np.float64))
    except (TypeError, ValueError):  # dates among objects
        pass
    return Unsupported("data that are not numbers")


_is_data = is_a(np.ndarray, Unsupported)


def _is_line(value: Value) -> bool:
    """Whether this is a line, or stands for something else that is drawn."""
    return isinstance(value, Unsupported) or is_record("Line")(value)


KINDS = (
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
        "lines with their data and labels, scales, legend, grid",
        "more than the reference draws; axis labels in other words",
    ),
)
