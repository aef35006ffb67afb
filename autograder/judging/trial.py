"""Runs one exercise on some cases, and compares what its calls came to with the key."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np

from autograder.judging.recorded import Recorded
from autograder.key import Apply, Key, KeyCase, KeyExercise, assess, unable
from autograder.reports.report import VerdictStatus
from autograder.values import Code, Unsupported, Value, describe, size
from autograder.values.compare import FORM_ONLY
from autograder.values.difference import Difference
from autograder.values.outcome import Outcome, Problem
from autograder.worker.request import Answer, Request

# After one of these, running the exercise's other cases would only take more time.
FATAL = ("timeout", "memory", "crashed", "missing", "not_attempted")
# With one of these, the student has not written the function.
UNWRITTEN = ("missing", "not_attempted")
# Kinds of differences that wrong numbers do not cause.
FORM = ("type", "structure", "length", "columns", "shape")
# Kinds of differences in what a value holds.
CONTENTS = ("value", "not_finite", "members")
# A value of up to this many bytes is kept, whatever is expected.
LARGE = 2**20
Names = frozenset[str]


class Loaded(Protocol):
    """What there is to call, and what keeps the rest from being there."""

    def sources(self, exercise: str) -> Sequence[str]:
        """The places that implement the exercise, the one that counts first."""

    def obstacle(self, exercise: str) -> Outcome | None:
        """What kept the code that defines the exercise from running, or None."""

    def similar(self, exercise: str) -> str | None:
        """The name of a function that may be meant for the exercise, or None."""

    def absent(self, exercise: str, kind: str = "function") -> str:
        """What to say where there is nothing for the exercise, a function or another kind."""


class Caller(Protocol):
    """Where a submission's functions live: a worker, or the notebook that `check` runs in."""

    @property
    def loaded(self) -> Loaded:
        """What loading them came to."""

    def call(self, request: Request, source: str, answer: Answer) -> Outcome:
        """The outcome of one call of the implementation in `source`."""

    def apply(self, code: Code, args: Sequence[Value]) -> Outcome:
        """The outcome of a function of the key, which no student's code can reach."""


@dataclass(frozen=True, eq=False)
class Observation:
    """One case, the outcome of its call, and how that differs from what is expected.

    `apply` runs the exercise's properties.
    """

    number: int
    case: KeyCase
    outcome: Outcome
    differences: tuple[Difference, ...]
    apply: Apply = unable

    @property
    def lacking(self) -> frozenset[str]:
        """The properties that do not hold."""
        return frozenset(d.where for d in self.differences if d.kind == "property")

    @property
    def passed(self) -> bool:
        """Whether the case gave what is expected and left its arguments alone."""
        if self.case.raises:
            return self.outcome.raises(self.case.raises)
        return self.outcome.status == "value" and not self.differences and not self.outcome.changed

    @property
    def size(self) -> int:
        """The number of elements of all arguments, to find the smallest counterexample."""
        return sum(arg.size for arg in self.case.args if isinstance(arg, np.ndarray))


def observe(
    exercise: KeyExercise, number: int, case: KeyCase, outcome: Outcome, apply: Apply = unable,
    *, form_only: bool = False,
) -> Observation:  # fmt: skip
    """The outcome of a case, compared with what the key expects.

    With `form_only`, only types, shapes and the steps of a history are compared; where the case has
    no more than a form, nothing that its contents say.
    """
    if outcome.status != "value":
        found = []
    elif case.raises:
        found = [Difference("raises", "", outcome.value, case.raises)]
    elif case.form_only:
        found = exercise.differences(outcome.value, case.expected, FORM_ONLY)
        found = [_of_form(one) for one in found if one.kind not in CONTENTS]
    elif form_only:
        found = exercise.differences(outcome.value, case.expected, FORM_ONLY)
        found = [one for one in found if one.kind in FORM or one.step is not None]
    else:
        found = assess(exercise, case, outcome.value, case.expected, apply)
    return Observation(number, case, outcome, tuple(found), apply)


def _of_form(difference: Difference) -> Difference:
    """The difference from a form, whose numbers stand for any."""
    expected = difference.expected
    if not isinstance(expected, bool | int | float | complex):
        return difference
    return replace(difference, expected=Unsupported(type(expected).__name__))


def counterexample(observations: Sequence[Observation]) -> Observation | None:
    """The smallest public case that did not pass, which feedback is about; None if all did."""
    public = [o for o in observations if not o.passed and not o.case.hidden]
    return min(
        public, key=lambda o: (o.outcome.status == "value", o.case.expensive, o.size), default=None
    )


