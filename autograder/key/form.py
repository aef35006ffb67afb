"""The JSON of an answer key, written, read and checked by its dataclasses' annotations.

A field that has a default may be absent. A key may come from anybody: reading raises ValueError,
which names the place, for whatever does not have the right form.
"""

import dataclasses
import math
from collections.abc import Callable
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from autograder.key.data import Call, Key, Parameter
from autograder.key.options import RARE, Checked
from autograder.reports.text import safe
from autograder.values import from_json, to_json
from autograder.values.outcome import Outcome, Problem

Read = Callable[[Any, str], Any]
Write = Callable[[Any], Any]


def write_key(key: Key) -> dict[str, Any]:
    """The key as JSON's own types."""
    data: dict[str, Any] = _writer(Key)(key)
    return data


def read_key(data: Any) -> Key:
    """The key in JSON, its texts safe to show. Raises ValueError for what is wrong."""
    key: Key = _reader(Key)(data, "")
    return key


# --- writing ------------------------------------------------------------------------------------


@cache
def _writer(kind: Any) -> Write:
    """What writes a value of this annotation."""
    if special := SPECIAL.get(kind):
        return special[0]
    inner = list(map(_writer, _parts(kind)))
    match get_origin(kind):
        case None if dataclasses.is_dataclass(kind):
            return _write_fields(kind)
        case origin if origin is tuple:
            return lambda value: list(map(inner[0], value))
        case origin if origin is frozenset:
            return sorted
        case origin if origin is dict:
            return lambda value: {name: inner[1](item) for name, item in value.items()}
    return lambda value: value


def _write_fields(kind: Any) -> Write:
    own, writers = kind.__annotations__, {n: _writer(k) for n, k in _hints(kind).items()}
    fields = sorted(dataclasses.fields(kind), key=lambda field: field.name not in own)
    left_out = {field.name: _default(field) for field in fields if field.metadata.get(RARE)}

    return lambda value: {
        field.name: writers[field.name](getattr(value, field.name))
        for field in fields
        if field.name not in left_out or getattr(value, field.name) != left_out[field.name]
    }


def _default(field: Any) -> Any:
    is_made = field.default is dataclasses.MISSING
    return field.default_factory() if is_made else field.default


def _write_parameter(parameter: Parameter) -> dict[str, Any]:
    default = {} if parameter.required else {"default": to_json(parameter.default)}
    return {"name": parameter.name, **default}


def _write_call(call: Call) -> list[Any]:
    return [call.exercise, list(map(to_json, call.args)), to_json(call.result)]


def _write_outcome(outcome: Outcome) -> dict[str, Any]:
    """A value, or the type of an exception."""
    data: dict[str, Any] = {"changed": list(outcome.changed)} if outcome.changed else {}
    if outcome.status == "value":
        return {"value": to_json(outcome.value), **data}
    return {"exception": outcome.problem.type if outcome.problem else "", **data}


# --- reading ------------------------------------------------------------------------------------


def _require(is_right: bool, value: Any, place: str, expected: str) -> None:
    if not is_right:
        seen = ascii(value)
        seen = seen if len(seen) <= 60 else f"{seen[:60]}…"
        raise ValueError(f"{place} is {seen}, expected {expected}")


@cache
def _reader(kind: Any) -> Read:
    """What reads and checks a value of this annotation; `int | None` is a seed or a count."""
    if special := SPECIAL.get(kind):
        return special[1]
    inner = list(map(_reader, _parts(kind)))
    match get_origin(kind):
        case None:
            return _read_fields(kind) if dataclasses.is_dataclass(kind) else PLAIN[kind]
        case origin if origin is Annotated:
            return _checked(inner[0], kind.__metadata__[0])
        case origin if origin in (tuple, frozenset):
            return _read_list(inner[0], origin)
        case origin if origin is dict:
            return _read_mapping(*inner)
    return lambda value, place: None if value is None else inner[0](value, place)


def _checked(read: Read, check: Checked) -> Read:
    def checked(value: Any, place: str) -> Any:
        read(value, place)
        _require(check.is_right(value), value, place, check.expected)
        return value

    return checked


def _plain(expected: str, is_right: Callable[[Any], bool], make: Callable[[Any], Any]) -> Read:
    def read(value: Any, place: str) -> Any:
        _require(is_right(value), value, place, expected)
        return make(value)

    return read


def _read_list(read: Read, make: Callable[[list[Any]], Any]) -> Read:
    def read_list(value: Any, place: str) -> Any:
        _require(isinstance(value, list), value, place, "a list")
        return make([read(item, f"{place}[{number}]") for number, item in enumerate(value)])

    return read_list


def _read_mapping(name: Read, read: Read) -> Read:
    def read_mapping(value: Any, place: str) -> Any:
        _require(isinstance(value, dict), value, place, "an object")
        return {
            name(key, f"{place}, a name in it,"): read(item, f"{place}.{ascii(key)[1:41]}")
            for key, item in value.items()
        }

    return read_mapping


def _read_fields(kind: Any) -> Read:
    readers = {name: _reader(part) for name, part in _hints(kind).items()}
    required = [
        f.name
        for f in dataclasses.fields(kind)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    ]

    def read_fields(value: Any, place: str) -> Any:
        _require(isinstance(value, dict), value, place or "the key", "an object")
        place = f"{place}." if place else ""
        if absent := [name for name in required if name not in value]:
            raise ValueError(f"{place}{absent[0]} is missing")
        known = value.keys() & readers.keys()
        return kind(**{name: readers[name](value[name], f"{place}{name}") for name in known})

    return read_fields


def _read_parameter(value: Any, place: str) -> Parameter:
    found: Parameter = READ_PARAMETER(value, place)
    return dataclasses.replace(found, required="default" not in value)


def _read_call(value: Any, place: str) -> Call:
    """A call that the reference made: an exercise, arguments, a result."""
    is_right = isinstance(value, list) and len(value) == 3 and isinstance(value[1], list)
    _require(is_right, value, place, "an exercise, a list of arguments and a result")
    return Call(_reader(str)(value[0], place), tuple(map(from_json, value[1])), from_json(value[2]))


def _read_outcome(value: Any, place: str) -> Outcome:
    _require(isinstance(value, dict), value, place, "an object")
    changed = _reader(tuple[str, ...])(value.get("changed", []), f"{place}.changed")
    if "value" in value:
        return Outcome("value", from_json(value["value"]), changed=changed)
    problem = Problem(_reader(str)(value.get("exception"), f"{place}.exception"))
    return Outcome("exception", problem=problem, changed=changed)


def _parts(kind: Any) -> list[Any]:
    """The annotations inside an annotation, without `...`, None and what an Annotated adds."""
    parts = get_args(kind)[:1] if get_origin(kind) is Annotated else get_args(kind)
    return [part for part in parts if part not in (Ellipsis, NoneType)]


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


PLAIN = {
    str: _plain("a text", lambda value: isinstance(value, str), safe),
    bool: _plain("true or false", lambda value: isinstance(value, bool), bool),
    int: _plain(
        "a whole number from 0 on, below 2**32",
        lambda value: type(value) is int and 0 <= value < 2**32, int,
    ),
    float: _plain(
        "a number from 0 on",
        lambda value: type(value) in (int, float) and 0 <= value < math.inf, float,
    ),
}  # fmt: skip
SPECIAL: dict[Any, tuple[Write, Read]] = {
    Any: (to_json, lambda value, _: from_json(value)),
    Parameter: (_write_parameter, _read_parameter),
    Call: (_write_call, _read_call),
    Outcome: (_write_outcome, _read_outcome),
}
READ_PARAMETER = _read_fields(Parameter)
