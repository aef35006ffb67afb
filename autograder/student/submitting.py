"""Hands a folder in through nbgrader's exchange, or says which files to upload."""

import contextlib
import io
import logging
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from autograder.reports.text import local
from autograder.student.remaining import Remaining, course_and_deadline, remaining
from autograder.submissions.files import SubmissionError, UserError
from autograder.submissions.folder import find_notebook, read_submission


class SubmitError(UserError, RuntimeError):
    """Nothing was handed in; the message says why and what to do."""

    code = 1


def hand_in(folder: Path, assignment: str) -> str | None:
    """The student's name at nbgrader's exchange, which has a copy of the folder now.

    None where this computer has no exchange for the course. Raises SubmitError where there is
    nothing to hand in, or nbgrader refuses it.
    """
    try:
        read_submission(folder, assignment)
    except SubmissionError as error:
        raise SubmitError(f"Nothing was handed in. {error}") from error
    try:
        import nbgrader  # noqa: F401  # which a student's installation need not have
    except ImportError:
        return None
    log, text = logging.Logger("nbgrader", logging.ERROR), io.StringIO()
    log.addHandler(logging.StreamHandler(text))
    try:
        config = _configuration(folder.parent)
        return _submit(folder, assignment, config, log) if _has_exchange(config, folder) else None
    except (Exception, SystemExit) as error:  # a configuration, and an exchange, may raise anything
        reason = (text.getvalue().strip() or f"{type(error).__name__}: {error}").splitlines()[-1]
        upload = "\n".join(to_upload(folder, assignment))
        raise SubmitError(f"nbgrader did not take {assignment}: {reason}\n{upload}") from error


def _configuration(folder: Path) -> Any:
    """The configuration of nbgrader, of this computer and of the folder where it is run."""
    from nbgrader.apps import NbGrader

    app = NbGrader()
    app.log_level = logging.CRITICAL
    app.raise_config_file_errors = True
    with contextlib.chdir(folder):
        app.load_config_file()
    return app.config


def _has_exchange(config: Any, folder: Path) -> bool:
    """Whether an exchange is there and the course is known, which is set where one is not."""
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory
    from nbgrader.exchange.default import Exchange

    if course := course_and_deadline(folder)[0]:
        config.CourseDirectory.course_id = course
    directory = CourseDirectory(config=config)
    is_folder = issubclass(ExchangeFactory(config=config).submit, Exchange)
    place = Exchange(coursedir=directory, config=config).root
    return bool(directory.course_id) and (not is_folder or Path(place).is_dir())


def _submit(folder: Path, assignment: str, config: Any, log: logging.Logger) -> str:
    """Have nbgrader submit a copy, which has the assignment's name whatever the folder's is."""
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory
    from nbgrader.utils import get_username

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        shutil.copytree(folder, Path(place) / assignment)
        config.CourseDirectory.assignment_id = assignment
        config.Exchange.assignment_dir = place
        config.Exchange.path_includes_course = False
        directory = CourseDirectory(config=config)
        ExchangeFactory(config=config).Submit(
            coursedir=directory, authenticator=Authenticator(config=config), config=config, log=log
        ).start()
    named = str(directory.student_id)
    return str(get_username()) if named == "*" else named


def receipt(folder: Path, assignment: str, student: str) -> Iterator[str]:
    """What was handed in, a line each, and what may still be done."""
    now = datetime.now(UTC)
    yield f"{assignment} is handed in, by {student}, {local(now)}:"
    for path in _work(folder, assignment):
        yield f"  {path.name}, {_saved(path)}"
    yield "You can hand in again; the newest counts."
    yield from _reminders(remaining(folder, assignment), now)


def to_upload(folder: Path, assignment: str) -> Iterator[str]:
    """Which files to upload, a line each, and which not."""
    work = _work(folder, assignment)
    files = "this file" if len(work) == 1 else "these files"
    yield f"{assignment} is not handed in yet. Upload {files} to the page of your course:"
    for path in work:
        yield f"  {path}"
        yield f"    {_saved(path)}"
    others = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    if others := [name for name in others if name not in [path.name for path in work]]:
        yield f"Nothing else counts: leave out {', '.join(others)}."
    yield from _reminders(remaining(folder, assignment), datetime.now(UTC))


def _work(folder: Path, assignment: str) -> list[Path]:
    """The files that count, of those there are."""
    notebook, _ = find_notebook(folder, assignment)
    return [path for path in (notebook, folder / f"{assignment}.py") if path.exists()]


def _saved(path: Path) -> str:
    return f"saved {local(datetime.fromtimestamp(path.stat().st_mtime, UTC))}"


def _reminders(rest: Remaining, now: datetime) -> Iterator[str]:
    if to_write := rest.to_write():
        yield f"not written yet: {to_write}, in {rest.notebook}"
    yield from rest.due(now)
