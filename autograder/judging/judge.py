"""Judges one submission by an answer key: runs cases through a caller and explains what fails.

Public cases of all exercises come first and hidden ones after them, so that nothing a function
learns from a hidden input can reach feedback that shows values.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from autograder.judging.explain import Explanation, explain, explain_missing, unexplained
from autograder.judging.fingerprint import fingerprint
from autograder.judging.losses import curve, losses
from autograder.judging.trial import (
    UNWRITTEN,
    Attempts,
    Caller,
    Names,
    Observation,
    Trial,
    counterexample,
)
from autograder.key import Key, KeyExercise
from autograder.reports.report import Verdict
from autograder.values.outcome import TEXT_CELL, Outcome

# A function that ends so is not called by other exercises: each call would cost a time limit.
ENDS = ("timeout", "crashed", "memory")
MAX_OUTPUT = 4000


def judge(key: Key, caller: Caller, only: Collection[str] | None = None) -> tuple[Verdict, ...]:
    """A verdict for each exercise of the key, in its order, or for those named in `only`."""
    judging = _Judging(key, caller)
    wanted = _with_uses(key, only)
    for exercise in wanted:
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
        self.caller, self.attempts = caller, Attempts(key, caller)
        self.trials: dict[str, Trial] = {}

    def try_public(self, exercise: KeyExercise) -> None:
        """Run the public cases; see whether unexplained wrong values change from call to call."""
        name, sources = exercise.name, self.caller.loaded.sources(exercise.name)
        if not sources:
            self.trials[name] = Trial(obstacle=self.obstacle(exercise))
            return
        failed = self.failed(exercise.uses)
        hang = any(self.trials[other].status in ENDS for other in failed)
        trial = self.followed(exercise, sources, failed if hang else frozenset(), hidden=False)
        is_elsewhere = self.caller.loaded.obstacle(name) or self.caller.loaded.similar(name)
        if trial.status == "not_attempted" and is_elsewhere:
            trial = Trial(obstacle=self.caller.loaded.obstacle(name))
        if doubtful := unexplained(exercise, trial.observations):
            trial = replace(trial, varies=self.attempts.varies(exercise, trial, doubtful))
        self.trials[name] = trial

    def obstacle(self, exercise: KeyExercise) -> Outcome | None:
        """What kept an exercise from being there; of a variable, that no line gives it a value."""
        loaded, name = self.caller.loaded, exercise.name
        found = loaded.obstacle(name)
        if found is None and exercise.kind == "variable":
            found = Outcome("not_attempted")
        return None if _is_stub(found) and loaded.similar(name) else found

    def try_hidden(self, exercise: KeyExercise) -> None:
        """Run the hidden cases of an exercise whose public ones passed."""
        trial = self.trials[exercise.name]
        if trial.passed and any(case.hidden for case in exercise.cases):
            hidden = self.followed(exercise, [trial.source], trial.substitutes, hidden=True)
            observations = trial.observations + hidden.observations
            self.trials[exercise.name] = replace(hidden, observations=observations)

    def followed(
        self, exercise: KeyExercise, sources: Sequence[str], substitutes: Names, *, hidden: bool
    ) -> Trial:
        """The trial or, if it failed, one in which the key stands in for exercises that failed too.

        If the key was asked for an answer that it does not have, a second failure does not count.
        """
        trial = self.attempts.attempt(exercise, sources, substitutes, hidden=hidden)
        failed = self.failed(exercise.uses)
        if trial.passed or trial.status == "not_attempted" or failed <= substitutes:
            return trial
        again = self.attempts.attempt(exercise, [trial.source], failed, hidden=hidden)
        return again if again.passed or not again.is_unknown else trial

    def failed(self, names: Iterable[str]) -> Names:
        return frozenset(n for n in names if n in self.trials and not self.trials[n].passed)

    def verdict(self, exercise: KeyExercise) -> Verdict:
        trial = self.trials[exercise.name]
        why = self.why(exercise, trial)
        shown = counterexample(trial.observations)
        file, line = self.place(shown.outcome if shown else trial.obstacle)
        return Verdict(
            exercise.name, exercise.title, _points(exercise, trial), exercise.points, trial.status,
            why.mistake, why.message, why.details,
            follow_through=trial.passed and bool(trial.substitutes),
            has_hints=bool(exercise.hints), cause=why.cause,
            output=shown.outcome.output[:MAX_OUTPUT] if shown else "",
            case=shown.number if shown else None, file=file, line=line,
            picture=losses(shown) if shown and _is_compared(shown, trial) else None,
            seconds=self.attempts.seconds.get(exercise.name),
            fingerprint="varies" if trial.varies else fingerprint(trial.observations),
            curve=curve([o for o in trial.observations if _is_compared(o, trial)]),
        )  # fmt: skip

    def place(self, outcome: Outcome | None) -> tuple[str, int]:
        """The file and line of the student's code that failed; a cell is in the notebook."""
        problem = outcome.problem if outcome else None
        if problem is None or not problem.file:
            return "", 0
        is_file = problem.file.endswith((".py", ".ipynb")) and "ipykernel" not in problem.file
        name = PurePath(problem.file).name if is_file else f"{self.attempts.key.assignment}.ipynb"
        return name, problem.line

    def why(self, exercise: KeyExercise, trial: Trial) -> Explanation:
        """The feedback on an exercise."""
        if trial.passed:
            line = _when_passed(exercise, trial)
            return Explanation(None, line, (line,) if line else ())
        if _is_stub(trial.obstacle) or (trial.observations and trial.status == "not_attempted"):
            return Explanation(None, "Not attempted yet.", ("Not attempted yet.",))
        if not trial.observations:
            loaded, name = self.caller.loaded, exercise.name
            absent = loaded.absent(name, exercise.kind)
            return explain_missing(exercise, absent, trial.obstacle, loaded.similar(name))
        why = explain(exercise, trial.observations, varies=trial.varies)
        doubts = () if why.mistake else self.doubts(exercise, trial)
        return replace(why, details=(*why.details, *doubts))

    def doubts(self, exercise: KeyExercise, trial: Trial) -> tuple[str, ...]:
        """A line that names wrong exercises that this one calls, where they may be the cause."""
        failed = self.failed(exercise.uses)  # the exception itself names one that is not written
        names = [n for n in exercise.uses if n in failed and self.trials[n].status not in UNWRITTEN]
        if not names or (trial.substitutes and not trial.is_unknown):
            return ()
        verb = _verb(names)
        return (f"{_listed(names)} {verb} still wrong, which may be the only problem here.",)


