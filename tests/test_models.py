"""Models as plain data: a class cannot hide what its model computes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pytest

from autograder.values import describe, freeze, from_bytes, to_bytes
from autograder.values.compare import OFF_SEED, differences

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


@pytest.mark.parametrize("structure_only", [True, False])
def test_a_mistake_may_hold_a_layer_that_cannot_be_compared(structure_only: bool) -> None:
    """Its outcome is compared with what students return, as a reference's is."""
    one, other = (freeze(nn.Sequential(nn.Linear(2, 3), nn.Conv1d(1, 1, 1))) for _ in range(2))
    found = differences(one, other, OFF_SEED, structure_only=structure_only)
    assert {difference.kind for difference in found} == (set() if structure_only else {"value"})


def test_a_tensor_of_other_numbers_travels_as_what_it_is() -> None:
    frozen = freeze([torch.zeros(2, dtype=torch.complex64)])
    assert from_bytes(*to_bytes({"value": frozen}))["value"] == frozen
    assert describe(frozen[0]) == "a value of type array of complex64"
