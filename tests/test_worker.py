"""Student code in a worker: whatever it does, it costs its own function and nothing else."""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.room import Room
from autograder.judging.grading import grade_submission, report_session, setup_for
from autograder.key import Key
from autograder.reports.report import Report, Verdict
from autograder.submissions.folder import Submission
from autograder.values.outcome import Outcome
from autograder.worker import sandbox
from autograder.worker.channel import Child
from autograder.worker.inside.source import cell_digest
from autograder.worker.inside.wire import AGAIN, Patience
from autograder.worker.process import Zygotes, zygotes_of_this_thread
from autograder.worker.request import Request, Setup
from autograder.worker.sandbox.kernel import leave_processor, libc
from autograder.worker.sandbox.limits import Limits
from autograder.worker.session import Session

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the worker's limits and the tests' look at /proc need Linux"
)

Open = Callable[..., Session]
Notebook = Callable[..., bytes]

# Short enough to wait for, long enough for an honest call on a busy machine.
SOON = 1.0


def call(session: Session, exercise: str = "f", *args: Any) -> Outcome:
    """The outcome of one call of the implementation that counts."""
    (source, *_) = session.sources(exercise)
    names = tuple(f"argument {number}" for number in range(1, len(args) + 1))
    request = Request(exercise, args, {}, names)
    return session.call(request, source, no_answer)


@contextlib.contextmanager
def within(session: Session, seconds: float) -> Iterator[None]:
    """What is done here may take so much of the submission's time, however busy the machine is."""
    before = session.left()
    yield
    assert before - session.left() < seconds


def descendants() -> set[int]:
    """The processes that this one has started, and those that they have, as far as they run."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (stat := status(int(entry.name))):
            parents[int(entry.name)] = stat[1]
    found = {os.getpid()}
    while new := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= new
    return found - {os.getpid()}


def status(pid: int) -> tuple[str, int] | None:
    """The state and the parent of a process, or None if it has ended."""
    try:
        state, parent, *_ = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if state in "ZX" else (state, int(parent))


def ended(pids: set[int]) -> bool:
    """Whether all of these processes end within a second."""
    deadline = time.monotonic() + 1
    while any(map(status, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not any(map(status, pids))


def settled(count: int) -> bool:
    """Whether there come to be so many descendants within a second."""
    deadline = time.monotonic() + 1
    while len(descendants()) != count and time.monotonic() < deadline:
        time.sleep(0.01)
    return len(descendants()) == count


# --- one call -----------------------------------------------------------------------------------


def test_a_value_comes_back(opened: Open) -> None:
    outcome = call(opened("def f(x, y): return x @ y, 'text', [1.5]"), "f", np.eye(2), np.ones(2))
    assert outcome.status == "value"
    assert isinstance(outcome.value, tuple)
    np.testing.assert_array_equal(outcome.value[0], np.ones(2))
    assert outcome.value[1:] == ("text", [1.5])


def test_a_data_file_of_the_assignment_lies_beside_the_module(opened: Open) -> None:
    session = opened("def f(): return open('data.csv').read()", files={"data.csv": "a,b\n"})
    assert call(session).value == "a,b\n"


def test_what_is_rehearsed_beforehand_leaves_nothing_in_the_folder(opened: Open) -> None:
    session = opened("import os, pandas\ndef f(): return os.listdir()", files={"data.csv": "a\n"})
    assert sorted(call(session).value) == ["data.csv", "work.py"]


def test_a_main_block_is_not_run(opened: Open) -> None:
    session = opened("def f(): return 1\nif __name__ == '__main__':\n    while True: pass")
    assert call(session).value == 1
    assert session.loading.problems == []


@pytest.mark.parametrize(
    ("body", "type_name", "line", "source"),
    [
        ("    raise KeyError('a')", "KeyError", 2, "raise KeyError('a')"),
        ("    x = [1]\n    return x[5]", "IndexError", 3, "return x[5]"),
        ("    return g()\ndef g():\n    return 1 / 0", "ZeroDivisionError", 4, "return 1 / 0"),
        ("    import numpy as np\n    np.eye(2) @ np.eye(3)", "ValueError", 3, "np.eye(2) @"),
        ("    import json\n    return json.loads('{')", "JSONDecodeError", 3, "return json.loads"),
        ("    import pandas as pd\n    pd.DataFrame()['a']", "KeyError", 3, "pd.DataFrame()['a']"),
        ("    # ü\n    raise ValueError('é')", "ValueError", 3, "raise ValueError('é')"),
        ("    eval('1 +')", "SyntaxError", 1, "1 +"),
    ],
)
def test_an_exception_names_the_students_own_line(
    opened: Open, body: str, type_name: str, line: int, source: str
) -> None:
    """Also where it is raised deep inside a library."""
    outcome = call(opened(f"def f():\n{body}"))
    assert outcome.status == "exception"
    assert outcome.problem is not None
    assert (outcome.problem.type, outcome.problem.line) == (type_name, line)
    assert outcome.problem.source.startswith(source)


def test_an_exception_in_a_notebook_names_the_line_of_its_cell(
    opened: Open, notebook: Notebook
) -> None:
    outcome = call(opened(notebook=notebook("a = 1", "def f():\n    b = a\n    return b.c")))
    assert outcome.problem is not None
    assert (outcome.problem.line, outcome.problem.source) == (3, "return b.c")


@pytest.mark.parametrize(
    "statement",
    [
        "raise SystemExit(0)",
        "import sys; sys.exit()",
        "return f()",
        "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})()",
        "raise BaseException('b')",
        "raise GeneratorExit",
        "raise ExceptionGroup('two', [ValueError(), KeyError()])",
        "raise RuntimeError('x' * 10**6)",
        "raise StopIteration",
        "input('name: ')",
    ],
)
def test_an_exception_of_any_kind_is_an_outcome(opened: Open, statement: str) -> None:
    session = opened(f"def f():\n    {statement}\ndef g(): return 7")
    outcome = call(session)
    assert outcome.status == "exception"
    assert outcome.problem is not None
    assert outcome.problem.line == 2
    assert len(outcome.problem.message) <= 500
    assert call(session, "g").value == 7


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("raise NotImplementedError()", "not_attempted"),
        ("raise NotImplementedError('later')", "not_attempted"),
        ("'''what f does'''\n    # YOUR CODE HERE\n    raise NotImplementedError", "not_attempted"),
        ("return g()", "exception"),
    ],
)
def test_only_a_stub_of_its_own_is_not_attempted(opened: Open, body: str, status: str) -> None:
    """A function that calls an unwritten one has been attempted."""
    session = opened(f"def f():\n    {body}\ndef g():\n    raise NotImplementedError()")
    outcome = call(session)
    assert outcome.status == status
    if status == "exception":
        assert outcome.problem is not None
        assert (outcome.problem.type, outcome.problem.function) == ("NotImplementedError", "g")


def test_what_is_not_there_has_no_source(opened: Open) -> None:
    session = opened("def g(): return 1\nh = 5")
    assert session.sources("f") == []
    assert session.sources("h") == []
    assert session.obstacle("f") is None


def test_a_function_that_is_gone_when_it_is_called_is_missing(opened: Open) -> None:
    session = opened("def f():\n    global g\n    del g\ndef g(): return 1")
    assert session.sources("g") == ["module"]
    call(session)
    assert call(session, "g").status == "missing"


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ("x -= 1", ("argument 1",)),
        ("y[0, 0] = 5", ("argument 2",)),
        ("x.sort(); y += x.sum()", ("argument 1", "argument 2")),
        ("x.resize(3, refcheck=False)", ("argument 1",)),
        ("x = x - 1", ()),
        ("x.setflags(write=False)", ()),
    ],
)
def test_an_argument_changed_in_place_is_noticed(
    opened: Open, change: str, changed: tuple[str, ...]
) -> None:
    x, y = np.array([3.0, 1.0]), np.zeros((2, 2))
    outcome = call(opened(f"def f(x, y):\n    {change}\n    return 1"), "f", x, y)
    assert (outcome.status, outcome.changed) == ("value", changed)
    assert x.tolist() == [3.0, 1.0]


def test_a_call_gets_arguments_that_an_earlier_one_cannot_reach(opened: Open) -> None:
    session = opened("kept = []\ndef f(x):\n    kept.append(x)\n    kept[0][0] += 1\n    return x")
    x = np.zeros(2)
    call(session, "f", x)
    np.testing.assert_array_equal(call(session, "f", x).value, np.zeros(2))


# --- hangs, ends and excess: they cost the function they are in ---------------------------------

HANGS = {
    "a loop": "while True: pass",
    "sleep": "import time; time.sleep(1000)",
    "a loop in C": "sum(iter(int, 1))",
    "a large power": "return len(str(7 ** 10**8))",
    "deaf to signals": (
        "import signal\n    for n in range(1, 32):\n"
        "        if n not in (9, 19): signal.signal(n, signal.SIG_IGN)\n    while True: pass"
    ),
    "deaf to exceptions": (
        "while True:\n        try: raise ValueError\n        except BaseException: pass"
    ),
    "a lock": "import threading; lock = threading.Lock(); lock.acquire(); lock.acquire()",
    "an endless print": "while True: print('x' * 1000)",
    "an endless write": "import os\n    while True: os.write(2, b'x' * 4096)",
    "an answer that hangs": (
        "class T:\n        def __index__(self):\n            while True: pass\n    [1][T()]"
    ),
}


@pytest.mark.parametrize("body", HANGS.values(), ids=HANGS.keys())
def test_a_hang_costs_only_the_function_it_is_in(opened: Open, body: str) -> None:
    session = opened(f"def f():\n    {body}\ndef g(): return 7", seconds=SOON)
    with within(session, SOON + 3):
        assert call(session).status == "timeout"
    assert call(session, "g").value == 7


def test_a_hang_in_python_says_in_which_line_it_is(opened: Open) -> None:
    session = opened("def f():\n    n = 0\n    while n < 1:\n        n = 0\n", seconds=SOON)
    problem = call(session).problem
    assert problem is not None
    assert (problem.file, problem.function) == ("work.py", "f")
    assert problem.line in (3, 4)


def test_a_timer_of_the_submission_itself_is_left_alone(opened: Open) -> None:
    """It rings in its own call; between calls, the limit of another one has no effect on it."""
    session = opened(
        """
        import signal, time
        RUNG = []
        signal.signal(signal.SIGALRM, lambda number, frame: RUNG.append(number))
        def f():
            signal.signal(signal.SIGALRM, lambda number, frame: RUNG.append(number))
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            time.sleep(0.1)
            return len(RUNG)
        def g():
            return len(RUNG)
        """
    )
    assert call(session).value == 1
    assert call(session, "g").value == 1


ENDS = {
    "exit": "import os; os._exit(0)",
    "abort": "import os; os.abort()",
    "segfault": "import ctypes; ctypes.string_at(0)",
    "the pipe closed": "import os; os.close(199)",
    "all descriptors closed": "import os; os.closerange(0, 1000)",
    "an interrupt": "raise KeyboardInterrupt",
    "junk": "import os; os.write(199, b'junk' * 100)",
    "a length beyond bounds": "import os; os.write(199, b'\\xff' * 8)",
    "an answer that is no message": "import os; os.write(199, b'\\0\\0\\0\\2\\0\\0\\0\\0[]')",
    "an answer of no status": "import os; os.write(199, b'\\0\\0\\0\\2\\0\\0\\0\\0{}')",
}


@pytest.mark.parametrize("body", ENDS.values(), ids=ENDS.keys())
def test_an_end_of_the_process_costs_only_the_function_it_is_in(opened: Open, body: str) -> None:
    session = opened(f"def f():\n    {body}\ndef g(): return 7")
    assert call(session).status == "crashed"
    assert call(session, "g").value == 7


@pytest.mark.parametrize(
    "body",
    [
        "os.kill(os.getpid(), signal.SIGKILL)",
        "os.kill(os.getpid(), signal.SIGSTOP)",
        "os.killpg(0, signal.SIGKILL)",
        "os.execv('/bin/true', ['true'])",
    ],
)
def test_a_system_call_against_itself_costs_only_the_function_it_is_in(
    opened: Open, body: str
) -> None:
    """Whether it is refused or not."""
    session = opened(f"import os, signal\ndef f(): {body}\ndef g(): return 7", seconds=SOON)
    assert call(session).status in ("exception", "crashed", "timeout")
    assert call(session, "g").value == 7


@pytest.mark.parametrize(
    "body",
    [
        "return bytearray(16 * 2**30)",
        "import numpy as np; return np.ones(2**33)",
        "return [bytes(2**28) for _ in range(100)]",
        "raise MemoryError",
    ],
)
def test_a_request_for_too_much_memory_is_refused(opened: Open, body: str) -> None:
    session = opened(f"def f():\n    {body}\ndef g(): return 7")
    assert call(session).status == "memory"
    assert call(session, "g").value == 7


def test_a_result_too_large_to_send_costs_only_its_function(opened: Open) -> None:
    session = opened("import numpy as np\ndef f(): return np.zeros(10**7)\ndef g(): return 7")
    assert call(session).status == "crashed"
    assert call(session, "g").value == 7


@pytest.mark.parametrize(
    "flood",
    [
        "print('x' * 10**6)",
        "print('x' * 10**6, file=sys.stderr)",
        "os.write(1, b'x' * 10**6)",
        "sys.stdout.write('x' * 10**6)",
    ],
)
def test_a_flood_of_output_is_drained_and_cut(opened: Open, flood: str) -> None:
    session = opened(
        f"import os, sys\ndef f():\n    for _ in range(20): {flood}\n    return 1\n"
        "def g(): print('g'); return 2"
    )
    outcome = call(session)
    assert outcome.value == 1
    assert 1000 < len(outcome.output) <= 8000
    assert set(outcome.output) <= {"x", "\n"}
    outcome = call(session, "g")
    assert (outcome.value, outcome.output) == (2, "g\n")


def test_a_thread_left_running_does_not_keep_the_answer_back(opened: Open) -> None:
    session = opened("""
        import threading, time
        def f():
            threading.Thread(target=time.sleep, args=(1000,)).start()
            return 1
    """)
    assert call(session).value == 1


@pytest.mark.parametrize("ahead", [False, True])
def test_a_thread_that_keeps_others_from_running_does_not_cost_the_next_one(
    opened: Open, ahead: bool
) -> None:
    """It holds Python's lock: the next function is called again in a process of its own."""
    session = opened(
        """
        import sys, threading
        def spin():
            sys.setswitchinterval(1000)
            while True: pass
        def f(): threading.Timer(0.1, spin).start()
        def g():
            for _ in range(3): threading.Event().wait(0.1)
            return 7
        def h():
            while True: pass
    """,
        seconds=1,
    )
    session.sources("f")
    first, following = (Request(name, (), {}, ()) for name in "fg")
    outcome = session.call(first, "module", no_answer, following if ahead else None)
    assert outcome.status == "value"
    assert session.call(following, "module", no_answer).value == 7
    with within(session, 2.5):  # nothing was left there, so that it is called once
        assert call(session, "h").status == "timeout"


