"""Judges one submission by an answer key: runs cases through a caller and explains what fails.

Public cases of all exercises come first and hidden ones after them, so that nothing a function
learns from a hidden input can reach feedback that shows values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from typing import Protocol

from autograder.compare import Tolerance, differences
from autograder.explain import (
    Explanation,
    Observation,
    counterexample,
    explain,
    explain_missing,
    observe,
)
from autograder.key import Key, KeyCase, KeyExercise
from autograder.outcome import Outcome, Problem
from autograder.report import Report, Verdict, VerdictStatus
from autograder.values import Unsupported, Value, describe, size
from autograder.worker.calling import CallRules
from autograder.worker.request import Answer, Request, Setup
from autograder.worker.session import Session

__all__ = ["Caller", "judge", "not_gradable", "report_session", "setup_for"]

# An argument that the student's code passes on counts as the recorded one within float32 noise.
SAME_ARGUMENT = Tolerance(rtol=1e-5, atol_of_largest=1e-5)
# Bytes of a value that is kept whatever is expected; shapes gone wrong give less.
LARGE = 2**20
# A request is the same for every submission: it is made once for each case, and its bytes too.
MAX_REQUESTS = 2000
# After one of these, the other cases of the exercise would only cost more time.
FATAL = ("timeout", "memory", "crashed", "missing", "not_attempted")
UNWRITTEN = ("missing", "not_attempted")


class Caller(Protocol):
    """Where a submission's functions live: a worker, or the notebook that `check` runs in."""

    def sources(self, exercise: str) -> Sequence[str]:
        """The places that implement the exercise, the one that counts first."""

    def obstacle(self, exercise: str) -> Outcome | None:
        """What kept the code that defines the exercise from running, if anything did."""

    def similar(self, exercise: str) -> str | None:
        """The name of a function that is there and may be meant by the exercise's, if any is."""

    def call(
        self, request: Request, source: str, answer: Answer, following: Request | None = None
    ) -> Outcome:
        """The outcome of one call; `following` is the next one, if it is certain after a value."""


@dataclass(frozen=True, eq=False)
class _Trial:
    """An exercise tried on some cases: by which implementation, with what substituted."""

    source: str
    substitutes: frozenset[str]
    observations: tuple[Observation, ...]
    problem: Explanation | None = None
    obstacle: Outcome | None = None

    @property
    def passed(self) -> bool:
        return bool(self.observations) and all(o.passed for o in self.observations)

    @property
    def unanswered(self) -> bool:
        """Whether the key had no answers for what the student's code passed on, or no case."""
        problems = [o.outcome.problem for o in self.observations]
        return not problems or any(p is not None and p.type == "LookupError" for p in problems)

    @property
    def status(self) -> VerdictStatus:
        if not self.observations and self.obstacle is None:
            return "missing"
        bad = next((o.outcome.status for o in self.observations if not o.passed), "passed")
        if self.obstacle is not None:
            bad = self.obstacle.status
        known: dict[str, VerdictStatus] = {"value": "failed", "malformed": "crashed"}
        return known.get(bad, bad)  # type: ignore[arg-type]


