"""One exercise tried on some cases through a caller: what its calls come to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from typing import Protocol

from autograder.judging.explain import Explanation, Observation, observe
from autograder.judging.recorded import LARGE, Recorded
from autograder.key import Key, KeyCase, KeyExercise
from autograder.reports.report import VerdictStatus
from autograder.values import Unsupported, describe, size
from autograder.values.compare import Difference, step_differences
from autograder.values.outcome import Outcome, Problem
from autograder.worker.request import Answer, Request

__all__ = ["UNWRITTEN", "Attempts", "Caller", "Cases", "Trial"]

# A request is the same for every submission: it is made once for each case, and its bytes too.
MAX_REQUESTS = 2000
# After one of these, the other cases of the exercise would only cost more time.
FATAL = ("timeout", "memory", "crashed", "missing", "not_attempted")
# After one of these, there was no function of the student's.
UNWRITTEN = ("missing", "not_attempted")
# Kinds of differences that no wrong number makes.
FORM = ("type", "structure", "length", "columns", "shape")
# With their numbers in the exercise, from 1.
Cases = Sequence[tuple[int, KeyCase]]


class Caller(Protocol):
    """Where a submission's functions live: a worker, or the notebook that `check` runs in."""

    def sources(self, exercise: str) -> Sequence[str]:
        """The places that implement the exercise, the one that counts first."""

    def obstacle(self, exercise: str) -> Outcome | None:
        """What kept the code that defines the exercise from running, if anything did."""

    def similar(self, exercise: str) -> str | None:
        """The name of a function that is there and may be meant by the exercise's, if any is."""

    def absent(self, exercise: str) -> str:
        """What a student is told where there is no function for the exercise, nor one like it."""

    def call(
        self, request: Request, source: str, answer: Answer, following: Request | None = None
    ) -> Outcome:
        """The outcome of one call; `following` is the next one, if it is certain after a value."""


@dataclass(frozen=True, eq=False)
class Trial:
    """An exercise tried on some cases: by which implementation, with what in others' places.

    `substitutes` are exercises that the key answers for, `borrowed` those that are taken from the
    submission's other file. `is_unknown` says that the key was asked what it does not know, and
    `varies` that a call came to other values when it was repeated.
    """

    source: str
    substitutes: frozenset[str]
    observations: tuple[Observation, ...]
    problem: Explanation | None = None
    obstacle: Outcome | None = None
    borrowed: frozenset[str] = frozenset()
    is_unknown: bool = False
    varies: bool = False

    @property
    def passed(self) -> bool:
        """Whether every case that was tried passed, and there was one."""
        return bool(self.observations) and all(o.passed for o in self.observations)

    @property
    def unanswered(self) -> bool:
        """Whether no case could be tried, or one failed and the key lacked an answer for it."""
        return not self.observations or (self.is_unknown and not self.passed)

    @property
    def status(self) -> VerdictStatus:
        """How the first case that did not pass ended, or what kept all from being tried."""
        if not self.observations and self.obstacle is None:
            return "missing"
        bad = next((o.outcome.status for o in self.observations if not o.passed), "passed")
        if self.obstacle is not None:
            bad = self.obstacle.status
        known: dict[str, VerdictStatus] = {"value": "failed", "malformed": "crashed"}
        return known.get(bad, bad)  # type: ignore[arg-type]


