"""Objects of libraries as plain data: tensors, models and losses of PyTorch, figures of matplotlib.

A model is a Sequential of known layers with their weights; for figures, see `figures`. Nothing here
imports a library that is not imported yet.
"""

import sys
from collections.abc import Callable
from functools import cache
from types import GetSetDescriptorType
from typing import Any

import numpy as np

from autograder.values.figures import freeze_figure
from autograder.values.plain import MalformedError, Record, Unsupported, Value

Freeze = Callable[[Any], Value]
Thaw = Callable[[Value], Any]
Fits = Callable[[Value], bool]

PLAIN_LAYERS = frozenset(
    {"Sigmoid", "Tanh", "ReLU", "Identity", "LogSigmoid", "Softplus", "Flatten"}
)
# What a subclass of Sequential may define and still be the same kind of model.
HARMLESS = {"__init__", "__module__", "__doc__", "__annotations__", "__repr__", "__str__",
            "extra_repr", "__firstlineno__", "__static_attributes__"}  # fmt: skip
# A class or object may override `__dict__` or `__mro__`; these read the real ones.
_class_space: Callable[[type], dict[str, Any]] = vars(type)["__dict__"].__get__
_ancestors: Callable[[type], tuple[type, ...]] = vars(type)["__mro__"].__get__
_name_of: Callable[[type], str] = vars(type)["__name__"].__get__
LOSSES = frozenset(
    {"MSELoss", "L1Loss", "BCELoss", "BCEWithLogitsLoss", "SmoothL1Loss", "HuberLoss"}
)


def imported_torch() -> Any:
    """PyTorch if it is fully imported; an uninstalled one may leave an empty folder behind."""
    torch = sys.modules.get("torch")
    return torch if hasattr(torch, "Tensor") else None


def freeze_object(value: Any, freeze: Freeze) -> Value | None:
    """The record that stands for a library's object, or None for an unsupported kind."""
    torch = imported_torch()
    if torch is not None:
        if type(value) in (torch.Tensor, torch.nn.Parameter):
            array = _freeze_numbers(torch, value, freeze)
            return Record("Tensor", {"array": array}) if isinstance(array, np.ndarray) else array
        if _classes()["Module"] in _ancestors(type(value)):
            return _freeze_module(torch, value, freeze)
    figure = sys.modules.get("matplotlib.figure")
    if figure is not None and type(value) is figure.Figure:
        return freeze_figure(value, freeze)
    return None


def trained_parts(value: Any) -> list[Any]:
    """The parameters of a model, which an optimizer refers to; none for anything else."""
    torch = imported_torch()
    if torch is None or not isinstance(value, torch.nn.Module):
        return []
    return list(torch.nn.Module.parameters(value))


def _freeze_numbers(torch: Any, tensor: Any, freeze: Freeze) -> Value:
    try:
        return freeze(torch.Tensor.detach(tensor).cpu().numpy())
    except (AttributeError, TypeError, RuntimeError):  # sparse, quantised, bfloat16, meta, …
        return Unsupported("tensor without an array of numbers")


@cache
def _classes() -> dict[str, type]:
    """PyTorch's own classes by name, looked up before student code can replace them."""
    import torch

    names = (*PLAIN_LAYERS, *LOSSES, "Linear", "Sequential", "Module")
    return {name: getattr(torch.nn, name) for name in names}


def _freeze_module(torch: Any, module: Any, freeze: Freeze) -> Value:
    classes, ancestors = _classes(), _ancestors(type(module))
    is_sequential = classes["Sequential"] in ancestors
    name = "Sequential" if is_sequential else _name_of(type(module))
    is_known = is_sequential or type(module) is classes.get(name)
    space = _class_space(classes["Module"])["__dict__"].__get__(module)
    if not is_known or _computes_otherwise(classes[name], ancestors, space):
        is_torchs = str(_class_space(type(module)).get("__module__")).startswith("torch.nn.")
        is_unknown = is_torchs and not is_known
        what = "model or layer" if is_unknown else "with a forward pass or hooks of its own"
        return Unsupported(f"{_name_of(type(module))} {what}")
    if is_sequential:
        return Record("Sequential", {"layers": _freeze_layers(space["_modules"], freeze)})
    if name == "Linear":
        return _freeze_linear(torch, space, freeze)
    if not _has_usual_settings(classes[name], space):
        return Unsupported(f"{name} with settings of its own")
    return Record(name, {"reduction": str(space["reduction"])} if name in LOSSES else {})


def _computes_otherwise(kind: Any, ancestors: tuple[type, ...], space: Any) -> bool:
    """Whether a model or layer may compute something else than the library's class `kind`.

    It has hooks, or an attribute or method of the library's is replaced, in the object itself or
    by a class of one's own.
    """
    made = vars(_classes()["Module"]())
    kept = [name for name, item in made.items() if isinstance(item, dict)]
    if type(space) is not dict or any(type(space.get(n)) is not type(made[n]) for n in kept):
        return True
    if any(space[name] for name in kept if name.endswith("_hooks")):
        return True
    own = [_class_space(each) for each in ancestors if each not in kind.__mro__]
    names = [name for each in (space, *own, *(space[name] for name in kept)) for name in each]
    if any(type(name) is not str for name in names):  # it may equal a name that it does not show
        return True
    told = {name for each in own for name, item in each.items()
            if type(item) is not GetSetDescriptorType}  # fmt: skip
    replaced = {name for name in told - HARMLESS if hasattr(kind, name) or name in made}
    return bool(replaced) or any(hasattr(kind, name) for name in space)


