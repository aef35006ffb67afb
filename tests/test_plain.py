"""An assignment of nbgrader's own kind, beside those of the kit: notebooks with written tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from courses import SQUARE, TEST, cell, notebook, write_course
from nbformat import v4
from working import needs_linux

from autograder.nbgrader.plain import run_notebook
from autograder.nbgrader.settings import quiet_api


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with such an assignment of two notebooks, graded and with pages of feedback."""
    course = tmp_path_factory.mktemp("plain")
    write_course(course)
    source = course / "source" / "ps1"
    source.mkdir(parents=True)
    (source / "numbers.csv").write_text("1,2\n")
    read = v4.new_code_cell("first = open('numbers.csv').read()")
    for number in (1, 2):
        cells = [read] if number == 2 else []
        test = TEST + "\nassert first == '1,2\\n'" * (number == 2)
        made = notebook(*cells, cell(SQUARE, "square"), cell(test, "test", points=number))
        nbformat.write(made, source / f"problem{number}.ipynb")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        patch.setenv("JUPYTER_CONFIG_DIR", str(course))
        api = quiet_api(course)
        assert api.generate_assignment("ps1")["success"]
        for student, line in (
            ("ann", "return x * x"), ("bob", "return 4"), ("cyd", "print('x' * 10**7); return 4")
        ):  # fmt: skip
            folder = course / "submitted" / student / "ps1"
            folder.mkdir(parents=True)
            for released in (course / "assignments" / "ps1").glob("*.ipynb"):
                text = released.read_text().replace("raise NotImplementedError()", line)
                (folder / released.name).write_text(text)
            assert api.autograde("ps1", student)["success"]
            assert api.generate_feedback("ps1", student)["success"]
    return course


@needs_linux
def test_hidden_tests_are_not_handed_out_and_count(graded: Path) -> None:
    released = (graded / "assignments" / "ps1" / "problem1.ipynb").read_text()
    assert "HIDDEN" not in released
    assert "square(3)" not in released
    api = quiet_api(graded)
    with api.gradebook as book:
        scores = {s.student.id: s.score for s in book.assignment_submissions("ps1")}
    assert scores == {"ann": 3.0, "bob": 0.0, "cyd": 0.0}


@needs_linux
def test_nothing_of_the_kit_is_put_into_its_release(graded: Path) -> None:
    names = {path.name for path in (graded / "assignments" / "ps1").iterdir()}
    assert names == {"problem1.ipynb", "problem2.ipynb", "numbers.csv"}


@needs_linux
def test_a_page_of_feedback_has_the_points_of_its_own_notebook(graded: Path) -> None:
    """Both notebooks have a cell called test, for one point and for two."""
    pages = graded / "feedback" / "ann" / "ps1"
    titles = [
        re.sub("<[^>]*>", "", found[0]).split()
        for number in (1, 2)
        if (found := re.search("<h1>.*</h1>", (pages / f"problem{number}.html").read_text()))
    ]
    assert titles == [["problem1", "1", "/", "1"], ["problem2", "2", "/", "2"]]


@needs_linux
def test_a_page_of_feedback_shows_why_a_test_failed(graded: Path) -> None:
    page = (graded / "feedback" / "bob" / "ps1" / "problem1.html").read_text()
    assert "AssertionError" in page


# --- one notebook --------------------------------------------------------------------------------


@pytest.fixture
def outputs(tmp_path: Path) -> Any:
    """The outputs of a notebook's last cell, a test, once it was run."""

    def run(*sources: str) -> list[Any]:
        made = notebook(*map(v4.new_code_cell, sources[:-1]), cell(sources[-1], "test", points=1))
        run_notebook(made, "ps1", "ann", tmp_path)
        return list(made.cells[-1].outputs)

    return run


@needs_linux
def test_a_test_that_passes_has_no_output(outputs: Any) -> None:
    assert outputs("x = 1", "assert x == 1") == []


@needs_linux
@pytest.mark.parametrize(
    "sources",
    [
        ("x = 1", "assert x == 2"),
        ("x = 1", "assert x == 2\nassert x == 1"),
        ("x = (", "assert x"),
        ("print('x' * 10**7)", "assert False"),
        ("import os; os._exit(0)", "assert False"),
        ("1", "import os; os._exit(0)"),
        ("1", "def broken(:"),
        ("\n".join(["1 / 0"] * 300), "assert True"),
    ],
    ids=lambda sources: sources[0][:20] + " | " + sources[1][:20],
)
def test_a_test_that_fails_or_was_not_run_ends_with_an_error(outputs: Any, sources: Any) -> None:
    """One without an output has full points in nbgrader."""
    assert [output.output_type for output in outputs(*sources)][-1] == "error"


def test_another_language_asks_for_a_kernel(tmp_path: Path) -> None:
    made = notebook(cell("1", "test", points=1))
    made.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    with pytest.raises(RuntimeError, match=r"written in R.*c\.Judge\.kernel = True"):
        run_notebook(made, "ps1", "ann", tmp_path)
