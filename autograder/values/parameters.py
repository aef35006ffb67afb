"""Layers and models of PyTorch that are not looked into: their parameters and buffers, by name.

What a model of a class of one's own computes is in its forward pass, which is not compared.
"""

from typing import Any

import numpy as np

from autograder.values.kind import Fields, Freeze, Kind, is_a, is_record
from autograder.values.plain import Record, Value

MAX_WORDS = 200


def freeze_parameters(module: Any, what: str, is_librarys: bool, freeze: Freeze) -> Record | None:
    """The record of a module: a layer of the library's with its settings, or any model.

    None if there is nothing by which it can be compared.
    """
    import torch

    try:
        found = torch.nn.Module.state_dict(module)
        state = {str(n): freeze(torch.Tensor.detach(t).cpu().numpy()) for n, t in found.items()}
    except Exception:  # a sparse tensor, a layer without its parameters, a method of one's own
        return None
    if not all(isinstance(array, np.ndarray) for array in state.values()):
        return None
    if is_librarys and not isinstance(module, torch.nn.modules.loss._Loss):  # it hides its settings
        return Record("Layer", {"settings": repr(module), "state": state})
    return Record("Module", {"what": what, "state": state}) if state else None


def state_of(value: Value) -> dict[str, Value]:
    """The parameters of any model or layer by their names; empty for other values."""
    if is_record("Layer", "Module")(value):
        return dict(value.fields["state"])
    if is_record("Linear")(value):
        return {name: array for name, array in value.fields.items() if array is not None}
    layers = value.fields["layers"] if is_record("Sequential")(value) else []
    states = enumerate(map(state_of, layers))
    return {f"{n}.{name}": array for n, state in states for name, array in state.items()}


def _is_state(value: Value) -> bool:
    is_named = isinstance(value, dict) and all(isinstance(name, str) for name in value)
    return is_named and all(isinstance(array, np.ndarray) for array in value.values())


def _described(fields: Fields) -> str:
    return " ".join(fields["settings"].split())[:MAX_WORDS]


KINDS = (
    Kind("Layer", {"settings": is_a(str), "state": _is_state}, _described),
    Kind(
        "Module", {"what": is_a(str), "state": _is_state},
        lambda fields: f"a {fields['what']}"[:MAX_WORDS],
    ),
)  # fmt: skip
