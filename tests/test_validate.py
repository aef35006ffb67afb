"""nbgrader's Validate, as a student runs it: in the folder of the assignment, without a course."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TINY
from IPython.core.formatters import DisplayFormatter

from autograder import check
from autograder.build import build
from autograder.notebook import Result
from autograder.reports.html import verdict_text
from autograder.room import Room

QUESTION = """
# %% [markdown] question="why" points=1
# Why is it doubled?
#
# ### BEGIN SOLUTION
# Because two is a nice number.
# ### END SOLUTION
"""
STUB = "    raise NotImplementedError()\n"
SUCCESS = "Success! Your notebook passes all the tests."


@pytest.fixture
def folder(tiny: Callable[..., Room], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a student has of an assignment of two exercises and a written answer."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    tiny(TINY + QUESTION)
    build(tmp_path, "tiny")
    return tmp_path / "assignments" / "tiny"


@pytest.fixture
def solved(folder: Path) -> Path:
    """The folder of a student who hands in the reference's notebook."""
    shutil.copy(folder.parent.parent / "source" / "tiny" / "tiny.ipynb", folder)
    return folder


def validate(folder: Path) -> str:
    """What the command prints, with single spaces: it cuts what does not fit into its lines."""
    command = [sys.executable, "-m", "nbgrader", "validate", "tiny.ipynb"]
    done = subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "WARNING] Cell output" not in done.stderr
    return " ".join(done.stdout.split())


def change(folder: Path, old: str, new: str) -> None:
    notebook = folder / "tiny.ipynb"
    text = notebook.read_text("utf-8")
    assert old in text
    notebook.write_text(text.replace(old, new), "utf-8")


def words_of_check(folder: Path, code: str, name: str) -> str:
    """What `check` says in a notebook with this code."""
    namespace: dict[str, object] = {}
    exec(compile(f"import numpy as np\n{code}", "<cell>", "exec"), namespace)  # noqa: S102
    result = check(namespace[name], key=folder / "key.json")
    return " ".join(verdict_text(result.verdict, f"hint({name})").split())


def test_an_untouched_notebook_fails_with_the_words_of_check(folder: Path) -> None:
    """Its written answer as well: nbgrader knows that it is the one that was handed out."""
    said = validate(folder)
    assert SUCCESS not in said
    assert "VALIDATION FAILED ON 3 CELL(S)!" in said
    for name in ("double", "total"):
        words = words_of_check(folder, f"def {name}(x, start=0.0):\n{STUB}", name)
        assert "Not attempted yet." in words
        assert f"check({name}) The error was: {words}" in said
    assert "You did not provide a response." in said
    assert "Traceback" not in said


def test_one_wrong_exercise_fails_with_the_words_of_check_and_no_other_does(solved: Path) -> None:
    change(solved, "return 2 * x", "return 1 * x")
    said = validate(solved)
    assert "VALIDATION FAILED ON 1 CELL(S)!" in said
    words = words_of_check(solved, "def double(x): return 1 * x", "double")
    assert "The elements come back as they are." in words
    assert f"check(double) The error was: {words}" in said
    assert "..." not in said


def test_a_right_notebook_succeeds_also_where_its_code_warns(solved: Path) -> None:
    """By itself, nbgrader fails every cell that writes to stderr."""
    change(solved, "return 2 * x", "import warnings; warnings.warn('slow'); return 2 * x")
    assert validate(solved) == SUCCESS


def test_a_key_that_is_missing_fails_in_its_own_words(solved: Path) -> None:
    (solved / "key.json").unlink()
    said = validate(solved)
    assert "VALIDATION FAILED ON 2 CELL(S)!" in said
    assert "The error was: There is no key.json in" in said
    assert "keep it beside the notebook." in said


def test_elsewhere_check_shows_a_page_and_does_not_fail(folder: Path) -> None:
    shown, _ = DisplayFormatter().format(Result(()))
    assert set(shown) == {"text/plain", "text/html"}
