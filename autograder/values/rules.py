"""How an exercise's function is called, besides its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.values.plain import Value


@dataclass(frozen=True)
class CallRules:
    """How a function is called: arguments it must change in place, and a seed set before.

    `stub` is the digest of the released function, where that does more than raise.
    The function is `called` this many times on the same objects. `declared` maps parameters whose
    defaults are read from the signature to the default assumed where the signature hides it.
    """

    changes: tuple[str, ...] = ()
    seed: int | None = None
    stub: str = ""
    called: int = 1
    declared: Mapping[str, Value] = field(default_factory=dict)


NO_RULES = CallRules()
