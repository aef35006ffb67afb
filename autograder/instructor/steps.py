"""nbgrader's Python API for a course, and why one of its steps did not succeed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.course.gradebook import CourseError

__all__ = ["Tell", "open_course", "reason_of", "require", "silent"]

Tell = Callable[[str], object]


def silent(_message: str) -> None:
    """Nothing is reported."""


def open_course(root: Path) -> Any:
    """The Python API of nbgrader, which is slow to import, for this course."""
    from autograder.nbgrader.settings import quiet_api

    return quiet_api(root)


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
