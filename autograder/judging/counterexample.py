"""Sentences about a public case: what was passed, and what came back."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from autograder.judging.causes import cause
from autograder.judging.relations import Pair, coarse, relation
from autograder.judging.trial import Observation
from autograder.judging.words import failure, sentence, subject
from autograder.key import KeyExercise
from autograder.values import TextFile, Value, describe
from autograder.values.difference import Difference

# A message names this many differences of one case, and this many missing parts of a figure.
MAX_LINES, MAX_PARTS = 4, 8


def describe_public(
    exercise: KeyExercise,
    first: Observation,
    public: Sequence[Observation],
    *,
    varies: bool = False,
    brief: bool = False,
) -> tuple[list[str], list[str]]:
    """Sentences about the first counterexample, and one about a case that fails in another way.

    With `brief`, they describe one part of the first result only.
    """
    found = cause(exercise, public)
    if varies or found:
        lines = [found[1]] if found and not varies else _describe_varying(exercise)
        return [*lines, *_describe_change(exercise, first)], []
    lines = _describe(exercise, first, public, 1 if brief else MAX_LINES)
    if brief or (other := _besides(exercise, first, public)) is None:
        return lines, []
    told = _describe(exercise, other, public, 1)[0].rstrip(":")
    return lines, [f"Case {other.number} differs in another way: {told}"]


def describe_arguments(exercise: KeyExercise, observation: Observation) -> str:
    """The number of a case, and its arguments in a few words each."""
    case = observation.case
    shown = "  ".join(f"{n} {_brief(value)}" for n, value in _arguments(exercise, observation))
    times = f", called {case.called} times" if case.called > 1 else ""
    return f"case {observation.number}{times}: {shown}"


def _arguments(exercise: KeyExercise, observation: Observation) -> list[tuple[str, Value]]:
    case = observation.case
    values = [*case.args, *case.keywords.values()]
    return list(zip(exercise.argument_names(case), values, strict=True))


def _brief(value: Value) -> str:
    if isinstance(value, np.ndarray):
        return str(value.shape)
    if isinstance(value, int | float):
        return f"{value:.4g}"
    if isinstance(value, TextFile):
        return f"{value.name}, open" if value.is_open else value.name
    return describe(value).removeprefix("a ").removeprefix("an ")


# --- one case -----------------------------------------------------------------------------------


def _describe(
    exercise: KeyExercise, observation: Observation, public: Sequence[Observation], most: int
) -> list[str]:
    """The outcome of a case: its most telling part and, while relations explain them, others."""
    if observation.outcome.status != "value":
        return failure(exercise.name, observation.outcome)
    lines: list[str] = []
    is_figure = getattr(observation.case.expected, "kind", "") == "Figure"
    most = MAX_PARTS if is_figure and most == MAX_LINES else most
    for difference in _most_telling_first(observation.differences):
        name = subject(exercise, difference)
        related = _related(exercise, name, difference, public, len(public))
        related = related or _related(exercise, name, difference, [observation], 2)
        lines += [related] if related else []
        if not related or difference.kind == "shape":
            lines.append(sentence(exercise, name, difference))
        if len(lines) >= most or not (related or is_figure):
            break
    return lines + _describe_change(exercise, observation)


def _describe_change(exercise: KeyExercise, observation: Observation) -> list[str]:
    changed = observation.outcome.changed
    if not changed:
        return []
    which, verb = ("argument", "belongs") if len(changed) == 1 else ("arguments", "belong")
    return [
        f"{exercise.name} changes its {which} {' and '.join(changed)}, which {verb} to the caller.",
        "Does it work in place (x -= …, x[…] = …) where a new array is wanted?",
    ]


def _describe_varying(exercise: KeyExercise) -> list[str]:
    seeds = [p.name for p in exercise.parameters if "seed" in p.name]
    question = "Does it draw random numbers, or keep something from one call to the next?"
    if seeds:
        question = f"Is the random generator seeded with `{seeds[0]}` in every call?"
    return [
        f"{exercise.name} returns other values each time it is called with the same arguments.",
        question,
    ]


def _most_telling_first(found: Sequence[Difference]) -> list[Difference]:
    """Of the most basic kind, a difference of float16 first, or else that of a history."""
    alike = [difference for difference in found if difference.kind == found[0].kind]
    halves = [d for d in alike if isinstance(d.actual, np.ndarray) and d.actual.dtype == np.float16]
    telling = next(iter(halves or [d for d in alike if d.step is not None] or alike), None)
    return sorted(found, key=lambda difference: difference is not telling)


# --- relations, within one case or in all -------------------------------------------------------


def _related(
    exercise: KeyExercise,
    name: str,
    difference: Difference,
    observations: Sequence[Observation],
    tried: int,
) -> str | None:
    """A relation that holds in all of these cases, of those tried, in which the part differs."""
    pairs = [pair for o in observations if (pair := _pair(exercise, o, difference))]
    is_of_numbers = difference.kind in ("value", "not_finite") and tried == len(observations)
    if is_of_numbers and (related := coarse(name, pairs)):
        return related
    is_a_part = difference.kind in ("value", "shape") and difference.step is None
    return relation(name, pairs, tried) if is_a_part else None


def _pair(exercise: KeyExercise, observation: Observation, like: Difference) -> Pair | None:
    """Both sides of the same part in another case, where it differs there."""
    match = next((d for d in observation.differences if _part(d) == _part(like)), None)
    if match is None:
        return None
    arguments = dict(_arguments(exercise, observation))
    return Pair(observation.number, match.actual, match.expected, arguments)


def _part(difference: Difference) -> str:
    """Where a difference is, whichever entry of a list or line of a figure it is in."""
    return re.sub(r"\[\d+\](?=\[|$)|(?<=^the line ).*", "[…]", difference.where)


# --- other cases --------------------------------------------------------------------------------


def _besides(
    exercise: KeyExercise, first: Observation, public: Sequence[Observation]
) -> Observation | None:
    """The smallest case that fails in another way, with the differences that the first lacks."""
    parts = {_part(difference) for difference in first.differences}
    found = []
    for other in (o for o in public if not o.passed and not _are_of_one_form(first, o)):
        extra = tuple(d for d in other.differences if _part(d) not in parts)
        if extra or _differs(exercise, first, other, public):
            found.append(replace(other, differences=extra or other.differences))
    return min(found, key=lambda other: other.size, default=None)


def _are_of_one_form(first: Observation, other: Observation) -> bool:
    """Whether both results have the same wrong type or number of values as a whole."""
    found = first.differences[0] if first.differences else None
    is_whole = found is not None and found.kind in ("type", "length") and not found.where
    return is_whole and type(other.outcome.value) is type(first.outcome.value)


def _differs(
    exercise: KeyExercise, first: Observation, other: Observation, public: Sequence[Observation]
) -> bool:
    """Whether a case failed in another way, and no relation in all cases explains both."""
    if _manner(exercise, first) == _manner(exercise, other):
        return False
    if not first.differences or not other.differences:
        return True
    telling = _most_telling_first(first.differences)[0]
    return not _related(exercise, telling.where, telling, public, len(public))


def _manner(exercise: KeyExercise, observation: Observation) -> tuple[object, ...]:
    """How a case failed: where, the kind and relation, and whether from the first step on."""
    outcome, problem = observation.outcome, observation.outcome.problem
    if problem is not None:
        return outcome.status, problem.type, problem.file, problem.line
    if not observation.differences:
        return outcome.status, outcome.changed
    difference = _most_telling_first(observation.differences)[0]
    related = _related(exercise, "", difference, [replace(observation, number=0)], 2)
    return related or difference.kind, _part(difference), difference.step == 0