@pytest.mark.parametrize(
    "left",
    [
        "threading.Timer(0.2, os._exit, (0,)).start()",
        "threading.Timer(0.2, ctypes.string_at, (0,)).start()",
        "KEPT.append(bytes(2 * 2**30 - 300 * 2**20))",
    ],
    ids=["an exit", "a segfault", "memory"],
)
def test_what_a_function_leaves_behind_does_not_cost_the_next_one(opened: Open, left: str) -> None:
    session = opened(f"""
        import ctypes, os, threading, time
        KEPT = []
        def f(): {left}
        def g(): time.sleep(0.4); bytes(2**29); return 7
    """)
    assert call(session).status == "value"
    assert call(session, "g").value == 7


# --- forged messages: data, whatever they say ---------------------------------------------------

FORGE = """
import json, os, struct
def send(message, blob=b""):
    header = json.dumps(message).encode()
    os.write(199, struct.pack(">II", len(header), len(blob)) + header + blob)
"""
AN_ARRAY = {"array": 2, "shape": [2], "dtype": "int8"}


@pytest.mark.parametrize(
    "message",
    [
        {"status": AN_ARRAY},
        {"status": ["value"]},
        {"status": {"dict": []}},
        {"status": "exception", "problem": 3},
        {"status": "exception", "problem": {"dict": [["type", 3]]}},
        {"status": "value", "changed": 3},
        {"status": "value", "changed": ["\ud800"]},
        {"status": "value", "value": "\ud800"},
        {"status": "ask"},
        {"status": "ask", "exercise": AN_ARRAY, "args": 1, "keywords": 2},
        {"status": "missing", "changed": ["x"]},
        {"status": "malformed"},
    ],
    ids=str,
)
def test_a_forged_answer_costs_only_the_function_it_is_in(
    opened: Open, message: dict[str, Any]
) -> None:
    text, blob = json.dumps(message), b"ab" if AN_ARRAY in message.values() else b""
    session = opened(
        f"{FORGE}\ndef f():\n    send(json.loads({text!r}), {blob!r})\n    os._exit(0)\n"
        "def g(): return 7"
    )
    forged = call(session)
    assert forged.value in (None, "\ud800")
    "".join(forged.changed).encode()  # it can be written to any file
    assert call(session, "g").value == 7


def test_only_an_exercise_that_is_substituted_is_answered_for(opened: Open) -> None:
    """Otherwise a forged question gets the reference's results."""
    session = opened(f"""{FORGE}
def f():
    from autograder.worker.inside import wire
    send({{"status": "ask", "exercise": "g", "args": {{"tuple": []}}, "keywords": {{"dict": []}}}})
    return wire.Inbox(198).receive()["value"]
def g(): return 1
""")
    asked: list[str] = []

    def answer(name: str, args: Any, keywords: Any) -> float:
        asked.append(name)
        return 42.0

    request = Request("f", (), {}, ())
    assert session.call(request, "module", answer).status == "crashed"
    assert asked == []
    followed = Request("f", (), {}, (), substitutes=frozenset({"g"}))
    assert session.call(followed, "module", answer).value == 42.0


def test_who_asks_without_pause_is_stopped_at_the_limit(opened: Open) -> None:
    """A question that is always there already is answered, but not for ever."""
    session = opened(
        f"""{FORGE}
import fcntl
def f():
    nothing = {{"args": {{"tuple": []}}, "keywords": {{"dict": []}}}}
    header = json.dumps({{"status": "ask", "exercise": "g", **nothing}}).encode()
    frame = struct.pack(">II", 65528, 0) + header[:-1] + b" " * (65528 - len(header)) + header[-1:]
    fcntl.fcntl(199, 1031, 1 << 20)
    while True:
        os.writev(199, [frame * 16] * 1000)
def g(): return 1
""",
        seconds=SOON,
    )
    session.sources("f")
    request = Request("f", (), {}, (), substitutes=frozenset({"g"}))
    with within(session, SOON + 2):
        outcome = session.call(request, "module", lambda name, args, keywords: 1.0)
    assert outcome.status in ("timeout", "crashed")  # the latter where it asks what it may not


