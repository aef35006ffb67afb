"""Sentences about a text that a function printed or wrote."""

from autograder.values import Unsupported, describe
from autograder.values.difference import Difference

MAX_LINE = 100


def text_sentence(exercise: str, difference: Difference) -> str:
    """The first line that differs, or that there is none."""
    actual, expected, where = difference.actual, difference.expected, difference.where
    if difference.kind == "type" and isinstance(actual, Unsupported):
        return f"{where} is {describe(actual)}, expected text."
    if difference.kind == "type":
        return f"{exercise} does not write {where}."
    number = (difference.index or (0,))[0] + 1
    if expected is None:
        return f"Line {number} of {where}, {_quoted(actual)}, is one too many."
    if actual is None and number == 1:
        return f"Nothing is in {where}, expected {_quoted(expected)}."
    if actual is None:
        return f"{where} ends before line {number}, expected {_quoted(expected)}."
    return f"Line {number} of {where} is {_quoted(actual)}, expected {_quoted(expected)}."


def _quoted(line: str) -> str:
    """The line as Python writes it, which makes white space visible."""
    return repr(line) if len(line) <= MAX_LINE else f"{line[:MAX_LINE]!r} …"
