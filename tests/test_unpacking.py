"""The process that reads archives: what it can reach, and that losing it costs one archive."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from downloads import RIGHT, collected, laid_out, zipped

from autograder.submissions.archives import STUDENT
from autograder.submissions.entries import take
from autograder.submissions.files import SubmissionError, UnreadableError
from autograder.worker import sandbox, unpacking

WORK = {"mlp.py": RIGHT}
# Processes of their own, as each set of bounds has one.
CAPS = replace(STUDENT, seconds=5)


def readers() -> list[int]:
    """The processes that read archives for this one."""
    found = []
    for children in Path("/proc/self/task").glob("*/children"):
        for pid in map(int, children.read_text().split()):
            if b'{"packed": ' in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


def end_readers() -> None:
    """Have them all ended."""
    for pid in readers():
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def unpacked() -> dict[str, bytes]:
    return take(unpacking.unpacked(zipped(WORK), CAPS), "mlp")


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_the_process_has_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be the course secret in ours."""
    monkeypatch.setenv("AUTOGRADER_SECRET", "hidden")
    end_readers()
    assert unpacked() == WORK
    assert readers()
    for pid in readers():
        assert b"AUTOGRADER" not in Path(f"/proc/{pid}/environ").read_bytes()


REFUSED = {
    "landlock": ("open('/etc/passwd')", "open(sys.executable, 'rb')", "os.listdir('/')"),
    "seccomp": ("os.fork()", "socket.socket()", "os.kill(os.getppid(), 0)"),
    "limits": ("bytes(2**30)",),
}


@pytest.mark.parametrize("layer", REFUSED)
def test_the_process_reaches_nothing(layer: str) -> None:
    """No file, no process, no socket, and no more memory than it needs."""
    if layer not in sandbox.probe() or sys.platform != "linux":
        pytest.skip(f"this machine has no {layer}")
    for statement in REFUSED[layer]:
        code = (
            "import os, socket, sys; from autograder.worker import sandbox\n"
            "sandbox.shut_in(2**29, 2**29)\n"
            f"try: {statement}\nexcept (OSError, MemoryError): os._exit(7)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
        assert done.returncode == 7, (statement, done.stderr)


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_a_process_that_is_killed_is_started_again() -> None:
    assert unpacked() == WORK
    end_readers()
    assert unpacked() == WORK


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_the_archive_of_a_class_outlives_its_process(tmp_path: Path) -> None:
    """Whatever kills it, who comes after that is collected."""
    files = {f"{name}/mlp.py": RIGHT for name in ("ada", "ben", "cy")}
    source = laid_out(tmp_path, {"class.zip": zipped(files)}) / "class.zip"
    results = {}
    for student, result in collected(tmp_path, source, each=end_readers).items():
        results[student] = result.status
    assert results == dict.fromkeys(("ada", "ben", "cy"), "collected")


ANSWERS = {
    "nothing": "",
    "no list": "pipe.send_bytes(b'=7')",
    "no JSON": "pipe.send_bytes(b'=[')",
    "a bomb of JSON": "pipe.send_bytes(b'=' + b'[' * 10**6)",
    "no kind": 'pipe.send_bytes(b\'=[["mlp.py", "x", ""]]\')',
    "too many bytes": "pipe.send_bytes(bytes(2**27))",
    "no number": "pipe.send_bytes(b'!x')",
    "a huge number": "pipe.send_bytes(b'!' + b'9' * 99)",
    "half a character": 'pipe.send_bytes(b\'=[["\\\\ud800", "file", ""]]\')',
    "other bytes": "pipe.send_bytes(b'\\xff\\0')",
    "no answer, for ever": "time.sleep(600)",
    "half an answer": "os.write(int(sys.argv[2]), b'\\0\\0\\1\\0'); time.sleep(600)",
    "an answer in drops": "while True: os.write(int(sys.argv[2]), b'\\1'); time.sleep(0.1)",
}


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_whatever_the_process_answers_is_a_refusal_in_time(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code that has got into it reaches nobody outside; the next archive gets a new process."""
    code = (
        "import os, sys, time; from multiprocessing.connection import Connection\n"
        "pipe = Connection(int(sys.argv[2])); pipe.recv_bytes()\n"
        f"{answer}"
    )
    caps = replace(STUDENT, seconds=2, advice=answer)  # a process of its own
    with monkeypatch.context() as patch:
        patch.setattr(unpacking, "START", code)
        if "sleep" in answer:
            patch.setattr(unpacking, "WAITING", 0)
        with pytest.raises((SubmissionError, UnreadableError)):
            unpacking.unpacked(zipped(WORK), caps)
    end_readers()
    assert take(unpacking.unpacked(zipped(WORK), caps), "mlp") == WORK


@pytest.mark.skipif(sys.platform != "linux", reason="it reads /proc")
def test_an_archive_that_stalls_its_process_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes after it is collected."""
    stall = "import os, time; b'stalls' in os.pread(0, 10**6, 0) and time.sleep(600)"
    monkeypatch.setattr(unpacking, "START", f"{stall}; {unpacking.START}")
    monkeypatch.setattr(unpacking, "WAITING", 1 - STUDENT.seconds)
    files = {"ada.zip": zipped(WORK | {"stalls": b""}), "ben.zip": zipped(WORK)}
    end_readers()
    results = collected(
        tmp_path,
        laid_out(tmp_path / "class", files),
        each=lambda: monkeypatch.setattr(unpacking, "WAITING", 200),
    )
    assert {student: result.status for student, result in results.items()} == {
        "ada": "failed", "ben": "collected",
    }  # fmt: skip


def test_a_machine_that_cannot_start_the_process_is_no_fault_of_the_archive(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unpacking, "START", "raise SystemExit(1)")
    with pytest.raises(UnreadableError, match="failed or was killed"):
        unpacking.unpacked(zipped(WORK), replace(STUDENT, seconds=7))
