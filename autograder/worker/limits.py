"""How long things may take, on this machine.

The reference needs microseconds for a cheap case and 0.4 s for 10000 steps of the OR network on
the machine where the kit was made. The limits leave honest, slow Python loops ten times as long
and more, and stretch on machines that are slower than that one, but not on busy ones.
"""

import time
from dataclasses import dataclass
from functools import cache
from typing import Self

# Seconds that `_work` took where the kit was made (best of many, otherwise idle).
WORK_SECONDS = 0.003
# Limits stretch so far at most: what hangs must end also where the measurement went wrong.
MAX_SLOWNESS = 4.0
SUBMISSION = 300.0
# Code that sleeps may take so many times its limit of processor time.
WAITING = 3.0


@dataclass(frozen=True)
class Limits:
    """Seconds of processor time for one call, one expensive call, and loading one cell or module.

    Each may take `waiting` times as long together with the time in which it waits for something
    other than a processor. `submission` bounds all of them together, waiting included: after it,
    what has not been called is not any more.
    """

    call: float
    expensive: float
    load: float
    submission: float = SUBMISSION
    waiting: float = WAITING

    @classmethod
    def for_this_machine(cls) -> Self:
        """Limits in proportion to this machine's speed, never below those of a fast one."""
        slowness = _slowness()
        seconds = (4.0, 20.0, 20.0, SUBMISSION)
        return cls(*(float(round(limit * slowness)) for limit in seconds))

    @property
    def used_up(self) -> str:
        """What is said of a call for which the submission has no time left."""
        return f"got no more time: the submission used all of its {self.submission:g} s"


@cache
def _slowness() -> float:
    return min(max(1.0, min(_work() for _ in range(5)) / WORK_SECONDS), MAX_SLOWNESS)


def _work() -> float:
    """Processor time of 500 steps of a small network's forward pass, the course's typical work."""
    import numpy as np  # not for those who read archives

    x, v, w = np.ones((4, 2)), np.ones((2, 3)), np.ones((3, 1))
    start = time.thread_time()
    for _ in range(500):
        1 / (1 + np.exp(-(1 / (1 + np.exp(-(x @ v)))) @ w))
    return time.thread_time() - start