def test_a_status_that_is_named_twice_costs_only_the_function(opened: Open) -> None:
    """The next call has begun by then, since the answer began as a value does."""
    session = opened(f"""{FORGE}
ARRAY = '{json.dumps(AN_ARRAY)}'
def f(status):
    header = b'{{"status": "value", "value": 1, "status": ' + status.encode() + b'}}'
    blob = b"ab" if status == ARRAY else b""
    os.write(199, struct.pack(">II", len(header), len(blob)) + header + blob)
    os._exit(0)
def g(): return 7
""")
    for status in ('"exception"', '"ask"', "3", json.dumps(AN_ARRAY)):
        request = Request("f", (status,), {}, ("status",))
        forged = session.call(request, "module", no_answer, Request("f", ("3",), {}, ("status",)))
        assert forged.status == "crashed"
    assert call(session, "g").value == 7


# --- the next call begins while the last one is judged ------------------------------------------


def no_answer(name: str, args: Any, keywords: Any) -> None:
    """The key has no answer for any exercise that the student's code calls."""


def numbered(session: Session, numbers: list[int], exercise: str = "f") -> list[Outcome]:
    """The outcomes of calls with these numbers, each with the next one to follow."""
    requests = [Request(exercise, (number,), {}, ("n",)) for number in numbers]
    return [
        session.call(request, "module", no_answer, following)
        for request, following in zip(requests, [*requests[1:], None], strict=True)
    ]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The frames that go to children, as they go."""
    frames: list[bytes] = []
    send = Child.send

    def noted(child: Child, frame: bytes, seconds: float | None) -> None:
        frames.append(frame)
        send(child, frame, seconds)

    monkeypatch.setattr(Child, "send", noted)
    return frames


def test_what_a_call_prints_stays_with_it_when_the_next_one_has_begun(
    opened: Open, sent: list[bytes]
) -> None:
    session = opened("def f(n):\n    print('number', n)\n    return 2 * n")
    session.sources("f")
    sent.clear()
    first, second = (Request("f", (n,), {}, ("n",)) for n in (1, 2))
    outcomes = [session.call(first, "module", no_answer, second)]
    assert sent == [first.frame("module"), second.frame("module")]
    time.sleep(0.1)  # so that the second prints before it is asked for
    outcomes.append(session.call(second, "module", no_answer))
    assert [(o.value, o.output) for o in outcomes] == [(2, "number 1\n"), (4, "number 2\n")]
    assert len(sent) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("raise KeyError(n)", "exception"),
        ("raise NotImplementedError", "not_attempted"),
        ("raise MemoryError", "memory"),
    ],
)
def test_the_next_call_does_not_begin_after_anything_but_a_value(
    opened: Open, sent: list[bytes], body: str, status: str
) -> None:
    session = opened(f"def f(n):\n    {body}")
    session.sources("f")
    sent.clear()
    first, second = (Request("f", (n,), {}, ("n",)) for n in (1, 2))
    assert session.call(first, "module", no_answer, second).status == status
    assert second.frame("module") not in sent


def test_a_call_that_dies_after_it_has_begun_costs_no_other(opened: Open) -> None:
    """A value that was there before the child died counts, whenever the next call was sent."""
    for way in ("os._exit(0)", "time.sleep(60)"):
        session = opened(
            f"import os, time\ndef f(n):\n    if n == 2: {way}\n    return n\ndef g(): return 7",
            seconds=SOON,
        )
        values = [outcome.value for outcome in numbered(session, [1, 2, 3])]
        assert values == [1, None, 3]
        assert call(session, "g").value == 7


def test_another_call_than_the_one_that_began_gets_a_fresh_child(opened: Open) -> None:
    session = opened("seen = []\ndef f(n):\n    seen.append(n)\n    return list(seen)")
    first, second, third = (Request("f", (n,), {}, ("n",)) for n in (1, 2, 3))
    assert session.call(first, "module", no_answer, second).value == [1]
    assert session.call(third, "module", no_answer).value == [3]


@pytest.mark.parametrize(
    ("has_expensive_case", "order"),
    [
        (False, ["load", "prepare", "call", "prepare"]),
        (True, ["load", "call", "prepare"]),
        (True, ["load", "call", "expensive", "prepare", "call", "prepare"]),
    ],
)
def test_the_next_child_is_made_while_this_one_is_long_at_work(
    zygotes: Zygotes,
    sent: list[bytes],
    monkeypatch: pytest.MonkeyPatch,
    has_expensive_case: bool,
    order: list[str],
) -> None:
    """In an expensive call where there are any, otherwise while it loads; in the end always."""
    monkeypatch.setattr(zygotes, "prepare", lambda: sent.append(b"prepare"))
    setup = Setup("work", ("f",), {}, frozenset(), has_expensive_case=has_expensive_case)
    submission = Submission("one", None, b"def f(): return 1")
    with Session(zygotes, submission, setup, Limits(20, 20, 20)) as session:
        for step in order:
            if step in ("call", "expensive"):
                request = Request("f", (), {}, (), expensive=step == "expensive")
                assert session.call(request, "module", no_answer).value == 1
    words = [re.search(rb"load|call|prepare", frame) for frame in sent]
    found = [word.group().decode() for word in words if word]
    assert found == [step.replace("expensive", "call") for step in order]


def loaded(**changes: Any) -> dict[str, Any]:
    parts = {"names": {"dict": [["module", ["f"]]]}, "problems": [], "cells": []} | changes
    return {"status": "loaded"} | {name: part for name, part in parts.items() if part is not None}


PROBLEM = ["problem", {"dict": [["type", "A"]]}]


@pytest.mark.parametrize(
    "message",
    [
        loaded(),
        loaded(names=None),
        loaded(names={"dict": [["module", 3]]}),
        loaded(names={"dict": [["module", [["f"]]]]}),
        loaded(names={"dict": [["nowhere", ["f"]]]}),
        loaded(problems=3),
        loaded(problems=[3]),
        loaded(problems=[{"dict": [["a", 1]]}]),
        loaded(problems=[{"dict": [PROBLEM, ["defines", 3]]}]),
        loaded(problems=[{"dict": [PROBLEM, ["defines", [3, AN_ARRAY]]]}]),
        loaded(cells=[[0, 3]]),
        loaded(similar=3),
        loaded(similar={"dict": [["f", AN_ARRAY], [3, "f"]]}),
        loaded(cells=[[{"float": "inf"}, []]]),
        loaded(cells=[[0, {"array": 0, "shape": [2**40, 0], "dtype": "float64"}]]),
        {"status": "progress", "source": "module", "cell": {"float": "inf"}},
        {"status": "progress", "source": "module", "cell": "x"},
        {"status": "progress", "source": "nowhere", "cell": 1},
        {"status": "progress", "source": "notebook", "cell": 10**9},
        {"status": "progress", "source": "notebook", "cell": 1e300},
        {"status": "progress", "source": "notebook", "cell": "9" * 30},
        {"status": "progress", "source": "notebook", "cell": -1},
        {"status": AN_ARRAY},
    ],
    ids=lambda message: json.dumps(message)[:90],
)
def test_a_forged_report_of_loading_costs_only_the_submission(
    opened: Open, message: dict[str, Any]
) -> None:
    """It ends in statuses of this submission, never in an error of the grader."""
    text = json.dumps(message)
    blob = b"ab" if AN_ARRAY["dtype"] in text else b""
    session = opened(
        f"{FORGE}\nsend(json.loads({text!r}), {blob!r})\n"
        "from autograder.worker.inside import wire\nwire.Inbox(198).receive()\ndef f(): return 1",
        seconds=SOON,
    )
    for exercise in ("f", "g"):
        if session.sources(exercise):
            assert call(session, exercise).status in ("value", "crashed", "missing")
        session.obstacle(exercise)
    session.unreadable()


@pytest.mark.parametrize("name", ["<b>", "f g", "f" * 41, "\u202ef", ""])
def test_only_a_name_is_taken_for_one(opened: Open, name: str) -> None:
    """It is shown to people, so nothing but an identifier of usual length is kept."""
    said = loaded(similar={"dict": [["g", name], ["h", "hh"]]})
    session = opened(
        f"{FORGE}\nsend(json.loads({json.dumps(said)!r}))\n"
        "from autograder.worker.inside import wire\nwire.Inbox(198).receive()",
        seconds=SOON,
    )
    assert (session.similar("g"), session.similar("h")) == (None, "hh")


@pytest.mark.parametrize("pause", [0, 0.01])
def test_loading_ends_whatever_a_module_says_about_its_progress(opened: Open, pause: float) -> None:
    session = opened(
        FORGE + "import time\n"
        "while True:\n"
        "    send({'status': 'progress', 'source': 'module', 'cell': 0})\n"
        f"    time.sleep({pause})\n",
        seconds=0.5,
    )
    with within(session, 20):
        assert session.sources("f") == []


# --- loading a module ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "top_level",
    ["while True: pass", "import time; time.sleep(1000)", "import os; os._exit(0)", "input_('?')"],
)
def test_a_module_keeps_its_definitions_whatever_its_other_code_does(
    opened: Open, top_level: str
) -> None:
    module = f"""
