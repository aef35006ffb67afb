"""What a child can see, and what is left of it: no secret, no process, no folder."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from working import (
    SOON,
    Notebook,
    Open,
    call,
    descendants,
    ended,
    needs_linux,
    settled,
)

from autograder.authoring.room import Room
from autograder.judging.grading import grade_submission
from autograder.key import Key
from autograder.submissions.folder import Submission
from autograder.values.outcome import Outcome
from autograder.worker import sandbox
from autograder.worker.limits import Limits
from autograder.worker.process import GraderFault, Zygotes, zygotes_of_this_thread
from autograder.worker.request import Setup
from autograder.worker.session import Session

pytestmark = needs_linux

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
    assert call(session).value == [0, 1, 2, 3, 4]


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
    """In namespaces, nothing that a child writes is on the disk in the first place."""
    setup = Setup("work", ("f",), {}, frozenset())
    submission = Submission("one", None, b"def f(): return open('made', 'w').write('x')")
    before = descendants()
    with Zygotes(layers) as zygotes:
        session = Session(zygotes, submission, setup, Limits(20, 20, 20))
        assert call(session).value == 1
        during = descendants() - before
        assert len(during) >= 2
        assert len(list(temporary.iterdir())) == 1
    assert ended(during)
    assert list(temporary.iterdir()) == []
    session.close()


def test_threads_that_grade_do_not_share_their_worker() -> None:
    """A scheduler may grade in several threads of one process."""
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as two:
        first = [one.submit(zygotes_of_this_thread).result() for _ in range(2)]
        assert first[0] is first[1]
        assert two.submit(zygotes_of_this_thread).result() is not first[0]


def test_a_zygote_that_is_gone_is_replaced_when_grading_is_tried_again() -> None:
    setup = Setup("work", ("f",), {}, frozenset())
    submission = Submission("one", None, b"def f(): return 1")
    before = descendants()
    with Zygotes() as zygotes:

        def called() -> Outcome:
            with Session(zygotes, submission, setup, Limits(20, 20, 20)) as session:
                return call(session)

        assert called().value == 1
        started = descendants() - before
        for pid in started:
            with contextlib.suppress(ProcessLookupError):  # it ends with its zygote
                os.kill(pid, signal.SIGKILL)
        assert ended(started)
        with pytest.raises(GraderFault, match="cannot fork"):
            called()
        assert called().value == 1
