"""The names that a submission's code defines: which exercises are there, and what is put back."""

import ast
import builtins
from collections.abc import Collection, Mapping, Sequence
from types import FunctionType, ModuleType
from typing import Any

from autograder.worker.inside.problem import near_name
from autograder.worker.inside.source import defined_by


def is_there(namespace: Mapping[str, Any], name: str, variables: Collection[str]) -> bool:
    """Whether a name stands for what an exercise is: a variable with a value, or what is called."""
    thing = namespace.get(name, ...)
    return thing is not ... if name in variables else callable(thing)


def similar_function(
    name: str, namespace: Mapping[str, Any], exercises: Collection[str],
    variables: Collection[str],
) -> str | None:  # fmt: skip
    """The function, class or variable of another name that may be meant: lineer for linear."""
    kind = object if name in variables else FunctionType | type
    own = (other for other, value in namespace.items() if isinstance(value, kind))
    return near_name(name, (other for other in own if other not in exercises))


# --- names that stand for something else by now ---------------------------------------------------


def is_kept(thing: Any) -> bool:
    """Whether something is called, or asked for attributes: a number may be meant to change."""
    return callable(thing) or isinstance(thing, ModuleType)


def put_back(
    namespace: dict[str, Any], kept: Mapping[str, Any], ran: Sequence[ast.stmt],
    variables: Collection[str],
) -> None:  # fmt: skip
    """Put back functions and modules whose names stand for something else by now.

    As in `forward = forward(x)` or `sum = 0`: where functions were called, and checked, these names
    were what they used. `kept` is what they stood for, and `ran` the statements that were run.
    """
    changed = [name for name, thing in namespace.items() if not is_kept(thing)]
    for name in (name for name in changed if name not in variables):
        if name in kept:
            namespace[name] = kept[name]
        elif _is_builtin(name) and _was_builtin(name, ran):
            del namespace[name]


def _is_builtin(name: str) -> bool:
    """Whether Python has a function of this name; a module's own, such as __loader__, is none."""
    return name[:2] != "__" and callable(vars(builtins).get(name))


def _was_builtin(name: str, ran: Sequence[ast.stmt]) -> bool:
    """Whether a function was made that uses Python's own, before the name stood for another."""
    for node in ran:
        if name in defined_by(node):
            return False
        parts = ast.walk(node) if isinstance(node, ast.FunctionDef | ast.ClassDef) else ()
        if any(isinstance(part, ast.Name) and part.id == name for part in parts):
            return True
    return False
