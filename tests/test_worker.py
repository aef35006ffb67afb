"""Student code in a worker: whatever it does, it costs its own function and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from working import (
    SOON,
    Notebook,
    Open,
    call,
    needs_linux,
    within,
)

from autograder.submissions.folder import Submission
from autograder.worker.limits import Limits
from autograder.worker.process import Zygotes
from autograder.worker.request import Setup
from autograder.worker.session import Session

pytestmark = needs_linux

# --- one call -------------------------------------------------------------------------------------


def test_a_value_comes_back(opened: Open) -> None:
    outcome = call(opened("def f(x, y): return x @ y, 'text', [1.5]"), "f", np.eye(2), np.ones(2))
    assert outcome.status == "value"
    assert isinstance(outcome.value, tuple)
    np.testing.assert_array_equal(outcome.value[0], np.ones(2))
    assert outcome.value[1:] == ("text", [1.5])


def test_a_data_file_of_the_assignment_lies_beside_the_module(opened: Open) -> None:
    session = opened("def f(): return open('data.csv').read()", files={"data.csv": "a,b\n"})
    assert call(session).value == "a,b\n"


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
    assert (outcome.problem.type, outcome.problem.line) == (type_name, line)
    assert outcome.problem.source.startswith(source)


def test_an_exception_in_a_notebook_names_the_line_of_its_cell(
    opened: Open, notebook: Notebook
) -> None:
    outcome = call(opened(notebook=notebook("a = 1", "def f():\n    b = a\n    return b.c")))
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
        assert (outcome.problem.type, outcome.problem.function) == ("NotImplementedError", "g")


def test_what_is_not_there_has_no_source(opened: Open) -> None:
    session = opened("def g(): return 1\nh = 5")
    assert session.loaded.sources("f") == []
    assert session.loaded.sources("h") == []
    assert session.loaded.obstacle("f") is None


def test_a_function_that_is_gone_when_it_is_called_is_missing(opened: Open) -> None:
    session = opened("def f():\n    global g\n    del g\ndef g(): return 1")
    assert session.loaded.sources("g") == ["module"]
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


# --- hangs, ends and excess: they cost the function they are in -----------------------------------


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
    "the pipe closed": "import os; os.close(4)",
    "all descriptors closed": "import os; os.closerange(0, 1000)",
    "an interrupt": "raise KeyboardInterrupt",
    "junk": "import os; os.write(4, b'junk' * 100)",
    "a length beyond bounds": "import os; os.write(4, b'\\xff' * 8)",
    "an answer that is no message": "import os; os.write(4, b'\\0\\0\\0\\2\\0\\0\\0\\0[]')",
    "an answer of no status": "import os; os.write(4, b'\\0\\0\\0\\2\\0\\0\\0\\0{}')",
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


def test_a_thread_that_keeps_others_from_running_does_not_cost_the_next_one(opened: Open) -> None:
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
    assert call(session, "f").status == "value"
    assert call(session, "g").value == 7
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


# --- what no limit of the system bounds -----------------------------------------------------------


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


def test_after_a_call_that_did_not_end_the_others_have_half_of_the_time(opened: Open) -> None:
    session = opened(
        """
        def f():
            while True: pass
        def g(): return 7
        """,
        seconds=SOON,
    )
    reasons = [call(session).reason for _ in range(3)]
    assert reasons == [f"used more than {s:g} s of processor time" for s in (1, 0.5, 0.5)]
    assert call(session, "g").value == 7


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
