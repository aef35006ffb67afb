"""Answers in the place of an exercise that a submission has wrong: what the reference gave."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np

from autograder.key import Call, Key, KeyCase
from autograder.values import Value, same, size, to_bytes
from autograder.values.compare import Tolerance, differences

__all__ = ["LARGE", "Recorded"]

Array = np.ndarray[Any, Any]

# An argument that the student's code passes on counts as the recorded one within float32 noise.
SAME_ARGUMENT = Tolerance(rtol=1e-5, atol_of_largest=1e-5)
# The answer to arguments that the reference never passes is off by these factors: by far more than
# any tolerance, and by little enough to stay between 0 and 1 or below a bound.
OFF = 0.99, 0.999
# To hold so many calls against arguments one by one takes no longer than to prepare for more.
FEW = 20
# The numbers of both sides may differ by so many times more before a closer look.
ROUGHLY = 1.01
# Bytes of a value that is kept whatever is expected; shapes gone wrong give less.
LARGE = 2**20


class Recorded:
    """The recorded calls of a key, as answers to the calls that student code makes in a case."""

    def __init__(self, key: Key, case: KeyCase) -> None:
        self.key, self.case = key, case
        self.is_unknown = False
        self._tables: dict[tuple[str, int], tuple[list[Call], Array, Array]] = {}

    @cached_property
    def by_form(self) -> dict[Value, Value]:
        """A result for each form of call; rarely needed, and not made before."""
        return {call.form: call.result for call in (*self.case.calls, *self.case.samples)}

    def exactly(self, name: str, args: Value, keywords: Value) -> Value | None:
        """What the reference got for these arguments.

        To others, which it never passes, something that is right in its form alone: who only shows
        such a result is none the worse for it, and who computes with it gets wrong numbers.
        """
        bound = self._bound(name, args, keywords)
        if bound is None or size(bound) > max(LARGE, 16 * sum(map(size, self.case.args))):
            return self._unknown(None)  # to hold large lists against all calls would take minutes
        calls = self._like(name, bound)
        for is_same in (_is_same, _is_same_together):
            for call in calls:
                if is_same(bound, call.args):
                    return call.result
        form = Call(name, bound, None).form
        result = self.by_form.get(form)
        off = _off(result, self._generator(form))
        return self._unknown(None if same(off, result) else off)

    def alike(self, name: str, args: Value, keywords: Value) -> Value | None:
        """Something that is right in its form, for a case that is too long to have recorded calls.

        Its numbers come out wrong by this; its steps, and whether it ends, do not.
        """
        bound = self._bound(name, args, keywords)
        found = None if bound is None else self.by_form.get(Call(name, bound, None).form)
        return self._unknown(None) if found is None else found

    def _like(self, name: str, args: tuple[Value, ...]) -> list[Call]:
        """The recorded calls among which is the one with these arguments, if there is any."""
        numbers = _numbers(args)
        if numbers is None or len(self.case.calls) <= FEW:
            return [call for call in self.case.calls if call.exercise == name]
        calls, rows, allowed = self._rows(name, numbers.size)
        with np.errstate(invalid="ignore", over="ignore"):
            near = np.abs(rows - numbers) <= allowed
        agrees = near | (rows == numbers) | (np.isnan(rows) & np.isnan(numbers))
        return [calls[place] for place in np.flatnonzero(agrees.all(axis=1))]

    def _rows(self, name: str, length: int) -> tuple[list[Call], Array, Array]:
        """The calls with so many numbers for arguments, the numbers, and how far others may be."""
        if (name, length) not in self._tables:
            both = [(c, _numbers(c.args)) for c in self.case.calls if c.exercise == name]
            found = [(call, row) for call, row in both if row is not None and row.size == length]
            rows = np.array([row for _, row in found]).reshape(len(found), length)
            largest = np.abs(np.where(np.isfinite(rows), rows, 0)).max(axis=1, initial=0)
            allowed = ROUGHLY * SAME_ARGUMENT.allowed(rows, largest[:, np.newaxis])
            self._tables[name, length] = [call for call, _ in found], rows, allowed
        return self._tables[name, length]

    def _generator(self, form: Value) -> np.random.Generator:
        """A generator that gives the same in a rerun, and that nobody has who has not the key.

        Whoever knew by what an answer is off could take it back; and whoever got it off by another
        number each time, find the middle.
        """
        case = to_bytes({"args": self.case.args, "keywords": self.case.keywords})
        place = b"".join([self.key.fingerprint, repr(form).encode(), *case])
        return np.random.default_rng(list(sha256(place).digest()))

    def _unknown(self, answer: Value | None) -> Value | None:
        self.is_unknown = True
        return answer

    def _bound(self, name: str, args: Value, keywords: Value) -> tuple[Value, ...] | None:
        """The arguments in the reference's order; those beyond its parameters count for nothing."""
        exercise = self.key.exercise(name)
        if exercise is None or not isinstance(args, tuple) or not isinstance(keywords, dict):
            return None
        return exercise.bind(args[: len(exercise.parameters)], keywords)


def _is_same(args: tuple[Value, ...], recorded: tuple[Value, ...]) -> bool:
    """Whether each argument is the recorded one, however large the others are."""
    pairs = zip(args, recorded, strict=True)
    return not any(differences(one, other, SAME_ARGUMENT) for one, other in pairs)


def _is_same_together(args: tuple[Value, ...], recorded: tuple[Value, ...]) -> bool:
    """Whether the arguments are the recorded ones within the noise of the largest of them."""
    return not differences(args, recorded, SAME_ARGUMENT)


def _numbers(args: tuple[Value, ...]) -> Array | None:
    """All numbers of the arguments in a row, or None where one is neither number nor array."""
    if not all(isinstance(item, int | float | np.ndarray) for item in args):
        return None
    parts = [np.ravel(item).astype(np.float64) for item in args]
    return np.concatenate([*parts, np.empty(0)])


def _off(value: Value, random: np.random.Generator) -> Value:
    """The value with each of its floats off by a factor of its own."""
    if isinstance(value, tuple | list):
        return type(value)(_off(item, random) for item in value)
    if isinstance(value, float):
        return value * random.uniform(*OFF)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return (value * random.uniform(*OFF, size=value.shape)).astype(value.dtype)
    return value
