"""Plain data as JSON for files and as bytes for pipes, checked when it is read back.

Nothing is allocated before its stated length fits the bytes that arrived.
"""

import base64
import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.values.hashed import DictKey, as_key
from autograder.values.kinds import checked
from autograder.values.labelled import data_frame
from autograder.values.plain import (
    BY_NAME,
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
    as_text,
    is_overlong,
)

# In a header's JSON, one item with its tags takes at most four marks ("[", "{" or ",") and levels.
MAX_MARKS, MAX_LEVELS = 4 * MAX_ITEMS, 4 * MAX_DEPTH


def _refuse_constant(name: str) -> float:
    raise MalformedError(f"the constant {name}")


# Made once: json.dumps and json.loads would create them for each message.
ENCODER = json.JSONEncoder(allow_nan=False)
DECODER = json.JSONDecoder(parse_constant=_refuse_constant)

PutArray = Callable[[np.ndarray[Any, Any]], dict[str, Any]]
GetArray = Callable[[Mapping[str, Any]], np.ndarray[Any, Any]]


def to_json(value: Value, put_array: PutArray | None = None) -> Any:
    """The JSON form of plain data; floats survive exactly (shortest text that reads back equal)."""
    put = put_array or _array_to_json
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": repr(value)}
    if isinstance(value, complex):
        return {"complex": [to_json(value.real), to_json(value.imag)]}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, np.ndarray):
        return put(value)
    if isinstance(value, list):
        return [to_json(item, put) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [to_json(item, put) for item in value]}
    if isinstance(value, dict):
        return {"dict": _pairs(value, put)}
    if isinstance(value, DictKey):
        return to_json(value.value, put)
    if isinstance(value, Record) and value.kind == "DataFrame":
        index, name, columns = value.fields.values()
        return {"table": _pairs(columns, put), "index": to_json(index, put), "name": name}
    if isinstance(value, Record):
        return {"record": value.kind, "fields": _pairs(value.fields, put)}
    if isinstance(value, TextFile):
        return {"file": value.name, "text": value.text, "open": value.is_open}
    if isinstance(value, Code):
        return {"code": value.name, "text": value.text, "names": _pairs(value.names, put)}
    if isinstance(value, Unsupported):
        return {"unsupported": value.type_name}
    raise TypeError(f"{type(value).__name__} is not plain data")


def _pairs(items: Mapping[Any, Value], put: PutArray) -> list[list[Any]]:
    return [
        [key if type(key) is str else to_json(key, put), to_json(item, put)]
        for key, item in items.items()
    ]


def from_json(data: Any, get_array: GetArray | None = None) -> Value:
    """Plain data from its JSON form. Raises MalformedError for anything else."""
    try:
        return _from_json(data, get_array or _array_from_json)
    except (KeyError, TypeError, ValueError, RecursionError, OverflowError) as error:
        raise MalformedError(f"not a value: {type(error).__name__}") from error


def _from_json(data: Any, get: GetArray) -> Value:
    kind = type(data)  # JSON's own types and no others
    if kind is str:
        return data
    if kind is list:
        return [_from_json(item, get) for item in data]
    if kind is int:
        return _int(data)
    if kind is not dict:
        return data
    tag = next(iter(data), None)
    if tag == "array":
        return get(data)
    if tag == "float":
        return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[data["float"]]
    if tag == "complex":
        return complex(*(float(_from_json(part, get)) for part in data["complex"]))
    if tag == "bytes":
        return base64.b64decode(as_text(data["bytes"]), validate=True)
    if tag == "tuple":
        return tuple(_from_json(item, get) for item in data["tuple"])
    if tag == "dict":
        return _mapping(data["dict"], get)
    if tag == "table":
        columns = _mapping(data["table"], get)
        return checked(data_frame(_from_json(data["index"], get), data["name"], columns))
    if tag == "record":
        return checked(Record(as_text(data["record"]), _mapping(data["fields"], get)))
    if tag == "file":
        name = as_text(data["file"])
        if not re.fullmatch(r"[\w-][\w.-]*", name):
            raise MalformedError(f"not a file name: {name[:40]!r}")
        return TextFile(name, as_text(data["text"]), bool(data["open"]))
    if tag == "code":
        names = {as_text(name): _from_json(item, get) for name, item in data["names"]}
        return Code(as_text(data["code"]), as_text(data["text"]), names)
    if tag == "unsupported":
        return Unsupported(as_text(data["unsupported"])[:80])
    raise MalformedError("unknown kind of value")


