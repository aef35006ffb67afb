"""The losses of a training over the expected ones: as inline SVG, and as two lines of text."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Self

from autograder.reports.report import History, Points

# Mixed with this share of the text's colour, each can be read on light and on dark pages.
COLOURS = {"good": "#2da44e", "bad": "#e5484d", "open": "#7d8590", "expected": "#3b82f6"}
MIX = 30
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 420, 190, 46, 410, 24, 166
# Larger numbers and more points than this are not drawn; up to so many points have a dot each.
LARGEST, MOST, DOTTED = 1e30, 200, 30
BARS, COLUMNS = "▁▂▃▄▅▆▇█", 20
# How a line is drawn: the expected one lies in a halo, which shows where yours covers it.
LINE, HALO, DASHES = "stroke-width:2", "stroke-width:9;opacity:.3", "stroke-dasharray:4 3"
# A logarithmic axis shows numbers of which the largest is so many times the smallest.
SPAN = 50
MOST_TICKS = 6
# Numbers that differ by less than this share are drawn as the same.
SAME = 1e-9


def tint(name: str) -> str:
    """A colour of `COLOURS` in CSS, darker on a light page and lighter on a dark one."""
    return f"color-mix(in srgb, currentColor {MIX}%, {COLOURS[name]})"


# --- axes ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scale:
    """An axis on which `low` lies at `start` and `high` at `end`."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False

    @classmethod
    def of(
        cls, numbers: Iterable[float], start: float, end: float, *, may_be_log: bool = False
    ) -> Self:
        """The scale that shows these numbers; logarithmic where they span decades."""
        found = list(numbers) or [0.0]
        low, high = min(found), max(found)
        if high - low < SAME * max(abs(low), SAME):
            high = low + max(abs(low), 1.0)
        is_log = may_be_log and low > 0 and high > SPAN * low
        return cls(low, high, start, end, is_log)

    def __call__(self, number: float) -> float:
        """The place of a number."""
        if self.is_log:
            low, high, number = map(math.log10, (self.low, self.high, number))
        else:
            low, high = self.low, self.high
        share = (number - low) / (high - low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """A few round numbers on the axis."""
        if self.is_log:
            lowest, highest = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            every = math.ceil((highest - lowest + 1) / MOST_TICKS)
            return [10.0**power for power in range(lowest, highest + 1, every)]
        rough = (self.high - self.low) / (MOST_TICKS - 1)
        unit = 10.0 ** math.floor(math.log10(rough))
        step = next(unit * m for m in (1, 2, 5, 10) if unit * m >= rough)
        first = math.ceil(self.low / step)
        return [step * n for n in range(first, math.floor(self.high / step) + 1)]


# --- SVG ----------------------------------------------------------------------------------------


def loss_svg(history: History) -> str:
    """The losses as an SVG element that needs no style sheet."""
    across, up = _scales(history)
    dots = history.actual if len(history.actual) <= DOTTED else ()
    first = [point for point in history.actual if point[0] == history.step][:1]
    expected = line(history.expected, across, up)
    parts = [
        *axes(across, up),
        *(path(expected, "expected", style) for style in (HALO, LINE)),
        path(line(history.actual, across, up), "bad", LINE),
        path(f"M{across(history.step):.1f} {BOTTOM}V{TOP}", "bad", DASHES),
        *_circles(dots, across, up, 2.5),
        *_circles(first, across, up, 5),
        *legend(
            (0, [("bad", LINE)], "yours"),
            (72, [("expected", HALO), ("expected", LINE)], "expected"),
            (164, [("bad", DASHES)], f"first difference: step {history.step:g}"),
        ),
    ]
    return svg(WIDTH, _described(history, up), parts)


def svg(width: int, words: str, parts: Iterable[str]) -> str:
    """A picture of these parts, which `words` describe, as an element that needs no style sheet."""
    return (
        f"<svg viewBox='0 0 {width} {HEIGHT}' width='{width}' height='{HEIGHT}' role='img' "
        f"aria-label='{escape(words)}' font-size='12' fill='currentColor' "
        f"style='max-width:100%;height:auto'>{''.join(parts)}</svg>"
    )


def _described(history: History, up: Scale) -> str:
    """The picture in words."""
    axis = " on a logarithmic axis" if up.is_log else ""
    yours, expected = (span(points) for points in (history.actual, history.expected))
    return (
        f"Losses by step{axis}: yours from {yours}, expected from {expected}. "
        f"The first difference is at step {history.step:g}."
    )


def span(points: Points) -> str:
    """The first and the last loss."""
    return f"{points[0][1]:.3g} to {points[-1][1]:.3g}"


def axes(across: Scale, up: Scale) -> Iterator[str]:
    """The axes of steps and losses, with their numbers."""
    yield label(LEFT - 8, 12, "loss", "end")
    yield label(LEFT - 8, BOTTOM + 16, "step", "end")
    for tick in up.ticks():
        y = up(tick)
        yield f"<path d='M{LEFT} {y:.1f}H{RIGHT}' stroke='currentColor' opacity='.2'></path>"
        yield label(LEFT - 8, y + 4, f"{tick:g}", "end")
    yield f"<path d='M{LEFT} {BOTTOM}H{RIGHT}' stroke='currentColor'></path>"
    for tick in across.ticks():
        yield label(across(tick), BOTTOM + 16, f"{tick:g}", "middle")


def legend(*named: tuple[int, Sequence[tuple[str, str]], str]) -> Iterator[str]:
    """For each kind of line: from where on, its colours and styles, and what it is."""
    for left, looks, words in named:
        yield from (path(f"M{LEFT + left} 8h22", *look) for look in looks)
        yield label(LEFT + left + 28, 12, words, "start")


def path(line: str, colour: str, style: str, title: str = "") -> str:
    """A line of one of our colours, with a title that a pointer shows."""
    look = f"stroke:{tint(colour)};{style}"
    told = f"<title>{escape(title)}</title>" if title else ""
    return f"<path d='{line}' fill='none' stroke='currentColor' style='{look}'>{told}</path>"


def label(x: float, y: float, words: str, anchor: str) -> str:
    """Words that begin, end or have their middle at a place."""
    return f"<text x='{x:.1f}' y='{y:.1f}' text-anchor='{anchor}'>{escape(words)}</text>"


def line(points: Points, across: Scale, up: Scale) -> str:
    """The points as a path, with a gap where a loss cannot be drawn."""
    drawn, pen = "", "M"
    for step, loss in points[:: -(-len(points) // MOST)]:
        if is_drawable(step, loss):
            drawn, pen = f"{drawn}{pen}{across(step):.1f} {up(loss):.1f}", "L"
        else:
            pen = "M"
    return drawn


def _circles(
    points: Iterable[tuple[float, float]], across: Scale, up: Scale, radius: float
) -> Iterator[str]:
    for step, loss in points:
        if is_drawable(step, loss):
            place = f"cx='{across(step):.1f}' cy='{up(loss):.1f}' r='{radius}'"
            yield f"<circle {place} style='fill:{tint('bad')}'></circle>"


def is_drawable(step: float, loss: float) -> bool:
    """Whether an axis can show such numbers."""
    return abs(step) < LARGEST and abs(loss) < LARGEST


def _scales(history: History) -> tuple[Scale, Scale]:
    """The axes of the steps and of the losses."""
    points = [point for point in history.actual + history.expected if is_drawable(*point)]
    across = Scale.of([step for step, _ in points] + [history.step], LEFT, RIGHT)
    return across, Scale.of([loss for _, loss in points], BOTTOM - 5, TOP + 6, may_be_log=True)


# --- text ---------------------------------------------------------------------------------------


def loss_lines(history: History) -> Iterator[str]:
    """The losses as two lines of bars of the same scale."""
    _, up = _scales(history)
    steps = [step for step, _ in history.expected]
    gap = max(steps) - min(steps)
    steps = steps[:: -(-len(steps) // COLUMNS)]
    for name, points in (("your losses", history.actual), ("expected", history.expected)):
        near = [min(points, key=lambda point: abs(point[0] - step)) for step in steps]
        bars = "".join(
            _bar(up, near_step, loss) if abs(near_step - step) * len(steps) <= gap else " "
            for step, (near_step, loss) in zip(steps, near, strict=True)
        )
        yield f"{name:<13}{bars}  {span(points).replace(' to ', ' → ')}"


def _bar(up: Scale, step: float, loss: float) -> str:
    if not is_drawable(step, loss):
        return "×"
    share = (up(loss) - up.start) / (up.end - up.start)
    return BARS[round(share * (len(BARS) - 1))]
