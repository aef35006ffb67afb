"""Where on an axis a number lies, and which numbers are written beside the axis."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

# A logarithmic axis shows numbers of which the largest is so many times the smallest.
SPAN = 50
MOST_TICKS = 6
# Numbers that differ by less than this share are drawn as the same.
SAME = 1e-9


@dataclass(frozen=True)
class Scale:
    """An axis on which `low` lies at `start` and `high` at `end`."""

    low: float
    high: float
    start: float
    end: float
    is_log: bool = False

    @classmethod
    def of(
        cls, numbers: Iterable[float], start: float, end: float, *, may_be_log: bool = False
    ) -> Self:
        """The scale that shows these numbers; logarithmic where they span decades."""
        found = list(numbers) or [0.0]
        low, high = min(found), max(found)
        if high - low < SAME * max(abs(low), SAME):
            high = low + max(abs(low), 1.0)
        is_log = may_be_log and low > 0 and high > SPAN * low
        return cls(low, high, start, end, is_log)

    def __call__(self, number: float) -> float:
        """The place of a number."""
        if self.is_log:
            low, high, number = map(math.log10, (self.low, self.high, number))
        else:
            low, high = self.low, self.high
        share = (number - low) / (high - low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """A few round numbers on the axis."""
        if self.is_log:
            lowest, highest = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            every = math.ceil((highest - lowest + 1) / MOST_TICKS)
            return [10.0**power for power in range(lowest, highest + 1, every)]
        rough = (self.high - self.low) / (MOST_TICKS - 1)
        unit = 10.0 ** math.floor(math.log10(rough))
        step = next(unit * m for m in (1, 2, 5, 10) if unit * m >= rough)
        first = math.ceil(self.low / step)
        return [step * n for n in range(first, math.floor(self.high / step) + 1)]
