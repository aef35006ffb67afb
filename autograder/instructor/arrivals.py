"""Collecting from the exchange: what is new, what replaced something, and how late it is."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.course.database import CourseError, opened
from autograder.course.lateness import what_holds
from autograder.course.lock import course_lock
from autograder.course.policy import Policy, read_policy
from autograder.course.standing import students
from autograder.instructor.steps import (
    Tell,
    Watch,
    has_exchange,
    open_course,
    require,
    silent,
    silent_watch,
    watch_copies,
)  # fmt: skip
from autograder.instructor.teams import share_work
from autograder.reports.text import late_by
from autograder.submissions.folder import folder_digest


@dataclass(frozen=True)
class Arrival:
    """What collecting found of a student: "new", "newer" or "unchanged", and how late it came."""

    student: str
    status: str
    late: str = ""


def collect(
    root: Path, assignment: str, tell: Tell = silent, watch: Watch = silent_watch
) -> list[Arrival]:
    """Collect what was submitted, newer submissions included, and give it to teams."""
    with course_lock(root, f"collect {assignment}", tell):
        api = open_course(root)
        if not has_exchange(api):
            raise CourseError(
                "The course has no exchange. Collect a download of your platform:\n"
                f"autograder collect {assignment} --from moodle.zip"
            )
        before = _digests(root, assignment)
        watch.begin("collecting", None)  # how much is new, nbgrader finds out as it goes
        watch_copies(api, watch)
        require(api.collect(assignment, update=True), "collect")
        after, policy = _digests(root, assignment), _policy(api, root, assignment)
        arrivals = []
        for student, digest in after.items():
            changed = "newer" if student in before else "new"
            status = "unchanged" if before.get(student) == digest else changed
            folder = root / "submitted" / student / assignment
            when = api.coursedir.get_existing_timestamp(str(folder))
            arrivals.append(Arrival(student, status, lateness(when, policy.due(student))))
        for line in share_work(root, assignment):
            tell(line)
        return arrivals


def lateness(when: datetime | None, due: datetime | None) -> str:
    """How late something came, as "late 3 h"; empty if it came in time, or that is not known."""
    if when is None or due is None:
        return ""
    seconds = (when.replace(tzinfo=UTC) - due).total_seconds()
    return late_by(seconds) if seconds > 0 else ""


def _digests(root: Path, assignment: str) -> dict[str, str]:
    """A digest of the folder of each student who has one."""
    folder = root / "submitted"
    return {s: folder_digest(folder / s / assignment) for s in students(root, assignment)}


def _policy(api: Any, root: Path, assignment: str) -> Policy:
    """The deadlines that hold, also where the gradebook does not have the assignment yet."""
    from nbgrader.api import MissingEntry

    policy = read_policy(root, assignment)
    with opened(api.coursedir) as gradebook, contextlib.suppress(MissingEntry):
        entered = gradebook.find_assignment(assignment)
        return what_holds(policy, entered, entered.submissions)
    return policy
