"""Checks a student's folder in a process that `checking` starts, watches, and ends if it must.

One line of JSON on stdin says what to do. What comes of it goes to stdout, an event a line; what
the student's code prints goes elsewhere. Nothing is isolated: it is the student's own code on the
student's own machine.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from autograder.judging.reporting import make_report, not_gradable, setup_for
from autograder.key import InvalidKeyError, Key, load
from autograder.reports.report import Report
from autograder.student.checking import KEY_FILE, Job
from autograder.student.files import FromFiles
from autograder.student.screens import screen
from autograder.submissions.folder import SubmissionError, read_submission
from autograder.submissions.libraries import LibraryError, import_all
from autograder.values.outcome import Outcome, Status
from autograder.worker.inside.run import Place

__all__ = ["main"]

Tell = Callable[[Mapping[str, Any]], None]


def main() -> None:
    """Do one job. With an assignment's folder as argument, get ready for it before it is known."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)

    def tell(event: Mapping[str, Any]) -> None:
        events.write(json.dumps(event) + "\n")
        events.flush()

    if sys.argv[1:]:
        _get_ready(Path(sys.argv[1]))
    if line := sys.stdin.readline():
        sys.stdin = io.StringIO()
        tell({"event": "done", **_done(Job(**json.loads(line)), tell)})


def _get_ready(folder: Path) -> None:
    """Import what the work in a folder is about to import."""
    with contextlib.suppress(InvalidKeyError, SubmissionError, OSError):
        key = load(folder / KEY_FILE)
        import_all(setup_for(key).wants(read_submission(folder, key.assignment)) - {"IPython"})


def _done(job: Job, tell: Tell) -> dict[str, Any]:
    """A report as parts of a screen and as JSON; a message where there is none."""
    try:
        key = load(Path(job.folder) / KEY_FILE, job.exercises)
        for name in job.exercises:
            if key.exercise(name) is None:
                return {"message": key.unknown(name)}
        report = _report(key, job, tell)
    except (InvalidKeyError, LibraryError) as error:
        return {"message": str(error)}
    return screen(report, job)


def _report(key: Key, job: Job, tell: Tell) -> Report:
    def watch(what: str | Place, seconds: float) -> None:
        tell({"event": "at", "what": what, "seconds": seconds})

    try:
        submission = read_submission(Path(job.folder), key.assignment)
    except SubmissionError as error:
        return not_gradable(key, job.folder, str(error), ())
    ended = {
        what if isinstance(what, str) else tuple(what): Outcome(
            cast("Status", status), reason=reason
        )
        for what, status, reason in job.ended
    }
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chdir(folder)
        try:
            caller = FromFiles(key, submission, Path(folder), watch, ended)
            caller.load()
            return make_report(key, caller, job.exercises or None)
        finally:
            os.chdir(job.folder)


if __name__ == "__main__":
    main()
