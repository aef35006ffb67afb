"""The live screen: what is on it at each size, and what a save and a key do."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from autograder.reports.report import Report, Verdict
from autograder.student.checking import Job
from autograder.student.screens import screen as screen_of
from autograder.student.watching import Screen

Golden = Callable[[str, str], None]
ROOT = Path(__file__).resolve().parent.parent
STATUSES = ("passed", "failed", "passed", "exception", "not_attempted", "not_attempted")


def exercise(number: int, status: str) -> dict[str, Any]:
    name, symbol = f"exercise_{number}", {"passed": "✓", "not_attempted": "○"}.get(status, "✗")
    body = ["      case 1: x (4, 2)", "      Element [0, 0] of the result is 1, expected 2."]
    return {
        "name": name,
        "status": status,
        "head": [f"  {symbol} {name} · its title", "    in two lines"],
        "body": body if symbol == "✗" else [],
    }


def a_screen(count: int = len(STATUSES)) -> Screen:
    screen = Screen()
    screen.show({
        "summary": "work · 2 of 6 points",
        "json": {"points": 2, "max_points": 6},
        "exercises": [exercise(n, STATUSES[n % len(STATUSES)]) for n in range(count)],
        "next": ["next: autograder hint exercise_1"],
    })  # fmt: skip
    return screen


def shown(screen: Screen, width: int = 80, height: int = 24) -> str:
    return click.unstyle("\n".join(screen.lines(width, height)))


def test_the_first_exercise_that_is_wrong_is_shown_in_full(assert_golden: Golden) -> None:
    assert_golden("watch", shown(a_screen()))


def test_everything_fits_the_smallest_usual_terminal() -> None:
    """The points, the exercise that is current, and the keys stay in view."""
    text = shown(a_screen(count=40))
    assert len(text.splitlines()) <= 24
    assert "2 of 6 points" in text
    assert "Element [0, 0] of the result" in text
    assert "h hint" in text


def test_next_goes_round_what_is_not_finished() -> None:
    screen, seen = a_screen(), []
    for _ in range(5):
        seen.append(screen.current)
        screen.next()
    assert seen == ["exercise_1", "exercise_3", "exercise_4", "exercise_5", "exercise_1"]


def test_an_exercise_that_passes_now_leaves_its_place_to_the_next() -> None:
    screen = a_screen()
    done = screen.done | {"exercises": [exercise(1, "passed"), exercise(3, "failed")]}
    screen.show(done)
    assert screen.current == "exercise_3"


def test_what_a_save_breaks_becomes_current() -> None:
    screen = a_screen()
    assert screen.current == "exercise_1"
    broken = [exercise(n, STATUSES[n]) for n in range(6)]
    broken[2] = exercise(2, "failed") | {"body": ["      case 1: another fault"]}
    screen.show(screen.done | {"exercises": broken})
    assert screen.current == "exercise_2"
    screen.next()
    screen.show(screen.done | {"exercises": broken})  # a save that changes nothing
    assert screen.current == "exercise_3"


def test_one_cause_that_stops_all_is_shown_whichever_exercise_was_current() -> None:
    """The others have nothing to say, so that `n` goes past them."""
    screen = a_screen()
    stopped = [exercise(n, "missing") | {"body": []} for n in range(1, 6)]
    cause = exercise(0, "missing") | {"body": ["      SyntaxError in line 7"]}
    screen.show(screen.done | {"exercises": [cause, *stopped]})
    assert "SyntaxError in line 7" in shown(screen)
    screen.next()
    assert "SyntaxError in line 7" in shown(screen)


def test_a_long_case_is_wrapped_and_leaves_the_points_in_view() -> None:
    screen = a_screen()
    screen.text = "\n".join(["x = np.array([" + ", ".join(["0.123456789"] * 60)] * 3)
    lines = shown(screen).splitlines()
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert "2 of 6 points" in lines[0]


def test_the_next_step_on_the_screen_is_a_key_or_a_save() -> None:
    def steps(status: str, cause: str = "") -> list[str]:
        verdict = Verdict("f", "title", 0, 1, status, None, "", (), has_hints=True, cause=cause)
        report = Report("work", "title", "work", "graded", (), (verdict,))
        return list(screen_of(report, Job("nowhere", live=True))["next"])

    assert steps("failed") == ["next: press h for a hint"]
    assert steps("missing", "SyntaxError") == ["next: fix that, then: save"]
    assert steps("not_attempted")[-1] == "then: save"


def test_all_exercises_can_be_shown_in_full() -> None:
    screen = a_screen()
    screen.is_full = True
    assert shown(screen).count("expected 2.") == 2


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[int]:
    """`autograder check sigmoid --watch` in a terminal of its own, in a folder without work."""
    pty = pytest.importorskip("pty", reason="the system has no terminals to open")
    shutil.copytree(ROOT / "assignments" / "mlp", tmp_path / "mlp")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "autograder", "watch", "sigmoid"]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path / "mlp",
        start_new_session=True, env=os.environ | {"TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    yield ours
    process.kill()
    process.wait()
    os.close(ours)


def wait_for(terminal: int, pattern: str, seconds: float = 120) -> str:
    """What the terminal shows up to this text; a test that waits longer has failed."""
    text, end = "", time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                text += os.read(terminal, 1 << 16).decode(errors="replace")
            except OSError:  # the program has ended
                break
        if re.search(pattern, click.unstyle(text)):
            return text
    raise AssertionError(f"{pattern!r} does not appear in {text!r}")


def test_a_save_is_checked_and_keys_are_obeyed(terminal: int, tmp_path: Path) -> None:
    wait_for(terminal, r"○ sigmoid[\s\S]*watching this folder")
    module = "import numpy as np\ndef sigmoid(x):\n    return 1 / (1 + np.exp(x))\n"
    (tmp_path / "mlp" / "mlp.py").write_text(module, encoding="utf-8")
    wait_for(terminal, r"✗ sigmoid[\s\S]*watching this folder")
    os.write(terminal, b"h")
    wait_for(terminal, "hint 1 of 3 for sigmoid")
    os.write(terminal, b"s")
    wait_for(terminal, "# sigmoid, case")
    right = module.replace("exp(x)", "exp(-x)")
    (tmp_path / "mlp" / "mlp.py").write_text(right, encoding="utf-8")
    wait_for(terminal, r"[✓✗] sigmoid[\s\S]*watching this folder")
    os.write(terminal, b"q")
    with pytest.raises(AssertionError, match="does not appear"):
        wait_for(terminal, "nothing more")
