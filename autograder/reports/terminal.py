"""A report as lines of text for a terminal, with colours that `click.echo` leaves out elsewhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from click import style

from autograder.reports.report import Report, Verdict
from autograder.reports.text import lines, retold, safe_line, score, summary, symbol

__all__ = ["body", "headline", "report_lines", "wrapped"]

# Of a status, and of the lines below it.
STYLES: dict[str, dict[str, str | bool]] = {
    "passed": {"fg": "green"},
    "not_attempted": {"dim": True},
    "mistake": {"bold": True},
    "output": {"dim": True},
    "next": {"fg": "cyan"},
}
INDENT = " " * 6


def report_lines(report: Report, width: int) -> Iterator[str]:
    """A report in full, in lines of at most this width."""
    yield from (style(line, bold=True) for line in wrapped(summary(report), width))
    if report.status == "graded" and report.message:
        yield from (style(line, fg="yellow") for line in wrapped(safe_line(report.message), width))
    yield ""
    for verdict in retold(report.verdicts) if report.status == "graded" else ():
        yield from headline(verdict, width)
        yield from body(verdict, width)


def headline(verdict: Verdict, width: int) -> Iterator[str]:
    """The verdict's symbol, name, title and points, each of the last on the right."""
    kind = STYLES.get(verdict.status, {"fg": "red"})
    points, name = score(verdict), safe_line(verdict.name)
    first, *others = wrapped(f"{name} · {safe_line(verdict.title)}", width - len(points) - 5) or [
        ""
    ]
    gap = " " * (width - len(points) - 4 - len(first))
    text = style(first[: len(name)], bold=True) + style(first[len(name) :], dim=True)
    yield f"  {style(symbol(verdict), **kind)} {text}{gap}{style(points, **kind)}"  # type: ignore[arg-type]
    yield from (style(f"    {line}", dim=True) for line in others)


def body(verdict: Verdict, width: int, *, with_next: bool = True) -> Iterator[str]:
    """What is said below the headline, with the next thing to do unless that stands elsewhere."""
    if verdict.status == "not_attempted" and not verdict.cause:
        return
    for kind, line in lines(verdict):
        if kind == "next" and not with_next:
            continue
        text = f"next: {line}" if kind == "next" else line
        for part in wrapped(text, width - len(INDENT)):
            yield INDENT + style(part, **STYLES.get(kind, {}))  # type: ignore[arg-type]


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of this width at most; its own spaces at the beginning stay."""
    return textwrap.wrap(text, width, replace_whitespace=False)
