"""What every rendering says in the same words; and text of students made safe to show."""

from __future__ import annotations

import unicodedata

from autograder.report import Report, Verdict

__all__ = ["advice", "inert", "points", "safe", "safe_line", "summary", "symbol"]

# What spreadsheets take for the beginning of a formula, full-width forms included.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
SYMBOLS = {"passed": "✓", "not_attempted": "○"}


def safe(text: str) -> str:
    """The text with terminal control and direction characters written out."""
    return "".join(_visible(character) for character in text)


def safe_line(text: str) -> str:
    """The same on one line, so that a name cannot look like a line of ours."""
    return safe(text).replace("\n", "\\n").replace("\t", "\\t")


def _visible(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co"):
        return character
    return character.encode("unicode_escape").decode("ascii")


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
        return f"{report.assignment} · cannot be graded: {safe(report.message)}"
    fault = "a fault of the grader, not of your work"
    return f"{report.assignment} · {fault}: {safe(report.message)}"


def advice(verdict: Verdict) -> str | None:
    """The next thing to do about a verdict, if there is one."""
    if verdict.status == "passed" or not verdict.has_hints:
        return None
    return f"autograder hint {verdict.name}"


def inert(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula, in printable characters."""
    return f"'{safe(cell)}" if cell.startswith(FORMULA) else safe(cell)
