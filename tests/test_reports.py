"""Reports as text, as HTML and as a table: the words, and students' text made safe."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from autograder.reports.html import verdict_html, verdict_text
from autograder.reports.report import Report, Verdict
from autograder.reports.table import print_class
from autograder.reports.terminal import report_lines
from autograder.reports.text import advice, inert, points, safe, safe_line, summary

Golden = Callable[[str, str], None]

VERDICTS = (
    Verdict("linear", "adds the bias to every row of x · weights", 2.0, 2.0, "passed"),
    Verdict(
        "forward",
        "the hidden features and the predictions of the network",
        2.0,
        2.0,
        "passed",
        message="Correct: it passes once `linear` is fixed.",
        details=("Correct: it passes once `linear` is fixed.",),
        follow_through=True,
    ),
    Verdict(
        "output_gradient",
        "the gradient of the mean squared error",
        0.0,
        3.0,
        "failed",
        mistake="n_is_missing",
        message="The error is a mean over N elements: the division by N is missing.",
        details=(
            "case 1: f (4, 1)  truth (4, 1)  g (4, 3)",
            "dE_dw is 4 times in case 1 (N = 4) and 10 times in case 5 (N = 10) the expected "
            "value: the factor is N.",
        ),
        has_hints=True,
    ),
    Verdict(
        "train",
        "gradient descent on both layers",
        0.0,
        3.0,
        "exception",
        message="train raises NameError in line 7 of its cell: name 'q' is not defined",
        details=(
            "case 2: inputs (1, 3)  num_iterations 15",
            "train raises NameError in line 7 of its cell: name 'q' is not defined",
            "    v = v - q * dE_dv",
        ),
        has_hints=True,
        output="step 0\nstep <1>\n",
        case=2,
        line=7,
    ),
    Verdict(
        "predict",
        "the dataset with the predictions of the network and their errors",
        0.0,
        1.0,
        "not_attempted",
        message="Not attempted yet.",
        details=("Not attempted yet.",),
        has_hints=True,
    ),
)


def printed(show: Callable[[Console], None], width: int = 100) -> str:
    file = io.StringIO()
    show(Console(file=file, width=width, highlight=False, color_system=None))
    return file.getvalue()


def report_text(report: Report, width: int = 100) -> str:
    return click.unstyle("\n".join(report_lines(report, width))) + "\n"


def a_report(**changes: Any) -> Report:
    parts: dict[str, Any] = {
        "assignment": "work",
        "title": "Work",
        "submission": "somebody",
        "status": "graded",
        "sandbox": ("limits",),
        "verdicts": VERDICTS,
    }
    return Report(**(parts | changes))


# --- golden -------------------------------------------------------------------------------------


def test_a_verdict_as_text(assert_golden: Golden) -> None:
    assert_golden("verdict_text", "\n\n".join(map(verdict_text, VERDICTS)))


def test_a_verdict_as_html(assert_golden: Golden) -> None:
    assert_golden("verdict_html", "\n\n".join(map(verdict_html, VERDICTS)))


def test_a_report_on_a_terminal(assert_golden: Golden) -> None:
    report = a_report(message="work.py is not UTF-8 text.")
    assert_golden("report", report_text(report))


@pytest.mark.parametrize("width", [40, 200])
def test_a_report_fits_any_terminal(width: int) -> None:
    text = report_text(a_report(), width)
    assert max(map(len, text.splitlines())) <= width
    words = set(re.findall(r"\w+", text))
    assert {"linear", "forward", "output_gradient", "train", "predict"} <= words


def test_exercises_not_attempted_take_one_line() -> None:
    text = report_text(a_report(verdicts=VERDICTS[-1:]))
    assert len(text.splitlines()) == 3


def row(student: str, report: Report | None, late: float = 0.0) -> dict[str, Any]:
    data = {} if report is None else report.to_json()
    status = data.get("status", "not_graded")
    score = report.points if report and status != "grader_fault" else None
    return {
        "student": student,
        "status": status,
        "score": score,
        "max_score": 11.0,
        "late_seconds": late,
        "points": {},
        "report": data,
    }


CLASS = [
    row("ada", a_report()),
    row("bob", a_report(verdicts=VERDICTS[:2] + VERDICTS[2:3] + VERDICTS[4:] + VERDICTS[3:4])),
    row("carl", None),
    row("dora", a_report(), late=7200.0),
    row("emil", a_report(status="not_gradable", verdicts=(), message="The folder is empty.")),
    row("fay", a_report(status="grader_fault", verdicts=(), message="GraderFault")),
]


def test_a_class_as_a_table(assert_golden: Golden) -> None:
    assert_golden("class_table", printed(lambda console: print_class(console, "work", CLASS)))


def test_a_class_of_nobody_is_a_table_too() -> None:
    text = printed(lambda console: print_class(console, "work", []))
    assert "work: 0 submissions" in text


def test_misconceptions_are_counted_the_most_frequent_first() -> None:
    other = Verdict("linear", "t", 0.0, 2.0, "failed", mistake="m", message="Once only.")
    rows = [*CLASS, row("gil", a_report(verdicts=(other,)))]
    text = printed(lambda console: print_class(console, "work", rows))
    assert text.index("3 × output_gradient") < text.index("1 × linear: Once only.")


@pytest.mark.parametrize("golden", ["check_*", "grade", "report"])
def test_no_exercise_takes_more_than_fifteen_lines(golden: str) -> None:
    """A screen of feedback is read; two are not."""
    paths = sorted((Path(__file__).parent / "golden").glob(f"{golden}.txt"))
    assert paths
    for path in paths:
        parts = re.split(r"^  [✓✗○] ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert max(len(part.splitlines()) for part in parts) <= 15, path.name


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "text"), [(2.0, "2"), (1.5, "1.5"), (0.0, "0"), (0.25, "0.25"), (12.75, "12.75")]
)
def test_points_have_no_needless_decimals(number: float, text: str) -> None:
    assert points(number) == text


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("graded", "work · 4 of 11 points"),
        ("not_gradable", "work · cannot be graded: why \\x07"),
        ("grader_fault", "work · a fault of the grader, not of your work: why \\x07"),
    ],
)
def test_a_report_is_summed_up_in_a_line(status: Any, text: str) -> None:
    assert summary(a_report(status=status, message="why \x07")) == text


def test_a_hint_is_advised_only_where_there_is_one() -> None:
    assert advice(VERDICTS[0]) is None
    assert advice(VERDICTS[2]) == "autograder hint output_gradient"
    assert advice(Verdict("f", "t", 0.0, 1.0, "failed", has_hints=False)) is None


def test_a_hint_is_not_advised_where_the_code_is_missing_or_does_not_run() -> None:
    for status, cause in (("missing", ""), ("exception", "SyntaxError in line 1 of mlp.py")):
        verdict = Verdict("f", "t", 0.0, 1.0, status, has_hints=True, cause=cause)  # type: ignore[arg-type]
        assert advice(verdict) is None


def test_a_report_passes_only_if_every_exercise_does() -> None:
    assert not a_report().passed
    assert a_report(verdicts=VERDICTS[:2]).passed
    assert not a_report(verdicts=VERDICTS[:2], status="grader_fault").passed


# --- students' text -----------------------------------------------------------------------------

NASTY = "<img src=x onerror=alert(1)>\x1b]0;owned\x07\x1b[2J\r\u202eevil\u2066\u200b[bold]\x00"


def nasty_report() -> Report:
    verdict = Verdict(
        "f", "t", 0.0, 1.0, "exception", None, NASTY, (NASTY, NASTY), output=NASTY, has_hints=True
    )
    return a_report(verdicts=(verdict,), message=NASTY, submission=NASTY)


def test_control_characters_never_reach_a_terminal() -> None:
    text = report_text(nasty_report(), width=500)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", text)
    assert "\\x1b[2J" in text
    assert "[bold]" in text


def test_control_characters_never_reach_the_table() -> None:
    rows = [row(NASTY, nasty_report())]
    text = printed(lambda console: print_class(console, "work", rows), width=500)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", text)


@given(text=st.text())
def test_safe_text_holds_no_control_character_whatever_it_was(text: str) -> None:
    for shown in (safe(text), verdict_text(Verdict("f", "t", 0.0, 1.0, "failed", details=(text,)))):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
        shown.encode()


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["C", "M", "Zl", "Zp"])))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


FORGED = "ValueError\n\n  ✓ linear · all is well   2 / 2\u2028✓\u2029✓"


def test_a_line_break_in_a_students_text_does_not_make_a_line_of_ours() -> None:
    """Names of exceptions, functions, columns and archives may hold what a verdict looks like."""
    verdict = Verdict("f", "t", 0.0, 1.0, "failed", "m", FORGED, (FORGED, f"    {FORGED}"))
    text = report_text(a_report(verdicts=(verdict,)), 500)
    shown = (text, verdict_text(verdict), re.sub("<[^>]*>", "\n", verdict_html(verdict)))
    for page in (*shown, printed(lambda console: print_class(console, "w", [row("a", None)]))):
        assert not re.search(r"^ *✓ linear", page, re.MULTILINE)
        assert not re.search("[\u2028\u2029]", page)
    assert all(r"ValueError\n\n  ✓ linear · all is well   2 / 2\u2028✓" in page for page in shown)


@pytest.mark.parametrize("status", ["graded", "not_gradable", "grader_fault"])
def test_what_is_said_of_a_whole_report_stays_on_its_line(status: Any) -> None:
    report = a_report(status=status, message=FORGED, verdicts=())
    text = report_text(report, 500)
    assert not re.search(r"^ *✓ linear", text, re.MULTILINE)
    assert r"ValueError\n\n  ✓ linear" in text


def test_marks_do_not_cover_the_lines_around_them() -> None:
    """As many as any script puts on a letter stay, and each letter may have them."""
    assert safe("e" + "\u0301" * 8 + "e\u0301") == "e" + "\u0301" * 8 + "e\u0301"
    assert safe("e" + "\u0301" * 2000 + "é") == "e" + "\u0301" * 8 + "…é"


def test_a_long_id_hides_nobodys_points() -> None:
    """It takes several lines of its own column, and can be read."""
    long = "".join(f"x{number:02}" for number in range(33))
    text = printed(lambda console: print_class(console, "work", [*CLASS, row(long, a_report())]))
    assert text.count("4 / 11") == 4
    assert "not gradable" in text
    pieces = [line[2:42].strip() for line in text.splitlines()]
    assert "".join(piece for piece in pieces if piece in long) == long
    assert max(map(len, text.splitlines())) <= 100


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag and its attributes."""
        self.found |= {tag} | {name for name, _ in attrs}


