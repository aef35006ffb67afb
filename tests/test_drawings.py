"""Points, bars, images, several axes: right ones however drawn, and what is said of wrong ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.blank import blank
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.judging.judge import judge
from autograder.key import Key, KeyCase, KeyExercise
from autograder.key.form import read_key, write_key
from autograder.reports.report import Report
from autograder.student.caller import InProcess
from autograder.values import (
    MalformedError,
    Unsupported,
    first_unsupported,
    freeze,
    from_bytes,
    from_json,
    to_bytes,
    to_json,
)
from autograder.values.compare import FORM_ONLY, OFF_SEED, differences

figures = pytest.importorskip("matplotlib.figure")
Draw = Callable[[Any], object]

RANDOM = np.random.default_rng(4)
X, Y = RANDOM.normal(size=(2, 50))
CLASSES = np.arange(50) % 3
GROUPS = [np.arange(50) % 3 == number for number in range(3)]
NAMES, COUNTS = ["ant", "bee", "cat"], [3.0, 1.0, 2.0]
SAMPLE = RANDOM.normal(size=200)
HEIGHTS, EDGES = np.histogram(SAMPLE, bins=8)
MIDDLES, WIDTHS = (EDGES[1:] + EDGES[:-1]) / 2, np.diff(EDGES)
PIXELS = np.arange(12.0).reshape(3, 4) ** 2
COLOURS = RANDOM.integers(0, 256, size=(3, 4, 3)).astype(np.uint8)


def shown(draw: Draw) -> Any:
    """A figure with one axes, drawn on, as it arrives from a worker."""
    axes = figures.Figure().add_subplot()
    draw(axes)
    return from_bytes(*to_bytes({"value": freeze(axes.figure)}))["value"]


def told(reference: Draw, draw: Draw, folder: Path) -> list[str]:
    """What the judge says of a function that draws this where the reference draws that."""
    expected = shown(reference)
    assert first_unsupported(expected, "") is None
    case = KeyCase((), {}, expected, OFF_SEED, False, False, {})
    exercise = KeyExercise(name="f", title="f", points=1.0, parameters=(), hints=(),
                           mistakes={}, cases=(case,))  # fmt: skip
    key = Key("work", "Work", False, frozenset(), {}, {}, frozenset(), (exercise,))
    key = read_key(json.loads(json.dumps(write_key(key), allow_nan=False)))

    def f() -> Any:
        axes = figures.Figure().add_subplot()
        draw(axes)
        return axes.figure

    (verdict,) = judge(key, InProcess({"f": f}, {}, folder))
    return [verdict.message, *verdict.details] if verdict.status != "passed" else []


def by_class(axes: Any) -> Any:
    for number in range(3):
        axes.scatter(X[GROUPS[number]], Y[GROUPS[number]], label=f"class {number}")


def one_by_one(axes: Any) -> None:
    for name, count in zip(NAMES[::-1], COUNTS[::-1], strict=True):
        axes.bar(name, count, width=0.3)


def upright(axes: Any) -> None:
    axes.pcolormesh(PIXELS)
    axes.invert_yaxis()


def side_by_side(axes: Any) -> Any:
    axes.bar(np.arange(3) - 0.2, COUNTS, 0.4)
    axes.bar(np.arange(3) + 0.2, [1, 1, 5], 0.4)
    axes.set_xticks(range(3), NAMES)


def more_side_by_side(axes: Any) -> Any:
    axes.set_xticks(range(3), NAMES)
    axes.bar(np.arange(3), COUNTS, 0.2)
    axes.bar(np.arange(3) + 0.2, [1, 1, 5], 0.2)


def with_colorbar(axes: Any) -> None:
    axes.figure.colorbar(axes.imshow(PIXELS))


def labelled_bars(axes: Any) -> None:
    axes.bar(NAMES, COUNTS, label="2026")
    axes.legend()


def named_in_the_legend(axes: Any) -> None:
    axes.legend(handles=[axes.bar(NAMES, COUNTS)], labels=["2026"])


def points_and_middle(axes: Any) -> None:
    axes.scatter(X, Y)
    axes.scatter(0, 0, marker="x")


REFERENCES: dict[str, tuple[Draw, tuple[Draw, ...], tuple[tuple[Draw, str], ...]]] = {
    "points": (
        lambda axes: axes.scatter(X, Y),
        (
            lambda axes: axes.plot(X, Y, "o"),
            lambda axes: axes.plot(X[::-1], Y[::-1], marker="x", linestyle=""),
            lambda axes: axes.scatter(X.astype(np.float32), Y.astype(np.float32), c=CLASSES),
            lambda axes: axes.scatter([*X, np.nan], [*Y, 1.0], s=100, alpha=0.3),
            lambda axes: (axes.scatter(X, Y), axes.plot([-2, 2], [0, 0]), axes.grid(False)),
            lambda axes: axes.scatter(X, Y, facecolors="none", edgecolors="C3"),
            by_class,
            points_and_middle,
        ),
        (
            (lambda axes: axes.scatter(X[1:], Y[1:]), "There are 49 points, expected 50."),
            (lambda axes: axes.scatter(Y, X), "The points' x and y are exchanged."),
            (lambda axes: axes.plot(X, Y), "The points are joined by a line, expected"),
            (lambda axes: axes.scatter(X, Y + (np.arange(50) == 7)), ", where "),
            (lambda axes: axes.scatter(X, np.roll(Y, 1)), ", where "),
            (lambda axes: axes.scatter(X, Y, color="white"), "Figure without visible lines"),
            (lambda axes: axes.scatter(X, Y, s=0), "Figure without visible lines"),
            (
                lambda axes: (axes.scatter(X, Y, alpha=0), axes.plot(X)),
                "No scatter of 50 points is visible, expected one.",
            ),
            (lambda axes: (axes.scatter(X, Y), axes.set_xlim(9, 10)), "without visible lines"),
            (lambda axes: axes.scatter(X, Y, transform=axes.transAxes), "PathCollection"),
            (lambda axes: axes.bar(X, Y), "No scatter of 50 points is visible, expected one."),
        ),
    ),
    "points of plot": (
        lambda axes: axes.plot(X, Y, "o"),
        (
            lambda axes: axes.scatter(X, Y),
            lambda axes: axes.plot(X[::-1], Y[::-1], "."),
            by_class,
        ),
        (
            (lambda axes: axes.plot(X, Y, "o-"), "The points are joined by a line"),
            (lambda axes: axes.scatter(X, -Y), ", where "),
            (lambda axes: axes.scatter(X[:9], Y[:9]), "There are 9 points, expected 50."),
        ),
    ),
    "points with labels": (
        lambda axes: (by_class(axes), axes.legend()),
        (
            lambda axes: ([axes.plot(X[GROUPS[n]], Y[GROUPS[n]], "o", label=f"class {n}")
                           for n in (2, 1, 0)], axes.legend()),
            lambda axes: (by_class(axes), axes.legend(loc="upper left", title="classes")),
        ),
        (
            (lambda axes: axes.scatter(X, Y), "The legend: found nothing, expected class 0, "),
            (
                lambda axes: ([axes.scatter(X[GROUPS[n]], Y[GROUPS[n]], label=f"class {2 - n}")
                               for n in range(3)], axes.legend()),
                "has the label class 2, expected the label class 0.",
            ),
            (
                lambda axes: (by_class(axes), axes.collections[0].set_label("ants"), axes.legend()),
                "has the label ants, expected the label class 0.",
            ),
        ),
    ),
    "bars": (
        lambda axes: axes.bar(NAMES, COUNTS),
        (
            one_by_one,
            lambda axes: axes.bar(range(3), COUNTS, tick_label=NAMES),
            lambda axes: (axes.bar([5, 7, 9], COUNTS), axes.set_xticks([5, 7, 9], NAMES)),
            lambda axes: axes.bar(NAMES, np.array(COUNTS, "float32"), color=["r", "g", "b"]),
            lambda axes: axes.bar(NAMES[::-1], [2, 1, 3], align="edge", edgecolor="black"),
            lambda axes: (axes.bar(NAMES, COUNTS), axes.axhline(2)),
            lambda axes: axes.bar(NAMES, COUNTS, fill=False),
        ),
        (
            (lambda axes: axes.barh(NAMES, COUNTS), "The bars are horizontal, expected vertical"),
            (lambda axes: axes.bar(NAMES, [3, 1, 4]),
             "The bars' heights are 3, 1, 4, expected 3, 1, 2."),
            (lambda axes: axes.bar(range(3), COUNTS),
             "The bars stand at 0, 1, 2, expected ant, bee, cat."),
            (lambda axes: axes.bar(["ant", "bee", "cow"], COUNTS),
             "The bars stand at ant, bee, cow, expected ant, bee, cat."),
            (lambda axes: axes.bar(NAMES[:2], COUNTS[:2]), "There are 2 bars, expected 3."),
            (lambda axes: axes.bar(NAMES, COUNTS, bottom=1),
             "The bars start at 1, 1, 1, expected 0, 0, 0."),
            (lambda axes: axes.plot(NAMES, COUNTS),
             "No drawing of 3 vertical bars is visible, expected one."),
            (lambda axes: (axes.plot(COUNTS), axes.bar(NAMES, COUNTS, color="white")),
             "No drawing of 3 vertical bars is visible, expected one."),
            (lambda axes: (axes.bar(NAMES, COUNTS), axes.set_ylim(10, 20)), "without visible"),
        ),
    ),
    "bars at numbers": (
        lambda axes: axes.barh([2024, 2025, 2026], COUNTS),
        (
            lambda axes: axes.barh(["2024", "2025", "2026"], COUNTS),
            lambda axes: axes.barh(range(3), COUNTS, tick_label=[2024, 2025, 2026]),
            lambda axes: axes.barh([2026, 2024, 2025], [2, 3, 1], height=0.1),
        ),
        (
            (lambda axes: axes.bar([2024, 2025, 2026], COUNTS), "are vertical, expected h"),
            (lambda axes: axes.barh(range(3), COUNTS), "stand at 0, 1, 2, expected 2024, "),
            (lambda axes: axes.barh([2024, 2025, 2027], COUNTS), "2027, expected 2024, "),
        ),
    ),
    "bars side by side": (
        side_by_side,
        (more_side_by_side, lambda axes: (side_by_side(axes), axes.containers[0].set_label("a"))),
        ((lambda axes: (axes.bar(NAMES, COUNTS), axes.bar(NAMES, [1, 1, 4])),
          "heights are 1, 1, 4, expected 1, 1, 5."),),
    ),
    "stacked bars": (
        lambda axes: (axes.bar(NAMES, COUNTS), axes.bar(NAMES, [1, 2, 3], bottom=COUNTS)),
        (lambda axes: (axes.bar(NAMES, [1, 2, 3], bottom=COUNTS), axes.bar(NAMES, COUNTS)),),
        ((lambda axes: (axes.bar(NAMES, COUNTS), axes.bar(NAMES, [1, 2, 3])),
          "The bars start at 0, 0, 0, expected 3, 1, 2."),),
    ),
    "bars with a label": (
        labelled_bars,
        (
            named_in_the_legend,
            lambda axes: (axes.bar(NAMES, COUNTS), axes.legend(["in 2026"])),
        ),
        (
            (lambda axes: axes.bar(NAMES, COUNTS, label="2026"), "The legend: found nothing, "),
            (lambda axes: (axes.bar(NAMES, COUNTS, label="2025"), axes.plot([], label="2026"),
                           axes.legend()), "data has the label 2025, expected the label 2026."),
        ),
    ),
    "histograms": (
        lambda axes: axes.hist(SAMPLE, bins=8),
        (
            lambda axes: axes.hist(SAMPLE[::-1], bins=EDGES, rwidth=0.9, color="C2"),
            lambda axes: axes.hist(SAMPLE, bins=8, histtype="step"),
            lambda axes: axes.hist(SAMPLE, bins=8, histtype="stepfilled"),
            lambda axes: axes.stairs(HEIGHTS, EDGES),
            lambda axes: axes.stairs(HEIGHTS, EDGES, fill=True, baseline=0),
            lambda axes: axes.bar(EDGES[:-1], HEIGHTS, WIDTHS, align="edge"),
            lambda axes: axes.bar(MIDDLES, HEIGHTS, WIDTHS),
            lambda axes: axes.hist(EDGES[:-1], bins=EDGES, weights=HEIGHTS),
        ),
        (
            (lambda axes: axes.hist(SAMPLE, bins=8, density=True), "The bars' heights are 0."),
            (lambda axes: axes.hist(SAMPLE), "There are 10 bars, expected 8."),
            (lambda axes: axes.hist(SAMPLE, bins=8, range=(-1, 1)), "The bars stand at -0."),
            (lambda axes: axes.hist(SAMPLE, bins=8, cumulative=True), "The bars' heights are "),
            (lambda axes: axes.bar(EDGES[:-1], HEIGHTS, WIDTHS), "The bars stand at "),
            (lambda axes: axes.bar(MIDDLES, HEIGHTS, 3 * WIDTHS), "The bars' widths are "),
            (lambda axes: axes.plot(MIDDLES, HEIGHTS), "No drawing of 8 vertical bars is visible"),
            (lambda axes: axes.hist(SAMPLE, bins=8, orientation="horizontal"), "are horizontal"),
            (lambda axes: axes.hist(SAMPLE, 8, orientation="horizontal", histtype="step"),
             "The bars are horizontal, expected vertical ones."),
        ),
    ),
    "outlines of histograms": (
        lambda axes: axes.hist(SAMPLE, bins=8, histtype="step", density=True),
        (
            lambda axes: axes.hist(SAMPLE, bins=8, density=True),
            lambda axes: axes.stairs(HEIGHTS / 200 / WIDTHS, EDGES),
        ),
        ((lambda axes: axes.hist(SAMPLE, bins=8, histtype="step"), "The bars' heights are "),),
    ),
    "images": (
        lambda axes: axes.imshow(PIXELS),
        (
            lambda axes: axes.imshow(PIXELS.astype(np.uint8), cmap="gray"),
            lambda axes: axes.matshow(PIXELS, interpolation="bilinear"),
            lambda axes: axes.imshow(PIXELS, origin="lower") and axes.invert_yaxis(),
            lambda axes: axes.imshow(PIXELS, aspect="auto", extent=(0, 4, 3, 0)),
            upright,
            with_colorbar,
        ),
        (
            (lambda axes: axes.imshow(PIXELS, origin="lower"), "The image is upside down."),
            (lambda axes: axes.imshow(PIXELS[:, ::-1]), "The image is mirrored."),
            (lambda axes: axes.imshow(PIXELS.T), "The image is transposed."),
            (lambda axes: axes.imshow(np.rot90(PIXELS)), "The image is turned by 90 degrees."),
            (lambda axes: axes.pcolormesh(PIXELS), "The image is upside down."),
            (lambda axes: axes.imshow(PIXELS / 121),
             "The image shows other values: 0.00826446 at [0, 1], counted from the top left, "
             "expected 1."),
            (lambda axes: axes.imshow(PIXELS[1:]), "has the shape (2, 4), expected (3, 4)."),
            (lambda axes: axes.imshow(PIXELS, extent=(0, 1, 3, 0)),
             "The image extends from x = 0 to 1, expected -0.5 to 3.5."),
            (lambda axes: axes.imshow(PIXELS, vmin=1e9, vmax=2e9), "without visible"),
            (lambda axes: (axes.imshow(PIXELS, alpha=0.01), axes.plot(range(3), range(3))),
             "No image of shape (3, 4) is visible, expected one."),
        ),
    ),
    "images on a grid": (
        lambda axes: axes.pcolormesh([0, 1, 3, 6, 10], [0, 2, 4, 5], PIXELS),
        (
            lambda axes: axes.pcolormesh([0, 1, 3, 6, 10], [0, 2, 4, 5], PIXELS, shading="flat"),
            lambda axes: axes.pcolormesh([10, 6, 3, 1, 0], [0, 2, 4, 5], PIXELS[:, ::-1]),
        ),
        (
            (lambda axes: axes.pcolormesh(PIXELS), "The image extends from x = 0 to 4, expected 0"),
            (lambda axes: axes.imshow(PIXELS, extent=(0, 10, 0, 5)), "The image is upside down."),
        ),
    ),
    "images in colour": (
        lambda axes: axes.imshow(COLOURS),
        (
            lambda axes: axes.imshow(COLOURS / 255),
            lambda axes: axes.imshow(COLOURS.astype(np.float32) / 255),
            lambda axes: axes.imshow(np.dstack([COLOURS, np.full((3, 4), 255, np.uint8)])),
        ),
        (
            (lambda axes: axes.imshow(COLOURS[..., ::-1]), "The image shows other values: "),
            (lambda axes: axes.imshow(COLOURS.mean(axis=2)), "shape (3, 4), expected (3, 4,"),
        ),
    ),
    "images with a colorbar": (
        with_colorbar,
        (lambda axes: axes.figure.colorbar(axes.imshow(PIXELS), orientation="horizontal"),),
        ((lambda axes: axes.imshow(PIXELS), "The image has no colorbar, expected one."),),
    ),
    "error bars": (
        lambda axes: axes.errorbar([1, 2, 3], COUNTS, yerr=[0.1, 0.2, 0.3], fmt="o"),
        (
            lambda axes: axes.errorbar([3, 2, 1], [2, 1, 3], [0.3, 0.2, 0.1], fmt="s", capsize=3),
            lambda axes: (axes.vlines([1, 2, 3], [2.9, 0.8, 1.7], [3.1, 1.2, 2.3]),
                          axes.scatter([1, 2, 3], COUNTS)),
        ),
        (
            (lambda axes: axes.errorbar([1, 2, 3], COUNTS, yerr=0.1, fmt="o"),
             "A vertical line, such as an error bar, is at x = 2, 0.9 to 1.1, expected x = 2, 0.8"),
            (lambda axes: axes.plot([1, 2, 3], COUNTS, "o"),
             "No drawing of 3 vertical lines is visible, expected one."),
            (lambda axes: axes.errorbar([1, 2, 3], COUNTS, yerr=[0.1, 0.2, 0.3]),
             "The points are joined by a line, expected points alone."),
        ),
    ),
}  # fmt: skip
RIGHT = [
    (name, number) for name, (_, right, _) in REFERENCES.items() for number in range(len(right))
]
WRONG = [
    (name, number) for name, (_, _, wrong) in REFERENCES.items() for number in range(len(wrong))
]


@pytest.mark.parametrize(("name", "number"), RIGHT)
def test_an_unusual_right_way_to_draw_passes(name: str, number: int, tmp_path: Path) -> None:
    reference, right, _ = REFERENCES[name]
    assert told(reference, right[number], tmp_path) == []


@pytest.mark.parametrize(("name", "number"), WRONG)
def test_a_wrong_drawing_is_told_how_it_differs(name: str, number: int, tmp_path: Path) -> None:
    reference, _, wrong = REFERENCES[name]
    draw, words = wrong[number]
    assert words in " ".join(told(reference, draw, tmp_path))


@pytest.mark.parametrize("name", REFERENCES)
def test_of_a_drawing_the_form_alone_can_be_compared(name: str) -> None:
    """As in a long case, of which a public key must not tell the answer."""
    expected = shown(REFERENCES[name][0])
    form = from_json(json.loads(json.dumps(to_json(blank(expected)))))
    assert differences(expected, form, FORM_ONLY) == []


def test_a_scatter_is_no_line(tmp_path: Path) -> None:
    """Whereas a line may be drawn with markers alone."""
    assert told(lambda axes: axes.plot(X, Y), lambda axes: axes.plot(X, Y, "o"), tmp_path) == []
    said = told(lambda axes: axes.plot(X, Y), lambda axes: axes.scatter(X, Y), tmp_path)
    assert said[0] == "No visible line has the expected data."


# --- several axes -------------------------------------------------------------------------------


def panels(rows: int, columns: int, *draws: Draw, **options: Any) -> Any:
    """A figure with several axes, drawn on in turn; without a drawing, axes stay empty."""
    figure = figures.Figure()
    for axes, draw in zip(figure.subplots(rows, columns, squeeze=False, **options).flat, draws,
                          strict=False):  # fmt: skip
        draw(axes)
    return figure


def bars(axes: Any) -> None:
    axes.bar(NAMES, COUNTS)


def image(axes: Any) -> None:
    axes.imshow(PIXELS)


def line(axes: Any) -> None:
    axes.plot([1, 2, 4])
    axes.set(xlabel="step", yscale="log")
    axes.grid()


def found(figure: Any, expected: Any) -> list[tuple[str, str]]:
    return [
        (one.where, one.told) for one in differences(freeze(figure), freeze(expected), OFF_SEED)
    ]


@pytest.mark.parametrize(
    "figure",
    [
        lambda: panels(1, 3, bars, image, line),
        lambda: panels(3, 1, bars, image, line),
        lambda: panels(2, 2, bars, image, line, lambda axes: axes.axis("off")),
        lambda: panels(2, 2, bars, with_colorbar, line, lambda axes: axes.set_visible(False)),
        lambda: panels(2, 2, bars, image, line, lambda axes: axes.remove()),
        lambda: panels(1, 3, bars, image, line, sharex=False, width_ratios=[1, 2, 3]),
    ],
)
def test_axes_are_compared_in_reading_order(figure: Callable[[], Any]) -> None:
    assert found(figure(), panels(1, 3, bars, image, line)) == []


def test_axes_may_be_made_in_another_order() -> None:
    figure = figures.Figure()
    for number, draw in ((3, line), (1, bars), (2, image)):
        draw(figure.add_subplot(1, 3, number))
    assert found(figure, panels(1, 3, bars, image, line)) == []


def test_what_differs_is_told_with_its_axes() -> None:
    def plain(axes: Any) -> None:
        axes.plot([1, 2, 5])

    said = found(panels(1, 3, bars, image, plain), panels(1, 3, bars, image, line))
    assert [where for where, _ in said] == [
        "a line of the third axes", "the y scale of the third axes", "the grid of the third axes",
        "the x label of the third axes",
    ]  # fmt: skip
    said = found(panels(1, 2, image, bars), panels(1, 2, bars, image))
    assert said == [
        ("the bars of the first axes", "No drawing of 3 vertical bars is visible, expected one."),
        ("the image of the second axes", "No image of shape (3, 4) is visible, expected one."),
    ]
    assert found(panels(1, 1, bars), panels(1, 2, bars, image))[0][0] == "the figure's axes"


def test_an_empty_frame_is_not_left_out() -> None:
    assert freeze(panels(1, 2, bars)) == Unsupported("Figure without visible lines")


# --- through a course ---------------------------------------------------------------------------

SCRIPT = """
# %%
import numpy as np
from matplotlib.figure import Figure

