"""A live screen that checks a folder again whenever its notebook or module is saved."""

import queue
import shutil
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from autograder.reports.terminal import INDENT, wrapped
from autograder.student.checking import Cancelled, Checker, CheckFault, Job
from autograder.student.hints import remember
from autograder.submissions.files import KEY_FILE

KEYS = "h hint · s show the case · n next · a all · q quit"
BAR = 20
WORK = (".ipynb", ".py", ".json", ".csv")
# An editor may save in several steps; in milliseconds.
SETTLES, LOOKS = 40, 10


@dataclass
class Screen:
    """What is on the screen: the last check, which exercise is in full, and a text below it."""

    done: dict[str, Any] = field(default_factory=dict)
    current: str = ""
    is_full: bool = False
    checking: str = "…"
    text: str = ""

    def show(self, done: dict[str, Any]) -> None:
        """Take over a check; what went wrong with this save becomes current.

        Nothing changes where that is current already, or where nothing new is wrong and the current
        exercise is not finished.
        """
        before = [exercise["body"] for exercise in self.done.get("exercises", ())]
        self.done, self.checking, self.text = done, "", ""
        new = [e["name"] for e in self._unfinished() if e["body"] and e["body"] not in before]
        names = new or [exercise["name"] for exercise in self._unfinished()]
        if self.current not in names:
            self.current = names[0] if names else ""

    def _unfinished(self) -> list[dict[str, Any]]:
        """What is wrong, then what is not written; a cause that another one tells is not here."""
        found = [e for e in self.done.get("exercises", ()) if e["status"] != "passed"]
        wrong = [exercise for exercise in found if exercise["body"]]
        return wrong + [e for e in found if e["status"] == "not_attempted" and e not in wrong]

    def next(self) -> None:
        """Make the next exercise current that is not finished."""
        names = [exercise["name"] for exercise in self._unfinished()]
        if names:
            place = names.index(self.current) if self.current in names else -1
            self.current, self.text = names[(place + 1) % len(names)], ""

    def lines(self, width: int, height: int) -> list[str]:
        """The screen; of what does not fit, the other exercises' lines go first."""
        foot = list(self._foot(width))
        top = list(self._top(width))
        room = max(height - len(top) - len(foot) - 1, 3)
        return [*top, *_fitting(list(self._exercises(width)), room), *foot]

    def _top(self, width: int) -> Iterator[str]:
        if message := self.done.get("message"):
            yield from click.style(message, fg="red").splitlines()
        elif self.done:
            points, possible = (self.done["json"].get(n, 0) for n in ("points", "max_points"))
            filled = round(BAR * points / possible) if possible else 0
            bar = click.style("█" * filled, fg="green") + "░" * (BAR - filled)
            text = f"{bar} {click.style(self.done['summary'], bold=True)}"
            yield from (line[: width + 40] for line in text.splitlines())
            yield ""

    def _exercises(self, width: int) -> Iterator[tuple[bool, str]]:
        """The lines of all exercises, and whether each belongs to the current one."""
        for exercise in self.done.get("exercises", ()):
            is_current = exercise["name"] == self.current
            for line in exercise["head"][: None if is_current else 1]:
                yield is_current, line
            for line in exercise["body"] if is_current or self.is_full else ():
                yield is_current, line
            for line in self.text.splitlines() if is_current else ():
                yield from ((True, INDENT + part) for part in wrapped(line, width - len(INDENT)))

    def _foot(self, width: int) -> Iterator[str]:
        yield ""
        for line in self.done.get("next", ()):
            yield click.style(line[:width], fg="cyan")
        state = f"checking {self.checking}" if self.checking else "watching this folder"
        yield click.style(f"{KEYS}   {state}"[: width - 1], dim=True)


def _is_work(path: Path) -> bool:
    return path.suffix in WORK and not path.name.startswith(".")


def _fitting(lines: list[tuple[bool, str]], room: int) -> list[str]:
    """Lines for this much room: the current exercise's before the others'."""
    surplus = len(lines) - room
    kept = []
    for number, (is_current, line) in enumerate(lines):
        others_left = sum(not current for current, _ in lines[number:])
        if not is_current and surplus > 0 and others_left:
            surplus -= 1
            continue
        kept.append(line)
    return kept[:room]


