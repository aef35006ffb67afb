"""`check` in a student's notebook: in the same process, on the public key."""

from __future__ import annotations

import builtins
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest

import autograder
from autograder import check, hint
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.key import InvalidKeyError, Key, load, save_text
from autograder.reports.report import Verdict
from autograder.student import caller, case
from autograder.student.result import Result

Code = Callable[[str], dict[str, Any]]

with_timer = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="the system has no timer that interrupts a call"
)


@pytest.fixture
def notebook(tiny: Callable[..., Room], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Code:
    """Runs a notebook's code beside the tiny course's key; its namespace."""
    (tmp_path / "key.json").write_text(save_text(make_assignment_key(tiny())), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(code: str) -> dict[str, Any]:
        namespace: dict[str, Any] = {"np": np}
        exec(compile(code, "<cell>", "exec"), namespace)  # noqa: S102
        return namespace

    return run


RIGHT = """
def double(x):
    return 2 * x

def total(x, start=0.0):
    return double(x).sum() + start
"""


def test_a_right_function_passes(notebook: Code) -> None:
    result = check(notebook(RIGHT)["double"])
    assert result.passed
    assert repr(result) == "✓ double · twice every element   1 / 1"


def test_a_function_may_take_any_right_way(notebook: Code) -> None:
    assert check(notebook("def double(x): return np.add(x, x, dtype='float32')")["double"]).passed


def test_a_named_mistake_is_told(notebook: Code) -> None:
    result = check(notebook("def double(x): return x")["double"])
    assert not result.passed
    assert result.verdict.mistake == "nothing_is_doubled"
    assert "The elements come back as they are." in repr(result)
    assert "A factor 2 is missing." in repr(result)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("    2 * x", "Is a return missing?"),
        ("    return 1 / 0", "double raises ZeroDivisionError in line 2"),
        ("    raise SystemExit", "double ends Python in line"),
        ("    return double(x)", "double raises RecursionError"),
        ("    x *= 2\n    return x", "double changes its argument x"),
        ("    raise NotImplementedError()", "Not attempted yet."),
        ("    return input", "a value of type"),
    ],
)
def test_a_wrong_function_is_told_why(notebook: Code, body: str, words: str) -> None:
    result = check(notebook(f"def double(x):\n{body}\n")["double"])
    assert not result.passed
    assert words in repr(result)


def test_a_name_that_was_given_to_a_result_is_asked_about(notebook: Code) -> None:
    namespace = notebook("double = np.ones(2)")
    with pytest.raises(ValueError, match=r"type ndarray\.\nIf its name was given to a result"):
        check(namespace["double"])


STUB = "def double(x):\n    raise NotImplementedError()\n"


def test_a_call_of_what_is_not_written_yet_is_answered_for_and_said(notebook: Code) -> None:
    result = check(notebook(RIGHT + STUB)["total"])
    assert result.passed
    assert repr(result).splitlines()[1:] == ["    Correct: it passes once `double` is fixed."]


def test_a_wrong_function_that_calls_what_is_not_written_yet_is_told_its_own_mistake(
    notebook: Code,
) -> None:
    """It is judged with the key's answers for what is not there, which hide its own no longer."""
    code = RIGHT.replace("+ start", "- start")
    result = check(notebook(code + STUB)["total"])
    assert result.verdict.status == "failed"
    assert "not written" not in repr(result)


def test_an_interrupt_ends_the_check_and_says_where_it_was(notebook: Code) -> None:
    """Jupyter's stop button must stop a loop that does not end."""
    double = notebook("def double(x):\n    raise KeyboardInterrupt")["double"]
    with pytest.raises(KeyboardInterrupt) as caught:
        check(double)
    told = "The check was interrupted while double was running, in line 2 of double's cell."
    assert str(caught.value).splitlines()[0] == told


