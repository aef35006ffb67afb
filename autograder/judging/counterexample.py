"""Sentences about a public case: what was passed, and what came back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from autograder.judging.causes import cause
from autograder.judging.failures import failure
from autograder.judging.relations import Pair, coarse, relation
from autograder.judging.trial import Observation
from autograder.judging.words import sentence, subject
from autograder.key import KeyExercise
from autograder.values import TextFile, Value, describe
from autograder.values.difference import Difference

# A message names this many differences of one case, and this many missing parts of a figure.
MAX_LINES, MAX_PARTS = 4, 8
# Whole numbers below this, and texts up to this length, are shown as they are.
MAX_WHOLE, MAX_TEXT = 10**9, 30


@dataclass(frozen=True)
class PublicCases:
    """An exercise, and what was observed of its public cases."""

    exercise: KeyExercise
    observations: Sequence[Observation]

    def describe(
        self, first: Observation, *, varies: bool, brief: bool
    ) -> tuple[list[str], list[str]]:
        """Sentences about the first counterexample, and one about a case that fails otherwise.

        `varies` says that it returns other values when it is repeated. With `brief`, they describe
        one part of the first result only.
        """
        found = cause(self.exercise, self.observations)
        if varies or found:
            lines = [found[1]] if found and not varies else self.varying()
            return [*lines, *self.change(first)], []
        lines = self.case(first, 1 if brief else MAX_LINES)
        if brief or (other := self.besides(first)) is None:
            return lines, []
        told = self.case(other, 1)[0].rstrip(":")
        return lines, [f"Case {other.number} differs in another way: {told}"]

    def describe_arguments(self, observation: Observation) -> str:
        """The number of a case, and its arguments in a few words each."""
        case = observation.case
        shown = "  ".join(f"{n} {_brief(value)}" for n, value in self.arguments(observation))
        times = f", called {case.called} times" if case.called > 1 else ""
        return f"case {observation.number}{times}: {shown}"

    def arguments(self, observation: Observation) -> list[tuple[str, Value]]:
        """The arguments of a case with their names."""
        case = observation.case
        values = [*case.args, *case.keywords.values()]
        return list(zip(self.exercise.argument_names(case), values, strict=True))

    # --- one case -----------------------------------------------------------------------------

    def case(self, observation: Observation, most: int) -> list[str]:
        """The outcome of a case: its most telling part and others, while relations explain them."""
        if observation.outcome.status != "value":
            first, *rest = failure(self.exercise.name, observation.outcome)
            due = observation.case.raises
            return [first, *([f"This case should raise {due}."] if due else []), *rest]
        lines: list[str] = []
        is_figure = getattr(observation.case.expected, "kind", "") == "Figure"
        most = MAX_PARTS if is_figure and most == MAX_LINES else most
        for difference in _most_telling_first(observation.differences):
            name = subject(self.exercise, difference)
            related = self.related(name, difference) or self.related(name, difference, observation)
            lines += [related] if related else []
            if not related or difference.kind == "shape":
                lines.append(sentence(self.exercise, name, difference))
            goes_on = related or is_figure or difference.kind == "property"
            if len(lines) >= most or not goes_on:
                break
        return lines + self.change(observation)

    def change(self, observation: Observation) -> list[str]:
        """Which arguments were changed that must not be."""
        changed, name = observation.outcome.changed, self.exercise.name
        if not changed:
            return []
        which, verb = ("argument", "belongs") if len(changed) == 1 else ("arguments", "belong")
        return [
            f"{name} changes its {which} {' and '.join(changed)}, which {verb} to the caller.",
            "Does it work in place (x -= …, x[…] = …) where a new array is wanted?",
        ]

    def varying(self) -> list[str]:
        """That the result is another one each time, and what may be why."""
        seeds = [p.name for p in self.exercise.parameters if "seed" in p.name]
        question = "Does it draw random numbers, or keep something from one call to the next?"
        if seeds:
            question = f"Is the random generator seeded with `{seeds[0]}` in every call?"
        same = "returns other values each time it is called with the same arguments."
        return [f"{self.exercise.name} {same}", question]

    # --- relations, within one case or in all -------------------------------------------------

    def related(
        self, name: str, difference: Difference, alone: Observation | None = None
    ) -> str | None:
        """A relation that holds in all cases in which the part differs, or in this one alone."""
        observations = [alone] if alone else self.observations
        tried = 2 if alone else len(observations)
        pairs = [pair for o in observations if (pair := self.pair(o, difference))]
        is_of_numbers = difference.kind in ("value", "not_finite") and tried == len(observations)
        if is_of_numbers and (related := coarse(name, pairs)):
            return related
        is_a_part = difference.kind in ("value", "shape") and difference.step is None
        return relation(name, pairs, tried) if is_a_part else None

    def pair(self, observation: Observation, like: Difference) -> Pair | None:
        """Both sides of the same part in another case, where it differs there."""
        match = next((d for d in observation.differences if _part(d) == _part(like)), None)
        if match is None:
            return None
        arguments = dict(self.arguments(observation))
        return Pair(observation.number, match.actual, match.expected, arguments)

    # --- other cases --------------------------------------------------------------------------

    def besides(self, first: Observation) -> Observation | None:
        """The smallest case that fails otherwise, with the differences that the first lacks."""
        parts = {_part(difference) for difference in first.differences}
        found = []
        for other in self.observations:
            if not other.passed and not _are_of_one_form(first, other):
                extra = tuple(d for d in other.differences if _part(d) not in parts)
                if extra or self.differs(first, other):
                    found.append(replace(other, differences=extra or other.differences))
        return min(found, key=lambda other: other.size, default=None)

    def differs(self, first: Observation, other: Observation) -> bool:
        """Whether a case failed in another way, and no relation in all cases explains both."""
        if self.manner(first) == self.manner(other):
            return False
        if not first.differences or not other.differences:
            return True
        telling = _most_telling_first(first.differences)[0]
        return not self.related(telling.where, telling)

    def manner(self, observation: Observation) -> tuple[object, ...]:
        """How a case failed: where, the kind and relation, and whether from the first step on."""
        outcome, problem = observation.outcome, observation.outcome.problem
        if problem is not None:
            return outcome.status, problem.type, problem.file, problem.line
        if not observation.differences:
            return outcome.status, outcome.changed
        difference = _most_telling_first(observation.differences)[0]
        related = self.related("", difference, replace(observation, number=0))
        return related or difference.kind, _part(difference), difference.step == 0


def _brief(value: Value) -> str:
    if isinstance(value, np.ndarray):
        return str(value.shape)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MAX_WHOLE:
        return str(value)
    if isinstance(value, int | float | complex):
        return f"{value:.4g}"
    if isinstance(value, str) and len(value) <= MAX_TEXT and value.isprintable():
        return repr(value)
    if isinstance(value, TextFile):
        return f"{value.name}, open" if value.is_open else value.name
    return describe(value).removeprefix("a ").removeprefix("an ")


def _most_telling_first(found: Sequence[Difference]) -> list[Difference]:
    """Of the most basic kind, a difference of float16 first, or else that of a history."""
    alike = [difference for difference in found if difference.kind == found[0].kind]
    halves = [d for d in alike if isinstance(d.actual, np.ndarray) and d.actual.dtype == np.float16]
    telling = next(iter(halves or [d for d in alike if d.step is not None] or alike), None)
    return sorted(found, key=lambda difference: difference is not telling)


def _part(difference: Difference) -> str:
    """Where a difference is, whichever entry of a list or line of a figure it is in."""
    return re.sub(
        r"\[\d+\](?=\[|$)|(?<=^the line ).*?(?= of the \w+ axes$|$)", "[…]", difference.where
    )


def _are_of_one_form(first: Observation, other: Observation) -> bool:
    """Whether both results have the same wrong type or number of values as a whole."""
    found = first.differences[0] if first.differences else None
    is_whole = found is not None and found.kind in ("type", "length") and not found.where
    return is_whole and type(other.outcome.value) is type(first.outcome.value)
