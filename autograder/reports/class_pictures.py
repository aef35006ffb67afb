"""The scores of a class as bars, and its trainings over the expected one, as inline SVG."""

from collections.abc import Iterator, Mapping, Sequence

from autograder.reports.pictures import (
    BOTTOM,
    HALO,
    LEFT,
    LINE,
    RIGHT,
    TOP,
    WIDTH,
    Scale,
    axes,
    is_drawable,
    label,
    legend,
    line,
    path,
    span,
    svg,
    tint,
)
from autograder.reports.report import Points
from autograder.reports.text import in_short, points, safe_line

# A loss so many times the largest expected one would press everything else onto the axis.
TALLEST = 100
WIDE = 640
SLIM, BROKEN = "stroke-width:1.5;opacity:.8", "stroke-width:1.5;stroke-dasharray:5 3"


def bars_svg(bars: Sequence[tuple[float, float, int]], median: float) -> str:
    """A bar for each range of scores, from the first number up to the second, with its count."""
    across = Scale(bars[0][0], max(bars[-1][1], bars[-1][0] + bars[0][1]), LEFT, WIDE - 10)
    most = max(count for *_, count in bars) or 1
    wide = (across.end - across.start) / len(bars)
    words = ", ".join(f"{count} at {_range(*ends)}" for *ends, count in bars if count)
    return svg(WIDE, f"Scores: {words}. The median is {points(median)}.", [
        f"<path d='M{LEFT} {BOTTOM}H{WIDE - 10}' stroke='currentColor'></path>",
        *(part for number, bar in enumerate(bars) for part in _bar(number, wide, most, *bar)),
        label(LEFT - 8, BOTTOM + 16, "points", "end"),
    ])  # fmt: skip


def _range(low: float, high: float) -> str:
    is_one = high - low <= 1
    return points(low) if is_one else f"{points(low)} to {points(high)}"


def _bar(number: int, wide: float, most: int, low: float, high: float, count: int) -> Iterator[str]:
    left = LEFT + number * wide
    tall = (BOTTOM - TOP - 6) * count / most
    if count:
        place = f"x='{left + 1:.1f}' y='{BOTTOM - tall:.1f}' width='{wide - 2:.1f}'"
        yield f"<rect {place} height='{tall:.1f}' style='fill:{tint('expected')}'></rect>"
        yield label(left + wide / 2, BOTTOM - tall - 4, str(count), "middle")
    yield label(left + wide / 2, BOTTOM + 16, points(low), "middle")


def curves_svg(
    expected: Points, actual: Mapping[str, Points], failed: Sequence[str], case: int
) -> str:
    """Each student's losses over the expected ones; those of a failed exercise are broken lines."""
    left_out = strays(expected, actual)
    drawn = {student: p for student, p in actual.items() if p and student not in left_out}
    wrong = [student for student in drawn if student in failed]
    all_points = [p for one in (expected, *drawn.values()) for p in one if is_drawable(*p)]
    across = Scale.of([step for step, _ in all_points], LEFT, RIGHT)
    up = Scale.of([loss for _, loss in all_points], BOTTOM - 5, TOP + 6, may_be_log=True)
    ours = line(expected, across, up)
    words = f"Losses of {len(drawn)} trainings over the expected ones in case {case}"
    words += f", which go from {span(expected)}. "
    if wrong:
        words += f"{len(wrong)} belong to failed exercises: {in_short(wrong, 60)}."
    return svg(WIDTH, words, [
        *axes(across, up), path(ours, "expected", HALO),
        *(path(line(p, across, up), "good", SLIM, safe_line(student))
          for student, p in drawn.items() if student not in failed),
        *(path(line(drawn[student], across, up), "bad", BROKEN, safe_line(student))
          for student in wrong),
        path(ours, "expected", LINE),
        *legend(
            (0, [("expected", HALO)], "expected"),
            (92, [("good", SLIM)], f"passed: {len(drawn) - len(wrong)}"),
            (192, [("bad", BROKEN)], f"failed: {len(wrong)}"),
        ),
    ])  # fmt: skip


def strays(expected: Points, actual: Mapping[str, Points]) -> list[str]:
    """The students whose losses are too large to be drawn beside the expected ones."""
    highest = TALLEST * max(abs(loss) for _, loss in expected)
    return [student for student, one in actual.items()
            if any(not abs(loss) <= highest for _, loss in one)]  # fmt: skip
