"""Objects of libraries as plain data: tensors, models and losses of PyTorch, figures of matplotlib.

A model is a Sequential of known layers with their weights; of figures, see `figures`. Nothing here
imports a library that is not there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.values.figures import freeze_figure
from autograder.values.plain import MalformedError, Record, Unsupported, Value

__all__ = ["checked", "freeze_object", "thaw_object", "trained_parts"]

Freeze = Callable[[Any], Value]
Thaw = Callable[[Value], Any]

PLAIN_LAYERS = frozenset(
    {"Sigmoid", "Tanh", "ReLU", "Identity", "LogSigmoid", "Softplus", "Flatten"}
)
# What a subclass of Sequential may say of itself without being another kind of model.
HARMLESS = {"__init__", "__module__", "__doc__", "__annotations__", "__repr__", "__str__",
            "extra_repr", "__dict__", "__weakref__", "__firstlineno__",
            "__static_attributes__"}  # fmt: skip
LOSSES = frozenset(
    {"MSELoss", "L1Loss", "BCELoss", "BCEWithLogitsLoss", "SmoothL1Loss", "HuberLoss"}
)


def imported_torch() -> Any:
    """PyTorch if it is imported, and all of it: of a removed one, an empty folder may be left."""
    torch = sys.modules.get("torch")
    return torch if hasattr(torch, "Tensor") else None


def freeze_object(value: Any, freeze: Freeze) -> Value | None:
    """The record that stands for a library's object, or None for a kind that does not travel."""
    torch = imported_torch()
    if torch is not None:
        if type(value) in (torch.Tensor, torch.nn.Parameter):
            return _freeze_tensor(torch, value, freeze)
        if isinstance(value, torch.nn.Module):
            return _freeze_module(torch, value, freeze)
    figure = sys.modules.get("matplotlib.figure")
    if figure is not None and type(value) is figure.Figure:
        return freeze_figure(value, freeze)
    return None


def trained_parts(value: Any) -> list[Any]:
    """The parameters of a model, which an optimizer holds on to; none of anything else."""
    torch = imported_torch()
    if torch is None or not isinstance(value, torch.nn.Module):
        return []
    return list(torch.nn.Module.parameters(value))


def _freeze_numbers(torch: Any, tensor: Any, freeze: Freeze) -> Value:
    return freeze(torch.Tensor.detach(tensor).cpu().numpy())


def _freeze_tensor(torch: Any, tensor: Any, freeze: Freeze) -> Value:
    try:
        return Record("Tensor", {"array": _freeze_numbers(torch, tensor, freeze)})
    except (TypeError, RuntimeError):  # sparse, quantised, bfloat16 and their like
        return Unsupported("tensor without an array of numbers")


def _freeze_module(torch: Any, module: Any, freeze: Freeze) -> Value | None:
    name = type(module).__name__
    if _computes_otherwise(torch, module):
        return Unsupported(f"{name} with a forward pass or hooks of its own")
    if isinstance(module, torch.nn.Sequential):
        return Record("Sequential", {"layers": _freeze_layers(torch, module, freeze)})
    if type(module) is torch.nn.Linear:
        return _freeze_linear(torch, module, freeze)
    if name in PLAIN_LAYERS and type(module) is getattr(torch.nn, name):
        return Record(name, {})
    if name in LOSSES and type(module) is getattr(torch.nn, name):
        return Record(name, {"reduction": str(module.reduction)})
    return None


def _computes_otherwise(torch: Any, module: Any) -> bool:
    """Whether a model or layer may be something else than its class in the library makes.

    It has hooks, or an attribute or method of the library's is replaced, in one object or by a
    class of one's own.
    """
    space = vars(module)
    if any(value for name, value in space.items() if name.endswith("_hooks")):
        return True
    base = torch.nn.Sequential if isinstance(module, torch.nn.Sequential) else type(module)
    own = [vars(kind) for kind in type(module).__mro__ if not _is_library(torch, kind)]
    replaced = (name for names in (space, *own) for name in names if hasattr(base, name))
    return any(name not in HARMLESS for name in replaced)


def _is_library(torch: Any, kind: type) -> bool:
    return kind is object or kind is getattr(torch.nn, kind.__name__, None)


