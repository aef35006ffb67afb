"""What a student reads of a graded notebook, from the table of scores down."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
import pytest

from autograder.course.gradebook import Row
from autograder.nbgrader.feedback import FeedbackPage
from autograder.nbgrader.outputs import write_outputs
from autograder.reports.report import Report, Verdict

FOLLOWS = "Correct: it passes once `sigmoid` is fixed."
GRADED = "2027-02-02T09:00:00+00:00"
VERDICTS = (
    Verdict("linear", "weighted sums", 2.0, 2.0, "passed"),
    Verdict(
        "forward", "both layers", 2.0, 2.0, "passed", None, FOLLOWS, (FOLLOWS,),
        follow_through=True,
    ),
    Verdict(
        "sigmoid", "the logistic function", 0.0, 1.0, "failed", "minus_is_missing",
        "The minus in front of x is missing.", ("case 1: x [1.0]", "y is 0.27, expected 0.73"),
    ),
    Verdict(
        "train", "gradient descent", 0.0, 3.0, "exception", None,
        "train raises NameError in line 7 of its cell: name 'q' is not defined: " + "v - q, " * 40,
        ("case 2: num_iterations 15",),
    ),
    Verdict("predict", "a table", 0.0, 1.0, "not_attempted", None, "Not attempted yet."),
)  # fmt: skip
ROW = Row(
    4.0, 0.5, 11.0, 7200.0,
    {"check-linear": 2.0, "check-forward": 2.0, "check-sigmoid": 0.0, "check-train": 0.0,
     "check-predict": 0.0, "why": None},
    {},
    {"check-linear": 2.0, "check-forward": 2.0, "check-sigmoid": 1.0, "check-train": 3.0,
     "check-predict": 1.0, "why": 2.0},
    submitted=datetime(2027, 2, 1, 21, 10, tzinfo=UTC),
    deadline=datetime(2027, 2, 1, 19, 10, tzinfo=UTC),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _in_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def cell(kind: str, source: str, **ours: Any) -> Any:
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}[kind]
    return make(source, metadata={"nbgrader": ours} if ours else {})


def page(
    *verdicts: Verdict,
    row: Row = ROW,
    status: str = "graded",
    message: str = "",
    student: str = "ada",
) -> str:
    """The body of the page of a notebook with a check cell for each verdict and one question."""
    answer = {"grade_id": "why", "grade": True, "solution": True, "points": 2}
    cells = [
        cell("markdown", "The sum $y = x \\cdot w$, and\n\n$$E = \\frac{1}{N} \\sum_i e_i^2$$"),
        cell("markdown", "Because $a<b$.", **answer),
    ]
    for verdict in verdicts:
        ours = {"grade_id": f"check-{verdict.name}", "grade": True, "points": verdict.max_points}
        cells.append(cell("code", f"check({verdict.name})", **ours))
    notebook = nbformat.v4.new_notebook(cells=cells)
    write_outputs(notebook, Report("mlp", "", student, "graded", (), verdicts))
    notebook.metadata["autograder"] = {"status": status, "message": message, "graded": GRADED}
    names = {"notebook": "mlp", "assignment": "mlp", "student": student, "db_url": "none"}
    with patch("autograder.nbgrader.feedback.read_row", return_value=row):
        html: str = FeedbackPage().from_notebook_node(notebook, {"nbgrader": names})[0]
    return html[html.index("<body>") :]


def table(html: str) -> dict[str, str]:
    """The text of each row in the table of scores, by exercise."""
    found = re.search(r'<table class="scores">(.*?)</table>', html, re.DOTALL)
    assert found
    rows = [re.sub("<[^>]*>", " ", row).split() for row in found[1].split("<tr>")]
    return {row[1]: " ".join(row) for row in rows if row[1:]}


def test_the_page_of_a_student(assert_golden: Callable[[str, str], None]) -> None:
    """Late, with mistakes, an exception, a stub, and an answer that nobody has marked."""
    assert_golden("feedback_page", page(*VERDICTS))


def test_times_are_in_the_zone_of_the_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "policies.toml").write_text('timezone = "Europe/Berlin"\n')
    monkeypatch.chdir(tmp_path)
    html = page(*VERDICTS)
    assert "handed in Mon 1 Feb 2027, 22:10 CET" in html
    assert "UTC" not in html


def test_beside_each_cross_stands_what_is_wrong() -> None:
    rows = table(page(*VERDICTS))
    assert rows["sigmoid"] == "✗ sigmoid The minus in front of x is missing. 0 / 1"
    assert rows["linear"] == "✓ linear 2 / 2"
    assert rows["forward"] == "✓ forward Correct: it passes once sigmoid is fixed. 2 / 2"
    assert rows["train"].startswith("✗ train train raises NameError in line 7 of its cell: name")
    assert rows["train"].endswith("v - q, v - … 0 / 3")
    assert len(rows["train"]) < 190


def test_what_a_student_wrote_is_text_in_the_table() -> None:
    """A message quotes names and texts of the student's code."""
    message = "f raises <script>alert(1)</script>\n`<b>`\u202e: '\"><img src=x onerror=alert(1)>'"
    html = page(replace(VERDICTS[2], message=message))
    assert not re.search("<script|<img|\u202e", html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\\n<code>&lt;b&gt;</code>\\u202e" in html


def test_points_given_by_hand_are_not_contradicted() -> None:
    """A person gave all of them: what the grader said is no longer beside them."""
    by_hand = replace(
        ROW, points=ROW.points | {"check-sigmoid": 1.0}, overridden=("check-sigmoid",)
    )
    assert table(page(*VERDICTS, row=by_hand))["sigmoid"] == "✓ sigmoid by hand: 1 / 1"


def test_times_that_are_not_known_are_not_on_the_page() -> None:
    html = page(*VERDICTS, row=replace(ROW, submitted=None, deadline=None))
    assert '<p class="facts"><b>ada</b> · graded Tue 2 Feb 2027, 09:00 UTC</p>' in html


def test_a_student_id_is_text() -> None:
    """`is_student_id` allows none of this; a gradebook may have it all the same."""
    assert "<b>a&lt;b&gt;&amp;</b>" in page(student="a<b>&")


def test_why_a_submission_is_not_gradable_stands_there_once() -> None:
    reason = "mlp.ipynb is not a notebook."
    missing = [replace(v, status="missing", message=reason, details=(reason,)) for v in VERDICTS]
    html = page(*missing, status="not_gradable", message=reason)
    assert html.count(reason) == 1
    assert table(html)["sigmoid"] == "✗ sigmoid 0 / 1"