# --- time -----------------------------------------------------------------------------------------


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short limit for a call."""
    monkeypatch.setattr(caller.InProcess, "seconds_for", lambda self, request: 0.6)


LOOPS = {
    "an endless loop": "def double(x):\n    while True: pass",
    "a loop that catches everything": (
        "def double(x):\n    while True:\n        try:\n            while True: pass\n"
        "        except Exception: pass"
    ),
    "a loop that catches it once": (
        "def double(x):\n    try:\n        while True: pass\n    except: pass\n    while True: pass"
    ),
    "sleep": "def double(x):\n    import time\n    time.sleep(60)",
}


@with_timer
@pytest.mark.parametrize("code", LOOPS.values(), ids=LOOPS)
def test_a_loop_that_does_not_end_is_ended_and_its_line_told(
    notebook: Code, hasty: None, code: str
) -> None:
    result = check(notebook(code)["double"])
    assert result.verdict.status == "timeout"
    limit = "did not finish within 0.6 s"
    assert re.search(rf"double {limit}.*; .* in line \d of its cell:", repr(result))


@with_timer
def test_a_loop_in_a_helper_is_told_with_its_name(notebook: Code, hasty: None) -> None:
    result = check(notebook("def slow():\n    while True: pass\ndef double(x): slow()")["double"])
    assert "in line 2 of the cell of slow:" in repr(result)


@with_timer
def test_the_timer_of_somebody_else_is_put_back(notebook: Code) -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))
    signal.setitimer(signal.ITIMER_REAL, 60)
    try:
        assert check(notebook(RIGHT)["double"]).passed
        assert 50 < signal.getitimer(signal.ITIMER_REAL)[0] <= 60
        signal.raise_signal(signal.SIGALRM)
        assert rung
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_beside_the_main_thread_there_is_no_limit(notebook: Code) -> None:
    """A timer could only interrupt the main thread."""
    double = notebook(RIGHT)["double"]
    with ThreadPoolExecutor(1) as other:
        assert other.submit(check, double).result().passed


# --- several --------------------------------------------------------------------------------------


def test_several_functions_are_told_with_their_sum(notebook: Code) -> None:
    namespace = notebook(RIGHT.replace("+ start", ""))
    result = check(namespace["double"], namespace["total"])
    assert not result.passed
    assert [verdict.status for verdict in result.verdicts] == ["passed", "failed"]
    assert repr(result).splitlines()[-1] == "1 of 3 points"
    assert "1 of 3 points" in result._repr_html_()


def test_without_a_function_all_exercises_are_checked(
    notebook: Code, monkeypatch: pytest.MonkeyPatch
) -> None:
    namespace = notebook(RIGHT)
    for name in ("double", "total"):
        monkeypatch.setitem(sys.modules["__main__"].__dict__, name, namespace[name])
    result = check()
    assert result.passed
    assert [verdict.name for verdict in result.verdicts] == ["double", "total"]


# --- hints ----------------------------------------------------------------------------------------


def test_a_wrong_function_is_told_how_a_hint_is_asked_for(
    notebook: Code, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key = load(Path("key.json"))
    exercises = tuple(replace(e, hints=("What is twice one?",)) for e in key.exercises)
    Path("key.json").write_text(save_text(replace(key, exercises=exercises)), encoding="utf-8")
    double = notebook("def double(x): return -x")["double"]
    assert 'next: hint("double")' in repr(check(double))
    monkeypatch.setitem(sys.modules["__main__"].__dict__, "double", double)
    assert "next: hint(double)" in repr(check(double))
    assert "<code>hint(double)</code>" in check(double)._repr_html_()
    hint(double)
    assert capsys.readouterr().out == "hint 1 of 1 for double:\n  What is twice one?\n"


def test_a_hint_begins_with_the_mistake_that_the_check_in_this_notebook_found(
    public_key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "key.json").write_text(save_text(public_key), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    added = [False]

    def linear(x: Any, weights: Any, bias: float = 0.0) -> Any:
        return x @ weights + bias * added[0]

    check(linear)
    hint(linear)
    told = "The last check of linear found this:\n  The bias never reaches the result.\n\n"
    assert capsys.readouterr().out.startswith(f"{told}hint 1 of 3 for linear:")
    added[0] = True
    check(linear)
    hint(linear)
    assert capsys.readouterr().out.startswith("hint 2 of 3 for linear:")
    hint()
    assert "  linear               2 of 3 hints taken" in capsys.readouterr().out


# --- scripts --------------------------------------------------------------------------------------

WRONG_LINEAR = (
    "from autograder.student import check\n"
    "def linear(x, weights, bias=0.0):\n    return x @ weights\n"
)
SHOWN = "✗ linear · adds the bias to every row of x · weights   0 / 2\n"


def script(text: str, folder: Path, *command: str) -> str:
    """What a script prints beside the key of mlp."""
    key = Path(__file__).resolve().parent.parent / "assignments" / "mlp" / "key.json"
    (folder / "key.json").write_bytes(key.read_bytes())
    (folder / "mine.py").write_text(WRONG_LINEAR + text, encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, *(command or ("mine.py",))], cwd=folder, capture_output=True,
        encoding="utf-8", env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_a_check_that_is_a_line_of_a_script_prints(tmp_path: Path) -> None:
    shown = script("check(linear)\n", tmp_path)
    assert shown.startswith(SHOWN)
    assert "    The bias never reaches the result.\n" in shown


def test_it_prints_wherever_the_line_stands(tmp_path: Path) -> None:
    text = "def main():\n    for _ in range(2):\n        check(\n            'linear')\n"
    assert script(f"{text}if __name__ == '__main__':\n    main()\n", tmp_path).count(SHOWN) == 2


def test_a_script_that_does_something_with_the_result_has_it_once(tmp_path: Path) -> None:
    text = "result = check(linear)\nassert not check(linear).passed\nprint(result)\n"
    assert script(text, tmp_path).count(SHOWN) == 1


def test_a_check_in_an_imported_module_prints_nothing(tmp_path: Path) -> None:
    assert script("check(linear)\n", tmp_path, "-c", "import mine") == ""


def test_a_terminal_that_lacks_the_letters_gets_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "import sys\nsys.stdout.reconfigure(encoding='ascii')\ncheck(linear)\n"
    assert script(text, tmp_path).startswith("? linear ? adds the bias to every row of x ? weights")


def test_a_cell_shows_a_check_once(tmp_path: Path) -> None:
    """IPython shows the result of a cell's last line, and prints nothing else."""
    pytest.importorskip("IPython")
    code = (
        "from IPython.core.interactiveshell import InteractiveShell as Shell\n"
        "Shell.instance().run_cell(open('mine.py').read())\n"
    )
    shown = script("check(linear)\ncheck(linear)\n", tmp_path, "-c", code)
    assert shown.count(SHOWN.strip()) == 1


