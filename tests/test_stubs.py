"""What is not attempted, and what is: a `raise NotImplementedError()` that was left in place."""

from __future__ import annotations

import linecache
from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import pytest
from working import Notebook, Open, call

from autograder.authoring.regions import definitions_in, stub_text
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.judging.grading import grade_submission
from autograder.key import Key, load, save_text
from autograder.reports.report import Report
from autograder.student.notebook import check
from autograder.submissions.folder import Submission
from autograder.worker.process import Zygotes

UNTOUCHED = {
    "released": '"""What f returns."""\n# YOUR CODE HERE\nraise NotImplementedError()',
    "without its docstring": "raise NotImplementedError()",
    "with a remark of its own": "# later\nraise NotImplementedError('later')",
    "in two lines": "raise NotImplementedError(\n    'later'\n)",
    "with a pass": "pass\nraise NotImplementedError",
}
ATTEMPTED = {
    "above": "y = 2 * x\nraise NotImplementedError()",
    "below": "raise NotImplementedError()\nreturn 2 * x",
    "in a branch": "if x > 0:\n    raise NotImplementedError()\nreturn 2 * x",
    "after a loop": "for _ in range(2):\n    pass\nraise NotImplementedError()",
}


def function(body: str, above: str = "") -> str:
    return f"{above}def f(x):\n{indent(body, '    ')}\n"


@pytest.mark.parametrize("body", UNTOUCHED.values(), ids=UNTOUCHED)
@pytest.mark.parametrize("above", ["", "import functools\n@functools.cache\n"])
def test_a_stub_is_not_attempted(opened: Open, notebook: Notebook, body: str, above: str) -> None:
    assert call(opened(function(body, above)), "f", 1).status == "not_attempted"
    assert call(opened(notebook=notebook(function(body, above))), "f", 1).status == "not_attempted"


@pytest.mark.parametrize("body", ATTEMPTED.values(), ids=ATTEMPTED)
@pytest.mark.parametrize("where", ["module", "notebook"])
def test_code_beside_a_raise_that_was_left_is_attempted(
    opened: Open, notebook: Notebook, body: str, where: str
) -> None:
    text = "import os\n\n" + function(body)
    session = opened(text) if where == "module" else opened(notebook=notebook(text))
    outcome = call(session, "f", 1)
    assert outcome.status == "exception"
    line = text.splitlines().index(next(t for t in text.splitlines() if "raise Not" in t)) + 1
    assert (outcome.problem.type, outcome.problem.line) == ("NotImplementedError", line)


LEFT = '''
def linear(x, weights, bias=0.0):
    """x times the weights."""
    result = x @ weights + bias
    # YOUR CODE HERE
    raise NotImplementedError()
'''


def test_the_line_that_still_raises_is_told(
    public_key: Key, zygotes: Zygotes, notebook: Notebook
) -> None:
    for cell, module, place in (
        (None, LEFT, "line 6 of mlp.py"), (notebook(LEFT.lstrip("\n")), None, "line 5 of its cell"),
    ):  # fmt: skip
        data = module.encode() if module else None
        report = grade_submission(public_key, Submission("a", cell, data), zygotes)
        linear = next(v for v in report.verdicts if v.name == "linear")
        assert linear.status == "exception"
        assert f"linear raises NotImplementedError in {place}" in linear.message
        assert "still raises: remove it" in linear.details[-1]


def test_what_is_not_implemented_for_some_arguments_only_is_attempted(
    public_key: Key, zygotes: Zygotes
) -> None:
    module = (
        "def linear(x, weights, bias=0.0):\n"
        "    if weights.shape[1] == 1:\n        raise NotImplementedError\n"
        "    return x @ weights + bias\n"
    )
    report = grade_submission(public_key, Submission("a", None, module.encode()), zygotes)
    linear = next(v for v in report.verdicts if v.name == "linear")
    assert "linear raises NotImplementedError" in " ".join([linear.message, *linear.details])


def test_check_in_a_notebook_tells_it_too(root: Path) -> None:
    text = LEFT.lstrip("\n")
    linecache.cache["<cell 1>"] = (len(text), None, text.splitlines(keepends=True), "<cell 1>")
    namespace: dict[str, Callable[..., object]] = {}
    exec(compile(text, "<cell 1>", "exec"), namespace)  # noqa: S102  # a cell of our own
    found = check(namespace["linear"], key=root / "assignments" / "mlp" / "key.json").verdict
    assert found.status == "exception"
    assert "in line 5 of its cell" in found.message


# --- stubs with lines that are given --------------------------------------------------------------

GIVEN = '''
# %%
import numpy as np

# %%
def double(x):
    """Twice x."""
    x = np.asarray(x)
    ### BEGIN SOLUTION
    result = 2 * x
    ### END SOLUTION
    return result

# %%
def total(x, start=0.0):
    """The sum of the doubled elements, on top of start."""
    ### BEGIN SOLUTION
    return float(np.sum(double(x))) + start
    ### END SOLUTION
'''


@pytest.fixture
def given(tiny: Callable[..., Room], tmp_path: Path, zygotes: Zygotes) -> Callable[[str], Report]:
    """Grades a module by the key of a course in which one stub has lines of its own."""
    (tmp_path / "key.json").write_text(save_text(make_assignment_key(tiny(GIVEN))))
    key = load(tmp_path / "key.json")
    return lambda text: grade_submission(key, Submission("a", None, text.encode()), zygotes)


def statuses(report: Report) -> list[str]:
    return [verdict.status for verdict in report.verdicts]


def test_the_key_has_each_released_function_and_digests_of_those_with_lines_of_their_own(
    tiny: Callable[..., Room],
) -> None:
    exercises = make_assignment_key(tiny(GIVEN)).exercises
    released = definitions_in(stub_text(GIVEN))
    assert {exercise.name: exercise.released for exercise in exercises} == released
    assert released["total"].endswith("\n    # YOUR CODE HERE\n    raise NotImplementedError()")
    assert [exercise.name for exercise in exercises if exercise.stub] == ["double"]


def test_a_stub_with_given_lines_is_not_attempted(given: Callable[[str], Report]) -> None:
    stub = stub_text(GIVEN)
    for text in (stub, stub.replace("\n", "\r\n"), stub.replace("    # YOUR CODE HERE\n", "")):
        assert statuses(given(text)) == ["not_attempted", "not_attempted"]


def test_code_beside_given_lines_is_attempted(given: Callable[[str], Report]) -> None:
    text = stub_text(GIVEN).replace("    # YOUR CODE HERE\n", "    result = 2 * x\n", 1)
    assert statuses(given(text)) == ["exception", "not_attempted"]
