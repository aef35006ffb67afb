"""Sentences about the public case that feedback is about: what was passed, and what came back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograder.judging.causes import cause
from autograder.judging.failures import failure
from autograder.judging.observation import Observation
from autograder.judging.relations import Pair, coarse, relation
from autograder.judging.sentences import sentence, subject
from autograder.key import KeyExercise
from autograder.values import TextFile, Value, describe
from autograder.values.compare import Difference

__all__ = ["describe_arguments", "describe_others", "describe_public"]

MAX_LINES = 4


def describe_public(
    exercise: KeyExercise,
    first: Observation,
    public: Sequence[Observation],
    *,
    varies: bool = False,
    brief: bool = False,
) -> list[str]:
    """Sentences about what came back in the first counterexample, in the light of all cases.

    In `brief`, they are about one part of the result alone.
    """
    outcome = first.outcome
    if outcome.status != "value":
        return failure(exercise.name, outcome)
    lines = _describe_change(exercise.name, outcome.changed) if outcome.changed else []
    if varies:
        return _describe_varying(exercise) + lines
    if found := cause(exercise, public):
        return [found.sentence, *lines]
    if first.differences:
        return _describe_differences(exercise, first, public, 1 if brief else MAX_LINES) + lines
    return lines


def describe_others(
    exercise: KeyExercise, first: Observation, public: Sequence[Observation], varies: bool
) -> list[str]:
    """A line about the smallest case that went wrong in another way, unless one thing is why."""
    if varies or cause(exercise, public):
        return []
    failed = [observation for observation in public if not observation.passed]
    found = [rest for o in failed if (rest := _besides(exercise, first, o, public)) is not None]
    if not found:
        return []
    other = min(found, key=lambda o: o.size)
    told = describe_public(exercise, other, public)[0].rstrip(":")
    return [f"Case {other.number} differs in another way: {told}"]


def _besides(
    exercise: KeyExercise, first: Observation, other: Observation, public: Sequence[Observation]
) -> Observation | None:
    """What went wrong in another case and not in the first; None if that is nothing."""
    if _is_of_wrong_form(first) and type(other.outcome.value) is type(first.outcome.value):
        return None
    parts = {_part(difference) for difference in first.differences}
    if extra := tuple(d for d in other.differences if _part(d) not in parts):
        return replace(other, differences=extra)
    if _manner(exercise, other) == _manner(exercise, first):
        return None
    if first.differences and other.differences:
        telling = _most_telling(first.differences)
        if _related(exercise, telling.where, telling, public):
            return None
    return other


def _is_of_wrong_form(observation: Observation) -> bool:
    """Whether all of a result is no tuple as expected; how its parts differ then says nothing."""
    found = observation.differences
    return bool(found) and found[0].kind in ("type", "length") and not found[0].where


def _manner(exercise: KeyExercise, observation: Observation) -> tuple[object, ...]:
    """How a case went wrong: where and as what, in which relation, or from which step on."""
    outcome, problem = observation.outcome, observation.outcome.problem
    if problem is not None:
        return outcome.status, problem.type, problem.file, problem.line
    if not observation.differences:
        return outcome.status, outcome.changed
    difference = _most_telling(observation.differences)
    unnumbered = replace(observation, number=0)
    related = _related_alone(exercise, "", difference, unnumbered)
    return difference.kind, _part(difference), related, difference.step == 0


def _part(difference: Difference) -> str:
    """Where a difference is, whichever entry of a list it is in."""
    return re.sub(r"\[\d+\](?=\[|$)", "[…]", difference.where)


def _describe_varying(exercise: KeyExercise) -> list[str]:
    seeds = [p.name for p in exercise.parameters if "seed" in p.name]
    question = (
        f"Is the random generator seeded with `{seeds[0]}` in every call?"
        if seeds
        else "Does it draw random numbers, or keep something from one call to the next?"
    )
    return [
        f"{exercise.name} returns other values each time it is called with the same arguments.",
        question,
    ]


def describe_arguments(exercise: KeyExercise, observation: Observation) -> str:
    """The number of a case, and its arguments in a few words each."""
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


def _describe_differences(
    exercise: KeyExercise, first: Observation, public: Sequence[Observation], most: int
) -> list[str]:
    """The part that differs first and, while relations explain the parts, the next ones."""
    telling = _most_telling(first.differences)
    lines: list[str] = []
    for difference in (telling, *(d for d in first.differences if d is not telling)):
        name = subject(exercise, difference)
        related = _related(exercise, name, difference, public)
        related = related or _related_alone(exercise, name, difference, first)
        lines += [related] if related else []
        if not related or difference.kind == "shape":
            lines.append(sentence(exercise, name, difference))
        if not related or len(lines) >= most:
            break
    return lines


def _related(
    exercise: KeyExercise, name: str, difference: Difference, public: Sequence[Observation]
) -> str | None:
    """A relation that holds in every case in which this part differs."""
    found = [_pair(exercise, o, difference) for o in public if not o.passed]
    pairs = [pair for pair in found if pair is not None]
    if difference.kind in ("value", "not_finite") and (related := coarse(name, pairs)):
        return related
    if difference.kind not in ("value", "shape") or difference.step is not None:
        return None
    return relation(name, pairs, len(public))


def _related_alone(
    exercise: KeyExercise, name: str, difference: Difference, observation: Observation
) -> str | None:
    """A relation that holds in one case, and says so."""
    pair = _pair(exercise, observation, difference)
    if pair is None or difference.kind not in ("value", "shape") or difference.step is not None:
        return None
    return relation(name, [pair], 2)


def _most_telling(found: Sequence[Difference]) -> Difference:
    """The first difference or, if it is one of numbers, that of float16, or of a history."""
    alike = [difference for difference in found if difference.kind == found[0].kind]
    halves = [d for d in alike if isinstance(d.actual, np.ndarray) and d.actual.dtype == np.float16]
    parting = [difference for difference in alike if difference.step is not None]
    return (halves or parting or alike)[0]


def _pair(exercise: KeyExercise, observation: Observation, like: Difference) -> Pair | None:
    """Both sides of the same part in another case, where it differs there."""
    match = next((d for d in observation.differences if _part(d) == _part(like)), None)
    if match is None:
        return None
    names = exercise.argument_names(observation.case)
    values = [*observation.case.args, *observation.case.keywords.values()]
    arguments = dict(zip(names, values, strict=True))
    return Pair(observation.number, match.actual, match.expected, arguments)
