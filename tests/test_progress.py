"""How far a long command is: on a terminal, and in a log."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from rich.console import Console

from autograder.cli.progress import Bar, bar_on, pace


def test_the_bar_as_it_is_shown(assert_golden: Callable[[str, str], None]) -> None:
    now = [0.0]
    screen = io.StringIO()
    console = Console(file=screen, width=78, force_terminal=True, color_system=None)
    progress = bar_on(console, lambda: now[0])
    task = progress.add_task("grading", total=400)
    for done, seconds in ((0, 0.0), (4, 3.0), (10, 5.0), (100, 50.0), (390, 195.0), (400, 200.0)):
        now[0] = seconds
        progress.update(task, completed=done)
        console.print(progress.get_renderable())
    laws = bar_on(console, lambda: now[0])
    task = laws.add_task("mlp: laws", total=None)
    laws.update(task, completed=3)
    # The bar of what has no known end moves.
    line = console.file = io.StringIO()
    console.print(laws.get_renderable())
    shown = re.sub("[━╸╺ ]{20,}", " (moves) ", line.getvalue())
    assert_golden("progress", screen.getvalue() + shown)


@pytest.mark.parametrize(
    ("done", "total", "seconds", "words"),
    [
        (4, 400, 2.0, ""),
        (5, 400, 0.0, ""),
        (5, 10, 5.0, "1.0/s, about 5 s to go"),
        (10, 400, 60.0, "10.0/min, about 39 min to go"),
        (300, 400, 100.0, "3.0/s, about 35 s to go"),
        (400, 400, 100.0, "4.0/s, about 0 s to go"),
        (20, None, 10.0, "2.0/s"),
    ],
)
def test_a_time_to_go_is_what_the_rate_so_far_gives(
    done: float, total: float | None, seconds: float, words: str
) -> None:
    assert pace(done, total, seconds) == words


def test_a_log_has_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar() as bar:
        bar.begin("grading", 3)
        bar.step()
    assert capsys.readouterr() == ("", "")


WORK = """
import sys
from autograder.cli.common import tell
from autograder.cli.progress import Bar
with Bar() as bar:
    bar.begin("grading", 2)
    for name in ("ada", "ben"):
        tell(f"{name}: graded")
        print(f"data of {name}")
        bar.step()
tell("done")
"""


def test_on_a_terminal_lines_appear_above_the_bar_and_data_stays_on_stdout() -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-c", WORK], stdout=subprocess.PIPE, stderr=theirs, env=environment,
        check=True,
    )  # fmt: skip
    os.close(theirs)
    screen = b""
    try:
        while part := os.read(ours, 10_000):
            screen += part
    except OSError:  # Linux says so where the other end is closed
        pass
    os.close(ours)
    assert done.stdout == b"data of ada\ndata of ben\n"
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", screen.decode())
    assert "grading" in text and "2/2" in text
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n")]
    assert [line for line in lines if line in ("ada: graded", "ben: graded", "done")] == [
        "ada: graded", "ben: graded", "done",
    ]  # fmt: skip
