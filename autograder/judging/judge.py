"""Judges one submission by an answer key: runs cases through a caller and explains what fails.

Public cases of all exercises come first and hidden ones after them, so that nothing a function
learns from a hidden input can reach feedback that shows values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest

from autograder.judging.explain import counterexample, explain, explain_missing, unexplained
from autograder.judging.trial import UNWRITTEN, Attempts, Caller, Cases, Trial
from autograder.key import Key, KeyExercise
from autograder.reports.report import Verdict
from autograder.worker.request import Request

__all__ = ["judge"]

# How a call ends that another exercise had better not make.
ENDS = ("timeout", "crashed", "memory")


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
    for exercise, following in zip_longest(wanted, wanted[1:]):
        progress(exercise.name)
        judging.try_public(exercise, following)
    for exercise in wanted:
        judging.try_again(exercise)
    passed = [exercise for exercise in wanted if judging.trials[exercise.name].passed]
    for exercise, following in zip_longest(passed, passed[1:]):
        judging.try_hidden(exercise, following)
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
        self.attempts = Attempts(key, caller)
        self.trials: dict[str, Trial] = {}

    def failed(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(n for n in names if n in self.trials and not self.trials[n].passed)

    def hanging(self, failed: Iterable[str]) -> bool:
        """Whether a call of one of these exercises would end, or hang, its process."""
        return any(self.trials[name].status in ENDS for name in failed)

    def try_public(self, exercise: KeyExercise, following: KeyExercise | None) -> None:
        sources = self.caller.sources(exercise.name)
        if not sources:
            self.trials[exercise.name] = self.missing(exercise)
            return
        cases = _numbered(exercise, hidden=False)
        failed = self.failed(exercise.uses)
        hanging = self.hanging(failed)
        upcoming = partial(self.next_public, exercise, following)
        substitutes = failed if hanging else frozenset()
        trial = self.attempts.attempt(exercise, sources, cases, substitutes, upcoming=upcoming)
        trial = self.with_others(exercise, trial, cases)
        if trial.status == "not_attempted":
            trial = self.missing(exercise) if self.is_elsewhere(exercise.name) else trial
        elif hanging:
            trial = self.attempts.with_form(exercise, trial, cases, hanging=True)
        elif failed and not trial.passed:
            trial = self.followed(exercise, trial, cases, failed)
        self.trials[exercise.name] = trial

    def try_again(self, exercise: KeyExercise) -> None:
        """Note whether wrong values that nothing explains are others at each call."""
        trial = self.trials[exercise.name]
        doubtful = unexplained(exercise, trial.observations)
        if doubtful is not None and self.attempts.varies(exercise, trial, doubtful.case):
            self.trials[exercise.name] = replace(trial, varies=True)

    def next_public(
        self, exercise: KeyExercise, following: KeyExercise | None, source: str
    ) -> Request | None:
        """What comes after an exercise's last request, however that ends; None if it is unsure."""
        if following is None or source not in self.caller.sources(following.name)[:1]:
            return None
        may_be_repeated = self.failed(exercise.uses) or self.right_elsewhere(exercise, source)
        if may_be_repeated or self.hanging(self.failed(following.uses)):
            return None
        return self.attempts.first_request(following, hidden=False)

    def next_hidden(
        self, exercise: KeyExercise, following: KeyExercise | None, source: str
    ) -> Request | None:
        """The same among hidden cases."""
        if following is None or self.failed(exercise.uses):
            return None
        trial = self.trials[following.name]
        if trial.source != source or trial.substitutes or trial.borrowed:
            return None
        return self.attempts.first_request(following, hidden=True)

    def with_others(self, exercise: KeyExercise, trial: Trial, cases: Cases) -> Trial:
        """The trial or, if it failed, one with what is right in the submission's other file."""
        borrowed = self.right_elsewhere(exercise, trial.source)
        if not borrowed or trial.passed or trial.status == "not_attempted":
            return trial
        return self.attempts.attempt(exercise, [trial.source], cases, trial.substitutes, borrowed)

    def followed(
        self, exercise: KeyExercise, trial: Trial, cases: Cases, failed: frozenset[str]
    ) -> Trial:
        """The trial with the failed exercises answered for, or as it was where they cannot be."""
        source, borrowed = trial.source, trial.borrowed
        followed = self.attempts.attempt(exercise, [source], cases, failed, borrowed)
        if followed.passed:
            followed = self.attempts.with_form(exercise, followed, cases, hanging=False)
        return trial if followed.unanswered else followed

    def right_elsewhere(self, exercise: KeyExercise, source: str) -> frozenset[str]:
        """Exercises that this one may call, and that are right in the submission's other file."""
        others = [n for n in exercise.uses if n in self.trials and self.trials[n].passed]
        return frozenset(n for n in others if self.trials[n].source != source)

    def is_elsewhere(self, name: str) -> bool:
        """Whether a stub was attempted after all: in code that could not run, or misspelt."""
        return self.caller.obstacle(name) is not None or self.caller.similar(name) is not None

    def missing(self, exercise: KeyExercise) -> Trial:
        obstacle = self.caller.obstacle(exercise.name)
        similar, absent = self.caller.similar(exercise.name), self.caller.absent(exercise.name)
        problem = explain_missing(exercise, absent, obstacle, similar)
        return Trial("", frozenset(), (), problem, obstacle)

    def try_hidden(self, exercise: KeyExercise, following: KeyExercise | None) -> None:
        trial = self.trials[exercise.name]
        cases = _numbered(exercise, hidden=True)
        if cases:
            substitutes, borrowed = trial.substitutes, trial.borrowed
            upcoming = partial(self.next_hidden, exercise, following)
            hidden = self.attempts.attempt(
                exercise, [trial.source], cases, substitutes, borrowed, upcoming
            )
            failed = self.failed(exercise.uses)
            if not hidden.passed and failed - substitutes:
                hidden = self.attempts.attempt(exercise, [trial.source], cases, failed, borrowed)
                trial = replace(trial, substitutes=failed)
            if trial.substitutes:
                hanging = self.hanging(failed)
                hidden = self.attempts.with_form(exercise, hidden, cases, hanging=hanging)
            observations = trial.observations + hidden.observations
            self.trials[exercise.name] = replace(trial, observations=observations)

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
        if trial.status == "not_attempted" and trial.problem is None:
            return replace(verdict, message="Not attempted yet.", details=("Not attempted yet.",))
        why = trial.problem or explain(exercise, trial.observations, varies=trial.varies)
        doubts = () if why.mistake else self._doubts(exercise, trial)
        details = (*why.details, *doubts)
        return replace(
            verdict, mistake=why.mistake, message=why.message, details=details, cause=why.cause
        )

    def _doubts(self, exercise: KeyExercise, trial: Trial) -> tuple[str, ...]:
        """What else may be the cause: exercises that this one may call, and that are not right."""
        failed = self.failed(exercise.uses)  # of those not written, the exception itself tells
        names = [n for n in exercise.uses if n in failed and self.trials[n].status not in UNWRITTEN]
        is_answered = trial.substitutes and not trial.is_unknown
        if is_answered or not trial.observations or not names:
            return ()
        verb = "is" if len(names) == 1 else "are"
        return (f"{_listed(names)} {verb} still wrong, which may be the only problem here.",)

    def _passed(self, verdict: Verdict, trial: Trial) -> Verdict:
        if not trial.substitutes:
            return verdict
        verb = "is" if len(trial.substitutes) == 1 else "are"
        which = _listed(sorted(trial.substitutes))
        message = f"Correct: it passes once {which} {verb} fixed."
        return replace(verdict, follow_through=True, message=message, details=(message,))


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)


def _numbered(exercise: KeyExercise, *, hidden: bool) -> Cases:
    return [(n, case) for n, case in enumerate(exercise.cases, 1) if case.hidden == hidden]


def _points(exercise: KeyExercise, trial: Trial) -> float:
    if trial.passed:
        return exercise.points
    if not exercise.partial or not exercise.cases:
        return 0.0
    passed = sum(observation.passed for observation in trial.observations)
    return round(exercise.points * passed / len(exercise.cases), 2)
