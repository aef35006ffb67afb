"""What a figure is judged by: lines that can be seen, with their names, and the axes' names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from autograder.authoring.refusals import AnswerError
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.judging.words import sentence
from autograder.key import KeyExercise
from autograder.values import Unsupported, freeze
from autograder.values.compare import OFF_SEED, differences

figures = pytest.importorskip("matplotlib.figure")
lines = pytest.importorskip("matplotlib.lines")

Change = Callable[[Any], object]
NAMES = {"xlabel": "Training Iteration", "ylabel": "Total Error"}


def axes(**options: Any) -> Any:
    """Axes with two lines, names, a legend and a grid."""
    made = figures.Figure().add_subplot(**options)
    made.plot([0, 10, 20], [1.0, 0.1, 0.01], label="one")
    made.plot([0, 10, 20], [2.0, 0.5, 0.25], label="another")
    made.set(yscale="log", **NAMES)
    made.legend()
    made.grid()
    return made


def found(made: Any) -> list[tuple[str, str]]:
    """How a figure differs from the one that is expected."""
    expected = freeze(axes().figure)
    listed = differences(freeze(made.figure), expected, OFF_SEED)
    return [(difference.kind, difference.where) for difference in listed]


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.set_visible(False),
        lambda line: line.set_linestyle(""),
        lambda line: line.set_linewidth(0),
        lambda line: line.set_linewidth(0.001),
        lambda line: line.set_alpha(0),
        lambda line: line.set_alpha(0.01),
        lambda line: line.set_color("white"),
        lambda line: line.set_color((0, 0, 0, 0)),
        lambda line: line.set_color("#fefefe"),
        lambda line: line.set(color="white", marker="o"),
        lambda line: line.axes.set_facecolor(line.get_color()),
        lambda line: line.set_data([], []),
    ],
)
def test_a_line_that_nobody_can_see_is_missing(change: Change) -> None:
    made = axes()
    change(made.lines[1])
    assert ("missing", "the line another") in found(made)


@pytest.mark.parametrize(
    "change",
    [
        lambda made: [line.set_color("white") for line in made.lines],
        lambda made: made.set_xlim(100, 200),
        lambda made: made.set_ylim(10, 100),
        lambda made: made.set_xlim(-1, 1),
        lambda made: made.set_visible(False),
        lambda made: made.set_position([0.1, 0.1, 0, 0]),
        lambda made: made.set_position([0.1, 0.1, 0.8, 1e-6]),
        lambda made: made.set_position([1.5, 0.1, 0.8, 0.8]),
        lambda made: made.figure.set_size_inches(0.01, 0.01),
    ],
)
def test_a_figure_without_a_line_that_can_be_seen_is_no_figure(change: Change) -> None:
    made = axes()
    change(made)
    assert isinstance(freeze(made.figure), Unsupported)


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.lines[0].set_color("yellow"),
        lambda made: made.lines[0].set(linestyle="", marker="o"),
        lambda made: made.lines[0].set(linestyle="", marker="o", markerfacecolor="white"),
        lambda made: made.lines[0].set(color="white", marker="o", markeredgecolor="black"),
        lambda made: made.lines[0].set_alpha(0.3),
        lambda made: (made.set_facecolor("black"), made.lines[0].set_color("white")),
        lambda made: made.invert_xaxis(),
        lambda made: made.set_xlim(0, 20),
        lambda made: made.set_xlim(-100, 1000),
        lambda made: made.set_ylim(0.02, 5),
        lambda made: made.axhline(1e-9),
        lambda made: made.scatter([1], [1]),
        lambda made: made.axvspan(1, 2),
    ],
)
def test_a_line_that_can_be_seen_is_there_whatever_its_looks(change: Change) -> None:
    made = axes()
    change(made)
    assert found(made) == []


@pytest.mark.parametrize(
    ("names", "are_right"),
    [
        (("Training Iteration", "Total Error"), True),
        (("step", "loss"), True),
        (("Schritt", "Fehler"), True),
        (("iterations", "errors"), True),
        (("Total steps", "Training loss"), True),
        (("training iterations until the total error is small", "error per iteration"), True),
        (("error", "iteration"), False),
        (("Total Error", "Training Iteration"), False),
        (("errors (log)", "number of iterations"), False),
        (("loss", "Training Iteration"), False),
        (("total error", "epoch"), False),
        (("Total Error", "Total Error"), False),
        (("epoch", "loss at each training iteration"), True),
        (("", "Total Error"), False),
    ],
)
def test_the_axes_names_are_free_but_not_exchanged(names: tuple[str, str], are_right: bool) -> None:
    made = axes()
    made.set(xlabel=names[0], ylabel=names[1])
    assert (found(made) == []) == are_right


def test_names_of_one_letter_are_told_apart() -> None:
    made, other = axes(), axes()
    made.set(xlabel="t", ylabel="x(t)")
    other.set(xlabel="x(t)", ylabel="t")
    assert not differences(freeze(made.figure), freeze(made.figure), OFF_SEED)
    assert differences(freeze(other.figure), freeze(made.figure), OFF_SEED)
    made.set(xlabel="t", ylabel="x")
    other.set(xlabel="x", ylabel="t")
    assert differences(freeze(other.figure), freeze(made.figure), OFF_SEED)


@pytest.mark.parametrize(
    "handle",
    [
        lambda colour, name: lines.Line2D([0], [0], color=colour, label=name),
        lambda colour, name: pytest.importorskip("matplotlib.patches").Patch(
            color=colour, label=name
        ),
    ],
)
def test_a_legend_may_be_made_of_handles_that_only_look_like_the_lines(handle: Any) -> None:
    made = axes()
    names = [line.get_label() for line in made.lines]
    for line in made.lines:
        line.set_label("_child")
    pairs = zip(made.lines, names, strict=True)
    made.legend(handles=[handle(line.get_color(), name) for line, name in pairs])
    assert found(made) == []
    turned = zip(made.lines, names[::-1], strict=True)
    made.legend(handles=[handle(line.get_color(), name) for line, name in turned])
    assert ("missing", "the line one") in found(made)


SCRIPT = """
# %%
from matplotlib.figure import Figure

