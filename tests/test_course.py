"""Grading a class into the gradebook: killed, continued, changed and broken."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from courses import NBGRADER, book, copy_of, enter, load_records, start, submission_rows
from courses import hand_in as put_in
from courses import run as run_command

from autograder import instructor as verbs
from autograder.nbgrader import exchange as nbgrader_exchange
from autograder.submissions.intake import copy_submission

STUDENTS = ("ada", "ben", "cleo", "dan", "eva")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, released: Path) -> Path:
    """A released assignment, and a folder of each student with the reference's notebook."""
    enter(copy_of(released, tmp_path), monkeypatch)
    for student in STUDENTS:
        hand_in(tmp_path, student)
    return tmp_path


def hand_in(course: Path, student: str, *change: str) -> Path:
    """The folder of a student who hands in the reference's notebook with some text replaced."""
    return put_in(course, student, *([(change[0], change[1])] if change else []), assignment="mlp")


def run(course: Path, *words: str) -> str:
    """A command of the kit that succeeds; its standard output."""
    return run_command(course, *words)[0]


def scores(course: Path) -> dict[str, float]:
    """Every student's score in the gradebook."""
    return {row["student"]: row["score"] for row in submission_rows(course, "mlp")}


def test_each_step_names_the_next(course: Path) -> None:
    steps = {
        ("release", "mlp"): "next, after the deadline: autograder collect mlp",
        ("collect", "mlp", "--from", "zoe"): "next: autograder grade mlp",
        ("grade", "mlp"): "next: autograder report mlp",
        ("report", "mlp"): "next: autograder report mlp --html",
    }
    (course / "zoe").mkdir()
    (course / "zoe" / "mlp.py").write_text("", encoding="utf-8")
    for words, following in steps.items():
        stdout, stderr = run_command(course, *words)
        assert following in (stdout + stderr).splitlines()


def test_a_killed_run_continues_where_it_was(course: Path) -> None:
    """What was graded before kill -9 is left alone, the rest is graded, nobody twice or never."""
    process = start(course, "grade", "mlp", "--jobs", "1")
    deadline = time.monotonic() + 500
    while len(load_records(course, "mlp")) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    before = load_records(course, "mlp")
    assert len(before) >= 2
    done = sum(row["status"] == "graded" for row in submission_rows(course, "mlp"))
    assert len(before) <= done
    out = run(course, "grade", "mlp", "--jobs", "2")
    assert out == f"mlp: {len(STUDENTS) - done} graded, {done} unchanged, 0 failed\n"
    assert scores(course) == dict.fromkeys(STUDENTS, 3.0)
    assert run(course, "grade", "mlp") == f"mlp: 0 graded, {len(STUDENTS)} unchanged, 0 failed\n"


def test_no_page_is_published_of_who_is_to_be_graded_again(course: Path) -> None:
    """It would say of the new submission what is true of the old one."""
    run(course, "grade", "mlp")
    hand_in(course, "ben", "2 * x", "1 * x")
    process = start(course, "feedback", "mlp")
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 1
    assert errors.splitlines()[-1] == "Not released: ben is outdated: grade again."
    pages = {path.parent.parent.name for path in (course / "feedback").glob("*/mlp/mlp.html")}
    assert pages == set(STUDENTS) - {"ben"}
    run(course, "grade", "mlp")
    run(course, "feedback", "mlp")
    page = (course / "feedback" / "ben" / "mlp" / "mlp.html").read_text("utf-8")
    assert "The elements come back as they are" in page


def test_points_that_a_release_changes_are_not_mixed_with_scores_from_before(course: Path) -> None:
    """The gradebook has the new maxima at once; a score is told when it is of the same points."""
    run(course, "grade", "mlp")
    path = course / "solutions" / "mlp" / "exercises.py"
    head = "@assignment.exercise(points={})\ndef double"
    old, new = head.format(1), head.format(4)
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    run(course, "release", "mlp")
    rows = run(course, "export", "mlp").splitlines()[1:]
    assert rows == [f"{student},mlp,outdated,,6,,,,,," for student in STUDENTS]
    run_command(course, "grade", "mlp", code=1)  # scores would change without a decision
    out = run(course, "grade", "mlp", "--yes")
    assert out == f"mlp: {len(STUDENTS)} graded, 0 unchanged, 0 failed\n"
    rows = run(course, "export", "mlp").splitlines()[1:]
    assert rows == [f"{student},mlp,graded,6,6,,,6,0,0," for student in STUDENTS]


