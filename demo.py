"""Two assignments through the real exchange and gradebook, in .demo/: run it by `make demo`."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

ROOT = Path(__file__).parent
COURSE = ROOT / ".demo"
DUE = datetime.now(UTC).replace(tzinfo=None, microsecond=0) - timedelta(hours=12)

CONFIG = """\
from autograder.nbgrader_plugin import configure

c = get_config()
configure(c)
c.CourseDirectory.course_id = "demo"
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
c.ExchangeCollect.check_owner = False  # one person submits for all of them here
"""

Work = Callable[[Path], None]


# --- what students do to the folder that they fetched --------------------------------------------


def untouched(folder: Path) -> None:
    """Hands in the folder as it was fetched."""


def perfect(folder: Path) -> None:
    """Solves everything in the notebook."""
    shutil.copy(COURSE / "source" / folder.name / f"{folder.name}.ipynb", folder)


def in_the_module(folder: Path) -> None:
    """Solves everything in the module, and deletes the notebook."""
    shutil.copy(COURSE / "solutions" / folder.name / f"{folder.name}.py", folder)
    (folder / f"{folder.name}.ipynb").unlink()


def corrupt(folder: Path) -> None:
    """Hands in half a notebook: the disk was full."""
    path = folder / f"{folder.name}.ipynb"
    path.write_text(path.read_text(encoding="utf-8")[:3000], encoding="utf-8")


def with_changes(*changes: tuple[str, str]) -> Work:
    """Solves everything in the notebook but for these replacements of code."""

    def work(folder: Path) -> None:
        perfect(folder)
        path = folder / f"{folder.name}.ipynb"
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            if _in_json(old) not in text:
                raise ValueError(f"the reference does not contain {old!r}")
            text = text.replace(_in_json(old), _in_json(new))
        path.chmod(0o644)
        path.write_text(text, encoding="utf-8")

    return work


def _in_json(code: str) -> str:
    return json.dumps(code)[1:-1]


@dataclass(frozen=True)
class Student:
    """A student, what they do, and when they submit, in hours before the deadline."""

    name: str
    work: Work
    hours_before: float


BIAS_MISSING = with_changes(("x @ weights + bias", "x @ weights"))
FACTOR_2_MISSING = with_changes(("2 * (f - truth) / f.size", "(f - truth) / f.size"))
ROWS_COUNTED = with_changes(("2 * (f - truth) / f.size", "2 * (f - truth) / len(f)"))
SEVERAL = with_changes(("g * (1 - g)", "1"), ('output"] - pred', 'output"] + pred'))
ENDLESS = with_changes(("for step in range(num_iterations)", "step = 0\n    while True"))
EARLY_EXIT = with_changes(("np.random.seed(seed)", "import os; os._exit(0)"))
SYNTAX_ERROR = with_changes(("e = np.exp(-np.abs(x))", "e = np.exp(-np.abs(x)"))

BIAS_NOT_SUMMED = with_changes(("float(np.sum(dE_dy))", "dE_dy"))
NO_SIGN = with_changes(("np.sign(f - truth)", "(f - truth)"))

WARM_UP = [
    Student("ada", perfect, 30),
    Student("ben", untouched, 20),
    Student("cleo", BIAS_NOT_SUMMED, 10),
    Student("dan", NO_SIGN, 9),
    Student("gus", in_the_module, 6),
]
CLASS = [
    Student("ada", perfect, 30),
    Student("ben", untouched, 20),
    Student("cleo", BIAS_MISSING, 10),
    Student("dan", FACTOR_2_MISSING, 9),
    Student("eva", ROWS_COUNTED, 8),
    Student("finn", SEVERAL, 7),
    Student("gus", in_the_module, 6),
    Student("hana", ENDLESS, 5),
    Student("ivo", EARLY_EXIT, 4),
    Student("jana", corrupt, 3),
    Student("kai", SYNTAX_ERROR, 2),
    Student("lea", perfect, -5),
]


# --- the cycle ------------------------------------------------------------------------------------


def main() -> None:
    """Set up the course, teach two assignments, and show what came of them."""
    console = Console(highlight=False)
    began = time.monotonic()
    make_course()
    os.chdir(COURSE)
    for assignment, students in (("perceptron", WARM_UP), ("mlp", CLASS)):
        teach(console, assignment, students)
    console.print("\nThe gradebook is .demo/gradebook.db, and the feedback lies in")
    console.print("  .demo/feedback/STUDENT/ASSIGNMENT/ASSIGNMENT.html")
    console.print(f"That took {time.monotonic() - began:.0f} s.")


def teach(console: Console, assignment: str, students: list[Student]) -> None:
    """One assignment's cycle, from its release to the report."""

    def autograder(*words: str) -> None:
        console.print(f"\n[bold]$ autograder {' '.join(words)}[/bold]")
        run_command(words)

    set_due_date(assignment)
    autograder("release", assignment)
    console.print(f"\n{len(students)} students fetch it, work on it, and submit it …")
    for student in students:
        take_part(student, assignment)
    autograder("collect", assignment)
    autograder("grade", assignment)
    autograder("grade", assignment)
    autograder("feedback", assignment, "--unmarked")
    autograder("report", assignment)


