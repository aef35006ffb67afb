"""Any value that crosses a process or a file, as plain data and back; no pickle, no `.npy`.

`freeze` turns a live object into plain data: numbers, text, NumPy arrays of whitelisted dtypes,
tuples, lists, dicts, and the frozen dataclasses below. `thaw` is the way back to live objects, for
the process that calls a student's function. What arrives from a worker is validated by
`from_bytes` before anything is allocated, and stays plain data in the process that compares.
"""

from __future__ import annotations

import io
import json
import math
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

__all__ = [
    "MalformedError",
    "Record",
    "Table",
    "TextFile",
    "Unsupported",
    "Value",
    "describe",
    "freeze",
    "from_bytes",
    "from_json",
    "same",
    "size",
    "thaw",
    "to_bytes",
    "to_json",
]

Value = Any  # None, bool, int, float, str, ndarray, tuple, list, dict, Table, TextFile, Unsupported

INTEGERS = [f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)]
DTYPES = frozenset(["bool", "float16", "float32", "float64", *INTEGERS])
# A dtype is made, and its own name computed, each time that it is asked for.
NAMES = {np.dtype(name): name for name in DTYPES}
BY_NAME = {name: dtype for dtype, name in NAMES.items()}
MAX_DIMENSIONS = 8
MAX_DEPTH = 16
MAX_ITEMS = 200_000
# What one item takes in a header's JSON: with its tags, at most four items and four levels.
JSON_ITEMS, JSON_LEVELS = 4 * MAX_ITEMS, 4 * MAX_DEPTH
MAX_HEADER = 8 * 2**20
MAX_BLOB = 64 * 2**20
MAX_INT = 2**63


class MalformedError(ValueError):
    """Data that does not have the form it must have; the message says what is wrong."""


def _refuse_constant(name: str) -> float:
    raise MalformedError(f"the constant {name}")


# Made once: json.dumps and json.loads would make them for every message.
ENCODER = json.JSONEncoder(allow_nan=False)
DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


@dataclass(frozen=True, eq=False)
class Table:
    """A pandas DataFrame as plain data: its index, the index's name, and its columns in order."""

    index: Value
    index_name: str | None
    columns: dict[str, Value]


@dataclass(frozen=True, eq=False)
class Record:
    """A library's object as plain data (see `objects`): its kind, and its fields in order."""

    kind: str
    fields: dict[str, Value]


@dataclass(frozen=True)
class TextFile:
    """A text file as an argument: thawed into a path, or, if `is_open`, into an open file."""

    name: str
    text: str
    is_open: bool = False


@dataclass(frozen=True)
class Unsupported:
    """A value that does not travel; only the name of its type is kept."""

    type_name: str


# --- live objects → plain data ------------------------------------------------------------------


def freeze(value: Any) -> Value:
    """Plain data that stands for `value`; arrays are copied, unknown types become Unsupported."""
    return _Freezer().freeze(value, 0)


class _Freezer:
    def __init__(self) -> None:
        self.items = 0

    def freeze(self, value: Any, depth: int) -> Value:
        self.items += 1
        if self.items > MAX_ITEMS or depth > MAX_DEPTH:
            return Unsupported("value that is too large or too deeply nested")
        if value is None or isinstance(value, bool | float):
            return value if value is None else (bool if isinstance(value, bool) else float)(value)
        if isinstance(value, int):
            return int(value) if -MAX_INT <= value < MAX_INT else Unsupported("int beyond 64 bits")
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, np.ndarray):
            return _freeze_array(value)
        if isinstance(value, np.generic):
            return _freeze_scalar(value)
        if isinstance(value, tuple | list):
            kind = tuple if isinstance(value, tuple) else list
            return kind(self.freeze(item, depth + 1) for item in value)
        if isinstance(value, dict):
            if all(type(key) in (str, int) for key in value):
                return {key: self.freeze(item, depth + 1) for key, item in value.items()}
            return Unsupported("dict with keys that are neither text nor whole numbers")
        return self._freeze_library_object(value, depth)

    def _freeze_library_object(self, value: Any, depth: int) -> Value:
        if isinstance(value, Table | TextFile | Record | Unsupported):
            return value
        pandas = sys.modules.get("pandas")
        if pandas is not None and isinstance(value, pandas.DataFrame):
            return self._freeze_frame(value, depth)
        from autograder.objects import freeze_object

        found = freeze_object(value, lambda item: self.freeze(item, depth + 1))
        return Unsupported(_type_name(value)) if found is None else found

    def _freeze_frame(self, frame: Any, depth: int) -> Value:
        names = list(frame.columns)
        if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
            return Unsupported("DataFrame whose column names are not distinct texts")
        columns = {name: self._freeze_column(frame[name], depth + 1) for name in names}
        name = frame.index.name
        return Table(
            self._freeze_column(frame.index, depth + 1),
            None if name is None else str(name),
            columns,
        )

    def _freeze_column(self, column: Any, depth: int) -> Value:
        array = column.to_numpy()
        if array.ndim == 1 and array.dtype.kind in "biuf":
            return _freeze_array(array)
        return self.freeze(list(array), depth)


