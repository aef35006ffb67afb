"""How long things may take, on this machine.

The reference needs microseconds for a cheap case and 0.4 s for 10000 steps of the OR network on
the machine where the kit was made. The limits leave honest, slow Python loops ten times as long
and more, and stretch on machines that are slower than that one.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache

import numpy as np

__all__ = ["Limits"]

# Seconds that `_work` took where the kit was made (best of many, otherwise idle).
WORK_SECONDS = 0.003


@dataclass(frozen=True)
class Limits:
    """Seconds of wall clock for one call, one expensive call, and loading one cell or module.

    `submission` bounds all of them together: after it, what has not been called is not any more.
    """

    call: float
    expensive: float
    load: float
    submission: float = 300.0

    @classmethod
    def for_this_machine(cls) -> Limits:
        """Limits in proportion to this machine's speed, never below those of a fast one."""
        slowness = _slowness()
        return cls(4.0 * slowness, 20.0 * slowness, 20.0 * slowness, 300.0 * slowness)


@cache
def _slowness() -> float:
    return max(1.0, min(_work() for _ in range(3)) / WORK_SECONDS)


def _work() -> float:
    """Seconds for 500 steps of a small network's forward pass, the course's typical work."""
    x, v, w = np.ones((4, 2)), np.ones((2, 3)), np.ones((3, 1))
    start = time.perf_counter()
    for _ in range(500):
        1 / (1 + np.exp(-(1 / (1 + np.exp(-(x @ v)))) @ w))
    return time.perf_counter() - start
