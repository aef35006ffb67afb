"""The instructor's verbs on one assignment, through nbgrader's Python API.

Grading is the stock autograde, one student at a time in each of several processes, with the
plugin's judge inside. What is already graded, from the same files and key, is left alone. A process
that is killed, or whatever else befalls one student, does not stop the others.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Self

from autograder.authoring.release import private_key_path
from autograder.authoring.script import points_of, question_points
from autograder.building.build import build
from autograder.course import standing
from autograder.course.exchange import Released, read_released, require_exchange, require_released
from autograder.course.gradebook import (
    CourseError,
    gradebook_rows,
    points_problem,
    require_writable,
)
from autograder.course.lock import at_work, course_lock
from autograder.course.penalties import refresh_penalties
from autograder.course.records import load_record, save_report
from autograder.course.standing import (
    done_students,
    outdated_students,
    refusal,
    students,
    unmarked_answers,
    unreadable,
)
from autograder.judging.crew import Crew, in_order
from autograder.key import load
from autograder.reports.report import Report
from autograder.reports.text import safe_line
from autograder.submissions.folder import folder_digest

__all__ = [
    "CourseError",
    "Graded",
    "collect",
    "export",
    "feedback",
    "grade",
    "release",
    "submission_rows",
]

Tell = Callable[[str], object]
# Imported once for all grading processes.
PRELOAD = ("nbgrader.apps.api", "autograder.nbgrader.plugin")


@dataclass(frozen=True)
class Graded:
    """How grading one student ended; why, where it did not succeed or nothing could be graded.

    The status is "graded", "not_gradable", "unchanged", "failed", "refused" where the folder is
    none of a student's, or "stopped" where the course itself cannot be written.
    """

    student: str
    status: str
    reason: str = ""


def _silent(_message: str) -> None:
    """Nobody is told."""


def _require(result: dict[str, Any] | None, step: str) -> None:
    if result and result.get("success"):
        return
    raise CourseError(f"nbgrader's {step} did not succeed: {_reason(result or {})}")


def _reason(result: dict[str, Any]) -> str:
    """The line of nbgrader's log, or of its error, that says why."""
    found = "it gives no reason"
    for part in ("error", "log"):
        lines = [line.strip() for line in str(result.get(part) or "").splitlines()]
        reasons = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Entry)\b", line)]
        found = ([found] + [line for line in reasons or lines if line])[-1]
    return found[:500]


def release(root: Path, assignment: str, tell: Tell = _silent) -> None:
    """Build the assignment, enter it into the gradebook, and put it into the exchange."""
    with course_lock(root, f"release {assignment}", tell):
        api = _nbgrader(root)
        build(root, assignment)
        api.config.ExchangeReleaseAssignment.force = True  # what is released is replaced
        require_writable(root, api.coursedir.db_url)
        require_exchange(api)
        _require(api.generate_assignment(assignment, force=True), "generate_assignment")
        _require(api.release_assignment(assignment), "release_assignment")


def collect(root: Path, assignment: str, tell: Tell = _silent) -> list[str]:
    """Collect what was submitted, newer submissions included; the students there are now."""
    with course_lock(root, f"collect {assignment}", tell):
        api = _nbgrader(root)
        require_released(api, assignment)
        _require(api.collect(assignment, update=True), "collect")
        return students(root, assignment)


def grade(
    root: Path,
    assignment: str,
    jobs: int,
    *,
    executor: Executor | None = None,
    again: bool = False,
    tell: Tell = _silent,
) -> Iterator[Graded]:
    """Grade what was collected into the gradebook; each student as soon as those before it are.

    A submission that was graded from the same files and key is left alone unless `again`.
    `executor` takes the place of local processes, for a cluster that shares the course's folder.
    Raises CourseError where the gradebook or a folder of the course cannot be written.
    """
    if not (root / "assignments" / assignment / f"{assignment}.ipynb").exists():
        raise CourseError(f"{assignment} is not built: run autograder release {assignment}.")
    with course_lock(root, f"grade {assignment}", tell):
        api = _nbgrader(root)
        require_writable(root, api.coursedir.db_url)
        rows = gradebook_rows(api, assignment)
        _require_points(root, assignment, rows[""]["max_scores"])
        rows = refresh_penalties(root, assignment, api, rows, tell)
        names = students(root, assignment)
        _tell_of_absent(root, assignment, {n: rows[n] for n in rows if n not in names}, tell)
        done = done_students(root, assignment, names, rows)
        due = [name for name in names if again or name not in done]
        yield from (Graded(name, "unchanged") for name in names if name not in due)
        yield from _grade_due(root, assignment, due, jobs, executor)


def _require_points(root: Path, assignment: str, book: dict[str, float]) -> None:
    """Raise CourseError where the gradebook has other points than the room: release comes first."""
    script = root / "solutions" / assignment / f"{assignment}.py"
    room = points_of(load(private_key_path(root, assignment)))
    room |= question_points(script.read_text(encoding="utf-8"))
    if problem := points_problem(assignment, room, book):
        raise CourseError(problem)


