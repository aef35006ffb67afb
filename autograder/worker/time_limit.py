"""A time limit for code that runs in this very process, where a timer can interrupt it.

It says where code was that does not end. It is no protection: what catches every interruption, or
runs in a library's C code, is ended from outside, by the parent of a worker.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

__all__ = ["OutOfTime", "time_limit"]

# Code that catches the first interruption, as a bare `except:` does, meets another one so soon.
AGAIN = 0.2


class OutOfTime(KeyboardInterrupt):
    """The time is up; raised where the code is, and not caught by `except Exception`."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after so many seconds; another user's timer is put back.

    Without effect beside the main thread, and where there is no such timer (Windows).
    """
    if not hasattr(signal, "setitimer") or not _is_main_thread():
        yield
        return
    is_running, end = True, time.monotonic() + seconds

    def ring(number: int, frame: FrameType | None) -> None:
        if is_running and time.monotonic() >= end:  # and not because somebody sent the signal
            raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        try:
            yield
        finally:
            is_running = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, before)


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()