import os
input_ = lambda prompt: os.abort()
TWO = 2
def f(): return TWO
if TWO == 2:
    {top_level}
def g(): return f() + 1
class C: pass
"""
    session = opened(module, seconds=SOON)
    assert call(session, "f").value == 2
    assert call(session, "g").value == 3
    assert session.sources("h") == []


@pytest.mark.parametrize(
    ("assignment", "status"),
    [("sum(iter(int, 1))", "timeout"), ("__import__('os')._exit(0)", "crashed")],
)
def test_a_module_whose_definitions_do_not_load_either_says_why(
    opened: Open, assignment: str, status: str
) -> None:
    session = opened(f"def f(): return 1\nclass A: NUMBER = {assignment}", seconds=SOON)
    assert session.sources("f") == []
    obstacle = session.obstacle("f")
    assert obstacle is not None
    assert obstacle.status == status


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("while True: pass", "Line 2 of work.py used more than 1 s of processor time; "
         "what follows it is run."),
        ("__import__('time').sleep(60)", "Line 2 of work.py did not finish within 1.2 s; "
         "what follows it is run."),
        ("1 / 0", "Line 2 of work.py raises ZeroDivisionError: division by zero; "
         "what follows it is run."),
        ("raise type('no name', (Exception,), {})", "Line 2 of work.py raises an exception; "
         "what follows it is run."),
        ("sum(iter(int, 1))", "The code outside functions in work.py used more than 1 s of "
         "processor time; it is left out."),
        ("__import__('os')._exit(0)", "The code outside functions in work.py crashes Python; "
         "it is left out."),
    ],
    ids=["a loop", "a sleep", "an exception", "an odd exception", "a loop in C", "an end"],
)  # fmt: skip
def test_what_a_module_does_outside_functions_is_told_where_the_functions_are_there(
    opened: Open, statement: str, told: str
) -> None:
    """A student whose points are all there hears of it all the same."""
    session = opened(f"def f(): return 1\n{statement}\ndef g(): return 2", seconds=SOON)
    assert (call(session).value, call(session, "g").value) == (1, 2)
    assert session.remark() == told


@pytest.mark.parametrize(
    ("loop", "left_out"),
    [("while True: pass", "of it, only definitions count."), ("sum(iter(int, 1))", "of it, only "
     "definitions count."), ("class A: x = sum(iter(int, 1))", "it is left out.")],
)  # fmt: skip
def test_a_cell_that_does_not_end_is_told_by_its_number_among_code_cells(
    opened: Open, notebook: Notebook, loop: str, left_out: str
) -> None:
    session = opened(notebook=notebook("def f(): return 1", loop, "x = 1"), seconds=SOON)
    assert call(session).value == 1
    reason = "used more than 1 s of processor time"
    assert session.remark() == f"Code cell 2 of work.ipynb {reason}; {left_out}"


def test_where_there_is_no_function_its_places_are_told(opened: Open) -> None:
    session = opened("x = 1")
    assert session.sources("f") == []
    assert session.absent("f") == "There is no function f in work.ipynb or work.py."


def test_a_loop_of_the_module_is_not_told_as_the_notebooks(
    opened: Open, notebook: Notebook
) -> None:
    """Its place is no cell, though the notebook's first cell is code."""
    session = opened(
        "while True: pass\ndef f(): return 1", notebook("def g(): return 2"), seconds=SOON
    )
    assert (call(session).value, session.sources("g")) == (1, ["notebook"])
    reason = "used more than 1 s of processor time"
    assert session.remark() == f"Line 1 of work.py {reason}; what follows it is run."


@pytest.mark.parametrize("where", ["module", "notebook"])
def test_what_took_too_long_is_not_waited_for_again(
    opened: Open, notebook: Notebook, where: str
) -> None:
    """When a call costs the child, the next one loads what is left in no time."""
    cells = ["import time\ndef f(): time.sleep(60)\nN = 7", "while True: pass", "def g(): return N"]
    text = "\n".join(cells)
    session = opened(text, seconds=2) if where == "module" else opened(
        notebook=notebook(*cells), seconds=2
    )  # fmt: skip
    assert session.sources("g") == [where]
    request = Request("f", (), {}, ())
    assert session.call(request, where, lambda name, args, keywords: None).status == "timeout"
    request = Request("g", (), {}, ())
    with within(session, 1.5):
        assert session.call(request, where, lambda name, args, keywords: None).value == 7


def test_where_all_ran_nothing_is_told_of_it(opened: Open, notebook: Notebook) -> None:
    """A cell that raises shows that itself."""
    session = opened("def f(): return 1", notebook("1 / 0"))
    assert call(session).value == 1
    assert session.remark() == ""


@pytest.mark.parametrize("end", ["os._exit(0)", "sum(iter(int, 1))"])
def test_what_calls_saw_changes_nothing_of_what_is_told(opened: Open, end: str) -> None:
    """A submission that finds a hidden input in a file it left could choose what ends."""
    module = f"import os\ndef f(): {end}\nif os.path.exists('/tmp/seen'): os._exit(0)\n"
    session = opened(module, seconds=SOON)
    assert session.sources("f") == ["module"]
    before = session.remark()
    assert call(session).status in ("crashed", "timeout")
    session.loading.drop({"source": "module", "cell": 0}, "crashed")  # as if it ended a reload
    assert call(session).status in ("crashed", "timeout")
    assert session.remark() == before == ""


# --- code outside functions that fails ----------------------------------------------------------


@pytest.mark.parametrize(
    "statement", ["raise SystemExit", "import sys; sys.exit(3)", "1 / 0", "raise KeyboardInterrupt",
                  "while True: pass", "@undefined\ndef h(): pass", "(1 /\n 0)"],
)  # fmt: skip
def test_a_statement_that_fails_costs_nothing_else(opened: Open, statement: str) -> None:
    """What comes after it is run, as in a notebook; with its own lines and future imports."""
    session = opened(
        f"from __future__ import annotations\ndef f(): return 1\n{statement}\n"
        "def g(x: Nothing): return 1 / 0",
        seconds=SOON,
    )
    assert call(session).value == 1
    problem = call(session, "g", 0).problem
    assert problem is not None
    assert (problem.type, problem.source) == (
        "ZeroDivisionError",
        "def g(x: Nothing): return 1 / 0",
    )


def test_many_statements_that_fail_are_all_passed_over(opened: Open) -> None:
    session = opened("1 / 0\n" * 20 + "def f(): return 1")
    assert call(session).value == 1


def test_a_function_that_fails_to_be_made_says_why(opened: Open) -> None:
    session = opened("@undefined\ndef f(): return 1\ndef g(): return 2")
    assert session.sources("f") == []
    obstacle = session.obstacle("f")
    assert obstacle is not None
    assert obstacle.problem is not None
    assert (obstacle.problem.type, obstacle.problem.line) == ("NameError", 1)
    assert session.obstacle("g") is None


@pytest.mark.parametrize("where", ["module", "notebook"])
def test_a_name_that_is_given_to_a_result_is_the_function_again(
    opened: Open, notebook: Notebook, where: str
) -> None:
    """As in forward = forward(x): where it was called and checked, it was a function."""
    cells = ["def f(x=1): return x", "def g(): return f(2)", "f = f()"]
    session = opened("\n".join(cells)) if where == "module" else opened(notebook=notebook(*cells))
    assert (call(session).value, call(session, "g").value) == (1, 2)


@pytest.mark.parametrize("loop", ["while True: pass", "sum(iter(int, 1))"])
def test_definitions_of_a_cell_that_does_not_end_count(
    opened: Open, notebook: Notebook, loop: str
) -> None:
    """An experiment that takes minutes stands below its function, and above another one."""
    cell = f"%time\nN = 2\ndef f(): return N\n{loop}\n\ndef g():\n    return N + 1"
    session = opened(notebook=notebook(cell), seconds=SOON)
    assert (call(session).value, call(session, "g").value) == (2, 3)


def test_definitions_after_what_fails_in_a_cell_count(opened: Open, notebook: Notebook) -> None:
    session = opened(notebook=notebook("def f(): return 1\n1 / 0\ndef g(): return 2\n2 / 0"))
    assert (call(session).value, call(session, "g").value) == (1, 2)


@pytest.mark.parametrize(
    "line",
    ["!pip install \\\n  nothing", "if True:\n    !pip install nothing", "files = !ls *.csv",
     "here = %pwd", "len?", "%cd nowhere", "x = 1\r\ny = '\x0c'"],
)  # fmt: skip
@pytest.mark.parametrize("failing", ["import nothing_there", "__import__('os')._exit(0)"])
def test_what_only_ipython_understands_costs_no_definition(
    opened: Open, notebook: Notebook, line: str, failing: str
) -> None:
    """In a cell that fails, or ends the process, after it."""
    session = opened(notebook=notebook(f"{line}\n{failing}\ndef f(): return 1\n\nN = 2"))
    assert call(session).value == 1


def test_after_a_line_that_fails_the_rest_of_its_cell_is_run(
    opened: Open, notebook: Notebook
) -> None:
    """The first cell imports what only the student has, and then says what functions need."""
    cells = ["import nothing_there as n\nn.set()\nimport math\nTINY = math.exp(-1)\nexec('1 +')",
             "def f(): return TINY"]  # fmt: skip
    session = opened(notebook=notebook(*cells))
    assert call(session).value == math.exp(-1)


