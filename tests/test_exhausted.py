"""What a machine lacks is named by every command, with what to do; nobody loses points by it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.judging.crew import Crew
from autograder.worker import process
from autograder.worker.exhausted import exhausted
from autograder.worker.process import GraderFault, Zygotes

USAGE, FAULT = 2, 3
SHARED_MEMORY = "/dev/shm"  # noqa: S108  # named, not used
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def work(tmp_path: Path, root: Path) -> Path:
    """A student's folder with one attempted exercise."""
    folder = tmp_path / "mlp"
    folder.mkdir()
    shutil.copy(root / "assignments" / "mlp" / "key.json", folder)
    (folder / "mlp.py").write_text("def linear(x, weights, bias=0.0):\n    return x @ weights\n")
    return folder


@pytest.fixture
def shell(work: Path) -> Run:
    """Runs a line of a shell in the student's folder; $AG stands for the command."""

    def run(line: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = f"{sys.executable} -c 'from autograder.cli import main; main()'"
        line = line.replace("$AG", command)
        return subprocess.run(
            ["bash", "-c", line], cwd=work, capture_output=True, text=True, timeout=200,
            env=os.environ | more,
        )  # fmt: skip

    return run


COMMANDS = ("check linear", "check linear --json", "hint linear", "grade . --key key.json",
            "grade . --key key.json --format json")  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_output_is_named(shell: Run, command: str) -> None:
    done = shell(f"$AG {command} >&-")
    assert done.returncode == FAULT
    assert "stdout is closed" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [*COMMANDS, "--help"])
def test_a_full_output_is_named(shell: Run, command: str) -> None:
    done = shell(f"$AG {command} >/dev/full")
    assert done.returncode == FAULT
    assert "The output cannot be written: No space left on device." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_stderr_leaves_the_exit_code(shell: Run) -> None:
    assert shell("$AG check lineal 2>/dev/full").returncode == USAGE


def test_an_output_that_cannot_hold_a_name_is_named(shell: Run) -> None:
    """Our own signs become plain ones; a name stays as it is, or is not written."""
    line = "cp -R . ../Łukasz; $AG grade ../Łukasz --key key.json"
    done = shell(line, PYTHONIOENCODING="cp1252")
    assert done.returncode == 2
    assert "its encoding is cp1252.\nSet PYTHONIOENCODING=utf-8" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_goes_away_is_no_error_of_ours(shell: Run, command: str) -> None:
    done = shell(f"$AG {command} | head -0")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_too_few_open_files_are_a_fault_that_says_so(shell: Run) -> None:
    done = shell("ulimit -n 8; $AG check linear")
    assert done.returncode == FAULT
    assert "ulimit -n 1024" in " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in done.stderr


def test_too_few_open_files_for_several_jobs_say_so(shell: Run) -> None:
    done = shell("ulimit -n 11; $AG grade . . --key key.json --jobs 2")
    assert done.returncode == FAULT
    assert "ulimit -n 1024" in " ".join((done.stdout + done.stderr).split()), done.stderr
    assert "Traceback" not in done.stderr


def test_64_open_files_are_enough(shell: Run) -> None:
    done = shell("ulimit -n 64; $AG check linear")
    assert done.returncode == 1
    assert "The bias never reaches the result" in done.stdout


@pytest.mark.parametrize("command", ["check linear", "grade . . --key key.json --jobs 2"])
def test_a_mask_that_keeps_a_files_owner_out_keeps_out_nobody_here(
    shell: Run, command: str
) -> None:
    done = shell(f"umask 777; $AG {command}")
    assert done.returncode in (0, 1)
    assert "The bias never reaches the result" in done.stdout


def test_several_grading_processes_need_no_shared_memory(work: Path) -> None:
    """In containers there is little of it."""
    small = "mount -t tmpfs -o size=4k none /dev/shm"
    alone = ["unshare", "-m", "bash", "-c"]
    if subprocess.run([*alone, small], capture_output=True).returncode:
        pytest.skip("this machine mounts nothing")
    words = "'grade', '.', '.', '--key', 'key.json', '--jobs', '2'"
    code = f"from autograder.cli import main; main([{words}])"
    done = subprocess.run(
        [*alone, f'{small}; exec "$0" -c "$1"', sys.executable, code],
        cwd=work, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BlockingIOError(11, "Resource temporarily unavailable"), "processes or threads"),
        (RuntimeError("can't start new thread"), "processes or threads"),
        (OSError(12, "Cannot allocate memory"), "memory"),
        (MemoryError(), "memory"),
        (OSError(28, "No space left on device"), SHARED_MEMORY),
        (OSError(24, "Too many open files"), "ulimit -n"),
        (GraderFault("the worker cannot fork: BlockingIOError: [Errno 11] …"), "pids"),
    ],
)
def test_what_is_exhausted_is_told_by_the_error(error: BaseException, words: str) -> None:
    assert words in str(exhausted(error))


@pytest.mark.parametrize("error", [OSError(2, "No such file"), RuntimeError("x"), OSError("odd")])
def test_other_errors_are_about_nothing_exhausted(error: BaseException) -> None:
    assert exhausted(error) is None


def test_a_worker_that_cannot_fork_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """Honest work beside another student's thread bomb reports that no process could be started."""
    start = (
        "import os, errno\n"
        "def fork(): raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))\n"
        "os.fork = fork\n"
    )
    monkeypatch.setattr(process, "START", f"exec({start!r}); {process.START}")
    with Zygotes(("limits",)) as zygotes, pytest.raises(GraderFault) as caught:
        zygotes.fork(())
    assert "No more processes or threads" in str(exhausted(caught.value))


def test_grading_processes_that_cannot_start_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error is the task's: nothing waits for a thread that is not there."""

    def start(thread: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", start)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        Crew(1, ()).submit(print)


@pytest.mark.skipif(sys.platform != "linux", reason="others do not list threads")
def test_a_command_starts_no_threads_that_it_does_not_need() -> None:
    """Where a small limit forbids them, NumPy's library ends the process."""
    code = "import autograder.cli, numpy, os; print(len(os.listdir('/proc/self/task')))"
    environment = {n: v for n, v in os.environ.items() if n != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n"
