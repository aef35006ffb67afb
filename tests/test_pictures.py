"""Pictures of what is wrong: losses over the expected ones, and a figure beside what it lacks."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import check
from autograder.judging.judge import judge
from autograder.key import Key, load, unable
from autograder.reports.html import verdict_html, verdict_text
from autograder.reports.pictures import BARS, COLOURS, MIX, Scale, loss_lines, loss_svg, tint
from autograder.reports.report import Drawing, History, Verdict
from autograder.values import Value
from autograder.values.outcome import Outcome
from autograder.worker.request import Answer, Request

Golden = Callable[[str, str], None]

FALLING = tuple((step, 0.5 / 2**step) for step in range(8))
STUCK = (*FALLING[:3], *((step, 0.125) for step in range(3, 8)))
TRAIN = Verdict(
    "train", "gradient descent", 0.0, 3.0, "failed", case=1,
    details=("case 1: inputs (4, 2)", "history first differs at step 3: `x` is wrong."),
    picture=History(STUCK, FALLING, 3),
)  # fmt: skip
PLOT = replace(
    TRAIN, name="plot", details=("case 1: losses dict", "the grid is False, expected True."),
    picture=Drawing("iVBORw0KGgo="),
)  # fmt: skip


def test_a_verdict_with_a_picture(assert_golden: Golden) -> None:
    parts = [verdict_html(TRAIN), verdict_html(PLOT), verdict_text(TRAIN), verdict_text(PLOT)]
    assert_golden("pictures", "\n\n".join(parts))


# --- losses as SVG and as text ------------------------------------------------------------------


def test_the_picture_of_losses_says_in_words_what_it_shows() -> None:
    svg = ElementTree.fromstring(loss_svg(History(STUCK, FALLING, 3)))  # noqa: S314 # our own
    assert svg.get("role") == "img"
    words = svg.get("aria-label", "")
    assert "yours from 0.5 to 0.125, expected from 0.5 to 0.00391" in words
    assert "The first difference is at step 3" in words


def test_losses_that_span_decades_have_a_logarithmic_axis() -> None:
    assert "logarithmic" in loss_svg(History(STUCK, FALLING, 3))
    assert "logarithmic" not in loss_svg(History(STUCK[:3], FALLING[:4], 3))
    assert "logarithmic" not in loss_svg(History((*STUCK[:7], (7, -1.0)), FALLING, 7))


def test_bars_in_a_terminal_stand_for_the_losses() -> None:
    yours, expected = loss_lines(History(STUCK, FALLING, 3))
    assert yours.startswith("your losses  █▇▆▆▆▆▆▆  0.5 → 0.125")
    assert expected.startswith("expected     █▇▆▅▄▃▂▁  0.5 → 0.00391")


def test_a_loss_that_is_no_number_or_not_there_has_no_bar() -> None:
    actual = ((0, 0.5), (1, math.nan), (2, math.inf), (3, 0.2))
    yours, _ = loss_lines(History(actual, FALLING, 1))
    assert re.match(r"your losses  [▁-█]××[▁-█]    ", yours)


NUMBER = st.floats() | st.integers(-(2**53), 2**53).map(float) | st.just(5e-324)
STEP = st.integers(-(2**53) + 1, 2**53 - 1).map(float)
POINTS = st.lists(st.tuples(STEP, NUMBER), min_size=2, max_size=40).map(tuple)


@given(actual=POINTS, expected=POINTS, step=STEP)
def test_no_losses_break_the_picture(actual: Any, expected: Any, step: float) -> None:
    """A student's training returns anything; a report is about more than this exercise."""
    history = History(actual, expected, step)
    svg = loss_svg(history)
    ElementTree.fromstring(svg)  # noqa: S314 # our own
    assert not re.search(r"[ MLHV']-?(nan|inf)", re.sub("aria-label='[^']*'", "", svg))
    rows = list(loss_lines(history))
    assert len(rows) == 2
    assert max(map(len, rows)) <= 60


def test_many_losses_make_a_small_picture() -> None:
    many = tuple((float(step), 1.0 / (step + 1)) for step in range(2000))
    assert len(loss_svg(History(many, many[:1000], 1000))) < 12_000


@given(low=st.floats(-1e30, 1e30), high=st.floats(-1e30, 1e30), is_log=st.booleans())
def test_an_axis_has_a_few_round_numbers(low: float, high: float, is_log: bool) -> None:
    scale = Scale.of([low, high], 0, 100, may_be_log=is_log)
    assert 1 <= len(scale.ticks()) <= 7
    assert all(-1 <= scale(tick) <= 101 for tick in scale.ticks())


