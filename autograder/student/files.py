"""Loads a student's files into this process, and calls their functions here.

They are run as grading runs them in a worker, statement by statement, with two differences: nothing
is isolated, and a notebook's cells are run without IPython.
"""

import linecache
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.judging.reporting import setup_for
from autograder.key import Key
from autograder.student.caller import LOAD, InProcess, captured
from autograder.submissions.folder import Submission
from autograder.submissions.libraries import import_all, require
from autograder.values import Code, Value
from autograder.values.outcome import Outcome
from autograder.worker.inside import source as code_of
from autograder.worker.inside.run import Place, Runner
from autograder.worker.inside.time_limit import time_limit
from autograder.worker.loading import START, Loading
from autograder.worker.request import Answer, Request

# Called with what is about to run, the exercise or the statement, and how long it may take.
Watcher = Callable[[str | Place, float], None]
# What ended an earlier process, or had it ended: an exercise or a statement, and how.
Ended = Mapping[str | Place, Outcome]


class FromFiles(InProcess):
    """A caller for a folder's files, loaded in this process as grading loads them in a worker."""

    loaded: Loading
    sandbox: tuple[str, ...] = ()

    def __init__(
        self, key: Key, submission: Submission, folder: Path, seconds: float, watch: Watcher,
        ended: Ended,
    ) -> None:  # fmt: skip
        super().__init__({}, {}, folder, seconds)
        self.key, self.submission, self.watch, self.ended = key, submission, watch, ended
        self.loaded = Loading(submission, setup_for(key))
        for place, outcome in ended.items():
            if not isinstance(place, str):
                self.loaded.drop(place, outcome)

    def load(self) -> None:
        """Run the files. Raises LibraryError where they import what is not here."""
        sys.path.append(str(self.folder))
        limit = LOAD * self.seconds
        runner = Runner(
            self.loaded.message(), _Cells(), self.folder,
            lambda place: self.watch(place, limit), lambda: time_limit(limit),
        )  # fmt: skip
        self.watch(START, limit)
        with captured():
            self.loaded.note(runner.run(), names_only=False)
        self.files = runner.namespaces
        self._require_libraries()

    def _require_libraries(self) -> None:
        """Raise LibraryError if a library of the assignment is not here and may be why code fails.

        One that nothing imports is not looked for: that would take as long as importing it.
        """
        libraries = {
            name for name in self.key.libraries if name in sys.modules or self.loaded.problems
        }
        require(libraries, import_all(libraries), self.key.assignment)

    def call(self, request: Request, source: str, answer: Answer) -> Outcome:
        """The outcome of a call; of an exercise that ended an earlier process, how it did."""
        if ended := self.ended.get(request.exercise):
            return ended
        self.watch(request.exercise, self.seconds_for(request))
        return super().call(request, source, answer)

    def apply(self, code: Code, args: Sequence[Value]) -> Outcome:
        """The outcome of a function of the key; of one that ended an earlier process, how."""
        what = f"property {code.name}"
        if ended := self.ended.get(what):
            return ended
        self.watch(what, self.seconds)
        return super().apply(code, args)


class _Cells:
    """Runs a notebook's cells as plain Python, without IPython: its commands do nothing."""

    def __init__(self) -> None:
        module = ModuleType("__main__")
        self.user_ns = vars(module)
        self.user_ns["display"] = lambda *values, **options: None
        sys.modules["__main__"] = module
        self.count = 0

    def run(self, text: str, watch: Runner) -> tuple[BaseException | None, list[Any]]:
        """Why none of a cell was run, if that is so, and no outputs."""
        self.count += 1
        file = f"<cell {self.count}>"
        linecache.cache[file] = (len(text), None, code_of.python_lines(text), file)
        try:
            statements = code_of.compiled(code_of.parsed(text, file)[0].body, file)
        except code_of.UNCOMPILED as error:
            return error, []
        watch.run_statements(statements)
        return None, []
