"""What of a figure a reader can see: by colour, size and the limits of the axes."""

import sys
from typing import Any

import numpy as np

# matplotlib's values for no line and no marker.
UNDRAWN = ("None", "none", " ", "", None)
# Smallest visible contrast (black to white is 1), and that of a grid, which is pale; line or marker
# width and text size in points; side of the axes in inches; share of points within the limits.
CONTRAST, PALE, WIDTH, TEXT, ROOM, SHARE = 0.1, 0.02, 0.1, 2, 0.2, 0.5


class Unread:
    """Stands for an artist whose data are not where a reader sees them; it is refused by name."""


def has_room(axes: Any, figure: Any) -> bool:
    """Whether the axes are large enough to read and inside the figure."""
    box, dpi = axes.bbox, figure.dpi
    seen = box.intersection(box, figure.bbox)
    return seen is not None and all(
        side > 0 and part >= max(ROOM * dpi, SHARE * side)
        for part, side in ((seen.width, box.width), (seen.height, box.height))
    )


def has_grid(axis: Any, which: str) -> bool:
    """Whether an axis has gridlines at its major or minor ticks, judged by the first of them.

    Ticks are created when a figure is drawn; creating all of them to ask costs 20 ms per figure.
    """
    if not len(getattr(axis, f"get_{which}ticklocs")()):
        return False
    (tick,) = getattr(axis, f"get_{which}_ticks")(1)
    line, background = tick.gridline, behind(axis.axes, axis.axes.patch)
    is_there = line.get_visible() and line.get_linewidth() >= WIDTH
    return bool(is_there and differs(background, line.get_color(), line.get_alpha(), PALE))


def is_legible(text: Any, axes: Any, *frame: Any) -> bool:
    """Whether a text beside the axes, or in a legend's frame, can be read."""
    background = behind(axes, axes.patch, *frame) if frame else behind(axes)
    is_there = text.get_visible() and text.get_fontsize() >= TEXT
    return bool(is_there and differs(background, text.get_color(), text.get_alpha()))


def is_seen(line: Any, axes: Any) -> bool:
    """Whether the line or its markers are visible on the background, and within the limits."""
    is_line = line.get_linestyle() not in UNDRAWN and line.get_linewidth() >= WIDTH
    is_marked = line.get_marker() not in UNDRAWN and line.get_markersize() >= WIDTH
    has_edge = is_marked and line.get_markeredgewidth() >= WIDTH
    colours = [line.get_color()] if is_line else []
    colours += [line.get_markerfacecolor()] if is_marked else []
    colours += [line.get_markeredgecolor()] if has_edge else []
    background, alpha = behind(axes, axes.patch), line.get_alpha()
    is_drawn = any(differs(background, colour, alpha) for colour in colours)
    return bool(line.get_visible() and is_drawn and is_within(line, axes))


def behind(axes: Any, *patches: Any) -> Any:
    """The colour of these patches over the figure's colour over white."""
    shown = [patch for patch in patches if axes.axison or patch is not axes.patch]
    colour = np.ones(3)
    for patch in (axes.figure.figure.patch, *shown):
        if patch.get_visible():
            colour = _over(colour, rgba(patch.get_facecolor()))
    return colour


def differs(background: Any, colour: Any, alpha: Any, least: float = CONTRAST) -> bool:
    """Whether a colour differs visibly from the background."""
    seen = _over(background, rgba(colour, alpha))
    return bool(np.abs(seen - background).max() >= least)


def _over(background: Any, rgba: Any) -> Any:
    return rgba[3] * rgba[:3] + (1 - rgba[3]) * background


def rgba(colour: Any, alpha: float | None = None) -> Any:
    """A colour's red, green, blue and opacity, from 0 to 1."""
    return np.array(sys.modules["matplotlib.colors"].to_rgba(colour, alpha))


def is_within(line: Any, axes: Any) -> bool:
    """Whether most of a line's points lie within the limits of its axes."""
    if line.get_transform() != axes.transData:  # axhline and similar span the axes
        return True
    return are_within(line.get_xydata(), axes)


def are_within(points: Any, axes: Any) -> bool:
    """Whether most of these points, a row each, lie within the limits of the axes."""
    low, high = np.sort([axes.get_xlim(), axes.get_ylim()], axis=1).T
    inside = ((points >= low) & (points <= high)).all(axis=1)
    return bool(inside.any() and inside.sum() >= SHARE * np.isfinite(points).all(axis=1).sum())


def is_coloured(artist: Any, axes: Any) -> bool:
    """Whether a face or an edge of a patch, or of a collection, differs from the background."""
    if getattr(artist, "get_array", lambda: None)() is not None:
        artist.update_scalarmappable()  # matplotlib does it when it draws
    is_filled = artist.get_fill() if hasattr(artist, "get_fill") else True
    has_edge = np.max(artist.get_linewidth(), initial=0) >= WIDTH
    colours = [artist.get_facecolor()] if is_filled else []
    colours += [artist.get_edgecolor()] if has_edge else []
    background = behind(axes, axes.patch)
    each = {tuple(colour) for many in colours for colour in np.reshape(many, (-1, 4))}
    return bool(artist.get_visible() and any(differs(background, one, None) for one in each))
