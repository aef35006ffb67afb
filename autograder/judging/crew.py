"""Processes that grade, each on its own: one that is killed takes only its own task with it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

__all__ = ["Crew"]

# For each process: three threads here, itself with a thread, a zygote in its sandbox, two children.
TASKS = 9
P = ParamSpec("P")
T = TypeVar("T")


class Crew(ThreadPoolExecutor):
    """An executor of this many processes; a task whose process dies raises BrokenExecutor.

    In the standard library's pool the death of one process breaks the tasks of all. Here every
    thread has a pool of one process, and a new one after that. `preload` names modules that are
    imported once for all processes.
    """

    def __init__(self, processes: int, preload: Sequence[str]) -> None:
        _require_threads(TASKS * processes)
        super().__init__(processes)
        known = multiprocessing.get_all_start_methods()
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in known else None)
        self._context.set_forkserver_preload(list(preload))
        self._own = threading.local()
        self._pools: list[ProcessPoolExecutor] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The task's result to come, from one of the processes."""
        return super().submit(self._in_own_process, fn, *args, **kwargs)

    def _in_own_process(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        pool: ProcessPoolExecutor = getattr(self._own, "pool", None) or self._new_pool()
        try:
            return pool.submit(fn, *args, **kwargs).result()
        except BrokenExecutor:
            self._own.pool = None
            raise

    def _new_pool(self) -> ProcessPoolExecutor:
        environment = (dict(os.environ),)
        pool = ProcessPoolExecutor(1, self._context, initializer=_begin, initargs=environment)
        self._pools.append(pool)
        self._own.pool = pool
        return pool

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Finish what has begun, and end the processes."""
        super().shutdown(wait, cancel_futures=cancel_futures)
        for pool in self._pools:
            with contextlib.suppress(RuntimeError):  # its thread could not be started
                pool.shutdown(wait)

    def __exit__(self, *exception: object) -> None:
        self.shutdown(cancel_futures=True)


def _begin(environment: Mapping[str, str]) -> None:
    """Take over the grader's environment, and make sure not to outlive it."""
    os.environ.update(environment)
    with contextlib.suppress(RuntimeError):  # no more threads: the first submission says so
        threading.Thread(target=_end_with_the_grader, daemon=True).start()


def _end_with_the_grader() -> None:
    grader = multiprocessing.parent_process()
    if grader is not None:
        grader.join()
        os.kill(os.getpid(), signal.SIGKILL)


def _require_threads(count: int) -> None:
    """Have the system start so many threads, which are counted as processes are, and end them.

    Raises RuntimeError where it does not. The standard library's pools wait forever for a thread of
    their own that could not be started.
    """
    end, started = threading.Event(), []
    try:
        for _ in range(count):
            thread = threading.Thread(target=end.wait)
            thread.start()
            started.append(thread)
    finally:
        end.set()
        for thread in started:
            thread.join()
