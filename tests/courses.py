"""Courses of one small assignment: made, handed in to, and worked on by commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from warm import Python

from autograder.course.gradebook import read_book
from autograder.course.standing import standings
from autograder.instructor.steps import open_course

KIT = ("-c", "from autograder.cli import main; main()")
NBGRADER = ("-m", "nbgrader")
COURSE_CONFIG = """\
from autograder.nbgrader_plugin import configure

c = get_config()
configure(c)
c.CourseDirectory.course_id = "test-course"
c.Exchange.root = {exchange!r}
"""

TINY = '''
# %%
import numpy as np

# %%
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %%
def total(x, start=0.0):
    """The sum of the doubled elements, on top of start."""
    ### BEGIN SOLUTION
    return float(np.sum(double(x))) + start
    ### END SOLUTION
'''

TINY_EXERCISES = '''
import numpy as np

from autograder import Assignment, case
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="A tiny assignment", reference=reference)


@assignment.exercise(points=1)
def double(random):
    """twice every element"""
    yield random.normal(size=(2, 3)),
    yield random.normal(size=(4, 1)),


@double.mistake
def nothing_is_doubled(x):
    """The elements come back as they are."""
    return 1 * x


@assignment.exercise(points=2, uses=("double",))
def total(random):
    """the sum of the doubled elements"""
    yield random.normal(size=(2, 3)), 0.5
    yield case(random.normal(size=(3,)), expensive=True)


@total.mistake
def start_is_missing(x, start=0.0):
    """The sum does not begin at start."""
    return float(np.sum(2 * x))
'''

# A written answer, for the end of a script.
QUESTION = """
# %% [markdown] question="why" points=3
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
"""

CONFIG = COURSE_CONFIG + "c.Exchange.cache = {exchange!r} + '-cache'\n"


def environment(course: Path) -> dict[str, str]:
    """The environment of a course's commands: a secret, and no user's own configuration."""
    return os.environ | {"AUTOGRADER_SECRET": "test", "JUPYTER_CONFIG_DIR": str(course)}


def start(
    course: Path,
    *words: str,
    program: Sequence[str] = KIT,
    settings: Mapping[str, str] | None = None,
    **how: Any,
) -> subprocess.Popen[str]:
    """A command in a session of its own, with these settings in its environment."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return Python(
        [*program, *words], cwd=course, env=environment(course) | dict(settings or {}), text=True,
        start_new_session=True, **(pipes | how),
    )  # fmt: skip


def complete(
    course: Path, *words: str, program: Sequence[str] = KIT, **how: Any
) -> subprocess.CompletedProcess[str]:
    """A command, as it ended."""
    process = start(course, *words, program=program, **how)
    out, errors = process.communicate(timeout=500)
    return subprocess.CompletedProcess(words, process.returncode, out, errors)


def run(course: Path, *words: str, code: int = 0, **how: Any) -> tuple[str, str]:
    """What a command prints to stdout and stderr; it must end with this code."""
    done = complete(course, *words, **how)
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr[-3000:])
    return done.stdout, done.stderr


def make_course(course: Path, question: str = "", config: str = "") -> Path:
    """A course whose assignment `tiny`, with a written question if given, is released."""
    write_course(course, question, config)
    run(course, "release", "tiny")
    return course


def write_course(course: Path, question: str = "", config: str = "", name: str = "tiny") -> None:
    """The files that an author of such a course writes, and its exchange."""
    room, exchange = course / "solutions" / name, course / "exchange"
    room.mkdir(parents=True)
    exercises = TINY_EXERCISES.replace("tiny import tiny", f"{name} import {name}")
    (room / f"{name}.py").write_text(TINY + question, encoding="utf-8")
    (room / "exercises.py").write_text(exercises.replace('"tiny"', f'"{name}"'), encoding="utf-8")
    exchange.mkdir()
    exchange.chmod(0o777)
    (course / "nbgrader_config.py").write_text(CONFIG.format(exchange=str(exchange)) + config)


def copy_of(released: Path, course: Path, config: str = "") -> Path:
    """A copy of a released course, with an exchange of its own, and more settings if given."""
    shutil.copytree(released, course, dirs_exist_ok=True)
    exchange = course / "exchange"
    exchange.chmod(0o777)
    text = (COURSE_CONFIG + config).format(exchange=str(exchange))
    (course / "nbgrader_config.py").write_text(text)
    return course


def enter(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what runs in this process work on the course, as its commands do."""
    monkeypatch.chdir(course)
    monkeypatch.setenv("AUTOGRADER_SECRET", "test")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(course))


def book(course: Path) -> Any:
    """A course's gradebook, opened as nbgrader does."""
    from nbgrader.api import Gradebook  # which students' environment lacks

    return Gradebook(f"sqlite:///{course}/gradebook.db", "test-course")


def mark(course: Path, student: str, cell: str, points: float, assignment: str = "tiny") -> None:
    """Give points as formgrader does."""
    with book(course) as gradebook:
        grade = gradebook.find_grade(cell, assignment, assignment, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def hand_in(
    course: Path, student: str, *changes: tuple[str, str], time: str = "", assignment: str = "tiny"
) -> Path:
    """The folder of a student who hands in the reference's notebook with some text replaced."""
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True, exist_ok=True)
    text = (course / "source" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / f"{assignment}.ipynb").write_text(text, encoding="utf-8")
    if time:
        (folder / "timestamp.txt").write_text(time)
    return folder


def submission_rows(course: Path, assignment: str) -> list[dict[str, Any]]:
    """A row for each submission: the fields of its `Standing`, by student."""
    book = read_book(open_course(course), assignment)
    return [vars(standing) for standing in standings(course, assignment, book)]


def load_records(course: Path, assignment: str) -> dict[str, dict[str, Any]]:
    """Every student's report that is kept, by student id."""
    paths = (course / ".autograder" / "reports" / assignment).glob("*.json")
    return {path.stem: json.loads(path.read_text("utf-8"))["report"] for path in paths}


# --- an assignment of nbgrader's own kind ---

SQUARE = "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
TEST = "assert square(2) == 4\n### BEGIN HIDDEN TESTS\nassert square(3) == 9\n### END HIDDEN TESTS"


def cell(source: str, grade_id: str, points: int = 0) -> Any:
    """A solution cell, or a test with points."""
    from nbformat import v4  # which students' environment lacks

    ours = {"schema_version": 3, "task": False, "grade_id": grade_id, "grade": bool(points),
            "solution": not points, "locked": bool(points)}  # fmt: skip
    ours |= {"points": points} if points else {}
    return v4.new_code_cell(source, metadata={"nbgrader": ours})


def notebook(*cells: Any) -> Any:
    from nbformat import v4

    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=list(cells), metadata={"kernelspec": spec})
