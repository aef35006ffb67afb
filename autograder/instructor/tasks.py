"""Judging what was handed in, in this process, in several, or on a cluster; and writing it down.

Student code is run by processes that know nothing of the course. One process, this one, writes
into the gradebook, while the others go on.
"""

import contextlib
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from autograder.authoring.release import key_path
from autograder.course.database import require_writable
from autograder.course.records import load_record, save_report
from autograder.course.standing import refusal, unreadable
from autograder.instructor.steps import reason_of
from autograder.judging.grading import Judged, loaded
from autograder.judging.reporting import not_gradable
from autograder.judging.workers import Workers, known
from autograder.reports.report import Report
from autograder.submissions.files import SubmissionError
from autograder.submissions.folder import folder_digest, read_submission


@dataclass(frozen=True)
class Graded:
    """How grading one student ended; why, where it failed or nothing could be graded.

    The status is "graded", "not_gradable", "unchanged", "failed", or "refused" for a folder that
    cannot be a student's.
    """

    student: str
    status: str
    reason: str = ""


def judgements(
    root: Path, assignment: str, names: Iterable[str], workers: Workers
) -> Iterator[tuple[str, Judged | Exception | None]]:
    """Each student with what was judged, as soon as it is known, without a line of the gradebook.

    None where a submission cannot be read; writing it down says why. An exception where a process
    died twice.
    """
    waiting: dict[Future[Any], str] = {}
    coming = iter(names)
    while True:
        more = islice(coming, workers.at_once - len(waiting))
        waiting |= {_begun(root, assignment, workers, name): name for name in more}
        if not waiting:
            return
        for done in wait(waiting, return_when=FIRST_COMPLETED).done:
            error = done.exception()
            if not isinstance(error, Exception | None):
                raise error
            yield waiting.pop(done), done.result() if error is None else error


def _begun(root: Path, assignment: str, workers: Workers, name: str) -> Future[Any]:
    """The judging of a submission, which may be at its end already."""
    folder = root / "submitted" / name / assignment
    try:
        if unreadable(folder, assignment) or refusal(folder):
            return known(None)
        digest = folder_digest(folder)
        return workers.begin(read_submission(folder, assignment, name), digest)
    except SubmissionError as error:
        key = loaded(key_path(root, assignment))
        return known(Judged(digest, not_gradable(key, name, str(error), ())))
    except OSError:
        return known(None)


def write_grade(
    api: Any, root: Path, assignment: str, name: str, judged: Judged | Exception | None
) -> Graded:
    """Write what was judged into the gradebook; any error is this student's alone.

    Raises CourseError where the course cannot be written.
    """
    from autograder.nbgrader.plugin import JUDGED

    folder = root / "submitted" / name / assignment
    if reason := unreadable(folder, assignment):
        return Graded(name, "failed", reason)
    if reason := refusal(folder):
        return Graded(name, "refused", reason)
    if isinstance(judged, Exception):
        return _fault(root, assignment, name, str(judged))
    token = JUDGED.set(judged)
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
    return _fault(root, assignment, name, reason_of(result))


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