def _tell_of_absent(
    root: Path, assignment: str, rows: dict[str, dict[str, Any]], tell: Tell
) -> None:
    """Say who has a row that is outdated, and no submission that could be graded again."""
    for name in map(safe_line, outdated_students(root, assignment, rows)):
        folder = f"submitted/{name}/{assignment}"
        tell(f"{name} is outdated, and {folder} is gone: put it back to have it graded again.")


def _grade_due(
    root: Path, assignment: str, due: list[str], jobs: int, cluster: Executor | None
) -> Iterator[Graded]:
    """How grading each of these students ended, in their order.

    A student whose process was killed is graded once more, and has a grader fault after that.
    """
    grade_one = partial(_grade_student, root, assignment)
    if cluster is None and min(jobs, len(due)) <= 1:
        yield from map(_unless_stopped, map(grade_one, due))
        return
    crew = contextlib.nullcontext(cluster) if cluster else Crew(min(jobs, len(due)), PRELOAD)
    with crew as executor:
        for name, task in in_order(executor, grade_one, due):
            if (died := task.exception()) is None:
                yield _unless_stopped(task.result())
            else:
                yield _fault(root, assignment, name, f"its process was killed twice: {died}")


def _unless_stopped(result: Graded) -> Graded:
    """The result. Raises CourseError where the course itself cannot be written."""
    if result.status == "stopped":
        raise CourseError(result.reason)
    return result


def _grade_student(root: Path, assignment: str, name: str) -> Graded:
    """Grade one student, where nothing else is at work on the course."""
    with at_work(root):
        return _grade_at_work(root, assignment, name)


def _grade_at_work(root: Path, assignment: str, name: str) -> Graded:
    """Grade one student; any error is theirs alone, unless the course cannot be written."""
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
    try:
        require_writable(root, api.coursedir.db_url)
    except CourseError as error:
        return Graded(name, "stopped", str(error))
    return _fault(root, assignment, name, _reason(result))


def _graded(root: Path, assignment: str, name: str) -> Graded:
    """How grading ended that succeeded: by the report, where there was nothing to grade."""
    record = load_record(root, assignment, name)
    if record is None or record.report.get("status") != "not_gradable":
        return Graded(name, "graded")
    return Graded(name, "not_gradable", str(record.report.get("message")))


@cache
def _api(root: Path) -> Any:
    """One API for all students of a process."""
    return _nbgrader(root)


def _nbgrader(root: Path) -> Any:
    """The Python API of nbgrader, which is slow to import, for this course."""
    from autograder.nbgrader.settings import quiet_api

    return quiet_api(root)


def _fault(root: Path, assignment: str, student: str, message: str) -> Graded:
    """The student's failure, kept as a grader fault, which is tried again next time."""
    report = Report(assignment, assignment, student, "grader_fault", (), (), message)
    with contextlib.suppress(OSError):  # no record is tried again as well
        handed_in = folder_digest(root / "submitted" / student / assignment)
        save_report(root, student, handed_in, report)
    return Graded(student, "failed", message)


class _Ids(str):
    """Student ids as nbgrader's comma-separated list, although an id may hold a comma."""

    ids: list[str]

    @classmethod
    def of(cls, ids: Iterable[str]) -> Self:
        """The list of these ids."""
        self = cls(",".join(ids := list(ids)))
        self.ids = ids
        return self

    def split(self, *_: Any) -> list[str]:
        """The ids, in the place of the parts between commas."""
        return self.ids


def feedback(
    root: Path,
    assignment: str,
    tell: Tell = _silent,
    confirm: Callable[[dict[str, int]], bool] = lambda _: False,
) -> Released:
    """Generate and release the feedback of every graded submission; what came of it.

    Left out are those to be graded again, and those with unmarked answers unless `confirm`, which
    is given how many answers of each student wait, says yes.
    """
    with course_lock(root, f"feedback {assignment}", tell):
        api = _nbgrader(root)
        if not any((root / "autograded").glob(f"*/{assignment}")):
            raise CourseError(f"Nothing is graded yet: run autograder grade {assignment}.")
        require_exchange(api)
        rows = gradebook_rows(api, assignment)
        outdated = outdated_students(root, assignment, rows)
        unmarked = unmarked_answers(root, assignment, rows)
        if unmarked and confirm(unmarked):
            unmarked = {}
        left_out = [*api.coursedir.student_id_exclude.split(","), *outdated, *unmarked]
        api.coursedir.student_id_exclude = _Ids.of(filter(None, left_out))
        _require(api.generate_feedback(assignment), "generate_feedback")
        result = api.release_feedback(assignment)
        _require(result, "release_feedback")
        return read_released(root / "feedback", result.get("log") or "", outdated, unmarked)


def submission_rows(root: Path, assignment: str) -> list[dict[str, Any]]:
    """A row for each submission: student, status, score, lateness, points by exercise, report.

    Raises CourseError if the gradebook cannot be read or does not have the assignment.
    """
    return standing.submission_rows(root, assignment, _nbgrader(root))


def export(root: Path, assignment: str, write: Callable[[list[str]], object]) -> None:
    """Write a CSV row for each submission: status, score and what it is made of, lateness."""
    standing.export(submission_rows(root, assignment), assignment, write)
