"""The calls that the reference makes to other exercises while it answers a case."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autograder.authoring.refusals import AnswerError
from autograder.authoring.room import Room
from autograder.key import Call
from autograder.values import first_unsupported, freeze
from autograder.values.kinds import only_argument

# How many inner calls of the reference a case keeps; a longer one keeps samples of the first ones.
# Public keys stay small; a private key has room for a hundred steps of seven calls each.
MAX_CALLS, MAX_PRIVATE_CALLS = 200, 800


def samples(calls: Sequence[Call]) -> tuple[Call, ...]:
    """One call of each form."""
    return tuple({call.form: call for call in calls[: MAX_CALLS + 1]}.values())


@contextmanager
def recorded_calls(room: Room, names: Iterable[str]) -> Iterator[list[Call]]:
    """The reference's first calls to these exercises, up to one more than a key keeps."""
    calls: list[Call] = []
    originals = {name: getattr(room.reference, name) for name in names}
    if awaited := [n for n, original in originals.items() if inspect.iscoroutinefunction(original)]:
        raise AnswerError(
            f"`uses` names {awaited[0]}, an async function, whose calls cannot be recorded: take "
            "it out."
        )
    for name, original in originals.items():
        setattr(room.reference, name, _recorder(name, original, calls))
    try:
        yield calls
    finally:
        for name, original in originals.items():
            setattr(room.reference, name, original)


def _recorder(name: str, original: Callable[..., Any], calls: list[Call]) -> Callable[..., Any]:
    signature = inspect.signature(original)

    def record(*args: Any, **keywords: Any) -> Any:
        if len(calls) > MAX_PRIVATE_CALLS:
            return original(*args, **keywords)
        bound = signature.bind(*args, **keywords)
        bound.apply_defaults()
        frozen = tuple(freeze(argument) for argument in bound.arguments.values())
        result = original(*args, **keywords)
        call = Call(name, frozen, freeze(result))
        # Other values never arrive from a worker.
        whole = call.args, call.result
        if first_unsupported(whole, "") is None and only_argument(whole) is None:
            calls.append(call)
        return result

    return record