def _is_stub(obstacle: Outcome | None) -> bool:
    """Whether what keeps an exercise from being there is that it is not written yet."""
    problem = obstacle.problem if obstacle else None
    is_open = obstacle is not None and obstacle.status == "not_attempted"
    return is_open and (problem is None or problem.type != TEXT_CELL)


def _when_passed(exercise: KeyExercise, trial: Trial) -> str:
    """What there is to say of an exercise that passed."""
    if all(o.case.form_only for o in trial.observations):
        return (
            f"{exercise.name} has the right type and shape. "
            "These points depend on its value, which only final grading compares."
        )
    names = sorted(trial.substitutes)
    return f"Correct: it passes once {_listed(names)} {_verb(names)} fixed." if names else ""


def _is_compared(observation: Observation, trial: Trial) -> bool:
    """Whether the numbers of a result count, and not its form alone."""
    return bool(observation.case.calls) or not trial.substitutes


def _verb(names: Sequence[str]) -> str:
    return "are" if names[1:] else "is"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if quoted[1:] else quoted)


def _points(exercise: KeyExercise, trial: Trial) -> float:
    if trial.passed or not exercise.partial:
        return exercise.points if trial.passed else 0.0
    passed = sum(observation.passed for observation in trial.observations)
    return round(exercise.points * passed / len(exercise.cases), 2)
