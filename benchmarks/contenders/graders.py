"""The contenders: how each of them grades a class, what that takes, and the points it gives."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.contenders.assignment import NAME, TORCH, Submission
from benchmarks.contenders.environments import KIT, activated, python_of
from benchmarks.contenders.measure import Usage, measure, run
from benchmarks.contenders.place import (
    TIME_LIMIT,
    WHOLE_LIMIT,
    Place,
    make_otter_zip,
    make_stock_course,
)

Class = Sequence[Submission]
Scores = dict[str, float] | None  # None: no grader, so no points
Graded = tuple[Usage, Scores]


def nothing(place: Place) -> None:
    """Nothing has to be made before the first round."""


@dataclass(frozen=True)
class Contender:
    """A grader: what a reader calls it, how it grades a class, and what it needs made before."""

    name: str
    title: str
    grade: Callable[[Place, Class], Graded]
    prepare: Callable[[Place], None] = nothing
    room: str = NAME


# --- modules ------------------------------------------------------------------------------------


def own_code(jobs: int, room: str, place: Place, submissions: Class) -> Graded:
    """The students' own code in forks of a warm process; the start of that one is not counted."""
    folder = place.modules(submissions, room)
    script: list[str | Path] = (
        ["own_torch.py", place.torch_key] if room == TORCH else ["own_code.py"]
    )
    out = ""

    def action() -> None:
        nonlocal out
        folders = [folder / submission.name for submission in submissions]
        command = [sys.executable, place.root / "shared" / script[0], *script[1:], str(jobs)]
        out = run([*command, *folders], folder, place.environment) or ""

    usage = measure(action)
    took = json.loads(out)
    return replace(usage, cpu=took["cpu"], wall=took["wall"]), None


def kit_folders(jobs: int, room: str, place: Place, submissions: Class) -> Graded:
    """`autograder grade FOLDERS --key KEY`, from its start to its end."""
    folder = place.modules(submissions, room)
    key = place.torch_key if room == TORCH else place.key
    out = ""

    def action() -> None:
        nonlocal out
        folders = [submission.name for submission in submissions]
        options = ["--key", key, "--jobs", str(jobs), "--format", "json"]
        command = [KIT / "autograder", "grade", *folders, *options]
        out = run(command, folder, place.environment, codes=(0, 1)) or ""

    usage = measure(action)
    reports = map(json.loads, out.splitlines())
    return usage, {report["submission"]: report["points"] for report in reports}


def pytest(place: Place, submissions: Class) -> Graded:
    """A process of pytest for each submission, with pytest-timeout for each test."""
    folder = place.modules(submissions)
    command = [
        python_of("pytest"), "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", ".",
        "-p", "no:cacheprovider", "--timeout", str(TIME_LIMIT), "--junitxml", "result.xml",
        place.root / "shared" / "checks_in_pytest.py",
    ]  # fmt: skip
    path = f"{place.environment['PYTHONPATH']}:."
    environment = {**place.environment, "PYTHONPATH": path}

    def action() -> None:
        for submission in submissions:
            run(command, folder / submission.name, environment, codes=(0, 1))

    usage = measure(action)
    return usage, {s.name: pytest_points(place, folder / s.name) for s in submissions}


def pytest_points(place: Place, folder: Path) -> float:
    """The points of the tests that passed."""
    tests = ElementTree.parse(folder / "result.xml").iter("testcase")  # noqa: S314  # pytest's own
    passed = [test.attrib["name"] for test in tests if not len(test)]
    return sum(place.points[name.partition("[")[2].rstrip("]")] for name in passed)


def gradescope(place: Place, submissions: Class) -> Graded:
    """A process of gradescope-utils for each submission; a hang costs the whole submission."""
    folder = place.modules(submissions)
    command = [python_of("gradescope"), place.root / "shared" / "checks_in_gradescope.py"]
    printed: dict[str, str | None] = {}

    def action() -> None:
        for submission in submissions:
            where = folder / submission.name
            printed[submission.name] = run(command, where, place.environment, WHOLE_LIMIT)

    usage = measure(action)
    return usage, {name: gradescope_points(text) for name, text in printed.items()}