def test_only_what_changed_is_graded_again(course: Path) -> None:
    """A changed submission and a broken one are graded; the broken one says why it is zero."""
    run(course, "grade", "mlp")
    hand_in(course, "ben", "2 * x", "1 * x")
    (hand_in(course, "dan") / "mlp.ipynb").write_text('{"cells": [')
    assert run(course, "grade", "mlp") == "mlp: 1 graded, 1 not gradable, 3 unchanged, 0 failed\n"
    assert scores(course) == {"ada": 3, "ben": 2, "cleo": 3, "dan": 0, "eva": 3}
    assert load_records(course, "mlp")["dan"]["status"] == "not_gradable"
    submitted = course / "submitted" / "dan" / "mlp"
    assert (submitted / "mlp.ipynb").read_text() == '{"cells": ['
    assert [path.name for path in submitted.iterdir()] == ["mlp.ipynb"]
    out = run(course, "export", "mlp")
    assert "dan,mlp,not_gradable,,3,,,,,," in out.splitlines()
    assert "ben,mlp,graded,2,3,,,2,0,0," in out.splitlines()


def test_the_lateness_of_what_is_replaced_does_not_stay(course: Path) -> None:
    """Newer work without a time has none; until then the export tells whole seconds."""
    with book(course) as gradebook:
        gradebook.update_or_create_assignment("mlp", duedate="2026-01-30 12:00:00 UTC")
    for student in STUDENTS[1:]:
        shutil.rmtree(course / "submitted" / student)
    time_file = course / "submitted" / "ada" / "mlp" / "timestamp.txt"
    time_file.write_text("2026-02-15 12:00:01 UTC")
    run(course, "grade", "mlp")
    assert run(course, "export", "mlp").splitlines()[1:] == [
        "ada,mlp,graded,3,3,1382401,yes,3,0,0,"
    ]
    time_file.unlink()
    assert run(course, "grade", "mlp") == "mlp: 1 graded, 0 unchanged, 0 failed\n"
    assert run(course, "export", "mlp").splitlines()[1:] == ["ada,mlp,graded,3,3,,,3,0,0,"]


def test_notebooks_of_every_odd_form_end_as_a_row(course: Path) -> None:
    """Metadata of the wrong type, other formats, no cells: each fails alone, and none is lost."""
    notebook = json.loads((course / "source" / "mlp" / "mlp.ipynb").read_text())
    junk = {"metadata": {"nbgrader": 5, "tags": "x"}, "id": "same", "execution_count": "one"}
    odd = {
        "ada": {**notebook, "cells": [{**cell, **junk} for cell in notebook["cells"]]},
        "ben": {"nbformat": 3, "worksheets": []},
        "cleo": {**notebook, "cells": []},
        "dan": {**notebook, "metadata": {"kernelspec": {"name": "ruby"}}},
        "eva": [1, 2, 3],
    }  # fmt: skip
    for student, content in odd.items():
        (hand_in(course, student) / "mlp.ipynb").write_text(json.dumps(content))
    assert run(course, "grade", "mlp") == "mlp: 3 graded, 2 not gradable, 0 unchanged, 0 failed\n"
    assert scores(course) == {"ada": 3, "ben": 0, "cleo": 0, "dan": 3, "eva": 0}


def test_the_page_of_what_cannot_be_graded_says_so_and_shows_no_assignment(course: Path) -> None:
    """The empty assignment in its place would look as if nothing had been handed in."""
    hand_in(course, "ada").joinpath("mlp.ipynb").write_text("{")
    shutil.copy(course / "assignments" / "mlp" / "mlp.ipynb", hand_in(course, "ben"))
    for student in STUDENTS[2:]:
        shutil.rmtree(course / "submitted" / student)
    run(course, "grade", "mlp")
    assert "Nothing is graded" not in run(course, "feedback", "mlp")
    page = (course / "feedback" / "ada" / "mlp" / "mlp.html").read_text()
    assert "Not gradable: mlp.ipynb is not a notebook" in page
    assert "<section" not in page
    untouched = (course / "feedback" / "ben" / "mlp" / "mlp.html").read_text()
    assert untouched.count('aria-label="not attempted">○</span></td>') == 2
    assert "✗</td>" not in untouched


def test_a_step_too_early_says_what_is_missing(course: Path) -> None:
    shutil.rmtree(course / "exchange" / "test-course")
    steps = {
        "collect": f"Course not found: {course}/exchange/test-course/inbound",
        "feedback": "Nothing is graded yet: run autograder grade mlp.",
    }
    for step, told in steps.items():
        process = start(course, step, "mlp")
        _, errors = process.communicate(timeout=500)
        assert process.returncode == 3
        assert told in errors