def watch(folder: Path, exercises: tuple[str, ...] = ()) -> None:
    """Check and show, until the student types q or Ctrl-C."""
    _Watch(folder.resolve(), exercises).run()


class _Watch:
    def __init__(self, folder: Path, exercises: tuple[str, ...]) -> None:
        self.folder, self.exercises = folder, exercises
        self.events: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self.checker, self.stop = Checker(), threading.Event()
        self.screen = Screen()
        self.thread: threading.Thread | None = None

    def run(self) -> None:
        threading.Thread(target=self._see_saves, daemon=True).start()
        if sys.stdin.isatty():
            threading.Thread(target=self._see_keys, daemon=True).start()
        try:
            self._check()
            self._draw()
            while True:
                kind, value = self.events.get()
                if kind == "key" and value in ("q", "\x03", "\x04"):
                    return
                self._handle(kind, value)
                if self.events.empty():  # a check tells dozens of things at once
                    self._draw()
        except KeyboardInterrupt:
            return
        finally:
            self.stop.set()
            self.checker.cancel()
            if self.thread:
                self.thread.join()
            self.checker.close()

    def _handle(self, kind: str, value: Any) -> None:
        if kind == "saved":
            self._check()
        elif kind == "done":
            self.screen.show(value)
            remember(self.folder, value.get("json", {}))
            self.checker.warm(self.folder)
        elif kind == "case":
            self.screen.text, self.screen.checking = "\n".join(value), ""
            self.checker.warm(self.folder)
        elif kind == "at":
            self.screen.checking = value
        elif value == "n":
            self.screen.next()
        elif value == "a":
            self.screen.is_full = not self.screen.is_full
        elif value == "h" and self.screen.current:
            self.screen.text = self._hint()
        elif value == "s" and self.screen.current:
            self._start(Job(str(self.folder), (self.screen.current,), case=0))

    # --- what happens beside the screen -----------------------------------------------------------

    def _check(self) -> None:
        width = shutil.get_terminal_size().columns
        self._start(Job(str(self.folder), self.exercises, width, live=True))

    def _start(self, job: Job) -> None:
        """Do a job in a thread, after the one before it has ended."""
        self.checker.cancel()
        if self.thread:
            self.thread.join()
        self.screen.checking = "…"
        self.thread = threading.Thread(target=self._do, args=(job,), daemon=True)
        self.thread.start()

    def _do(self, job: Job) -> None:
        try:
            done = self.checker.check(job, lambda name, seconds: self.events.put(("at", name)))
        except Cancelled:
            return
        except CheckFault as fault:
            done = {"message": str(fault)}
        self.events.put(("case", done["lines"]) if "lines" in done else ("done", done))

    def _see_saves(self) -> None:
        from watchfiles import watch as changes

        for _ in changes(
            self.folder, watch_filter=lambda _, path: _is_work(Path(path)), debounce=SETTLES,
            step=LOOKS, stop_event=self.stop, recursive=False,
        ):  # fmt: skip
            self.events.put(("saved", None))

    def _see_keys(self) -> None:
        while not self.stop.is_set():
            try:
                self.events.put(("key", click.getchar().lower()))
            except (KeyboardInterrupt, EOFError):
                self.events.put(("key", "q"))

    # --- the screen -------------------------------------------------------------------------------

    def _draw(self) -> None:
        width, height = shutil.get_terminal_size()
        if sys.stdout.isatty():
            click.clear()
        # A terminal that waits for a key does not go back to the first column by itself.
        click.echo("\r\n".join(self.screen.lines(width, height)) + "\r", file=sys.stdout)

    def _hint(self) -> str:
        from autograder.key import load
        from autograder.student.hints import next_hint

        name = self.screen.current
        key = load(self.folder / KEY_FILE, [name])
        return next_hint(key, name, self.folder, width=shutil.get_terminal_size().columns)
