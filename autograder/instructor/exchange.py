"""Release and collect: nbgrader's exchange, and whether it is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from autograder.building.build import build
from autograder.course.gradebook import CourseError, require_writable
from autograder.course.lock import course_lock
from autograder.course.standing import students
from autograder.instructor.steps import Tell, open_course, require, silent

__all__ = ["collect", "release", "require_exchange"]


def release(root: Path, assignment: str, tell: Tell = silent) -> None:
    """Build the assignment, enter it into the gradebook, and put it into the exchange."""
    with course_lock(root, f"release {assignment}", tell):
        api = open_course(root)
        build(root, assignment)
        api.config.ExchangeReleaseAssignment.force = True  # what is released is replaced
        require_writable(root, api.coursedir.db_url)
        require_exchange(api)
        require(api.generate_assignment(assignment, force=True), "generate_assignment")
        require(api.release_assignment(assignment), "release_assignment")


def collect(root: Path, assignment: str, tell: Tell = silent) -> list[str]:
    """Collect what was submitted, newer submissions included; the students there are now."""
    with course_lock(root, f"collect {assignment}", tell):
        api = open_course(root)
        require_exchange(api)
        require(api.collect(assignment, update=True), "collect")
        return students(root, assignment)


def require_exchange(api: Any) -> None:
    """Raise CourseError where the exchange is a folder that cannot be written."""
    from nbgrader.exchange import ExchangeFactory
    from nbgrader.exchange.default import Exchange

    is_folder = issubclass(ExchangeFactory(config=api.config).collect, Exchange)
    place = Exchange(coursedir=api.coursedir, config=api.config).root
    if is_folder and not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        raise CourseError(
            f"The exchange {place} is not there, or cannot be written.\n"
            f"Make it once, mkdir -p {place} && chmod a+rwx {place}, or name another folder in\n"
            "nbgrader_config.py: c.Exchange.root = '/srv/exchange'"
        )
