"""Grade what was collected, through nbgrader's autograde with the plugin's judge inside.

Each of several processes grades one student at a time. What is already graded, from the same files
and key, is left alone. A process that is killed, or an error with one student, does not stop the
others.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from autograder.authoring.release import private_key_path
from autograder.authoring.script import points_of, question_points
from autograder.course.gradebook import (
    Book,
    CourseError,
    enter_due_penalties,
    follow_policy,
    points_problem,
    read_book,
    require_writable,
)
from autograder.course.lock import course_lock
from autograder.course.past import note_marks
from autograder.course.records import load_record, save_report
from autograder.course.standing import refusal, standings, students, unreadable
from autograder.instructor.steps import Tell, open_course, reason_of, silent
from autograder.instructor.teams import give_marks, give_work
from autograder.judging.crew import Crew
from autograder.key import load
from autograder.reports.report import Report
from autograder.reports.text import points, safe_line
from autograder.submissions.folder import folder_digest

__all__ = ["Graded", "grade"]

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


def grade(
    root: Path,
    assignment: str,
    jobs: int,
    executor: Executor | None = None,
    *,
    again: bool = False,
    tell: Tell = silent,
) -> Iterator[Graded]:
    """Grade what was collected into the gradebook; each student as soon as those before it are.

    A submission that was graded from the same files and key is left alone unless `again`.
    `executor` takes the place of local processes, for a cluster that shares the course's folder.
    Raises CourseError where the gradebook or a folder of the course cannot be written.
    """
    with course_lock(root, f"grade {assignment}", tell):
        api = open_course(root)
        require_writable(root, api.coursedir.db_url)
        for line in (*give_work(root, assignment), *give_marks(api, root, assignment)):
            tell(line)
        book = read_book(api, assignment)
        _require_points(root, assignment, book)
        for line in follow_policy(api, assignment):
            tell(line)
        book = _with_due_penalties(api, assignment, book, tell)
        note_marks(root, assignment, book.rows)
        found, collected = standings(root, assignment, book), students(root, assignment)
        done = {standing.student for standing in found if standing.is_done and not again}
        yield from (Graded(name, "unchanged") for name in collected if name in done)
        due = [name for name in collected if name not in done]
        yield from _grade_due(root, assignment, due, jobs, executor)
        give_marks(api, root, assignment)  # also to members who are graded only now


def _require_points(root: Path, assignment: str, book: Book) -> None:
    """Raise CourseError where the gradebook has other points than the room: release comes first."""
    script = root / "solutions" / assignment / f"{assignment}.py"
    room = points_of(load(private_key_path(root, assignment)))
    room |= question_points(script.read_text(encoding="utf-8"))
    if problem := points_problem(assignment, room, book.max_scores):
        raise CourseError(problem)


def _with_due_penalties(api: Any, assignment: str, book: Book, tell: Tell) -> Book:
    """The gradebook, once all have the late penalties that the course's plugin gives now.

    Where the plugin fails, the row is left for autograde, which says why.
    """
    stale = {
        student: row
        for student, row in book.rows.items()
        if row.is_stale and row.due_penalty is not None
    }
    if not stale:
        return book
    enter_due_penalties(api, assignment, stale)
    for student, row in stale.items():
        new, old = points(row.due_penalty or 0.0), points(row.penalty)
        tell(f"{safe_line(student)}: the late penalty is {new}, was {old}")
    return read_book(api, assignment)


def _grade_due(
    root: Path, assignment: str, due: list[str], jobs: int, cluster: Executor | None
) -> Iterator[Graded]:
    """How grading each student ended, in their order; a killed process is replaced once."""
    grade_one = partial(_grade_student, root, assignment)
    if cluster is None and min(jobs, len(due)) <= 1:
        yield from map(grade_one, due)
        return
    crew = contextlib.nullcontext(cluster) if cluster else Crew(min(jobs, len(due)), PRELOAD)
    with crew as executor:
        tasks = [(name, executor.submit(grade_one, name)) for name in due]
        for name, task in tasks:
            error = task.exception()
            if error is None or isinstance(error, CourseError):
                yield task.result()
            else:
                yield _fault(root, assignment, name, str(error))


def _grade_student(root: Path, assignment: str, name: str) -> Graded:
    """Grade one student in this process; any error is theirs alone.

    Raises CourseError where the course cannot be written.
    """
    folder = root / "submitted" / name / assignment
    if reason := unreadable(folder, assignment):
        return Graded(name, "failed", reason)
    if reason := refusal(folder):
        return Graded(name, "refused", reason)
    api = _api(root)
    try:
        result = api.autograde(assignment, name, force=True)
    except Exception as error:
        result = {"success": False, "error": f"{type(error).__name__}: {error}"}
    if result["success"]:
        return _graded(root, assignment, name)
    if "KeyboardInterrupt" in str(result.get("error")):  # nbgrader keeps it to itself
        raise KeyboardInterrupt
    require_writable(root, api.coursedir.db_url)
    return _fault(root, assignment, name, reason_of(result))


@cache
def _api(root: Path) -> Any:
    """One API for all students of a process."""
    return open_course(root)


def _graded(root: Path, assignment: str, name: str) -> Graded:
    """How grading ended that succeeded: by the report, where there was nothing to grade."""
    record = load_record(root, assignment, name)
    if record is None or record.report.get("status") != "not_gradable":
        return Graded(name, "graded")
    return Graded(name, "not_gradable", str(record.report.get("message")))


def _fault(root: Path, assignment: str, student: str, message: str) -> Graded:
    """The student's failure, kept as a grader fault, which is tried again next time."""
    report = Report(assignment, assignment, student, "grader_fault", (), (), message)
    with contextlib.suppress(OSError):  # a student without a record is tried again as well
        handed_in = folder_digest(root / "submitted" / student / assignment)
        save_report(root, student, handed_in, report)
    return Graded(student, "failed", message)
