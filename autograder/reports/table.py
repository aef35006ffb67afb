"""A class at a glance: students × exercises, and the misconceptions found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.reports.text import points, safe_line

__all__ = ["print_class"]

LONGEST_ID = 40
SIGNS = {"passed": "✓", "not_attempted": "·", "timeout": "⏱", "missing": "–"}


def print_class(console: Console, assignment: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print the table of a class and the misconceptions found, the most frequent first."""
    exercises: list[dict[str, Any]] = next(
        (row["report"].get("exercises", []) for row in rows if row["report"]), []
    )
    table = Table(title=f"{assignment}: {len(rows)} submissions", title_justify="left", box=SIMPLE)
    # A long id takes several lines, not the room of the columns beside it.
    table.add_column("student", min_width=7, max_width=LONGEST_ID, overflow="fold")
    for number, _ in enumerate(exercises, 1):
        table.add_column(str(number), justify="center", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in rows:
        verdicts = {e["name"]: e for e in row["report"].get("exercises", [])}
        cells = [_sign(row, verdicts.get(exercise["name"])) for exercise in exercises]
        table.add_row(Text(safe_line(row["student"])), *cells, _score(row), _remark(row))
    console.print(table)
    names = [f"{number}:{exercise['name']}" for number, exercise in enumerate(exercises, 1)]
    console.print(Text("  ".join(names)))
    console.print(Text("✓ passed  ✗ failed  · not attempted  ⏱ no answer in time  – not there"))
    console.print(Text("✓* right in itself: an exercise that it calls is wrong"))
    if any(row.get("overridden") for row in rows):
        console.print(Text("2! points that a person gave in the place of the automatic ones"))
    _print_misconceptions(console, rows)


def _score(row: dict[str, Any]) -> str:
    """The points, with what they were before a late penalty."""
    if row["score"] is None:
        return f"– / {points(row['max_score'])}"
    is_less = row.get("penalty")
    penalty = f"{points(row['raw_score'])} − {points(row['penalty'])} = " if is_less else ""
    return f"{penalty}{points(row['score'])} / {points(row['max_score'])}"


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
    parts += [Text(lateness)] if (lateness := _lateness(row)) else []
    return Text(", ").join(parts)


def _lateness(row: dict[str, Any]) -> str:
    if seconds := row["late_seconds"]:
        return f"late {seconds / 3600:.0f} h" if seconds >= 3600 else f"late {seconds / 60:.0f} min"
    return "late, time unknown" if row.get("late") else ""


def _print_misconceptions(console: Console, rows: Sequence[dict[str, Any]]) -> None:
    found = Counter(
        (exercise["name"], exercise["message"])
        for row in rows
        for exercise in row["report"].get("exercises", [])
        if exercise["mistake"]
    )
    if found:
        console.print(Text("\nMisconceptions found", style="bold"))
    for (name, message), count in found.most_common():
        line = Text(f"{count} × {name}: {safe_line(message)}")
        console.print(Padding(line, (0, 0, 0, 2)))
