"""The result of `benchmarks.scale` as sentences and a picture for the manual."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from autograder.reports.pictures import LINE, Scale, label, line, path
from benchmarks.scale import PARTS, RESULT

WIDTH, TALL, LEFT, WIDE, TOP, BOTTOM = 720, 190, 48, 290, 30, 160
SHIFT = WIDTH // 2  # from the left panel to the right one

Result = dict[str, Any]


def page() -> Iterator[str]:
    """What the kept result says, or how to make one."""
    if not RESULT.exists():
        yield "This version has no result yet. `python -m benchmarks.scale` makes one."
        return
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    yield from (words(result), "", *picture(result))


def words(result: Result) -> str:
    """How long it took, what the kill cost, and what the bar said."""
    told = "; ".join(f"{t['said'] / 60:.0f} min, and it took {t['took'] / 60:.0f}" for t in
                     result["to_go"])  # fmt: skip
    facts, again = result["machine"], result["until_first"]
    return (
        f"Measured on {result['date']}: {result['submissions']} notebooks with "
        f"two cheap functions, {result['jobs']} processes, in "
        f"{result['seconds'] / 60:.0f} minutes on {facts['processors']} × "
        f"{escape(facts['processor'])}; the load of the machine at the end was "
        f"{result['load']:.1f}. Half way, all processes were killed. The same command went on: it "
        f"graded {result['again']} of them a second time, and had its first new result after "
        f"{again[1]:.0f} s, in place of {again[0]:.0f} s with nothing graded. When a quarter, a "
        "half and three quarters of the rest were done, the time to go at the rate since the "
        f"command's start was {told}."
    )


def picture(result: Result) -> Iterator[str]:
    """The seconds for a submission, and the memory, in each tenth of the class."""
    parts, number = result["parts"], result["submissions"]
    panels = {"s / submission": "seconds", "MB, all processes": "mb"}
    said = "; ".join(
        f"{title}: {', '.join(f'{part[what]:.3g}' for part in parts)}"
        for title, what in panels.items()
    )
    yield (
        f"<figure style='overflow-x:auto'><svg viewBox='0 0 {WIDTH} {TALL}' width='{WIDTH}' "
        f"role='img' font-size='12' aria-label='{escape(said)}' fill='currentColor' "
        "style='max-width:100%;min-width:480px;height:auto'>"
    )
    for shift, (title, what) in zip((0, SHIFT), panels.items(), strict=True):
        yield from panel(shift, title, [part[what] for part in parts], number)
    yield "</svg><figcaption>Each tenth of the class; dashed: killed, and continued</figcaption>"
    yield "</figure>"


def panel(shift: int, title: str, values: list[float], number: int) -> Iterator[str]:
    """One curve over the number graded, from zero on."""
    start = LEFT + shift
    across = Scale(0, number, start, start + WIDE)
    up = Scale(0, 1.25 * max(values), BOTTOM, TOP)
    yield label(start, 14, title, "start")
    for tick in up.ticks():
        y = up(tick)
        yield f"<path d='M{start} {y:.1f}h{WIDE}' stroke='currentColor' opacity='.2'></path>"
        yield label(start - 8, y + 4, f"{tick:g}", "end")
    for tick in across.ticks():
        yield label(across(tick), BOTTOM + 18, f"{tick:g}", "middle")
    points = [(number * (n + 0.5) / PARTS, value) for n, value in enumerate(values)]
    yield path(line(points, across, up), "expected", LINE)
    yield path(f"M{across(number / 2):.1f} {BOTTOM}V{TOP}", "bad", "stroke-dasharray:4 3")
