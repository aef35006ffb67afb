"""The instructor's verbs on one assignment, through nbgrader's Python API.

Grading is the stock autograde, one student at a time in each of several processes, with the
plugin's judge inside. What is already graded, from the same files and key, is left alone.
"""

from __future__ import annotations

import contextlib
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.build import build, private_key_path
from autograder.grading import chunked, executor_for
from autograder.intake import is_student_id
from autograder.records import is_current, load_records
from autograder.reports.text import inert

__all__ = [
    "CourseError",
    "Graded",
    "collect",
    "course_configuration",
    "export",
    "feedback",
    "grade",
    "gradebook_rows",
    "release",
]


class CourseError(RuntimeError):
    """A step of nbgrader that did not succeed; the message says which and what to do."""


NO_ID = (
    "This is no student id: rename the folder in submitted/. An id begins with a letter or\n"
    "a digit and holds only letters, digits, spaces, and . _ - @ + ' ( ) and commas."
)


@dataclass(frozen=True)
class Graded:
    """How grading one student ended: "graded", "unchanged" or "failed", and nbgrader's words."""

    student: str
    status: str
    log: str = ""


def course_configuration(root: Path) -> Any:
    """The course's nbgrader configuration, with its root."""
    from nbgrader.apps import NbGrader

    app = NbGrader()
    app.log_level = logging.ERROR
    with contextlib.chdir(root):  # it reads nbgrader_config.py in the current folder
        app.load_config_file()
    app.config.CourseDirectory.root = str(root)
    return app.config


def _api(root: Path) -> Any:
    """The Python API of nbgrader, with the course's own configuration."""
    from nbgrader.apps.api import NbGraderAPI
    from sqlalchemy.exc import SAWarning

    # nbgrader 0.9.6 on SQLAlchemy 2.1 warns of objects that it adds a moment later.
    warnings.filterwarnings("ignore", category=SAWarning, module="nbgrader")
    return NbGraderAPI(config=course_configuration(root), log=_quiet_log())


def _quiet_log() -> logging.Logger:
    log = logging.getLogger("autograder.nbgrader")
    log.setLevel(logging.WARNING)
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    return log


def _require(result: dict[str, Any] | None, step: str) -> None:
    if result and result.get("success"):
        return
    log = "\n".join(str((result or {}).get(part) or "") for part in ("log", "error"))
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    reasons = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Entry)\b", line)]
    reason = (reasons or lines or ["it gives no reason"])[-1]
    raise CourseError(f"nbgrader's {step} did not succeed: {reason}")


def release(root: Path, assignment: str) -> None:
    """Build the assignment, enter it into the gradebook, and put it into the exchange."""
    build(root, assignment)
    api = _api(root)
    _require(api.generate_assignment(assignment, force=True), "generate_assignment")
    _require(api.release_assignment(assignment), "release_assignment")


def collect(root: Path, assignment: str) -> list[str]:
    """Collect what was submitted, newer submissions included; the students there are now."""
    _require(_api(root).collect(assignment, update=True), "collect")
    return students(root, assignment)


def students(root: Path, assignment: str) -> list[str]:
    """The names of the folders that hold a collected submission, sorted."""
    return sorted(path.parent.name for path in (root / "submitted").glob(f"*/{assignment}"))


def grade(
    root: Path,
    assignment: str,
    jobs: int,
    *,
    executor: Executor | None = None,
    again: bool = False,
) -> Iterator[Graded]:
    """Grade what was collected into the gradebook; each student as soon as it is done.

    A submission that was graded from the same files and key is left alone unless `again`.
    `executor` takes the place of local processes, for a cluster that shares the course's folder.
    """
    if not (root / "assignments" / assignment / f"{assignment}.ipynb").exists():
        raise CourseError(f"{assignment} is not built: run autograder release {assignment}.")
    private_key_path(root, assignment)
    names = students(root, assignment)
    due = [name for name in names if again or not _is_done(root, assignment, name)]
    yield from (Graded(name, "unchanged") for name in names if name not in due)
    chunks = chunked(due, jobs)
    if executor is not None:
        yield from _graded_by(executor, root, assignment, chunks)
        return
    with executor_for(jobs, len(chunks)) as local:
        if local is not None:
            yield from _graded_by(local, root, assignment, chunks)
        else:
            for name in due:
                yield from _grade_students(root, assignment, [name])


def _graded_by(
    executor: Executor, root: Path, assignment: str, chunks: list[list[str]]
) -> Iterator[Graded]:
    tasks = [executor.submit(_grade_students, root, assignment, chunk) for chunk in chunks]
    for task in as_completed(tasks):
        yield from task.result()


def _is_done(root: Path, assignment: str, student: str) -> bool:
    folder = root / "submitted" / student / assignment
    autograded = root / "autograded" / student / assignment / f"{assignment}.ipynb"
    return autograded.exists() and is_current(root, assignment, student, folder)


def _grade_students(root: Path, assignment: str, names: list[str]) -> list[Graded]:
    """Grade some students in this process, one after another."""
    api = _api(root)
    return [_grade_student(api, assignment, name) for name in names]


def _grade_student(api: Any, assignment: str, name: str) -> Graded:
    if not is_student_id(name):
        return Graded(name, "failed", NO_ID)
    try:
        result = api.autograde(assignment, name, force=True)
    except Exception as error:  # whatever it is, it must not stop the others
        return Graded(name, "failed", f"{type(error).__name__}: {error}")
    status = "graded" if result["success"] else "failed"
    return Graded(name, status, result.get("log") or result.get("error") or "")


def feedback(root: Path, assignment: str) -> Path:
    """Generate and release the feedback of every graded submission; the folder it lies in."""
    api = _api(root)
    _require(api.generate_feedback(assignment), "generate_feedback")
    _require(api.release_feedback(assignment), "release_feedback")
    return root / "feedback"


def gradebook_rows(root: Path, assignment: str) -> list[dict[str, Any]]:
    """A row for each submission in the gradebook: student, score, lateness, points by exercise.

    Raises CourseError if the gradebook does not have the assignment.
    """
    from nbgrader.api import Gradebook, MissingEntry

    api = _api(root)
    records = load_records(root, assignment)
    with Gradebook(api.coursedir.db_url, api.coursedir.course_id) as book:
        try:
            submissions = book.find_assignment(assignment).submissions
        except MissingEntry as error:
            raise CourseError(f"The gradebook has no assignment {assignment!r}.") from error
        rows = [_row(submission, records) for submission in submissions]
    return sorted(rows, key=lambda row: str(row["student"]))


def _row(submission: Any, records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    grades = {grade.name: grade.score for book in submission.notebooks for grade in book.grades}
    report = records.get(submission.student.id, {})
    return {
        "student": submission.student.id,
        "score": submission.score,
        "max_score": submission.max_score,
        "late_seconds": submission.total_seconds_late,
        "points": grades,
        "report": report,
    }


def export(root: Path, assignment: str, write: Callable[[list[str]], object]) -> None:
    """Write a CSV row for each submission: student, status, score, maximum, seconds late."""
    write(["student", "assignment", "status", "score", "max_score", "late_seconds"])
    for row in gradebook_rows(root, assignment):
        status = row["report"].get("status", "not graded")
        numbers = [f"{row['score']:g}", f"{row['max_score']:g}", f"{row['late_seconds']:g}"]
        write([inert(row["student"]), assignment, status, *numbers])
