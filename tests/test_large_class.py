"""What the gradebook is asked does not grow with the class."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import event, inspect

from autograder.course import session
from autograder.course.gradebook import book_of

NAMES = [f"s{number:02}" for number in range(40)]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A gradebook with an assignment `a` of two cells."""
    url = f"sqlite:///{tmp_path}/gradebook.db"
    with session.Gradebook(url) as gradebook:
        gradebook.add_assignment("a")
        gradebook.add_notebook("a", "a")
        for name in ("check-f", "check-g"):
            gradebook.add_grade_cell(name, "a", "a", max_score=2.0, cell_type="code")
    return url


def statements_for(url: str, names: list[str], folder: Path) -> int:
    """How many statements reading the book takes once these students have points."""
    with session.Gradebook(url) as gradebook:
        for name in names:
            gradebook.update_or_create_student(name)
            gradebook.add_submission("a", name)
            for cell in ("check-f", "check-g"):
                gradebook.find_grade(cell, "a", "a", name).auto_score = 1.0
        gradebook.db.commit()
    asked: list[str] = []
    engine = session._engine(url)

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", note)
    with session.Gradebook(url) as gradebook:
        rows = book_of(gradebook, "a", None, folder).rows
    event.remove(engine, "before_cursor_execute", note)
    assert {name: rows[name].raw_score for name in names} == dict.fromkeys(names, 2.0)
    assert rows[names[0]].auto_scores == {"check-f": 1.0, "check-g": 1.0}
    return len(asked)


@pytest.mark.filterwarnings("ignore:Object of type:sqlalchemy.exc.SAWarning")  # nbgrader's own
def test_a_large_class_is_read_with_as_many_statements_as_a_small_one(
    url: str, tmp_path: Path
) -> None:
    few = statements_for(url, NAMES[:2], tmp_path)
    assert statements_for(url, NAMES[2:], tmp_path) == few


def indexes(url: str) -> set[str]:
    known = inspect(session._engine(url))
    tables = known.get_table_names()
    return {str(index["name"]) for table in tables for index in known.get_indexes(table)}


def test_a_gradebook_that_was_made_without_the_kit_gets_its_indexes(url: str) -> None:
    ours = {index.name for index in session.INDEXES}
    assert ours <= indexes(url)
    for index in session.INDEXES:
        index.drop(session._engine(url))
    assert not ours & indexes(url)
    session.add_indexes(
        f"{url.replace('///', '///file:')}?mode=ro&uri=true"
    )  # it may not be changed
    assert not ours & indexes(url)
    session.add_indexes(url)
    session.add_indexes(url)
    assert ours <= indexes(url)
