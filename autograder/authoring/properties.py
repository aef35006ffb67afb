"""The properties of an exercise as they stand in its key."""

import inspect
from collections.abc import Iterable, Sequence

from autograder.authoring import exercise as declared
from autograder.authoring.exercise import place_of
from autograder.authoring.portable import portable
from autograder.key import Property


def key_properties(
    properties: Iterable[declared.Property], parameters: Sequence[str]
) -> tuple[Property, ...]:
    """The properties of an exercise whose function has these parameters.

    Raises ValueError, with the place, for a function that takes others or cannot be sent.
    """
    return tuple(
        Property(p.name, p.message, portable(p.function), _taken(p, parameters), p.compares)
        for p in properties
    )


def _taken(one: declared.Property, parameters: Sequence[str]) -> tuple[str, ...]:
    """The arguments that a property takes after the result, and the expected one if it does."""
    first = ("result", "expected") if one.compares else ("result",)
    own = list(inspect.signature(one.function).parameters.values())
    named = [p.name for p in own if p.kind is p.POSITIONAL_OR_KEYWORD][len(first) :]
    everything = any(p.kind is p.VAR_POSITIONAL for p in own)
    if unknown := [name for name in named if name not in parameters]:
        raise ValueError(
            f"{place_of(one.function)}: {one.name} takes {', '.join(unknown)}, but the function "
            f"has the parameters {', '.join(parameters)}.\n"
            f"A property takes {' and '.join(first)}, and then arguments by their names."
        )
    rest = [name for name in parameters if name not in named] if everything else []
    return (*named, *rest)
