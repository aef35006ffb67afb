"""One rule for a notebook's cells on every path: `check`, `grade FOLDER`, nbgrader's autograde."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import TINY, TINY_EXERCISES, made_once
from courses import COURSE_CONFIG, NBGRADER, book, run

from autograder.judging.grading import grade_folder
from autograder.key import load
from autograder.nbgrader.cells import MISSING
from autograder.reports.report import Report
from autograder.student.checking import Checker, Job
from autograder.worker.process import Zygotes

SCRIPT = f"""{TINY}
# %% [markdown]
# Why is that so?

# %% [markdown] question="why" points=4
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION

# %% [markdown]
# The end.
"""
Notebook = dict[str, Any]
Change = Callable[[Notebook], None]


def cell(notebook: Notebook, name: str) -> Notebook:
    """The released cell of this id."""
    found: Notebook = next(each for each in notebook["cells"] if each["id"] == name)
    return found


def retyped(name: str, kind: str, **more: Any) -> Change:
    def change(notebook: Notebook) -> None:
        found = cell(notebook, name)
        for extra in ("outputs", "execution_count"):
            found.pop(extra, None)
        found.update(cell_type=kind, **more)

    return change


def cleaned(notebook: Notebook) -> None:
    for each in notebook["cells"]:
        each["metadata"] = {}


def answered(notebook: Notebook) -> None:
    cell(notebook, "question-why")["source"] = "MY WORDS"


def cleaned_and_answered(notebook: Notebook) -> None:
    answered(notebook)
    cleaned(notebook)


def nameless(notebook: Notebook) -> None:
    """As a platform exports it that keeps neither metadata nor ids."""
    cleaned_and_answered(notebook)
    for each in notebook["cells"]:
        del each["id"]
    notebook["nbformat_minor"] = 0


def with_cell(place: int, text: str, kind: str = "markdown") -> Change:
    """A cell of the student's own below the placeholder, or above it."""

    def change(notebook: Notebook) -> None:
        position = notebook["cells"].index(cell(notebook, "question-why"))
        own = {"cell_type": kind, "id": "a1b2", "metadata": {}, "source": text}
        if kind == "code":
            own |= {"outputs": [], "execution_count": None}
        notebook["cells"].insert(position + place, own)

    return change


def below_and_cleaned(notebook: Notebook) -> None:
    with_cell(1, "MY WORDS")(notebook)
    cleaned(notebook)


def without_source(notebook: Notebook) -> None:
    del cell(notebook, "double")["source"]


def in_the_text(notebook: Notebook) -> None:
    """The answer stands in the released cell above, whose text it adds to."""
    above = notebook["cells"][notebook["cells"].index(cell(notebook, "question-why")) - 1]
    above["source"] = [*above["source"], "\n\nMY WORDS"]


def not_there(notebook: Notebook) -> None:
    notebook["cells"].remove(cell(notebook, "question-why"))


def too_large_to_be_shown(notebook: Notebook) -> None:
    answered(notebook)
    with_cell(1, "x" * 400_000)(notebook)


# What is done to a right notebook without an answer: the automatic points, and whether a person is
# to mark the answer.
STUDENTS: dict[str, tuple[Change, float, bool]] = {
    "untouched": (lambda notebook: None, 3, False),
    "answered": (answered, 3, True),
    "markdown": (retyped("double", "markdown"), 2, False),
    "raw": (retyped("double", "raw"), 2, False),
    "markdown-cleaned": (retyped("double", "markdown", metadata={}), 2, False),
    "markdown-nameless": (retyped("double", "markdown", metadata={}, id="zzz"), 2, False),
    "answer-is-code": (
        retyped("question-why", "code", source="MY WORDS", outputs=[], execution_count=0), 3, True,
    ),
    "cleaned": (cleaned, 3, False),
    "cleaned-and-answered": (cleaned_and_answered, 3, True),
    "nameless": (nameless, 3, True),
    "below": (with_cell(1, "MY WORDS"), 3, True),
    "below-code": (with_cell(1, "'MY WORDS'", "code"), 3, True),
    "below-cleaned": (below_and_cleaned, 3, True),
    "above": (with_cell(0, "MY WORDS"), 3, True),
    "below-empty": (with_cell(1, " \n"), 3, False),
    "below-the-end": (with_cell(2, "That was fun."), 3, False),
    "in-the-text": (in_the_text, 3, True),
    "not-there": (not_there, 3, True),
    "without-source": (without_source, 2, False),
    "large": (too_large_to_be_shown, 3, True),
}  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course after nbgrader's autograde of everybody."""
    made = made_once("cells", _autograded)
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("cells") / "course"))


