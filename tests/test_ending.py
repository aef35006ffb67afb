"""How a report ends at any number of points, and how work is handed in."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from courses import book, complete, copy_of

from autograder.cli import main
from autograder.cli.student import lines
from autograder.reports.report import Verdict
from autograder.reports.text import points
from autograder.student.next_step import next_steps
from autograder.student.remaining import Remaining, remaining

Golden = Callable[[str, str], None]
ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENTS = sorted(path.name for path in (ROOT / "assignments").iterdir())
NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
DUE = datetime(2026, 12, 1, 11, 0, tzinfo=UTC)

linux = pytest.mark.skipif(sys.platform != "linux", reason="grading and releasing need Linux")
needs_nbgrader = pytest.mark.skipif(
    importlib.util.find_spec("nbgrader") is None, reason="nbgrader is not installed"
)


@pytest.fixture(autouse=True)
def _in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process cannot be set here")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's copy of the assignment xor, which has written answers."""
    shutil.copytree(ROOT / "assignments" / "xor", tmp_path / "xor")
    monkeypatch.chdir(tmp_path / "xor")
    return tmp_path / "xor"


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == code, result.output
    return result


def verdicts(*statuses: Any) -> list[Verdict]:
    return [
        Verdict(f"f{n}", "", 0, 1, status, has_hints=n % 2 == 0)
        for n, status in enumerate(statuses, 1)
    ]


def answer(folder: Path, texts: list[str]) -> None:
    """Write these texts into the notebook's cells for written answers, one after the other."""
    path = folder / "xor.ipynb"
    text = path.read_text(encoding="utf-8")
    for each in texts:
        text = text.replace("YOUR ANSWER HERE", each, 1)
    path.write_text(text, encoding="utf-8")


# --- the last lines -------------------------------------------------------------------------------

WRITTEN = Remaining("xor.ipynb", 4, answers=2)
STATES = {
    "untouched": (["not_attempted"] * 2, Remaining()),
    "half done": (["passed", "not_attempted"], Remaining()),
    "wrong, with a hint": (["passed", "failed", "not_attempted"], Remaining()),
    "wrong, without a hint": (["failed", "passed"], Remaining()),
    "several wrong, a deadline": (["passed", "failed", "exception"], Remaining(deadline=DUE)),
    "only written answers left": (["passed"], Remaining("xor.ipynb", 4, 2, 1, deadline=DUE)),
    "everything is written": (["passed"], Remaining("xor.ipynb", 4, 2, deadline=DUE)),
    "one written answer": (["passed"], Remaining("xor.ipynb", 1, 1, 1)),
    "nothing but exercises": (["passed"], Remaining()),
    "after the deadline": (["passed"], Remaining(deadline=NOW - timedelta(hours=2))),
}  # fmt: skip


def test_each_state_has_a_next_step(assert_golden: Golden) -> None:
    text = ""
    for name, (statuses, rest) in STATES.items():
        steps = next_steps("xor", verdicts(*statuses), rest, now=NOW)
        assert steps, name
        text += f"--- {name}\n" + "\n".join(steps) + "\n"
    assert_golden("next_steps", text)


def test_a_check_of_some_exercises_is_not_the_end() -> None:
    steps = next_steps("xor", verdicts("passed"), WRITTEN, some=True)
    assert steps == ["next: check everything: autograder check"]


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=3, hours=5), "3 days"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(seconds=90), "1 minute"),
        (timedelta(seconds=1), "0 minutes"),
    ],
)
def test_the_time_left_is_said_in_one_unit(left: timedelta, words: str) -> None:
    (line,) = Remaining(deadline=DUE).due(DUE - left)
    assert line == f"the deadline is Tue 1 Dec 2026, 12:00 CET, in {words}"


def test_a_deadline_that_has_passed_is_said_without_blame() -> None:
    assert Remaining(deadline=DUE).due(DUE) == ["the deadline was Tue 1 Dec 2026, 12:00 CET"]


# --- what is left in a folder ---------------------------------------------------------------------


def test_written_answers_are_counted_with_those_that_are_not_written(folder: Path) -> None:
    assert remaining(folder, "xor") == Remaining("xor.ipynb", 4, 2, 2)
    answer(folder, ["The second row."])
    assert remaining(folder, "xor") == Remaining("xor.ipynb", 4, 2, 1)
    assert remaining(folder, "xor").by_a_person() == (
        "4 points for two written answers, in xor.ipynb"
    )


@pytest.mark.parametrize("text", ["", "[]", "{", '{"course": 3, "deadline": "soon"}', "[" * 10_000])
def test_a_deadline_that_cannot_be_read_is_none(folder: Path, text: str) -> None:
    (folder / "course.json").write_text(text, encoding="utf-8")
    (folder / "xor.ipynb").write_text("{", encoding="utf-8")
    rest = remaining(folder, "xor")
    assert (rest.course, rest.deadline, rest.answers) == ("", None, 0)


# --- the screen -----------------------------------------------------------------------------------


def a_class_of_failures(name: str, *, body: int) -> dict[str, Any]:
    """A check in which every exercise of an assignment is wrong, with so many lines on each."""
    key = json.loads((ROOT / "assignments" / name / "key.json").read_text(encoding="utf-8"))
    heads = [f"  ✗ {exercise['name']}" for exercise in key["exercises"]]
    return {
        "exercises": [
            {"name": head, "status": "failed", "head": [head], "body": ["      wrong"] * body}
            for head in heads
        ],
        "remark": "", "summary": f"{name} · 0 of {points(9)} points",
        "next": ["next: autograder hint x", "9 more exercises are wrong", "the deadline is today"],
    }  # fmt: skip


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_first_failure_and_the_points_stay_in_a_terminal_of_24_lines(name: str) -> None:
    done = a_class_of_failures(name, body=15)
    view = list(lines(done, full=False))[-23:]
    assert done["exercises"][0]["head"][0] in view
    assert any("0 of 9 points" in line for line in view)