def judge(
    key: Key,
    caller: Caller,
    only: Collection[str] | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> tuple[Verdict, ...]:
    """A verdict for each exercise of the key, in its order, or for those named in `only`.

    `progress` is called with the name of each exercise before it is tried.
    """
    judging = _Judging(key, caller)
    wanted = _with_uses(key, only)
    for exercise in wanted:
        progress(exercise.name)
        judging.try_public(exercise)
    for exercise in wanted:
        judging.try_hidden(exercise)
    return tuple(
        judging.verdict(exercise) for exercise in wanted if only is None or exercise.name in only
    )


def _with_uses(key: Key, only: Collection[str] | None) -> list[KeyExercise]:
    """The named exercises and those that they call, in the key's order."""
    if only is None:
        return list(key.exercises)
    names = set(only).union(*(e.uses for e in key.exercises if e.name in only))
    return [exercise for exercise in key.exercises if exercise.name in names]


class _Judging:
    def __init__(self, key: Key, caller: Caller) -> None:
        self.key, self.caller = key, caller
        self.trials: dict[str, _Trial] = {}

    def failed(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(n for n in names if n in self.trials and not self.trials[n].passed)

    def try_public(self, exercise: KeyExercise) -> None:
        sources = self.caller.sources(exercise.name)
        if not sources:
            self.trials[exercise.name] = self.missing(exercise)
            return
        cases = _numbered(exercise, hidden=False)
        failed = self.failed(exercise.uses)
        hanging = any(
            self.trials[name].status in ("timeout", "crashed", "memory") for name in failed
        )
        trial = self.attempt(exercise, sources, cases, failed if hanging else frozenset())
        if trial.status == "not_attempted" and self.is_elsewhere(exercise.name):
            trial = self.missing(exercise)
        elif failed and not hanging and not trial.passed and trial.status != "not_attempted":
            followed = self.attempt(exercise, [trial.source], cases, failed)
            trial = trial if followed.unanswered else followed
        self.trials[exercise.name] = trial

    def is_elsewhere(self, name: str) -> bool:
        """Whether a stub was attempted after all: in code that could not run, or misspelt."""
        return self.caller.obstacle(name) is not None or self.caller.similar(name) is not None

    def missing(self, exercise: KeyExercise) -> _Trial:
        obstacle = self.caller.obstacle(exercise.name)
        similar = self.caller.similar(exercise.name)
        problem = explain_missing(exercise, self.key.assignment, obstacle, similar)
        return _Trial("", frozenset(), (), problem, obstacle)

    def try_hidden(self, exercise: KeyExercise) -> None:
        trial = self.trials[exercise.name]
        cases = _numbered(exercise, hidden=True)
        if trial.passed and cases:
            hidden = self.attempt(exercise, [trial.source], cases, trial.substitutes)
            failed = self.failed(exercise.uses)
            if not hidden.passed and failed - trial.substitutes:
                hidden = self.attempt(exercise, [trial.source], cases, failed)
                trial = replace(trial, substitutes=failed)
            observations = trial.observations + hidden.observations
            self.trials[exercise.name] = replace(trial, observations=observations)

    def attempt(
        self,
        exercise: KeyExercise,
        sources: Sequence[str],
        cases: Sequence[tuple[int, KeyCase]],
        substitutes: frozenset[str],
    ) -> _Trial:
        """The exercise tried by the first source in which it is not an untouched stub."""
        for source in sources:
            trial = self.run(exercise, source, cases, substitutes)
            if trial.status != "not_attempted":
                break
        return trial

    def run(
        self,
        exercise: KeyExercise,
        source: str,
        cases: Sequence[tuple[int, KeyCase]],
        substitutes: frozenset[str],
    ) -> _Trial:
        observations: list[Observation] = []
        if substitutes:  # the key has no answers for other cases
            cases = [(number, case) for number, case in cases if case.calls]
        later = [case for _, case in cases[1:]]
        for (number, case), next_case in zip_longest(cases, later):
            if case.expensive and not all(o.passed for o in observations):
                continue
            request = _request(exercise, case, substitutes)
            is_certain = next_case is not None and not next_case.expensive
            following = _request(exercise, next_case, substitutes) if is_certain else None
            outcome = self.caller.call(request, source, self.answering(case), following)
            if observations or case.hidden:
                outcome = _attempted(outcome)
            observations.append(observe(exercise, number, case, _bounded(outcome, case)))
            if outcome.status in FATAL:
                break
        return _Trial(source, substitutes, tuple(observations))

    def answering(self, case: KeyCase) -> Answer:
        """Answers from the calls that the reference made in this case."""

        def answer(name: str, args: Value, keywords: Value) -> Value | None:
            exercise = self.key.exercise(name)
            if exercise is None or not isinstance(args, tuple) or not isinstance(keywords, dict):
                return None
            bound = exercise.bind(args, keywords)
            if bound is None or size(bound) > max(LARGE, 16 * sum(map(size, case.args))):
                return None  # to hold large lists against hundreds of calls would take minutes
            for call in case.calls:
                if call.exercise == name and not differences(bound, call.args, SAME_ARGUMENT):
                    return call.result
            return None

        return answer

    def verdict(self, exercise: KeyExercise) -> Verdict:
        trial = self.trials[exercise.name]
        shown = counterexample(trial.observations)
        output = shown.outcome.output if shown else ""
        verdict = Verdict(
            exercise.name, exercise.title, _points(exercise, trial), exercise.points, trial.status,
            has_hints=bool(exercise.hints), output=output[:4000],
        )  # fmt: skip
        if trial.passed:
            return self._passed(verdict, trial)
        if trial.status == "not_attempted":
            return replace(verdict, message="Not attempted yet.", details=("Not attempted yet.",))
        why = trial.problem or explain(exercise, trial.observations)
        doubts = () if why.mistake else self._doubts(exercise, trial)
        details = (*why.details, *doubts)
        return replace(
            verdict, mistake=why.mistake, message=why.message, details=details, cause=why.cause
        )

    def _doubts(self, exercise: KeyExercise, trial: _Trial) -> tuple[str, ...]:
        """What else may be the cause: exercises that this one may call, and that are not right."""
        failed = self.failed(exercise.uses)  # of those not written, the exception itself tells
        names = [n for n in exercise.uses if n in failed and self.trials[n].status not in UNWRITTEN]
        if trial.substitutes or not trial.observations or not names:
            return ()
        verb, them = ("is", "it") if len(names) == 1 else ("are", "them")
        which = f"{_listed(names)} {verb} not right yet."
        return (f"{which} If {exercise.name} calls {them}, that may be all.",)

    def _passed(self, verdict: Verdict, trial: _Trial) -> Verdict:
        if not trial.substitutes:
            return verdict
        verb = "answers" if len(trial.substitutes) == 1 else "answer"
        which = _listed(sorted(trial.substitutes))
        message = f"Right in itself: it passes when {which}, which it calls, {verb} rightly."
        return replace(verdict, follow_through=True, message=message, details=(message,))


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _numbered(exercise: KeyExercise, *, hidden: bool) -> list[tuple[int, KeyCase]]:
    return [(n, case) for n, case in enumerate(exercise.cases, 1) if case.hidden == hidden]


@lru_cache(maxsize=MAX_REQUESTS)
def _request(exercise: KeyExercise, case: KeyCase, substitutes: frozenset[str]) -> Request:
    names = tuple(exercise.argument_names(case))
    rules = CallRules(exercise.changes, exercise.seed)
    return Request(
        exercise.name, case.args, case.keywords, names, rules, case.expensive, substitutes
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


def _points(exercise: KeyExercise, trial: _Trial) -> float:
    if trial.passed:
        return exercise.points
    if not exercise.partial or not exercise.cases:
        return 0.0
    passed = sum(observation.passed for observation in trial.observations)
    return round(exercise.points * passed / len(exercise.cases), 2)


def setup_for(key: Key) -> Setup:
    """What a worker is told about the assignment; no answer is in it."""
    names = tuple(exercise.name for exercise in key.exercises)
    return Setup(
        key.assignment, names, key.files, key.provided, key.libraries, key.mentions,
        any(case.expensive for exercise in key.exercises for case in exercise.cases),
    )  # fmt: skip


def report_session(
    key: Key,
    session: Session,
    only: Collection[str] | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> Report:
    """The report on a submission in a worker; see `judge` for `only` and `progress`."""
    verdicts = judge(key, session, only, progress)
    reason = session.unreadable()
    if reason and all(verdict.status in UNWRITTEN for verdict in verdicts):
        return not_gradable(key, session.submission.name, reason, session.sandbox)
    return Report(
        key.assignment, key.title, session.submission.name, "graded", session.sandbox, verdicts,
        session.remark(), session.loading.cells,
    )  # fmt: skip


def not_gradable(key: Key, submission: str, reason: str, sandbox: tuple[str, ...]) -> Report:
    """The report on a submission that cannot be judged at all, and why."""
    verdicts = tuple(
        Verdict(e.name, e.title, 0.0, e.points, "missing", message=reason, details=(reason,))
        for e in key.exercises
    )
    return Report(key.assignment, key.title, submission, "not_gradable", sandbox, verdicts, reason)