@dataclass(frozen=True, eq=False)
class Trial:
    """The observations of an exercise's cases, by the implementation in `source`.

    The key stood in for `substitutes`; `is_unknown` says that it lacked an answer. `obstacle` is
    what kept the code from running, where there was nothing to call. `varies` says that a repeated
    call returned another value.
    """

    source: str = ""
    substitutes: Names = frozenset()
    observations: tuple[Observation, ...] = ()
    obstacle: Outcome | None = None
    is_unknown: bool = False
    varies: bool = False

    @property
    def passed(self) -> bool:
        """Whether every case that was tried passed, and there was one."""
        return self.status == "passed"

    @property
    def status(self) -> VerdictStatus:
        """How the first case that failed ended, or what kept the code from running."""
        ended = [o.outcome.status for o in self.observations if not o.passed]
        ended += [self.obstacle.status] if self.obstacle else []
        if not ended:
            return "passed" if self.observations else "missing"
        first = ended[0]
        return "failed" if first == "value" else first


class Attempts:
    """Runs exercises of a key through a caller; `seconds` is what each has taken so far."""

    def __init__(self, key: Key, caller: Caller) -> None:
        self.key, self.caller = key, caller
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def attempt(
        self, exercise: KeyExercise, sources: Sequence[str], substitutes: Names, *, hidden: bool
    ) -> Trial:
        """The hidden or public cases, by the first source in which there is no untouched stub."""
        cases = [(n, case) for n, case in enumerate(exercise.cases, 1) if case.hidden == hidden]
        for source in sources:
            trial = self._run(exercise, Trial(source, substitutes), cases)
            if trial.status != "not_attempted":
                break
        return trial

    def _run(
        self, exercise: KeyExercise, trial: Trial, cases: Sequence[tuple[int, KeyCase]]
    ) -> Trial:
        """The trial with the observations of these cases.

        The key has no answers for long cases. Where it stands in for an exercise, they are run
        with any answers of the right form, and only the form of the result is compared. Without
        that, a student could break a cheap exercise to hide a training that gives up early.
        """
        observations: list[Observation] = []
        is_unknown = False
        for number, case in cases:
            request = request_for(exercise, case, trial.substitutes)
            if (case.expensive or request.alike) and not all(o.passed for o in observations):
                continue
            recorded = Recorded(self.key, case)
            start = time.perf_counter()
            outcome = self.caller.call(request, trial.source, recorded.answer)
            self.seconds[exercise.name] += time.perf_counter() - start
            if observations or case.hidden:
                outcome = _attempted(outcome)
            outcome = _bounded(outcome, case)
            apply, form_only = self.caller.apply, request.alike
            observed = observe(exercise, number, case, outcome, apply, form_only=form_only)
            observations.append(observed)
            is_unknown = is_unknown or recorded.is_unknown
            if outcome.status in FATAL:
                break
        return replace(trial, observations=tuple(observations), is_unknown=is_unknown)

    def varies(self, exercise: KeyExercise, trial: Trial, observation: Observation) -> bool:
        """Whether the same call returns another value when it is repeated in the same process."""
        case, before = observation.case, observation.outcome
        request = request_for(exercise, case, trial.substitutes)
        again = self.caller.call(request, trial.source, Recorded(self.key, case).answer)
        are_values = before.status == again.status == "value"
        return are_values and bool(exercise.differences(again.value, before.value, case.tolerance))


@lru_cache(1024)  # more than an assignment has: made once for all submissions
def request_for(exercise: KeyExercise, case: KeyCase, substitutes: Names = frozenset()) -> Request:
    """The call of a case; the key stands in for the substitutes."""
    return Request(
        exercise.name, case.args, case.keywords, tuple(exercise.argument_names(case)),
        exercise.rules(case), case.expensive, substitutes,
        alike=bool(substitutes) and not case.calls,
    )  # fmt: skip


def _attempted(outcome: Outcome) -> Outcome:
    """The outcome; after the first case, a stub's exception is an exception like any other."""
    if outcome.status != "not_attempted":
        return outcome
    return replace(outcome, status="exception", problem=Problem("NotImplementedError"))


def _bounded(outcome: Outcome, case: KeyCase) -> Outcome:
    """The outcome, without a value that is too large to be right.

    Comparing an array of 60 MB with every known mistake would take minutes.
    """
    found = size(outcome.value)
    if found <= LARGE or found <= 16 * size(case.expected):
        return outcome
    kind = describe(outcome.value).removeprefix("an ").removeprefix("a ")
    return replace(outcome, value=Unsupported(f"{kind[:50]}, too large to compare"))