@pytest.mark.parametrize(
    "begin", ["\n\n", "\n\nx = [1]\n", "\r\n \t\n", "\n\n%%time\n", "%%time\n\n"]
)
def test_empty_lines_at_the_top_of_a_cell_that_fails_cost_nothing(
    opened: Open, notebook: Notebook, begin: str
) -> None:
    """IPython does not count them."""
    session = opened(notebook=notebook(f"{begin}import nothing_there\ndef f(): return 1\n"))
    assert call(session).value == 1


def test_an_indented_cell_may_begin_with_empty_lines(opened: Open, notebook: Notebook) -> None:
    """IPython takes the indentation of the first line from all."""
    session = opened(notebook=notebook("\n\n    N = 1\n    def f(): return N"))
    assert call(session).value == 1


@pytest.mark.parametrize("end", ["sum(iter(int, 1))", "__import__('os')._exit(0)"])
def test_blocks_of_definitions_are_definitions(opened: Open, end: str) -> None:
    """Imports with a way out, as in try: import …, are left where other code is left out."""
    session = opened(
        f"""
        try:
            import math
        except ImportError:
            math = None
        if math:
            ONE = 1
        else:
            ONE = 2
        def f(): return math.floor(ONE + 0.5)
        {end}
        """,
        seconds=SOON,
    )
    assert call(session).value == 1


# --- a program's surroundings -------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "import sys; sys.stdout.reconfigure(encoding='utf-8')",
        "import io, sys; sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')",
        "import os; os.chdir(os.path.dirname(__file__))",
        "open(os.path.dirname(__file__) + '/data.csv').read()",
        "assert 'def f' in open(__file__).read()",
        "import argparse; argparse.ArgumentParser().parse_args()",
        "import sys; assert sys.argv == ['work.py']",
        "open('helper.py', 'w').write('ONE = 1'); from helper import ONE",
        "import inspect; assert 'return 1' in inspect.getsource(f)",
    ],
)
def test_what_honest_modules_do_where_they_start_works(opened: Open, line: str) -> None:
    session = opened(f"import os\ndef f(): return 1\n{line}\n", files={"data.csv": "1"})
    assert call(session).value == 1
    assert session.loading.problems == []


def test_a_file_of_the_submission_hides_no_library(opened: Open) -> None:
    """Its own folder comes last on the path."""
    session = opened(
        "open('random.py', 'w').write('x = 1'); open('colorsys.py', 'w').write('x = 1')\n"
        "import random, colorsys\ndef f(): return hasattr(random, 'x') or hasattr(colorsys, 'x')"
    )
    assert call(session).value is False


@pytest.mark.parametrize(
    "given",
    ["from pathlib import Path", "import math as Path", "def Path(x): return x",
     "for i in range(2): pass\nimport json, pathlib\nfrom pathlib import Path"],
)  # fmt: skip
def test_what_given_cells_define_is_there(opened: Open, notebook: Notebook, given: str) -> None:
    """Experiments are not run while grading; a student may use what they import all the same."""
    experiment = f"{given}\nraise SystemExit"
    session = opened(
        notebook=notebook("def f(): return callable(Path) or Path.pi > 3", experiment),
        provided=frozenset([cell_digest(experiment)]),
    )
    assert call(session).value is True


def test_what_given_cells_import_is_left_where_nobody_uses_it(
    opened: Open, notebook: Notebook
) -> None:
    """A library for plots would cost every submission half a second."""
    session = opened(
        notebook=notebook(
            "import sys\ndef f(): return 'colorsys' in sys.modules", "import colorsys"
        ),
        provided=frozenset([cell_digest("import colorsys")]),
    )
    assert call(session).value is True  # it is named, here in the test itself
    session = opened(
        notebook=notebook("import sys\ndef f(): return 'color' + 'sys' in sys.modules",
                          "import colorsys"),
        provided=frozenset([cell_digest("import colorsys")]),
    )  # fmt: skip
    assert call(session).value is False


def test_a_syntax_error_in_a_module_is_told_with_its_line(opened: Open) -> None:
    session = opened("def f(:\n    return 1\n")
    assert session.sources("f") == []
    assert session.unreadable() is None
    obstacle = session.obstacle("f")
    assert obstacle is not None
    assert obstacle.problem is not None
    problem = obstacle.problem
    assert (problem.type, problem.file, problem.line) == ("SyntaxError", "work.py", 1)
    assert problem.source == "def f(:"


@pytest.mark.parametrize(
    "source",
    [
        "(" * 10_000,
        "-" * 100_000 + "1",
        "x = '\\ud800'\n\0",
        "return 1",
        "\tx = 1\n        y = 2",
        "# -*- coding: rot13 -*-\nqrs s(): ",
    ],
    ids=["parentheses", "signs", "a null", "a return", "mixed indentation", "another coding"],
)
def test_source_that_does_not_compile_costs_only_itself(opened: Open, source: str) -> None:
    session = opened(source.encode())
    assert session.sources("f") == []
    assert session.obstacle("f") is not None


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfdef f():\n    return '\xc3\xbc'\n",
        b"def f():\r\n    return '\xc3\xbc'\r\n",
        b"def f():\r    return '\xc3\xbc'\r",
        b"# coding: utf-8\ndef f():\n    return '\xc3\xbc'",
    ],
    ids=["byte order mark", "CRLF", "CR", "a coding line"],
)
def test_utf_8_loads_whatever_its_line_ends(opened: Open, data: bytes) -> None:
    assert call(opened(data)).value == "ü"


def test_a_line_is_counted_right_after_crlf(opened: Open) -> None:
    outcome = call(opened(b"import os\r\n\r\ndef f():\r\n    return os.nothing\r\n"))
    assert outcome.problem is not None
    assert (outcome.problem.line, outcome.problem.source) == (4, "return os.nothing")


@pytest.mark.parametrize("data", [b"# \xfc\ndef f(): return 1", "def f(): 1".encode("utf-16")])
def test_a_module_that_is_not_utf_8_is_unreadable(opened: Open, data: bytes) -> None:
    session = opened(data)
    assert session.sources("f") == []
    assert session.unreadable() == "work.py is not UTF-8 text: save it as UTF-8."


def test_an_empty_module_is_read(opened: Open) -> None:
    session = opened(b"")
    assert session.unreadable() is None
    assert session.sources("f") == []


# --- loading a notebook -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"", b"no JSON", b"[]", b"{}", b'{"cells": 3}', b'{"cells": [1]}', b"\xff\xfe", b"[" * 10**5],
    ids=lambda data: repr(data[:20]),
)  # fmt: skip
def test_what_is_no_notebook_is_unreadable_and_leaves_the_module(opened: Open, data: bytes) -> None:
    session = opened("def f(): return 1", data)
    assert session.unreadable() == "work.ipynb is not a notebook (it is not JSON with cells)."
    assert call(session).value == 1


@pytest.mark.parametrize("source", ["def f(): return 1", ["def f():\n", "    return 1"]])
def test_a_cell_may_be_one_text_or_a_list_of_lines(opened: Open, source: Any) -> None:
    data = json.dumps({"cells": [{"cell_type": "code", "source": source}]}).encode()
    assert call(opened(notebook=data)).value == 1
    assert call(opened(notebook=b"\xef\xbb\xbf" + data)).value == 1


def test_cells_share_one_namespace_and_the_last_definition_counts(
    opened: Open, notebook: Notebook
) -> None:
    data = notebook("def f(): return n", "n = 1", "def g(): return 1", "def g(): return f() + n")
    assert call(opened(notebook=data), "g").value == 2


@pytest.mark.parametrize(
    "cell",
    ["def h(:", "1 / 0", "raise SystemExit", "exit()", "quit()", "while True: pass",
     "import os; os._exit(0)", "import ctypes; ctypes.string_at(0)", "%nosuchmagic", "?", "x = ",
     "%%nosuchmagic\nx", "assert False", "raise KeyboardInterrupt", "input()", "%reset -f"],
)  # fmt: skip
def test_a_cell_costs_only_itself(opened: Open, notebook: Notebook, cell: str) -> None:
    """Whether it is not Python, hangs, or ends the process."""
    session = opened(notebook=notebook("a = 1", cell, "def g(): return 2"), seconds=SOON)
    assert call(session, "g").value == 2


def test_two_cells_that_hang_and_one_that_dies_cost_only_themselves(
    opened: Open, notebook: Notebook
) -> None:
    hang = "while True: pass"
    cells = [hang, "def f(): return 1", hang, "def g(): return f() + 1", "import os; os.abort()"]
    session = opened(notebook=notebook(*cells), seconds=SOON)
    assert call(session, "g").value == 2


def test_what_a_cell_shows_is_kept_in_nbformats_form(opened: Open, notebook: Notebook) -> None:
    session = opened(notebook=notebook("print('a'); print('b')", "1 + 1", "1 / 0", "None"))
    session.sources("f")
    printed, shown, raised, nothing = (session.loading.cells[number] for number in range(4))
    assert printed == [{"output_type": "stream", "name": "stdout", "text": "a\nb\n"}]
    assert shown[0]["output_type"] == "execute_result"
    assert shown[0]["data"] == {"text/plain": "2"}
    assert (raised[0]["output_type"], raised[0]["ename"]) == ("error", "ZeroDivisionError")
    assert nothing == []


