"""Where contenders work: the key, the cases, and a fresh folder with the class for each of them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.release import private_key_path
from autograder.key import load
from benchmarks.contenders.assignment import (
    NAME,
    SECRET,
    TORCH,
    Submission,
    stock_notebook,
    write_cases,
    write_modules,
    write_notebooks,
)
from benchmarks.contenders.environments import HERE, KIT, ROOT, activated, python_of
from benchmarks.contenders.measure import run

TIME_LIMIT = 10  # s for a function, where a grader has such a limit
WHOLE_LIMIT = 30  # s for a submission, where it has none
STOCK_CONFIG = f"""\
c = get_config()
c.CourseDirectory.course_id = "stock"
c.Execute.timeout = {TIME_LIMIT}
c.Exchange.root = "/nonexistent"
"""
OTTER_TEST = """\
OK_FORMAT = True
test = {{
    "name": {name!r},
    "points": {points!r},
    "suites": [{{
        "scored": True, "setup": "", "teardown": "", "type": "doctest",
        "cases": [{{
            "code": ">>> import checks\\n>>> checks.check({name!r}, {name})\\n",
            "hidden": False, "locked": False,
        }}],
    }}],
}}
"""


@dataclass(frozen=True)
class Place:
    """What was made once for all: the private key, each exercise's points, and templates.

    `best` are the points of a right submission, by the assignment; `torch_key` is the private key
    of `mlp_torch`. `shared`, with the cases and the checks, is on every contender's Python path.
    """

    root: Path
    key: Path
    torch_key: Path
    points: Mapping[str, float]
    best: Mapping[str, float]
    environment: Mapping[str, str]

    def course(self, kind: str, submissions: Sequence[Submission]) -> Path:
        """A fresh course, `kit` or `stock`, to which the class has handed in notebooks."""
        folder = self.fresh("course")
        shutil.copytree(self.root / kind, folder, dirs_exist_ok=True)
        released = folder / ("assignments" if kind == "kit" else "release") / NAME
        notebook = json.loads((released / f"{NAME}.ipynb").read_text(encoding="utf-8"))
        write_notebooks(submissions, notebook, folder / "submitted")
        return folder

    def notebooks(self, submissions: Sequence[Submission]) -> Path:
        """A fresh folder with a notebook of the functions alone for each submission."""
        folder = self.fresh("notebooks")
        write_notebooks(submissions, stock_notebook(checks=False), folder)
        return folder

    def modules(self, submissions: Sequence[Submission], name: str = NAME) -> Path:
        """A fresh folder with a folder for each submission and the module in it."""
        folder = self.fresh("modules")
        write_modules(submissions, folder, name)
        return folder

    def fresh(self, name: str) -> Path:
        """An empty folder."""
        folder = self.root / "work" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def make_place(root: Path) -> Place:
    """The key, the cases and the kit's course, which every contender needs, in this folder."""
    key_file = make_kit_course(root / "kit")
    key = load(key_file)
    shared = root / "shared"
    shared.mkdir()
    write_cases(key, shared / "cases.pickle")
    for name in ("checks.py", "own_code.py", "checks_in_pytest.py", "checks_in_gradescope.py"):
        shutil.copy(HERE / name, shared)
    shutil.copy(HERE / "own_torch.py", shared)
    environment = surroundings(shared)
    torch_key = root / f"{TORCH}.json"
    shutil.copytree(ROOT / "solutions" / TORCH, root / "kit" / "solutions" / TORCH)
    run([KIT / "autograder", "key", TORCH, "--private", "-o", torch_key], root / "kit", environment)
    points = {exercise.name: exercise.points for exercise in key.exercises}
    best = {k.assignment: sum(e.points for e in k.exercises) for k in (key, load(torch_key))}
    return Place(root, key_file, torch_key, points, best, environment)


def surroundings(shared: Path) -> dict[str, str]:
    """The environment variables of every contender: one thread, the checks, the kit's secret."""
    return os.environ | {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "AUTOGRADER_SECRET": SECRET,
        "CONTENDER_CASES": str(shared / "cases.pickle"),
        "PYTHONPATH": str(shared),
    }


def make_kit_course(course: Path) -> Path:
    """A course in which `mlp` is released and its private key is made; the path of the key."""
    (course / "solutions").mkdir(parents=True)
    shutil.copytree(ROOT / "solutions" / NAME, course / "solutions" / NAME)
    shutil.copy(ROOT / "nbgrader_config.py", course)
    os.environ["AUTOGRADER_SECRET"] = SECRET  # from which this process makes the key below
    run([KIT / "autograder", "release", NAME], course, os.environ)
    return private_key_path(course, NAME)


def make_stock_course(place: Place) -> None:
    """A course of nbgrader alone, with the instructor's notebook and its release."""
    course = place.root / "stock"
    write_notebook(stock_notebook(checks=True), course / "source" / NAME)
    (course / "nbgrader_config.py").write_text(STOCK_CONFIG, encoding="utf-8")
    python = python_of("nbgrader")
    environment = activated(python, place.environment)
    run([python, "-m", "nbgrader", "generate_assignment", NAME], course, environment)


def make_otter_zip(place: Place) -> None:
    """Otter's `autograder.zip`, with a test for each exercise."""
    folder = place.root / "otter"
    (folder / "tests").mkdir(parents=True)
    for name, points in place.points.items():
        text = OTTER_TEST.format(name=name, points=points)
        (folder / "tests" / f"{name}.py").write_text(text, encoding="utf-8")
    command = ["generate", "--tests-dir", "tests", "--no-environment", "--no-requirements"]
    python = python_of("otter")
    run([python, "-m", "otter", *command], folder, activated(python, place.environment))


def write_notebook(notebook: dict[str, Any], folder: Path) -> None:
    """The notebook `mlp.ipynb` in this folder."""
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
