"""Answers in the place of an exercise that a submission has wrong: what the reference gave."""

from __future__ import annotations

from autograder.compare import Tolerance, differences
from autograder.key import Call, Key, KeyCase
from autograder.values import Value, size
from autograder.worker.request import Answer

__all__ = ["LARGE", "Recorded"]

# An argument that the student's code passes on counts as the recorded one within float32 noise.
SAME_ARGUMENT = Tolerance(rtol=1e-5, atol_of_largest=1e-5)
# Bytes of a value that is kept whatever is expected; shapes gone wrong give less.
LARGE = 2**20


class Recorded:
    """The recorded calls of a key, as answers to the calls that student code makes."""

    def __init__(self, key: Key) -> None:
        self.key = key

    def exactly(self, case: KeyCase) -> Answer:
        """Answers from the calls that the reference made in this case, to the same arguments."""

        def answer(name: str, args: Value, keywords: Value) -> Value | None:
            bound = self._bound(name, args, keywords)
            if bound is None or size(bound) > max(LARGE, 16 * sum(map(size, case.args))):
                return None  # to hold large lists against hundreds of calls would take minutes
            for call in case.calls:
                if call.exercise == name and not differences(bound, call.args, SAME_ARGUMENT):
                    return call.result
            return None

        return answer

    def alike(self, case: KeyCase) -> Answer:
        """Answers that are right in their form alone, for a case too long to have recorded calls.

        Its numbers come out wrong by them; its steps, and whether it ends, do not.
        """
        found = {call.form: call.result for call in case.samples}

        def answer(name: str, args: Value, keywords: Value) -> Value | None:
            bound = self._bound(name, args, keywords)
            return None if bound is None else found.get(Call(name, bound, None).form)

        return answer

    def _bound(self, name: str, args: Value, keywords: Value) -> tuple[Value, ...] | None:
        exercise = self.key.exercise(name)
        if exercise is None or not isinstance(args, tuple) or not isinstance(keywords, dict):
            return None
        return exercise.bind(args, keywords)
