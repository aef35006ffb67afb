"""Interrupts code that takes too long, so that its traceback shows where it was.

In a child, the parent measures the time and sends a signal. In a student's notebook, a timer of the
process itself does. This is not a protection: code that catches every interruption, or runs in a
library's C code, is killed by the worker's parent.
"""

import _thread
import contextlib
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType

# Code that catches an interruption, as a bare `except:` does, meets the next one so soon (seconds).
AGAIN = 0.2
# The signal by which a parent interrupts a child; programs rarely use it themselves.
RING = getattr(signal, "SIGXCPU", None)


class OutOfTime(KeyboardInterrupt):
    """Raised where the code is when its time is up; `except Exception` does not catch it."""


class Bell:
    """Raises OutOfTime in its `with` block when the parent rings.

    It is made in the main thread, where it rings.
    """

    def __init__(self) -> None:
        self._since = math.inf
        if RING is not None:
            signal.signal(RING, self._ring)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        if time.monotonic() - self._since > AGAIN:  # or it was meant for the block before
            raise OutOfTime

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(self, *exception: object) -> None:
        self._since = math.inf


@contextlib.contextmanager
def time_limit(seconds: float, clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Raise OutOfTime, with the reason, in the block when it took more than `seconds` by the clock.

    Another user's handler and timer are put back. Without effect beside the main thread.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    end = math.inf

    def ring() -> None:
        if clock() >= end:  # and not because somebody sent the signal
            raise OutOfTime(f"did not finish within {seconds:g} s")

    end = clock() + seconds
    with (_timer if hasattr(signal, "setitimer") else _ticks)(seconds, ring):
        try:
            yield
        finally:
            end = math.inf


@contextlib.contextmanager
def _timer(seconds: float, ring: Callable[[], None]) -> Iterator[None]:
    """Have the system's timer ring in the block after `seconds`, and then AGAIN and again."""
    timer = (0.0, 0.0)
    before = signal.signal(signal.SIGALRM, lambda number, frame: ring())
    try:
        timer = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        # Drops a signal on its way to another thread, which would end the process.
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *timer)


@contextlib.contextmanager
def _ticks(seconds: float, ring: Callable[[], None]) -> Iterator[None]:
    """The same where the system has no timer (Windows): a thread interrupts as Ctrl-C does."""
    over, due = threading.Event(), threading.Event()

    def tick() -> None:
        wait = seconds
        while not over.wait(wait):
            due.set()
            _thread.interrupt_main()
            wait = AGAIN

    def interrupted(number: int, frame: FrameType | None) -> None:
        if due.is_set():
            due.clear()
            ring()
        elif callable(before):  # the student's own Ctrl-C
            before(number, frame)

    thread = threading.Thread(target=tick, daemon=True)
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        thread.start()
        yield
    finally:
        over.set()
        thread.join()
        signal.signal(signal.SIGINT, before)