def _freeze_linear(torch: Any, layer: Any, freeze: Freeze) -> Value:
    """The layer's weights, if they are parameters that an optimizer would find and change."""
    found = [layer._parameters.get(name, "none at all") for name in ("weight", "bias")]
    parameters = [parameter for parameter in found if parameter is not None]
    if found[0] is None or not all(_is_parameter(torch, each) for each in parameters):
        return Unsupported("Linear whose weights are no parameters that can be trained")
    if not all(parameter.requires_grad for parameter in parameters):
        return Unsupported("Linear whose parameters have requires_grad=False")
    try:
        weight = _freeze_numbers(torch, layer.weight, freeze)
        bias = None if layer.bias is None else _freeze_numbers(torch, layer.bias, freeze)
    except (AttributeError, TypeError, RuntimeError):  # bfloat16, meta and their like
        return Unsupported("Linear without arrays of numbers")
    if not _is_weight(weight) or not _is_bias(bias):
        return Unsupported("Linear whose weight is no matrix, or whose bias is no vector")
    return Record("Linear", {"weight": weight, "bias": bias})


def _is_parameter(torch: Any, thing: Any) -> bool:
    """Whether this is PyTorch's own kind of parameter, with nothing done to its gradients."""
    hooks = ("_backward_hooks", "_post_accumulate_grad_hooks")
    return type(thing) is torch.nn.Parameter and not any(getattr(thing, h, None) for h in hooks)


def _freeze_layers(torch: Any, sequential: Any, freeze: Freeze) -> list[Value]:
    """The layers in order; a Sequential inside a Sequential is the same as its layers."""
    layers: list[Value] = []
    for layer in sequential._modules.values():
        if isinstance(layer, torch.nn.Sequential):
            layers += _freeze_layers(torch, layer, freeze)
        else:
            layers.append(freeze(layer))
    return layers


def checked(record: Record) -> Record:
    """The record itself. Raises MalformedError if its fields are not those of its kind.

    What a worker sends may have any fields; after this, comparison need not look again.
    """
    if record.kind in PLAIN_LAYERS:
        form: dict[str, Callable[[Value], bool]] = {}
    elif record.kind in LOSSES:
        form = {"reduction": _is_text}
    else:
        form = FORMS.get(record.kind, {})
        if not form:
            raise MalformedError("a record of unknown kind")
    if list(record.fields) != list(form) or not all(
        fits(record.fields[name]) for name, fits in form.items()
    ):
        raise MalformedError(f"a {record.kind} without the fields of one")
    return record


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_texts(value: Value) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_array(value: Value) -> bool:
    return isinstance(value, np.ndarray)


def _is_data(value: Value) -> bool:
    return isinstance(value, np.ndarray | Unsupported)


def _is_flag(value: Value) -> bool:
    return isinstance(value, bool)


def _is_weight(value: Value) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 2


def _is_bias(value: Value) -> bool:
    return value is None or (isinstance(value, np.ndarray) and value.ndim == 1)


def _are(*kinds: str) -> Callable[[Value], bool]:
    def fits(value: Value) -> bool:
        return isinstance(value, list) and all(
            isinstance(item, Record) and item.kind in kinds for item in value
        )

    return fits


def _are_layers(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(item, Record | Unsupported) for item in value)


FORMS: dict[str, dict[str, Callable[[Value], bool]]] = {
    "Tensor": {"array": _is_array},
    "Sequential": {"layers": _are_layers},
    "Linear": {"weight": _is_weight, "bias": _is_bias},
    "Figure": {"axes": _are("Axes")},
    "Axes": {
        "x label": _is_text, "y label": _is_text, "x scale": _is_text, "y scale": _is_text,
        "grid": _is_flag, "legend": _is_texts, "lines": _are("Line"),
    },
    "Line": {"label": _is_text, "x": _is_data, "y": _is_data},
}  # fmt: skip


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
    weight = torch.tensor(fields["weight"])
    has_bias = fields["bias"] is not None
    with torch.random.fork_rng(devices=[]):  # a layer's first weights would use up random numbers
        layer = torch.nn.Linear(inputs, outputs, bias=has_bias, dtype=weight.dtype)
    with torch.no_grad():
        layer.weight.copy_(weight)
        if has_bias:
            layer.bias.copy_(torch.tensor(fields["bias"]))
    return layer
