"""A function of an earlier assignment: whose it is, and why a file is of no use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.student.earlier import earlier

Capture = pytest.CaptureFixture[str]

HALF = "def half(x):\n    return x / TWO"
WORK = f"""
import math
TWO = 2.0
print("an experiment runs")
{HALF}
open("written.txt", "w")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The empty folder of an earlier assignment."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "first").mkdir()
    return tmp_path / "first"


def half_of_three(half: Callable[[float], float]) -> float:
    return half(3)


def test_the_notebook_comes_before_the_module_and_only_definitions_run(
    folder: Path, notebook: Callable[..., bytes], capsys: Capture
) -> None:
    (folder / "first.ipynb").write_bytes(notebook("%matplotlib inline\nimport math", WORK))
    (folder / "first.py").write_text("def half(x): return 'of the module'", encoding="utf-8")
    assert earlier(folder, "half", half_of_three) == (1.5, "first/first.ipynb")
    assert capsys.readouterr().out == ""
    assert not Path("written.txt").exists()


def test_the_folder_may_be_named_from_where_one_is(folder: Path) -> None:
    (folder / "first.py").write_text(WORK, encoding="utf-8")
    assert earlier(Path("first", "..", "first"), "half", half_of_three)[0] == 1.5


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["def half(x):\n    raise NotImplementedError()"], "`half`, or a function that it calls"),
        (["def half(x):\n    return x / 0"], "ZeroDivisionError: division by zero"),
        (["def half(x)\n    return x"], "a cell that is not Python is left out."),
        (["halve = 2"], "no function `half` is defined there."),
        (["import no_such_library", HALF], "ModuleNotFoundError: No module named"),
    ],
)
def test_where_the_notebook_is_of_no_use_it_is_said_and_the_module_is_taken(
    folder: Path, notebook: Callable[..., bytes], capsys: Capture, cells: list[str], told: str
) -> None:
    (folder / "first.ipynb").write_bytes(notebook(*cells))
    (folder / "first.py").write_text(WORK, encoding="utf-8")
    assert earlier(folder, "half", half_of_three) == (1.5, "first/first.py")
    assert told in capsys.readouterr().out


def test_where_nothing_is_of_use_there_is_no_value(folder: Path, capsys: Capture) -> None:
    (folder / "first.ipynb").write_text("{", encoding="utf-8")
    assert earlier(folder, "half", half_of_three) == (None, "")
    assert capsys.readouterr().out.splitlines() == [
        "first/first.ipynb: ValueError: this is not a notebook (JSON with cells).",
        "first/first.py: there is no such file.",
    ]
