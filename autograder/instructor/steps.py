"""Release, and what all of nbgrader's steps on a course share: why one did not succeed."""

import contextlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from autograder.building.build import build
from autograder.course.database import CourseError, require_reachable, require_writable
from autograder.course.gradebook import Book, follow_policy, read_book
from autograder.course.key_parts import note_release
from autograder.course.lock import course_lock
from autograder.course.past import note_marks
from autograder.course.standing import Standing, standings

Tell = Callable[[str], object]


def silent(_message: str) -> None:
    """Nothing is reported."""


class Watch(Protocol):
    """Shows the progress of a long command."""

    def begin(self, what: str, total: int | None) -> None:
        """So many steps of a kind follow, or None if that is not known; those before have ended."""

    def step(self) -> None:
        """One of them is done."""


class _SilentWatch:
    def begin(self, what: str, total: int | None) -> None:
        pass

    def step(self) -> None:
        pass


silent_watch = _SilentWatch()


def release(root: Path, assignment: str, tell: Tell = silent, watch: Watch = silent_watch) -> None:
    """Build the assignment, enter it into the gradebook, and put it into the exchange, if any.

    `tell` hears where it lies, and what changed since the last release.
    """
    with course_lock(root, f"release {assignment}", tell):
        watch.begin("releasing", 3)
        api = open_course(root)
        is_exchanged = has_exchange(api)
        require_writable(root, api.coursedir.db_url)
        build(root, assignment)
        watch.step()
        api.config.ExchangeReleaseAssignment.force = True  # what is released is replaced
        require(api.generate_assignment(assignment, force=True), "generate_assignment")
        watch.step()
        for line in follow_policy(api, assignment):
            tell(line)
        if is_exchanged:
            require(api.release_assignment(assignment), "release_assignment")
        else:
            from autograder.nbgrader.exchange import state_course

            folder = root / "assignments" / assignment
            state_course(api.coursedir, folder)
            tell(f"The course has no exchange: upload {folder} to your platform.")
        watch.step()
        tell(note_release(root, assignment))


def watch_copies(api: Any, watch: Watch) -> None:
    """Have the course's own way of collecting tell of each submission that it copies."""
    from nbgrader.exchange import ExchangeFactory

    kind = ExchangeFactory(config=api.config).collect

    class Watched(kind):  # type: ignore[misc, valid-type]
        def do_copy(self, *given: Any, **named: Any) -> None:
            super().do_copy(*given, **named)
            watch.step()

    api.config.ExchangeFactory.collect = Watched


def has_exchange(api: Any) -> bool:
    """Whether the course names an exchange, or nbgrader's usual folder for one is there.

    Raises CourseError where the folder cannot be written.
    """
    from nbgrader.exchange import ExchangeFactory
    from nbgrader.exchange.default import Exchange

    is_folder = issubclass(ExchangeFactory(config=api.config).collect, Exchange)
    place = Exchange(coursedir=api.coursedir, config=api.config).root
    if not is_folder or os.access(place, os.R_OK | os.W_OK | os.X_OK):
        return True
    if "root" not in api.config.Exchange and not Path(place).exists():
        return False
    raise CourseError(
        f"The exchange {place} is not there, or cannot be written.\n"
        f"Make it: mkdir -p {place} && chmod a+rwx {place}\n"
        "Or name another folder in nbgrader_config.py: c.Exchange.root = '/srv/exchange'"
    )


def open_course(root: Path) -> Any:
    """The Python API of nbgrader, which is slow to import, for this course.

    Raises CourseError where its gradebook cannot be reached.
    """
    from autograder.nbgrader.settings import quiet_api

    api = quiet_api(root)
    require_reachable(api.coursedir.db_url)
    return api


def read_standings(api: Any, root: Path, assignment: str) -> tuple[Book, list[Standing]]:
    """What the gradebook has, and how everybody stands; changes by hand are in the trail by now.

    Raises CourseError if the gradebook cannot be read or does not have the assignment.
    """
    book = read_book(api, assignment)
    with contextlib.suppress(OSError):  # the next command adds them
        note_marks(root, assignment, book.rows)
    return book, standings(root, assignment, book)


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