# --- which losses are shown ---------------------------------------------------------------------


class Returning:
    """A caller whose functions return these values in turn."""

    def __init__(self, values: Sequence[Value]) -> None:
        self.values, self.loaded = list(values), self

    def sources(self, exercise: str) -> Sequence[str]:
        """One place."""
        return ["module"]

    def obstacle(self, exercise: str) -> Outcome | None:
        """Nothing is in the way."""
        return None

    def similar(self, exercise: str) -> str | None:
        """No name is like another."""
        return None

    def absent(self, exercise: str, kind: str = "function") -> str:
        """Nothing is absent."""
        return ""

    apply = staticmethod(unable)

    def call(self, request: Request, source: str, answer: Answer) -> Outcome:
        """The next value, or None."""
        return Outcome("value", self.values.pop(0) if self.values else None)


@pytest.fixture
def train_key(root: Path) -> Key:
    """A key with one training, of one public case and one hidden one."""
    key = load(root / "assignments" / "mlp" / "key.json")
    train = key.exercise("train")
    case = train.cases[0]
    train = replace(train, uses=(), mistakes={}, cases=(case, replace(case, hidden=True)))
    return replace(key, private=True, exercises=(train,))


def altered(expected: Value, change: Callable[[list[Any]], Any]) -> Value:
    """What the reference returns, with another history."""
    *weights, history = expected
    return (*weights, change(list(history)))


def picture_of(key: Key, *values: Value) -> History | Drawing | None:
    (verdict,) = judge(key, Returning(values))
    assert verdict.status == "failed"
    return verdict.picture


def test_a_training_whose_losses_differ_is_drawn_from_the_first_step_that_does(
    train_key: Key,
) -> None:
    expected = train_key.exercises[0].cases[0].expected
    wrong = altered(expected, lambda h: [*h[:5], *((step, 2 * loss) for step, loss in h[5:])])
    picture = picture_of(train_key, wrong, wrong)
    assert isinstance(picture, History)
    assert picture.step == expected[-1][5][0]
    assert picture.actual[6][1] == 2 * picture.expected[6][1]


@pytest.mark.parametrize("entries", [3, 19])
def test_a_training_that_ends_early_differs_at_the_first_step_that_is_missing(
    train_key: Key, entries: int
) -> None:
    expected = train_key.exercises[0].cases[0].expected
    wrong = altered(expected, lambda history: history[:entries])
    picture = picture_of(train_key, wrong, wrong)
    assert isinstance(picture, History)
    assert picture.step == expected[-1][entries][0]


def test_losses_of_a_hidden_case_are_never_drawn(train_key: Key) -> None:
    """Neither they nor the number of the case or a line of the code may tell anything of it."""
    right = train_key.exercises[0].cases[0].expected
    wrong = altered(right, lambda history: [(step, 2 * loss) for step, loss in history])
    (verdict,) = judge(train_key, Returning([right, wrong]))
    assert verdict.status == "failed"
    assert (verdict.picture, verdict.case, verdict.file, verdict.line) == (None, None, "", 0)
    assert "<svg" not in verdict_html(verdict)
    assert not set(BARS) & set(verdict_text(verdict))


@pytest.mark.parametrize(
    "change",
    [
        lambda history: [loss for _, loss in history],
        lambda history: [(step, str(loss)) for step, loss in history],
        lambda history: [(2**70, loss) for _, loss in history],
        lambda history: [],
        lambda history: dict(history),
        lambda history: None,
    ],
)
def test_what_is_no_history_is_not_drawn(train_key: Key, change: Any) -> None:
    wrong = altered(train_key.exercises[0].cases[0].expected, change)
    assert picture_of(train_key, wrong, wrong) is None


def test_wrong_weights_with_the_right_losses_need_no_picture(train_key: Key) -> None:
    hidden, output, history = train_key.exercises[0].cases[0].expected
    assert picture_of(train_key, (hidden + 1, output, history)) is None


# --- figures ------------------------------------------------------------------------------------

FIGURE = """
import matplotlib.pyplot as plt

def plot_errors(errors):
    print("drawing")
    figure, axes = plt.subplots()
    for name, history in errors.items():
        axes.plot(*zip(*history), label=name)
    axes.set(xlabel="step")
    {end}
"""


