"""The gradebook as one transaction: what nbgrader opens, commits and closes within it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import MissingEntry

from autograder.course.session import Gradebook, one_transaction

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
PLACE = ("mlp", "mlp")
CELLS = ("check-linear", "check-sigmoid")


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A gradebook with an assignment of two cells and one submission."""
    where = f"sqlite:///{tmp_path / 'gradebook.db'}"
    with Gradebook(where) as book:
        book.add_assignment("mlp")
        book.add_notebook(*PLACE)
        for name in CELLS:
            book.add_grade_cell(name, *PLACE, max_score=2, cell_type="code")
            book.add_solution_cell(name, *PLACE)
            book.add_source_cell(name, *PLACE, cell_type="code")
        book.add_student("ada")
        book.add_submission("mlp", "ada")
    yield where


def scores(url: str) -> list[float | None]:
    """What another program sees."""
    with Gradebook(url) as book:
        return [book.find_grade(name, *PLACE, "ada").auto_score for name in CELLS]


def test_what_is_opened_within_is_the_one_that_is_open(url: str) -> None:
    with one_transaction(url, "default_course") as book:
        with Gradebook(url) as opened:
            assert opened is book
            opened.find_grade(CELLS[0], *PLACE, "ada").auto_score = 1.0
            opened.db.commit()
        with Gradebook(url) as again:
            assert again.find_submission("mlp", "ada").score == 1.0
    assert scores(url) == [1.0, None]


def test_an_error_leaves_nothing_of_what_was_committed_within(url: str) -> None:
    with pytest.raises(RuntimeError, match="full"), one_transaction(url, "default_course") as book:
        book.find_grade(CELLS[0], *PLACE, "ada").auto_score = 1.0
        book.db.commit()
        raise RuntimeError("the disk is full")
    assert scores(url) == [None, None]


def test_sums_are_new_for_whoever_opens_it_next(url: str) -> None:
    with one_transaction(url, "default_course"):
        for name, total in zip(CELLS, (2.0, 3.5), strict=True):
            with Gradebook(url) as book:
                book.find_grade(name, *PLACE, "ada").auto_score = total - 2 * CELLS.index(name)
            with Gradebook(url) as book:
                notebook = book.find_submission_notebook(*PLACE, "ada")
                assert notebook.score == book.find_submission("mlp", "ada").score == total


def test_what_is_read_at_once_is_found_by_name_and_missed_by_name(url: str) -> None:
    with one_transaction(url, "default_course") as book:
        for find, place in (
            (book.find_source_cell, PLACE), (book.find_graded_cell, PLACE),
            (book.find_grade, (*PLACE, "ada")), (book.find_comment, (*PLACE, "ada")),
        ):  # fmt: skip
            assert [find(name, *place).name for name in CELLS] == list(CELLS)
            with pytest.raises(MissingEntry):
                find("check-tanh", *place)


def test_a_gradebook_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    with Gradebook(f"sqlite:///{tmp_path / 'new.db'}", "a-course") as book:
        assert book.assignments == []
        assert [course.id for course in book.db.query(type(book.check_course("a-course")))] == [
            "a-course"
        ]
