"""Whether a result is right: how it differs from the expected one, or which properties it lacks.

A property is a function of the key's author. This module decides by what it answers, and runs
nothing: `apply` does, in a process that may run what comes with a key.
"""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.key.data import KeyCase, KeyExercise, Property
from autograder.reports.text import safe
from autograder.values import Code, Record, TextFile, Value, describe, walk
from autograder.values.difference import Difference
from autograder.values.outcome import SLIPS, Outcome

Apply = Callable[[Code, Sequence[Value]], Outcome]
MAX_TOLD = 200
BROKEN = "That is a fault of the exercise, not of a solution. Tell its author."
# How a function says that it is broken itself, whatever it is given.
BROKEN_BY = (*SLIPS, "SyntaxError")


class PropertyFault(RuntimeError):  # noqa: N818  # a fault of ours, as a grader fault is
    """A property that gives no answer, which is never counted against a student."""


def assess(
    exercise: KeyExercise, case: KeyCase, value: Value, expected: Value, apply: Apply
) -> list[Difference]:
    """How a value differs from the expected one, or which properties do not hold; empty if right.

    Properties are tried on what has the right form. Raises PropertyFault for one that fails itself.
    """
    found = exercise.differences(value, expected, case.tolerance)
    if found or not exercise.properties:
        return found
    if any(isinstance(part, Code | TextFile) for part in walk(value)):  # run beside properties
        return [Difference("type", "", value, expected)]
    names = [parameter.name for parameter in exercise.parameters]
    arguments = dict(zip(names, exercise.bind(case.args, case.keywords) or (), strict=False))
    for one in exercise.properties:
        given = [value, *([expected] if one.compares else []), *map(arguments.get, one.takes)]
        told = _told(exercise, one, apply(one.code, given))
        if told is not None:
            found.append(Difference("property", one.name, value, expected, told=told))
    return found


def unable(code: Code, args: Sequence[Value]) -> Outcome:
    """What stands for `apply` where nothing may be run. Raises PropertyFault."""
    raise PropertyFault(f"{code.name} cannot be run here")


def _told(exercise: KeyExercise, one: Property, outcome: Outcome) -> str | None:
    """What a property says against a result, perhaps nothing; None if it holds."""
    name, problem = f"The property {one.name} of {exercise.name}", outcome.problem
    if outcome.status == "memory":
        return "The test of it ran out of memory."
    if problem is not None and outcome.status == "exception" and problem.type not in BROKEN_BY:
        return _cleaned(f"The test of it raised {problem.type}: {problem.message}")
    if outcome.status != "value":
        why = f"raises {problem.type}: {problem.message}" if problem else ""
        raise PropertyFault(
            f"{name} {outcome.reason or _cleaned(why) or outcome.status}.\n{BROKEN}"
        )
    answer = _bare(outcome.value)
    if isinstance(answer, bool):
        return None if answer else ""
    if isinstance(answer, str):
        return _cleaned(answer) or None
    what = f"returned {describe(answer)}, not True, False or a text"
    raise PropertyFault(f"{name} {what}.\n{BROKEN}")


def _bare(answer: Value) -> Value:
    """The answer, where it is an array or a tensor of one truth that truth."""
    if isinstance(answer, Record) and answer.kind == "Tensor":
        answer = answer.fields["array"]
    is_one = isinstance(answer, np.ndarray) and answer.dtype == bool and answer.size == 1
    return answer.item() if is_one else answer


def _cleaned(text: str) -> str:
    line = safe(" ".join(text.split()))
    return line if len(line) <= MAX_TOLD else f"{line[:MAX_TOLD]}…"
