"""Live objects as plain data, and back: what a student's function gets and returns."""

import io
import linecache
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

from autograder.values.hashed import DictKey, as_key
from autograder.values.kind import Freeze
from autograder.values.kinds import freeze_object, thaw_object
from autograder.values.plain import (
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_INT,
    MAX_ITEMS,
    NAMES,
    Code,
    MalformedError,
    Record,
    TextFile,
    Unsupported,
    Value,
    is_overlong,
)


def freeze(value: Any) -> Value:
    """Plain data that stands for `value`; arrays are copied, unknown types become Unsupported.

    A subclass of a number, text or container cannot lie about its contents: they are read with the
    methods of the built-in class.
    """
    return _Freezer().freeze(0, value)


class _Freezer:
    def __init__(self) -> None:
        self.items = 0

    def freeze(self, depth: int, value: Any) -> Value:
        self.items += 1
        if self.items > MAX_ITEMS or depth > MAX_DEPTH:
            return Unsupported("value that is too large or too deeply nested")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, float):
            return float.__float__(value)
        if isinstance(value, int):
            number = int.__int__(value)
            return number if -MAX_INT <= number < MAX_INT else Unsupported("int beyond 64 bits")
        if isinstance(value, complex):
            return complex.__complex__(value)
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, bytes):
            return bytes.__bytes__(value)
        if type(value) is np.ndarray and value.dtype in NAMES:  # in a hurry: most are such
            return _freeze_array(value)
        if isinstance(value, np.generic) and not isinstance(value, np.datetime64 | np.timedelta64):
            frozen = _freeze_array(np.array(value))
            return frozen if isinstance(frozen, Unsupported) else self.freeze(depth, frozen.item())
        return _freeze_object(value, partial(self.freeze, depth + 1))


def _freeze_object(value: Any, freeze: Freeze) -> Value:
    """What stands for an object of a kind in the table, or for a container."""
    if type(value) not in (tuple, list, dict):
        found = freeze_object(value, freeze)
        if found is not None:
            return found
    if isinstance(value, np.ndarray):
        return _freeze_array(value)
    if isinstance(value, tuple):
        return tuple(map(freeze, tuple.__iter__(value)))
    if isinstance(value, list):
        return list(map(freeze, list.__iter__(value)))
    if isinstance(value, dict):
        return _freeze_dict(value, freeze)
    return _freeze_argument(value)


def _freeze_dict(value: dict[Any, Any], freeze: Freeze) -> Value:
    try:
        return {as_key(freeze(key)): freeze(item) for key, item in list(dict.items(value))}
    except MalformedError:
        return Unsupported("dict with objects as keys")


def _freeze_argument(value: Any) -> Value:
    """A function or file of an author's, which is never a result; anything else is Unsupported."""
    if isinstance(value, TextFile | Code):
        return value
    code = vars(value).get(WRITTEN) if type(value) is FunctionType else None
    return code if isinstance(code, Code) else Unsupported(_type_name(value))


def _freeze_array(array: np.ndarray[Any, Any]) -> Value:
    array = np.asarray(array)  # a subclass's methods are not called from here on
    if array.ndim > MAX_DIMENSIONS:
        return Unsupported(f"array of {array.ndim} dimensions")
    if is_overlong(array.shape):
        return Unsupported("array of too many rows")
    if array.dtype in NAMES:
        return array.copy()
    native = array.dtype.newbyteorder("=")  # or longdouble, which becomes float64
    wide = {"f": np.float64, "c": np.complex128}.get(array.dtype.kind)
    if native not in NAMES and wide is None:
        return Unsupported(f"array of {array.dtype.name}")
    with np.errstate(over="ignore"):
        plain = array.astype(native if native in NAMES else wide, order="C")
    if not np.array_equal(np.isfinite(array), np.isfinite(plain)):
        return Unsupported("longdouble beyond float64")
    return plain


def _type_name(value: Any) -> str:
    kind = type(value)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{module}{kind.__qualname__}"[:80]


# What the file of an author's function is called, where it runs beside a student's code.
AUTHORS = "<exercises.py: "
# Where such a function keeps its own text, so that it may be passed on.
WRITTEN = "__autograder_code__"


def thaw(value: Value, folder: Path, classes: Mapping[str, Any] | None = None) -> Any:
    """A fresh live object: arrays are copies, tables DataFrames, and files lie in `folder`.

    Instances are of these `classes`, by name. Raises ClassError where one is missing; without
    `classes`, each instance has a class of its own.
    """
    return _Thawing(folder, classes)(value)


@dataclass(frozen=True)
class _Thawing:
    folder: Path
    classes: Mapping[str, Any] | None

    def __call__(self, value: Value) -> Any:
        if isinstance(value, np.ndarray):
            return value.copy()
        if isinstance(value, tuple | list):
            return type(value)(map(self, value))
        if isinstance(value, dict):
            return {self(key): self(item) for key, item in value.items()}
        if isinstance(value, DictKey):
            return self(value.value)
        if isinstance(value, Record):
            return thaw_object(value, self)
        if isinstance(value, Code):
            return self.function(value)
        if isinstance(value, TextFile):
            return io.StringIO(value.text) if value.is_open else str(self.written(value))
        return value

    def function(self, code: Code) -> Any:
        """The function, which runs where it is called: this is no process that knows an answer."""
        namespace: dict[str, Any] = {name: self(item) for name, item in code.names.items()}
        file = f"{AUTHORS}{code.name}>"
        exec(compile(code.text, file, "exec", dont_inherit=True), namespace)  # noqa: S102
        lines = code.text.splitlines(keepends=True)
        linecache.cache[file] = len(code.text), None, lines, file  # for tracebacks
        function = namespace[code.name]
        setattr(function, WRITTEN, code)
        return function

    def written(self, file: TextFile) -> Path:
        """The file, in a folder named by its text: code may cache what it read by its path."""
        path = self.folder / f"{zlib.crc32(file.text.encode()):08x}" / file.name
        path.parent.mkdir(exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
        return path
