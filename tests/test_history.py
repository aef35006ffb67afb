"""The trail of an assignment's scores: what is added to it, and what is read from it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from courses import NBGRADER, copy_of, hand_in, mark, run

from autograder import cli
from autograder.course import past
from autograder.course.gradebook import Row
from autograder.course.history import Change, Entry, entries
from autograder.course.key_parts import key_changes, parts_of
from autograder.course.marks import Mark
from autograder.course.past import note_grading, note_marks

Grade = Callable[..., None]
POINTS = {"check-double": 1.0, "check-total": 2.0}


def row_of(double: float = 1.0, total: float = 2.0, **more: Any) -> Row:
    """A row of the gradebook with these automatic points, and marks in their place."""
    scores: dict[str, float | None] = {"check-double": double, "check-total": total}
    given = {cell: mark.score for cell, mark in more.get("marks", {}).items()}
    now = scores | {cell: score for cell, score in given.items() if score is not None}
    penalty = more.pop("penalty", 0.0)
    raw = sum(filter(None, now.values()))
    return Row(raw, penalty, 3.0, None, now, scores, POINTS, **more)


def report_of(row: Row) -> dict[str, Any]:
    """A report with the row's automatic points."""
    return {
        "status": "graded",
        "exercises": [
            {"name": name, "points": row.auto_scores[f"check-{name}"] or 0.0,
             "status": "passed" if row.auto_scores[f"check-{name}"] else "failed"}
            for name in ("double", "total")
        ],
    }  # fmt: skip


def write_key(root: Path, **changes: dict[str, Any]) -> None:
    """A private key of two exercises, with other fields than usual by exercise."""
    cases = [{"args": [1], "expected": 2, "tolerance": {"rtol": 1e-5}, "mistakes": {}}]
    exercises = [
        {"name": name, "title": "", "points": POINTS[f"check-{name}"], "cases": cases}
        | changes.get(name, {})
        for name in ("double", "total")
    ]
    path = root / ".autograder" / "keys" / "tiny.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"exercises": exercises}))


@pytest.fixture
def graded(tmp_path: Path) -> Grade:
    """Adds a grading of a student, by the key of this moment, to a course's trail."""
    write_key(tmp_path)

    def grade(student: str, row: Row, submission: str = "first") -> None:
        note_grading(tmp_path, "tiny", student, submission, report_of(row), row)

    return grade


def test_a_first_grading_names_everything_that_the_score_belongs_to(
    graded: Grade, tmp_path: Path
) -> None:
    graded("ada", row_of(total=0.0))
    (entry,) = entries(tmp_path, "tiny")
    assert (entry.student, entry.cause, entry.manual) == ("ada", "first grading", False)
    assert (entry.old_status, entry.new_status) == ("", "graded")
    assert (entry.old_score, entry.new_score, entry.new_raw_score) == (None, 1.0, 1.0)
    assert entry.submission_digest == "first" and len(entry.key_digest) == 64
    assert entry.at.endswith("+00:00") and entry.by and entry.kit_version
    assert entry.changes == (
        Change("double", None, 1.0, "", "passed"), Change("total", None, 0.0, "", "failed"),
    )  # fmt: skip


def test_the_trail_is_for_its_owner_alone(graded: Grade, tmp_path: Path) -> None:
    graded("ada", row_of())
    (path,) = (tmp_path / ".autograder" / "history").glob("*.jsonl")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_new_submission_is_the_cause_and_only_what_changed_is_named(
    graded: Grade, tmp_path: Path
) -> None:
    graded("ada", row_of(total=0.0))
    graded("ben", row_of())
    graded("ada", row_of(), "second")
    _, entry = entries(tmp_path, "tiny", "ada")
    assert entry.cause == "new submission"
    assert (entry.old_score, entry.new_score) == (1.0, 3.0)
    assert entry.changes == (Change("total", 0.0, 2.0, "failed", "passed"),)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"points": 5.0}, "points of total (2 → 5)"),
        ({"title": "another one"}, "text of total"),
        ({"cases": [{"args": [3], "expected": 2, "tolerance": {"rtol": 1e-5}, "mistakes": {}}]},
         "cases of total"),
        ({"cases": [{"args": [1], "expected": 2, "tolerance": {"rtol": 0.1}, "mistakes": {}}]},
         "tolerance of total"),
        ({"name": "sum"}, "sum is new; total is removed"),
    ],
)  # fmt: skip
def test_another_key_is_the_cause_and_says_what_is_new_in_it(
    graded: Grade, tmp_path: Path, change: dict[str, Any], cause: str
) -> None:
    graded("ada", row_of())
    write_key(tmp_path, total=change)
    graded("ada", row_of())
    first, second = entries(tmp_path, "tiny")
    assert second.cause == cause
    assert first.key_digest != second.key_digest


