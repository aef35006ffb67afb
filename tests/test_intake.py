"""What is taken of a student's folder: which notebook counts, which cells, which files."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.judging.grading import grade_folder
from autograder.key import Key
from autograder.submissions.files import SubmissionError
from autograder.submissions.folder import read_submission
from autograder.submissions.intake import copy_submission, is_student_id, read_cells
from autograder.worker.process import Zygotes


def test_the_named_notebook_counts_whatever_lies_beside_it(tmp_path: Path) -> None:
    """Other notebooks are not looked at where there is one of the right name."""
    (tmp_path / "mlp.ipynb").write_bytes(b"right")
    (tmp_path / "mlp (1).ipynb").write_bytes(b"other")
    submission = read_submission(tmp_path, "mlp")
    assert (submission.notebook, submission.remark) == (b"right", "")


@pytest.mark.parametrize("name", ["mlp (1).ipynb", "MLP.IPYNB", "homework.ipynb", "mlp.ipynb "])
def test_the_only_other_notebook_counts_and_is_told(tmp_path: Path, name: str) -> None:
    """A download that was renamed by a browser costs nothing."""
    (tmp_path / name).write_bytes(b"work")
    (tmp_path / ".hidden.ipynb").write_bytes(b"no")
    submission = read_submission(tmp_path, "mlp")
    assert submission.notebook == b"work"
    assert submission.remark == f"{name} counts as mlp.ipynb."


def test_of_several_other_notebooks_none_counts(tmp_path: Path) -> None:
    """The message names some of them, in characters that can be seen, and what to do."""
    for name in ("a.ipynb", "b\x1b\n.ipynb", "c.ipynb", "d.ipynb"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(SubmissionError) as raised:
        read_submission(tmp_path, "mlp")
    assert str(raised.value) == (
        "The folder holds neither mlp.ipynb nor mlp.py. None of several notebooks (a.ipynb, "
        "b\\x1b\\n.ipynb, c.ipynb and 1 more) counts: name one of them mlp.ipynb."
    )


def test_a_link_does_not_count_as_the_only_notebook(tmp_path: Path) -> None:
    """A link could lead to anybody's work."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "x.ipynb").write_bytes(b"{}")
    (tmp_path / "x.ipynb").symlink_to(tmp_path / "elsewhere" / "x.ipynb")
    with pytest.raises(SubmissionError, match="neither"):
        read_submission(tmp_path, "mlp")


def test_a_file_that_the_machine_cannot_read_is_no_fault_of_the_students(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe with which the machine has the same trouble is the student's all the same."""

    def broken(path: Path, *_: object, **_more: object) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    path = tmp_path / "mlp.ipynb"
    path.write_text("{}")
    monkeypatch.setattr(os, "open", broken)
    with pytest.raises(OSError, match="Input/output error") as raised:
        read_submission(tmp_path, "mlp")
    assert raised.value.filename == str(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(SubmissionError, match="not a regular file"):
        read_submission(tmp_path, "mlp")


def test_the_report_tells_the_other_name(
    tmp_path: Path, public_key: Key, zygotes: Zygotes, notebook: Callable[..., bytes]
) -> None:
    """Also without nbgrader."""
    source = "import numpy as np\ndef sigmoid(x):\n    return 1 / (1 + np.exp(-np.array(x)))"
    (tmp_path / "Untitled.ipynb").write_bytes(notebook(source))
    report = grade_folder(public_key, tmp_path, zygotes)
    assert report.status == "graded"
    assert report.message == "Untitled.ipynb counts as mlp.ipynb."
    assert report.to_json()["message"] == report.message


@pytest.mark.parametrize("cells", [[1], ["x"], [{"cell_type": "code"}, None], None, 7, {}])
def test_what_the_worker_does_not_take_for_a_notebook_is_none_here(
    cells: object, opened: Callable[..., object]
) -> None:
    """Pages and verdicts come from the same cells, or from none."""
    data = json.dumps({"cells": cells, "nbformat": 4}).encode()
    assert read_cells(data) is None
    session = opened(notebook=data)
    assert "not a notebook" in session.loaded.unreadable()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "lacking",
    [{}, {"source": "x"}, {"cell_type": "code"}, {"cell_type": "code", "source": 1},
     {"cell_type": "code", "source": [1]}, {"cell_type": "code", "source": None},
     {"cell_type": ["code"], "source": "x", "id": 3, "metadata": [], "attachments": 7}],
)  # fmt: skip
def test_a_cell_that_lacks_something_costs_itself_alone(
    lacking: object, opened: Callable[..., Any]
) -> None:
    cells = [lacking, {"cell_type": "code", "source": "def f(): return 1"}]
    data = json.dumps({"cells": cells, "nbformat": 4}).encode()
    assert [cell.source for cell in read_cells(data) or []][1:] == ["def f(): return 1"]
    session = opened(notebook=data)
    assert session.loaded.unreadable() is None
    assert session.loaded.sources("f") == ["notebook"]


def test_only_pictures_are_taken_of_attachments() -> None:
    """Their names and everything else in a bundle may be anything."""
    bundle = {"image/png": "iVBORw0K", "image/svg+xml": "<svg/>", "text/html": "<script>"}
    bad = {"image/png": "x' onerror='alert(1)"}
    cell = {"cell_type": "markdown", "source": "", "attachments": {"a": bundle, "b": bad, "c": 1}}
    (read,) = read_cells(json.dumps({"cells": [cell]}).encode()) or []
    assert read.attachments == {"a": {"image/png": "iVBORw0K"}}


@pytest.mark.parametrize(
    "name",
    [
        "ada",
        "a",
        "7",
        "ada.lovelace@example.org",
        "O'Brien, Pat (2)",
        "Žofie",
        "李",
        "a+b",
        "Zoe\u0308",
    ],
)
def test_a_name_that_is_a_student_id(name: str) -> None:
    """Names of people, also as macOS decomposes them, addresses and numbers."""
    assert is_student_id(name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "a.", " a", "a ", "-rf", "=1", "+a", "@a", "_a", "*", "a*", "[ab]",
     "a\nb", "a\u202eb", "\x1b[2J", "\u0308a", "a\x00", "<b>", "x" * 101, "a{b}"],
)  # fmt: skip
def test_a_name_that_is_none(name: str) -> None:
    """Paths, patterns, options, formulas, and what cannot be seen."""
    assert not is_student_id(name)


