"""What an exercise asks of a call besides its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.values.plain import Value

__all__ = ["NO_RULES", "CallRules"]


@dataclass(frozen=True)
class CallRules:
    """What an exercise asks of a call: arguments to be changed in place, and a seed before it.

    `stub` is the digest of the released function, where that does more than raise.
    The function is `called` so many times on the same objects. `declared` are parameters whose
    defaults are looked up, and what stands for those that a function does not show.
    """

    changes: tuple[str, ...] = ()
    seed: int | None = None
    stub: str = ""
    called: int = 1
    declared: Mapping[str, Value] = field(default_factory=dict)


NO_RULES = CallRules()
