"""Does something again whenever a Python file of an assignment is saved."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.submissions.libraries import LIBRARIES, import_all


def after_saves(folder: Path, task: Callable[[], None]) -> Iterator[None]:
    """Do a task at once and after each save, in a fork that imports the room anew.

    The libraries that the room names are imported before, which takes longer than all the rest.
    """
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py")]
    import_all([name for name in LIBRARIES if any(name in text for text in texts)])
    for _ in _saves(folder):
        if os.fork() == 0:
            task()
            os._exit(0)
        os.wait()
        yield


def _saves(folder: Path) -> Iterator[None]:
    """Once at the beginning, when saves begin to be seen, and for each save; until Ctrl-C."""
    from watchfiles import PythonFilter, watch

    is_first = True
    for saved in watch(
        folder, watch_filter=PythonFilter(), raise_interrupt=False, yield_on_timeout=True,
        rust_timeout=500,
    ):  # fmt: skip
        if saved or is_first:
            is_first = False
            yield
