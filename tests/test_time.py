"""How long things may take: the time of the student's code, and not of the machine."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from working import call

from autograder.judging.failures import failure
from autograder.submissions.folder import Submission
from autograder.values.outcome import Outcome, Problem
from autograder.worker import limits as limits_module
from autograder.worker import meter as meter_module
from autograder.worker import sandbox
from autograder.worker.inside.time_limit import AGAIN, RING, Bell, OutOfTime, time_limit
from autograder.worker.limits import MAX_SLOWNESS, SUBMISSION, Limits
from autograder.worker.meter import LOOK_SECONDS, Meter
from autograder.worker.process import Zygotes
from autograder.worker.request import Setup
from autograder.worker.session import Session

linux = pytest.mark.skipif(sys.platform != "linux", reason="others do not tell a process's time")


# --- what is measured, by a clock of the test's own ---------------------------------------------


class Machine:
    """A clock, and a process of which it knows the processor time and whether it is awake."""

    def __init__(self) -> None:
        self.now, self.cpu, self.is_awake, self.tells = 1000.0, 0.0, True, True
        self.is_our_turn = False

    def look(self, meter: Meter) -> None:
        """Have a meter look at the process."""
        meter.look((self.cpu, self.is_awake) if self.tells else None, self.is_our_turn)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine whose time passes in `looks` alone."""
    machine = Machine()
    monkeypatch.setattr(meter_module, "time", SimpleNamespace(monotonic=lambda: machine.now))
    return machine


def looks(
    meter: Meter, machine: Machine, seconds: float, cpu: float = 0, *, step: float = LOOK_SECONDS
) -> str:
    """What the meter says after so many seconds, in which the process got some processor time."""
    for _ in range(round(seconds / step)):
        machine.now += step
        machine.cpu += cpu * step / seconds
        machine.look(meter)
    return meter.reason


LIMITS = Limits(call=4, expensive=20, load=20, submission=300, waiting=3)


@pytest.fixture
def meter(machine: Machine) -> Meter:
    """A meter of a call that may use 4 s."""
    meter = Meter(LIMITS)
    meter.begin(4)
    return meter


def test_processor_time_counts(machine: Machine, meter: Meter) -> None:
    assert looks(meter, machine, 3.8, cpu=3.8) == ""
    assert looks(meter, machine, 0.4, cpu=0.4) == "used more than 4 s of processor time"


def test_processor_time_of_several_threads_counts_together(machine: Machine, meter: Meter) -> None:
    assert looks(meter, machine, 2.2, cpu=4.4) == "used more than 4 s of processor time"


def test_time_without_a_processor_does_not_count(machine: Machine, meter: Meter) -> None:
    """However long the others keep it from running."""
    assert looks(meter, machine, 1000, cpu=3.9) == ""
    assert meter.left == pytest.approx(300 - 3.9)


def test_time_asleep_counts_up_to_a_wider_limit(machine: Machine, meter: Meter) -> None:
    machine.is_awake = False
    assert looks(meter, machine, 11.8) == ""
    assert looks(meter, machine, 0.4) == "did not finish within 12 s"


def test_time_in_which_the_child_waits_for_the_grader_does_not_count(
    machine: Machine, meter: Meter
) -> None:
    machine.is_awake, machine.is_our_turn = False, True
    assert looks(meter, machine, 100, cpu=1) == ""


def test_who_sleeps_and_runs_in_turn_has_an_end(machine: Machine, meter: Meter) -> None:
    while not meter.reason:
        machine.is_awake = not machine.is_awake
        looks(meter, machine, LOOK_SECONDS, cpu=0.01)
    assert machine.now < 1000 + 25


def test_time_in_which_the_grader_itself_gets_no_processor_is_nobodys(
    machine: Machine, meter: Meter
) -> None:
    machine.is_awake = False
    assert looks(meter, machine, 100, step=100) == ""
    assert meter.left > 299


def test_where_the_system_tells_no_processor_time_the_wide_limit_holds(
    machine: Machine, meter: Meter
) -> None:
    machine.tells = False
    assert looks(meter, machine, 11.8, cpu=11) == ""
    assert looks(meter, machine, 0.4) == "did not finish within 12 s"


def test_what_was_used_before_a_call_is_not_charged_to_it(machine: Machine, meter: Meter) -> None:
    looks(meter, machine, 3.8, cpu=3.8)
    meter.begin(4)
    assert looks(meter, machine, 3.8, cpu=3.8) == ""


def test_a_call_is_charged_from_its_beginning_also_between_two_looks(
    machine: Machine, meter: Meter
) -> None:
    machine.now, machine.cpu = machine.now + 0.1, machine.cpu + 0.1
    meter.begin(4)
    assert looks(meter, machine, 4.2, cpu=4.2) == "used more than 4 s of processor time"
    meter.begin(4)
    assert looks(meter, machine, 3.8, cpu=3.8) == ""


def test_a_submission_has_an_end_however_many_calls_it_takes(
    machine: Machine, meter: Meter
) -> None:
    for _ in range(100):
        looks(meter, machine, 3.2, cpu=3.2)
        if meter.reason:
            break
        meter.begin(4)
    assert meter.reason == "got no more time: the submission used all of its 300 s"
    assert machine.now - 1000 == pytest.approx(300, abs=5)