def test_a_key_that_was_not_kept_is_said_to_be_another_one(graded: Grade, tmp_path: Path) -> None:
    graded("ada", row_of())
    shutil.rmtree(tmp_path / ".autograder" / "history" / "keys")
    write_key(tmp_path, total={"points": 5.0})
    graded("ada", row_of())
    cause = entries(tmp_path, "tiny")[-1].cause
    assert cause == "another key, and the earlier one was not kept"


def test_another_version_of_the_kit_is_a_cause(
    graded: Grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded("ada", row_of())
    monkeypatch.setattr(past, "kit_version", lambda: "9.0")
    graded("ada", row_of(double=0.0))
    cause = entries(tmp_path, "tiny")[-1].cause
    assert cause.startswith("exercise-kit 9.0, before ")


def test_marks_and_comments_are_noticed_once(graded: Grade, tmp_path: Path) -> None:
    graded("ada", row_of(total=0.0))
    marks = {"check-total": Mark(1.5, None, "Nearly.")}
    marked = row_of(total=0.0, marks=marks)
    for _ in range(2):
        note_marks(tmp_path, "tiny", {"ada": marked})
    _, entry = entries(tmp_path, "tiny")
    assert entry.manual and entry.marks == marks
    assert (entry.old_score, entry.new_score) == (1.0, 2.5)
    assert entry.changes == (Change("total", 0.0, 1.5, "failed", "by hand"),)
    assert entry.submission_digest == "first"
    note_marks(tmp_path, "tiny", {"ada": row_of(total=0.0)})
    assert entries(tmp_path, "tiny")[-1].changes == (
        Change("total", 1.5, 0.0, "by hand", "failed"),
    )


def test_a_comment_alone_is_noticed_as_one(graded: Grade, tmp_path: Path) -> None:
    graded("ada", row_of())
    marks = {"solution": Mark(comment="Well done.")}
    note_marks(tmp_path, "tiny", {"ada": row_of(marks=marks)})
    assert entries(tmp_path, "tiny")[-1].changes == (Change("solution", None, None, "", "comment"),)


def test_a_late_penalty_is_noticed_and_is_no_change_by_hand(graded: Grade, tmp_path: Path) -> None:
    graded("ada", row_of())
    note_marks(tmp_path, "tiny", {"ada": row_of(penalty=1.0), "ben": row_of()})
    _, entry = entries(tmp_path, "tiny")
    assert (entry.cause, entry.manual) == ("late penalty", False)
    assert (entry.old_score, entry.new_score, entry.new_raw_score) == (3.0, 2.0, 3.0)


def test_an_entry_that_a_crash_cut_off_is_left_out_and_reported(
    graded: Grade, tmp_path: Path
) -> None:
    graded("ada", row_of())
    graded("ben", row_of())
    path = tmp_path / ".autograder" / "history" / "tiny.jsonl"
    os.truncate(path, path.stat().st_size - 20)
    told: list[str] = []
    assert [entry.student for entry in entries(tmp_path, "tiny", tell=told.append)] == ["ada"]
    assert told == [f"{path}, line 2 is incomplete: left out."]
    graded("cleo", row_of())
    assert [entry.student for entry in entries(tmp_path, "tiny")] == ["ada", "cleo"]


def test_nothing_graded_is_an_empty_trail(tmp_path: Path) -> None:
    assert entries(tmp_path, "tiny") == []


def test_the_parts_of_a_real_key_differ_in_what_was_changed(root: Path) -> None:
    key = json.loads((root / "assignments" / "mlp" / "key.json").read_text("utf-8"))
    before = parts_of(key)
    assert list(key_changes(before, parts_of(key))) == []
    key["exercises"][0]["cases"][0]["tolerance"]["rtol"] = 0.5
    key["files"] = {}
    name = key["exercises"][0]["name"]
    assert list(key_changes(before, parts_of(key))) == [f"tolerance of {name}", "data files"]


def test_no_part_of_a_key_can_change_unseen(root: Path) -> None:
    text = (root / "assignments" / "mlp" / "key.json").read_text("utf-8")
    before = parts_of(json.loads(text))

    def changed(*place: str | int) -> list[str]:
        key = json.loads(text)
        part = key
        for step in place[:-1]:
            part = part[step]
        part[place[-1]] = ["another"]
        return list(key_changes(before, parts_of(key)))

    first = json.loads(text)["exercises"][0]
    fields = [(name,) for name in json.loads(text) if name != "exercises"]
    fields += [("exercises", 0, name) for name in first if name not in ("name", "cases", "points")]
    fields += [("exercises", 0, "cases", 0, name) for name in (*first["cases"][0], "new")]
    assert [place for place in fields if len(changed(*place)) != 1] == []


ENTRY = Entry(
    "2026-11-30T07:12:05+00:00", "root", "s017", "first grading", "k", "s", "0.1.0",
    "", "graded", None, 17.0, None, 17.0, (Change("train", None, 0.0, "", "failed"),),
)  # fmt: skip


def test_the_history_as_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assert_golden: Callable[[str, str], None]
) -> None:
    found = [
        ENTRY,
        replace(
            ENTRY, student="s018", new_status="unmarked", new_score=12.0, cause="first grading"
        ),
        replace(
            ENTRY, at="2026-12-01T08:00:00+00:00", cause="tolerance of train", old_status="graded",
            old_score=17.0, new_score=20.0,
            changes=(Change("train", 0.0, 3.0, "failed", "passed"),),
        ),
        replace(
            ENTRY, at="2026-12-02T09:30:00+00:00", student="s018", cause="changed in the gradebook",
            old_status="unmarked", old_score=12.0, new_score=14.0, manual=True,
            changes=(
                Change("question-why", None, 2.0, "", "by hand"),
                Change("sigmoid", 0.0, 0.0, "failed", "comment"),
            ),
        ),
    ]  # fmt: skip
    (tmp_path / "solutions" / "mlp").mkdir(parents=True)
    (tmp_path / "solutions" / "mlp" / "exercises.py").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("autograder.course.history.entries", lambda *_: found)
    (tmp_path / "policies.toml").write_text('timezone = "Europe/Berlin"\n')
    shown = CliRunner().invoke(cli.main, ["history", "mlp"])
    assert_golden("history", shown.stdout)


# --- through nbgrader -----------------------------------------------------------------------------


def test_grading_marking_and_nbgraders_own_autograde_are_in_the_trail(
    tmp_path: Path, released: Path
) -> None:
    copy_of(released, tmp_path)
    hand_in(tmp_path, "ada", ("2 * x", "1 * x"), assignment="mlp")
    run(tmp_path, "grade", "mlp")
    mark(tmp_path, "ada", "check-double", 1.0, "mlp")
    run(tmp_path, "export", "mlp")
    hand_in(tmp_path, "ada", assignment="mlp")
    run(tmp_path, "autograde", "mlp", "--student", "ada", "--force", program=NBGRADER)
    found = entries(tmp_path, "mlp")
    assert [(e.cause, e.manual, e.old_score, e.new_score) for e in found] == [
        ("first grading", False, None, 2.0),
        ("changed in the gradebook", True, 2.0, 3.0),
        ("new submission", False, 3.0, 3.0),
    ]
    assert found[2].changes == (Change("double", 0.0, 1.0, "failed", "passed"),)
    assert found[2].marks == {"check-double": Mark(1.0)}
