"""How much time a submission has used, however busy the machine is.

Processor time counts, and time in which the child waits for something else, such as a sleep or a
lock. Time in which it waits for a processor, or for the grader, does not count. Its parent looks
from outside, only now and then, and only while an answer is late: to look takes some 100 µs.
"""

import time

from autograder.worker.limits import Limits

LOOK_SECONDS = 0.2
LEAST_SECONDS = 0.02  # between two looks


class Meter:
    """Measures calls, one after another, and what is `left` of their submission's time.

    Where the system does not tell processor time, all time counts as waiting, so that the wider
    limit for that holds.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits, self.left = limits, limits.submission
        self.begin_process()

    def begin_process(self) -> None:
        """Measure a new child, which has used no processor time."""
        self._looked, self._cpu = time.monotonic(), 0.0
        self.next_look = self._looked + LOOK_SECONDS
        self.begin(0.0)

    def begin(self, seconds: float) -> None:
        """Measure a new call, which may use so many seconds of processor time."""
        self.seconds = seconds
        self.reason, self.overtime = "", 0.0
        self._cpu_used = self._used = 0.0
        self._began = time.monotonic()

    def look(self, times: tuple[float, bool] | None, is_our_turn: bool) -> None:
        """Note what was used since the last look, and the `reason` why that is too much, if it is.

        `times` are the child's processor time so far and whether it is awake, if the system tells;
        when it is our turn to read or write, the child may sleep because it waits for us.

        A call is charged no more than the clock says since it began: before, the child may have
        done something else. Of a look that comes late, because this process itself got no
        processor, only the usual time is charged as waiting.
        """
        now = time.monotonic()
        elapsed, self._looked = min(now - self._looked, 2 * LOOK_SECONDS), now
        cpu, is_awake = times or (self._cpu, False)
        cpu_used, self._cpu = cpu - self._cpu, cpu
        used = cpu_used if is_awake or is_our_turn else max(cpu_used, elapsed)
        self.left -= used
        if self.reason:
            self.overtime += used
        else:
            since = now - self._began
            self._cpu_used += min(cpu_used, since)
            self._used += min(used, since)
        self.reason = self.reason or self._what_is_exceeded()
        # At the latest when all of the limit may be used.
        left = LOOK_SECONDS if self.reason else max(self.seconds - self._cpu_used, LEAST_SECONDS)
        self.next_look = now + min(LOOK_SECONDS, left)

    def _what_is_exceeded(self) -> str:
        if self.left <= 0:
            return self.limits.used_up
        if self._cpu_used > self.seconds:
            return f"used more than {self.seconds:.3g} s of processor time"
        seconds = self.limits.waiting * self.seconds
        return f"did not finish within {seconds:.3g} s" if self._used > seconds else ""
