"""Plain data: numbers, text, arrays of whitelisted dtypes, and containers."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np

# None, bool, int, float, complex, str, bytes, ndarray, tuple, list, dict, and the dataclasses below
Value = Any

INTEGERS = [f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)]
NUMBERS = frozenset(["bool", "float16", "float32", "float64", "complex64", "complex128", *INTEGERS])
# Durations have no years and months, which are of no fixed length.
DURATIONS = [f"timedelta64[{unit}]" for unit in ("W", "D", "h", "m", "s", "ms", "us", "ns")]
TIMES = ["datetime64[Y]", "datetime64[M]", *(f"datetime{name[9:]}" for name in DURATIONS)]
DTYPES = NUMBERS.union(TIMES, DURATIONS)
# Cached: NumPy creates a dtype and computes its name at each request.
NAMES = {np.dtype(name): name for name in DTYPES}
BY_NAME = {name: dtype for dtype, name in NAMES.items()}
MAX_DIMENSIONS = 8
# Empty rows take no bytes in an array, but memory each in a list.
MAX_ROWS = 2**26
MAX_DEPTH = 16
MAX_ITEMS = 200_000
# A message has a header, which is JSON, and a blob, the bytes of its arrays.
MAX_HEADER = 8 * 2**20
MAX_BLOB = 64 * 2**20
MAX_INT = 2**63


def is_overlong(shape: Sequence[int]) -> bool:
    """Whether an array of this shape has too many rows to be sent, empty or not."""
    return _rows(shape) > MAX_ROWS


def _rows(shape: Sequence[int]) -> int:
    return math.prod(length or 1 for length in shape)


class MalformedError(ValueError):
    """Data of the wrong form; the message says what is wrong."""


def as_text(value: Any) -> str:
    """The value, if it is text. Raises MalformedError for any other."""
    if not isinstance(value, str):
        raise MalformedError("text is expected")
    return value


@dataclass(frozen=True, eq=False)
class Record:
    """A library's object as plain data (see `kinds`): its kind, and its fields in order."""

    kind: str
    fields: dict[str, Value]


@dataclass(frozen=True)
class TextFile:
    """A text file as an argument: the function gets its path or, if `is_open`, the open file."""

    name: str
    text: str
    is_open: bool = False


@dataclass(frozen=True, eq=False)
class Code:
    """A function as an argument: its text, and the plain data behind names that it uses."""

    name: str
    text: str
    names: dict[str, Value]


@dataclass(frozen=True)
class Unsupported:
    """A value that cannot be sent; only the name of its type is kept."""

    type_name: str


def parts(value: Value) -> Iterable[tuple[Any, Value]]:
    """The parts of a container, each with its position, key or name; empty for other values."""
    if isinstance(value, tuple | list):
        return enumerate(value)
    if isinstance(value, dict):
        return value.items()
    if isinstance(value, Code):
        return [("name", value.name), ("text", value.text), *value.names.items()]
    if not isinstance(value, Record):
        return ()
    own = dict(value.fields)
    if value.kind in INSTANCES:
        own |= own.pop("fields")
    return [("kind", value.kind), *own.items()]


INSTANCES = ("Dataclass", "NamedTuple")
GENERATORS = ("Generator", "RandomState")
CONTAINERS = (tuple, list, dict, Record, Code)
# Parts that Python reaches by the items of the whole: of tables, models, sets, arrays of objects.
THEMSELVES = ("columns", "layers", "items")


def _place(value: Value, key: Any) -> str:
    """How Python gets at a part."""
    if isinstance(value, tuple | list | dict):
        return f"[{key!r}]"
    return "" if key in THEMSELVES else f".{key}"


def first_unsupported(value: Value, where: str) -> tuple[str, Unsupported] | None:
    """The first part of a value called `where` that cannot be sent, and its place in Python."""
    if isinstance(value, Unsupported):
        return where, value
    for key, part in parts(value):
        if found := first_unsupported(part, ""):
            return f"{where}{_place(value, key)}{found[0]}", found[1]
    return None


def walk(value: Value) -> Iterator[Value]:
    """The value, its parts, and all that they are made of."""
    yield value
    for _, part in parts(value):
        yield from walk(part)


def records(value: Value) -> Iterator[Record]:
    """The records that a value is or is made of."""
    return (part for part in walk(value) if isinstance(part, Record))


def same(one: Value, other: Value, *, drawn: bool = False) -> bool:
    """Whether two values are identical to the last bit, types and dtypes included.

    With `drawn`, a random generator is the same after numbers were drawn from it.
    """
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        fits = one.dtype == other.dtype and one.shape == other.shape
        return bool(fits and one.tobytes() == other.tobytes())
    if isinstance(one, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    if isinstance(one, complex):
        return same((one.real, one.imag), (other.real, other.imag))
    if isinstance(one, CONTAINERS):
        if drawn and isinstance(one, Record) and one.kind in GENERATORS:
            return bool(one.kind == other.kind)
        pairs = zip_longest(parts(one), parts(other), fillvalue=(None, None))
        return all(key == like and same(a, b, drawn=drawn) for (key, a), (like, b) in pairs)
    return bool(one == other)


def size(value: Value) -> int:
    """The approximate size of a value in bytes."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes) or _rows(value.shape)
    if isinstance(value, str | bytes):
        return len(value)
    return 64 + sum(64 + size(part) for _, part in parts(value))
