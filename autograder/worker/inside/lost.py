"""Names that functions use, and that a later cell of a notebook gave to something else.

Where an exercise was checked, `sum` was still Python's and `np` NumPy; after a last cell with
`sum = 0` or `for np in …` they are not. Only what could be called, or was a module, is kept: a
number may well be meant to change.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

__all__ = ["LostNames"]


class LostNames:
    """What the functions of a namespace found under the names that they use."""

    def __init__(self) -> None:
        self.seen: set[CodeType] = set()
        self.found: dict[str, Any] = {}

    def note(self, namespace: Mapping[str, Any]) -> None:
        """Look at the functions that are new, after each cell."""
        self.found |= {n: v for n in self.found if _is_kept(v := namespace.get(n))}
        codes = {v.__code__ for v in namespace.values() if isinstance(v, FunctionType)}
        for name in {name for code in codes - self.seen for name in _names(code)}:
            thing = namespace.get(name, vars(builtins).get(name))
            if _is_kept(thing):
                self.found[name] = thing
            else:  # it is meant to be a number there
                self.found.pop(name, None)
        self.seen |= codes

    def restore(self, namespace: dict[str, Any]) -> None:
        """Put back what is neither called nor asked for attributes any more."""
        for name, thing in self.found.items():
            if name in namespace and not _is_kept(namespace[name]):
                namespace[name] = thing


def _names(code: CodeType) -> Iterator[str]:
    """The names that code looks up outside itself, with those of the functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _is_kept(thing: Any) -> bool:
    return callable(thing) or isinstance(thing, ModuleType)