class Attempts:
    """Tries exercises of a key through a caller."""

    def __init__(self, key: Key, caller: Caller) -> None:
        self.key, self.caller = key, caller

    def attempt(
        self,
        exercise: KeyExercise,
        sources: Sequence[str],
        cases: Cases,
        substitutes: frozenset[str],
        borrowed: frozenset[str] = frozenset(),
        upcoming: Callable[[str], Request | None] = lambda source: None,
    ) -> Trial:
        """The exercise tried by the first source in which it is not an untouched stub.

        `upcoming` gives the request that follows the last one by a source, where that is certain.
        """
        for source in sources:
            start = Trial(source, substitutes, (), borrowed=borrowed)
            trial = self._run(exercise, start, cases, upcoming(source))
            if trial.status != "not_attempted":
                break
        return trial

    def first_request(self, exercise: KeyExercise, *, hidden: bool) -> Request | None:
        """The first request of an exercise whose functions are all the submission's own."""
        first = next((case for case in exercise.cases if case.hidden == hidden), None)
        return None if first is None else _request(exercise, first, frozenset(), frozenset())

    def _run(
        self, exercise: KeyExercise, trial: Trial, cases: Cases, upcoming: Request | None
    ) -> Trial:
        if trial.substitutes:  # the key has no answers for other cases
            cases = [(number, case) for number, case in cases if case.calls]
        later = [case for _, case in cases[1:]]
        observations: list[Observation] = []
        is_unknown = False
        for (number, case), next_case in zip_longest(cases, later):
            if case.expensive and not all(o.passed for o in observations):
                continue
            is_certain = next_case is not None and not next_case.expensive
            following = _request(exercise, next_case, *_in_place(trial)) if is_certain else None
            following = upcoming if next_case is None else following
            request = _request(exercise, case, *_in_place(trial))
            recorded = Recorded(self.key, case)
            outcome = self.caller.call(request, trial.source, recorded.exactly, following)
            if observations or case.hidden:
                outcome = _attempted(outcome)
            observations.append(observe(exercise, number, case, _bounded(outcome, case)))
            is_unknown = is_unknown or recorded.is_unknown
            if outcome.status in FATAL:
                break
        return replace(trial, observations=tuple(observations), is_unknown=is_unknown)

    def varies(self, exercise: KeyExercise, trial: Trial, case: KeyCase) -> bool:
        """Whether a case comes to other values from one call to the next, in the same process."""
        request = _request(exercise, case, *_in_place(trial))
        answer = Recorded(self.key, case).exactly
        first, second = (self.caller.call(request, trial.source, answer) for _ in range(2))
        if first.status != "value" or second.status != "value":
            return False
        return bool(exercise.differences(second.value, first.value, case.tolerance))

    def with_form(
        self, exercise: KeyExercise, trial: Trial, cases: Cases, *, hanging: bool
    ) -> Trial:
        """A trial that passed with substitutes, and what is told by cases that have no answers.

        A long training has none. Only what no wrong value of the exercises that it calls can change
        is held against it: how many entries come back, of which steps, in which shapes, and that it
        ends at all. Otherwise, who gets a cheap exercise wrong would be let off the long cases.
        `hanging` says that a call of one of those exercises had better not be made.
        """
        if not all(o.passed for o in trial.observations):
            return trial
        for number, case in cases:
            if not case.calls:
                trial = self._with_form_of(exercise, trial, number, case, hanging=hanging)
        return trial

    def _with_form_of(
        self, exercise: KeyExercise, trial: Trial, number: int, case: KeyCase, *, hanging: bool
    ) -> Trial:
        """The trial, and what can be held against it where a case is run with what it calls.

        That is first the submission's own functions; and where these do not serve, answers.
        """
        recorded = Recorded(self.key, case)
        own = _request(exercise, case, frozenset(), trial.borrowed)
        answered = _request(exercise, case, *_in_place(trial), alike=True)
        for request in (answered,) if hanging else (own, answered):
            outcome = self.caller.call(request, trial.source, recorded.alike)
            wrong = () if outcome.status != "value" else _wrong_form(exercise, case, outcome)
            if outcome.status == "value" and not wrong:
                return trial
        kept = _attempted(replace(_bounded(outcome, case), changed=()))
        observation = Observation(number, case, kept, wrong)
        return replace(
            trial,
            observations=(*trial.observations, observation),
            is_unknown=trial.is_unknown or recorded.is_unknown,
        )


def _wrong_form(exercise: KeyExercise, case: KeyCase, outcome: Outcome) -> tuple[Difference, ...]:
    """How a value differs from the expected one in what its numbers have no part in."""
    found = exercise.differences(outcome.value, case.expected, case.tolerance)
    steps = step_differences(outcome.value, case.expected, exercise.returns)
    return (*(difference for difference in found if difference.kind in FORM), *steps)


def _in_place(trial: Trial) -> tuple[frozenset[str], frozenset[str]]:
    return trial.substitutes, trial.borrowed


@lru_cache(maxsize=MAX_REQUESTS)
def _request(
    exercise: KeyExercise,
    case: KeyCase,
    substitutes: frozenset[str],
    borrowed: frozenset[str],
    *,
    alike: bool = False,
) -> Request:
    names = tuple(exercise.argument_names(case))
    return Request(
        exercise.name,
        case.args,
        case.keywords,
        names,
        exercise.rules(case),
        case.expensive,
        substitutes,
        borrowed,
        alike,
    )


def _attempted(outcome: Outcome) -> Outcome:
    """The outcome; a stub's exception is one like others where another case came to something."""
    if outcome.status != "not_attempted":
        return outcome
    return replace(outcome, status="exception", problem=Problem("NotImplementedError"))


def _bounded(outcome: Outcome, case: KeyCase) -> Outcome:
    """The outcome, without its value where that is too large to be right or to be kept.

    To compare an array of 60 MB with every known mistake would take minutes.
    """
    found = size(outcome.value)
    if found <= LARGE or found <= 16 * size(case.expected):
        return outcome
    kind = describe(outcome.value).removeprefix("an ").removeprefix("a ")
    return replace(outcome, value=Unsupported(f"{kind[:50]}, too large to compare"))
