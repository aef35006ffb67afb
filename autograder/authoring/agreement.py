"""Whether an author's independent computation agrees with what the reference returns."""

from autograder.authoring.exercise import CrossCheck
from autograder.authoring.refusals import AnswerError
from autograder.key import KeyExercise
from autograder.values import Value, describe
from autograder.values.compare import Tolerance, differences
from autograder.values.outcome import Outcome


def require_agreement(
    key: KeyExercise, check: CrossCheck, outcome: Outcome, expected: Value
) -> None:
    """Raise AnswerError where a cross-check came to another value, or to none."""
    name, rtol = f"{key.name} and its cross-check {check.name}", check.rtol
    if outcome.status != "value":
        problem = outcome.problem
        raise AnswerError(
            f"{name}: no value ({problem.type}: {problem.message})" if problem else name
        )
    if isinstance(outcome.value, tuple) and set(map(type, outcome.value)) == {type(None)}:
        raise AnswerError(f"{name}: the cross-check covers nothing.")
    value, tolerance = _covered(outcome.value, expected), Tolerance(rtol, rtol)
    if found := differences(value, expected, tolerance, key.returns):
        first = found[0]
        place = f" at {list(first.index)}" if first.index else ""
        raise AnswerError(
            f"{name} disagree beyond {rtol}: {first.where} ({first.kind}){place}, "
            f"{describe(first.actual)} against {describe(first.expected)}."
        )


def _covered(actual: Value, expected: Value) -> Value:
    """What a cross-check computed, with the expected parts where it left out some."""
    are_parts = isinstance(actual, tuple) and isinstance(expected, tuple)
    if not are_parts or len(actual) != len(expected):
        return actual
    return tuple(e if a is None else a for a, e in zip(actual, expected, strict=True))
