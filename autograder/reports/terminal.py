"""A report as lines of text for a terminal, with colours that `click.echo` leaves out elsewhere."""

import textwrap
from collections.abc import Iterator

from autograder.reports.report import Report, Verdict
from autograder.reports.text import lines, retold, safe_line, score, summary, symbol

# Of a status, and of the lines below it.
STYLES = {
    "passed": "green", "not_attempted": "dim", "mistake": "bold", "output": "dim", "next": "cyan",
}  # fmt: skip
CODES = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36}
INDENT = " " * 6


def report_lines(report: Report, width: int) -> Iterator[str]:
    """A report in full, in lines of at most this width."""
    yield from (style(line, "bold") for line in wrapped(summary(report), width))
    if report.status == "graded" and report.message:
        yield from (style(line, "yellow") for line in wrapped(safe_line(report.message), width))
    yield ""
    for verdict in retold(report.verdicts) if report.status == "graded" else ():
        yield from headline(verdict, width)
        yield from body(verdict, width)


def headline(verdict: Verdict, width: int) -> Iterator[str]:
    """The verdict's symbol, name, title and points, each of the last on the right."""
    kind = STYLES.get(verdict.status, "red")
    points, name = score(verdict), safe_line(verdict.name)
    first, *others = wrapped(f"{name} · {safe_line(verdict.title)}", width - len(points) - 5) or [
        ""
    ]
    gap = " " * (width - len(points) - 4 - len(first))
    text = style(first[: len(name)], "bold") + style(first[len(name) :], "dim")
    yield f"  {style(symbol(verdict), kind)} {text}{gap}{style(points, kind)}"
    yield from (style(f"    {line}", "dim") for line in others)


def body(verdict: Verdict, width: int, *, with_next: bool = True) -> Iterator[str]:
    """What is said below the headline, with the next thing to do unless that stands elsewhere."""
    if verdict.status == "not_attempted" and not verdict.cause:
        return
    for kind, line in lines(verdict):
        if kind == "next" and not with_next:
            continue
        text = f"next: {line}" if kind == "next" else line
        for part in wrapped(text, width - len(INDENT)):
            yield INDENT + style(part, STYLES.get(kind, ""))


def style(text: str, kind: str) -> str:
    """The text with a terminal's codes, as of `click.style`: to import click takes 25 ms."""
    return f"\x1b[{CODES[kind]}m{text}\x1b[0m" if kind else text


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of this width at most; its own spaces at the beginning stay."""
    return textwrap.wrap(text, width, replace_whitespace=False)
