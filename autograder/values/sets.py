"""Sets as plain data; the members are in an order that does not depend on Python's hashes."""

from collections.abc import Callable
from typing import Any

from autograder.values.hashed import key_text
from autograder.values.kind import Fields, Freeze, Kind, Row, Thaw
from autograder.values.plain import MalformedError, Record, Unsupported, Value


def _freezing(kind: type[Any]) -> Callable[[Any, Freeze], Value | None]:
    def freeze_set(value: Any, freeze: Freeze) -> Value | None:
        if not isinstance(value, kind):
            return None
        items = list(map(freeze, kind.__iter__(value)))
        for item in items:
            if isinstance(item, Unsupported):
                return item
        try:
            return Record(kind.__name__, {"items": sorted(items, key=key_text)})
        except MalformedError:
            return Unsupported(f"{kind.__name__} of objects")

    return freeze_set


def _thawing(kind: type[Any]) -> Callable[[Fields, Thaw], Any]:
    return lambda fields, thaw: kind(map(thaw, fields["items"]))


def _are_members(value: Value) -> bool:
    try:
        return isinstance(value, list) and all(key_text(item) for item in value)
    except MalformedError:
        return False


def _described(fields: Fields) -> str:
    return f"a set of {len(fields['items'])}"


KINDS = tuple(
    Kind(kind.__name__, {"items": _are_members}, _described, _freezing(kind), _thawing(kind))
    for kind in (set, frozenset)
)

ROWS = (
    Row(
        "sets",
        "members, in any order; numbers within the tolerance",
        "a `frozenset` for a `set`, and the other way round",
    ),
)
