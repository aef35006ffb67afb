"""Objects of libraries as plain data: tensors, models and losses of PyTorch, figures of matplotlib.

A model is a Sequential of known layers with their weights. A figure is what can be read off it:
axes with scales, labels, grid, legend and lines. Nothing here imports a library that is not there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from autograder.values import MalformedError, Record, Unsupported, Value

__all__ = ["freeze_object", "thaw_object"]

Freeze = Callable[[Any], Value]
Thaw = Callable[[Value], Any]

PLAIN_LAYERS = frozenset(
    {"Sigmoid", "Tanh", "ReLU", "Identity", "LogSigmoid", "Softplus", "Flatten"}
)
LOSSES = frozenset(
    {"MSELoss", "L1Loss", "BCELoss", "BCEWithLogitsLoss", "SmoothL1Loss", "HuberLoss"}
)


def freeze_object(value: Any, freeze: Freeze) -> Value | None:
    """The record that stands for a library's object, or None for a kind that does not travel."""
    torch = sys.modules.get("torch")
    if torch is not None:
        if isinstance(value, torch.Tensor):
            return _freeze_tensor(value, freeze)
        if isinstance(value, torch.nn.Module):
            return _freeze_module(torch, value, freeze)
    figure = sys.modules.get("matplotlib.figure")
    if figure is not None and isinstance(value, figure.Figure):
        return Record("Figure", {"axes": [_freeze_axes(axes, freeze) for axes in value.axes]})
    return None


def _freeze_tensor(tensor: Any, freeze: Freeze) -> Value:
    try:
        return Record("Tensor", {"array": freeze(tensor.detach().cpu().numpy())})
    except (TypeError, RuntimeError):  # sparse, quantised, bfloat16 and their like
        return Unsupported("tensor without an array of numbers")


def _freeze_module(torch: Any, module: Any, freeze: Freeze) -> Value | None:
    name = type(module).__name__
    if isinstance(module, torch.nn.Sequential):
        return Record("Sequential", {"layers": _freeze_layers(torch, module, freeze)})
    if type(module) is torch.nn.Linear:
        bias = None if module.bias is None else freeze(module.bias.detach().cpu().numpy())
        return Record(
            "Linear", {"weight": freeze(module.weight.detach().cpu().numpy()), "bias": bias}
        )
    if name in PLAIN_LAYERS and type(module) is getattr(torch.nn, name):
        return Record(name, {})
    if name in LOSSES and type(module) is getattr(torch.nn, name):
        return Record(name, {"reduction": str(module.reduction)})
    return None


def _freeze_layers(torch: Any, sequential: Any, freeze: Freeze) -> list[Value]:
    """The layers in order; a Sequential inside a Sequential is the same as its layers."""
    layers: list[Value] = []
    for layer in sequential:
        if isinstance(layer, torch.nn.Sequential):
            layers += _freeze_layers(torch, layer, freeze)
        else:
            layers.append(freeze(layer))
    return layers


def _freeze_axes(axes: Any, freeze: Freeze) -> Value:
    legend = axes.get_legend()
    grid = [line for axis in (axes.xaxis, axes.yaxis) for line in axis.get_gridlines()]
    return Record(
        "Axes",
        {
            "x label": str(axes.get_xlabel()),
            "y label": str(axes.get_ylabel()),
            "x scale": str(axes.get_xscale()),
            "y scale": str(axes.get_yscale()),
            "grid": any(line.get_visible() for line in grid),
            "legend": []
            if legend is None
            else [str(text.get_text()) for text in legend.get_texts()],
            "lines": [_freeze_line(line, freeze) for line in axes.get_lines()],
        },
    )


def _freeze_line(line: Any, freeze: Freeze) -> Value:
    x, y = (freeze(data.astype(float)) for data in (line.get_xdata(), line.get_ydata()))
    return Record("Line", {"label": str(line.get_label()), "x": x, "y": y})


def thaw_object(record: Record, thaw: Thaw) -> Any:
    """A fresh object for a tensor, a model, a layer or a loss. Figures do not thaw."""
    import torch

    fields = record.fields
    if record.kind == "Tensor":
        return torch.tensor(fields["array"])
    if record.kind == "Sequential":
        return torch.nn.Sequential(*(thaw(layer) for layer in fields["layers"]))
    if record.kind == "Linear":
        return _thaw_linear(torch, fields)
    if record.kind in PLAIN_LAYERS:
        return getattr(torch.nn, record.kind)()
    if record.kind in LOSSES:
        return getattr(torch.nn, record.kind)(reduction=fields["reduction"])
    raise MalformedError(f"a {record.kind} cannot be an argument")


def _thaw_linear(torch: Any, fields: dict[str, Value]) -> Any:
    outputs, inputs = fields["weight"].shape
    with torch.random.fork_rng(devices=[]):  # a layer's first weights would use up random numbers
        layer = torch.nn.Linear(inputs, outputs, bias=fields["bias"] is not None)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(fields["weight"]))
        if fields["bias"] is not None:
            layer.bias.copy_(torch.tensor(fields["bias"]))
    return layer
