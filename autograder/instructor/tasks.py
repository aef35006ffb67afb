"""Judging and grading one student each: in this process, in several, or on a cluster."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from autograder.course.database import CourseError, require_writable
from autograder.course.records import load_record, save_report
from autograder.course.standing import refusal, unreadable
from autograder.instructor.steps import open_course, reason_of
from autograder.judging.crew import Crew
from autograder.reports.report import Report
from autograder.submissions.folder import folder_digest

T = TypeVar("T")
# Imported once for all grading processes.
PRELOAD = ("nbgrader.apps.api", "autograder.nbgrader.plugin")


@dataclass(frozen=True)
class Graded:
    """How grading one student ended; why, where it failed or nothing could be graded.

    The status is "graded", "not_gradable", "unchanged", "failed", or "refused" for a folder that
    cannot be a student's.
    """

    student: str
    status: str
    reason: str = ""


@contextlib.contextmanager
def crew_of(jobs: int, due: int, cluster: Executor | None) -> Iterator[Executor | None]:
    """What runs tasks; None where this process runs them itself. A killed process is replaced."""
    if cluster is None and min(jobs, due) <= 1:
        yield None
        return
    with contextlib.nullcontext(cluster) if cluster else Crew(min(jobs, due), PRELOAD) as crew:
        yield crew


def each(
    crew: Executor | None, task: Callable[..., T], names: Sequence[str], *more: Sequence[Any]
) -> Iterator[tuple[str, T | Exception]]:
    """Each name with what the task returns for it, as soon as it is known.

    That is an exception where a process of its own raised it or died.
    """
    if crew is None:
        yield from zip(names, map(task, names, *more), strict=True)
        return
    given = zip(names, zip(names, *more, strict=True), strict=True)
    tasks = {crew.submit(task, *arguments): name for name, arguments in given}
    for done in as_completed(tasks):
        error = done.exception()
        if isinstance(error, CourseError) or not isinstance(error, Exception | None):
            raise error
        yield tasks[done], done.result() if error is None else error


def judge_student(root: Path, assignment: str, name: str) -> Any:
    """One submission judged in this process, or None where that fails: grading it will say why."""
    from autograder.nbgrader.plugin import Judge

    folder = root / "submitted" / name / assignment
    if unreadable(folder, assignment) or refusal(folder):
        return None
    with contextlib.suppress(RuntimeError, OSError):
        return Judge(config=api_of(root).config).judge(root, assignment, name)


def grade_student(root: Path, assignment: str, name: str, judged: Any) -> Graded:
    """Grade one student in this process, where given by what it judged; any error is theirs alone.

    Raises CourseError where the course cannot be written.
    """
    from autograder.nbgrader.plugin import JUDGED

    folder = root / "submitted" / name / assignment
    if reason := unreadable(folder, assignment):
        return Graded(name, "failed", reason)
    if reason := refusal(folder):
        return Graded(name, "refused", reason)
    api, token = api_of(root), JUDGED.set(judged)
    try:
        result = api.autograde(assignment, name, force=True)
    except Exception as error:
        result = {"success": False, "error": f"{type(error).__name__}: {error}"}
    finally:
        JUDGED.reset(token)
    if result["success"]:
        return _graded(root, assignment, name)
    if "KeyboardInterrupt" in str(result.get("error")):  # nbgrader keeps it to itself
        raise KeyboardInterrupt
    require_writable(root, api.coursedir.db_url)
    return fault(root, assignment, name, reason_of(result))


@cache
def api_of(root: Path) -> Any:
    """One API for all students of a process."""
    return open_course(root)


def _graded(root: Path, assignment: str, name: str) -> Graded:
    """How grading ended that succeeded: by the report, where there was nothing to grade."""
    record = load_record(root, assignment, name)
    if record is None or record.report.get("status") != "not_gradable":
        return Graded(name, "graded")
    return Graded(name, "not_gradable", str(record.report.get("message")))


def fault(root: Path, assignment: str, student: str, message: str) -> Graded:
    """The student's failure, kept as a grader fault, which is tried again next time."""
    report = Report(assignment, assignment, student, "grader_fault", (), (), message)
    with contextlib.suppress(OSError):  # a student without a record is tried again as well
        handed_in = folder_digest(root / "submitted" / student / assignment)
        save_report(root, student, handed_in, report)
    return Graded(student, "failed", message)