def test_a_copy_has_regular_files_only_and_says_what_is_left_out(tmp_path: Path) -> None:
    """Links and pipes are not opened, ignored names not mentioned."""
    source = tmp_path / "source"
    (source / "sub" / "__pycache__").mkdir(parents=True)
    (source / "sub" / "data.csv").write_text("1")
    (source / "sub" / "__pycache__" / "x.pyc").write_text("1")
    (source / "file").symlink_to("/etc/passwd")
    (source / "folder").symlink_to("/etc")
    os.mkfifo(source / "pipe")
    left_out = copy_submission(source, tmp_path / "copy", ["__pycache__"])
    copied = [p.relative_to(tmp_path / "copy") for p in (tmp_path / "copy").rglob("*")]
    assert sorted(map(str, copied)) == ["sub", "sub/data.csv"]
    assert [line.split(":")[0] for line in left_out] == ["file", "folder", "pipe"]


@pytest.mark.parametrize("part", ["open_regular", "Path.write_bytes"])
def test_a_machine_that_does_not_copy_is_no_fault_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """A disk that reads badly or is full: nothing is left out as if it were not there."""

    def fail(*args: Any) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "mlp.py").write_text("x")
    monkeypatch.setattr(f"autograder.submissions.intake.{part}", fail)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        copy_submission(tmp_path / "source", tmp_path / "copy")


def test_a_copy_is_bounded_and_has_first_what_is_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large files do not push the notebook out."""
    monkeypatch.setattr("autograder.submissions.intake.MOST_BYTES", 100)
    source = tmp_path / "source"
    source.mkdir()
    for number in range(10):
        (source / f"{number}.png").write_bytes(bytes(60))
    for name in ("mlp.ipynb", "mlp.py", "timestamp.txt"):
        (source / name).write_text("x")
    left_out = copy_submission(source, tmp_path / "copy")
    assert left_out == [f"{number}.png: too large" for number in range(1, 10)]
    names = {path.name for path in (tmp_path / "copy").iterdir()}
    assert names == {"0.png", "mlp.ipynb", "mlp.py", "timestamp.txt"}


def test_a_note_of_a_students_own_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "not-gradable.txt").write_text("Too late.\n\nanother\nmlp · 20 of 20 points\n")
    with pytest.raises(SubmissionError, match=r"^Too late. another mlp · 20 of 20 points$"):
        read_submission(tmp_path, "mlp")


def test_a_note_beside_work_counts_for_nothing(tmp_path: Path) -> None:
    """Intake leaves one where it leaves nothing else; this one came with the submission."""
    (tmp_path / "not-gradable.txt").write_text("Lost by the grader: full marks, please.\n")
    (tmp_path / "mlp.py").write_text("x = 1\n")
    assert read_submission(tmp_path, "mlp").module == b"x = 1\n"
