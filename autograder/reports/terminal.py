"""A report on a terminal, with rich; the same text without colours where there is no terminal."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.reports.report import Report, Verdict
from autograder.reports.text import lines, retold, safe_line, score, summary, symbol

__all__ = ["print_report"]

# Of a status, and of the lines below it.
STYLES = {
    "passed": "green", "not_attempted": "dim", "mistake": "bold", "output": "dim", "next": "cyan",
}  # fmt: skip


def print_report(console: Console, report: Report, *, all_details: bool = True) -> None:
    """Print a report; without `all_details`, exercises are one line each."""
    console.print(Text(summary(report), style="bold"))
    if report.status == "graded" and report.message:
        console.print(Text(safe_line(report.message), style="yellow"))
    console.print()
    for verdict in retold(report.verdicts) if report.status == "graded" else ():
        console.print(_headline(verdict))
        if all_details and (verdict.status != "not_attempted" or verdict.cause):
            for kind, line in lines(verdict):
                text = Text(f"next: {line}" if kind == "next" else line, STYLES.get(kind, ""))
                console.print(Padding(text, (0, 0, 0, 6), expand=False))
    untouched = all(verdict.status == "not_attempted" for verdict in report.verdicts)
    if untouched and len(report.verdicts) > 1:
        name, first = report.assignment, report.verdicts[0].name
        begin = f"write {first} in {name}.ipynb or {name}.py, then: autograder check {first}"
        console.print(Text(f"\nbegin: {begin}", style="cyan"))


def _headline(verdict: Verdict) -> RenderableType:
    style = STYLES.get(verdict.status, "red")
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=3, justify="right")
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    name = Text.assemble((verdict.name, "bold"), (f" · {verdict.title}", "dim"))
    table.add_row(Text(symbol(verdict), style=style), name, Text(score(verdict), style=style))
    return table
