"""What students use, on every system: without what only Linux has, in every encoding.

Nothing here needs the other tests' fixtures, so that it can be run on Windows by itself:
`pytest --noconftest tests/test_anywhere.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[bytes]]

# Python imports it at its start. What is hidden is what Windows, or macOS, does not have.
HIDING = """
import os, select, signal, sys
for name in ("fcntl", "resource", "termios", "pwd", "grp", "tty"):
    sys.modules[name] = None
for module, names in {
    os: "fork pidfd_open sched_getaffinity O_NOFOLLOW O_NONBLOCK O_DIRECTORY O_CLOEXEC geteuid "
        "getuid set_blocking fchmod fwalk",
    signal: "setitimer getitimer ITIMER_REAL SIGALRM SIGXCPU pthread_sigmask",
    select: "poll epoll",
}.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
"""
LINEAR = "def linear(x, weights, bias=0.0):\n    return x @ weights + bias\n"
WRONG = LINEAR.replace(" + bias", "")
SIGMOID = "def sigmoid(x):\n    return 0.5 * (1 + np.tanh(x / 2))\n"
MODULE = f"import numpy as np\n{LINEAR}{SIGMOID}"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """The folder of an assignment as students get it."""
    shutil.copytree(ROOT / "assignments" / "mlp", folder := tmp_path / "mlp")
    return folder


# On Linux, the poorer system alone is tried by `make test`.
AS_IT_IS = pytest.param("as it is", marks=[pytest.mark.long] * (sys.platform == "linux"))


@pytest.fixture(params=[AS_IT_IS, "without what Linux has"])
def run(request: pytest.FixtureRequest, work: Path, tmp_path: Path) -> Run:
    """Runs Python with these words in the assignment's folder, on this system and a poorer one."""
    (tmp_path / "sitecustomize.py").write_text(HIDING, encoding="utf-8")
    poor = {"PYTHONPATH": str(tmp_path)} if request.param != "as it is" else {}

    def run(*words: str, code: int = 0, encoding: str = "utf-8") -> subprocess.CompletedProcess:
        done = subprocess.run(
            [sys.executable, *words], cwd=work, capture_output=True, timeout=300,
            env={**os.environ, **poor, "PYTHONIOENCODING": encoding},
        )  # fmt: skip
        assert done.returncode == code, done.stderr.decode(errors="replace")
        return done

    return run


def statuses(run: Run, *words: str) -> dict[str, str]:
    """How each exercise fares that is checked with a limit of a second, and is not right."""
    done = run("-m", "autograder", "check", "--json", "--seconds", "1", *words, code=1)
    return {e["name"]: e["status"] for e in json.loads(done.stdout)["exercises"]}


# --- commands -----------------------------------------------------------------------------------


def test_a_right_module_passes(run: Run, work: Path) -> None:
    (work / "mlp.py").write_text(MODULE, encoding="utf-8")
    shown = run("-m", "autograder", "check", "linear", "sigmoid").stdout.decode()
    assert "next: check everything: autograder check" in shown


def test_a_wrong_module_is_told_why(run: Run, work: Path) -> None:
    (work / "mlp.py").write_text(MODULE.replace(LINEAR, WRONG), encoding="utf-8")
    shown = run("-m", "autograder", "check", "linear", "sigmoid", code=1).stdout.decode()
    assert "The bias never reaches the result." in shown
    assert "✓ sigmoid" in shown