@pytest.fixture
def plotted(root: Path) -> Callable[[str], Any]:
    """What `check` finds of a `plot_errors` that ends in this way."""
    pytest.importorskip("matplotlib").use("agg")

    def run(end: str) -> Any:
        namespace: dict[str, Any] = {}
        exec(FIGURE.format(end=end), namespace)  # noqa: S102
        return check(namespace["plot_errors"], key=root / "assignments" / "xor" / "key.json")

    return run


def test_a_students_figure_stands_beside_everything_that_it_lacks(
    plotted: Callable[[str], Any],
) -> None:
    from matplotlib import pyplot

    pyplot.figure()
    before = pyplot.get_fignums()
    html = plotted("return figure")._repr_html_()
    assert "src='data:image/png;base64,iVBOR" in html
    assert all(f"The {part}" in html for part in ("legend", "y scale", "y axis has no label"))
    assert "The figure has no grid, expected one." in html
    assert pyplot.get_fignums() == before
    pyplot.close("all")


@pytest.mark.parametrize(
    "end",
    [
        "return None",
        "axes.set_title('$\\\\frac{$'); return figure",
        "axes.get_figure().savefig = None; return figure",
        "raise ValueError",
    ],
)
def test_where_no_figure_can_be_drawn_the_verdict_stands_alone(
    plotted: Callable[[str], Any], end: str
) -> None:
    result = plotted(end)
    assert not result.passed
    assert "<img" not in result._repr_html_()


def test_a_huge_figure_makes_a_small_picture(plotted: Callable[[str], Any]) -> None:
    """At a hundred dots an inch it would take a gigabyte."""
    html = plotted("figure.set_size_inches(200, 100); return figure")._repr_html_()
    assert 1000 < len(html) < 500_000


# --- colours ------------------------------------------------------------------------------------

# The colours of text and page: JupyterLab, VS Code, and nbgrader's feedback page.
TEXTS = {
    "JupyterLab": ("#212121", "#ffffff"),
    "JupyterLab, dark": ("#ffffff", "#111111"),
    "VS Code": ("#3b3b3b", "#ffffff"),
    "VS Code, dark": ("#cccccc", "#1e1e1e"),
}
READABLE = 4.5
TEMPLATE = "autograder/reports/templates/base.html.j2"


def rgb(colour: str) -> tuple[float, ...]:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return tuple(int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))


def luminance(colour: Sequence[float]) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Sequence[float], other: Sequence[float]) -> float:
    """The contrast by the Web Content Accessibility Guidelines."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("page", TEXTS)
@pytest.mark.parametrize("name", COLOURS)
def test_every_colour_of_a_verdict_can_be_read_on_light_and_dark_pages(
    page: str, name: str
) -> None:
    """Each is mixed with the text's colour: no fixed one is readable on white and on #111111."""
    text, paper = map(rgb, TEXTS[page])
    share = MIX / 100
    mixed = [share * a + (1 - share) * b for a, b in zip(text, rgb(COLOURS[name]), strict=True)]
    assert contrast(mixed, paper) >= READABLE


def test_a_verdict_has_no_other_colours() -> None:
    html = verdict_html(TRAIN) + verdict_html(PLOT) + verdict_html(replace(TRAIN, status="passed"))
    for name in COLOURS:
        html = html.replace(tint(name), "")
    assert not re.search(r"#[0-9a-f]{3}|rgb", re.sub(r"&#\w+;", "", html))


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_of_the_feedback_page_can_be_read(root: Path, theme: int) -> None:
    style = (root / TEMPLATE).read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#\w+)", re.findall(r":root {[^}]*}", style)[theme]))
    for text in ("ink", "soft", "link", "good", "bad"):
        for paper in ("paper", "box", "note", "alarm"):
            found = contrast(rgb(colours[text]), rgb(colours[paper]))
            assert found >= READABLE, f"{text} on {paper}: {found:.2f}"


def test_code_on_the_feedback_page_can_be_read(root: Path) -> None:
    pages = pytest.importorskip("autograder.nbgrader.pages")
    style = (root / TEMPLATE).read_text(encoding="utf-8")
    papers = re.findall(r"--box: (#\w+)", style)
    themes = pages.code_colours().split("@media")
    for rules, paper in zip(themes, papers, strict=True):
        # A class w is white space, which has no letters.
        texts = re.findall(r"\.highlight (?!\.w )(\.\w+) {[^}]*?(?<!-)color: (#\w+)", rules)
        assert len(texts) > 30
        low = {name: contrast(rgb(c), rgb(paper)) for name, c in texts}
        assert {name for name, found in low.items() if found < READABLE} == set()
