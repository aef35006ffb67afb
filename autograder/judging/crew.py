"""Processes that run tasks; one that is killed loses only its own task."""

import contextlib
import errno
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

# Imported once for all processes.
PRELOAD = ("autograder.judging.grading",)
P = ParamSpec("P")
T = TypeVar("T")


class Crew(ThreadPoolExecutor):
    """An executor of this many processes; a task whose process dies twice raises BrokenExecutor.

    In the standard library's pool, the death of one process breaks the tasks of all. Here every
    thread has a process of its own, and a new one after that. `preload` names modules that are
    imported once for all processes.
    """

    def __init__(self, processes: int, preload: Sequence[str] = PRELOAD) -> None:
        super().__init__(processes)
        known = multiprocessing.get_all_start_methods()
        self._context = multiprocessing.get_context("forkserver" if "forkserver" in known else None)
        self._context.set_forkserver_preload(list(preload))
        self._own = threading.local()
        self._started: list[tuple[Any, Connection]] = []

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The task's result to come, from one of the processes."""
        return super().submit(self._in_own_process, fn, *args, **kwargs)

    def _in_own_process(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(2):
            try:
                pipe: Connection = getattr(self._own, "pipe", None) or self._start()
                pipe.send((fn, args, kwargs))
                result, error = pipe.recv()
            except (EOFError, OSError) as ended:
                self._own.pipe, why = None, str(ended)
                continue
            if error is not None:
                raise error
            return result  # type: ignore[no-any-return]
        raise BrokenExecutor(f"the grading process was killed twice: {why}".rstrip(": "))

    def _start(self) -> Connection:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_work, args=(there, dict(os.environ)))
        try:
            process.start()
        except EOFError:  # the process that all are forked from had to give up
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from None
        there.close()
        self._own.pipe = here
        self._started.append((process, here))
        return here

    def __exit__(self, *exception: object) -> None:
        """Finish what has begun, and end the processes."""
        self.shutdown(cancel_futures=True)
        for process, pipe in self._started:
            pipe.close()
            process.join()


def _work(pipe: Connection, environment: Mapping[str, str]) -> None:
    """Run tasks in the grader's environment until the pipe is closed or the grader ends."""
    os.environ.update(environment)
    with contextlib.suppress(RuntimeError):  # no more threads: the first submission says so
        threading.Thread(target=_end_with_the_grader, daemon=True).start()
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            task, args, keywords = pipe.recv()
            try:
                pipe.send((task(*args, **keywords), None))
            except BaseException as error:
                pipe.send((None, error))


def _end_with_the_grader() -> None:
    grader = multiprocessing.parent_process()
    if grader is not None:
        grader.join()
        os.kill(os.getpid(), signal.SIGKILL)
