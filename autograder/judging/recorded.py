"""Answers in place of an exercise that a submission has wrong: what the reference returned."""

from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np

from autograder.key import Call, Key, KeyCase
from autograder.values import Value, same, to_bytes
from autograder.values.compare import Tolerance, differences

# An argument that the student's code passes on counts as the recorded one within float32 noise.
SAME_ARGUMENT = Tolerance(rtol=1e-5, atol_of_largest=1e-5)
# The answer to arguments that the reference never passes is off by these factors: by far more than
# any tolerance, and by little enough to stay between 0 and 1 or below a bound.
OFF = 0.99, 0.999


class Recorded:
    """Answers the calls that student code makes in a case from those that the key recorded.

    `is_unknown` says that the key lacked an answer.
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
        """What the reference got for these arguments, or None if it made no call of their form.

        Arguments with other numbers are answered by a result of the right form with numbers that
        are off: code that only looks at it loses nothing, and code that computes with it goes
        wrong. In a case without recorded calls, of which only the form is compared, any result of
        the right form does.
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
        """A generator that is the same in a rerun, and that only the key can reproduce.

        Code that knew how far an answer is off could correct it; and if that differed from call to
        call, code could average many answers.
        """
        case = to_bytes({"args": self.case.args, "keywords": self.case.keywords})
        place = b"".join([self.key.fingerprint, repr(form).encode(), *case])
        return np.random.default_rng(list(sha256(place).digest()))

    def _bound(self, name: str, args: Value, keywords: Value) -> tuple[Value, ...] | None:
        """The arguments in the reference's order, without those beyond its parameters."""
        exercise = next((e for e in self.key.exercises if e.name == name), None)
        if exercise is None or not isinstance(args, tuple) or not isinstance(keywords, dict):
            return None
        return exercise.bind(args[: len(exercise.parameters)], keywords)


def _numbers(value: Value) -> np.ndarray[Any, Any]:
    """The numbers of all arguments in a row, those in tuples too; what else there is is left out.

    Calls of the same form have as many.
    """
    if isinstance(value, tuple):
        return np.concatenate([np.empty(0), *map(_numbers, value)])
    if isinstance(value, complex) or (isinstance(value, np.ndarray) and value.dtype.kind == "c"):
        return _numbers((np.real(value), np.imag(value)))
    is_number = isinstance(value, int | float) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "biuf"
    )
    return np.ravel(value).astype(np.float64) if is_number else np.empty(0)


def _off(value: Value, random: np.random.Generator) -> Value:
    """The value with each of its floats off by a factor of its own."""
    if isinstance(value, tuple | list):
        return type(value)(_off(item, random) for item in value)
    if isinstance(value, float | complex):
        return value * random.uniform(*OFF)
    if isinstance(value, np.ndarray) and value.dtype.kind in "fc":
        return (value * random.uniform(*OFF, size=value.shape)).astype(value.dtype)
    return value
