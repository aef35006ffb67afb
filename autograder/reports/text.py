"""What every rendering says in the same words; and text of students made safe to show."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from autograder.reports.report import Report, Verdict

__all__ = [
    "advice", "inert", "points", "retold", "safe", "safe_line", "storable", "summary", "symbol",
]  # fmt: skip

# What spreadsheets take for the beginning of a formula, full-width forms included.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Control, direction, half and private characters, and the line breaks of Unicode.
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
# Marks above, below and around a letter; no script puts this many on one.
MARKS, MOST_MARKS = ("Mn", "Me"), 8
SYMBOLS = {"passed": "✓", "not_attempted": "○"}


def safe(text: str) -> str:
    """The text with terminal control and direction characters written out.

    Of many marks on one letter, which would cover the lines around it, the first ones stay.
    """
    if text.isascii() and text.isprintable():
        return text
    shown, marks = [], 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in MARKS else 0
        if marks <= MOST_MARKS:
            shown.append(_visible(character, category))
        elif marks == MOST_MARKS + 1:
            shown.append("…")
    return "".join(shown)


def safe_line(text: str, most: int | None = None) -> str:
    """The same on one line, so that a name cannot look like a line of ours; cut after `most`."""
    line = safe(text).replace("\n", "\\n").replace("\t", "\\t")
    return line if most is None or len(line) <= most else f"{line[:most]}…"


def storable(text: str) -> str:
    """The text without lone surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _visible(character: str, category: str) -> str:
    if character in "\n\t" or category not in UNSEEN:
        return character
    return repr(character)[1:-1]


def symbol(verdict: Verdict) -> str:
    """✓ for passed, ○ for not attempted, ✗ for everything else."""
    return SYMBOLS.get(verdict.status, "✗")


def points(number: float) -> str:
    """Points without a needless decimal: 2, 1.5."""
    return f"{number:g}"


def summary(report: Report) -> str:
    """One line: the assignment and its points, or why it has none."""
    if report.status == "graded":
        return (
            f"{report.assignment} · {points(report.points)} of {points(report.max_points)} points"
        )
    if report.status == "not_gradable":
        return f"{report.assignment} · cannot be graded: {safe_line(report.message)}"
    fault = "a fault of the grader, not of your work"
    return f"{report.assignment} · {fault}: {safe_line(report.message)}"


def advice(verdict: Verdict, ask: str = "") -> str | None:
    """The next thing to do about a verdict, if there is one; `ask` is how a hint is asked for.

    A hint is about the exercise: it says nothing of code that is not there or does not run.
    """
    if verdict.status in ("passed", "missing") or verdict.cause or not verdict.has_hints:
        return None
    return ask or f"autograder hint {verdict.name}"


def retold(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """The verdicts; what kept the code of several from running is told of the first alone."""
    seen = set()
    for verdict in verdicts:
        if verdict.cause in seen:
            again = f"{verdict.name} is not checked, for the same reason."
            yield replace(verdict, message=again, details=(again,))
        else:
            yield verdict
        if verdict.cause:
            seen.add(verdict.cause)


def inert(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula, in printable characters."""
    return f"'{safe(cell)}" if cell.startswith(FORMULA) else safe(cell)
