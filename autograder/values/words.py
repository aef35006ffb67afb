"""Plain data in words, for feedback."""

import numpy as np

from autograder.values.plain import Record, Table, Unsupported, Value


def form(value: Value) -> Value:
    """The shapes of a value without its numbers and dtypes, usable as a lookup key."""
    if isinstance(value, np.ndarray):
        return value.shape
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, tuple):
        return tuple(map(form, value))
    return describe(value)


def describe(value: Value) -> str:
    """A short noun phrase for a value, such as "an array of shape (4, 1)" or "None"."""
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return f"the number {value:.7g}"
    if isinstance(value, str):
        return "a string"
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
