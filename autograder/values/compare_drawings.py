"""How points, bars, vertical lines and images of a figure differ from expected ones.

The order in which points and bars were drawn does not matter: nobody sees it.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.values.difference import Difference
from autograder.values.kind import Fields
from autograder.values.plain import Record, Value

Compare = Callable[[Value, Value, str], Iterator[Difference]]
Columns = list[Any]
# Places that differ by less than this share of the largest may be the same place; widths of bars
# that touch, and offsets of images, in shares of a bar's width and of a cell.
CLOSE, NARROW, OFFSET = 1e-5, 0.5, 0.51
# So many values are shown, and characters of a text.
FEW, MAX = 6, 40
# What may be drawn in place of each kind.
ALIKE = {
    "Line": ("Line", "Marks"), "Marks": ("Marks", "Points"), "Points": ("Marks", "Points"),
    "Spans": ("Spans",), "Bars": ("Bars",), "Image": ("Image",),
}  # fmt: skip


def flaw(actual: Record, wanted: Record, compare: Compare) -> str:
    """How a drawing differs from a wanted one of its kind, as a sentence; empty if it agrees."""
    return FLAWS[wanted.kind](actual.fields, wanted.fields, compare)


def named(record: Record) -> str:
    """A noun phrase for a drawing, with its label."""
    fields, label = record.fields, record.fields["label"]
    noun = {
        "Line": "line", "Image": f"image of shape {np.shape(fields.get('values', ()))}",
        "Spans": f"drawing of {len(fields.get('x', ()))} vertical lines",
        "Bars": f"drawing of {len(fields.get('at', ()))} {fields.get('direction')} bars",
    }.get(record.kind, f"scatter of {len(fields.get('x', ()))} points")  # fmt: skip
    return noun if not label or label.startswith("_") else f"{noun} labelled {label}"


def together(records: list[Record]) -> Record:
    """All points or bars of several drawings as one."""
    fields = [record.fields for record in records]
    columns = {
        name: np.concatenate([one[name] for one in fields])
        for name, column in fields[0].items()
        if isinstance(column, np.ndarray)
    }
    texts = [text for one in fields for text in one.get("categories", [])]
    has_all = all(one.get("categories") for one in fields)
    return Record(records[0].kind, fields[0] | columns | {"categories": texts if has_all else []})


# --- points and vertical lines --------------------------------------------------------------------


def _points(actual: Fields, wanted: Fields, compare: Compare) -> str:
    found, due = ([side["x"], side["y"]] for side in (actual, wanted))
    if len(actual["x"]) != len(wanted["x"]):
        return f"There are {len(actual['x'])} points, expected {len(wanted['x'])}."
    is_exchanged = _first(found[::-1], due, compare)[0] is None
    index, found, due = _first(found, due, compare)
    if index is None:
        return ""
    if is_exchanged:
        return "The points' x and y are exchanged."
    (x, y), (wanted_x, wanted_y) = ([column[index] for column in side] for side in (found, due))
    if (x, y) < (wanted_x, wanted_y):
        return f"A point is at ({x:.6g}, {y:.6g}), where none is expected."
    return f"No point is at ({wanted_x:.6g}, {wanted_y:.6g}), where one is expected."


def _spans(actual: Fields, wanted: Fields, compare: Compare) -> str:
    found, due = ([side[name] for name in ("x", "low", "high")] for side in (actual, wanted))
    if len(found[0]) != len(due[0]):
        return f"There are {len(found[0])} vertical lines, expected {len(due[0])}."
    index, found, due = _first(found, due, compare)
    if index is None:
        return ""
    ends = ["x = {:.6g}, {:.6g} to {:.6g}".format(*(c[index] for c in s)) for s in (found, due)]
    return f"A vertical line, such as an error bar, is at {ends[0]}, expected {ends[1]}."


def _first(actual: Columns, wanted: Columns, compare: Compare) -> tuple[Any, Columns, Columns]:
    """The first entry that differs, or None, and both sides in the same order."""
    actual, wanted = _ordered(actual, wanted)
    pairs = zip(actual, wanted, strict=True)
    found = [
        difference.index or (0,) for one, other in pairs for difference in compare(one, other, "")
    ]
    return (min(found)[0] if found else None), actual, wanted


def _ordered(*sides: Columns) -> list[Columns]:
    """Both sides sorted alike: by the first column, where nearly equal by the next ones."""
    first = np.concatenate([side[0] for side in sides])
    order = np.argsort(first, kind="stable")
    near = CLOSE * np.abs(first).max(initial=0)
    groups = np.empty(len(first))
    groups[order] = np.cumsum(np.diff(first[order], prepend=first[order][:1]) > near)
    orders = [np.lexsort((*side[:0:-1], own))
              for side, own in zip(sides, np.split(groups, 2), strict=True)]  # fmt: skip
    return [[column[order] for column in side] for side, order in zip(sides, orders, strict=True)]


# --- bars -----------------------------------------------------------------------------------------


def _bars(actual: Fields, wanted: Fields, compare: Compare) -> str:
    if actual["direction"] != wanted["direction"]:
        return f"The bars are {actual['direction']}, expected {wanted['direction']} ones."
    if len(actual["at"]) != len(wanted["at"]):
        return f"There are {len(actual['at'])} bars, expected {len(wanted['at'])}."
    names = [side["categories"] for side in (actual, wanted)]
    if names[1] and sorted(names[0]) != sorted(names[1]):
        return f"The bars stand at {_few(names[0] or actual['at'])}, expected {_few(names[1])}."
    codes = {name: code for code, name in enumerate(sorted(set(names[1])))}
    sides = []
    for side, texts in zip((actual, wanted), names, strict=True):
        at = np.array([float(codes[text]) for text in texts]) if codes else side["at"]
        sides.append([at, side["bottoms"], side["heights"], side["widths"]])
    found, due = _ordered(*sides)
    found[3] = _alike(found[3], due, compare)
    nouns = ("The bars stand at", "The bars start at", "The bars' heights are",
             "The bars' widths are")  # fmt: skip
    for noun, one, other in zip(nouns, found, due, strict=True):
        for difference in compare(one, other, ""):
            (start,) = difference.index or (0,)
            return f"{noun} {_few(one, start)}, expected {_few(other, start)}."
    return ""


def _alike(widths: Any, wanted: Columns, compare: Compare) -> Any:
    """The wanted widths in place of those that may differ from them.

    They matter where bars touch, as in a histogram; narrower ones show its bins as well.
    """
    at, _, _, due = wanted
    are_touching = len(at) > 1 and not any(compare((at + due / 2)[:-1], (at - due / 2)[1:], ""))
    is_free = (widths >= NARROW * due) & (widths <= (1 + CLOSE) * due) if are_touching else True
    return np.where(is_free, due, widths)


def _few(values: Any, start: int = 0) -> str:
    """Some of the values; if there are many, from the first one that differs."""
    start = start if len(values) > FEW else 0
    words = [v[:MAX] if isinstance(v, str) else f"{v:.6g}" for v in values[start : start + FEW]]
    return "…, " * (start > 0) + ", ".join(words) + ", …" * (len(values) > start + FEW)


# --- images ---------------------------------------------------------------------------------------


def _image(actual: Fields, wanted: Fields, compare: Compare) -> str:
    found, due = actual["values"], wanted["values"]

    def is_wanted(values: Any) -> bool:
        return not any(compare(values, due, ""))

    if not is_wanted(found):
        told = [words for words, turn in TURNS if is_wanted(turn(found))]
        if told:
            return f"The image is {told[0]}."
        if found.shape != due.shape:
            return f"The image has the shape {found.shape}, expected {due.shape}."
        index = next(compare(found, due, "")).index
        place = ", ".join(map(str, index or ()))
        return (
            f"The image shows other values: {found[index]:.6g} at [{place}], counted from the top "
            f"left, expected {due[index]:.6g}."
        )
    for name in ("x", "y"):
        cell = OFFSET * np.abs(np.diff(wanted[name])).max()
        is_near = np.abs(actual[name] - wanted[name]) <= cell
        if any(compare(np.where(is_near, wanted[name], actual[name]), wanted[name], "")):
            ends = [f"{side[name][0]:.6g} to {side[name][-1]:.6g}" for side in (actual, wanted)]
            return f"The image extends from {name} = {ends[0]}, expected {ends[1]}."
    is_lacking = wanted["colorbar"] and not actual["colorbar"]
    return "The image has no colorbar, expected one." if is_lacking else ""


TURNS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("upside down", lambda values: values[::-1]),
    ("mirrored", lambda values: values[:, ::-1]),
    ("transposed", lambda values: values.swapaxes(0, 1)),
    ("turned by 180 degrees", lambda values: values[::-1, ::-1]),
    ("turned by 90 degrees", lambda values: values.swapaxes(0, 1)[::-1]),
    ("turned by 90 degrees", lambda values: values.swapaxes(0, 1)[:, ::-1]),
)
FLAWS = {"Points": _points, "Marks": _points, "Spans": _spans, "Bars": _bars, "Image": _image}
