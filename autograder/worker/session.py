"""One submission in a worker: what it implements, and what its calls come to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Self

from autograder.submissions.folder import Submission
from autograder.submissions.libraries import require
from autograder.values import Code, MalformedError, Value
from autograder.values.outcome import Outcome
from autograder.worker.applying import Applier, ended
from autograder.worker.channel import ODD, Child, Died, Holder, is_text
from autograder.worker.inside import wire
from autograder.worker.limits import Limits
from autograder.worker.loading import START, Loading, place_of
from autograder.worker.meter import Meter
from autograder.worker.process import GraderFault, Zygotes
from autograder.worker.request import Answer, Request, Setup

# A whole submission loads in this many times the limit of one cell.
LOADS = 3


class Session(Holder):
    """One submission in a worker: which implementations there are, and what their calls come to.

    A child that hangs or dies is replaced, and the submission loaded again without the cell that
    did it, so that a hang costs the function it is in and no other. After a first call that did not
    end, each of the others has half of the time, so that a class with many of these ends sooner.
    """

    def __init__(
        self, zygotes: Zygotes, submission: Submission, setup: Setup, limits: Limits
    ) -> None:
        self.zygotes, self.submission, self.setup, self.limits = zygotes, submission, setup, limits
        self.sandbox: tuple[str, ...] = ()
        self._substitutes: frozenset[str] = frozenset()
        self.loading = Loading(submission, setup)
        self._served: set[str] = set()
        self._threads, self._left_threads = 0, False
        self._called = self._hung = False
        self.meter = Meter(limits)
        self._applier = Applier(zygotes, setup.wants(submission), limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
        self._applier.close()

    @property
    def loaded(self) -> Loading:
        """What the first load came to: a child that is lost later changes nothing of it."""
        if not self.loading.is_done and self._running() is None:
            self.loading.dropped.setdefault("module", Outcome("timeout"))
        return self.loading

    # --- calls ----------------------------------------------------------------------------------

    def call(self, request: Request, source: str, answer: Answer) -> Outcome:
        """The outcome of one call of the implementation in `source` ("notebook" or "module").

        It is a timeout, without a call, when the submission's time is up.

        `answer` gives the value of a substituted exercise for the arguments that the student's code
        passes, or None where there is no answer.
        """
        if self._substitutes - request.substitutes:
            self.close()
        outcome = self._call(request, source, answer)
        if self._may_be_anothers(outcome, request):
            self.close()
            outcome = self._call(request, source, answer)
        if outcome.status in ("timeout", "crashed"):
            self.close()
        self._hung = self._hung or outcome.status == "timeout"
        return outcome

    def apply(self, code: Code, args: Sequence[Value]) -> Outcome:
        """The outcome of a function of the key, in a child that never loads the submission."""
        return self._applier.apply(code, args)

    def _may_be_anothers(self, outcome: Outcome, request: Request) -> bool:
        """Whether another exercise may be why a call failed, by what it left in their process.

        That is a lack of memory, or a thread that ends the process or keeps others from running.
        """
        if not self._served - {request.exercise}:
            return False
        is_late = outcome.status == "timeout" and self._left_threads
        return is_late or outcome.status in ("crashed", "memory")

    def _call(self, request: Request, source: str, answer: Answer) -> Outcome:
        child = self._running()
        if child is None or self.meter.left <= 0:
            return Outcome("timeout", reason=self.limits.used_up)
        self._called, self._substitutes = True, request.substitutes
        limit = self.limits.expensive if request.expensive else self.limits.call
        limit /= 2 if self._hung else 1
        try:
            self._serve(child, request.exercise)
            child.take_output()
            reply = child.exchange(request.frame(source), limit)
            while is_text(reply.get("status"), "ask"):
                reply = self._answered(child, request, answer, reply)
            outcome = Outcome.from_message(reply)
        except (Died, MalformedError) as death:
            return ended(death, self.meter)
        reason = self.meter.reason if outcome.status == "timeout" else outcome.reason
        return replace(outcome, reason=reason, output=child.take_output())

    def _serve(self, child: Child, exercise: str) -> None:
        """Note, before an exercise's first call, whether another one has left a thread running."""
        if exercise not in self._served:
            threads = child.process.count_threads()
            self._threads = self._threads if self._served else threads
            self._left_threads = threads > self._threads
            self._served.add(exercise)

    def _answered(
        self, child: Child, request: Request, answer: Answer, asked: Mapping[str, Value]
    ) -> dict[str, Value]:
        """What the child says after its question was answered, in the time of the call."""
        name = asked.get("exercise")
        if not isinstance(name, str) or name not in request.substitutes:
            raise Died("crashed")  # our own code asks for nothing else
        value = answer(name, asked.get("args"), asked.get("keywords"))
        known = {"known": value is not None, "value": value}
        return child.exchange(wire.frame(known), None)

    # --- loading --------------------------------------------------------------------------------

    def _running(self) -> Child | None:
        """The child with the submission loaded, or None when the submission's time is up.

        Each failure leaves out what hung or died, so that this ends.
        """
        for _ in range(self.loading.tries):
            if self.child is None and self.meter.left > 0:
                self._load()
        if self.child is None and self.meter.left > 0:
            raise GraderFault("a submission does not load even with all of it left out")
        return self.child

    def _load(self) -> None:
        self.child = child = self.zygotes.fork(self.setup.wants(self.submission))
        meter = child.meter = self.meter
        meter.begin_process()
        require(self.setup.needs(self.submission), child.lacks, self.setup.assignment)
        self.sandbox = child.layers
        self._substitutes, self._served = frozenset(), set()
        place = START
        limit = self.limits.load
        end = meter.left - LOADS * limit
        try:
            reply = child.exchange(wire.frame(self.loading.message()), limit)
            while is_text(reply.get("status"), "progress"):
                self.loading.note_late(place, meter.reason)
                limit /= 2 if meter.reason else 1  # less time after each part that took too long
                last, place = place, place_of(reply.get("place"))
                is_new = bool(meter.reason) or place[:2] != last[:2]
                reply = child.receive(min(limit, meter.left - end) if is_new else None)
            self.loading.note_late(place, meter.reason)
            self.loading.note(reply, names_only=self._called)  # the rest could tell of calls
        except (Died, *ODD) as death:
            self.close()
            self.loading.drop(place, ended(death, meter))
