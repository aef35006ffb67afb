"""How the figures that functions return differ: in what a reader of the figure needs."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from autograder.values.compare_drawings import ALIKE, Compare, flaw, named, together
from autograder.values.difference import Comparison, Difference
from autograder.values.kind import has_axes
from autograder.values.plain import Record, Value

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def figure_differences(
    actual: Record, expected: Record, where: str, comparison: Comparison
) -> Iterator[Difference]:
    """Differences in what a reader needs: expected drawings and labels, scales, legend, grid.

    In a figure with several axes, `where` ends with which axes it is, in reading order.
    """
    wanted_axes = expected.fields["axes"]
    axes = actual.fields["axes"]
    if len(axes) != len(wanted_axes):
        yield Difference("length", f"{where or 'the figure'}'s axes", axes, wanted_axes)
        return
    for number, (one, wanted) in enumerate(zip(axes, wanted_axes, strict=True)):
        ordinal = ORDINALS[number] if number < len(ORDINALS) else f"{number + 1}th"
        which = f" of the {ordinal} axes" if len(axes) > 1 else ""
        for difference in _axes(one.fields, wanted.fields, comparison.compare):
            yield replace(difference, where=f"{difference.where}{which}")


def _axes(
    actual: dict[str, Value], wanted: dict[str, Value], compare: Compare
) -> Iterator[Difference]:
    for name in ("x scale", "y scale", "grid"):
        if actual[name] != wanted[name]:
            yield Difference("value", f"the {name}", actual[name], wanted[name])
    labels = [fields[name] for fields in (actual, wanted) for name in ("x label", "y label")]
    exchanged = _are_exchanged(*labels)
    for name in ("x label", "y label"):
        if bool(actual[name].strip()) != bool(wanted[name].strip()) or exchanged:
            yield Difference("value", f"the {name}", actual[name], wanted[name])
    for label in wanted["legend"]:
        if not any(_bears(found, label) for found in actual["legend"]):
            yield Difference("columns", "the legend", actual["legend"], wanted["legend"])
            break
    drawn, due = ([item for item in fields["lines"] if isinstance(item, Record)]
                  for fields in (actual, wanted))  # fmt: skip
    for one in due:
        alike = [other for other in drawn if other.kind in ALIKE[one.kind]]
        if not _is_there(one, alike, due, compare):
            label = one.fields["label"]
            where = "a line" if not _is_public(label) else f"the line {label}"
            where = where if one.kind == "Line" else NOUNS[one.kind]
            told = _told(one, alike, drawn, due, compare)
            yield Difference("missing", where, None, one, told=told)


NOUNS = {"Marks": "the points", "Points": "the points", "Spans": "the vertical lines",
         "Bars": "the bars", "Image": "the image"}  # fmt: skip


def _is_there(one: Record, alike: list[Record], due: list[Record], compare: Compare) -> bool:
    """Whether a wanted drawing is there, and its label is on none of other data.

    Points and bars without labels may be spread over several drawings, such as one for each colour.
    """
    label = one.fields["label"]
    bearers = [
        other for other in alike if _is_public(label) and _bears(other.fields["label"], label)
    ]
    right = [any(_is_same(other, wanted, compare) for wanted in due) for other in bearers]
    if all(right) and any(_is_same(other, one, compare) for other in alike):
        return True
    wanted = [other for other in due if other.kind in ALIKE[one.kind]]
    is_free = one.kind not in ("Line", "Image") and bool(alike)
    are_free = is_free and not any(_is_public(other.fields["label"]) for other in wanted)
    return are_free and not flaw(together(alike), together(wanted), compare)


def _is_same(actual: Record, wanted: Record, compare: Compare) -> bool:
    """Whether a drawing has the wanted data, and its label where the wanted one has a label."""
    label = wanted.fields["label"]
    if actual.kind not in ALIKE[wanted.kind]:
        return False
    if _is_public(label) and not _bears(actual.fields["label"], label):
        return False
    return _has_data(actual, wanted, compare)


def _has_data(actual: Record, wanted: Record, compare: Compare) -> bool:
    if wanted.kind != "Line":
        return not flaw(actual, wanted, compare)
    data = (compare(actual.fields[name], wanted.fields[name], name) for name in "xy")
    return not any(map(any, data))


def _told(
    one: Record, alike: list[Record], drawn: list[Record], due: list[Record], compare: Compare
) -> str:
    """What is missing, or how what was drawn in its place differs, as a sentence."""
    label = one.fields["label"]
    for other in alike if _is_public(label) else []:
        own: str = other.fields["label"]
        if not _bears(own, label) and _has_data(other, one, compare):
            given = f"the label {own}" if _is_public(own) else "no label"
            noun = "line" if one.kind == "Line" else "drawing"
            return f"The {noun} with the expected data has {given}, expected the label {label}."
    if one.kind == "Line":
        return f"No visible {named(one)} has the expected data."
    is_joined = one.kind in ("Marks", "Points") and any(
        other.kind == "Line" and _are_points_of(other, one, compare) for other in drawn
    )
    if is_joined:
        return "The points are joined by a line, expected points alone."
    near = [other for other in alike if not any(_is_same(other, wanted, compare) for wanted in due)]
    near = [other for other in near if _bears(other.fields["label"], label)] or near
    flaws = [found for other in near if (found := flaw(other, one, compare))]
    return flaws[0] if flaws else f"No {named(one)} is visible, expected one."


def _are_points_of(line: Record, points: Record, compare: Compare) -> bool:
    x, y = line.fields["x"], line.fields["y"]
    is_plain = all(has_axes(1, "f")(side) and np.isfinite(side).all() for side in (x, y))
    return is_plain and len(x) == len(y) and not flaw(line, points, compare)


def _is_public(label: str) -> bool:
    """Whether a label is for readers; matplotlib's own begin with an underscore."""
    return bool(label) and not label.startswith("_")


def _bears(label: str, name: str) -> bool:
    """Whether a label contains this name as a word: readers then know which line it is."""
    return label == name or bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", label))


def _are_exchanged(x: str, y: str, wanted_x: str, wanted_y: str) -> bool:
    """Whether the axes' labels are exchanged, judged by the last word that only one of them has.

    Labels in other words are accepted.
    """
    words = [[word.rstrip("s") for word in re.findall(r"[^\W\d_]+", label.casefold())]
             for label in (x, y, wanted_x, wanted_y)]  # fmt: skip
    (of_x, of_y), (steps, errors) = map(set, words[:2]), map(set, words[2:])
    step, error = ([word for word in words[one] if word not in words[two]][-1:]
                   for one, two in ((2, 3), (3, 2)))  # fmt: skip
    is_right = of_x & set(step) or of_y & set(error)
    is_both = of_x & set(error) and of_y & set(step)
    # An axis labelled with only the other's name is wrong, whatever the other one says.
    is_one = any(label & set(name) and label <= wanted for label, name, wanted in
                 ((of_x, error, errors), (of_y, step, steps)))  # fmt: skip
    return bool(is_one or (is_both and not is_right))
