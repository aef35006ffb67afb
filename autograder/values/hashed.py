"""Keys of dicts and members of sets as plain data: told apart by a text, as Python does by hash.

A dict's key that is text or a whole number stands for itself; any other is a `DictKey`. Texts have
a hash that nobody can foresee: a dict of tuples that collide would take minutes.
"""

import math
from functools import cached_property
from typing import Any

import numpy as np

from autograder.values.plain import MalformedError, Record, Value

SECOND = 10**9
NANOSECONDS = {
    "W": 7 * 24 * 3600 * SECOND, "D": 24 * 3600 * SECOND, "h": 3600 * SECOND, "m": 60 * SECOND,
    "s": SECOND, "ms": 10**6, "us": 10**3, "ns": 1,
}  # fmt: skip


class DictKey:
    """A dict's key, or a column's name, that is neither text nor a whole number."""

    def __init__(self, value: Value) -> None:
        self.value = value

    @cached_property
    def text(self) -> str:
        """What tells this key from others."""
        return key_text(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DictKey) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return shown(self.value)


def as_key(value: Value) -> Any:
    """A plain value as a dict's key. Raises MalformedError for one that cannot be hashed."""
    if type(value) in (str, int):
        return value
    key_text(value)
    return DictKey(value)


def by_text(values: Any) -> dict[str, Any]:
    """Keys or members by the text that tells them apart."""
    return {key_text(value): value for value in values}


def key_text(value: Value) -> str:
    """A text that is the same for what Python takes for the same key: 1, 1.0 and True.

    Floats count to 12 digits. Raises MalformedError for what cannot be hashed.
    """
    if isinstance(value, DictKey):
        return value.text
    if isinstance(value, complex):
        return key_text(value.real) if not value.imag else f"{value:.12g}"
    if isinstance(value, bool | int | float):
        is_whole = math.isfinite(value) and abs(value) < 2**53 and value == int(value)
        return str(int(value)) if is_whole or isinstance(value, int) else f"{value:.12g}"
    if value is None or isinstance(value, str | bytes):
        return repr(value)
    if isinstance(value, tuple):
        return f"({' '.join(map(key_text, value))})"
    kind, fields = (value.kind, value.fields) if isinstance(value, Record) else ("", {})
    if kind == "frozenset":
        return f"frozenset{' '.join(sorted(map(key_text, fields['items'])))}"
    if kind in ("moment", "duration"):
        return f"{kind} {ticks(fields['at'])} {fields.get('zone') is None}"
    if kind == "NamedTuple":  # Python takes it for a tuple
        return key_text(tuple(fields["fields"].values()))
    if kind == "Dataclass":
        return f"{fields['class']}{key_text(tuple(fields['fields'].values()))}"
    raise MalformedError("a key or member that cannot be hashed")


def ticks(at: Any) -> int | None:
    """The nanoseconds of a time since 1970, or of a duration; None for NaT."""
    if np.isnat(at):
        return None
    unit, _ = np.datetime_data(at.dtype)
    if unit in ("Y", "M"):
        at, unit = at.astype("datetime64[D]"), "D"
    return int(at.astype(np.int64)) * NANOSECONDS[unit]


def shown(value: Value) -> str:
    """A key or member as Python writes it."""
    if isinstance(value, float | complex):
        return f"{value:.7g}"
    if isinstance(value, tuple):
        inner = ", ".join(map(shown, value))
        return f"({inner}{',' * (len(value) == 1)})"
    if isinstance(value, Record) and value.kind == "frozenset":
        return f"{{{', '.join(map(shown, value.fields['items']))}}}"
    if isinstance(value, Record) and "class" in value.fields:
        fields = value.fields["fields"].items()
        return f"{value.fields['class']}({', '.join(f'{n}={shown(item)}' for n, item in fields)})"
    if isinstance(value, Record):
        return str(value.fields["at"])
    return repr(value)[:80]
