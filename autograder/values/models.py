"""Tensors, models and losses of PyTorch frozen: a class cannot hide what its model computes.

A model is a Sequential of known layers with their weights; `layers` has the way back.
"""

import sys
from collections.abc import Callable
from functools import cache
from types import GetSetDescriptorType
from typing import Any

import numpy as np

from autograder.values.kind import Freeze, has_axes
from autograder.values.parameters import freeze_parameters
from autograder.values.plain import Record, Unsupported, Value

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

KNOWN = PLAIN_LAYERS | LOSSES | {"Linear", "Sequential"}


def imported_torch() -> Any:
    """PyTorch if it is fully imported; an uninstalled one may leave an empty folder behind."""
    torch = sys.modules.get("torch")
    return torch if hasattr(torch, "Tensor") else None


def freeze_torch(value: Any, freeze: Freeze) -> Value | None:
    """The record of a tensor, a model or a loss; None for anything else."""
    torch = imported_torch()
    if torch is None:
        return None
    if type(value) in (torch.Tensor, torch.nn.Parameter):
        array = _freeze_numbers(torch, value, freeze)
        return Record("Tensor", {"array": array}) if isinstance(array, np.ndarray) else array
    if _classes()["Module"] not in _ancestors(type(value)):
        return None
    found = _freeze_module(torch, value, freeze)
    if not isinstance(found, Unsupported) or type(value) in _known_classes():
        return found
    return freeze_parameters(value, found.type_name, _is_librarys(value), freeze) or found


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

    module = torch.nn.Module
    named = vars(torch.nn).items()
    return {name: c for name, c in named if isinstance(c, type) and issubclass(c, module)}


def _known_classes() -> list[type]:
    return [kind for name, kind in _classes().items() if name in KNOWN]


def _is_librarys(module: Any) -> bool:
    """Whether this is a layer of the library's, which computes as it does."""
    kind = type(module)
    space = _class_space(_classes()["Module"])["__dict__"].__get__(module)
    is_one = kind is _classes().get(_name_of(kind))
    return is_one and not _computes_otherwise(kind, _ancestors(kind), space)


def _freeze_module(torch: Any, module: Any, freeze: Freeze) -> Value:
    classes, ancestors = _classes(), _ancestors(type(module))
    is_sequential = classes["Sequential"] in ancestors
    name = "Sequential" if is_sequential else _name_of(type(module))
    is_known = is_sequential or (name in KNOWN and type(module) is classes[name])
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
    if not has_axes(2, "f")(weight) or not is_bias(bias):
        return Unsupported(
            "Linear whose weight is no matrix of numbers, or whose bias is no vector"
        )
    if len({parameter.dtype for parameter in parameters}) > 1:
        return Unsupported("Linear whose weight and bias differ in their dtype")
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


def is_bias(value: Value) -> bool:
    """Whether this is a vector of floats, or None for a layer without a bias."""
    return value is None or has_axes(1, "f")(value)
