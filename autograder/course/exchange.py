"""nbgrader's exchange where it is a folder: whether it is there, and what it holds or got."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.gradebook import CourseError

__all__ = ["Released", "read_released", "require_exchange", "require_released"]


@dataclass(frozen=True)
class Released:
    """Where the pages of feedback lie, and which did not reach the exchange.

    `failed` has a line with the reason for each page that could not be put there; `outside` is the
    number of students whose work did not come through the exchange, so that none is looked for.
    `outdated` are students of whom no page is made before they are graded again; `unmarked` are
    those left out because so many of their answers wait for a person.
    """

    folder: Path
    failed: tuple[str, ...]
    outside: int
    outdated: tuple[str, ...]
    unmarked: dict[str, int]


def read_released(
    folder: Path, log: str, outdated: Iterable[str], unmarked: dict[str, int]
) -> Released:
    """What the log of `ReleaseFeedback` says about the pages in the folder."""
    failed = tuple(re.findall(r"^\[ERROR\] (Not released: .*)", log, re.MULTILINE))
    outside = len(re.findall(r"^\[WARNING\] Not released: ", log, re.MULTILINE))
    return Released(folder, failed, outside, tuple(outdated), unmarked)


def require_exchange(api: Any) -> Path | None:
    """The exchange's folder; None where the course has an exchange of another kind.

    Raises CourseError where nothing can be written in the folder.
    """
    root = _root(api)
    if root is not None and not os.access(root, os.R_OK | os.W_OK | os.X_OK):
        raise CourseError(
            f"The exchange {root} is not there, or cannot be written.\n"
            f"Make it once, mkdir -p {root} && chmod a+rwx {root}, or name another folder in\n"
            "nbgrader_config.py: c.Exchange.root = '/srv/exchange'"
        )
    return root


def require_released(api: Any, assignment: str) -> None:
    """Raise CourseError where the exchange is a folder that does not hold the assignment."""
    root = require_exchange(api)
    if root and not (root / api.coursedir.course_id / "outbound" / assignment).exists():
        raise CourseError(
            f"{assignment} is not in the exchange {root}, so nobody can have submitted it there.\n"
            f"Release it first: autograder release {assignment}"
        )


def _root(api: Any) -> Path | None:
    from nbgrader.exchange import ExchangeFactory
    from nbgrader.exchange.default import Exchange

    kinds = ExchangeFactory(config=api.config)
    if not issubclass(kinds.collect, Exchange):
        return None
    return Path(Exchange(coursedir=api.coursedir, config=api.config).root)
