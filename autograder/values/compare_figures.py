"""How the figures that functions return differ: in what a reader of the figure needs."""

import re
from collections.abc import Callable, Iterator

from autograder.values.difference import Difference
from autograder.values.plain import Record, Value

Compare = Callable[[Value, Value, str], Iterator[Difference]]


def figure_differences(
    actual: Record, expected: Record, where: str, compare: Compare
) -> Iterator[Difference]:
    """Differences in what a reader needs: expected lines and labels, scales, legend, grid."""
    wanted_axes = expected.fields["axes"]
    axes = actual.fields["axes"]
    if len(axes) != len(wanted_axes):
        yield Difference("length", f"{where or 'the figure'}'s axes", axes, wanted_axes)
        return
    for one, wanted in zip(axes, wanted_axes, strict=True):
        yield from _axes(one.fields, wanted.fields, compare)


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
    lines = [item for item in actual["lines"] if isinstance(item, Record)]
    for line in wanted["lines"]:
        if not _is_there(line, lines, wanted["lines"], compare):
            label = line.fields["label"]
            where = "a line" if label.startswith("_") else f"the line {label}"
            yield Difference("missing", where, _other_label(line, lines, compare), line)


def _is_there(line: Record, lines: list[Record], wanted: list[Record], compare: Compare) -> bool:
    """Whether a wanted line is there, and its label is on no line of other data."""
    label = line.fields["label"]
    same = [any(_same_line(one, other, compare) for other in wanted)
            for one in lines if _bears(one.fields["label"], label)]  # fmt: skip
    return all(same) and any(_same_line(one, line, compare) for one in lines)


def _same_line(actual: Record, wanted: Record, compare: Compare) -> bool:
    """Whether a line has the wanted data, and its label where the wanted one has a label."""
    label = wanted.fields["label"]
    if not label.startswith("_") and not _bears(actual.fields["label"], label):
        return False
    return _same_data(actual, wanted, compare)


def _same_data(actual: Record, wanted: Record, compare: Compare) -> bool:
    data = (compare(actual.fields[name], wanted.fields[name], name) for name in "xy")
    return not any(True for differences in data for _ in differences)


def _other_label(line: Record, lines: list[Record], compare: Compare) -> str | None:
    """The label of a line with the wanted data that does not bear the wanted label, if any."""
    for one in lines:
        label: str = one.fields["label"]
        if not _bears(label, line.fields["label"]) and _same_data(one, line, compare):
            return label
    return None


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