def test_a_notebook_is_checked_as_a_module_is(run: Run, work: Path) -> None:
    (work / "mlp.py").unlink()
    notebook = json.loads((work / "mlp.ipynb").read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"] = [{**cell, "id": "work", "source": MODULE}]
    (work / "mlp.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    run("-m", "autograder", "check", "linear", "sigmoid")


def test_hints_come_one_after_another(run: Run) -> None:
    for number in (1, 2):
        shown = run("-m", "autograder", "hint", "linear").stdout.decode()
        assert shown.startswith(f"hint {number} of 3 for linear:")


def test_a_case_is_shown(run: Run, work: Path) -> None:
    (work / "mlp.py").write_text(MODULE.replace(LINEAR, WRONG), encoding="utf-8")
    shown = run("-m", "autograder", "show", "linear").stdout.decode()
    assert "→" in shown
    assert "The first difference" in shown


def test_doctor_finds_nothing_that_is_needed(run: Run) -> None:
    shown = run("-m", "autograder", "doctor").stdout.decode()
    assert "✓ this folder can be written" in shown
    assert "✗" not in shown


WATCHED = """
from pathlib import Path
from autograder.student.checking import Checker, Job
from autograder.student.watching import Screen
screen, checker = Screen(), Checker()
checker.warm(Path())
screen.show(checker.check(Job(str(Path.cwd()), ("linear", "sigmoid"))))
print("\\n".join(screen.lines(80, 24)))
"""


def test_the_live_screen_is_drawn(run: Run, work: Path) -> None:
    (work / "mlp.py").write_text(MODULE.replace(LINEAR, WRONG), encoding="utf-8")
    shown = run("-c", WATCHED).stdout.decode()
    assert "1 of 3 points" in shown
    assert "The bias never reaches the result." in shown


# --- what does not end, and what ends the process -----------------------------------------------

LOOP = "    while True: pass\n"
HARD = f"    while True:\n        try:\n        {LOOP}        except BaseException: pass\n"
ENDS = {
    "a loop": (LOOP, "timeout"),
    "a loop that catches everything": (HARD, "timeout"),
    "a call that waits": ("    import time\n    time.sleep(1000)\n", "timeout"),
    "an exit": ("    import os\n    os._exit(0)\n", "crashed"),
    "an abort": ("    import os\n    os.abort()\n", "crashed"),
}


@pytest.mark.parametrize(("body", "status"), ENDS.values(), ids=ENDS)
def test_a_function_that_does_not_end_costs_itself_alone(
    run: Run, work: Path, body: str, status: str
) -> None:
    head = LINEAR.splitlines()[0]
    (work / "mlp.py").write_text(f"import numpy as np\n{head}\n{body}{SIGMOID}", encoding="utf-8")
    assert statuses(run, "linear", "sigmoid") == {"linear": status, "sigmoid": "passed"}


@pytest.mark.parametrize(("body", "status"), ENDS.values(), ids=ENDS)
def test_a_statement_that_does_not_end_costs_no_exercise(
    run: Run, work: Path, body: str, status: str
) -> None:
    """What follows it runs; an exercise that is wrong keeps the exit code the same."""
    text = MODULE.replace(SIGMOID, f"if True:\n{body}{SIGMOID}").replace(LINEAR, WRONG)
    (work / "mlp.py").write_text(text, encoding="utf-8")
    assert statuses(run, "linear", "sigmoid") == {"linear": "failed", "sigmoid": "passed"}


# --- a notebook ---------------------------------------------------------------------------------

CELLS = f"""
import numpy as np
from autograder.student import caller, case, check, hint
caller.InProcess.__init__.__defaults__ = (1.0, ())
{LINEAR}
print(check(linear))
x, weights, bias = case(linear, 4)
hint(linear)
def linear(x, weights, bias=0.0):
{LOOP}
print(check(linear))
"""


def test_a_notebooks_check_needs_no_more(run: Run) -> None:
    """A loop is interrupted there too."""
    shown = run("-c", CELLS).stdout.decode()
    assert "✓ linear" in shown
    assert "hint 1 of 3 for linear:" in shown
    assert "did not finish within 1 s" in shown


# --- encodings ----------------------------------------------------------------------------------

SCREENS = [
    ("check",), ("check", "linear", "--all"), ("check", "linear", "--json"), ("show", "linear"),
    ("hint", "linear"), ("doctor",), (), ("--help",), ("check", "lineal"),
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["cp1252", pytest.param("ascii", marks=pytest.mark.long)])
@pytest.mark.parametrize("run", ["as it is"], indirect=True)
def test_every_screen_is_printed_where_signs_cannot_be(run: Run, work: Path, encoding: str) -> None:
    """Our signs become plain ones, and what a student prints is escaped."""
    module = MODULE.replace(LINEAR, WRONG.replace("    return", "    print('α → β')\n    return"))
    (work / "mlp.py").write_text(module, encoding="utf-8")
    codes = {"check": 1, "": 1}
    for words in SCREENS:
        code = 2 if words[-1:] == ("lineal",) else codes.get("".join(words[:1]), 0)
        done = run("-m", "autograder", *words, code=code, encoding=encoding)
        shown = done.stdout.decode(encoding)
        assert shown or done.stderr.decode(encoding)
        if words == ("check", "linear", "--all"):
            assert "x linear" in shown
            assert r"\u03b1 > \u03b2" in shown


@pytest.mark.parametrize("run", ["as it is"], indirect=True)
def test_the_live_screen_is_drawn_in_a_windows_console(run: Run) -> None:
    code = f"from autograder.cli.common import print_plainly\nprint_plainly()\n{WATCHED}"
    assert "...................." in run("-c", code, encoding="cp1252").stdout.decode("cp1252")
