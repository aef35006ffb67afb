"""Differences between two texts that a function printed or wrote, line by line."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from autograder.values.difference import Difference
from autograder.values.plain import Value

# A number that stands alone: not the 2 of x2, nor a part of a version. One word takes linear time.
NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?!\w|\.\d)")


def text_differences(
    actual: Value, expected: Value, where: str, tolerance: Any
) -> Iterator[Difference]:
    """The first line that differs, if any does.

    White space at the ends of lines and empty lines at the end do not count. Numbers agree within
    the tolerance, whole ones exactly.
    """
    if not isinstance(actual, str) or not isinstance(expected, str):
        if type(actual) is not type(expected):
            yield Difference("type", where, actual, expected)
        return
    pairs = zip_longest(_lines(actual), _lines(expected))
    for number, (line, wanted) in enumerate(pairs):
        if line is None or wanted is None or not _agree(line, wanted, tolerance):
            yield Difference("text", where, line, wanted, (number,))
            return


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().splitlines()]


def _agree(line: str, wanted: str, tolerance: Any) -> bool:
    if line == wanted:
        return True
    numbers, due = NUMBER.findall(line), NUMBER.findall(wanted)
    if NUMBER.split(line) != NUMBER.split(wanted) or len(numbers) != len(due):
        return False
    return all(_is_close(*pair, tolerance) for pair in zip(numbers, due, strict=True))


def _is_close(number: str, wanted: str, tolerance: Any) -> bool:
    one, other = float(number), float(wanted)
    allowed = 0.0 if wanted.lstrip("+-").isdigit() else tolerance.allowed(other, abs(other))
    return one == other or abs(one - other) <= allowed
