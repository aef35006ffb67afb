"""A time limit for code that runs in this very process, where a timer can interrupt it.

It says where code was that does not end. It is no protection: what catches every interruption, or
runs in a library's C code, is ended from outside, by the parent of a worker.
"""

from __future__ import annotations

import contextlib
import math
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

__all__ = ["Alarm", "OutOfTime", "time_limit"]

# Code that catches the first interruption, as a bare `except:` does, meets another one so soon.
AGAIN = 0.2


class OutOfTime(KeyboardInterrupt):
    """The time is up; raised where the code is, and not caught by `except Exception`."""


class Alarm:
    """The timer of this process, for limits that follow one another: a handler is slow to set.

    It is made in the main thread, where it rings.
    """

    def __init__(self) -> None:
        self._end = math.inf
        self.before = signal.signal(signal.SIGALRM, self._ring)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if time.monotonic() >= self._end:  # and not because somebody sent the signal
            raise OutOfTime

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Raise OutOfTime in the block after so many seconds; another user's timer is put back."""
        self._end = time.monotonic() + seconds
        timer = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        try:
            try:
                yield
            finally:
                self._end = math.inf
        finally:
            signal.setitimer(signal.ITIMER_REAL, *timer)


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after so many seconds; another user's handler is put back.

    Without effect beside the main thread, and where there is no such timer (Windows).
    """
    if not hasattr(signal, "setitimer") or not _is_main_thread():
        yield
        return
    alarm = Alarm()
    try:
        with alarm.limit(seconds):
            yield
    finally:
        signal.signal(signal.SIGALRM, alarm.before)


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
