"""Random generators of NumPy as plain data: which one, its state, and the seed of its children.

The state is JSON in a text: it has whole numbers of 128 bits.
"""

import json
import sys
from typing import Any

import numpy as np

from autograder.values.kind import Fields, Freeze, Kind, Row, Thaw, is_a
from autograder.values.plain import Record, Unsupported, Value

BITS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def freeze_generator(value: Any, freeze: Freeze) -> Value | None:
    """The record of a Generator or a RandomState; None for anything else."""
    random = sys.modules.get("numpy.random")
    if random is None or type(value) not in (random.Generator, random.RandomState):
        return None
    if type(value) is random.RandomState:
        state = random.RandomState.get_state(value, legacy=False)
        return Record("RandomState", {"bits": state["bit_generator"], "state": _text(state)})
    bits = value.bit_generator
    if type(bits).__name__ not in BITS:
        return Unsupported("Generator of another library")
    state = {"state": bits.state, "seed": _seed(bits)}
    return Record("Generator", {"bits": type(bits).__name__, "state": _text(state)})


def _seed(bits: Any) -> Any:
    """What `spawn` makes children of, if it is known."""
    seed = getattr(bits, "seed_seq", None) or getattr(bits, "_seed_seq", None)
    if not isinstance(seed, np.random.SeedSequence):
        return None
    return {name: getattr(seed, name) for name in ("entropy", "spawn_key", "n_children_spawned")}


def _text(state: Any) -> str:
    return json.dumps(state, default=lambda array: array.tolist(), sort_keys=True)


def _thaw_generator(fields: Fields, _: Thaw) -> Any:
    found = json.loads(fields["state"])
    seed = np.random.SeedSequence(**found["seed"]) if found["seed"] else None
    bits = getattr(np.random, fields["bits"])(seed)
    bits.state = _arrays(found["state"])
    return np.random.Generator(bits)


def _thaw_random_state(fields: Fields, _: Thaw) -> Any:
    found = np.random.RandomState(getattr(np.random, fields["bits"])())
    found.set_state(_arrays(json.loads(fields["state"])))
    return found


def _arrays(state: Any) -> Any:
    """A state with arrays in the place of lists."""
    if isinstance(state, dict):
        return {name: _arrays(item) for name, item in state.items()}
    return np.array(state, np.uint64) if isinstance(state, list) else state


FIELDS = {"bits": lambda value: value in BITS, "state": is_a(str)}
KINDS = (
    Kind(
        "Generator", FIELDS, lambda _: "a random generator", freeze_generator, _thaw_generator,
        argument=True,
    ),
    Kind(
        "RandomState", FIELDS, lambda _: "a random generator", freeze_generator,
        _thaw_random_state, argument=True,
    ),
)  # fmt: skip
ROWS: tuple[Row, ...] = ()
