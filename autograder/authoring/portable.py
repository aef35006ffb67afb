"""An author's function as plain data, to be run where student code runs: its text and what it uses.

A key holds such a function as an argument of a case, and students can read it there.
"""

import ast
import builtins
import inspect
import symtable
import sys
import textwrap
from collections.abc import Callable, Collection, Iterator
from types import ModuleType
from typing import Any

from autograder.authoring.exercise import place_of
from autograder.authoring.regions import BEGIN
from autograder.values import Code, Value, first_unsupported, freeze


def portable(function: Callable[..., Any], outer: tuple[Any, ...] = ()) -> Code:
    """The function's text, with imports for the modules that it names, and data for other names.

    `outer` are the functions that it helps. Raises ValueError, with the function's file and line,
    for what cannot be sent: a lambda, a solution, a name that stands for nothing or for an object
    that is not plain data.
    """
    place = place_of(function)
    text = _text_of(function, place)
    own = {"builtins", _top(function.__module__)}
    imports, names = [], {}
    for name in _outside(text, function.__name__):
        value = _meaning(function, name, place)
        if line := _import_line(value, name, own):
            imports.append(f"{line}\n")
        elif value is not getattr(builtins, name, None):
            names[name] = _plain(value, name, place, (*outer, function))
    return Code(function.__name__, "".join(imports) + text, names)


def with_code(value: Any) -> Any:
    """A value in which each function is its text. Raises ValueError as `portable` does."""
    if type(value) in (tuple, list):
        return type(value)(map(with_code, value))
    if type(value) is dict:
        return {key: with_code(item) for key, item in value.items()}
    return portable(value) if inspect.isfunction(value) else value


def _text_of(function: Callable[..., Any], place: str) -> str:
    """The text of a function, without decorators."""
    source = textwrap.dedent(inspect.getsource(function))
    if function.__name__ == "<lambda>":
        raise ValueError(f"{place}: a lambda cannot be sent. Give the function a name with `def`.")
    if BEGIN in source:
        raise ValueError(
            f"{place}: {function.__name__} is a solution, and its text would be in the key.\n"
            "Pass a function that students may read."
        )
    (node,) = ast.parse(source).body
    lines = source.splitlines(keepends=True)
    return "".join(lines[node.lineno - 1 : node.end_lineno])


def _outside(text: str, own: str) -> list[str]:
    """The names that a function's text takes from outside."""

    def tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
        yield table
        for child in table.get_children():
            yield from tables(child)

    top = symtable.symtable(text, "<function>", "exec")
    names = {
        symbol.get_name()
        for table in tables(top)
        for symbol in table.get_symbols()
        if symbol.is_referenced() and (symbol.is_global() or table is top)
    }
    return sorted(names - {own})


def _meaning(function: Callable[..., Any], name: str, place: str) -> Any:
    """What a name stands for in a function. Raises ValueError for an unknown one."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or (), strict=True))
    if name in cells:
        return cells[name].cell_contents
    for namespace in (function.__globals__, vars(builtins)):
        if name in namespace:
            return namespace[name]
    raise ValueError(f"{place}: {function.__name__} uses {name}, which is not defined.")


def _import_line(value: Any, name: str, own: Collection[str]) -> str:
    """The line that imports a library's module, function or class; nothing for other values."""
    if isinstance(value, ModuleType):
        return "" if _top(value.__name__) in own else f"import {value.__name__} as {name}"
    module, inner = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    if not isinstance(module, str) or not inner or _top(module) in own:
        return ""
    found = getattr(sys.modules.get(module), inner, None)
    return f"from {module} import {inner} as {name}" if found is value else ""


def _top(module: str) -> str:
    """The package that a module is in: for those of a course, solutions."""
    return module.split(".")[0]


def _plain(value: Any, name: str, place: str, outer: tuple[Any, ...]) -> Value:
    """A helper function or a constant as plain data. Raises ValueError for anything else."""
    if inspect.isfunction(value) and value not in outer:
        return portable(value, outer)
    frozen = freeze(value)
    if first_unsupported(frozen, name):
        raise ValueError(
            f"{place}: {outer[-1].__name__} uses {name}, a {type(value).__name__}, which cannot be "
            "sent with it.\nUse functions, constants and modules, or define it inside."
        )
    return frozen
