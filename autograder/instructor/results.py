"""Feedback and report: what was graded, for students and for instructors."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.course.gradebook import Book, CourseError, read_book
from autograder.course.lock import course_lock
from autograder.course.past import note_marks
from autograder.course.standing import standings
from autograder.instructor.steps import Tell, open_course, reason_of, require_exchange, silent
from autograder.reports.text import safe_line

__all__ = ["feedback", "note_by_hand", "submission_rows"]


def feedback(
    root: Path,
    assignment: str,
    tell: Tell = silent,
    confirm: Callable[[dict[str, int]], bool] = lambda _: False,
) -> bool:
    """Generate and release the feedback of every graded submission; whether none was left out.

    Left out are those to be graded again, and those with unmarked answers unless `confirm`, which
    is given how many answers of each student wait, says yes.
    """
    with course_lock(root, f"feedback {assignment}", tell):
        api = open_course(root)
        require_exchange(api)
        book = read_book(api, assignment)
        note_by_hand(root, assignment, book)
        found = standings(root, assignment, book)
        if not any(standing.is_done or standing.is_outdated for standing in found):
            raise CourseError(f"Nothing is graded yet: run autograder grade {assignment}.")
        unmarked = {s.student: len(s.unmarked) for s in found if s.status == "unmarked"}
        if unmarked and confirm(unmarked):
            unmarked = {}
        due = [s.student for s in found if s.is_done and s.student not in unmarked]
        log = "".join(_release_page(api, assignment, student) for student in due)
    tell(f"The feedback lies in {root / 'feedback'}/STUDENT/{assignment}/ and in the exchange.")
    if outside := len(re.findall(r"^\[WARNING\] Not released: ", log, re.MULTILINE)):
        tell(f"{outside} did not come through the exchange, and are not released there.")
    left_out = re.findall(r"^\[ERROR\] (Not released: .*)", log, re.MULTILINE)
    left_out += [
        f"Not released: {s.student} is outdated: grade again." for s in found if s.is_outdated
    ]
    for name, number in unmarked.items():
        answers = f"{number} answer{'s' if number > 1 else ''}"
        left_out.append(f"Not released: {name} has {answers} not marked yet.")
    for line in left_out:
        tell(safe_line(line))
    if unmarked:
        tell("Mark them in formgrader, or release the pages as they are with --unmarked.")
    return not left_out


def note_by_hand(root: Path, assignment: str, book: Book) -> None:
    """Add changes by hand to the trail; where it cannot be written, the next command does."""
    with contextlib.suppress(OSError):
        note_marks(root, assignment, book.rows)


def _release_page(api: Any, assignment: str, student: str) -> str:
    """Generate and release a student's page; nbgrader's log, with an error of ours if one fails."""
    log = ""
    for step in (api.generate_feedback, api.release_feedback):
        result = step(assignment, student)
        log += result.get("log") or ""
        if not result["success"]:
            return f"{log}\n[ERROR] Not released: {student}: {reason_of(result)}\n"
    return log


def submission_rows(root: Path, assignment: str) -> list[dict[str, Any]]:
    """A row for each submission: the fields of its `Standing`, by student.

    Raises CourseError if the gradebook cannot be read or does not have the assignment.
    """
    book = read_book(open_course(root), assignment)
    return [vars(standing) for standing in standings(root, assignment, book)]
