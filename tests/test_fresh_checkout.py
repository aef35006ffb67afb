"""A fresh checkout: what is made is committed, the gradebook is not."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TINY
from courses import COURSE_CONFIG, NBGRADER, book, complete, submission_rows

from autograder import instructor as verbs
from autograder.authoring.room import Room
from autograder.building.build import build
from autograder.nbgrader.settings import quiet_api

# nbgrader 0.9.6 on SQLAlchemy 2.1, as in autograder/course/gradebook.py.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

GENERATE = "nbgrader generate_assignment tiny"


@pytest.fixture
def checkout(tiny: Callable[..., Room], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose assignment is built, and one student's folder, without a gradebook."""
    monkeypatch.setenv("AUTOGRADER_SECRET", "test")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "jupyter"))
    tiny()
    build(tmp_path, "tiny")
    (tmp_path / "nbgrader_config.py").write_text(COURSE_CONFIG.format(exchange=str(tmp_path)))
    folder = tmp_path / "submitted" / "ada" / "tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.py").write_text(TINY.replace("2 * x", "1 * x"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def nbgrader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A stock command as its own process."""
    return complete(folder, *words, program=NBGRADER)


def scores(checkout: Path) -> dict[str, float]:
    return {row["student"]: row["score"] for row in submission_rows(checkout, "tiny")}


def test_each_stock_command_works_or_names_the_one_that_helps(checkout: Path) -> None:
    made = {path: path.read_bytes() for path in (checkout / "assignments").rglob("*.*")}
    early = nbgrader(checkout, "autograde", "tiny")
    assert early.returncode == 1
    assert f"The gradebook does not have tiny. Run: {GENERATE}\n" in early.stderr
    assert "Traceback" not in early.stderr
    done = nbgrader(checkout, "generate_assignment", "tiny")
    assert done.returncode == 0
    assert "The gradebook does not have tiny yet." in done.stderr
    assert made == {path: path.read_bytes() for path in (checkout / "assignments").rglob("*.*")}
    assert nbgrader(checkout, "autograde", "tiny").returncode == 0
    assert scores(checkout) == {"ada": 2.0}
    assert "Skipping existing" in nbgrader(checkout, "generate_assignment", "tiny").stderr
    assert scores(checkout) == {"ada": 2.0}


def test_a_gradebook_that_cannot_be_read_is_named_without_a_traceback(checkout: Path) -> None:
    (checkout / "gradebook.db").write_bytes(b"no database" * 100)
    done = nbgrader(checkout, "autograde", "tiny")
    assert done.returncode == 1
    assert "gradebook.db cannot be used: file is not a database." in done.stderr
    assert "Traceback" not in done.stderr


def test_an_assignment_that_is_entered_by_name_alone_is_completed(checkout: Path) -> None:
    """A due date makes such a row."""
    with book(checkout) as gradebook:
        gradebook.add_assignment("tiny", duedate="2030-01-01 12:00:00 UTC")
    with pytest.raises(verbs.CourseError, match=GENERATE):
        list(verbs.grade(checkout, "tiny", 1))
    result = quiet_api(checkout).generate_assignment("tiny", force=False)
    assert result["success"], result
    assert [graded.status for graded in verbs.grade(checkout, "tiny", 1)] == ["graded"]
    assert scores(checkout) == {"ada": 2.0}
    with book(checkout) as gradebook:
        assert gradebook.find_assignment("tiny").duedate.year == 2030


def test_formgraders_generate_and_the_kits_release_enter_it_too(checkout: Path) -> None:
    """Also beside another assignment, and each after the other."""
    with book(checkout) as gradebook:
        gradebook.add_assignment("another")
    assert quiet_api(checkout).generate_assignment("tiny")["success"]  # as formgrader calls it
    list(verbs.grade(checkout, "tiny", 1))
    (checkout / "test-course").mkdir(mode=0o777)
    verbs.release(checkout, "tiny")
    assert [graded.status for graded in verbs.grade(checkout, "tiny", 1)] == ["unchanged"]
    assert scores(checkout) == {"ada": 2.0}
    (checkout / "gradebook.db").unlink()
    verbs.release(checkout, "tiny")
    assert [graded.status for graded in verbs.grade(checkout, "tiny", 1)] == ["graded"]
    assert scores(checkout) == {"ada": 2.0}
