"""A report on a terminal, with rich; the same text without colours where there is no terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.reports.report import Report, Verdict
from autograder.reports.text import advice, points, retold, safe, safe_line, summary, symbol

__all__ = ["print_report", "render"]

STYLES = {"passed": "green", "not_attempted": "dim"}
MAX_OUTPUT_LINES = 6


def print_report(console: Console, report: Report, *, all_details: bool = True) -> None:
    """Print a report; without `all_details`, exercises not attempted are one line each."""
    console.print(render(report, all_details=all_details))


def render(report: Report, *, all_details: bool = True) -> Group:
    """The report as a rich renderable."""
    parts: list[RenderableType] = [Text(summary(report), style="bold"), Text()]
    if report.status == "graded":
        if report.message:
            parts[1:1] = [Text(safe_line(report.message), style="yellow")]
        for verdict in retold(report.verdicts):
            parts.append(_headline(verdict))
            if (verdict.status != "not_attempted" or verdict.cause) and all_details:
                indent = (0, 0, 0, 6)
                parts += [Padding(line, indent, expand=False) for line in _details(verdict)]
        untouched = all(verdict.status == "not_attempted" for verdict in report.verdicts)
        if untouched and len(report.verdicts) > 1:
            parts += [Text(), Text(_first_step(report), style="cyan")]
    return Group(*parts)


def _first_step(report: Report) -> str:
    name, first = report.assignment, report.verdicts[0].name
    return f"begin: write {first} in {name}.ipynb or {name}.py, then: autograder check {first}"


def _headline(verdict: Verdict) -> Table:
    style = STYLES.get(verdict.status, "red")
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=3, justify="right")
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    name = Text.assemble((verdict.name, "bold"), (f" · {verdict.title}", "dim"))
    score = f"{points(verdict.points)} / {points(verdict.max_points)}"
    table.add_row(Text(symbol(verdict), style=style), name, Text(score, style=style))
    return table


def _details(verdict: Verdict) -> Iterator[Text]:
    for line in verdict.details:
        yield Text(safe_line(line))  # else it could look like another exercise's
    if verdict.mistake:
        yield Text(safe_line(verdict.message), style="bold")
    if verdict.output and verdict.status != "passed":
        lines = safe(verdict.output).rstrip().splitlines()
        yield Text("it printed:", style="dim")
        yield from (Text(f"    {line}", style="dim") for line in lines[:MAX_OUTPUT_LINES])
        if len(lines) > MAX_OUTPUT_LINES:
            yield Text(f"    … {len(lines) - MAX_OUTPUT_LINES} more lines", style="dim")
    if next_step := advice(verdict):
        yield Text(f"next: {next_step}", style="cyan")
