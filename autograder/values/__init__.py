"""Any value that crosses a process or a file, as plain data and back; no pickle, no `.npy`.

`freeze` turns a live object into plain data: numbers, text, NumPy arrays of whitelisted dtypes,
tuples, lists, dicts, and a few frozen dataclasses. `thaw` is the way back to live objects, for
the process that calls a student's function. What arrives from a worker is validated by
`from_bytes` before anything is allocated, and stays plain data in the process that compares.
"""

from autograder.values.codec import from_bytes, from_json, to_bytes, to_json
from autograder.values.live import AUTHORS, freeze, thaw
from autograder.values.models import imported_torch, trained_parts
from autograder.values.plain import (
    MAX_BLOB,
    MAX_HEADER,
    Code,
    MalformedError,
    Record,
    TextFile,
    Unsupported,
    Value,
    first_unsupported,
    parts,
    records,
    same,
    size,
    walk,
)
from autograder.values.words import describe, form

__all__ = [
    "AUTHORS", "MAX_BLOB", "MAX_HEADER", "Code", "MalformedError", "Record", "TextFile",
    "Unsupported", "Value", "describe", "first_unsupported", "form", "freeze", "from_bytes",
    "from_json", "imported_torch", "parts", "records", "same", "size", "thaw", "to_bytes",
    "to_json", "trained_parts", "walk",
]  # fmt: skip