def _autograded(root: Path) -> None:
    room = root / "solutions" / "tiny"
    room.mkdir(parents=True)
    (room / "tiny.py").write_text(SCRIPT, encoding="utf-8")
    (room / "exercises.py").write_text(TINY_EXERCISES, encoding="utf-8")
    (root / "nbgrader_config.py").write_text(COURSE_CONFIG.format(exchange=str(root / "exchange")))
    run(root, "build", "tiny")
    run(root, "generate_assignment", "tiny", "--force", program=NBGRADER)
    solved = {
        each["id"]: each["source"]
        for each in json.loads((root / "source" / "tiny" / "tiny.ipynb").read_text())["cells"]
    }
    for name, (change, _, _) in STUDENTS.items():
        notebook = json.loads((root / "assignments" / "tiny" / "tiny.ipynb").read_text())
        for exercise in ("double", "total"):
            cell(notebook, exercise)["source"] = solved[exercise]
        change(notebook)
        folder = root / "submitted" / name / "tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.ipynb").write_text(json.dumps(notebook))
    run(root, "autograde", "tiny", program=NBGRADER)


def graded(course: Path, student: str) -> tuple[dict[str, float | None], bool]:
    """The automatic scores by cell, and whether a person is to mark the answer."""
    with book(course) as gradebook:
        grades = gradebook.find_submission_notebook("tiny", "tiny", student).grades
        scores = {grade.name: grade.auto_score for grade in grades}
        waits = next(grade.needs_manual_grade for grade in grades if grade.name == "question-why")
        return scores, waits


def autograded(course: Path, student: str) -> list[Notebook]:
    path = course / "autograded" / student / "tiny" / "tiny.ipynb"
    cells: list[Notebook] = json.loads(path.read_text())["cells"]
    return cells


def statuses(report: Report) -> dict[str, str]:
    assert report.status == "graded", report.message
    return {verdict.name: verdict.status for verdict in report.verdicts}


@pytest.mark.parametrize("student", STUDENTS)
def test_every_path_gives_the_same_points(course: Path, student: str, zygotes: Zygotes) -> None:
    points = STUDENTS[student][1]
    folder = course / "submitted" / student / "tiny"
    shutil.copy(course / "assignments" / "tiny" / "key.json", folder)
    own = Checker().check(Job(str(folder)))["json"]
    by_folder = grade_folder(load(course / ".autograder" / "keys" / "tiny.json"), folder, zygotes)
    scores, _ = graded(course, student)
    assert (own["points"], by_folder.points) == (points, points)
    assert sum(score or 0 for score in scores.values()) == points
    assert {each["name"]: each["status"] for each in own["exercises"]} == statuses(by_folder)


@pytest.mark.parametrize("student", STUDENTS)
def test_an_answer_that_may_be_there_is_for_a_person_to_judge(course: Path, student: str) -> None:
    """Only where nothing stands beside the placeholder does it get 0 by itself."""
    scores, waits = graded(course, student)
    assert waits == STUDENTS[student][2]
    assert scores["question-why"] == (None if waits else 0)


@pytest.mark.parametrize("student", ["cleaned-and-answered", "answer-is-code", "answered"])
def test_an_answer_stands_in_the_cell_that_is_marked(course: Path, student: str) -> None:
    cells = autograded(course, student)
    (found,) = [each for each in cells if "MY WORDS" in "".join(each["source"])]
    assert found["metadata"]["nbgrader"]["grade_id"] == "question-why"
    assert not any(MISSING in "".join(each["source"]) for each in cells)


@pytest.mark.parametrize("student", ["nameless", "below", "above", "in-the-text"])
def test_an_answer_elsewhere_is_shown(course: Path, student: str) -> None:
    texts = ["".join(each["source"]) for each in autograded(course, student)]
    assert sum("MY WORDS" in text for text in texts) == 1


@pytest.mark.parametrize("student", ["markdown", "raw", "markdown-cleaned", "markdown-nameless"])
def test_a_function_in_a_text_cell_is_told_to_be_there(
    course: Path, student: str, zygotes: Zygotes
) -> None:
    folder = course / "submitted" / student / "tiny"
    report = grade_folder(load(course / "assignments" / "tiny" / "key.json"), folder, zygotes)
    assert statuses(report) == {"double": "not_attempted", "total": "passed"}
    assert report.verdicts[0].message == (
        "double stands in a cell of tiny.ipynb that is not a code cell, so it does not run. "
        "Change the cell's type to code."
    )
    assert any("return 2 * x" in "".join(each["source"]) for each in autograded(course, student))


def test_outputs_stand_below_the_cells_that_made_them(course: Path) -> None:
    (below,) = [
        each for each in autograded(course, "below-code") if "".join(each["source"]) == "'MY WORDS'"
    ]
    assert "MY WORDS" in "".join(below["outputs"][0]["data"]["text/plain"])
