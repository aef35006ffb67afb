"""One case of an exercise as text that can be pasted into Python."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.student.show import MOST_ELEMENTS, python
from autograder.values import freeze, same

Golden = Callable[[str, str], None]
ROOT = Path(__file__).resolve().parent.parent
REFERENCE = (ROOT / "solutions" / "mlp" / "mlp.py").read_text(encoding="utf-8")


def show(*words: str) -> Result:
    return CliRunner().invoke(main, ["show", *words])


def test_a_case_shows_inputs_and_both_results(student: Path, assert_golden: Golden) -> None:
    wrong = REFERENCE.replace("x @ weights + bias", "x @ weights")
    (student / "mlp.py").write_text(wrong, encoding="utf-8")
    assert_golden("show", show("linear", "2").stdout)


def test_without_a_number_it_is_the_first_case_that_fails(student: Path) -> None:
    wrong = REFERENCE.replace("x @ weights + bias", "x @ weights")
    (student / "mlp.py").write_text(wrong, encoding="utf-8")
    assert "# The first difference of the result is at [0, 0]" in show("linear").stdout
    assert "# They agree." in show("sigmoid").stdout


def test_a_function_that_raises_says_where(student: Path) -> None:
    (student / "mlp.py").write_text("def linear(x, weights, bias=0.0):\n    return q\n")
    assert "NameError in line 2: name 'q' is not defined" in show("linear").stdout


def test_an_exercise_that_is_not_written_shows_its_inputs(student: Path) -> None:
    (student / "mlp.py").write_text("x = 1\n")
    (student / "mlp.ipynb").unlink()
    text = show("linear", "1").stdout
    assert "weights = np.array(" in text
    assert "There is no function linear in mlp.ipynb or mlp.py." in text


def test_a_case_that_does_not_exist_is_explained(student: Path) -> None:
    result = show("linear", "9")
    assert result.exit_code == 2
    assert result.stderr.startswith("linear has the cases 1 to ")


def test_a_folder_without_work_shows_no_case(student: Path) -> None:
    for name in ("mlp.ipynb", "mlp.py"):
        (student / name).unlink()
    result = show("linear")
    assert result.exit_code == 2
    assert result.stderr == "The folder holds neither mlp.ipynb nor mlp.py.\n"


@dataclass
class Point:
    """A class of the assignment's own."""

    x: float
    y: list[int]


VALUES = [
    np.array([[0.1, np.nan], [np.inf, -2.0]]),
    np.array([1.1, 2.2], dtype=np.float32),
    np.zeros((0, 3)),
    np.array(3.5),
    np.array([True, False]),
    [(0, 0.25), (1000, 1e-17)],
    (1,),
    {"a": [1, None, "x'y"], "b": float("inf")},
    pd.DataFrame({"prediction": [0.5, 1 / 3]}, index=pd.Index([1, 2])),
    1 / 3 + 2j,
    np.array([1 / 3 + 2j, 0]),
    np.array([1 / 3 + 2j, 0], dtype="complex64"),
    np.array(["2020-01-01", "NaT"], dtype="datetime64[ns]"),
    np.array([1, 2], dtype="timedelta64[D]"),
    np.zeros(0, dtype="datetime64[D]"),
    b"\x00a",
    {1, (2, 1 / 3), "a"},
    Point(1 / 3, [1]),
    {(1, 1 / 3): 2, None: frozenset()},
]


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
def test_what_is_shown_is_the_value_exactly(value: Any) -> None:
    text = python(freeze(value))
    assert text is not None
    assert same(freeze(eval(text, {"np": np, "pd": pd, "io": io, "Point": Point})), freeze(value))  # noqa: S307


def test_large_arrays_are_not_written_out() -> None:
    assert python(np.zeros(MOST_ELEMENTS + 1)) is None


def test_the_inputs_can_be_pasted_into_a_script(student: Path) -> None:
    (student / "mlp.py").write_text(REFERENCE, encoding="utf-8")
    script = (
        "import numpy as np\nfrom mlp import output_gradient\n" + show("output_gradient").stdout
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=student, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
