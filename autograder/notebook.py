"""`check` in a student's notebook: one exercise judged on the public key, in its own process."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.judge import judge
from autograder.key import InvalidKeyError, Key, load
from autograder.outcome import Outcome
from autograder.report import Verdict
from autograder.reports.html import verdict_html, verdict_text
from autograder.values import freeze, thaw
from autograder.worker.calling import call, similar_function
from autograder.worker.request import Answer, Request

__all__ = ["InProcess", "Result", "check"]

KEY_FILE = "key.json"


@dataclass(frozen=True, repr=False)
class Result:
    """What `check` found, shown as HTML in a notebook and as text elsewhere."""

    verdict: Verdict

    @property
    def passed(self) -> bool:
        """Whether the exercise passed."""
        return self.verdict.status == "passed"

    def __repr__(self) -> str:
        return verdict_text(self.verdict)

    def _repr_html_(self) -> str:
        return verdict_html(self.verdict)


def check(function: Callable[..., Any] | str, *, key: str | Path = KEY_FILE) -> Result:
    """The verdict on a function, or on the exercise of this name, by the public key beside it.

    The function is called in this process with copies of the key's inputs. In a notebook, the
    exercises that it calls are looked up there too. Raises ValueError if the key has no such
    exercise, and InvalidKeyError if there is no usable key.
    """
    answer_key = _load_key(Path(key))
    name = function if isinstance(function, str) else getattr(function, "__name__", "")
    if answer_key.exercise(name) is None:
        known = ", ".join(exercise.name for exercise in answer_key.exercises)
        raise ValueError(f"{answer_key.assignment} has no exercise {name!r}; it has {known}.")
    with tempfile.TemporaryDirectory() as folder:
        caller = InProcess(_namespace(function), name, function, Path(folder))
        (verdict,) = judge(answer_key, caller, only=[name])
    return Result(verdict)


def _load_key(path: Path) -> Key:
    if not path.exists():
        raise InvalidKeyError(
            f"There is no {path} in {Path.cwd()}.\n"
            "It comes with the assignment: keep it beside the notebook."
        )
    return load(path)


def _namespace(function: Callable[..., Any] | str) -> dict[str, Any]:
    """Where the exercise and those that it calls live: the function's module or the notebook."""
    found = getattr(function, "__globals__", None)
    main = sys.modules["__main__"].__dict__
    return found if isinstance(found, dict) else main


class InProcess:
    """A caller for functions of this process; names it substitutes are put back afterwards."""

    def __init__(
        self, namespace: dict[str, Any], name: str, function: Callable[..., Any] | str, folder: Path
    ) -> None:
        self.namespace, self.folder = namespace, folder
        self.own: Mapping[str, Any] = {} if isinstance(function, str) else {name: function}

    def sources(self, exercise: str) -> Sequence[str]:
        """One place, this process, if the exercise is there."""
        return ["notebook"] if callable(self._find(exercise)) else []

    def obstacle(self, exercise: str) -> Outcome | None:
        """None: there was nothing to load."""
        return None

    def similar(self, exercise: str) -> str | None:
        """The name of a function of this process that may be meant by the exercise's."""
        return similar_function(exercise, self.namespace, [exercise])

    def call(
        self, request: Request, source: str, answer: Answer, following: Request | None = None
    ) -> Outcome:
        """The outcome of a call in this process."""
        function = self._find(request.exercise)
        originals = {n: self.namespace[n] for n in request.substitutes if n in self.namespace}
        for name in request.substitutes:
            self.namespace[name] = self._asking(name, answer)
        try:
            return call(
                function, request.args, request.keywords, request.names, self.folder, request.rules
            )
        finally:
            for name in request.substitutes - set(originals):
                self.namespace.pop(name, None)
            self.namespace.update(originals)

    def _find(self, exercise: str) -> Any:
        return self.own.get(exercise, self.namespace.get(exercise))

    def _asking(self, name: str, answer: Answer) -> Callable[..., Any]:
        def ask(*args: Any, **keywords: Any) -> Any:
            value = answer(name, freeze(args), freeze(keywords))
            if value is None:
                raise LookupError(f"{name} is called with arguments that the key has no answer for")
            return thaw(value, self.folder)

        return ask
