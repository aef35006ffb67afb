"""Calls a student's functions in this process: the notebook's, or those of files loaded here."""

import contextlib
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.judging.trial import Loaded
from autograder.student.checking import SECONDS
from autograder.values import Code, Value, freeze, thaw
from autograder.values.outcome import Outcome
from autograder.worker.inside.calling import applied, call
from autograder.worker.inside.names import is_there, similar_function
from autograder.worker.inside.problem import problem_of
from autograder.worker.inside.time_limit import OutOfTime, time_limit
from autograder.worker.inside.traces import Printed
from autograder.worker.request import Answer, Request

# How many times as long as a call a long training may take, and a statement that loads PyTorch.
EXPENSIVE, LOAD = 6, 3
MAX_PRINTED = 8_000
# PyTorch imports this for the first optimizer that is made, which takes seconds.
OPTIMIZERS = "torch._dynamo"


class Interrupted(KeyboardInterrupt):
    """The student stopped the check; the message says where the call was."""


@contextlib.contextmanager
def captured() -> Iterator[Printed]:
    """What is printed in the block, instead of showing it."""
    printed = Printed(MAX_PRINTED)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield printed


class InProcess:
    """A caller for functions of this process; names it substitutes are put back afterwards.

    `own` are functions that count for their names, whatever the namespace has, and `variables` the
    exercises that need not be callable. `files` are the names of each file, here of a notebook.
    """

    def __init__(
        self, namespace: dict[str, Any], own: Mapping[str, Any], folder: Path,
        seconds: float = SECONDS, variables: Collection[str] = (),
    ) -> None:  # fmt: skip
        self.variables = variables
        self.namespace, self.own, self.folder = namespace, own, folder
        self.files = {"notebook": namespace}
        self.seconds = seconds
        self.loaded: Loaded = self  # what is there, it says itself: there was nothing to load

    def sources(self, exercise: str) -> Sequence[str]:
        """One place, this process, if the exercise is there."""
        names = {**self.namespace, **self.own}
        return ["notebook"] if is_there(names, exercise, self.variables) else []

    def obstacle(self, exercise: str) -> Outcome | None:
        """None: there was nothing to load."""
        return None

    def similar(self, exercise: str) -> str | None:
        """The name of a function of this process that may be meant by the exercise's."""
        return similar_function(exercise, self.namespace, [exercise], self.variables)

    def absent(self, exercise: str, kind: str = "function") -> str:
        """A question, for in a notebook a cell may wait to be run."""
        return f"{exercise} is not defined here. Has its cell been run?"

    def find(self, source: str, exercise: str) -> Any:
        """What the exercise's name stands for in a file, or None."""
        return self.own.get(exercise, self.files[source].get(exercise))

    def seconds_for(self, request: Request) -> float:
        """How long a call may take, by the clock on the wall."""
        late = LOAD if "torch" in sys.modules and OPTIMIZERS not in sys.modules else 1
        return self.seconds * max(late, EXPENSIVE if request.expensive else 1)

    def call(self, request: Request, source: str, answer: Answer) -> Outcome:
        """The outcome of a call in this process, with what it printed.

        Raises Interrupted, with the place where the call was, if it is interrupted.
        """
        function = self.find(source, request.exercise)
        seconds = self.seconds_for(request)
        with contextlib.ExitStack() as stack:
            for namespace in self.files.values():
                stack.enter_context(self._substituted(namespace, request.substitutes, answer))
            printed = stack.enter_context(captured())
            outcome = self._outcome(function, request, source, seconds)
        return replace(outcome, output=printed.getvalue())

    def apply(self, code: Code, args: Sequence[Value]) -> Outcome:
        """The outcome of a function of the key, in this process as well."""
        try:
            with captured(), time_limit(self.seconds):
                return applied(code, args, self.folder)
        except OutOfTime as late:
            return Outcome("timeout", reason=str(late))
        except KeyboardInterrupt:
            raise Interrupted(f"The check was interrupted while {code.name} was running.") from None

    def _outcome(self, function: Any, request: Request, source: str, seconds: float) -> Outcome:
        try:
            with time_limit(seconds):
                return call(
                    function, request.args, request.keywords, request.names, self.folder,
                    request.rules, self.files[source],
                )  # fmt: skip
        except OutOfTime as late:
            return Outcome("timeout", problem=problem_of(late), reason=str(late))
        except KeyboardInterrupt as interrupt:
            raise Interrupted(_interrupted(request.exercise, interrupt)) from None

    @contextlib.contextmanager
    def _substituted(
        self, namespace: dict[str, Any], names: frozenset[str], answer: Answer
    ) -> Iterator[None]:
        """Have the key answer for these exercises in the block."""
        originals = {name: namespace[name] for name in names if name in namespace}
        namespace.update({name: self._asking(name, answer, namespace) for name in names})
        try:
            yield
        finally:
            for name in names - set(originals):
                namespace.pop(name, None)
            namespace.update(originals)

    def _asking(self, name: str, answer: Answer, namespace: dict[str, Any]) -> Callable[..., Any]:
        def ask(*args: Any, **keywords: Any) -> Any:
            value = answer(name, freeze(args), freeze(keywords))
            if value is None:
                raise LookupError(f"{name} is called with arguments that the key has no answer for")
            return thaw(value, self.folder, namespace)

        return ask


def _interrupted(name: str, interrupt: KeyboardInterrupt) -> str:
    """Where the interrupted call of an exercise was."""
    problem = problem_of(interrupt)
    where = f", in line {problem.line} of {problem.function}'s cell" if problem.line else ""
    source = f"\n    {problem.source}" if problem.source else ""
    return f"The check was interrupted while {name} was running{where}.{source}"
