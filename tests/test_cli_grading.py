"""Grading folders at the command line: what is printed, where, and with which exit code."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_cli import FAULT, USAGE, Altered, Golden, linux, run

from autograder.authoring.room import Room
from autograder.key import Key, save_text
from autograder.worker.process import GraderFault, Zygotes


@pytest.fixture
def folders(tmp_path: Path, room: Room, altered: Altered, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Submissions of every kind, in the working directory, and a public key."""
    contents: dict[str, dict[str, bytes]] = {
        "right": {"mlp.py": room.script.encode()},
        "wrong": {
            "mlp.py": altered(
                ("return x @ weights + bias", "return x @ weights - bias"),
                ("2 * (f - truth) / f.size", "2 * (f - truth)"),
            ).encode()
        },
        "empty": {},
        "other": {"notes.txt": b"I could not come.", "xor.py": b"x = 1"},
        "notebook": {"mlp.ipynb": b"\x00\x01 not a notebook"},
        "latin": {"mlp.py": "# ü\n".encode("latin-1")},
        "stub": {"mlp.py": b"def linear(x, weights, bias=0.0):\n    raise NotImplementedError()\n"},
    }
    for name, files in contents.items():
        (tmp_path / name).mkdir()
        for file, data in files.items():
            (tmp_path / name / file).write_bytes(data)
    (tmp_path / "file").write_bytes(b"no folder")
    shipped = room.root / "assignments" / "mlp" / "key.json"
    (tmp_path / "key.json").write_bytes(shipped.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


STATUSES = {
    "stub": "graded",
    "absent": "not_gradable",
    "wrong": "graded",
    "empty": "not_gradable",
    "notebook": "not_gradable",
    "file": "not_gradable",
    "right": "graded",
    "latin": "not_gradable",
    "other": "not_gradable",
}
LAYERS = {"namespaces", "landlock", "seccomp", "limits"}
VERDICTS = {
    "passed", "failed", "exception", "timeout", "memory", "crashed", "missing", "not_attempted",
}  # fmt: skip


@linux
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_folders_are_graded_as_one_json_object_a_line_in_the_order_given(
    folders: Path, jobs: str
) -> None:
    words = ("--key", "key.json", "--jobs", jobs, "--format", "json")
    rows = [json.loads(line) for line in run("grade", *STATUSES, *words).stdout.splitlines()]
    assert {row["submission"]: row["status"] for row in rows} == STATUSES
    assert [row["submission"] for row in rows] == list(STATUSES)
    by_name = {row["submission"]: row for row in rows}
    assert by_name["right"]["points"] == by_name["right"]["max_points"] == 20.0
    assert by_name["wrong"]["points"] == 15.0
    assert {row["points"] for name, row in by_name.items() if name not in ("right", "wrong")} == {0}
    mistakes = {e["name"]: e["mistake"] for e in by_name["wrong"]["exercises"] if e["mistake"]}
    assert mistakes == {"linear": "bias_is_subtracted", "output_gradient": "n_is_missing"}


@linux
def test_a_row_has_the_fields_that_outside_tools_rely_on(folders: Path, public_key: Key) -> None:
    result = run("grade", "wrong", "empty", "--key", "key.json", "--format", "json")
    for line in result.stdout.splitlines():
        row = json.loads(line)
        assert set(row) - {"message"} == {
            "version", "assignment", "submission", "status", "points", "max_points", "sandbox",
            "exercises",
        }  # fmt: skip
        assert (row["version"], row["assignment"]) == (1, "mlp")
        assert isinstance(row["points"], float)
        assert row["max_points"] == 20.0
        assert set(row["sandbox"]) <= LAYERS
        names = [exercise.name for exercise in public_key.exercises]
        assert [exercise["name"] for exercise in row["exercises"]] == names
        for exercise in row["exercises"]:
            assert set(exercise) == {
                "name", "points", "max_points", "status", "mistake", "message", "follow_through",
                "case", "file", "line",
            }  # fmt: skip
            assert exercise["status"] in VERDICTS
            assert isinstance(exercise["points"], float)
            assert isinstance(exercise["max_points"], float)
            assert exercise["mistake"] is None or isinstance(exercise["mistake"], str)
            assert isinstance(exercise["message"], str)
            assert isinstance(exercise["follow_through"], bool)
        assert sum(exercise["points"] for exercise in row["exercises"]) == row["points"]


@linux
def test_grading_twice_gives_the_same(folders: Path) -> None:
    words = ("grade", "wrong", "stub", "--key", "key.json", "--format", "json")
    assert run(*words).stdout == run(*words).stdout


@linux
def test_grading_leaves_the_folders_as_they_are(folders: Path) -> None:
    def contents() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in folders.rglob("*") if path.is_file()}

    before = contents()
    run("grade", "wrong", "stub", "empty", "--key", "key.json")
    assert contents() == before


