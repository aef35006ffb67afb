"""One submission in a worker: what it implements, and what its calls come to."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.outcome import Outcome, Problem
from autograder.values import MalformedError, Value
from autograder.worker import wire
from autograder.worker.calling import MAX_NAME
from autograder.worker.channel import Child, Died, is_text
from autograder.worker.child import MAX_CELLS
from autograder.worker.limits import Limits
from autograder.worker.process import GraderFault, Zygotes
from autograder.worker.request import Answer, Request, Setup
from autograder.worker.submission import Submission

__all__ = ["Session"]

# Cells that hang or die are left out one by one; after so many, the notebook is.
MAX_SKIPPED = 4
# Of a module, what runs beside definitions; then assignments that call; then it is left out.
MAX_LEFT_OUT = 2
# Seconds in which a child may say where a call is that is late, before it is killed.
GRACE = 0.5
# A whole submission loads in this many times the limit of one cell.
LOADS = 3
UNREADABLE = {
    "NotANotebook": "is not a notebook (it is not JSON with cells)",
    "UnicodeDecodeError": "is not UTF-8 text",
}
ENDS = {"timeout": "does not end", "crashed": "ends the whole process"}


class Session:
    """One submission in a worker: which implementations there are, and what their calls come to.

    A child that hangs or dies is replaced, and the submission loaded again without the cell that
    did it, so that a hang costs the function it is in and no other.
    """

    def __init__(
        self, zygotes: Zygotes, submission: Submission, setup: Setup, limits: Limits
    ) -> None:
        self.zygotes, self.submission, self.setup, self.limits = zygotes, submission, setup, limits
        self.sandbox: tuple[str, ...] = ()
        self.child: Child | None = None
        self.substitutes: frozenset[str] = frozenset()
        self.names: dict[str, set[str]] = {}
        self.problems: list[dict[str, Any]] = []
        self.near: dict[str, str] = {}
        self.cells: dict[int, list[Any]] = {}
        self._served: set[str] = set()
        self._ahead: Request | None = None
        self._skipped: dict[int, str] = {}
        self._left_out: list[str] = []  # how each try ended, after which more was left out
        self._called = False
        self._dropped: dict[str, str] = {}
        self._end = time.monotonic() + limits.submission

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child; the next submission's is made, if it is not yet."""
        self._discard()
        self.zygotes.prepare()

    def sources(self, exercise: str) -> list[str]:
        """Where the exercise is implemented, in the order that counts: notebook, then module."""
        self._ensure_loaded()
        return [
            source for source in ("notebook", "module") if exercise in self.names.get(source, ())
        ]

    def obstacle(self, exercise: str) -> Outcome | None:
        """What kept the code that defines the exercise from running, if anything did.

        Where no code defines it, nor a function that may be meant, that is what kept any of the
        submission from loading.
        """
        self._ensure_loaded()
        for entry in self.problems:
            if exercise in entry.get("defines", ()):
                return Outcome("exception", problem=_problem(entry))
        if self.sources(exercise) or exercise in self.near:
            return None
        if ends := [*self._dropped.values(), *self._left_out[MAX_LEFT_OUT - 1 :]]:
            return Outcome("timeout" if ends[0] == "timeout" else "crashed")
        running = [entry for entry in self.problems if not entry.get("fatal")]
        return Outcome("exception", problem=_problem(running[0])) if running else None

    def similar(self, exercise: str) -> str | None:
        """The name of a function that is there and may be meant by the exercise's, if any is."""
        self._ensure_loaded()
        return self.near.get(exercise)

    def unreadable(self) -> str | None:
        """Which files could not even be read, and why; None if all could."""
        self._ensure_loaded()
        kinds = {_problem(entry).type for entry in self.problems if entry["fatal"]}
        files = {"NotANotebook": "ipynb", "UnicodeDecodeError": "py"}  # no word of the child's own
        return (
            " ".join(
                f"{self.setup.assignment}.{ending} {UNREADABLE[kind]}."
                for kind, ending in files.items()
                if kind in kinds
            )
            or None
        )

    def stopped(self) -> str | None:
        """What of the submission hung or ended the process as it was loaded; None if nothing."""
        name = self.setup.assignment
        code = sorted(self.cells)
        told = [
            f"Code cell {code.index(cell) + 1} of {name}.ipynb {ENDS[status]}; it is left out."
            for cell, status in sorted(self._skipped.items())
            if cell in code
        ]
        if "notebook" in self._dropped:
            told = [f"{name}.ipynb {ENDS[self._dropped['notebook']]}; it is left out."]
        if self._left_out:
            where = f"The code outside functions in {name}.py"
            told.append(f"{where} {ENDS[self._left_out[0]]}; it is left out.")
        return " ".join(told) or None

    def call(
        self, request: Request, source: str, answer: Answer, following: Request | None = None
    ) -> Outcome:
        """The outcome of one call of the implementation in `source` ("notebook" or "module").

        It is a timeout, without a call, when the submission's time is up.

        `answer` gives the value of a substituted exercise for the arguments that the student's code
        passes, or None where there is no answer. `following` is the request of the next call, if
        that is certain to come after a value: the child may begin with it.
        """
        if self._ahead is not None and self._ahead is not request:
            self._discard()
        if self._seconds(1) <= 0:
            self._discard()
            return Outcome("timeout")
        if self.substitutes - request.substitutes:
            self._discard()
        outcome = self._call(request, source, answer, following)
        if outcome.status in ("crashed", "memory") and self._served - {request.exercise}:
            self._discard()  # perhaps another exercise left a thread, or too little memory
            outcome = self._call(request, source, answer, following)
        if outcome.status in ("timeout", "crashed"):
            self._discard()
        self._served.add(request.exercise)
        return outcome

    def _call(
        self, request: Request, source: str, answer: Answer, following: Request | None
    ) -> Outcome:
        self._ensure_loaded()
        self._called = True
        if self._seconds(1) <= 0:
            return Outcome("timeout")
        child = self._running()
        try:
            if self._ahead is None:
                self._substitute(child, request)
                child.take_output()
                self._send(child, request, source)
            reply, output = self._reply(child, request, source, following)
            while is_text(reply.get("status"), "ask"):
                reply = self._answered(child, request, answer, reply)
            outcome = Outcome.from_message(reply)
        except MalformedError:
            return Outcome("crashed")
        except Died as death:
            return Outcome("timeout" if death.status == "timeout" else "crashed")
        return replace(outcome, output=child.take_output() if output is None else output)

    def _send(self, child: Child, request: Request, source: str) -> None:
        limit = self.limits.expensive if request.expensive else self.limits.call
        child.send(request.frame(source), self._seconds(limit + GRACE))
        if request.expensive:
            self.zygotes.prepare()

    def _reply(
        self, child: Child, request: Request, source: str, following: Request | None
    ) -> tuple[dict[str, Value], str | None]:
        """The answer, and what was printed before it if the following request was sent already."""
        self._ahead, output = None, None

        def proceed() -> None:
            nonlocal output
            if following is not None and self._seconds(1) > 0:
                output = child.take_output()
                with contextlib.suppress(Died):  # that is the next call's affair
                    self._send(child, following, source)
                    self._ahead = following

        return child.receive(None if request.substitutes else proceed), output

    def _substitute(self, child: Child, request: Request) -> None:
        if missing := request.substitutes - self.substitutes:
            child.exchange({"command": "substitute", "names": sorted(missing)}, self.limits.call)
            self.substitutes = request.substitutes

    def _answered(
        self, child: Child, request: Request, answer: Answer, asked: Mapping[str, Value]
    ) -> dict[str, Value]:
        """What the child says after its question was answered, in the time of the call."""
        name = asked.get("exercise")
        if not isinstance(name, str) or name not in request.substitutes:
            raise Died("crashed")  # our own code asks for nothing else
        value = answer(name, asked.get("args"), asked.get("keywords"))
        known = {"known": value is not None, "value": value}
        return child.exchange(known, child.deadline - time.monotonic())

    def _seconds(self, limit: float) -> float:
        """The seconds of a limit, or those that the submission has left if they are fewer."""
        return min(limit, self._end - time.monotonic())

    def _running(self) -> Child:
        if self.child is None:
            raise GraderFault("the worker has no child after it was loaded")
        return self.child

    def _ensure_loaded(self) -> None:
        """Load until it succeeds: each failure leaves out what hung or died, so that this ends."""
        for _ in range(MAX_SKIPPED + MAX_LEFT_OUT + 4):
            if self.child is not None:
                return
            if self._seconds(1) <= 0:
                self._dropped.setdefault("module", "timeout")
                return
            self._load()
        if self.child is None:
            raise GraderFault("a submission does not load even with all of it left out")

    def _load(self) -> None:
        self.child = self.zygotes.fork(self.setup.needs(self.submission))
        self.sandbox = self.child.layers
        self.substitutes = frozenset()
        place = {"source": "module", "cell": 0}
        self._served = set()
        message = wire.frame(self._load_message())
        deadline = time.monotonic() + LOADS * self.limits.load
        try:
            self.child.send(message, self._seconds(self.limits.load))
            if not self.setup.has_expensive_case:
                self.zygotes.prepare()
            reply = self.child.receive()
            while is_text(reply.get("status"), "progress"):
                place = {"source": str(reply.get("source")), "cell": _position(reply.get("cell"))}
                seconds = min(self._seconds(self.limits.load), deadline - time.monotonic())
                reply = self.child.receive_more(seconds)
            self._note(reply)
        except (Died, LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as death:
            self._discard()
            self._drop(place, death.status if isinstance(death, Died) else "crashed")

    def _load_message(self) -> dict[str, Value]:
        return {
            "command": "load",
            "assignment": self.setup.assignment,
            "files": self.setup.files,
            "names": list(self.setup.exercises),
            "provided": sorted(self.setup.provided),
            "skip": sorted(self._skipped),
            "left_out": len(self._left_out),
            "limits": {"call": self.limits.call, "expensive": self.limits.expensive},
            "notebook": self._part("notebook", self.submission.notebook),
            "module": self._part("module", self.submission.module),
        }

    def _part(self, source: str, data: bytes | None) -> Value:
        return None if data is None or source in self._dropped else np.frombuffer(data, np.uint8)

    def _note(self, reply: dict[str, Value]) -> None:
        """Keep what the child says it loaded; only the form is checked, it is data for display."""
        wanted = set(self.setup.exercises)
        self.names = {
            source: {name for name in wanted if name in names}
            for source, names in reply["names"].items()
            if isinstance(names, list)
        }
        if not self._called:  # later ones could show what calls have seen
            self.problems = [_checked_entry(entry) for entry in reply["problems"]]
            self.near = _names(reply.get("similar"))
            self.cells = {int(position): list(outputs) for position, outputs in reply["cells"]}

    def _drop(self, place: dict[str, Any], status: str) -> None:
        """Leave out what hung or died: one cell of a notebook, or a module's running code.

        A module that still hangs or dies with its definitions alone is tried without assignments
        that call something, and then left out whole. Where the child says that it was at something
        that is not there, it was at what is.
        """
        parts = {"module": self.submission.module, "notebook": self.submission.notebook}
        left = [n for n, data in parts.items() if data is not None and n not in self._dropped]
        source = place["source"] if place["source"] in left or not left else left[0]
        cells_left = len(self._skipped) < MAX_SKIPPED and place["cell"] not in self._skipped
        if source == "notebook" and cells_left:
            self._skipped[place["cell"]] = status
        elif source == "module" and len(self._left_out) < MAX_LEFT_OUT:
            self._left_out.append(status)
        else:
            self._dropped[source] = status

    def _discard(self) -> None:
        """End the child; the next one gets a folder of its own, with nothing in it."""
        self._ahead = None
        if self.child is not None:
            self.child.kill()
            self.child = None


def _position(cell: Value) -> int:
    """The position of a cell, as it must be. Raises ValueError for anything else."""
    if type(cell) is not int or not 0 <= cell < MAX_CELLS:
        raise ValueError("not a position")
    return cell


def _names(similar: Any) -> dict[str, str]:
    """What the child says of similar names, where it is names."""
    pairs = similar.items() if isinstance(similar, dict) else ()
    return {
        name: other
        for name, other in pairs
        if isinstance(other, str) and other.isidentifier() and len(other) <= MAX_NAME
    }


def _checked_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A problem as it must be: where, what, whether the file is unreadable, what it defines."""
    _problem(entry)
    defines = [name for name in entry["defines"] if isinstance(name, str)]
    return {"problem": entry["problem"], "fatal": entry["fatal"] is True, "defines": defines}


def _problem(entry: Mapping[str, Any]) -> Problem:
    return Problem.from_message(entry["problem"])
