"""How a case uses what students write: it calls their function, or the author's `run` uses it."""

import inspect
from collections.abc import Callable
from typing import Any

from autograder.authoring.exercise import Exercise
from autograder.authoring.portable import portable
from autograder.values import Code

# How a variable is used.
ITSELF = Code("value_of", "def value_of(variable):\n    return variable\n", {})


def kind_of(thing: Any) -> str:
    """What students write: a function, a class, or a variable of another value."""
    if inspect.isclass(thing):
        return "class"
    return "function" if callable(thing) else "variable"


def used_by(exercise: Exercise, reference: Any) -> tuple[Code | None, list[inspect.Parameter]]:
    """The author's function that uses what students write, if any, and the parameters of cases.

    Raises ValueError for one that cannot be sent, and as `_require_fitting` does.
    """
    _require_fitting(exercise, reference)
    if exercise.is_value and not exercise.runs:
        return ITSELF, []
    if not exercise.runs:
        return None, _parameters(reference)
    return portable(exercise.runs[0]), _parameters(exercise.runs[0])[1:]


def _parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    return list(inspect.signature(function).parameters.values())


def _require_fitting(exercise: Exercise, reference: Any) -> None:
    """Raise ValueError for a class without `run`, and for what does not fit what students write."""
    name, kind = exercise.name, kind_of(reference)
    if kind == "class" and not exercise.runs:
        raise ValueError(
            f"`{name}` is a class, and nothing says how a case uses it. Write below it, such as:\n"
            f"@{name}.run\ndef used({name}, items):  # what the student wrote, then the arguments\n"
            f"    return {name}(items).result()"
        )
    if kind == "variable" and not (exercise.runs or exercise.is_value):
        raise ValueError(
            f"`{name}` is a variable, not a function. Declare it by its value:\n"
            f'assignment.variable("{name}", points=…, title="…")\n'
            f"or say with @{name}.run how a case uses it."
        )
    for mistake in exercise.mistakes if kind != "variable" else ():
        if (other := kind_of(mistake.function)) != kind:
            raise ValueError(
                f"The mistake {mistake.name} of {name} is a {other}: write a {kind}, as {name} is."
            )
    if exercise.runs and exercise.declared:
        raise ValueError(
            f"{name}: `declared` reads the defaults of a function that cases call, and these call "
            f"{exercise.runs[0].__name__}.\nReturn from it what the defaults lead to."
        )
