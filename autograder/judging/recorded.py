"""Answers in the place of an exercise that a submission has wrong: what the reference got."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np

from autograder.key import Call, Key, KeyCase
from autograder.values import Value, same, to_bytes
from autograder.values.compare import Tolerance, differences

__all__ = ["Recorded"]

# An argument that the student's code passes on counts as the recorded one within float32 noise.
SAME_ARGUMENT = Tolerance(rtol=1e-5, atol_of_largest=1e-5)
# The answer to arguments that the reference never passes is off by these factors: by far more than
# any tolerance, and by little enough to stay between 0 and 1 or below a bound.
OFF = 0.99, 0.999


class Recorded:
    """The calls that a key recorded in a case, as answers to those that student code makes in it.

    `is_unknown` says that it was asked for an answer that the key does not have.
    """

    def __init__(self, key: Key, case: KeyCase) -> None:
        self.key, self.case = key, case
        self.is_unknown = False

    @cached_property
    def by_form(self) -> dict[Value, tuple[list[Call], np.ndarray[Any, Any]]]:
        """The calls of each form, and the numbers of their arguments, a row for each call."""
        calls: dict[Value, list[Call]] = {}
        for call in (*self.case.calls, *self.case.samples):
            calls.setdefault(call.form, []).append(call)
        return {form: (like, np.array([_numbers(c.args) for c in like])) for form, like in
                calls.items()}  # fmt: skip

    def answer(self, name: str, args: Value, keywords: Value) -> Value | None:
        """What the reference got for these arguments, or None where it passed none of their form.

        Other numbers than the reference's are answered by a result of the right form whose numbers
        are off: code that only looks at it loses nothing, and code that computes with it goes
        wrong. In a case without recorded calls, which only its form decides, any result will do.
        """
        bound = self._bound(name, args, keywords)
        form = None if bound is None else Call(name, bound, None).form
        if bound is None or form not in self.by_form:
            self.is_unknown = True
            return None
        calls, rows = self.by_form[form]
        if not self.case.calls:
            return calls[-1].result
        with np.errstate(all="ignore"):
            distances = np.nansum(np.abs(rows - _numbers(bound)), axis=1)
        nearest = calls[int(np.argmin(distances))]
        if not differences(bound, nearest.args, SAME_ARGUMENT):
            return nearest.result
        self.is_unknown = True
        result = calls[-1].result
        off = _off(result, self._generator(form))
        return None if same(off, result) else off

    def _generator(self, form: Value) -> np.random.Generator:
        """A generator that gives the same in a rerun, and that nobody without the key can repeat.

        By what an answer is off must not be known, or it could be taken back; nor differ from one
        call to the next, or the middle of many answers would be the right one.
        """
        case = to_bytes({"args": self.case.args, "keywords": self.case.keywords})
        place = b"".join([self.key.fingerprint, repr(form).encode(), *case])
        return np.random.default_rng(list(sha256(place).digest()))

    def _bound(self, name: str, args: Value, keywords: Value) -> tuple[Value, ...] | None:
        """The arguments in the reference's order, without those beyond its parameters."""
        exercise = self.key.exercise(name)
        if exercise is None or not isinstance(args, tuple) or not isinstance(keywords, dict):
            return None
        return exercise.bind(args[: len(exercise.parameters)], keywords)


def _numbers(args: tuple[Value, ...]) -> np.ndarray[Any, Any]:
    """The numbers of all arguments in a row; of other arguments, their form alone counts."""
    found = [np.ravel(item) for item in args if isinstance(item, int | float | np.ndarray)]
    return np.concatenate([np.empty(0), *found]).astype(np.float64)


def _off(value: Value, random: np.random.Generator) -> Value:
    """The value with each of its floats off by a factor of its own."""
    if isinstance(value, tuple | list):
        return type(value)(_off(item, random) for item in value)
    if isinstance(value, float):
        return value * random.uniform(*OFF)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return (value * random.uniform(*OFF, size=value.shape)).astype(value.dtype)
    return value
