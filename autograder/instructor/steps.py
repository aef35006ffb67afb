"""Release, and what all of nbgrader's steps on a course share: why one did not succeed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.building.build import build
from autograder.course.database import require_reachable
from autograder.course.gradebook import CourseError, follow_policy, require_writable
from autograder.course.lock import course_lock

__all__ = [
    "Tell", "open_course", "reason_of", "release", "require", "require_exchange", "silent",
]  # fmt: skip

Tell = Callable[[str], object]


def silent(_message: str) -> None:
    """Nothing is reported."""


def release(root: Path, assignment: str, tell: Tell = silent) -> None:
    """Build the assignment, enter it into the gradebook, and put it into the exchange."""
    with course_lock(root, f"release {assignment}", tell):
        api = open_course(root)
        build(root, assignment)
        api.config.ExchangeReleaseAssignment.force = True  # what is released is replaced
        require_writable(root, api.coursedir.db_url)
        require_exchange(api)
        require(api.generate_assignment(assignment, force=True), "generate_assignment")
        for line in follow_policy(api, assignment):
            tell(line)
        require(api.release_assignment(assignment), "release_assignment")


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


def open_course(root: Path) -> Any:
    """The Python API of nbgrader, which is slow to import, for this course.

    Raises CourseError where its gradebook cannot be reached.
    """
    from autograder.nbgrader.settings import quiet_api

    api = quiet_api(root)
    require_reachable(api.coursedir.db_url)
    return api


def require(result: dict[str, Any], step: str) -> None:
    """Raise CourseError, with the reason, if a step failed."""
    if not result["success"]:
        raise CourseError(f"nbgrader's {step} did not succeed: {reason_of(result)}")


def reason_of(result: dict[str, Any]) -> str:
    """The line of nbgrader's log, or of its error, that says why a step failed."""
    for part in ("log", "error"):
        if lines := [line for line in str(result.get(part) or "").splitlines() if line.strip()]:
            errors = [
                line for line in lines if re.match(r"\s*[\w.]*(Error|Exception|Entry)\b", line)
            ]
            return (errors or lines)[-1].strip()[:500]
    return "it gives no reason"
