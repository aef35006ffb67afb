"""Tensors, losses and models of known layers, as plain data: in words, and as objects again."""

from typing import Any

import numpy as np

from autograder.values.kind import Fields, Fits, Kind, Row, Thaw, are, has_axes, is_a
from autograder.values.models import LOSSES, PLAIN_LAYERS, freeze_torch, is_bias
from autograder.values.parameters import KINDS as OTHERS
from autograder.values.plain import Record, Unsupported, Value


def _described_model(fields: Fields) -> str:
    return f"Sequential({', '.join(map(_described_layer, fields['layers']))})"


def _described_layer(layer: Value) -> str:
    if isinstance(layer, Unsupported):
        return f"a value of type {layer.type_name}"
    known: str = BY_NAME[layer.kind].describe(layer.fields) if layer.kind in BY_NAME else layer.kind
    return known


def _described_linear(fields: Fields) -> str:
    outputs, inputs = fields["weight"].shape
    bias = ", bias=False" if fields["bias"] is None else ""
    if fields["weight"].dtype != np.float32:
        bias += f", dtype={fields['weight'].dtype}"
    return f"Linear({inputs}, {outputs}{bias})"


def _thaw_tensor(fields: Fields, thaw: Thaw) -> Any:
    import torch

    return torch.tensor(fields["array"])


def _thaw_model(fields: Fields, thaw: Thaw) -> Any:
    import torch

    return torch.nn.Sequential(*map(thaw, fields["layers"]))


def _thaw_linear(fields: Fields, thaw: Thaw) -> Any:
    import torch

    outputs, inputs = fields["weight"].shape
    weight = torch.tensor(fields["weight"])
    has_bias = fields["bias"] is not None
    with torch.random.fork_rng(devices=[]):  # initial weights must not advance the random generator
        layer = torch.nn.Linear(inputs, outputs, bias=has_bias, dtype=weight.dtype)
    with torch.no_grad():
        layer.weight.copy_(weight)
        if has_bias:
            layer.bias.copy_(torch.tensor(fields["bias"]))
    return layer


def _plain_kind(name: str, **checks: Fits) -> Kind:
    """A layer or loss that is made of its settings alone."""

    def described(fields: Fields) -> str:
        return f"{name}({', '.join(f'{key}={item!r}' for key, item in fields.items())})"

    def thawed(fields: Fields, thaw: Thaw) -> Any:
        import torch

        return getattr(torch.nn, name)(**fields)

    return Kind(name, checks, described, thaw=thawed)


KINDS = (
    Kind(
        "Tensor", {"array": is_a(np.ndarray)},
        lambda fields: f"a tensor of shape {fields['array'].shape}", freeze_torch, _thaw_tensor,
    ),
    Kind(
        "Sequential", {"layers": are(is_a(Record, Unsupported))}, _described_model,
        freeze_torch, _thaw_model,
    ),
    Kind(
        "Linear", {"weight": has_axes(2), "bias": is_bias}, _described_linear,
        thaw=_thaw_linear,
    ),
    *OTHERS,
    *(_plain_kind(name) for name in sorted(PLAIN_LAYERS)),
    *(_plain_kind(name, reduction=is_a(str)) for name in sorted(LOSSES)),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}

ROWS = (
    Row(
        "other layers and models of PyTorch",
        "the settings of a layer of the library's; the parameters' names, shapes and values; with "
        "`structure_only=True`, names and shapes",
        "a class of another name, and any forward pass: check that by an exercise that calls it",
    ),
    Row("tensors", "shape and values", "any float dtype for floats"),
    Row(
        "`nn.Sequential` of known layers, losses",
        "layers and weights; with `structure_only=True`, layers alone",
        "nested `Sequential`s, and subclasses without a forward pass of their own",
    ),
)