# --- what IPython shows of errors -----------------------------------------------------------------


def test_errors_of_use_are_shown_without_a_traceback(
    notebook: Code, capsys: pytest.CaptureFixture[str]
) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_cell("from autograder import check\ncheck('dubble')")
    shown = capsys.readouterr().out
    assert shown == "tiny has no exercise 'dubble'. Is double meant?\nIt has double, total.\n"


def test_an_exercise_is_found_by_name_in_the_notebook(
    notebook: Code, monkeypatch: pytest.MonkeyPatch
) -> None:
    namespace = notebook(RIGHT)
    monkeypatch.setitem(sys.modules["__main__"].__dict__, "double", namespace["double"])
    assert check("double").passed


def test_an_exercise_that_the_notebook_lacks_is_missing(notebook: Code) -> None:
    result = check("double")
    assert result.verdict.status == "missing"
    assert "double is not defined here. Has its cell been run?" in repr(result)


@pytest.mark.parametrize("ask", [check, hint, case])
@pytest.mark.parametrize("name", ["nothing", "Double", ""])
def test_an_unknown_name_is_an_error_that_names_the_known_ones(
    notebook: Code, ask: Callable[[str], Any], name: str
) -> None:
    with pytest.raises(ValueError, match=f"tiny has no exercise '{name}'"):
        ask(name)


@pytest.mark.parametrize("thing", [len, 3, None, np.zeros(3), print])
def test_what_is_no_exercise_is_an_error(notebook: Code, thing: Any) -> None:
    what = "tiny has no exercise" if callable(thing) else "this is a value of type"
    with pytest.raises(ValueError, match=what):
        check(thing)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use cannot be deleted there")
def test_a_folder_that_was_replaced_asks_for_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the assignment is downloaded again while its notebook is open."""
    (tmp_path / "old").mkdir()
    monkeypatch.chdir(tmp_path / "old")
    (tmp_path / "old").rmdir()
    with pytest.raises(InvalidKeyError, match=r"replaced or deleted\.\nRestart the kernel\."):
        check("double")


def test_a_folder_without_a_key_says_where_it_belongs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(InvalidKeyError) as caught:
        check("double")
    assert str(caught.value) == (
        f"There is no key.json in {tmp_path / 'empty'}.\n"
        "It comes with the assignment: keep it beside the notebook."
    )


def test_an_authors_notebook_uses_the_key_of_its_release(
    notebook: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    double = notebook(RIGHT)["double"]
    for folder in ("source", "assignments"):
        (tmp_path / folder / "tiny").mkdir(parents=True)
    shutil.copy(tmp_path / "key.json", tmp_path / "assignments" / "tiny")
    monkeypatch.chdir(tmp_path / "source" / "tiny")
    assert check(double).passed


def test_a_key_may_lie_elsewhere(
    notebook: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    double = notebook(RIGHT)["double"]
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert check(double, key=tmp_path / "key.json").passed
    assert check(double, key="../key.json").passed


def test_the_grader_runs_its_own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check cell that is run while grading knows no answer and gives no points."""
    monkeypatch.setenv("AUTOGRADER_WORKER", "1")
    result = autograder.check("double")
    assert not result.passed
    assert repr(result) == "The grader runs its own checks."
    assert not hasattr(result, "_repr_html_")


# --- the notebook's own names -------------------------------------------------------------------


