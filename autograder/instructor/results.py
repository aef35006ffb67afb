"""Feedback: the pages of what was graded, for students."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from autograder.course.database import CourseError
from autograder.course.lock import course_lock
from autograder.course.standing import Standing
from autograder.instructor.steps import (
    Tell,
    Watch,
    has_exchange,
    open_course,
    read_standings,
    reason_of,
)
from autograder.instructor.teams import copies
from autograder.instructor.upload import upload_names, write_upload
from autograder.reports.text import counted, in_short, safe_line

# What begins the line of a page that could not be made, in nbgrader's log or behind it.
NOT = "[ERROR] Not released: "
# The same of a page that is not wanted in the exchange.
WARNING = "[WARNING] Not released: "


def feedback(
    root: Path,
    assignment: str,
    tell: Tell,
    confirm: Callable[[dict[str, int]], bool],
    to: Path | None,
    only: Sequence[str],
    watch: Watch,
) -> bool:
    """Generate and release the feedback of every graded submission; whether none was left out.

    With `to`, the pages go there, into an archive for a platform's upload, not into the exchange.
    Left out are those to be graded again, and those with unmarked answers unless `confirm`, which
    is given how many answers of each student wait, says yes. `only` are the students whose feedback
    is wanted, all if there are none.
    """
    with course_lock(root, f"feedback {assignment}", tell):
        api = open_course(root)
        is_exchanged = to is None and has_exchange(api)
        _, found = read_standings(api, root, assignment)
        found = _wanted(assignment, found, only)
        if not any(standing.is_done or standing.is_outdated for standing in found):
            raise CourseError(f"Nothing is graded yet: run autograder grade {assignment}.")
        unmarked = {s.student: len(s.unmarked) for s in found if s.status == "unmarked"}
        if unmarked and confirm(unmarked):
            unmarked = {}
        due = [s.student for s in found if s.is_done and s.student not in unmarked]
        names = upload_names(root, assignment, due) if to and due else {}
        steps = (api.generate_feedback, *([api.release_feedback] if is_exchanged else []))
        watch.begin("feedback", len(due))
        logs = {student: _release_page(steps, assignment, student, watch) for student in due}
        if to:
            made = {s: name for s, name in names.items() if NOT not in logs[s]}
            write_upload(root, assignment, made, to)
    absent = [s for s in due if (s not in names if to else WARNING in logs[s])]
    in_exchange = " and in the exchange" if is_exchanged and len(absent) < len(due) else ""
    place = f" and {to}" if to else in_exchange
    tell(f"The feedback lies in {root / 'feedback'}/STUDENT/{assignment}/{place}.")
    shared = copies(root, assignment)
    of = {student: shared[student] for student in absent if student in shared}
    for student, mate in of.items():
        page = f"feedback/{student}/{assignment}/{assignment}.html"
        tell(safe_line(f"{student} did not hand in, {mate} did for their team: pass on {page}."))
    outside = len(absent) - len(of)
    if not to and (outside or not is_exchanged):
        outsiders = f"{outside} did not come through the exchange, and are not released there."
        tell(
            f"{outsiders if is_exchanged else 'The course has no exchange.'}\n"
            f"For a platform's upload: autograder feedback {assignment} --to {assignment}.zip"
        )
    log = "".join(logs.values())
    left_out = re.findall(r"^\[ERROR\] (Not released: .*)", log, re.MULTILINE)
    left_out += [
        f"Not released: {s.student} is outdated: grade again." for s in found if s.is_outdated
    ]
    for name, number in unmarked.items():
        left_out.append(f"Not released: {name} has {counted(number, 'answer')} not marked yet.")
    if to:
        left_out += [f"Not in {to}: {s} came in no download." for s in absent]
    for line in left_out:
        tell(safe_line(line))
    if unmarked:
        tell("Mark them in formgrader, or release the pages as they are with --unmarked.")
    return not left_out


def _wanted(assignment: str, found: list[Standing], only: Sequence[str]) -> list[Standing]:
    """The standings of these students, or of all. Raises CourseError for one who has none."""
    if strangers := sorted(set(only) - {standing.student for standing in found}):
        raise CourseError(f"Nobody handed in {assignment} by this name: {in_short(strangers)}.")
    return [standing for standing in found if not only or standing.student in only]


def _release_page(steps: Sequence[Any], assignment: str, student: str, watch: Watch) -> str:
    """Generate and release a student's page; nbgrader's log, with an error of ours if one fails."""
    log = ""
    for step in steps:
        result = step(assignment, student)
        log += result.get("log") or ""
        if not result["success"]:
            log += f"\n{NOT}{student}: {reason_of(result)}\n"
            break
    watch.step()
    return log
