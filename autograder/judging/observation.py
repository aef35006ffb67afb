"""One case, what a call of it came to, and how that differs from what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from autograder.key import KeyCase, KeyExercise
from autograder.values.compare import Difference, step_differences
from autograder.values.outcome import Outcome

__all__ = ["Observation", "counterexample", "observe"]

# Kinds of differences that no wrong number makes.
FORM = ("type", "structure", "length", "columns", "shape")


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


def observe(
    exercise: KeyExercise, number: int, case: KeyCase, outcome: Outcome, *, form_only: bool = False
) -> Observation:
    """The outcome of a case, held against what the key expects.

    With `form_only`, types, shapes, and the steps of a history count, and no other numbers.
    """
    if outcome.status != "value":
        return Observation(number, case, outcome, ())
    found = exercise.differences(outcome.value, case.expected, case.tolerance)
    if form_only:
        steps = step_differences(outcome.value, case.expected, exercise.returns)
        found = [*(difference for difference in found if difference.kind in FORM), *steps]
    return Observation(number, case, outcome, tuple(found))


def counterexample(observations: Sequence[Observation]) -> Observation | None:
    """The smallest public case that did not pass, which feedback is about; None if all did."""
    public = [o for o in observations if not o.passed and not o.case.hidden]
    return min(
        public, key=lambda o: (o.outcome.status == "value", o.case.expensive, o.size), default=None
    )