@pytest.mark.parametrize("step", ["release", "collect"])
def test_an_exchange_that_is_not_there_says_how_it_is_made(course: Path, step: str) -> None:
    shutil.rmtree(course / "exchange")
    process = start(course, step, "mlp")
    _, errors = process.communicate(timeout=500)
    assert process.returncode == 3
    assert f"The exchange {course / 'exchange'} is not there, or cannot be written." in errors
    assert f"mkdir -p {course / 'exchange'}" in errors


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_who_cannot_be_copied_from_the_exchange_is_collected_the_next_time(
    course: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    """A disk that is full, or reads badly, is nobody's work; the others are collected."""
    inbound = course / "exchange" / "test-course" / "inbound"
    for student in ("ada", "ben", "cleo"):
        shutil.move(course / "submitted" / student / "mlp", inbound)
        (inbound / "mlp").rename(inbound / f"{student}+mlp+2026-01-02 03:04:05.000000 UTC+abc")

    def fail(source: Path, *rest: Any) -> Any:
        if "ben" in source.name:
            (rest[0] / "part").parent.mkdir(parents=True)
            raise OSError(error, os.strerror(error), str(source / "mlp.ipynb"))
        return copy_submission(source, *rest)

    monkeypatch.setattr(nbgrader_exchange, "copy_submission", fail)
    with pytest.raises(verbs.CourseError) as raised:
        verbs.collect(course, "mlp")
    assert "1 of 3 submissions could not be copied (ben+mlp+" in str(raised.value)
    assert os.strerror(error) in str(raised.value)
    assert not (course / "submitted" / "ben" / "mlp").exists()
    assert (course / "submitted" / "cleo" / "mlp" / "mlp.ipynb").exists()
    monkeypatch.undo()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(course))
    assert [arrival.student for arrival in verbs.collect(course, "mlp")] == list(STUDENTS)
    assert (course / "submitted" / "ben" / "mlp" / "mlp.ipynb").exists()


def test_grading_says_what_cannot_be_graded_and_why(course: Path) -> None:
    broken = course / "submitted" / "zoe" / "mlp"
    broken.mkdir(parents=True)
    (broken / "mlp.ipynb").write_text("{")
    process = start(course, "grade", "mlp")
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0
    assert "zoe: not gradable\n" in errors
    assert "zoe: mlp.ipynb is not a notebook" in errors
    assert errors.count(": graded\n") == len(STUDENTS)
    assert out == f"mlp: {len(STUDENTS)} graded, 1 not gradable, 0 unchanged, 0 failed\n"


def test_what_is_no_folder_of_a_student_is_refused_and_no_fault(course: Path) -> None:
    """A file in a folder's place says what to do; a name as macOS decomposes it is a name."""
    for student in STUDENTS:
        shutil.rmtree(course / "submitted" / student)
    hand_in(course, "Zoe\u0308")
    (course / "submitted" / "ada").mkdir()
    place = course / "submitted" / "ada" / "mlp"
    place.write_text("x")
    process = start(course, "grade", "mlp")
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 1
    assert out == "mlp: 1 graded, 0 unchanged, 0 failed, 1 refused\n"
    assert f"ada: {place} is not a folder. Make a folder of this name" in errors
    assert "same command again" not in errors
    assert scores(course) == {"Zoe\u0308": 3.0, "ada": None}


def test_a_second_release_takes_the_place_of_the_first(course: Path) -> None:
    """Also of one that was broken off, so that the same command can be run again."""
    for _ in range(2):
        run(course, "release", "mlp")


def test_a_page_that_cannot_be_released_is_named_and_stops_no_other(course: Path) -> None:
    """Also by the stock command; who did not come through the exchange is no failure."""
    secrets = {"ada": b"", "ben": b"\xff\xfe\0", "cleo": b"of cleo", "dan": b"of dan"}
    for student, secret in secrets.items():
        folder = course / "submitted" / student / "mlp"
        (folder / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
        (folder / "submission_secret.txt").write_bytes(secret)
    run(course, "grade", "mlp")
    process = start(course, "feedback", "mlp")
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 1
    for line in (
        "Not released: ada: submission_secret.txt is empty or not UTF-8 text.",
        "Not released: ben: submission_secret.txt is empty or not UTF-8 text.",
        "1 did not come through the exchange, and are not released there.",
    ):
        assert f"{line}\n" in errors
    released = course / "exchange" / "test-course" / "feedback"
    assert len(list(released.glob("*.html"))) == 2
    shutil.rmtree(released)
    _, errors = run_command(course, "release_feedback", "mlp", program=NBGRADER)
    assert "Not released: ada: submission_secret.txt is empty" in errors
    assert len(list(released.glob("*.html"))) == 2
