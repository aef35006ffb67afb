"""Known mistakes, and how one is made from the right function."""

import functools
import inspect
import linecache
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType
from typing import Any

Function = Callable[..., Any]


@dataclass(frozen=True)
class Mistake:
    """A named wrong implementation, and the feedback that a student reads.

    `function` is a function or a class; of a variable, it is the wrong value. `text` is its source
    where it was made from the right one's.
    """

    name: str
    message: str
    function: Any
    text: str = ""

    @property
    def source(self) -> str:
        """The text of the function or class; a value has none."""
        has_text = isinstance(self.function, FunctionType | type)
        return self.text or (inspect.getsource(self.function) if has_text else "")


def edited(source: str, old: str, new: str) -> str:
    """The source with `new` in the place of `old`. Raises ValueError unless that occurs once."""
    if (count := source.count(old)) != 1:
        raise ValueError(f"{old!r} occurs {count} times in the function; expected exactly once.")
    return source.replace(old, new)


def edit_of(right: Function, name: str, old: str, new: str) -> tuple[Function, str]:
    """The right function or class with `new` in the place of `old` in its source, and that source.

    Raises ValueError unless `old` occurs there exactly once, SyntaxError for what is not Python.
    """
    source = edited(inspect.getsource(right), old, new)
    namespace = vars(sys.modules[right.__module__])
    file, made = f"<{right.__module__}.{right.__name__}: {name}>", dict[str, Function]()
    exec(compile(source, file, "exec", dont_inherit=True), namespace, made)  # noqa: S102
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    return made[right.__name__], source


def around(right: Function, wrapper: Function) -> Function:
    """The wrapper as a function of the right one's parameters.

    It gets the right function, and every argument by name, defaults included.
    """
    signature = inspect.signature(right)

    @functools.wraps(wrapper)
    def wrong(*args: Any, **keywords: Any) -> Any:
        bound = signature.bind(*args, **keywords)
        bound.apply_defaults()
        return wrapper(right, **bound.arguments)

    wrong.__signature__ = signature  # type: ignore[attr-defined]
    return wrong
