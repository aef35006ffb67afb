"""A class at a glance: students × exercises, and the misconceptions found."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.reports.text import late_by, points, safe_line

LONGEST_ID = 40
SIGNS = {"passed": "✓", "not_attempted": "·", "timeout": "⏱", "missing": "–"}
LEGEND = (
    "✓ passed  ✗ failed  · not attempted  ⏱ no answer in time  – not there",
    "✓* correct: it passes once what it calls is fixed",
)


def print_class(console: Console, assignment: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print the table of a class and the misconceptions found, the most frequent first."""
    names: list[str] = next(
        ([e["name"] for e in found] for row in rows if (found := _judged(row))), []
    )
    table = Table(title=f"{assignment}: {len(rows)} submissions", title_justify="left", box=SIMPLE)
    # A long id takes several lines, not the room of the columns beside it.
    table.add_column("student", min_width=7, max_width=LONGEST_ID, overflow="fold")
    for number, _ in enumerate(names, 1):
        table.add_column(str(number), justify="center", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in rows:
        verdicts = {e["name"]: e for e in _judged(row)}
        signs = [_sign(row, verdicts.get(name)) for name in names]
        table.add_row(Text(safe_line(row["student"])), *signs, score_words(row), _remark(row))
    console.print(table)
    legend = ["  ".join(f"{number}:{name}" for number, name in enumerate(names, 1)), *LEGEND]
    if any(row.get("overridden") for row in rows):
        legend.append("2! points that a person gave in the place of the automatic ones")
    console.print(Text("\n".join(legend)))
    _print_misconceptions(console, rows)


def _judged(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The verdicts of a row, as the report's JSON has them."""
    return list(row["report"].get("exercises", []))


def score_words(row: dict[str, Any]) -> str:
    """The points, with what they were before a late penalty."""
    if row["score"] is None:
        return f"– / {points(row['max_score'])}"
    penalty = row.get("penalty")
    before = f"{points(row['raw_score'])} − {points(penalty)} = " if penalty else ""
    return f"{before}{points(row['score'])} / {points(row['max_score'])}"


def _sign(row: dict[str, Any], verdict: dict[str, Any] | None) -> Text:
    if verdict is None:
        return Text("?")
    if verdict["name"] in (by_hand := row.get("overridden") or {}):
        return Text(f"{points(by_hand[verdict['name']])}!", style="yellow")
    sign = SIGNS.get(verdict["status"], "✗") + ("*" if verdict["follow_through"] else "")
    style = {"passed": "green", "not_attempted": "dim"}.get(verdict["status"], "red")
    return Text(sign, style=style)


def _remark(row: dict[str, Any]) -> Text:
    status = row["status"].replace("_", " ")
    if status == "outdated":
        status = "outdated: grade again"
    elif status == "unmarked":
        status = f"{len(row['unmarked'])} unmarked"
    parts = [Text(status, style="red")] if status != "graded" else []
    return Text(", ").join([*parts, *map(Text, lateness(row))])


def lateness(row: dict[str, Any]) -> list[str]:
    """How late a submission came, or an empty list."""
    if seconds := row["late_seconds"]:
        return [late_by(seconds)]
    return ["late, time unknown"] if row.get("late") else []


def _print_misconceptions(console: Console, rows: Sequence[dict[str, Any]]) -> None:
    found = Counter((e["name"], e["message"]) for row in rows for e in _judged(row) if e["mistake"])
    if found:
        console.print(Text("\nMisconceptions found", style="bold"))
    for (name, message), count in found.most_common():
        line = Text(f"{count} × {name}: {safe_line(message)}")
        console.print(Padding(line, (0, 0, 0, 2)))