@linux
def test_grading_as_text_shows_each_folder(folders: Path, assert_golden: Golden) -> None:
    result = run("grade", "wrong", "empty", "latin", "--key", "key.json", "--jobs", "1")
    assert_golden("grade", result.stdout)


@linux
def test_a_private_key_grades_folders_without_showing_hidden_values(
    folders: Path, private_key: Key
) -> None:
    (folders / "private.json").write_text(save_text(private_key), encoding="utf-8")
    result = run("grade", "right", "--key", "private.json", "--format", "json")
    assert json.loads(result.stdout)["points"] == 20.0


NO_KEYS = [
    b"",
    b"nonsense",
    b"\xff\x00",
    b"[]",
    b"{}",
    b'{"version": 1, "exercises": []}',
    b'{"version": 0, "exercises": []}',
    b'{"version": "1", "exercises": []}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", NO_KEYS, ids=lambda content: repr(content[:40]))
def test_grading_by_what_is_no_key_is_a_usage_error(folders: Path, content: bytes) -> None:
    Path("other.json").write_bytes(content)
    result = run("grade", "right", "--key", "other.json", "--format", "json", code=USAGE)
    assert "other.json" in result.stderr
    assert 1 <= len(result.stderr.splitlines()) <= 3
    assert result.stdout == ""


@pytest.mark.parametrize("path", ["right", "absent.json", "right/mlp.py"])
def test_grading_by_what_is_no_key_file_is_a_usage_error(folders: Path, path: str) -> None:
    result = run("grade", "right", "--key", path, code=USAGE)
    assert path in result.stderr
    assert 1 <= len(result.stderr.splitlines()) <= 3
    assert result.stdout == ""


@linux
def test_nothing_that_a_submission_prints_is_on_stdout(folders: Path) -> None:
    """Not by any way, so that another program can read every line as JSON."""
    loud = "import os, sys\nprint('loud')\nos.write(1, b'loud')\nprint('loud', file=sys.stderr)\n"
    (folders / "right" / "mlp.py").write_text(
        loud + "def linear(x, weights, bias=0.0):\n    os.write(2, b'loud')\n    print('loud')\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-c", "from autograder.cli import main; main()", "grade", "right"]
    result = subprocess.run(
        [*command, "empty", "--key", "key.json", "--format", "json"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["status"] for row in rows] == ["graded", "not_gradable"]
    assert "loud" not in result.stdout + result.stderr


@linux
def test_text_that_is_no_unicode_does_not_stop_the_other_folders(folders: Path) -> None:
    """A lone surrogate, in an exception's text or a folder's name, cannot be encoded."""
    odd = b"odd\xff".decode(errors="surrogateescape")
    (folders / odd).mkdir()
    (folders / odd / "mlp.py").write_text(
        "def linear(x, weights, bias=0.0):\n    raise ValueError('\\ud800')\n", encoding="utf-8"
    )
    (folders / "a[red]b").mkdir()  # which is no markup either
    for form in ("json", "text"):
        result = subprocess.run(
            [sys.executable, "-c", "from autograder.cli import main; main()", "grade", odd,
             "a[red]b", "--key", "key.json", "--jobs", "1", "--format", form],
            capture_output=True, timeout=120, check=True,
        )  # fmt: skip
        text = result.stdout.decode()
        assert "a[red]b" in text
        assert "neither mlp.ipynb nor mlp.py" in text


def test_a_grader_fault_is_a_row_and_an_exit_code_of_its_own(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must never look like a zero."""

    def fork(self: Zygotes, libraries: str) -> Any:
        raise GraderFault("the worker cannot fork")

    monkeypatch.setattr(Zygotes, "fork", fork)
    words = ("grade", "right", "empty", "--key", "key.json", "--jobs", "1", "--format", "json")
    result = run(*words, code=FAULT)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["status"] for row in rows] == ["grader_fault", "not_gradable"]
    assert "the worker cannot fork" in rows[0]["message"]
    assert result.stderr == "The grader failed on 1 of 2 submissions; no points were deducted.\n"


@pytest.mark.parametrize("name", ["mlp.py", "mlp.ipynb", "work.zip", "folder"])
def test_work_that_the_machine_cannot_read_is_a_grader_fault(
    folders: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Nobody has looked at it: a zero would be a verdict."""
    place = folders / "unread" / name
    file = place / "mlp.py" if name == "folder" else place
    file.parent.mkdir(parents=True)
    file.write_bytes(b"PK\x03\x04")
    really_open = os.open

    def broken(path: Any, *args: Any, **keywords: Any) -> int:
        if Path(path) == Path("unread", name) or Path(path) == Path("unread", name, "mlp.py"):
            raise OSError(errno.EIO, "Input/output error")
        return really_open(path, *args, **keywords)

    monkeypatch.setattr(os, "open", broken)
    words = ("grade", f"unread/{name}", "--key", "key.json", "--jobs", "1", "--format", "json")
    row = json.loads(run(*words, code=FAULT).stdout)
    assert row["status"] == "grader_fault"
    assert "Input/output error" in row["message"]
