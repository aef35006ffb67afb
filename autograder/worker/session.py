"""One submission in a worker: what it implements, and what its calls come to."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace

from autograder.submissions.folder import Submission
from autograder.submissions.libraries import require
from autograder.values import MalformedError, Value
from autograder.values.outcome import Outcome
from autograder.worker.channel import Child, Died, is_text
from autograder.worker.inside import wire
from autograder.worker.loading import Loading, position
from autograder.worker.meter import Meter
from autograder.worker.process import GraderFault, Zygotes
from autograder.worker.request import Answer, Request, Setup
from autograder.worker.sandbox.limits import Limits

__all__ = ["Session"]

# What the form of a child's message may raise that none of ours has.
ODD = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError)
# A whole submission loads in this many times the limit of one cell.
LOADS = 3


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
        self.loading = Loading(submission, setup)
        self._served: set[str] = set()
        self._threads, self._left_threads = 0, False
        self._ahead: tuple[Request, str] | None = None
        self._called = False
        self._left_seconds = limits.submission

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
        return self._loaded().sources(exercise)

    def obstacle(self, exercise: str) -> Outcome | None:
        """What kept the code that defines the exercise from running, if anything did."""
        return self._loaded().obstacle(exercise)

    def similar(self, exercise: str) -> str | None:
        """The name of a function that is there and may be meant by the exercise's, if any is."""
        return self._loaded().near.get(exercise)

    def absent(self, exercise: str) -> str:
        """Where the function for the exercise is looked for, and is not."""
        name = self.setup.assignment
        return f"There is no function {exercise} in {name}.ipynb or {name}.py."

    def remark(self) -> str:
        """What the report says of the submission as a whole: what was left out of it, and why."""
        return self._loaded().remark

    def unreadable(self) -> str | None:
        """Which files could not even be read, and why; None if all could."""
        return self._loaded().unreadable()

    def _loaded(self) -> Loading:
        """What the first load came to: a child that is lost later changes nothing of it."""
        if not self.loading.is_done:
            self._ensure_loaded()
        return self.loading

    def call(
        self, request: Request, source: str, answer: Answer, following: Request | None = None
    ) -> Outcome:
        """The outcome of one call of the implementation in `source` ("notebook" or "module").

        It is a timeout, without a call, when the submission's time is up.

        `answer` gives the value of a substituted exercise for the arguments that the student's code
        passes, or None where there is no answer. `following` is the request of the next call, if
        that is certain to come after a value: the child may begin with it.
        """
        if self._ahead not in (None, (request, source)):
            self._discard()
        if self.left() <= 0:
            self._discard()
            return Outcome("timeout", reason=self.limits.used_up)
        if self.substitutes - request.substitutes:
            self._discard()
        outcome = self._call(request, source, answer, following)
        if self._may_be_anothers(outcome, request):
            self._discard()
            outcome = self._call(request, source, answer, following)
        if outcome.status in ("timeout", "crashed"):
            self._discard()
        return outcome

    def _serve(self, child: Child, exercise: str) -> None:
        """Note, before an exercise's first call, whether another one has left a thread running."""
        if exercise not in self._served:
            threads = child.process.count_threads()
            self._threads = self._threads if self._served else threads
            self._left_threads = threads > self._threads
            self._served.add(exercise)

    def _may_be_anothers(self, outcome: Outcome, request: Request) -> bool:
        """Whether another exercise may be why a call failed, by what it left in their process.

        That is a lack of memory, or a thread that ends the process or keeps others from running.
        """
        if not self._served - {request.exercise}:
            return False
        is_late = outcome.status == "timeout" and self._left_threads
        return is_late or outcome.status in ("crashed", "memory")

    def _call(
        self, request: Request, source: str, answer: Answer, following: Request | None
    ) -> Outcome:
        self._ensure_loaded()
        self._called = True
        if self.left() <= 0:
            return Outcome("timeout", reason=self.limits.used_up)
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
        except (Died, MalformedError) as death:
            return _ended(death, child.meter)
        if outcome.status == "timeout":
            outcome = replace(outcome, reason=child.meter.reason)
        return replace(outcome, output=child.take_output() if output is None else output)

    def _send(self, child: Child, request: Request, source: str) -> None:
        self._serve(child, request.exercise)
        limit = self.limits.expensive if request.expensive else self.limits.call
        child.send(request.frame(source), limit)
        if request.expensive:
            self.zygotes.prepare()

    def _reply(
        self, child: Child, request: Request, source: str, following: Request | None
    ) -> tuple[dict[str, Value], str | None]:
        """The answer, and what was printed before it if the following request was sent already."""
        self._ahead, output = None, None

        def proceed() -> None:
            nonlocal output
            if following is not None and self.left() > 0:
                output = child.take_output()
                with contextlib.suppress(Died):  # that is the next call's affair
                    self._send(child, following, source)
                    self._ahead = following, source

        return child.receive(None if request.substitutes else proceed), output

    def _substitute(self, child: Child, request: Request) -> None:
        """Have in the exercises' places what the request says."""
        if unlike := request.substitutes - self.substitutes:
            child.exchange({"command": "substitute", "names": sorted(unlike)}, self.limits.call)
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
        return child.exchange(known, None)

    def left(self) -> float:
        """The seconds that the submission has left, of those that count (see `meter`)."""
        return self._left_seconds if self.child is None else self.child.meter.left

    def _running(self) -> Child:
        if self.child is None:
            raise GraderFault("the worker has no child after it was loaded")
        return self.child

    def _ensure_loaded(self) -> None:
        """Load until it succeeds: each failure leaves out what hung or died, so that this ends."""
        for _ in range(self.loading.tries):
            if self.child is not None:
                return
            if self.left() <= 0:
                self.loading.dropped.setdefault("module", "timeout")
                return
            self._load()
        if self.child is None:
            raise GraderFault("a submission does not load even with all of it left out")

    def _load(self) -> None:
        wanted, needed = self.setup.wants(self.submission), self.setup.needs(self.submission)
        require(needed, self.zygotes.lacks(wanted), self.setup.assignment)
        self.child = self.zygotes.fork(wanted)
        self.child.meter = Meter(self.limits, self._left_seconds)
        self.sandbox = self.child.layers
        self.substitutes = frozenset()
        place = {"source": "module", "cell": 0}
        self._served = set()
        message = wire.frame(self.loading.message())
        limit, meter = self.limits.load, self.child.meter
        end = meter.left - LOADS * limit
        try:
            self.child.send(message, limit)
            if not self.setup.has_expensive_case:
                self.zygotes.prepare()
            reply = self.child.receive(soon=False)
            while is_text(reply.get("status"), "progress"):
                self.loading.note_late(place, meter.reason)
                limit /= 2 if meter.reason else 1  # less time after each part that took too long
                place = {"source": str(reply.get("source")), "cell": position(reply.get("cell"))}
                reply = self.child.receive_more(min(limit, meter.left - end))
            self.loading.note_late(place, meter.reason)
            self.loading.note(reply, names_only=self._called)  # the rest could tell of calls
        except (Died, *ODD) as death:
            self._discard()
            self.loading.note_late(place, meter.reason)
            self.loading.drop(place, _ended(death, meter).status)

    def _discard(self) -> None:
        """End the child; the next one gets a folder of its own, with nothing in it."""
        self._ahead = None
        if self.child is not None:
            self._left_seconds = self.child.meter.left
            self.child.kill()
            self.child = None


def _ended(death: Exception, meter: Meter) -> Outcome:
    """The outcome of what a child did not answer; one that is late may also end itself."""
    is_late = meter.reason or (isinstance(death, Died) and death.status == "timeout")
    return Outcome("timeout" if is_late else "crashed", reason=meter.reason)
