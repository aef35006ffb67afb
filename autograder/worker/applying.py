"""Runs the functions that come with a key, in a sandboxed child that no student's code enters."""

from collections.abc import Collection, Sequence

from autograder.values import Code, MalformedError, Value
from autograder.values.outcome import Outcome
from autograder.worker.channel import Died, Holder
from autograder.worker.inside import wire
from autograder.worker.limits import Limits
from autograder.worker.meter import Meter
from autograder.worker.process import Zygotes


class Applier(Holder):
    """One child for all functions of a key that one submission's results are given to.

    It is forked when the first one is needed, and again after one that hung or died.
    """

    def __init__(self, zygotes: Zygotes, libraries: Collection[str], limits: Limits) -> None:
        self.zygotes, self.libraries, self.limits = zygotes, libraries, limits

    def apply(self, code: Code, args: Sequence[Value]) -> Outcome:
        """The outcome of the function for these arguments, within the limits of a call."""
        if self.child is None:
            self.child = self.zygotes.fork(self.libraries)
            self.child.meter = Meter(self.limits)
        meter = self.child.meter
        try:
            message = {"command": "apply", "code": code, "args": list(args)}
            reply = self.child.exchange(wire.frame(message), self.limits.call)
            outcome = Outcome.from_message(reply)
        except (Died, MalformedError) as death:
            outcome = ended(death, meter)
        self.child.take_output()
        if outcome.status in ("timeout", "crashed"):
            self.close()
        return Outcome(outcome.status, outcome.value, outcome.problem, reason=meter.reason)


def ended(death: Exception, meter: Meter) -> Outcome:
    """The outcome of what a child did not answer; one that is late may also end itself."""
    is_late = meter.reason or (isinstance(death, Died) and death.status == "timeout")
    return Outcome("timeout" if is_late else "crashed", reason=meter.reason)
