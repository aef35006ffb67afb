"""From what was observed to what a student reads: differences and mistakes become feedback.

Feedback on public cases shows values, exceptions and lines. Feedback on hidden cases is a fixed
category or a named mistake: a student's code could carry hidden inputs in anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograder.compare import Difference
from autograder.failures import failure, obstruction
from autograder.key import KeyCase, KeyExercise
from autograder.outcome import Outcome
from autograder.relations import Pair, relation
from autograder.sentences import sentence, subject
from autograder.values import TextFile, Value, describe

__all__ = [
    "Explanation",
    "Observation",
    "counterexample",
    "explain",
    "explain_missing",
    "observe",
]

MAX_LINE = 1000


@dataclass(frozen=True, eq=False)
class Observation:
    """One case, what the call came to, and how that differs from what was expected."""

    number: int
    case: KeyCase
    outcome: Outcome
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether the case gave the expected value and left its arguments alone."""
        return self.outcome.status == "value" and not self.differences and not self.outcome.changed

    @property
    def size(self) -> int:
        """The number of elements of all arguments, to find the smallest counterexample."""
        return sum(arg.size for arg in self.case.args if isinstance(arg, np.ndarray))


@dataclass(frozen=True)
class Explanation:
    """The named mistake, if one alone explains every case; the message; what was observed.

    `cause` is what kept the code that defines the exercise from running.
    """

    mistake: str | None
    message: str
    details: tuple[str, ...]
    cause: str = ""


def observe(exercise: KeyExercise, number: int, case: KeyCase, outcome: Outcome) -> Observation:
    """The outcome of a case, held against what the key expects."""
    found = (
        _differences(exercise, case, outcome, case.expected) if outcome.status == "value" else []
    )
    return Observation(number, case, outcome, tuple(found))


def _differences(
    exercise: KeyExercise, case: KeyCase, outcome: Outcome, expected: Value
) -> list[Difference]:
    return exercise.differences(outcome.value, expected, case.tolerance)


def explain(exercise: KeyExercise, observations: Sequence[Observation]) -> Explanation:
    """Feedback for observations of which at least one did not pass."""
    why = _explain(exercise, observations)
    return Explanation(why.mistake, _storable(why.message), tuple(map(_storable, why.details)))


def _storable(line: str) -> str:
    """A line that any file can hold: not too long, without lone surrogates."""
    short = line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} …"
    return short.encode("utf-8", "backslashreplace").decode()


def _explain(exercise: KeyExercise, observations: Sequence[Observation]) -> Explanation:
    mistake = _named_mistake(exercise, observations)
    message = exercise.mistakes.get(mistake or "", "")
    failed = [observation for observation in observations if not observation.passed]
    first = counterexample(observations)
    if first is not None:
        public = [observation for observation in failed if not observation.case.hidden]
        details = _describe_public(exercise, first, public)
        return Explanation(
            mistake, message or " ".join(line.strip() for line in details[1:3]), tuple(details)
        )
    category = _describe_hidden(failed[0])
    return Explanation(mistake, message or category, (category,))


def counterexample(observations: Sequence[Observation]) -> Observation | None:
    """The smallest public case that did not pass, which feedback is about; None if all did."""
    public = [o for o in observations if not o.passed and not o.case.hidden]
    return min(
        public, key=lambda o: (o.outcome.status == "value", o.case.expensive, o.size), default=None
    )


def _named_mistake(exercise: KeyExercise, observations: Sequence[Observation]) -> str | None:
    """The mistake whose outcomes alone agree with every observation, if there is exactly one."""
    matching = [
        name
        for name in exercise.mistakes
        if any(name in observation.case.mistakes for observation in observations)
        and all(_agrees(exercise, observation, name) for observation in observations)
    ]
    return matching[0] if len(matching) == 1 else None


def _agrees(exercise: KeyExercise, observation: Observation, mistake: str) -> bool:
    known = observation.case.mistakes.get(mistake)
    if known is None:
        return observation.passed
    outcome = observation.outcome
    if outcome.status != known.status or outcome.changed != known.changed:
        return False
    if known.problem is not None:
        return outcome.problem is not None and outcome.problem.type == known.problem.type
    return not _differences(exercise, observation.case, outcome, known.value)


# --- public cases -------------------------------------------------------------------------------


