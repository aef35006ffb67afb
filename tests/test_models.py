"""Models as plain data: a class cannot hide what its model computes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.values import Unsupported, describe, freeze, from_bytes, thaw, to_bytes
from autograder.values.compare import OFF_SEED, differences
from autograder.values.outcome import CallRules
from autograder.worker.inside.calling import call

torch = pytest.importorskip("torch")
nn = torch.nn

OWN = "a forward pass or hooks of its own"


def zero(self: Any, inputs: Any = None) -> Any:
    return 0


def build(kind: Any) -> Any:
    return kind(nn.Linear(2, 3), nn.Sigmoid())


def with_lying_dict() -> Any:
    model = build(type("S", (nn.Sequential,), {"__dict__": property(lambda self: {})}))
    object.__setattr__(model, "forward", lambda inputs: 0)
    return model


def with_metaclass(**says: Any) -> Any:
    """A forward pass of its own, in a class whose metaclass says these things of it."""
    meta = type("Meta", (type,), {name: property(lambda cls, v=v: v) for name, v in says.items()})
    return build(meta("S", (nn.Sequential,), {"forward": zero}))


def with_inherited_forward() -> Any:
    meta = type("Meta", (type,), {"__mro__": property(lambda cls: nn.Sequential.__mro__)})
    return build(meta("S", (type("Mixin", (), {"forward": zero}), nn.Sequential), {}))


def with_lying_class() -> Any:
    return build(type("S", (nn.Sequential,), {"__class__": nn.Sequential, "forward": zero}))


def with_own_modules() -> Any:
    """The layers are others each time that somebody looks."""
    kind = type("S", (nn.Sequential,), {"_modules": property(lambda self: {}, lambda *_: None)})
    return build(kind)


def with_changing_modules() -> Any:
    model = build(nn.Sequential)
    model.__dict__["_modules"] = type("Changing", (dict,), {})(model._modules)
    return model


def with_changing_dict() -> Any:
    model = build(nn.Sequential)
    model.__dict__ = type("Changing", (dict,), {})(vars(model))
    return model


def with_falsy_hooks() -> Any:
    model = build(nn.Sequential)
    hooks = type("Hooks", (OrderedDict,), {"__bool__": lambda self: False})()
    model.__dict__["_forward_hooks"] = hooks
    return model


def with_own_forward_inside() -> Any:
    return nn.Sequential(build(type("S", (nn.Sequential,), {"forward": zero})))


class TextLike(str):
    """A name that claims to be another one when it is looked for."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other) or other == "__init__"


def with_lying_name() -> Any:
    return build(type("S", (nn.Sequential,), {TextLike("forward"): zero}))


@pytest.mark.parametrize(
    "make",
    [
        with_lying_dict,
        lambda: with_metaclass(__dict__={}),
        lambda: with_metaclass(__mro__=nn.Sequential.__mro__),
        lambda: with_metaclass(__name__="Sequential"),
        with_inherited_forward,
        with_lying_class,
        with_own_modules,
        with_changing_modules,
        with_changing_dict,
        with_falsy_hooks,
        with_own_forward_inside,
        with_lying_name,
    ],
)
def test_a_subclass_cannot_hide_what_it_computes(make: Callable[[], Any]) -> None:
    assert OWN in describe(freeze(make()))