def _mapping(pairs: Any, get: GetArray) -> dict[Any, Value]:
    return {_key(key, get): _from_json(item, get) for key, item in pairs}


def _marks(header: bytes) -> int:
    """The number of brackets and commas in JSON; those in texts count only in a short header."""
    if len(header) > MAX_MARKS:
        bare = header.replace(rb"\\", b"").replace(rb"\"", b"")
        header = b"".join(bare.split(b'"')[::2])
    return sum(map(header.count, (b"[", b"{", b",")))


def _levels(data: Any) -> int:
    """How deeply JSON is nested."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return 1 + max(map(_levels, inner), default=0)


def _int(value: int) -> int:
    if not -MAX_INT <= value < MAX_INT:
        raise MalformedError("a whole number beyond 64 bits")
    return value


def _key(data: Any, get: GetArray) -> Any:
    return data if type(data) is str else as_key(_from_json(data, get))


def _array_to_json(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """An array's elements in a row: of complex numbers both parts, of times whole numbers."""
    flat = array.ravel().view(_parts_of(array.dtype)).tolist()
    if array.dtype.kind in "fc":
        flat = [item if math.isfinite(item) else repr(item) for item in flat]
    return {"array": flat, "shape": list(array.shape), "dtype": array.dtype.name}


def _array_from_json(data: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    dtype, shape = _checked_dtype_and_shape(data)
    flat = [float(item) if isinstance(item, str) else item for item in data["array"]]
    parts = _parts_of(dtype)
    if len(flat) * parts.itemsize != math.prod(shape) * dtype.itemsize:
        raise MalformedError("an array's length does not fit its shape")
    return np.array(flat, dtype=parts).view(dtype).reshape(shape)


def _parts_of(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """The dtype of what an element is made of: two floats, or a count; else the dtype itself."""
    if dtype.kind == "c":
        return np.dtype(f"float{4 * dtype.itemsize}")
    return np.dtype(np.int64) if dtype.kind in "mM" else dtype


def _checked_dtype_and_shape(data: Mapping[str, Any]) -> tuple[np.dtype[Any], tuple[int, ...]]:
    dtype, shape = BY_NAME.get(data["dtype"]), data["shape"]
    if dtype is None or not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
        raise MalformedError("an array of unknown dtype, or of too many dimensions")
    are_counts = all(type(length) is int and 0 <= length < MAX_INT for length in shape)
    if not are_counts or is_overlong(shape):
        raise MalformedError("an array whose shape is not made of counts, or is too large")
    return dtype, tuple(shape)


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
        count = math.prod(shape)
        size = count * dtype.itemsize
        if type(data["array"]) is not int or data["array"] != size or position + size > len(blob):
            raise MalformedError("an array's length does not fit its shape")
        array = np.frombuffer(blob, dtype, count, position)
        position += size
        return array if len(shape) == 1 else array.reshape(shape)

    if (marks := _marks(header)) > MAX_MARKS:  # parsing them would take seconds
        raise MalformedError("more items than a message may hold")
    try:
        parsed = DECODER.decode(header.decode())
        is_deep = marks > MAX_LEVELS and _levels(parsed) > MAX_LEVELS
    except (ValueError, RecursionError) as error:
        raise MalformedError("a header that is not JSON") from error
    if not isinstance(parsed, dict) or is_deep:
        raise MalformedError("a header that is not an object, or is nested too deeply")
    message = dict(zip(parsed, from_json(list(parsed.values()), get), strict=True))
    if position != len(blob):
        raise MalformedError("bytes beyond the arrays")
    return message