@given(text=st.text() | st.sampled_from([NASTY, "</div><script>", "' onload='x", '" onload="x']))
def test_html_has_only_the_tags_it_is_made_of_whatever_a_student_wrote(text: str) -> None:
    verdict = Verdict("f", text, 0.0, 1.0, "failed", "m", text, (text,), has_hints=True)
    tags = Tags()
    tags.feed(verdict_html(verdict))
    assert tags.found <= {"div", "b", "code", "pre", "span", "style", "role", "aria-label"}


@pytest.mark.parametrize("name", ["[red]x[/red]", "[link=https://evil.example]x[/link]", "[/]"])
def test_no_name_is_taken_for_markup(name: str) -> None:
    """Square brackets in a student's id, or in what the grader quotes, are square brackets."""
    stream = io.StringIO()
    console = Console(file=stream, width=200, force_terminal=True)
    row = {"student": name, "score": 0.0, "max_score": 1.0, "late_seconds": 0, "report": {}}
    row["status"] = "graded"
    print_class(console, "mlp", [row])
    report = Report("mlp", "MLP", name, "not_gradable", (), (), f"{name} is a link.")
    stream.write("\n".join(report_lines(report, 200)))
    assert stream.getvalue().count(name) == 2
    assert "\x1b]8" not in stream.getvalue()


def test_a_name_stays_on_one_line() -> None:
    """Else it could look like a line about somebody else."""
    assert safe_line("mallory\nben: graded\t\x1b[2J") == "mallory\\nben: graded\\t\\x1b[2J"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_cell_that_begins_like_a_formula_is_text(cell: str) -> None:
    """Spreadsheets take an apostrophe for the beginning of a text."""
    assert inert(cell)[0] == "'"


@pytest.mark.parametrize("cell", ["ada", "a=1", "7", ""])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    """Names and numbers are left alone."""
    assert inert(cell) == cell
