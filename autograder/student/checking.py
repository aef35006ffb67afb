"""Checks a student's folder in a process of its own, which is ended when it hangs.

This half starts in milliseconds: it imports no NumPy, and needs nothing that Windows lacks.
"""

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from autograder.submissions.files import KEY_FILE, UserError

# What a call or a statement gets beyond its limit, at which the process interrupts it itself.
GRACE = 1.0
# While NumPy and pandas are imported there is no garbage, and looking for it takes a tenth longer.
START = [
    "-P", "-c",
    "import gc; gc.set_threshold(100_000); from autograder.student.child import main; main()",
]  # fmt: skip
START_SECONDS = 120.0
# By the clock on the wall, so that what hangs ends in this time on a busy machine too. Honest calls
# take a thousandth of it.
SECONDS = 10.0
# Each process that ends leaves out what it was at; so many do, then the check gives up.
MAX_PROCESSES = 12

# Called with the exercise that is tried, or the file that is run, and the limit in seconds.
Progress = Callable[[str, float], None]


def assignments_below(folder: Path) -> list[str]:
    """The names of the folders in this one that hold an assignment."""
    return sorted(path.parent.name for path in folder.glob(f"*/{KEY_FILE}"))


@dataclass(frozen=True)
class Job:
    """What to check, in a folder, and for a screen of which width.

    A call may take so many `seconds`. With `case`, one case of the only exercise is shown instead;
    0 is the first that fails. `live` says that the screen is that of `watch`. `ended` are exercises
    and statements that ended an earlier process, or were the reason to end it: which, the status
    that they get, and why.
    """

    folder: str
    exercises: tuple[str, ...] = ()
    width: int = 100
    full: bool = False
    live: bool = False
    case: int | None = None
    seconds: float = SECONDS
    ended: Sequence[tuple[Any, str, str]] = ()


class CheckFault(UserError, RuntimeError):  # noqa: N818  # the word of the design
    """A fault of ours while checking; the message says what is known."""

    code = 3


class Cancelled(Exception):  # noqa: N818  # not an error
    """The check was given up for another one."""


class Checker:
    """Does jobs, one for each call of `check`; `warm` has the next process get ready."""

    def __init__(self) -> None:
        self._ahead: _Process | None = None
        self._running: _Process | None = None
        self._is_cancelled = False

    def warm(self, folder: Path) -> None:
        """Start the next check's process ahead, and have it import what a folder's work imports."""
        self._ahead = self._ahead or _Process(str(folder.resolve()))

    def cancel(self) -> None:
        """Have the `check` that runs in another thread raise Cancelled."""
        self._is_cancelled = True
        if running := self._running:
            running.process.kill()

    def check(self, job: Job, progress: Progress = lambda name, seconds: None) -> dict[str, Any]:
        """What `child` says of the folder. Raises CheckFault, and leaves no process behind."""
        self._is_cancelled = False
        for _ in range(MAX_PROCESSES):
            process = self._running = self._ahead or _Process()
            self._ahead = None
            try:
                if (done := process.run(job, progress)) is not None:
                    return done
                if self._is_cancelled:
                    raise Cancelled
                job = replace(job, ended=[*job.ended, process.ending()])
            finally:
                self._running = None
                process.end()
        raise CheckFault("The check ended without a result, again and again.")

    def close(self) -> None:
        """End a process that is ready."""
        if self._ahead is not None:
            self._ahead.end()
            self._ahead = None


class _Process:
    """One process that can do one job."""

    def __init__(self, *ahead: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and code
            [sys.executable, *START, *ahead],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
        self.events: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.at: Any = None
        self.seconds, self.is_late = START_SECONDS, False

    def _read(self) -> None:
        """Pass on events, and None at the end; reading has no time limit on every system."""
        for line in self.process.stdout or ():
            with contextlib.suppress(ValueError):  # half a line of a process that was ended
                self.events.put(json.loads(line))
        self.events.put(None)

    def run(self, job: Job, progress: Progress) -> dict[str, Any] | None:
        """What came of a job; None where the process ended, or must be ended."""
        with contextlib.suppress(OSError):  # it has ended already
            print(json.dumps(asdict(job)), file=self.process.stdin, flush=True)
        while True:
            try:
                event = self.events.get(timeout=self.seconds + GRACE)
            except queue.Empty:
                self.is_late = True
                return None
            if event is None or event.pop("event") == "done":
                return event
            self.at, self.seconds = event["what"], event["seconds"]
            progress(self.at if isinstance(self.at, str) else f"the {self.at[0]}", self.seconds)

    def ending(self) -> tuple[Any, str, str]:
        """What the process was at when it ended, and how it did. Raises CheckFault if nothing."""
        if self.at is None:
            errors = self.process.stderr.read() if self.process.stderr else ""
            lines = errors.strip().splitlines()
            raise CheckFault(f"The check does not start: {lines[-1] if lines else 'no reason'}.")
        if self.is_late:
            return self.at, "timeout", f"did not finish within {self.seconds:g} s"
        return self.at, "crashed", ""

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):  # what it never read
                stream.close()  # type: ignore[union-attr]