@pytest.mark.parametrize("name", ["Net", "Sigmoid"])
def test_a_class_put_into_the_library_is_not_the_librarys(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    freeze(nn.Sequential())  # as the warm process does before student code runs
    own = type(name, (nn.Sequential if name == "Net" else nn.Module,), {"forward": zero})
    monkeypatch.setattr(nn, name, own, raising=False)
    assert OWN in describe(freeze(own()))


def test_a_harmless_subclass_is_the_model() -> None:
    class Named:
        """What has a `__dict__` of its own, and no method of a model."""

        def called(self) -> str:
            return "a network"

    class Network(Named, nn.Sequential):
        """Notes beside the layers."""

        sizes: tuple[int, ...] = ()

        def __init__(self) -> None:
            super().__init__(nn.Linear(2, 3), nn.Sequential(nn.Sigmoid()))
            self.sizes = 2, 3

    assert describe(freeze(Network().eval())) == "Sequential(Linear(2, 3), Sigmoid())"


def test_weights_that_stand_beside_the_parameters_are_not_the_models() -> None:
    """The optimizer would change those that the forward pass does not use."""
    model = build(nn.Sequential)
    model[0].__dict__["weight"] = torch.ones(3, 2)
    assert "no parameters" in describe(freeze(model))


@pytest.mark.parametrize(
    ("thing", "is_usual"),
    [
        (nn.Softplus(), True),
        (nn.Softplus(beta=1), True),
        (nn.ReLU(inplace=True), True),
        (nn.MSELoss(reduction="sum"), True),
        (nn.Softplus(beta=2.0), False),
        (nn.Flatten(0), False),
        (nn.HuberLoss(delta=2.0), False),
        (nn.SmoothL1Loss(beta=0.5), False),
        (nn.BCEWithLogitsLoss(pos_weight=torch.ones(1)), False),
    ],
    ids=str,
)
def test_a_layer_or_loss_with_other_settings_is_another_one(thing: Any, is_usual: bool) -> None:
    usual = type(thing)()
    found = differences(freeze(nn.Sequential(thing)), freeze(nn.Sequential(usual)), OFF_SEED)
    assert ("settings of its own" not in describe(freeze(thing))) == is_usual
    if not hasattr(thing, "reduction"):
        assert (not found) == is_usual


def test_a_part_of_a_loss_or_layer_alone_is_named_without_a_dot() -> None:
    for one, other in [
        (nn.MSELoss(reduction="sum"), nn.MSELoss()),
        (nn.Linear(2, 3, bias=False), nn.Linear(2, 3, bias=False)),
    ]:
        (found,) = differences(freeze(one), freeze(other), OFF_SEED)
        assert found.where in ("reduction", "weight")


@pytest.mark.parametrize("structure_only", [True, False])
def test_a_mistake_may_hold_a_layer_that_cannot_be_compared(structure_only: bool) -> None:
    """Its outcome is compared with what students return, as a reference's is."""
    one, other = (freeze(nn.Sequential(nn.Linear(2, 3), nn.Conv1d(1, 1, 1))) for _ in range(2))
    found = differences(one, other, OFF_SEED, structure_only=structure_only)
    assert {difference.kind for difference in found} == (set() if structure_only else {"value"})


def test_a_tensor_of_other_numbers_travels_as_what_it_is() -> None:
    frozen = freeze([torch.zeros(2, dtype=torch.bfloat16)])
    assert from_bytes(*to_bytes({"value": frozen}))["value"] == frozen
    assert describe(frozen[0]) == "a value of type tensor without an array of numbers"


def a_layer(weight: Any, bias: Any = None) -> Any:
    """A model of one layer, whose parameters were replaced in place."""
    layer = nn.Linear(2, 3, bias=bias is not None)
    layer.weight.data = weight
    if bias is not None:
        layer.bias.data = bias
    return nn.Sequential(layer)


def test_a_layer_whose_parameters_have_another_form_is_a_wrong_model_and_no_crash() -> None:
    models = [
        a_layer(torch.zeros(6)),
        a_layer(torch.zeros(3, 2), torch.zeros(3, 1)),
        a_layer(torch.zeros(3, 2), torch.zeros(3, dtype=torch.float64)),
        a_layer(torch.zeros(3, 2, dtype=torch.bfloat16)),
        a_layer(torch.zeros(3, 2, dtype=torch.complex64)),
        a_layer(torch.zeros(3, 2)).to("meta"),
    ]
    del models[-1][0].weight
    for model in models:
        frozen = from_bytes(*to_bytes({"value": freeze(model)}))["value"]
        assert isinstance(frozen.fields["layers"][0], Unsupported)


def test_a_model_thaws_in_its_own_precision_whatever_the_default_is(tmp_path: Path) -> None:
    frozen = freeze(a_layer(torch.zeros(3, 2), torch.zeros(3)))
    torch.set_default_dtype(torch.float64)
    try:
        model = thaw(frozen, tmp_path)
    finally:
        torch.set_default_dtype(torch.float32)
    assert model(torch.ones(1, 2, dtype=torch.float32)).dtype == torch.float32


def test_of_a_models_structure_alone_its_weights_are_numbers() -> None:
    one, other, spoilt = (freeze(nn.Sequential(nn.Linear(2, 3))) for _ in range(3))
    spoilt.fields["layers"][0].fields["weight"][0, 1] = np.nan
    assert not differences(one, other, OFF_SEED, structure_only=True)
    (difference,) = differences(spoilt, other, OFF_SEED, structure_only=True)
    assert difference.kind == "not_finite"


def with_new_parameters(model: Any) -> None:
    model[0].weight = nn.Parameter(torch.ones(3, 2))


def with_a_new_layer(model: Any) -> None:
    model[0] = nn.Linear(2, 3)


def in_place(model: Any) -> None:
    model[0].weight.data[:] = 1


def with_new_data(model: Any) -> None:
    model[0].weight.data = 1 + model[0].weight.data


@pytest.mark.parametrize(
    ("change", "is_kept"),
    [(with_new_parameters, False), (with_a_new_layer, False), (in_place, True),
     (with_new_data, True)],
)  # fmt: skip
def test_a_model_that_is_changed_in_place_keeps_its_parameters(
    tmp_path: Path, change: Callable[[Any], None], is_kept: bool
) -> None:
    """An optimizer that was told of others would not follow."""
    model = freeze(nn.Sequential(nn.Linear(2, 3), nn.Sigmoid()))
    outcome = call(change, [model], {}, ["model"], tmp_path, CallRules(changes=("model",)))
    assert isinstance(outcome.value[1], Unsupported) != is_kept


def to_tensor(layer: Any) -> None:
    """A weight that no optimizer finds."""
    weight = layer.weight.detach()
    del layer.weight
    layer.weight = weight.requires_grad_()


def to_buffer(layer: Any) -> None:
    """The same, as what a layer keeps beside its parameters."""
    weight = layer.weight.detach()
    del layer.weight
    layer.register_buffer("weight", weight)


def to_subclass(layer: Any) -> None:
    """A weight that says of itself what it is not."""

    class Lying(nn.Parameter):
        """Zeros that are shown as ones."""

        def detach(self) -> Any:
            return torch.ones(3, 2)

    layer.weight = Lying(torch.zeros(3, 2))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda model: model.register_forward_hook(print), "hooks of its own"),
        (lambda model: model.register_forward_pre_hook(print), "hooks of its own"),
        (lambda model: setattr(model, "forward", print), "hooks of its own"),
        (lambda model: model.requires_grad_(False), "requires_grad=False"),
        (lambda model: setattr(model[0], "forward", print), "hooks of its own"),
        (lambda model: setattr(model, "zero_grad", print), "hooks of its own"),
        (lambda model: setattr(model[0], "state_dict", print), "hooks of its own"),
        (lambda model: model.register_full_backward_hook(print), "hooks of its own"),
        (lambda model: model[0].weight.register_hook(print), "no parameters that can be trained"),
        (lambda model: to_tensor(model[0]), "no parameters that can be trained"),
        (lambda model: to_buffer(model[0]), "no parameters that can be trained"),
        (lambda model: to_subclass(model[0]), "no parameters that can be trained"),
    ],
)
def test_a_model_that_computes_otherwise_is_none(
    spoil: Callable[[Any], object], words: str
) -> None:
    model = nn.Sequential(nn.Linear(2, 3, bias=False), nn.Sigmoid())
    spoil(model)
    assert words in describe(freeze(model))
