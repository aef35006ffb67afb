"""Dataclasses and named tuples of a course's own as plain data: the class's name, and the fields.

Those of libraries are not taken apart: a library's named tuple is a tuple.
"""

import collections
import dataclasses
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.values.kind import Fields, Freeze, Kind, Row, Thaw
from autograder.values.plain import INSTANCES, Record, Unsupported, Value, records

DATACLASS, NAMED_TUPLE = INSTANCES
LIBRARIES = tuple(
    sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")
)

OURS = str(Path(__file__).parent.parent)


class ClassError(ValueError):
    """A class that an argument is of is missing, or another one; the message says what to do."""


def freeze_instance(value: Any, freeze: Freeze) -> Value | None:
    """The record of a dataclass or a named tuple; None for anything else."""
    kind = type(value)
    is_tuple = isinstance(value, tuple) and isinstance(getattr(kind, "_fields", None), tuple)
    if not is_tuple and not dataclasses.is_dataclass(kind):
        return None
    if _is_librarys(kind):
        return None
    names = kind._fields if is_tuple else [each.name for each in dataclasses.fields(kind)]
    items = map(freeze, tuple.__iter__(value)) if is_tuple else _read(value, names, freeze)
    fields = {str(name): item for name, item in zip(names, items, strict=False)}
    return Record(
        NAMED_TUPLE if is_tuple else DATACLASS, {"class": kind.__name__, "fields": fields}
    )


def _is_librarys(kind: type) -> bool:
    file = getattr(sys.modules.get(str(kind.__module__)), "__file__", None)
    return isinstance(file, str) and file.startswith((OURS, *LIBRARIES))


def _read(value: Any, names: Iterable[str], freeze: Freeze) -> Iterator[Value]:
    for name in names:
        try:
            yield freeze(getattr(value, name))
        except Exception:  # a field without a value, or a property of the same name
            yield Unsupported(f"{type(value).__name__} without its field {name}")


def classes_in(value: Value) -> set[str]:
    """The names of the classes of instances in a value."""
    return {one.fields["class"] for one in records(value) if one.kind in INSTANCES}


def _thaw_dataclass(fields: Fields, thaw: Thaw) -> Any:
    name, items = fields["class"], _thawed(fields, thaw)
    if thaw.classes is None:
        return dataclasses.make_dataclass(name, items)(**items)
    kind = _found(name, thaw.classes)
    known = getattr(kind, "__dataclass_fields__", {})
    given = {n: i for n, i in items.items() if n not in known or known[n].init}
    made = _made(kind, name, given)
    try:
        for field, item in items.items():  # as they were, whatever __post_init__ did
            object.__setattr__(made, field, item)
    except AttributeError as error:
        raise ClassError(f"{name} has other fields than the released class: {error}") from error
    return made


def _thaw_named_tuple(fields: Fields, thaw: Thaw) -> Any:
    name, items = fields["class"], _thawed(fields, thaw)
    if thaw.classes is None:
        return collections.namedtuple(name, items)(**items)
    return _made(_found(name, thaw.classes), name, items)


def _thawed(fields: Fields, thaw: Thaw) -> dict[str, Any]:
    return {name: thaw(item) for name, item in fields["fields"].items()}


def _found(name: str, classes: Mapping[str, Any]) -> Any:
    kind = classes.get(name)
    if not isinstance(kind, type):
        raise ClassError(
            f"the class {name}, of which its arguments are, is not defined. "
            "Restore it as it was released."
        )
    return kind


def _made(kind: Any, name: str, items: dict[str, Any]) -> Any:
    try:
        return kind(**items)
    except Exception as error:
        what = f"{name}({', '.join(f'{field}=…' for field in items)})"
        raise ClassError(
            f"{what} raises {type(error).__name__}: {error}. Restore the class as it was released."
        ) from error


def _is_name(value: Value) -> bool:
    return isinstance(value, str) and value.isidentifier() and len(value) < 100


def _are_fields(value: Value) -> bool:
    return isinstance(value, dict) and all(map(_is_name, value))


FORM = {"class": _is_name, "fields": _are_fields}
KINDS = (
    Kind(
        DATACLASS, FORM, lambda fields: f"a {fields['class']}", freeze_instance, _thaw_dataclass
    ),
    Kind(
        NAMED_TUPLE, FORM, lambda fields: f"a named tuple {fields['class']}", freeze_instance,
        _thaw_named_tuple,
    ),
)  # fmt: skip
ROWS = (
    Row(
        "dataclasses and named tuples of the assignment's own",
        "the class's name, the fields' names, and the value of each",
        "fields in any order; a plain tuple for a named tuple, and the other way round",
    ),
)
