"""Feedback, report and export: what was graded, for students and for instructors."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from autograder.course.gradebook import CourseError, read_book
from autograder.course.lock import course_lock
from autograder.course.standing import COLUMNS, standings, table_row
from autograder.instructor.steps import Tell, open_course, reason_of, require_exchange, silent
from autograder.reports.text import safe_line

__all__ = ["export", "feedback", "submission_rows"]


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
        found = standings(root, assignment, read_book(api, assignment))
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


def export(root: Path, assignment: str, file: IO[str]) -> None:
    """Write a CSV row for each submission: status, score and what it is made of, lateness."""
    book = read_book(open_course(root), assignment)
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    for standing in standings(root, assignment, book):
        writer.writerow(table_row(assignment, standing))
