"""The results as tables in Markdown and as a picture: medians, and the least and the largest.

A ratio is taken within a round: the CPU time of a grader over that of the student's own code.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from autograder.reports.pictures import Scale, label, tint

RESULTS = Path(__file__).parent.parent / "results" / "contenders.json"
BASE, TORCH_BASE = "own-1", "torch-own-1"
WIDTH, LEFT, ROW = 720, 270, 26

Results = dict[str, Any]


def page() -> Iterator[str]:
    """The tables and the picture of the results that are kept, or how to make them."""
    if not RESULTS.exists():
        yield "This version has no results yet. `make bench` measures, and this page shows them."
        return
    results = json.loads(RESULTS.read_text(encoding="utf-8"))
    yield from (*machine(results), "", *table(results), "", *picture(results))


def machine(results: Results) -> Iterator[str]:
    """A sentence on where and how it was measured."""
    facts, members = results["machine"], results["class"]
    loads = [run["load"] for run in results["runs"]]
    yield (
        f"Measured on {results['date']}: {facts['processors']} × {escape(facts['processor'])}, "
        f"{facts['memory_gb']:g} GB, {facts['system']}, Python {facts['python']}. "
        f"{members['right']} right submissions and {members['wrong']} wrong ones, "
        f"{max(run['round'] for run in results['runs'])} rounds in turn; the load of the machine "
        f"before each run was {min(loads):.1f} to {max(loads):.1f}. "
        "Each cell is the median, and in brackets the least and the largest."
    )


def table(results: Results) -> Iterator[str]:
    """A table of the honest class, and one of the class with hangs."""
    yield "| grader | CPU s / submission | ÷ own code | wall s / submission | peak MB |"
    yield "|---|---|---|---|---|"
    for name, title in results["contenders"].items():
        runs = runs_of(results, "honest", name)
        cells = (
            spread(run["cpu"] / run["submissions"] for run in runs),
            spread(ratios(results, name)),
            spread(run["wall"] / run["submissions"] for run in runs),
            spread((run["peak_mb"] for run in runs), "{:.0f}"),
        )
        yield f"| {title} | {' | '.join(cells)} |"
    yield from ("", *hangs(results))


def hangs(results: Results) -> Iterator[str]:
    """A table of what each submission that never ends adds to the time of the class."""
    number = results["class"]["hang"]
    yield f"| grader, {number} more submissions that never end | wall s / hang | CPU s / hang |"
    yield "|---|---|---|"
    for name, title in results["contenders"].items():
        pairs = [
            (one, other)
            for one in runs_of(results, "honest", name)
            for other in runs_of(results, "with hangs", name)
            if one["round"] == other["round"]
        ]
        if pairs:
            cells = [
                spread(((b[what] - a[what]) / number for a, b in pairs), "{:.1f}")
                for what in ("wall", "cpu")
            ]
            yield f"| {title} | {' | '.join(cells)} |"


def runs_of(results: Results, kind: str, name: str) -> list[dict[str, Any]]:
    """The runs of a contender with one of the classes, in order."""
    return [r for r in results["runs"] if (r["class"], r["contender"]) == (kind, name)]


def ratios(results: Results, name: str) -> list[float]:
    """The CPU time over that of the student's own code in the same round; none without it."""
    base = TORCH_BASE if name.startswith("torch") else BASE
    own = {
        run["round"]: run["cpu"] / run["submissions"] for run in runs_of(results, "honest", base)
    }
    runs = runs_of(results, "honest", name)
    return [r["cpu"] / r["submissions"] / own[r["round"]] for r in runs if r["round"] in own]


def spread(numbers: Iterable[float], form: str = "{:.2f}") -> str:
    """The median, and the least and the largest if there are several; a dash for none."""
    found = sorted(numbers)
    if not found:
        return "–"
    middle, low, high = map(form.format, (statistics.median(found), found[0], found[-1]))
    return middle if len(found) == 1 else f"{middle} ({low}–{high})"


def picture(results: Results) -> Iterator[str]:
    """Bars of the ratios with their spreads, as SVG in the colours of the page."""
    found = {name: ratios(results, name) for name in results["contenders"]}
    found = {name: values for name, values in found.items() if values}
    if not found:
        return
    titles, high = results["contenders"], max(map(max, found.values()))
    across = Scale(0, high, LEFT, WIDTH - 60)
    words = ", ".join(f"{titles[n]} {statistics.median(v):.2g}" for n, v in found.items())
    tall = ROW * len(found) + 4
    yield (
        f"<figure style='overflow-x:auto'><svg viewBox='0 0 {WIDTH} {tall}' width='{WIDTH}' "
        "role='img' font-size='12' "
        f"aria-label='{escape(f'CPU time over own code: {words}')}' fill='currentColor' "
        "style='max-width:100%;min-width:480px;height:auto'>"
    )
    for number, (name, values) in enumerate(found.items()):
        yield from bar(across, ROW * number + 4, titles[name], values)
    yield "</svg><figcaption>CPU time of each grader ÷ own code</figcaption></figure>"


def bar(across: Scale, top: float, title: str, values: list[float]) -> Iterator[str]:
    """A bar up to the median, a line from the least to the largest, and the median in figures."""
    middle, low, high = statistics.median(values), min(values), max(values)
    look = f"fill:{tint('expected')}"
    yield label(LEFT - 8, top + 14, title, "end")
    wide = across(middle) - LEFT
    yield f"<rect x='{LEFT}' y='{top}' width='{wide:.1f}' height='{ROW - 8}' style='{look}'></rect>"
    line = f"M{across(low):.1f} {top + ROW / 2 - 4:g}H{across(high):.1f}"
    yield f"<path d='{line}' stroke='currentColor' stroke-width='2'></path>"
    yield label(across(high) + 6, top + 14, f"{middle:.2f}", "start")