@pytest.mark.parametrize(
    "cell",
    ["import os; 3", "import os\n3", "def f(): return 3\nf()", "class C: pass\n3",
     "from os import (\n    path,\n)\n3", "import os \\\n    ; 3", "# three\n3", "3 #"],
)  # fmt: skip
def test_a_cell_that_ends_in_a_value_shows_it(opened: Open, notebook: Notebook, cell: str) -> None:
    session = opened(notebook=notebook(cell))
    session.sources("f")
    assert [output["data"] for output in session.loading.cells[0]] == [{"text/plain": "3"}]


@pytest.mark.parametrize(
    ("cell", "kind", "word"),
    [
        ("def f(n=1 / 0): pass", "error", "division by zero"),
        ("class C:\n    print('made')", "stream", "made"),
        ("def f(): return 3 is 3", "stream", "SyntaxWarning"),
        ("import nowhere", "error", "No module named"),
        ("def f(:", "error", "invalid syntax"),
        ("class C:\n    raise SystemExit(3)", "error", "3"),
    ],
)
def test_what_a_cell_of_definitions_says_is_kept(
    opened: Open, notebook: Notebook, cell: str, kind: str, word: str
) -> None:
    session = opened(notebook=notebook(cell, "def g(): return 1"))
    assert call(session, "g").value == 1
    first = session.loading.cells[0][0]
    assert first["output_type"] == kind
    assert word in first.get("text", first.get("evalue"))


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (["from __future__ import annotations", "def f(n: nowhere = 1): return n"], 1),
        (["def f():\n    %precision 3\n    return 1"], 1),
        (["def f():\n    here = !ls\n    return here"], []),
        (["def f():\n    return get_ipython() is not None"], True),
        (["    def f():\n        return 1"], 1),
        (['def f():\n    text = """\nfrom here\n"""\n    return text'], "\nfrom here\n"),
        (["def f(\n    n=1,\n):\n    return n\n\n\n# the end"], 1),
        (["class C:\n    n = 1", "def f():\n    return C.n"], 1),
        (["", "def f(): return 1"], 1),
        (["async def g(): return 1", "def f():\n    return g.__name__"], "g"),
        (["import os", "def f(): return __name__"], "__main__"),
    ],
)
def test_definitions_are_what_ipython_makes_of_them(
    opened: Open, notebook: Notebook, cells: list[str], value: Any
) -> None:
    """With annotations of the future, magics in a body, and cells that are all indented."""
    session = opened(notebook=notebook(*cells))
    assert call(session).value == value
    assert session.loading.problems == []


def test_a_place_that_no_notebook_has_costs_only_the_notebook(
    opened: Open, notebook: Notebook
) -> None:
    """It once came back to each later child, which could not read it."""
    forged = {"status": "progress", "source": "notebook", "cell": 1e300}
    cell = f"{FORGE}\nsend({forged})\nos._exit(1)"
    session = opened("def g(): return 1", notebook(cell, "def f(): return 2"))
    assert call(session, "g").value == 1
    assert session.unreadable() is None


def test_half_a_character_costs_no_cell(opened: Open, notebook: Notebook) -> None:
    """JSON can hold it, UTF-8 cannot."""
    session = opened(notebook=notebook("def f(): return 1", "# \ud83d", "x = '\ud83d'"))
    assert call(session).value == 1


@pytest.mark.parametrize(
    "hook",
    [
        "ip.input_transformers_cleanup.append(lambda ls: [x.replace('ONE', '1') for x in ls])",
        "ip.input_transformers_post.append(lambda lines: [l.replace('ONE', '1') for l in lines])",
        "import ast\nclass One(ast.NodeTransformer):\n"
        "    def visit_Name(self, node):\n"
        "        return ast.Constant(1) if node.id == 'ONE' else node\n"
        "ip.ast_transformers.append(One())",
        "ip.events.register('pre_run_cell', lambda info: ip.push({'ONE': 1}))",
    ],
)
def test_what_a_notebook_does_to_its_cells_is_done_to_all(
    opened: Open, notebook: Notebook, hook: str
) -> None:
    session = opened(notebook=notebook(f"ip = get_ipython()\n{hook}", "def f(): return ONE"))
    assert call(session).value == 1


@pytest.mark.parametrize("name", ["typical", "_"])
def test_a_notebook_begins_with_nothing_of_ours(
    opened: Open, notebook: Notebook, name: str
) -> None:
    session = opened(
        notebook=notebook(f"there = bool(globals().get({name!r}))\ndef f(): return there")
    )
    assert call(session).value is False


def test_a_misspelt_name_is_told_whatever_other_cell_fails(
    opened: Open, notebook: Notebook
) -> None:
    session = opened(notebook=notebook("def linaer(x): return x", "def broken(:"))
    session.loading.setup = Setup("work", ("linear", "other"), {}, frozenset())
    assert session.similar("linear") == "linaer"
    assert session.obstacle("linear") is None
    assert session.obstacle("other") is None  # that cell defines something else


@pytest.mark.parametrize(
    ("line", "is_blamed"),
    [
        ("open('notes.txt')", False),
        ("import of_nowhere", False),
        ("from of_nowhere import f", True),
        ("from of_nowhere import *", True),
        ("def f(:", True),
        ("f = of_nowhere", True),
        ("if True:\n    of_nowhere\n    def f(): pass", True),
    ],
)
@pytest.mark.parametrize("in_notebook", [False, True])
def test_a_line_that_fails_is_blamed_for_what_it_may_have_defined(
    opened: Open, notebook: Notebook, line: str, is_blamed: bool, in_notebook: bool
) -> None:
    """After it the rest is run, so that a function that nobody wrote is missing."""
    session = opened(notebook=notebook(line)) if in_notebook else opened(line)
    assert session.sources("f") == []
    assert (session.obstacle("f") is not None) == is_blamed


def test_what_a_cell_shows_is_bounded(opened: Open, notebook: Notebook) -> None:
    cells = "for _ in range(1000): print('x' * 10**4)", "'y' * 10**7", "def f(): return 1"
    session = opened(notebook=notebook(*cells))
    assert call(session).value == 1
    assert len(json.dumps(session.loading.cells)) < 500_000


@pytest.mark.parametrize("end", ["plt.show()", "None"])
@pytest.mark.parametrize("magic", ["%matplotlib inline", "%matplotlib", "# no magic"])
def test_a_plot_becomes_an_image(opened: Open, notebook: Notebook, magic: str, end: str) -> None:
    """Many notebooks begin with %matplotlib inline; many do not call plt.show."""
    cells = [f"{magic}\nimport matplotlib.pyplot as plt", f"plt.plot([1, 2])\n{end}"]
    session = opened(notebook=notebook(*cells))
    session.sources("f")
    assert session.loading.problems == []
    images = [
        output["data"] for output in session.loading.cells[1] if "image/png" in output["data"]
    ]
    assert len(images) == 1
    assert images[0]["image/png"].startswith("iVBOR")


@pytest.mark.parametrize(
    "cell",
    ["!touch made", "!!touch made", "x = !touch made", "%%bash\ntouch made", "%%sh\ntouch made",
     "%sx touch made", "%system touch made", "%%script bash\ntouch made", "%pip install made",
     "get_ipython().system('touch made')", "get_ipython().getoutput('touch made')"],
)  # fmt: skip
def test_shell_magics_do_nothing_but_say_so(opened: Open, notebook: Notebook, cell: str) -> None:
    look = "import os\ndef f(): return os.path.exists('made')"
    session = opened(notebook=notebook(cell, look))
    assert call(session).value is False
    assert session.loading.problems == []
    assert "Shell commands do nothing while grading." in session.loading.cells[0][0]["text"]


def test_experiments_and_checks_are_not_run(opened: Open, notebook: Notebook) -> None:
    """A provided cell is known by its text; trailing white space that an editor adds is not."""
    experiment = "ran = True\nwhile True: pass"
    data = notebook("ran = False\ndef f(): return ran", experiment + "  \n\n", experiment)
    session = opened(notebook=data, provided=frozenset([cell_digest(experiment)]), seconds=SOON)
    assert call(session).value is False
    assert session.loading.cells.keys() == {0, 1, 2}


def test_a_check_cell_that_was_altered_says_that_the_grader_runs_its_own(
    opened: Open, notebook: Notebook
) -> None:
    cells = ["from autograder import check", "def f(): return 1", "check(f)", "check('nothing')"]
    session = opened(notebook=notebook(*cells))
    session.sources("f")
    for number in (2, 3):
        (shown,) = session.loading.cells[number]
        assert shown["data"]["text/plain"] == "The grader runs its own checks."


# --- a notebook and a module --------------------------------------------------------------------


def test_the_notebook_comes_before_the_module(opened: Open, notebook: Notebook) -> None:
    session = opened("def f(): return 'm'\ndef g(): return 'm'", notebook("def f(): return 'n'"))
    assert session.sources("f") == ["notebook", "module"]
    assert session.sources("g") == ["module"]
    assert call(session).value == "n"


def test_a_notebook_can_import_the_module_beside_it(opened: Open, notebook: Notebook) -> None:
    session = opened("def f(): return 1", notebook("import work\ndef g(): return work.f() + 1"))
    assert call(session, "g").value == 2


# --- what a child can see, and what is left of it -----------------------------------------------


