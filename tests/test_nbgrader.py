"""The stock nbgrader commands, with the kit switched on by nbgrader_config.py."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from courses import CONFIG, NBGRADER, run

ROOT = Path(__file__).parent.parent
ANSWER = '<span class="o">@</span> <span class="n">weights</span> <span class="o">+</span>'


def nbgrader(folder: Path, *words: str) -> None:
    """Run a stock command as its own process."""
    run(folder, *words, program=NBGRADER)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with its own exchange and gradebook, and this checkout's solutions."""
    folder = tmp_path_factory.mktemp("course")
    for part in ("solutions", "source"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "exchange").mkdir()
    (folder / "exchange").chmod(0o777)
    (folder / "nbgrader_config.py").write_text(
        CONFIG.format(exchange=str(folder / "exchange")) + "c.ExchangeCollect.check_owner = False\n"
    )
    return folder


def submit(course: Path, student: str, work: str) -> None:
    """Fetch the assignment as a student, do some work, and submit it, by stock commands."""
    home = course / "students" / student
    home.mkdir(parents=True)
    shutil.copy(course / "nbgrader_config.py", home)
    nbgrader(home, "fetch_assignment", "mlp")
    notebook = home / "mlp" / "mlp.ipynb"
    reference = json.loads((course / "source" / "mlp" / "mlp.ipynb").read_text())
    text = json.dumps(reference)
    if work == "bias missing":
        text = text.replace("x @ weights + bias", "x @ weights")
    if work == "tricks":
        text = json.dumps(with_tricks(json.loads(notebook.read_text())))
    if work != "untouched":
        notebook.chmod(0o644)
        notebook.write_text(text)
    if work == "no notebook":
        notebook.unlink()
        (home / "mlp" / "mlp.py").chmod(0o644)
        shutil.copy(course / "solutions" / "mlp" / "mlp.py", home / "mlp" / "mlp.py")
    nbgrader(home, "submit", "mlp", f"--CourseDirectory.student_id={student}")


def with_tricks(notebook: dict) -> dict:
    """Check cells edited, tagged, duplicated and deleted, with outputs that claim full marks."""
    cells = notebook["cells"]
    checks = [cell for cell in cells if cell["id"].startswith("check-")]
    claim = {"output_type": "execute_result", "data": {"text/plain": ["2.0"]}, "metadata": {}}
    for cell in checks:
        cell["source"] = "99.0"
        cell["metadata"]["tags"] = ["skip-execution"]
        cell["metadata"]["nbgrader"]["points"] = 50
        cell["outputs"] = [claim | {"execution_count": 1}]
    copy = json.loads(json.dumps(checks[0]))
    copy["id"] = "another"
    cells.remove(checks[1])
    return notebook | {"cells": [*cells, copy]}


STUDENTS = {
    "perfect": 20.0,
    "untouched": 0.0,
    "bias missing": 18.0,
    "no notebook": 20.0,
    "tricks": 0.0,
}


@pytest.fixture(scope="module")
def graded(course: Path) -> Path:
    """The course after the whole cycle by stock commands."""
    nbgrader(course, "generate_assignment", "mlp", "--force")
    nbgrader(course, "release_assignment", "mlp")
    for work in STUDENTS:
        submit(course, work.replace(" ", "-"), work)
    nbgrader(course, "collect", "mlp")
    nbgrader(course, "autograde", "mlp")
    nbgrader(course, "generate_feedback", "mlp")
    nbgrader(course, "release_feedback", "mlp")
    nbgrader(course, "export")
    return course


def test_generate_assignment_makes_what_is_committed(graded: Path) -> None:
    """The stock command and `autograder build` agree, file by file."""
    made, committed = graded / "assignments" / "mlp", ROOT / "assignments" / "mlp"
    assert sorted(path.name for path in made.iterdir()) == [
        "README.md",
        "course.json",  # which release_assignment adds
        "key.json",
        "mlp.ipynb",
        "mlp.py",
        "or_gate.csv",
    ]
    for name in ("README.md", "mlp.ipynb", "mlp.py", "or_gate.csv"):
        assert (made / name).read_bytes() == (committed / name).read_bytes()


def test_the_gradebook_has_the_points_that_were_earned(graded: Path) -> None:
    """Tags, claimed outputs, edited, duplicated and deleted check cells earn nothing."""
    with (graded / "grades.csv").open() as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {work.replace(" ", "-"): points for work, points in STUDENTS.items()}


def test_check_cells_show_the_verdict_and_one_float(graded: Path) -> None:
    """The score is read from the outputs, so nothing else may stand there."""
    path = graded / "autograded" / "bias-missing" / "mlp" / "mlp.ipynb"
    cells = json.loads(path.read_text())["cells"]
    (check,) = [cell for cell in cells if "".join(cell["source"]) == "check(linear)"]
    shown, score = check["outputs"]
    assert "The bias never reaches the result." in "".join(shown["data"]["text/plain"])
    assert "".join(score["data"]["text/plain"]) == "0.0"


def test_feedback_says_what_went_wrong(graded: Path) -> None:
    """The student reads the same sentence in the released HTML, and no live script of anybody's."""
    page = (graded / "feedback" / "bias-missing" / "mlp" / "mlp.html").read_text()
    assert "The bias never reaches the result." in page
    released = list((graded / "exchange" / "test-course" / "feedback").rglob("*.html"))
    assert len(released) == len(STUDENTS)


def test_the_page_of_a_module_shows_its_functions(graded: Path) -> None:
    """In the cells of the release; an untouched notebook shows the stubs that were left."""
    module = (graded / "feedback" / "no-notebook" / "mlp" / "mlp.html").read_text()
    own = (graded / "feedback" / "untouched" / "mlp" / "mlp.html").read_text()
    for page, is_module in ((module, True), (own, False)):
        assert ("These are the functions of mlp.py" in page) == is_module
        assert ("The notebook as it was handed in" in page) != is_module
        assert (ANSWER in page) == is_module
        assert ("raise</span>" in page) != is_module
        assert (page.count("No response.") == 1) == is_module  # the written answer