def _describe_public(
    exercise: KeyExercise, first: Observation, failed: list[Observation]
) -> list[str]:
    """The arguments of the first counterexample, then sentences about what came back."""
    lines = [_arguments(exercise, first)]
    outcome = first.outcome
    if outcome.status != "value":
        return lines + failure(exercise.name, outcome)
    if first.differences:
        lines += _describe_difference(exercise, first, failed)
    if outcome.changed:
        lines += _describe_change(exercise.name, outcome.changed)
    return lines


def _arguments(exercise: KeyExercise, observation: Observation) -> str:
    case = observation.case
    names, values = exercise.argument_names(case), [*case.args, *case.keywords.values()]
    shown = "  ".join(f"{name} {_brief(value)}" for name, value in zip(names, values, strict=True))
    times = f", called {case.called} times" if case.called > 1 else ""
    return f"case {observation.number}{times}: {shown}"


def _brief(value: Value) -> str:
    if isinstance(value, np.ndarray):
        return str(value.shape)
    if isinstance(value, int | float):
        return f"{value:.4g}"
    if isinstance(value, TextFile):
        return f"{value.name}, open" if value.is_open else value.name
    return describe(value).removeprefix("a ").removeprefix("an ")


def _describe_change(name: str, changed: Sequence[str]) -> list[str]:
    which = "argument" if len(changed) == 1 else "arguments"
    verb = "belongs" if len(changed) == 1 else "belong"
    return [
        f"{name} changes its {which} {' and '.join(changed)}, which {verb} to the caller.",
        "Does it work in place (x -= …, x[…] = …) where a new array is wanted?",
    ]


def _describe_difference(
    exercise: KeyExercise, first: Observation, failed: list[Observation]
) -> list[str]:
    if swapped := _swapped(exercise, first):
        return [swapped]
    difference = _most_telling(first.differences)
    name = subject(exercise, difference)
    pairs = [_pair(exercise, observation, difference.where) for observation in failed]
    comparable = difference.kind in ("value", "shape") and difference.step is None
    related = relation(name, [pair for pair in pairs if pair is not None]) if comparable else None
    lines = [related] if related else []
    if not related or difference.kind == "shape":
        lines.append(sentence(exercise, name, difference))
    return lines


def _most_telling(found: Sequence[Difference]) -> Difference:
    """The first difference or, if it is one of numbers, the step at which a history parts."""
    parting = [d for d in found if d.step is not None and d.kind == found[0].kind]
    return parting[0] if parting else found[0]


def _pair(exercise: KeyExercise, observation: Observation, where: str) -> Pair | None:
    match = next((d for d in observation.differences if d.where == where), None)
    if match is None:
        return None
    names = exercise.argument_names(observation.case)
    values = [*observation.case.args, *observation.case.keywords.values()]
    arguments = dict(zip(names, values, strict=True))
    return Pair(observation.number, match.actual, match.expected, arguments)


def _swapped(exercise: KeyExercise, observation: Observation) -> str | None:
    value, expected = observation.outcome.value, observation.case.expected
    if not isinstance(expected, tuple) or len(expected) != 2:
        return None
    if not isinstance(value, tuple | list) or len(value) != 2:
        return None
    turned = Outcome("value", (value[1], value[0]))
    if _differences(exercise, observation.case, turned, expected):
        return None
    order = f"; the order is {', '.join(exercise.returns)}" if exercise.returns else ""
    return f"The two values come in the wrong order{order}."


# --- hidden cases and missing functions ---------------------------------------------------------


def _describe_hidden(observation: Observation) -> str:
    outcome = observation.outcome
    if outcome.status == "value":
        kind = observation.differences[0].kind if observation.differences else "changed"
        what = {
            "value": "other values than expected",
            "not_finite": "a number that is not finite",
            "changed": "a changed argument",
        }.get(kind, "a result of another form than expected")
    else:
        what = {
            "exception": "an exception",
            "timeout": "no answer in time",
            "memory": "a request for too much memory",
        }.get(outcome.status, "the end of the whole process")
    return f"The public cases pass; a hidden case, with other shapes and numbers, gives {what}."


def explain_missing(
    exercise: KeyExercise, absent: str, obstacle: Outcome | None, similar: str | None
) -> Explanation:
    """Feedback where the submission has no function of the exercise's name, or a stub alone.

    `absent` says so where no more is known; `similar` is another function that may be meant.
    """
    if obstacle is not None:
        cause, *source = obstruction(obstacle)
        line = f"{exercise.name} is never defined: {cause}"
        return Explanation(None, line, (line, *source), cause)
    if similar is not None:
        absent = f"{exercise.name} is not written, but {similar} is: which name is meant?"
    return Explanation(None, absent, (absent,))