def gradescope_points(text: str | None) -> float:
    """The sum of the points in a text of Gradescope's results.json; 0 without one."""
    tests = json.loads(text)["tests"] if text else []
    return sum(test.get("score") or 0.0 for test in tests)


# --- notebooks ----------------------------------------------------------------------------------


def kit_gradebook(jobs: int, place: Place, submissions: Class) -> Graded:
    """`autograder grade mlp` into the gradebook of a fresh course."""
    course = place.course("kit", submissions)
    command = [KIT / "autograder", "grade", NAME, "--jobs", str(jobs)]
    usage = measure(lambda: void(run(command, course, place.environment, codes=(0, 1))))
    out = run([KIT / "autograder", "export", NAME], course, place.environment) or ""
    rows = csv.DictReader(out.splitlines())
    return usage, {row["student"]: float(row["score"] or 0) for row in rows}


def stock_nbgrader(place: Place, submissions: Class) -> Graded:
    """`nbgrader autograde mlp` in a fresh course without the kit."""
    course = place.course("stock", submissions)
    python = python_of("nbgrader")
    nbgrader = [python, "-m", "nbgrader"]
    command, environment = [*nbgrader, "autograde", NAME], activated(python, place.environment)
    usage = measure(lambda: void(run(command, course, environment, codes=(0, 1))))
    run([*nbgrader, "export", "--to", "grades.csv"], course, environment)
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        return usage, {row["student_id"]: float(row["score"] or 0) for row in csv.DictReader(file)}


def otter(place: Place, submissions: Class) -> Graded:
    """`otter run` for each submission; a hang costs the whole submission."""
    folder = place.notebooks(submissions)
    python = python_of("otter")
    environment = activated(python, place.environment)
    command = [
        python, "-m", "otter", "run", "--no-logo",
        "--autograder", place.root / "otter" / "autograder.zip",
    ]  # fmt: skip

    def action() -> None:
        for submission in submissions:
            where = folder / submission.name
            run([*command, f"{NAME}/{NAME}.ipynb"], where, environment, WHOLE_LIMIT)

    usage = measure(action)
    results = {s.name: folder / s.name / "results.json" for s in submissions}
    return usage, {
        name: gradescope_points(path.read_text(encoding="utf-8") if path.exists() else None)
        for name, path in results.items()
    }


def void(_: object) -> None:
    """Nothing."""


def torch_pair(jobs: int) -> Iterator[Contender]:
    """The student's own code and the kit's folders, for `mlp_torch`."""
    words = f"{jobs} job{'s' * (jobs > 1)}"
    own, kit = (partial(grade, jobs, TORCH) for grade in (own_code, kit_folders))
    title = f"PyTorch: the student's code alone, {words}"
    yield Contender(f"torch-own-{jobs}", title, own, room=TORCH)
    yield Contender(f"torch-folders-{jobs}", f"PyTorch: kit, folders, {words}", kit, room=TORCH)


CONTENDERS = (
    Contender("own-1", "the student's code alone, 1 job", partial(own_code, 1, NAME)),
    Contender("own-2", "the student's code alone, 2 jobs", partial(own_code, 2, NAME)),
    Contender("folders-1", "kit, folders, 1 job", partial(kit_folders, 1, NAME)),
    Contender("folders-2", "kit, folders, 2 jobs", partial(kit_folders, 2, NAME)),
    Contender("gradebook-1", "kit, into nbgrader's gradebook, 1 job", partial(kit_gradebook, 1)),
    Contender("gradebook-2", "kit, into nbgrader's gradebook, 2 jobs", partial(kit_gradebook, 2)),
    Contender("gradescope", "gradescope-utils", gradescope),
    Contender("pytest", "pytest", pytest),
    Contender("nbgrader", "nbgrader autograde", stock_nbgrader, make_stock_course),
    Contender("otter", "otter run", otter, make_otter_zip),
    *torch_pair(1),
    *torch_pair(2),
)