def test_a_wrong_helper_is_answered_for_and_put_back(notebook: Code) -> None:
    namespace = notebook(RIGHT.replace("2 * x", "3 * x"))
    before = dict(namespace)
    result = check(namespace["total"])
    assert result.passed
    assert result.verdict.follow_through
    assert namespace == before


def test_a_helper_that_was_not_there_is_not_there_afterwards(notebook: Code) -> None:
    namespace = notebook(RIGHT)
    del namespace["double"]
    assert check(namespace["total"]).passed
    assert "double" not in namespace


def test_a_mistake_of_its_own_is_named_although_a_helper_fails_too(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linear lacks its return; forward, judged with a right linear, forgets the output sigmoid."""
    monkeypatch.chdir(root / "assignments" / "mlp")
    namespace: dict[str, Any] = {"np": np}
    code = """
def linear(x, weights, bias=0.0): x @ weights + bias
def sigmoid(x): return 1 / (1 + np.exp(-x))
def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, linear(g, weights_output, bias)
"""
    exec(code, namespace)  # noqa: S102  # a cell of our own
    verdict = check(namespace["forward"]).verdict
    assert verdict is not None
    assert verdict.mistake == "output_sigmoid_is_missing"


def test_a_helper_is_put_back_after_an_exception_too(notebook: Code) -> None:
    namespace = notebook(RIGHT.replace("2 * x", "3 * x").replace("+ start", "+ start + undefined"))
    before = dict(namespace)
    assert not check(namespace["total"]).passed
    assert namespace == before


def test_a_helper_is_put_back_after_an_interrupt_too(notebook: Code) -> None:
    code = RIGHT.replace("2 * x", "3 * x").replace(
        "return double(x).sum()", "if type(double(x)[0][0]) is not float and CALLS: raise "
        "KeyboardInterrupt\n    CALLS.append(1)\n    return double(x).sum()"
    )  # fmt: skip
    namespace = notebook("CALLS = []\n" + code)
    original = namespace["double"]
    with pytest.raises(KeyboardInterrupt):
        check(namespace["total"])
    assert namespace["double"] is original


def test_arguments_are_copies_of_the_keys(notebook: Code) -> None:
    """A second check must see the same inputs."""
    double = notebook("def double(x):\n    y = 2 * x\n    x[:] = 7\n    return y\n")["double"]
    assert repr(check(double)) == repr(check(double))


def test_a_check_leaves_nothing_behind(notebook: Code, tmp_path: Path) -> None:
    double = notebook(RIGHT)["double"]
    before = (sorted(tmp_path.rglob("*")), dict(os.environ), Path.cwd(), builtins.__dict__.copy())
    check(double)
    after = (sorted(tmp_path.rglob("*")), dict(os.environ), Path.cwd(), builtins.__dict__.copy())
    assert before == after


def test_a_wrapped_function_passes(notebook: Code) -> None:
    code = "import functools\ncached = lambda f: functools.wraps(f)(lambda *a, **k: f(*a, **k))\n"
    assert check(notebook(code + "@cached\n" + RIGHT.strip())["double"]).passed


# --- how a result is shown ----------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script>&'\"\x1b[31m\u202e"


@pytest.fixture
def hostile(notebook: Code) -> Result:
    """The result of a function that raises an exception with hostile text in it."""
    namespace = notebook("def double(x): raise ValueError(TEXT)")
    assert isinstance(namespace["double"], FunctionType)
    namespace["TEXT"] = HOSTILE
    return check(namespace["double"])


def test_hostile_text_is_shown_as_text_in_html(hostile: Result) -> None:
    html = hostile._repr_html_()
    assert html is not None
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#x27;&quot;" in html


def test_control_and_direction_characters_are_written_out(hostile: Result) -> None:
    for shown in (repr(hostile), str(hostile._repr_html_())):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "\\x1b[31m\\u202e" in shown


def test_a_result_is_html_in_a_notebook_and_text_elsewhere() -> None:
    verdict = Verdict("f", "a title", 0.0, 2.0, "failed", details=("one", "two"), has_hints=True)
    result = Result((verdict,))
    assert repr(result) == '✗ f · a title   0 / 2\n    one\n    two\n    next: hint("f")'
    html = str(result._repr_html_())
    assert html.count("<div") == html.count("</div>")
    assert "0 / 2" in html


# --- case ---------------------------------------------------------------------------------------


def test_a_case_gives_the_arguments_to_call_a_function_with(notebook: Code) -> None:
    double = notebook(RIGHT)["double"]
    x = case(double, 1)
    assert isinstance(x, np.ndarray)
    x[:] = 0
    assert case(double, 1).any()


def test_a_case_that_does_not_exist_is_explained(notebook: Code) -> None:
    with pytest.raises(ValueError, match="double has the cases 1 to "):
        case(notebook(RIGHT)["double"], 99)