SPY = """
import gc, os, sys

# The needles are written backwards, so that they are in memory only where the grader put them.

def in_memory():
    with open("/proc/self/maps") as file:
        areas = [line.split()[:2] for line in file]
    with open("/proc/self/mem", "rb", buffering=0) as memory:
        for area, access in areas:
            start, end = (int(number, 16) for number in area.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start) if access.startswith("rw") else b""
            except (OSError, ValueError, OverflowError):
                continue

def in_objects():
    for thing in gc.get_objects():
        for part in gc.get_referents(thing):
            if isinstance(part, str):
                yield part.encode(errors="replace")
            elif isinstance(part, (bytes, bytearray)):
                yield bytes(part)
            elif type(part).__name__ == "ndarray":
                yield part.tobytes()

def found(contents):
    seen = set()
    for content in contents:
        backwards = content[::-1]
        seen.update(name for name, needle in NEEDLES.items() if needle in backwards)
    return sorted(seen)

def attempt(name, look):
    try:
        print(name, look())
    except OSError:
        print(name, "refused")

CALLS = []

def linear(x, weights, bias=0.0):
    CALLS.append(x)
    if len(CALLS) == 1:
        print("modules", [name for name in sys.modules if name.startswith(("solutions", "tests"))])
        print("engine", sorted(name for name in sys.modules if name.startswith("autograder.")))
        print("environment", "SECRET" in str(os.environ) or "SECRET" in str(os.environb))
        attempt("first environment", lambda: b"SECRET" in open("/proc/self/environ", "rb").read())
        attempt("objects", lambda: found(in_objects()))
        attempt("memory", lambda: found(in_memory()))
        return None  # what is printed is kept where a case fails
    return x @ weights + bias
"""
KNOWS_ANSWERS = {
    f"autograder.{name}" for name in ("authoring", "building", "judging", "key", "values.compare")
}  # fmt: skip


def test_no_secret_answer_or_future_input_is_in_the_child(
    room: Room, private_key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in its modules, environment or memory, though the grader has all of them in its own."""
    exercise = private_key.exercise("linear")
    assert exercise is not None
    monkeypatch.setenv("AUTOGRADER_SECRET", "hush-hush-4711")
    first, *later = exercise.cases
    needles = {"control": first.args[0].tobytes(), "secret": b"hush-hush-4711"}
    needles["reference"] = room.script.partition("BEGIN SOLUTION\n    ")[2][:30].encode()
    for number, case in enumerate([first, *later], 1):
        needles[f"answer {number}"] = case.expected.tobytes()
    for number, case in enumerate(later, 2):
        needles[f"input {number}"] = case.args[0].tobytes()
    assert min(map(len, needles.values())) >= 8
    backwards = {name: needle[::-1] for name, needle in needles.items()}
    source = f"{SPY}\nNEEDLES = {backwards!r}\n"
    with Zygotes() as zygotes:
        report = grade_submission(private_key, Submission("spy", None, source.encode()), zygotes)
    (verdict,) = [verdict for verdict in report.verdicts if verdict.name == "linear"]
    assert verdict.status == "failed"
    seen = dict(re.findall(r"^([a-z ]+) (\S.*)$", verdict.output, re.MULTILINE))
    assert seen["modules"] == "[]"
    assert seen["environment"] == "False"
    assert seen["first environment"] in ("False", "refused")
    assert seen["objects"] == "['control']"  # or the search could not find anything
    assert seen["memory"] in ("['control']", "refused")
    assert "autograder.worker" in seen["engine"]
    assert [name for name in sorted(KNOWS_ANSWERS) if repr(name) in seen["engine"]] == []


def test_the_environment_is_built_from_nothing(opened: Open) -> None:
    environment = call(opened("import os\ndef f(): return dict(os.environ)")).value
    assert isinstance(environment, dict)
    threads = {f"{name}_NUM_THREADS" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
    folders = {"HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"}
    fixed = {"PATH", "LANG", "USER", "MPLBACKEND", "AUTOGRADER_WORKER", "PYTHONDONTWRITEBYTECODE"}
    passed_on = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "SYSTEMROOT"}
    set_by_libraries = {"KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK", "LC_CTYPE", "COLUMNS", "LINES"}
    passed_on |= {"PWD"}  # bubblewrap says where it starts the zygote
    assert threads | folders | fixed <= set(environment)
    assert set(environment) <= threads | folders | fixed | passed_on | set_by_libraries
    assert environment["HOME"] != os.environ.get("HOME")


@pytest.mark.parametrize("read", ["sys.stdin.read()", "os.read(0, 10)", "open(0).read()"])
def test_stdin_is_empty(opened: Open, read: str) -> None:
    session = opened(f"import os, sys\ndef f(): return len({read})", seconds=5)
    assert call(session).value == 0


def test_only_the_workers_own_descriptors_are_open(opened: Open) -> None:
    session = opened("""
        import os
        def is_open(number):
            try:
                return bool(os.fstat(number))
            except OSError:
                return False
        def f():
            return [number for number in range(2000) if is_open(number)]
    """)
    assert call(session).value == [0, 1, 2, 198, 199]


def test_a_submission_runs_in_a_folder_of_its_own_that_goes_away(
    zygotes: Zygotes, notebook: Notebook
) -> None:
    look = """
import os
def f():
    open("made.txt", "w").write("x")
    os.makedirs("inner/most", exist_ok=True)
    return os.getcwd(), sorted(os.listdir())
"""
    folders = []
    for _ in range(2):
        setup = Setup("work", ("f",), {"data.csv": ""}, frozenset())
        submission = Submission("somebody", None, look.encode())
        with Session(zygotes, submission, setup, Limits(20, 20, 20)) as session:
            folder, entries = call(session).value  # type: ignore[misc]
        assert entries == ["data.csv", "inner", "made.txt", "work.py"]
        assert not Path(folder).is_relative_to(Path.cwd())
        assert not Path(folder).exists()
        folders.append(folder)
    assert folders[0] != folders[1]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test alone for everything temporary."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("body", ["return 1", "os.abort()", "threading.Thread(target=f).start()"])
def test_no_process_outlives_its_session(zygotes: Zygotes, body: str) -> None:
    module = f"import os, threading\ndef f(): {body}\ndef g(): return 1"
    setup = Setup("work", ("f", "g"), {}, frozenset())
    zygotes.fork(()).kill()  # so that the zygote is there
    zygotes.prepare()  # and a child that waits
    time.sleep(0.5)  # the killed one has ended
    before = len(descendants())
    session = Session(
        zygotes, Submission("one", None, module.encode()), setup, Limits(SOON, SOON, 20)
    )
    call(session, "g")
    assert settled(before + 1)
    call(session)
    session.close()
    assert settled(before)


@pytest.mark.parametrize("layers", [sandbox.LAYERS, ("landlock", "seccomp", "limits")])
def test_no_process_and_no_folder_outlives_the_zygotes(
    temporary: Path, layers: tuple[str, ...]
) -> None:
    """Inside bubblewrap, the folder is not on the disk in the first place."""
    setup = Setup("work", ("f",), {}, frozenset())
    submission = Submission("one", None, b"def f(): return open('made', 'w').write('x')")
    before = descendants()
    with Zygotes(layers) as zygotes:
        session = Session(zygotes, submission, setup, Limits(20, 20, 20))
        assert call(session).value == 1
        during = descendants() - before
        assert len(during) >= 2
        assert "bubblewrap" in session.sandbox or list(temporary.iterdir())
    assert ended(during)
    assert list(temporary.iterdir()) == []
    session.close()


def test_threads_that_grade_do_not_share_their_worker() -> None:
    """A scheduler may grade in several threads of one process."""
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as two:
        first = [one.submit(zygotes_of_this_thread).result() for _ in range(2)]
        assert first[0] is first[1]
        assert two.submit(zygotes_of_this_thread).result() is not first[0]


def test_a_zygote_that_is_gone_is_replaced() -> None:
    setup = Setup("work", ("f",), {}, frozenset())
    submission = Submission("one", None, b"def f(): return 1")
    before = descendants()
    with Zygotes() as zygotes:
        for _ in range(2):
            with Session(zygotes, submission, setup, Limits(20, 20, 20)) as session:
                assert call(session).value == 1
            started = descendants() - before
            for pid in started:
                with contextlib.suppress(ProcessLookupError):  # it ends with its zygote
                    os.kill(pid, signal.SIGKILL)
            assert ended(started)


# --- whole submissions to a real assignment -----------------------------------------------------


def verdicts(report: Report) -> dict[str, Verdict]:
    """The verdicts by name."""
    assert report.status == "graded", report.message
    return {verdict.name: verdict for verdict in report.verdicts}


STUB = (Path(__file__).parent.parent / "assignments" / "mlp" / "mlp.py").read_bytes()


def test_a_syntax_error_in_a_cell_is_told_with_its_line_also_beside_a_stub(
    public_key: Key, zygotes: Zygotes, notebook: Notebook
) -> None:
    """The exercise was attempted: "not attempted" would be a lie, and would lose its line."""
    cells = [
        "import numpy as np",
        "def linear(x, weights, bias=0.0):\n    return x @ weights + bias)",
        "def mean_squared_error(f, truth):\n    return float(np.mean((f - truth) ** 2))",
    ]
    submission = Submission("somebody", notebook(*cells), STUB)
    found = verdicts(grade_submission(public_key, submission, zygotes))
    assert found["linear"].status == "exception"
    assert "line 2" in found["linear"].message
    assert "SyntaxError" in found["linear"].message
    assert any("return x @ weights + bias)" in line for line in found["linear"].details)
    assert found["mean_squared_error"].status == "passed"
    assert found["sigmoid"].status == "not_attempted"


STUB_CELL = "def linear(x, weights, bias=0.0):\n    raise NotImplementedError()"
RIGHT = "def linear(x, weights, bias=0.0):\n    return x @ weights + bias"
WRONG = "def linear(x, weights, bias=0.0):\n    return x @ weights"


@pytest.mark.parametrize(
    ("cell", "module", "status"),
    [
        (STUB_CELL, RIGHT, "passed"),
        (STUB_CELL, WRONG, "failed"),
        (WRONG, RIGHT, "failed"),
        (RIGHT, WRONG, "passed"),
        (RIGHT, STUB_CELL, "passed"),
        (WRONG, STUB_CELL, "failed"),
        (STUB_CELL, STUB_CELL, "not_attempted"),
        ("x = 1", RIGHT, "passed"),
        ("linear = 3", RIGHT, "passed"),
        (RIGHT, "x = (", "passed"),
        (RIGHT, "raise SystemExit", "passed"),
    ],
)
def test_the_first_attempted_implementation_counts(
    public_key: Key, zygotes: Zygotes, notebook: Notebook, cell: str, module: str, status: str
) -> None:
    submission = Submission("somebody", notebook(cell), module.encode())
    assert verdicts(grade_submission(public_key, submission, zygotes))["linear"].status == status


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short limit for a call, for submissions that hang."""
    monkeypatch.setattr(Limits, "for_this_machine", lambda: Limits(SOON, 20, 20))


@pytest.mark.parametrize(
    "act",
    [
        "os.write(199, os.urandom(64))",
        "os.write(199, bytes(64))",
        "os.write(199, b'\\0\\0\\0\\2\\0\\0\\0\\0{}')",
        "os.write(199, b'\\0\\0\\1\\0')",
        "os.close(199)",
        "os.dup2(1, 199)",
        "os.read(198, 1)",
    ],
)
def test_junk_on_the_workers_pipes_fails_that_exercise_alone(
    public_key: Key, zygotes: Zygotes, altered: Callable[..., str], hasty: None, act: str
) -> None:
    """And the next submission, from the same zygote, is graded right."""
    hostile = altered(("return x @ weights + bias", f"{act}; return x @ weights + bias"))
    report = grade_submission(
        public_key, Submission("a", None, f"import os\n{hostile}".encode()), zygotes
    )
    found = verdicts(report)
    assert found["linear"].status in ("crashed", "timeout", "exception")
    assert {verdict.status for name, verdict in found.items() if name != "linear"} == {"passed"}
    honest = Submission("b", None, altered().encode())
    with Session(zygotes, honest, setup_for(public_key), Limits(20, 60, 60)) as session:
        assert report_session(public_key, session, ["linear", "forward"]).passed


def test_a_submission_that_hangs_whenever_it_loads_ends_in_one_report(
    public_key: Key, zygotes: Zygotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Limits, "for_this_machine", lambda: Limits(SOON, SOON, SOON))
    report = grade_submission(public_key, Submission("a", None, b"X = sum(iter(int, 1))"), zygotes)
    assert report.status == "graded"
    assert report.points == 0
    assert {verdict.status for verdict in report.verdicts} == {"timeout"}


# --- what no limit of the system bounds ---------------------------------------------------------


def test_threads_beyond_bounds_end_the_process(opened: Open) -> None:
    """The super-user's are not limited by the system, and thousands a second can be started."""
    session = opened("""
        import _thread, threading, time
        threading.stack_size(32768)
        def f():
            lock = _thread.allocate_lock()
            lock.acquire()
            while True: _thread.start_new_thread(lock.acquire, ())
        def g():
            threads = [threading.Thread(target=time.sleep, args=(0.5,)) for _ in range(100)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            return 7
    """)
    with within(session, 5):
        assert call(session).status == "crashed"
    assert call(session, "g").value == 7


def test_who_prints_fast_does_not_stop_the_clock(opened: Open) -> None:
    session = opened(
        """
        import fcntl, os, threading
        def f():
            fcntl.fcntl(1, 1031, 2**20)  # F_SETPIPE_SZ
            text = b"x" * 2**20
            def write():
                while True: os.write(1, text)
            for _ in range(3): threading.Thread(target=write).start()
            write()
        """,
        seconds=SOON,
    )
    with within(session, SOON + 3):
        assert call(session).status == "timeout"


def test_a_submission_has_an_end_however_slow_all_of_it_is(zygotes: Zygotes) -> None:
    """What is called after it times out without a call, and loading does not begin again."""
    module = b"import os, time\ndef f(): time.sleep(0.5); os._exit(0)\ndef g(): return 7"
    setup = Setup("work", ("f", "g"), {}, frozenset())
    limits = Limits(20, 20, 20, submission=2)
    with Session(zygotes, Submission("slow", None, module), setup, limits) as session:
        assert call(session, "g").value == 7
        with within(session, 4):
            statuses = [call(session).status for _ in range(10)]
        assert statuses[0] == "crashed"
        assert statuses[-1] == call(session, "g").status == "timeout"


def test_cells_beyond_bounds_are_not_run(opened: Open, notebook: Notebook) -> None:
    session = opened(notebook=notebook("n = 0\ndef f(): return n", *["n += 1"] * 2500))
    assert call(session).value == 1999


@pytest.mark.parametrize("kind", ["NotANotebook", "UnicodeDecodeError", "<b>Odd"])
def test_a_file_said_to_be_unreadable_is_named_in_our_words(opened: Open, kind: str) -> None:
    """A child that was started again could put a hidden input there."""
    problem = {"dict": [["type", kind], ["file", "0.123456"]]}
    entry = {"dict": [["problem", problem], ["fatal", True], ["defines", []]]}
    text = json.dumps(loaded(names={"dict": []}, problems=[entry]))
    session = opened(f"{FORGE}\nsend(json.loads({text!r}))\nwhile True: pass")
    assert session.sources("f") == []
    assert "0.123456" not in (session.unreadable() or "")


def test_names_that_are_not_a_list_are_none(opened: Open) -> None:
    """Eight million numbers would become as many objects."""
    message = loaded(names={"dict": [["module", AN_ARRAY], ["notebook", "f"]]})
    session = opened(f"{FORGE}\nsend(json.loads({json.dumps(message)!r}), b'ab')\nwhile True: pass")
    assert session.sources("f") == []


# --- names that a later cell takes away ---------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (["def f(): return sum([1, 2])", "sum = 0\nfor n in [3]: sum += n"], 3),
        (["def s(x): return x + 1\ndef f(): return s(1)", "for s in range(3): pass"], 2),
        (["import math as np\ndef f(): return np.floor(2.5)", "np = 3"], 2),
        (["def f(): return [(lambda: max(1, n))() for n in [4]][0]", "max = 0"], 4),
        (["def s(): return 1\ndef f(): return s()", "def s(): return 2", "s = 3"], 2),
        (["def f(): return s", "def s(): pass", "s = 3"], 3),
        (["def g(x): return x.max()", "max = 5\ndef f(): return max", "g = 1"], 5),
        (["n = 1\ndef f(): return n", "n = 2"], 2),
    ],
)
def test_a_function_finds_what_it_found_where_it_was_checked(
    opened: Open, notebook: Notebook, cells: list[str], value: Any
) -> None:
    """A scratch cell at the end that calls a number `sum` costs nobody the exercises above it."""
    assert call(opened(notebook=notebook(*cells))).value == value