# %%
def double(x):
    ### BEGIN SOLUTION
    axes = Figure().add_subplot()
    {}
    return axes.figure
    ### END SOLUTION
"""
EXERCISES = """
from autograder import Assignment

assignment = Assignment("tiny", title="A tiny assignment")


@assignment.exercise(points=1)
def double(random):
    '''a figure'''
    yield (random.normal(size=3),)
"""


@pytest.mark.parametrize(
    "draw",
    [
        "axes.scatter(x, x, color='white')",
        "axes.bar(x, x, color='white')",
        "axes.imshow([x, x], alpha=0)",
        "axes.fill_between(x, x)",
        "axes.pie(abs(x))",
        "axes.contour([x, 2 * x])",
        "axes.hexbin(x, x)",
        "axes.errorbar(x, x, xerr=1)",
        "axes.plot(x, x); axes.scatter(x, x, transform=axes.transAxes)",
        "axes.pcolormesh([[0, 1], [1, 2]], [[0, 0], [1, 1]], [[1]])",
        "axes.scatter(['a', 'b', 'c'], x)",
        "axes.bar([__import__('datetime').date(2026, 1, day) for day in (1, 2, 3)], x)",
        "axes.plot(x, x, color='white')",
        "axes.plot(x, x); axes.figure.add_axes([0.5, 0.5, 0.2, 0.2]).fill_between(x, x)",
        "axes.text(0.5, 0.5, 'a line')",
        "axes.plot(x, x); axes.inset_axes([0.5, 0.5, 0.4, 0.4]).scatter(x, x)",
        "axes.plot(x, x); axes.figure.figimage([[1.0]])",
        "axes = axes.figure.add_subplot(projection='3d'); axes.plot(x, x, x)",
        "axes = axes.figure.add_subplot(projection='polar'); axes.plot(x, x)",
    ],
)
def test_a_reference_that_draws_nothing_comparable_makes_no_key(
    tiny: Callable[..., Room], draw: str
) -> None:
    """Every figure would pass."""
    with pytest.raises(AnswerError, match="Figure w"):
        make_assignment_key(tiny(SCRIPT.format(draw), EXERCISES))


@pytest.mark.parametrize("data", [["1", "2"], [datetime(2026, 1, 1), datetime(2026, 1, 2)],
                                  np.array(["2026-01-01", "2026-01-02"], "datetime64[s]"),
                                  np.array(["1", "2"], dtype=object)])  # fmt: skip
def test_texts_and_dates_are_no_numbers_of_a_line(data: Any) -> None:
    """Texts stand side by side, whatever number they spell, and dates within hours look equal."""
    figure = figures.Figure()
    figure.add_subplot().plot(data, [1.0, 2.0])
    assert isinstance(freeze(figure).fields["axes"][0].fields["lines"][0].fields["x"], Unsupported)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda made: made.xaxis.label.set_color("white"), "the x label"),
        (lambda made: made.yaxis.label.set_alpha(0), "the y label"),
        (lambda made: made.yaxis.label.set_fontsize(0.1), "the y label"),
        (lambda made: made.legend(labelcolor="white"), "the legend"),
        (lambda made: made.grid(color="white"), "the grid"),
        (lambda made: made.grid(alpha=0), "the grid"),
        (lambda made: made.grid(lw=0), "the grid"),
    ],
)
def test_names_and_a_grid_that_nobody_can_see_are_missing(change: Change, what: str) -> None:
    made = axes()
    change(made)
    assert what in [where for _, where in found(made)]


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.grid(alpha=0.3),
        lambda made: made.grid(color="0.9", linestyle=":", lw=0.5),
        lambda made: (made.set_facecolor("0.9"), made.grid(color="white")),
        lambda made: made.legend(labelcolor="white", facecolor="black"),
        lambda made: (made.figure.set_facecolor("black"), made.xaxis.label.set_color("white"),
                      made.yaxis.label.set_color("white")),
        lambda made: made.legend(labelcolor="linecolor", frameon=False),
    ],
)  # fmt: skip
def test_pale_grids_and_dark_figures_are_seen(change: Change) -> None:
    made = axes()
    change(made)
    assert found(made) == []


def test_a_figure_has_what_stands_at_its_edges() -> None:
    figure = figures.Figure()
    axes = figure.add_subplot()
    axes.semilogy([1, 2, 3], [0.1, 1.0, 20.0], label="a line")
    axes.grid(which="minor")
    figure.legend()
    figure.supxlabel("steps")
    figure.supylabel("error")
    shown = freeze(figure).fields["axes"][0].fields
    assert (shown["x label"], shown["y label"]) == ("steps", "error")
    assert shown["legend"] == ["a line"]
    assert shown["grid"]


def a_grid_that_is_taken_away(axes: Any) -> None:
    axes.grid()
    axes.figure.canvas.draw()
    axes.grid(visible=False)


def a_grid_without_ticks(axes: Any) -> None:
    axes.grid()
    axes.set(xticks=[], yticks=[])


@pytest.mark.parametrize(
    ("draw", "is_there"),
    [
        (lambda axes: None, False),
        (lambda axes: axes.grid(), True),
        (lambda axes: axes.grid(axis="y", color="gray"), True),
        (lambda axes: axes.grid(which="minor"), False),  # a linear scale has no minor ticks
        (lambda axes: axes.tick_params(gridOn=True), True),
        (a_grid_that_is_taken_away, False),
        (a_grid_without_ticks, False),
    ],
)
def test_a_grid_is_there_where_a_gridline_is_shown(
    draw: Callable[[Any], None], is_there: bool
) -> None:
    axes = figures.Figure().add_subplot()
    axes.plot([1, 2, 3], [0.1, 1.0, 20.0])
    draw(axes)
    assert freeze(axes.figure).fields["axes"][0].fields["grid"] is is_there


def a_figure() -> Any:
    """A figure that shows everything that is asked for."""
    axes = figures.Figure().add_subplot()
    axes.semilogy([1, 2, 3], [0.1, 1.0, 20.0], label="a line")
    axes.set(xlabel="steps", ylabel="error")
    axes.legend()
    axes.grid()
    return axes.figure


@pytest.mark.parametrize(
    ("hide", "what"),
    [
        (lambda axes: axes.get_legend().set_visible(False), ["legend"]),
        (lambda axes: axes.xaxis.label.set_visible(False), ["x label"]),
        (lambda axes: axes.set_axis_off(), ["x label", "y label"]),
        (lambda axes: axes.lines[0].set(linestyle="", marker="o"), []),
    ],
)
def test_what_nobody_sees_of_a_figure_is_not_there(
    hide: Callable[[Any], object], what: list[str]
) -> None:
    before, figure = freeze(a_figure()).fields["axes"][0].fields, a_figure()
    hide(figure.axes[0])
    after = freeze(figure).fields["axes"][0].fields
    names = ("legend", "lines", "x label", "y label")
    assert all(before[name] for name in names)
    assert [name for name in names if not after[name]] == what


def test_no_ticks_are_made_only_to_see_a_grid() -> None:
    """It took longer than to make the figure."""
    figure = a_figure()
    freeze(figure)
    (axis,) = (axes.yaxis for axes in figure.axes)
    made = [tick for name in ("majorTicks", "minorTicks") for tick in vars(axis).get(name, [])]
    assert len(made) <= 2  # the first of each


def drawn(*labels: str) -> Any:
    """A figure with a line of its own for each label."""
    figure = a_figure()
    (axes,) = figure.axes
    axes.lines[0].remove()
    for number, label in enumerate(labels, 1):
        axes.plot([1, 2, 3], [number, 2, 3], label=label)
    axes.legend()
    return freeze(figure)


@pytest.mark.parametrize(
    ("labels", "is_right"),
    [
        (("one", "another"), True),
        (("one (last 3)", "the other: another"), True),
        (("another", "one"), False),
        (("ones", "another"), False),
        (("ONE", "another"), False),
        (("one", "one"), False),
        (("_one", "another"), False),
    ],
)
def test_a_label_may_say_more_than_the_name(labels: tuple[str, ...], is_right: bool) -> None:
    """A reader knows which line is which."""
    found = differences(drawn(*labels), drawn("one", "another"), OFF_SEED)
    assert (not found) == is_right


@pytest.mark.parametrize("label", [None, "amplitude"])
def test_a_line_with_the_right_data_and_another_label_is_found(label: str | None) -> None:
    def plotted(label: str | None) -> Any:
        axes = figures.Figure().add_subplot()
        axes.plot([1, 2], [3, 4], label=label)
        return freeze(axes.figure)

    (difference,) = differences(plotted(label), plotted("power"), OFF_SEED)
    assert (difference.kind, difference.where) == ("missing", "the line power")
    has = "no label" if label is None else "the label amplitude"
    exercise = KeyExercise(
        name="plot", title="", points=1, parameters=(), hints=(), mistakes={}, cases=()
    )
    assert sentence(exercise, "the line power", difference) == (
        f"The line with the expected data has {has}, expected the label power."
    )


def test_lines_with_error_bars_have_the_name_that_the_legend_gives_them() -> None:
    axes = figures.Figure().add_subplot()
    axes.errorbar([1, 2], [0.1, 1.0], label="a line")
    axes.legend()
    (line,) = freeze(axes.figure).fields["axes"][0].fields["lines"]
    assert line.fields["label"] == "a line"