# --- limits in proportion to the machine's speed ------------------------------------------------


def test_limits_stretch_on_a_slow_machine_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for seconds, slowness in ((0.001, 1), (0.006, 2), (60.0, MAX_SLOWNESS)):
        limits_module._slowness.cache_clear()
        monkeypatch.setattr(limits_module, "_work", lambda seconds=seconds: seconds)
        found = Limits.for_this_machine()
        assert (found.call, found.expensive) == (4 * slowness, 20 * slowness)
        assert found.submission <= MAX_SLOWNESS * SUBMISSION
    limits_module._slowness.cache_clear()


def test_a_busy_machine_is_no_slow_one(busy: None) -> None:
    """Where limits stretched with the load, what hangs took minutes."""
    start, used = time.perf_counter(), 0.0
    while time.perf_counter() - start < 2:
        used += limits_module._work()
    assert used < 1.5


def test_the_systems_own_limit_comes_after_the_sessions() -> None:
    """It ends a process without a word, which would be told as a crash."""
    assert sandbox.CPU_SECONDS > MAX_SLOWNESS * SUBMISSION


# --- the words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("used more than 20 s of processor time",
         ["train used more than 20 s of processor time.", "Is there a loop that does not end?"]),
        ("did not finish within 60 s",
         ["train did not finish within 60 s.",
          "Is there a loop that does not end, or does it wait for something?"]),
    ],
)  # fmt: skip
def test_a_timeout_is_told_with_its_limit(reason: str, told: list[str]) -> None:
    assert failure("train", Outcome("timeout", reason=reason)) == told
    problem = Problem("OutOfTime", "", "mlp.py", 3, "time.sleep(60)", "train")
    first, second, _ = failure("train", Outcome("timeout", reason=reason, problem=problem))
    assert first == f"train {reason}; it was interrupted in line 3 of mlp.py:"
    assert second == "    time.sleep(60)"


# --- the interruption ---------------------------------------------------------------------------


@pytest.fixture
def bell() -> Iterator[Bell]:
    """A bell of this process."""
    before = signal.getsignal(RING)
    yield Bell()
    signal.signal(RING, before)


@linux
def test_a_ring_interrupts_what_has_run_for_a_while_and_nothing_else(bell: Bell) -> None:
    """One that comes when the call has ended, or another one has begun, was not meant for that."""
    signal.raise_signal(RING)
    with bell:
        signal.raise_signal(RING)
        time.sleep(1.5 * AGAIN)
        with pytest.raises(OutOfTime):
            signal.raise_signal(RING)


# --- real children, beside processes that want every processor ----------------------------------


@pytest.fixture
def called(zygotes: Zygotes) -> Iterator[Callable[[str], Outcome]]:
    """What a call of `f` with this body comes to, with half a second, or one asleep."""
    sessions = []

    def called(body: str) -> Outcome:
        module = f"import threading, time\ndef f():\n    {body}\n"
        submission = Submission("somebody", None, module.encode())
        limits = Limits(0.5, 0.5, 20, waiting=2)
        session = Session(zygotes, submission, Setup("work", ("f",), {}, frozenset()), limits)
        sessions.append(session)
        return call(session)

    yield called
    for session in sessions:
        session.close()


@linux
def test_a_slow_function_returns_on_a_busy_machine(
    called: Callable[[str], Outcome], busy: None
) -> None:
    """It needs more time than it may use, and gets less."""
    loop = "end = time.process_time() + 0.3\n    while time.process_time() < end: pass"
    assert called(f"{loop}\n    return 7").value == 7


THREADS = "[threading.Thread(target=sum, args=(iter(int, 1),)).start() for _ in range(2)]"


@linux
@pytest.mark.parametrize(
    ("body", "reason", "line"),
    [
        ("while True: pass", "used more than 0.5 s of processor time", 3),
        ("return sum(iter(int, 1))", "used more than 0.5 s of processor time", 0),
        (f"{THREADS}; time.sleep(60)", "used more than 0.5 s of processor time", 0),
        ("time.sleep(10**6)", "did not finish within 1 s", 3),
        ("while True: time.sleep(0.01)", "did not finish within 1 s", 3),
        ("threading.Event().wait()", "did not finish within 1 s", 3),
    ],
    ids=["a loop", "a loop in C", "threads", "a sleep", "sleeps", "a lock"],
)
def test_what_hangs_ends_on_a_busy_machine_by_its_own_time(
    called: Callable[[str], Outcome], busy: None, body: str, reason: str, line: int
) -> None:
    outcome = called(body)
    assert (outcome.status, outcome.reason) == ("timeout", reason)
    assert line in (0, outcome.problem.line if outcome.problem else None)


# --- systems without a timer ----------------------------------------------------------------------


def test_without_a_timer_a_loop_is_interrupted_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(signal, "setitimer")
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(OutOfTime, match=r"did not finish within 0\.1 s"), time_limit(0.1):
        while True:
            pass
    assert signal.getsignal(signal.SIGINT) is before


def test_without_a_timer_the_students_own_interrupt_stays_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(signal, "setitimer")
    # A shell that starts tests in the background has them ignore it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt) as caught, time_limit(60):
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert not isinstance(caught.value, OutOfTime)