@pytest.mark.parametrize("name", ["mlp", "perceptron"])
@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("work", ["untouched", "wrong"])
def test_no_line_is_wider_than_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, width: int, work: str
) -> None:
    shutil.copytree(ROOT / "assignments" / name, tmp_path / name)
    monkeypatch.chdir(tmp_path / name)
    monkeypatch.setattr("autograder.cli.student.text_width", lambda: width)
    if work == "wrong":
        path = Path(f"{name}.py")
        text = path.read_text(encoding="utf-8").replace("raise NotImplementedError()", "return 1")
        path.write_text(text, encoding="utf-8")
    shown = run("check", code=1).stdout.splitlines()
    assert max(map(len, shown)) <= width
    assert any("points" in line for line in shown[-23:])
    if work == "wrong":
        first = next(line for line in shown if "✗" in line)
        assert first in shown[-23:]


# --- handing in -----------------------------------------------------------------------------------


def test_without_an_exchange_the_files_to_upload_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, assert_golden: Golden
) -> None:
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    course = {"course": "networks", "deadline": "2020-12-01T11:00:00Z"}
    (folder / "course.json").write_text(json.dumps(course), encoding="utf-8")
    for name in ("xor.ipynb", "xor.py"):
        os.utime(folder / name, (NOW.timestamp(), NOW.timestamp()))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert_golden("submit_upload", run("submit").stdout.replace(str(folder), "/home/ada/xor"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_without_work_is_not_handed_in(folder: Path) -> None:
    (folder / "xor.ipynb").unlink()
    (folder / "xor.py").unlink()
    assert "Nothing was handed in. The folder holds neither" in run("submit", code=1).stderr


@pytest.fixture
def course(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's home beside the exchange of a course that has released `mlp`."""
    cache = "c.Exchange.cache = {exchange!r} + '-cache'\n"
    course = copy_of(released, tmp_path / "course", cache)
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(course))
    return course


def outbound(course: Path) -> Path:
    (found,) = (course / "exchange").glob("*/outbound/mlp")
    return found


@linux
@needs_nbgrader
def test_releasing_writes_the_deadline_beside_the_key(course: Path) -> None:
    """In the exchange, and in the folder that is uploaded where there is none."""
    assert json.loads((outbound(course) / "course.json").read_text()) == {"course": "test-course"}
    with book(course) as gradebook:
        gradebook.update_or_create_assignment("mlp", duedate="2026-12-01 12:00:00 CET")
    complete(course, "release", "mlp")
    path = outbound(course) / "course.json"
    assert json.loads(path.read_text()) == {
        "course": "test-course", "deadline": "2026-12-01T11:00:00Z",
    }  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) & 0o444 == 0o444
    uploaded = course / "assignments" / "mlp" / "course.json"
    assert uploaded.read_text() == path.read_text()
    assert remaining(outbound(course), "mlp").deadline == DUE


@linux
@needs_nbgrader
def test_work_is_handed_in_through_the_exchange_as_often_as_one_likes(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assert_golden: Golden
) -> None:
    """Whatever the folder is called; each time beside what was handed in before."""
    home = tmp_path / "mlp (1)"
    shutil.copytree(outbound(course), home)
    monkeypatch.chdir(home)
    said = [run("submit").stdout for _ in range(2)]
    taken = sorted((course / "exchange" / "test-course" / "inbound").iterdir())
    assert len(taken) == 2
    for folder in taken:
        assert folder.name.split("+")[1] == "mlp"
        assert (folder / "mlp.ipynb").read_bytes() == (home / "mlp.ipynb").read_bytes()
    when = re.sub(r"\w{3} \d+ \w{3} \d{4}, \d\d:\d\d CES?T", "WHEN", said[0])
    assert_golden("submit", re.sub(r"by [\w.-]+,", "by ada,", when))


@linux
@needs_nbgrader
def test_what_nbgrader_refuses_is_said_with_its_reason_and_another_way(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "mlp"
    shutil.copytree(outbound(course), home)
    (home / "course.json").write_text('{"course": "another"}', encoding="utf-8")
    monkeypatch.chdir(home)
    error = run("submit", code=1).stderr
    assert "nbgrader did not take mlp: Inbound directory doesn't exist" in error
    assert f"  {home / 'mlp.ipynb'}\n" in error


# --- the README in the folder ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_the_released_folder_has_a_readme_that_is_true(name: str) -> None:
    folder = ROOT / "assignments" / name
    text = (folder / "README.md").read_text(encoding="utf-8")
    key = json.loads((folder / "key.json").read_text(encoding="utf-8"))
    total = sum(exercise["points"] for exercise in key["exercises"])
    assert text.startswith(f"# {key['title']}\n")
    assert len(text.splitlines()) <= 22
    assert f"give {total:g} points" in text
    assert set(re.findall(r"`(\w+\.\w+)`", text)) <= {path.name for path in folder.iterdir()}
    assert set(re.findall(r"autograder (\w+)", text)) <= set(main.commands)


def test_a_check_of_the_whole_notebook_ends_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new interpreter stands for the kernel; commands are said as cells run them."""
    shutil.copytree(ROOT / "assignments" / "mlp", tmp_path / "mlp")
    monkeypatch.chdir(tmp_path / "mlp")
    code = "def sigmoid(x): return x\nfrom autograder import check\nr = check()\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}print(r)"], capture_output=True, text=True, timeout=120
    )
    end = '0 of 20 points\nnext: fix that, then: check("linear")\n'
    assert done.stdout.endswith(end), done.stdout + done.stderr
