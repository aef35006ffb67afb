"""Runs a coroutine to its end, where sockets are refused, and inside a notebook's event loop."""

import asyncio
import contextlib
import os
import selectors
from collections.abc import Coroutine, Iterator
from typing import Any


def finished(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What the coroutine returns, in an event loop of its own. Raises what it raises."""
    factory = _Loop if os.name == "posix" else None
    with _no_loop_around(), asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(coroutine)


class _End:
    """One end of a pipe, with the methods of a socket that an event loop calls."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor

    def fileno(self) -> int:
        return self.descriptor

    def recv(self, size: int) -> bytes:
        return os.read(self.descriptor, size)

    def send(self, data: bytes) -> int:
        return os.write(self.descriptor, data)

    def close(self) -> None:
        os.close(self.descriptor)


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that is woken through a pipe: the usual one makes sockets, even to sleep."""

    def __init__(self) -> None:
        super().__init__(selectors.SelectSelector())

    def _make_self_pipe(self) -> None:
        self._ssock, self._csock = map(_End, os.pipe())
        self._internal_fds += 1  # type: ignore[attr-defined]
        self._add_reader(self._ssock.fileno(), self._read_from_self)  # type: ignore[attr-defined]


@contextlib.contextmanager
def _no_loop_around() -> Iterator[None]:
    """Have no event loop run in this thread: that of a notebook runs while a cell does."""
    loop: Any = asyncio._get_running_loop()
    task: Any = asyncio.current_task(loop) if loop else None
    if task:
        asyncio._leave_task(loop, task)
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)
        if task:
            asyncio._enter_task(loop, task)