def _has_usual_settings(kind: type, space: dict[str, Any]) -> bool:
    """Whether a layer or loss computes like one created without arguments."""
    usual = vars(kind())
    names = usual.keys() - vars(_classes()["Module"]()) - {"inplace", "reduction"}
    settings = [(space.get(name), usual[name]) for name in names]
    has_buffers = any(item is not None for item in space["_buffers"].values())
    return not has_buffers and all(type(a) in (bool, int, float) and a == b for a, b in settings)


def _freeze_linear(torch: Any, space: dict[str, Any], freeze: Freeze) -> Value:
    """The layer's weights, if they are parameters that an optimizer would find and change."""
    found = [space["_parameters"].get(name, "none at all") for name in ("weight", "bias")]
    parameters = [parameter for parameter in found if parameter is not None]
    is_hidden = not space.keys().isdisjoint(("weight", "bias"))
    if found[0] is None or is_hidden or not all(_is_parameter(torch, each) for each in parameters):
        return Unsupported("Linear whose weights are no parameters that can be trained")
    if not all(parameter.requires_grad for parameter in parameters):
        return Unsupported("Linear whose parameters have requires_grad=False")
    weight, bias = (p if p is None else _freeze_numbers(torch, p, freeze) for p in found)
    if not _has_axes(2)(weight) or not _is_bias(bias):
        return Unsupported(
            "Linear whose weight is no matrix of numbers, or whose bias is no vector"
        )
    return Record("Linear", {"weight": weight, "bias": bias})


def _is_parameter(torch: Any, thing: Any) -> bool:
    """Whether this is a plain PyTorch parameter without hooks on its gradient."""
    hooks = ("_backward_hooks", "_post_accumulate_grad_hooks")
    return type(thing) is torch.nn.Parameter and not any(getattr(thing, h, None) for h in hooks)


def _freeze_layers(modules: dict[str, Any], freeze: Freeze) -> list[Value]:
    """The layers in order; a nested Sequential counts as its layers."""
    layers: list[Value] = []
    for layer in map(freeze, modules.values()):
        is_sequential = isinstance(layer, Record) and layer.kind == "Sequential"
        layers += layer.fields["layers"] if is_sequential else [layer]
    return layers


def checked(record: Record) -> Record:
    """The record itself. Raises MalformedError if its fields are not those of its kind.

    What a worker sends may have any fields; after this, comparison need not look again.
    """
    form = FORMS.get(record.kind)
    if form is None:
        raise MalformedError("a record of unknown kind")
    if list(record.fields) != list(form) or not all(
        fits(record.fields[name]) for name, fits in form.items()
    ):
        raise MalformedError(f"a {record.kind} without the fields of one")
    return record


def _is(*kinds: type) -> Fits:
    return lambda value: isinstance(value, kinds)


_is_data = _is(np.ndarray, Unsupported)


def _has_axes(count: int) -> Fits:
    return lambda value: isinstance(value, np.ndarray) and value.ndim == count


def _is_bias(value: Value) -> bool:
    return value is None or _has_axes(1)(value)


def _is_kind(kind: str) -> Fits:
    return lambda value: isinstance(value, Record) and value.kind == kind


def _is_line(value: Value) -> bool:
    """Whether this is a line, or stands for something else that is drawn."""
    return isinstance(value, Unsupported) or _is_kind("Line")(value)


def _are(fits: Fits) -> Fits:
    return lambda value: isinstance(value, list) and all(map(fits, value))


FORMS: dict[str, dict[str, Fits]] = {
    **{kind: {} for kind in PLAIN_LAYERS},
    **{kind: {"reduction": _is(str)} for kind in LOSSES},
    "Tensor": {"array": _is(np.ndarray)},
    "Sequential": {"layers": _are(_is(Record, Unsupported))},
    "Linear": {"weight": _has_axes(2), "bias": _is_bias},
    "Figure": {"axes": _are(_is_kind("Axes"))},
    "Axes": {
        "x label": _is(str), "y label": _is(str), "x scale": _is(str), "y scale": _is(str),
        "grid": _is(bool), "legend": _are(_is(str)), "lines": _are(_is_line),
    },
    "Line": {"label": _is(str), "x": _is_data, "y": _is_data},
}  # fmt: skip


def thaw_object(record: Record, thaw: Thaw) -> Any:
    """A fresh object for a tensor, a model, a layer or a loss. Figures do not thaw."""
    import torch

    fields = record.fields
    if record.kind == "Tensor":
        return torch.tensor(fields["array"])
    if record.kind == "Sequential":
        return torch.nn.Sequential(*map(thaw, fields["layers"]))
    if record.kind == "Linear":
        return _thaw_linear(torch, fields)
    if record.kind in PLAIN_LAYERS | LOSSES:
        return getattr(torch.nn, record.kind)(**fields)
    raise MalformedError(f"a {record.kind} cannot be an argument")


def _thaw_linear(torch: Any, fields: dict[str, Value]) -> Any:
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
