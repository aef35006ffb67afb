"""What every rendering says in the same words; and text of students made safe to show."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from autograder.reports.pictures import loss_lines
from autograder.reports.report import History, Report, Verdict

# What spreadsheets take for the beginning of a formula, full-width forms included.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
# Control, direction, half and private characters, and the line breaks of Unicode.
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
# Marks above, below and around a letter; no script puts this many on one.
MARKS, MOST_MARKS = ("Mn", "Me"), 8
MOST_PRINTED = 6
LONGEST_NAME = 80
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
        if marks > MOST_MARKS:
            shown.append("…" if marks == MOST_MARKS + 1 else "")
        elif category in UNSEEN and character not in "\n\t":
            shown.append(repr(character)[1:-1])
        else:
            shown.append(character)
    return "".join(shown)


def safe_line(text: str, most: int | None = None) -> str:
    """The same on one line, so that a name cannot look like a line of ours; cut after `most`."""
    line = safe(text).replace("\n", "\\n").replace("\t", "\\t")
    return line if most is None or len(line) <= most else f"{line[:most]}…"


def in_short(names: Sequence[str], most: int = 10) -> str:
    """The names on one line, which many or long ones do not make long."""
    more = f" and {len(names) - most} more" if names[most:] else ""
    return ", ".join(safe_line(name, LONGEST_NAME) for name in names[:most]) + more


def storable(text: str) -> str:
    """The text with lone surrogates, which no file can hold, written out."""
    return text.encode("utf-8", "backslashreplace").decode()


def symbol(verdict: Verdict) -> str:
    """✓ for passed, ○ for not attempted, ✗ for everything else."""
    return SYMBOLS.get(verdict.status, "✗")


def points(number: float) -> str:
    """Points without a needless decimal: 2, 1.5."""
    return f"{number:g}"


def counted(number: int, what: str) -> str:
    """So many things: 1 answer, 2 answers."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def late_by(seconds: float) -> str:
    """How late something is: late 3 h, late 6 min."""
    number, unit = (seconds / 3600, "h") if seconds >= 3600 else (seconds / 60, "min")
    return f"late {number:.0f} {unit}"


def local(moment: datetime, zone: tzinfo | None = None) -> str:
    """A moment in a time zone, by default this computer's, with the zone's name."""
    here = moment.astimezone(zone)
    return f"{here:%a} {here.day} {here:%b %Y, %H:%M} {here.tzname()}"


def score(verdict: Verdict) -> str:
    """The points of those that can be had: 1.5 / 2."""
    return f"{points(verdict.points)} / {points(verdict.max_points)}"


def lines(verdict: Verdict, ask: str = "") -> Iterator[tuple[str, str]]:
    """What is said below a verdict's head, a line each, with its kind.

    The kinds are "detail", "losses" (bars that stand for a picture), "mistake", "output" (what the
    code printed), and "next" (a command).
    """
    for line in verdict.details:
        yield "detail", safe_line(line)  # else it could look like another exercise's
    if isinstance(verdict.picture, History):
        yield from (("losses", line) for line in loss_lines(verdict.picture))
    if verdict.mistake:
        yield "mistake", safe_line(verdict.message)
    if verdict.output and verdict.status != "passed":
        printed = safe(verdict.output).rstrip().splitlines()
        where = "" if verdict.case is None else f", in case {verdict.case}"
        yield "output", f"Your code printed{where}:"
        yield from (("output", f"    {line}") for line in printed[:MOST_PRINTED])
        if printed[MOST_PRINTED:]:
            yield "output", "    … and more"
    if step := advice(verdict, ask):
        yield "next", step


def summary(report: Report) -> str:
    """One line: the assignment and its points, or why it has none."""
    what = f"{points(report.points)} of {points(report.max_points)} points"
    if report.status != "graded":
        is_ours = report.status == "grader_fault"
        why = "a fault of the grader, not of your work" if is_ours else "cannot be graded"
        what = f"{why}: {safe_line(report.message)}"
    return f"{report.assignment} · {what}"


def advice(verdict: Verdict, ask: str = "") -> str | None:
    """The next thing to do about a verdict, if there is one; `ask` is how a hint is asked for.

    A hint is about the exercise: it says nothing of code that is not there or does not run.
    """
    if verdict.status in ("passed", "missing") or verdict.cause or not verdict.has_hints:
        return None
    return ask or f"autograder hint {verdict.name}"


def retold(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """The verdicts; what kept the code of several from running is told of the first alone."""
    verdicts, told = list(verdicts), set()
    for verdict in verdicts:
        if verdict.cause in told:
            yield replace(verdict, message="", details=())
            continue
        names = [v.name for v in verdicts if v.cause == verdict.cause != "" and v is not verdict]
        told.add(verdict.cause or None)
        line = (f"For the same reason not checked: {', '.join(names)}.",) if names else ()
        yield replace(verdict, details=(*verdict.details, *line))


def inert(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula, in printable characters."""
    return f"'{safe(cell)}" if cell.startswith(FORMULA) else safe(cell)
