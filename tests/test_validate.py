"""nbgrader's Validate, as a student runs it: in the folder of the assignment, without a course."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import opened
from conftest import TINY
from courses import NBGRADER, run
from IPython.core.formatters import DisplayFormatter

from autograder import check
from autograder.authoring.room import Room
from autograder.building.build import build
from autograder.reports.html import verdict_text
from autograder.student.result import Result

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
    out, errors = run(folder, "validate", "tiny.ipynb", program=NBGRADER)
    assert "WARNING] Cell output" not in errors
    return " ".join(out.split())


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


# --- the button -----------------------------------------------------------------------------------


@pytest.fixture
def page(folder: Path) -> Iterator[Any]:
    """A browser's page before JupyterLab in the folder."""
    with opened(folder, folder.parent.parent / "home") as there:
        yield there


def press_validate(page: Any, notebook: str) -> str:
    """What the button's dialog says about a notebook, with single spaces."""
    page.goto(f"lab/workspaces/{Path(notebook).stem}/tree/{notebook}")  # with no other open
    page.get_by_role("button", name="Validate").first.click()
    dialog = page.locator(".jp-Dialog-content", has_text="Validation Results")
    dialog.wait_for()
    return " ".join(dialog.inner_text().split())


@pytest.mark.long
def test_the_button_in_jupyterlab_says_what_the_command_says(folder: Path, page: Any) -> None:
    right = folder.parent.parent / "source" / "tiny" / "tiny.ipynb"
    shutil.copy(right, folder / "right.ipynb")
    said = press_validate(page, "tiny.ipynb")
    for name in ("double", "total"):
        words = words_of_check(folder, f"def {name}(x, start=0.0):\n{STUB}", name)
        assert f"The following cell failed: check({name}) {words}" in said
    assert "You did not provide a response." in said
    assert SUCCESS in press_validate(page, "right.ipynb")
