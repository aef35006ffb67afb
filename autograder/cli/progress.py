"""How far a long command is: a bar on a terminal, nothing in a log, where results are lines."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

# Before so many results, a time to go would be a guess.
ENOUGH = 5


class Bar:
    """Shows a bar on stderr while it is open, if that is a terminal and rich is installed.

    What is printed meanwhile appears above it.
    """

    def __init__(self) -> None:
        self._progress: Any = None

    def begin(self, what: str, total: int | None) -> None:
        """So many steps of a kind follow, or None if that is not known; the last bar goes."""
        self.stop()
        if total == 0 or not sys.stderr.isatty():
            return
        try:
            from rich.console import Console
        except ImportError:  # it comes with the extra `instructor`
            return
        self._progress = bar_on(Console(stderr=True))
        self._progress.add_task(what, total=total)
        self._progress.start()

    def step(self) -> None:
        """One of them is done."""
        if self._progress is not None:
            self._progress.advance(self._progress.task_ids[0])

    def stop(self) -> None:
        """The bar goes away, so that a question can be asked."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()


def bar_on(console: Console, clock: Callable[[], float] | None = None) -> Progress:
    """A bar with a count, a rate and a time to go, which is removed at the end."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn
    from rich.text import Text

    class Pace(ProgressColumn):
        def render(self, task: Any) -> Text:
            return Text(pace(task.completed, task.total, task.elapsed or 0.0))

    return Progress(
        TextColumn("{task.description}"), BarColumn(20), MofNCompleteColumn(), Pace(),
        console=console, transient=True, get_time=clock, redirect_stdout=sys.stdout.isatty(),
    )  # fmt: skip


def pace(done: float, total: float | None, seconds: float) -> str:
    """The rate so far, and the time to go at that rate; the empty text before it can be told."""
    if done < ENOUGH or seconds <= 0:
        return ""
    rate = done / seconds
    shown = f"{rate:.1f}/s" if rate >= 1 else f"{60 * rate:.1f}/min"
    if total is None:
        return shown
    left = (total - done) / rate
    if left < 60:
        return f"{shown}, about {5 * math.ceil(left / 5)} s to go"
    return f"{shown}, about {math.ceil(left / 60)} min to go"
