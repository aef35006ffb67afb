"""Checks a student's folder in a process that `checking` starts, watches, and ends if it must.

One line of JSON on stdin says what to do. What comes of it goes to stdout, an event a line; what
the student's code prints goes elsewhere. Nothing is isolated: it is the student's own code on the
student's own machine.
"""

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
from autograder.key import InvalidKeyError, Key, PropertyFault, load
from autograder.student.checking import Job
from autograder.student.files import Ended, FromFiles, Watcher
from autograder.student.screens import screen
from autograder.submissions.files import KEY_FILE, SubmissionError, UserError
from autograder.submissions.folder import Submission, read_submission
from autograder.submissions.libraries import import_all
from autograder.values.outcome import Outcome, Status
from autograder.worker.loading import place_of

Tell = Callable[[Mapping[str, Any]], None]


def main() -> None:
    """Do one job. With an assignment's folder as argument, get ready for it before it is known."""
    os.environ["AUTOGRADER_WORKER"] = "1"  # cells that call `check` must not check again
    os.environ["MPLBACKEND"] = "agg"  # no window opens
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    _drop(1)

    def tell(event: Mapping[str, Any]) -> None:
        events.write(json.dumps(event) + "\n")
        events.flush()

    if sys.argv[1:]:
        _get_ready(Path(sys.argv[1]))
    if line := sys.stdin.readline():
        sys.stdin = io.StringIO()
        tell({"event": "done", **_done(Job(**json.loads(line)), tell)})


def _drop(descriptor: int) -> None:
    """Let what is written there, also by a library's C code, go nowhere."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), descriptor)


def _get_ready(folder: Path) -> None:
    """Import what the work in a folder is about to import."""
    with contextlib.suppress(InvalidKeyError, SubmissionError, OSError):
        key = load(folder / KEY_FILE)
        import_all(setup_for(key).wants(read_submission(folder, key.assignment)) - {"IPython"})


def _done(job: Job, tell: Tell) -> dict[str, Any]:
    """A report as parts of a screen and as JSON, or a case's lines; or a message instead."""
    try:
        key = load(Path(job.folder) / KEY_FILE, job.exercises)
        for name in job.exercises:
            key.exercise(name)  # which raises where there is none
        try:
            submission = read_submission(Path(job.folder), key.assignment, ".")
        except SubmissionError as error:
            if job.case is not None:
                return {"message": str(error)}
            return screen(not_gradable(key, job.folder, str(error), ()), job)
        return _tried(job, key, submission, tell)
    except (UserError, PropertyFault) as error:
        return {"message": str(error)}


def _tried(job: Job, key: Key, submission: Submission, tell: Tell) -> dict[str, Any]:
    """The same of files that could be read, which run in an empty folder."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chdir(folder)
        try:
            _drop(2)  # the parent reads it only to say why this process did not start
            place = Path(folder)
            caller = FromFiles(key, submission, place, job.seconds, _watcher(tell), _ended(job))
            caller.load()
            if job.case is None:
                return screen(make_report(key, caller, job.exercises or None), job)
            from autograder.student.show import show  # only where a case is shown

            return {"lines": show(key, caller, job.exercises[0], job.case or None)}
        finally:
            os.chdir(job.folder)


def _watcher(tell: Tell) -> Watcher:
    return lambda what, seconds: tell({"event": "at", "what": what, "seconds": seconds})


def _ended(job: Job) -> Ended:
    """What ended an earlier process, or had it ended, with the outcome that it gets."""
    return {
        what if isinstance(what, str) else place_of(what): Outcome(cast("Status", how), reason=why)
        for what, how, why in job.ended
    }
