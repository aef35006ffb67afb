"""Whole submissions to a real assignment, graded in a worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from working import (
    SOON,
    Notebook,
    needs_linux,
)

from autograder.judging.grading import grade_submission
from autograder.judging.reporting import make_report, setup_for
from autograder.key import Key
from autograder.reports.report import Report, Verdict
from autograder.submissions.folder import Submission
from autograder.worker.limits import Limits
from autograder.worker.process import Zygotes
from autograder.worker.session import Session

pytestmark = needs_linux


def verdicts(report: Report) -> dict[str, Verdict]:
    """The verdicts by name."""
    assert report.status == "graded", report.message
    return {verdict.name: verdict for verdict in report.verdicts}


STUB = (Path(__file__).parent.parent / "assignments" / "mlp" / "mlp.py").read_bytes()


def test_a_syntax_error_in_a_cell_is_told_with_its_line_also_beside_a_stub(
    public_key: Key, zygotes: Zygotes, notebook: Notebook
) -> None:
    """The exercise was attempted: "not attempted" would be a lie, and would lose its line."""
    cells = [
        "import numpy as np",
        "def linear(x, weights, bias=0.0):\n    return x @ weights + bias)",
        "def mean_squared_error(f, truth):\n    return float(np.mean((f - truth) ** 2))",
    ]
    submission = Submission("somebody", notebook(*cells), STUB)
    found = verdicts(grade_submission(public_key, submission, zygotes))
    assert found["linear"].status == "exception"
    assert "line 2" in found["linear"].message
    assert "SyntaxError" in found["linear"].message
    assert any("return x @ weights + bias)" in line for line in found["linear"].details)
    assert found["mean_squared_error"].status == "passed"
    assert found["sigmoid"].status == "not_attempted"


STUB_CELL = "def linear(x, weights, bias=0.0):\n    raise NotImplementedError()"
RIGHT = "def linear(x, weights, bias=0.0):\n    return x @ weights + bias"
WRONG = "def linear(x, weights, bias=0.0):\n    return x @ weights"


@pytest.mark.parametrize(
    ("cell", "module", "status"),
    [
        (STUB_CELL, RIGHT, "passed"),
        (STUB_CELL, WRONG, "failed"),
        (WRONG, RIGHT, "failed"),
        (RIGHT, WRONG, "passed"),
        (RIGHT, STUB_CELL, "passed"),
        (WRONG, STUB_CELL, "failed"),
        (STUB_CELL, STUB_CELL, "not_attempted"),
        ("x = 1", RIGHT, "passed"),
        ("linear = 3", RIGHT, "passed"),
        (RIGHT, "x = (", "passed"),
        (RIGHT, "raise SystemExit", "passed"),
    ],
)
def test_the_first_attempted_implementation_counts(
    public_key: Key, zygotes: Zygotes, notebook: Notebook, cell: str, module: str, status: str
) -> None:
    submission = Submission("somebody", notebook(cell), module.encode())
    assert verdicts(grade_submission(public_key, submission, zygotes))["linear"].status == status


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short limit for a call, for submissions that hang."""
    monkeypatch.setattr(Limits, "for_this_machine", lambda: Limits(SOON, 20, 20))


@pytest.mark.parametrize(
    "act",
    [
        "os.write(4, os.urandom(64))",
        "os.write(4, b'\\0\\0\\1\\0')",
        "os.dup2(1, 4)",
        "os.read(3, 1)",
    ],
)
def test_junk_on_the_workers_pipes_fails_that_exercise_alone(
    public_key: Key, zygotes: Zygotes, altered: Callable[..., str], hasty: None, act: str
) -> None:
    """And the next submission, from the same zygote, is graded right."""
    hostile = altered(("return x @ weights + bias", f"{act}; return x @ weights + bias"))
    report = grade_submission(
        public_key, Submission("a", None, f"import os\n{hostile}".encode()), zygotes
    )
    found = verdicts(report)
    assert found["linear"].status in ("crashed", "timeout", "exception")
    assert {verdict.status for name, verdict in found.items() if name != "linear"} == {"passed"}
    honest = Submission("b", None, altered().encode())
    with Session(zygotes, honest, setup_for(public_key), Limits(20, 60, 60)) as session:
        assert make_report(public_key, session, ["linear", "forward"]).passed


def test_a_submission_that_hangs_whenever_it_loads_ends_in_one_report(
    public_key: Key, zygotes: Zygotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Limits, "for_this_machine", lambda: Limits(SOON, SOON, SOON / 4))
    report = grade_submission(
        public_key, Submission("a", None, b"X = sum(iter(int, 1))\n" * 20), zygotes
    )
    assert report.status == "graded"
    assert report.points == 0
    assert {verdict.status for verdict in report.verdicts} == {"timeout"}
