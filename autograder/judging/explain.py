"""From what was observed to what a student reads: differences and mistakes become feedback.

Feedback on public cases shows values, exceptions and lines. Feedback on hidden cases is a fixed
category or a named mistake: a student's code could carry hidden inputs in anything else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.judging.causes import cause
from autograder.judging.counterexample import PublicCases
from autograder.judging.failures import misplaced, obstruction
from autograder.judging.trial import Observation, counterexample
from autograder.judging.words import sentence
from autograder.key import KeyExercise, assess
from autograder.reports.text import storable
from autograder.values.outcome import Outcome

MAX_LINE = 1000
CATEGORIES = {
    "value": "other values than expected",
    "members": "other members of a set than expected",
    "not_finite": "a number that is not finite",
    "changed": "a changed argument",
    "raises": "a value in place of an exception",
    "text": "other text than expected",
    "exception": "an exception",
    "timeout": "no answer in time",
    "memory": "a request for too much memory",
}


@dataclass(frozen=True)
class Explanation:
    """The named mistake, if one alone explains every case; the message; what was observed.

    `cause` is what kept the code that defines the exercise from running.
    """

    mistake: str | None
    message: str
    details: tuple[str, ...]
    cause: str = ""


def explain(
    exercise: KeyExercise, observations: Sequence[Observation], *, varies: bool = False
) -> Explanation:
    """Feedback for observations of which at least one did not pass.

    `varies` says that repeating the `unexplained` call returned another value.
    """
    mistake = _named_mistake(exercise, observations)
    first = counterexample(observations)
    if first is None:
        lines = message = [_describe_hidden(exercise, observations)]
    else:
        public = PublicCases(exercise, [o for o in observations if not o.case.hidden])
        lines, others = public.describe(first, varies=varies, brief=bool(mistake))
        message = [line.strip() for line in (*lines[:2], *others)]
        lines = [public.describe_arguments(first), *lines, *others]
    text = exercise.mistakes[mistake] if mistake else " ".join(message)
    return Explanation(mistake, _short(text), tuple(map(_short, lines)))


def unexplained(exercise: KeyExercise, observations: Sequence[Observation]) -> Observation | None:
    """The public case with other numbers than expected that no mistake and no cause explains."""
    first = counterexample(observations)
    if first is None or not first.differences:
        return None
    if first.differences[0].kind not in ("value", "not_finite"):
        return None
    is_known = _named_mistake(exercise, observations) or cause(exercise, observations)
    return None if is_known else first


def explain_missing(
    exercise: KeyExercise, absent: str, obstacle: Outcome | None, similar: str | None
) -> Explanation:
    """Feedback where the submission has no function of the exercise's name, or a stub alone.

    `absent` is the message if no more is known; `similar` is a function that may be meant.
    """
    if obstacle is not None and (place := misplaced(exercise.name, obstacle.problem)):
        return Explanation(None, place, (place,), place)
    if obstacle is not None:
        why, *source = obstruction(obstacle)
        line = f"{exercise.name} is never defined: {why}"
        return Explanation(None, line, (line, *source), why)
    if similar is not None:
        absent = f"{exercise.name} is not written, but {similar} is: which name is meant?"
    return Explanation(None, absent, (absent,))


def _short(line: str) -> str:
    """A line that any file can hold, and not too long."""
    return storable(line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]} …")


def _named_mistake(exercise: KeyExercise, observations: Sequence[Observation]) -> str | None:
    """The mistake whose outcomes alone agree with every observation, if there is exactly one."""
    matching = [
        name
        for name in exercise.mistakes
        if any(name in observation.case.mistakes for observation in observations)
        and all(_agrees(exercise, observation, name) for observation in observations)
    ]
    is_exact = any(one.compares for one in exercise.properties)
    if is_exact or (exercise.properties and len(matching) > 1):
        matching = [n for n in matching if all(_is_equal(exercise, o, n) for o in observations)]
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
    if lacking := observation.case.lacking.get(mistake):
        return observation.lacking == set(lacking)
    return not exercise.differences(outcome.value, known.value, observation.case.tolerance)


def _is_equal(exercise: KeyExercise, observation: Observation, mistake: str) -> bool:
    """Whether a result is that of a mistake, by the exercise's own comparison if it has one."""
    known = observation.case.mistakes.get(mistake)
    if known is None or known.status != "value":
        return True
    own = replace(exercise, properties=tuple(p for p in exercise.properties if p.compares))
    value = observation.outcome.value
    return not assess(own, observation.case, value, known.value, observation.apply)


def _describe_hidden(exercise: KeyExercise, observations: Sequence[Observation]) -> str:
    """A fixed category, which shows no number, shape or text of a hidden case."""
    observation = next(o for o in observations if not o.passed)
    if observations[0].case.form_only:
        return f"{exercise.name} has the right type and shape, but another value than expected."
    first = next(iter(observation.differences), None)
    if found := cause(exercise, observations):
        what, _ = found
    elif first is not None and first.kind == "property":  # without its text, which tells numbers
        what = f"a wrong result. {sentence(exercise, '', replace(first, told=''))}"
    elif observation.outcome.status == "value":
        kind = first.kind if first else "changed"
        what = CATEGORIES.get(kind, "a result of another form than expected")
    else:
        what = CATEGORIES.get(observation.outcome.status, "the end of the whole process")
    what = what if what.endswith(".") else f"{what}."
    return f"The public cases pass; a hidden case, with other shapes and numbers, gives {what}"