def make_course() -> None:
    """A course in .demo/ with this checkout's solutions and an exchange of its own."""
    shutil.rmtree(COURSE, ignore_errors=True)
    for part in ("solutions", "source", "assignments"):
        shutil.copytree(ROOT / part, COURSE / part, ignore=shutil.ignore_patterns("__pycache__"))
    exchange, cache = COURSE / "exchange", COURSE / "cache"
    exchange.mkdir()
    exchange.chmod(0o777)
    config = CONFIG.format(exchange=str(exchange), cache=str(cache))
    (COURSE / "nbgrader_config.py").write_text(config, encoding="utf-8")


def run_command(words: tuple[str, ...]) -> None:
    """Run one of the kit's commands in this process; a failure ends the demo."""
    from autograder.cli import main as command

    sys.stdout.flush()
    try:
        command.main(list(words), standalone_mode=False)
    except SystemExit as end:
        if end.code:
            sys.exit(f"autograder {words[0]} ended with code {end.code}")


def set_due_date(assignment: str) -> None:
    """Enter the deadline into the gradebook, as an instructor would in formgrader."""
    from nbgrader.api import Gradebook

    course_config()  # has nbgrader find alembic, with which it makes a new gradebook
    with Gradebook(f"sqlite:///{COURSE / 'gradebook.db'}", "demo") as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=str(DUE) + " UTC")


def take_part(student: Student, assignment: str) -> None:
    """Fetch the assignment from the exchange, work on it, and submit it."""
    home = COURSE / "students" / student.name
    home.mkdir(parents=True, exist_ok=True)
    os.chdir(home)
    try:
        exchange_step("FetchAssignment", student, home, assignment)
        folder = home / assignment
        for path in folder.iterdir():
            path.chmod(0o644)
        student.work(folder)
        exchange_step("Submit", student, home, assignment)
    finally:
        os.chdir(COURSE)


def exchange_step(step: str, student: Student, home: Path, assignment: str) -> None:
    """One of nbgrader's exchange steps, in the name of a student."""
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    config = course_config()
    config.CourseDirectory.root = str(home)
    config.CourseDirectory.assignment_id = assignment
    if step == "Submit":
        config.CourseDirectory.student_id = student.name
    config.Exchange.assignment_dir = str(home)
    directory = CourseDirectory(config=config)
    make = getattr(ExchangeFactory(config=config), step)
    app = make(coursedir=directory, authenticator=Authenticator(config=config), config=config)
    app.log.setLevel("ERROR")
    moment = DUE - timedelta(hours=student.hours_before)
    app.set_timestamp = lambda: setattr(app, "timestamp", f"{moment:%Y-%m-%d %H:%M:%S}.0 UTC")
    app.start()


def course_config() -> Any:
    """The course's nbgrader configuration."""
    from autograder.nbgrader.settings import course_configuration

    return course_configuration(COURSE)


if __name__ == "__main__":
    main()