# %%
def double(x):
    ### BEGIN SOLUTION
    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.bar(["a", "b", "c"], x)
    right.scatter(x, 2 * x)
    right.grid()
    return figure
    ### END SOLUTION
"""
EXERCISES = """
from autograder import Assignment

from solutions.tiny import tiny

assignment = Assignment("tiny", title="A tiny assignment", reference=tiny)


@assignment.exercise(points=1)
def double(random):
    '''a figure'''
    yield (random.uniform(1, 2, size=3),)
    yield (random.uniform(1, 2, size=3),)


double.edit("x_is_not_doubled", "2 * x", "x", "The y values are x, not twice x.")
"""


def test_drawings_are_judged_in_a_worker(
    tiny: Callable[..., Room], judged: Callable[..., Report]
) -> None:
    room = tiny(SCRIPT, EXERCISES)
    key = make_assignment_key(room, b"secret")

    def verdict(right: str, wrong: str) -> Any:
        (one,) = judged(key, room.script.replace(right, wrong), only=["double"]).verdicts
        return one

    assert verdict("right.scatter(x, 2 * x)", "right.plot(x, 2 * x, 'o')").status == "passed"
    assert "The y values are x, not twice x." in str(verdict("2 * x", "x"))
    said = verdict("right.grid()", "pass")
    assert said.message == "In the second axes: There is no grid, expected one."
    said = verdict("left.bar", "left.barh")
    assert said.message == "In the first axes: The bars are horizontal, expected vertical ones."


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("points", {"x": np.zeros(3)}),
        ("points", {"x": np.full(50, np.inf)}),
        ("points", {"y": "many"}),
        ("points", {"x": np.zeros((50, 1)), "y": np.zeros((50, 1))}),
        ("bars", {"direction": np.zeros(2)}),
        ("bars", {"direction": "up"}),
        ("bars", {"categories": ["a"]}),
        ("bars", {"widths": np.zeros(0)}),
        ("images", {"values": np.zeros((2, 2))}),
        ("images", {"values": np.zeros((3, 4, 5))}),
        ("images", {"values": np.zeros((0, 0)), "x": np.zeros(1), "y": np.zeros(1)}),
        ("images", {"colorbar": 1}),
        ("error bars", {"low": None}),
    ],
)
def test_a_worker_cannot_send_a_drawing_of_another_form(kind: str, change: dict[str, Any]) -> None:
    drawn = shown(REFERENCES[kind][0]).fields["axes"][0].fields["lines"][-1]
    changed = replace(drawn, fields=drawn.fields | change)
    with pytest.raises(MalformedError):
        from_bytes(*to_bytes({"value": changed}))


def test_bars_at_dates_are_refused_by_name() -> None:
    days = np.array(["2026-01-01", "2026-01-02"], "datetime64[D]")
    figure = figures.Figure()
    figure.add_subplot().bar(days, [1, 2])
    assert freeze(figure) == Unsupported("Figure with bars at dates")