def _freeze_array(array: np.ndarray[Any, Any]) -> Value:
    if array.ndim > MAX_DIMENSIONS:
        return Unsupported(f"array of {array.ndim} dimensions")
    if type(array) is np.ndarray and array.dtype in NAMES:
        return array.copy(order="C")
    if isinstance(array, np.ma.MaskedArray):
        if np.ma.getmaskarray(array).any():
            return Unsupported("masked array")
        array = np.ma.getdata(array)
    plain = np.array(array, copy=True, order="C", subok=False)
    if plain.dtype.kind not in "biuf":
        return Unsupported(f"array of {plain.dtype.name}")
    if plain.dtype.name not in DTYPES:  # longdouble and its like
        plain = plain.astype(np.float64)
    return plain.astype(plain.dtype.newbyteorder("="), copy=False)


def _freeze_scalar(scalar: np.generic) -> Value:
    if scalar.dtype.kind == "b":
        return bool(scalar)
    if scalar.dtype.kind in "iu":
        return int(scalar)
    if scalar.dtype.kind == "f":
        return float(scalar)
    if scalar.dtype.kind == "U":
        return str(scalar)
    return Unsupported(f"NumPy scalar of {scalar.dtype.name}")


def _type_name(value: Any) -> str:
    kind = type(value)
    name = (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    return str(name)[:80]


# --- plain data → live objects ------------------------------------------------------------------


def thaw(value: Value, folder: Path) -> Any:
    """A fresh live object: arrays are copies, tables DataFrames, and files lie in `folder`."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, tuple | list):
        return type(value)(thaw(item, folder) for item in value)
    if isinstance(value, dict):
        return {key: thaw(item, folder) for key, item in value.items()}
    if isinstance(value, Table):
        return _thaw_table(value, folder)
    if isinstance(value, Record):
        from autograder.objects import thaw_object

        return thaw_object(value, lambda item: thaw(item, folder))
    if isinstance(value, TextFile):
        if value.is_open:
            return io.StringIO(value.text)
        path = folder / value.name
        path.write_text(value.text, encoding="utf-8")
        return str(path)
    return value


def _thaw_table(table: Table, folder: Path) -> Any:
    import pandas

    index = pandas.Index(thaw(table.index, folder), name=table.index_name)
    return pandas.DataFrame(thaw(table.columns, folder), index=index)


# --- plain data ↔ JSON --------------------------------------------------------------------------

PutArray = Callable[[np.ndarray[Any, Any]], dict[str, Any]]
GetArray = Callable[[Mapping[str, Any]], np.ndarray[Any, Any]]


def to_json(value: Value, put_array: PutArray | None = None) -> Any:
    """The JSON form of plain data; floats survive exactly (shortest text that reads back equal)."""
    put = put_array or _array_to_json
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": repr(value)}
    if isinstance(value, np.ndarray):
        return put(value)
    if isinstance(value, list):
        return [to_json(item, put) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [to_json(item, put) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[key, to_json(item, put)] for key, item in value.items()]}
    if isinstance(value, Table):
        columns = [[name, to_json(column, put)] for name, column in value.columns.items()]
        return {"table": columns, "index": to_json(value.index, put), "name": value.index_name}
    if isinstance(value, Record):
        fields = [[key, to_json(item, put)] for key, item in value.fields.items()]
        return {"record": value.kind, "fields": fields}
    if isinstance(value, TextFile):
        return {"file": value.name, "text": value.text, "open": value.is_open}
    if isinstance(value, Unsupported):
        return {"unsupported": value.type_name}
    raise TypeError(f"{type(value).__name__} is not plain data")


def from_json(data: Any, get_array: GetArray | None = None) -> Value:
    """Plain data from its JSON form. Raises MalformedError for anything else."""
    try:
        return _from_json(data, get_array or _array_from_json)
    except (KeyError, TypeError, ValueError, RecursionError, OverflowError) as error:
        raise MalformedError(f"not a value: {type(error).__name__}") from error


def _from_json(data: Any, get: GetArray) -> Value:
    kind = type(data)  # JSON's own types and no others
    if kind is int:
        return _int(data)
    if kind is list:
        return [_from_json(item, get) for item in data]
    if kind is not dict:
        return data
    tag = next(iter(data), None)
    if tag == "array":
        return get(data)
    if tag == "float":
        return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[data["float"]]
    if tag == "tuple":
        return tuple(_from_json(item, get) for item in data["tuple"])
    if tag == "dict":
        return {_key(key): _from_json(item, get) for key, item in data["dict"]}
    if tag == "table":
        columns = {_text(name): _from_json(column, get) for name, column in data["table"]}
        name = data["name"]
        return Table(_from_json(data["index"], get), None if name is None else _text(name), columns)
    if tag == "record":
        fields = {_text(key): _from_json(item, get) for key, item in data["fields"]}
        from autograder.objects import checked

        return checked(Record(_text(data["record"]), fields))
    if tag == "file":
        name = _text(data["file"])
        if not re.fullmatch(r"[\w-][\w.-]*", name):
            raise MalformedError(f"not a file name: {name[:40]!r}")
        return TextFile(name, _text(data["text"]), bool(data["open"]))
    if tag == "unsupported":
        return Unsupported(_text(data["unsupported"])[:80])
    raise MalformedError("unknown kind of value")


def _is_excessive(data: Any) -> bool:
    """Whether JSON holds more items or levels than `freeze` makes, but for those of its tags."""
    level, items = [data], 0
    for _ in range(JSON_LEVELS):
        parts = [part for part in level if isinstance(part, list | dict)]
        items += sum(map(len, parts))
        if not parts or items > JSON_ITEMS:
            break
        level = [
            item for part in parts for item in (part.values() if isinstance(part, dict) else part)
        ]
    else:
        return True
    return items > JSON_ITEMS


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise MalformedError("text is expected")
    return value


def _int(value: int) -> int:
    if not -MAX_INT <= value < MAX_INT:
        raise MalformedError("a whole number beyond 64 bits")
    return value


def _key(value: Any) -> str | int:
    return _int(value) if type(value) is int else _text(value)


def _array_to_json(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    flat = [
        item if not isinstance(item, float) or math.isfinite(item) else repr(item)
        for item in array.ravel().tolist()
    ]
    return {"array": flat, "shape": list(array.shape), "dtype": array.dtype.name}


def _array_from_json(data: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    dtype, shape = _checked_dtype_and_shape(data)
    flat = [float(item) if isinstance(item, str) else item for item in data["array"]]
    if len(flat) != math.prod(shape):
        raise MalformedError("an array's length does not fit its shape")
    return np.array(flat, dtype=dtype).reshape(shape)


def _checked_dtype_and_shape(data: Mapping[str, Any]) -> tuple[np.dtype[Any], tuple[int, ...]]:
    dtype, shape = BY_NAME.get(data["dtype"]), data["shape"]
    if dtype is None:
        raise MalformedError("an array of a dtype that does not travel")
    if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
        raise MalformedError(f"an array of more than {MAX_DIMENSIONS} dimensions")
    if not all(type(length) is int and 0 <= length < MAX_INT for length in shape):
        raise MalformedError("an array whose shape is not made of counts")
    return dtype, tuple(shape)


# --- plain data ↔ bytes on a pipe ---------------------------------------------------------------


def to_bytes(message: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """(header, blob) of a message, text to plain data: JSON, and the bytes of its arrays."""
    chunks: list[bytes] = []

    def put(array: np.ndarray[Any, Any]) -> dict[str, Any]:
        chunks.append(array.tobytes())
        name = NAMES.get(array.dtype) or array.dtype.name
        return {"array": len(chunks[-1]), "shape": array.shape, "dtype": name}

    header = {key: to_json(item, put) for key, item in message.items()}
    return ENCODER.encode(header).encode(), b"".join(chunks)


def from_bytes(header: bytes, blob: bytes) -> dict[str, Value]:
    """The message of `to_bytes`. Raises MalformedError unless every length fits what is there."""
    position = 0

    def get(data: Mapping[str, Any]) -> np.ndarray[Any, Any]:
        nonlocal position
        dtype, shape = _checked_dtype_and_shape(data)
        size = math.prod(shape) * dtype.itemsize
        if type(data["array"]) is not int or data["array"] != size or position + size > len(blob):
            raise MalformedError("an array's length does not fit its shape")
        array = np.frombuffer(blob, dtype, math.prod(shape), position).reshape(shape)
        position += size
        return array

    opened = header.count(b"[") + header.count(b"{")
    if opened > JSON_ITEMS:  # to parse them would take seconds
        raise MalformedError("more items than a message may hold")
    try:
        parsed = DECODER.decode(header.decode())
    except (ValueError, RecursionError) as error:
        raise MalformedError("a header that is not JSON") from error
    if not isinstance(parsed, dict):
        raise MalformedError("a header that is not an object")
    is_small = len(header) < JSON_ITEMS and opened < JSON_LEVELS  # whatever stands in it
    if not is_small and _is_excessive(parsed):
        raise MalformedError("more items than a message may hold, or nested too deeply")
    message = {key: from_json(item, get) for key, item in parsed.items()}
    if position != len(blob):
        raise MalformedError("bytes beyond the arrays")
    return message


# --- plain data = plain data ---------------------------------------------------------------------


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same to the last bit, types and dtypes included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        fits = one.dtype == other.dtype and one.shape == other.shape
        return bool(fits and one.tobytes() == other.tobytes())
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, Table):
        index = one.index_name == other.index_name and same(one.index, other.index)
        return index and same(one.columns, other.columns)
    if isinstance(one, Record):
        return one.kind == other.kind and same(one.fields, other.fields)
    if isinstance(one, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    return bool(one == other)


def size(value: Value) -> int:
    """About how many bytes a value takes."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if isinstance(value, str):
        return len(value)
    if isinstance(value, tuple | list):
        return 64 + sum(map(size, value))
    if isinstance(value, dict):
        return 64 + sum(64 + size(item) for item in value.values())
    if isinstance(value, Table):
        return 64 + size(value.index) + size(value.columns)
    if isinstance(value, Record):
        return 64 + size(value.fields)
    return 64


# --- plain data → words -------------------------------------------------------------------------


def describe(value: Value) -> str:
    """A short noun phrase for a value, such as "an array of shape (4, 1)" or "None"."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return f"the number {value:.7g}"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, tuple | list):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return f"a {kind} of {len(value)}"
    if isinstance(value, dict):
        return "a dict"
    if isinstance(value, Table):
        return "a DataFrame"
    if isinstance(value, Record):
        return _describe_record(value)
    if isinstance(value, Unsupported):
        return f"a value of type {value.type_name}"
    return "a file"


def _describe_record(record: Record) -> str:
    """A record in the words of its library: Sequential(Linear(2, 3), Sigmoid()), a tensor."""
    fields = record.fields
    if record.kind == "Tensor":
        return f"a tensor of shape {fields['array'].shape}"
    if record.kind == "Sequential":
        return f"Sequential({', '.join(describe(layer) for layer in fields['layers'])})"
    if record.kind == "Linear":
        outputs, inputs = fields["weight"].shape
        bias = ", bias=False" if fields["bias"] is None else ""
        if fields["weight"].dtype != np.float32:
            bias += f", dtype={fields['weight'].dtype}"
        return f"Linear({inputs}, {outputs}{bias})"
    if record.kind in ("Figure", "Axes", "Line"):
        return f"a {record.kind}"
    options = ", ".join(f"{key}={item!r}" for key, item in fields.items())
    return f"{record.kind}({options})"