def test_a_notebook_has_no_name_that_it_does_not_define(opened: Open, notebook: Notebook) -> None:
    """Nothing is left of what the warm process ran: `np` is an error there as in Jupyter."""
    session = opened(notebook=notebook("def f():\n    return np.pi"))
    outcome = call(session)
    assert outcome.status == "exception"
    assert outcome.problem is not None
    assert outcome.problem.type == "NameError"


# --- processors ---------------------------------------------------------------------------------


@pytest.fixture
def processors() -> Iterator[set[int]]:
    """Those that this thread may use: two at least."""
    allowed = os.sched_getaffinity(0)
    if len(allowed) < 2:
        pytest.skip("one processor only: there is no other to go to")
    yield allowed
    os.sched_setaffinity(0, allowed)


def test_who_leaves_a_processor_goes_on_on_an_idle_one_and_may_use_all(
    processors: set[int],
) -> None:
    moved, deadline = 0, time.monotonic() + 20
    while moved < 20 and time.monotonic() < deadline:
        here = libc().sched_getcpu()
        leave_processor(here)
        moved += libc().sched_getcpu() != here
        assert os.sched_getaffinity(0) == processors
    if not moved:
        pytest.skip("no processor was idle for 20 s, so that there was none to go to")


def test_who_is_on_another_processor_stays(processors: set[int]) -> None:
    os.sched_setaffinity(0, {min(processors)})
    leave_processor(max(processors))
    assert os.sched_getaffinity(0) == {min(processors)}


def test_who_yields_to_another_process_is_told_now_and_then(processors: set[int]) -> None:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as other:
        try:
            here = {min(processors)}
            os.sched_setaffinity(0, here)
            os.sched_setaffinity(other.pid, here)
            told: list[float] = []
            patience = Patience(select.poll(), lambda: told.append(time.perf_counter()))
            for _ in range(500):
                assert patience.ready() == []
        finally:
            other.kill()
    assert told
    assert all(later - earlier >= AGAIN for earlier, later in pairwise(told))
