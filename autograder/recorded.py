"""Answers in the place of an exercise that a submission has wrong: what the reference gave."""

from __future__ import annotations

import zlib
from functools import cached_property

import numpy as np

from autograder.compare import Tolerance, differences
from autograder.key import Call, Key, KeyCase
from autograder.values import Value, same, size, to_bytes

__all__ = ["LARGE", "Recorded"]

# An argument that the student's code passes on counts as the recorded one within float32 noise.
SAME_ARGUMENT = Tolerance(rtol=1e-5, atol_of_largest=1e-5)
# The answer to arguments that the reference never passes is off by these factors: by far more than
# any tolerance, and by little enough to stay between 0 and 1 or below a bound.
OFF = 0.99, 0.999
# Bytes of a value that is kept whatever is expected; shapes gone wrong give less.
LARGE = 2**20


class Recorded:
    """The recorded calls of a key, as answers to the calls that student code makes in a case."""

    def __init__(self, key: Key, case: KeyCase) -> None:
        self.key, self.case = key, case
        self.is_unknown = False

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
        calls = [call for call in self.case.calls if call.exercise == name]
        for is_same in (_is_same, _is_same_together):
            for call in calls:
                if is_same(bound, call.args):
                    return call.result
        result = self.by_form.get(Call(name, bound, None).form)
        off = _off(result, self._generator())
        return self._unknown(None if same(off, result) else off)

    def alike(self, name: str, args: Value, keywords: Value) -> Value | None:
        """Something that is right in its form, for a case that is too long to have recorded calls.

        Its numbers come out wrong by this; its steps, and whether it ends, do not.
        """
        bound = self._bound(name, args, keywords)
        found = None if bound is None else self.by_form.get(Call(name, bound, None).form)
        return self._unknown(None) if found is None else found

    def _generator(self) -> np.random.Generator:
        """A generator whose seed is this case: a rerun gives the same."""
        return np.random.default_rng(zlib.crc32(to_bytes({"args": self.case.args})[1]))

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


def _off(value: Value, random: np.random.Generator) -> Value:
    """The value with each of its floats off by a factor of its own."""
    if isinstance(value, tuple | list):
        return type(value)(_off(item, random) for item in value)
    if isinstance(value, float):
        return value * random.uniform(*OFF)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return (value * random.uniform(*OFF, size=value.shape)).astype(value.dtype)
    return value
