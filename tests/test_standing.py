"""One score and one status of a submission, wherever it is shown."""

from __future__ import annotations

import csv
import os
import pty
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from courses import NBGRADER, QUESTION, book, hand_in, make_course, mark, run, start

from autograder.nbgrader.settings import quiet_api
from autograder.worker import sandbox

pytestmark = pytest.mark.skipif(
    not sandbox.isolates(sandbox.probe()), reason="nothing here isolates student code"
)
PLUGIN = """
from nbgrader.plugins import LateSubmissionPlugin


class Plugin(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        if student_id == "faulty":
            raise ValueError("no penalty")
        return {"penalty"}


c.AssignLatePenalties.plugin_class = Plugin
"""
DEADLINE = "2026-01-30 12:00:00 UTC"
ON_TIME, LATE = "2026-01-30 11:00:00 UTC", "2026-01-30 14:00:00 UTC"
WRONG = ("return 2 * x", "return 1 * x")
# What each student has in the end: status, raw score, penalty, score, and answers that wait.
EXPECTED: dict[str, tuple[str, Any, Any, Any, Any]] = {
    "ontime": ("graded", 5, 0, 5, 0),
    "late": ("graded", 5, 1, 4, 0),
    "waiting": ("unmarked", 3, 0, 3, 1),
    "byhand": ("graded", 5, 0, 5, 0),
    "changed": ("outdated", None, None, None, None),
    "broken": ("not_gradable", 0, 0, 0, 0),
    "faulty": ("grader_fault", None, None, None, None),
    "newcomer": ("not_graded", None, None, None, None),
}


def move_deadline(course: Path, deadline: str) -> None:
    with book(course) as gradebook:
        gradebook.update_or_create_assignment("tiny", duedate=deadline)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a written answer, a deadline and a penalty of 1 point; it is only copied."""
    plugin = PLUGIN.replace('{"penalty"}', "1.0")
    course = make_course(tmp_path_factory.mktemp("released"), QUESTION, plugin)
    move_deadline(course, DEADLINE)
    return course


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Path:
    """A copy of the course, in which nothing is handed in."""
    return Path(shutil.copytree(released, tmp_path / "course"))


@pytest.fixture(scope="module")
def everybody(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class in which everything occurs, with all pages of feedback."""
    course = Path(shutil.copytree(released, tmp_path_factory.mktemp("class") / "course"))
    for student in ("ontime", "waiting", "changed"):
        hand_in(course, student, time=ON_TIME)
    for student in ("late", "faulty"):
        hand_in(course, student, time=LATE)
    hand_in(course, "byhand", WRONG, time=ON_TIME)
    hand_in(course, "broken", time=ON_TIME).joinpath("tiny.ipynb").write_text("{")
    run(course, "grade", "tiny", "--jobs", "1", code=3)
    for student in ("ontime", "late", "byhand", "changed"):
        mark(course, student, "question-why", 2)
    mark(course, "byhand", "check-double", 1)
    hand_in(course, "changed", WRONG, time=ON_TIME)
    hand_in(course, "newcomer")
    run(course, "feedback", "tiny", "--unmarked", code=1)
    return course


def exported(course: Path) -> dict[str, dict[str, str]]:
    """The rows of `autograder export`, by student."""
    lines = run(course, "export", "tiny")[0].splitlines()
    return {row["student"]: row for row in csv.DictReader(lines)}


def page(course: Path, student: str) -> str:
    return (course / "feedback" / student / "tiny" / "tiny.html").read_text("utf-8")


def written(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


# --- the five outputs -----------------------------------------------------------------------------


def test_the_export_shows_raw_score_penalty_and_score(everybody: Path) -> None:
    rows = exported(everybody)
    assert rows.keys() == EXPECTED.keys()
    for student, (status, *numbers) in EXPECTED.items():
        parts = ("raw_score", "late_submission_penalty", "score", "unmarked")
        found = [rows[student][part] for part in parts]
        # A file that is handed on never has a silent zero.
        shown = [written(n if status != "not_gradable" else None) for n in numbers]
        assert (rows[student]["status"], found) == (status, shown), student
    assert [row["overridden"] for row in rows.values() if row["overridden"]] == ["double"]
    assert rows["byhand"]["overridden"] == "double"
    lateness = {row["student"]: (row["late_seconds"], row["late"]) for row in rows.values()}
    assert lateness["late"] == ("7200", "yes")
    assert lateness["ontime"] == ("0", "no")
    assert lateness["newcomer"] == ("", "")


def test_nbgraders_export_agrees(everybody: Path) -> None:
    run(everybody, "export", program=NBGRADER)
    with (everybody / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    for student, ours in exported(everybody).items():
        if student == "newcomer":  # the gradebook does not know the student yet
            continue
        for part in ("raw_score", "late_submission_penalty", "score", "unmarked"):
            theirs = rows[student][part]
            assert (theirs and f"{float(theirs):g}") == ours[part], (student, part)
        for part in ("status", "overridden"):
            assert rows[student][part] == ours[part]


def test_a_gradebook_for_a_platform_has_the_scores_that_are_final(everybody: Path) -> None:
    out, errors = run(everybody, "export", "tiny", "--format", "blackboard")
    rows = {row["Username"]: row["tiny"] for row in csv.DictReader(out.splitlines())}
    final = {student for student, row in EXPECTED.items() if row[0] == "graded"}
    assert rows == {
        student: written(row[3]) if student in final else "" for student, row in EXPECTED.items()
    }
    assert f"{len(final)} of {len(EXPECTED)} submissions have a score" in errors


def test_the_report_agrees(everybody: Path) -> None:
    table = run(everybody, "report", "tiny")[0]
    lines = {
        line.split()[0]: " ".join(line.split()[1:]) for line in table.splitlines() if line.strip()
    }
    assert lines["ontime"] == "✓ ✓ 5 / 6"
    assert lines["late"] == "✓ ✓ 5 − 1 = 4 / 6 late 2 h"
    assert lines["waiting"] == "✓ ✓ 3 / 6 1 unmarked"
    assert lines["byhand"] == "1! ✓* 5 / 6"
    assert lines["changed"] == "? ? – / 6 outdated: grade again"
    assert lines["broken"] == "– – 0 / 6 not gradable"
    assert lines["faulty"] == "? ? – / 6 grader fault, late 2 h"
    assert lines["newcomer"] == "? ? – / 6 not graded"
    assert "2! points that a person gave" in table


def test_the_pages_agree(everybody: Path) -> None:
    pages = {path.parent.parent.name for path in (everybody / "feedback").glob("*/tiny/tiny.html")}
    scores = {student: score for student, (*_, score, _) in EXPECTED.items() if score is not None}
    assert pages == scores.keys()
    for student, score in scores.items():
        assert f"tiny <span>{score} / 6</span>" in page(everybody, student), student
    late = re.sub(r"<[^>]+>", " ", page(everybody, "late"))
    assert re.search(r"before the late penalty\s+5 / 6\s+handed in late\s+−1", late)
    waiting = page(everybody, "waiting")
    assert "1 answer is not marked yet; the points may still rise." in waiting
    assert waiting.count("<td>not marked yet</td>") == 1
    assert "0 / 3" not in waiting
    assert "<td>by hand: 1 / 1</td>" in page(everybody, "byhand")
    assert "not marked yet" not in page(everybody, "ontime")


def test_formgrader_agrees(everybody: Path) -> None:
    found = {row["student"]: row for row in quiet_api(everybody).get_submissions("tiny")}
    for student, (_, raw, _, _, waiting) in EXPECTED.items():
        if raw is not None:
            assert found[student]["score"] == raw
            # Formgrader shows what cannot be graded as work for a person, else as a plain 0.
            assert found[student]["needs_manual_grade"] == (bool(waiting) or student == "broken")


# --- pages with answers that nobody has marked ----------------------------------------------------


def test_pages_with_unmarked_answers_are_released_only_on_demand(course: Path) -> None:
    """Without a terminal they are left out; at one, somebody is asked."""
    for student in ("ada", "ben", "O'Brien, Pat"):
        hand_in(course, student, time=ON_TIME)
    run(course, "grade", "tiny", "--jobs", "1")
    mark(course, "ada", "question-why", 3)
    _, errors = run(course, "feedback", "tiny", code=1)
    told = errors.splitlines()
    assert "Not released: ben has 1 answer not marked yet." in told
    assert "Not released: O'Brien, Pat has 1 answer not marked yet." in told
    assert not (course / "feedback" / "O'Brien, Pat").exists()
    mark(course, "O'Brien, Pat", "question-why", 3)
    assert told[-1] == (
        "Mark them in formgrader, or release the pages as they are with --unmarked."
    )
    assert not (course / "feedback" / "ben").exists()
    for answer, code in (("n\n", 1), ("y\n", 0)):
        ours, theirs = pty.openpty()
        os.write(ours, answer.encode())
        process = start(course, "feedback", "tiny", stdin=theirs)
        _, errors = process.communicate(timeout=500)
        os.close(ours)
        os.close(theirs)
        assert "Not marked yet: 1 answer on 1 page. Release as well?" in errors
        assert process.returncode == code
    assert "1 answer is not marked yet" in page(course, "ben")
    mark(course, "ben", "question-why", 3)
    run(course, "feedback", "tiny")
    assert "not marked yet" not in page(course, "ben")


# --- what changes after grading -------------------------------------------------------------------


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("size=(4, 1)", "size=(5, 1)"),
        ("points=2", "points=3"),
        ("return 1 * x", "return 3 * x"),
        ("come back as they are", "come back unchanged"),
    ],
    ids=["a case", "points", "a mistake", "a message"],
)
def test_a_changed_exercise_makes_rows_outdated_at_once(course: Path, old: str, new: str) -> None:
    """In report, export and feedback, before anything is graded again; and no key is made."""
    hand_in(course, "ada", time=ON_TIME)
    run(course, "grade", "tiny", "--jobs", "1")
    mark(course, "ada", "question-why", 3)
    key = (course / ".autograder" / "keys" / "tiny.json").read_bytes()
    replaced(course / "solutions" / "tiny" / "exercises.py", old, new)
    assert (exported(course)["ada"]["status"], exported(course)["ada"]["score"]) == ("outdated", "")
    assert "outdated: grade again" in run(course, "report", "tiny")[0]
    assert "ada is outdated" in run(course, "feedback", "tiny", code=1)[1]
    assert (course / ".autograder" / "keys" / "tiny.json").read_bytes() == key


def test_a_file_of_another_assignment_makes_nothing_outdated(course: Path) -> None:
    """Nor does what an editor leaves; a helper that the exercises share does."""
    hand_in(course, "ada", time=ON_TIME)
    run(course, "grade", "tiny", "--jobs", "1")
    other = course / "solutions" / "another"
    other.mkdir()
    (other / "exercises.py").write_text("x = 1\n")
    (course / "solutions" / "tiny" / ".exercises.py.swp").write_text("x")
    (course / "solutions" / "tiny" / ".ipynb_checkpoints").mkdir()
    assert exported(course)["ada"]["status"] == "unmarked"
    (course / "solutions" / "helpers.py").write_text("x = 1\n")
    assert exported(course)["ada"]["status"] == "outdated"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("exercises.py", "points=2", "points=5", "`total` has 5 points in solutions/tiny/, 2"),
        ("exercises.py", "points=2", "points=1", "`total` has 1 points in solutions/tiny/, 2"),
        ("tiny.py", "points=3", "points=4", "`question-why` has 4 points in solutions/tiny/, 3"),
    ],
)
def test_points_changed_without_a_release_are_refused_before_a_row_is_touched(
    course: Path, file: str, old: str, new: str, told: str
) -> None:
    hand_in(course, "ada", time=ON_TIME)
    run(course, "grade", "tiny", "--jobs", "1")
    record = course / ".autograder" / "reports" / "tiny" / "ada.json"
    before = record.read_bytes()
    replaced(course / "solutions" / "tiny" / file, old, new)
    out, errors = run(course, "grade", "tiny", "--jobs", "1", code=3)
    assert out == ""
    assert told in errors
    assert "Nothing was graded. Run autograder release tiny" in errors
    assert record.read_bytes() == before
    process = start(course, "autograde", "tiny", "--force", program=NBGRADER)
    errors = process.communicate(timeout=500)[1]
    assert file != "exercises.py" or told in errors
    run(course, "release", "tiny")
    again = int(file == "exercises.py")
    out = run(course, "grade", "tiny", "--jobs", "1", "--yes")[0]
    assert out == f"tiny: {again} graded, {1 - again} unchanged, 0 failed\n"
    assert exported(course)["ada"]["status"] == "unmarked"


def test_a_deadline_that_is_moved_takes_its_penalty_with_it(course: Path) -> None:
    """Until the next grading the row is outdated; nothing is judged again, and marks stay."""
    for student in ("ada", "ben"):
        hand_in(course, student, time=LATE if student == "ada" else ON_TIME)
    run(course, "grade", "tiny", "--jobs", "1")
    for student in ("ada", "ben"):
        mark(course, student, "question-why", 3)
    assert exported(course)["ada"]["score"] == "5"
    move_deadline(course, "2026-01-31 12:00:00 UTC")
    rows = exported(course)
    assert (rows["ada"]["status"], rows["ben"]["status"]) == ("outdated", "graded")
    assert "ada is outdated" in run(course, "feedback", "tiny", code=1)[1]
    out, errors = run(course, "grade", "tiny", "--jobs", "1")
    assert out == "tiny: 0 graded, 2 unchanged, 0 failed\n"
    assert "ada: late penalty 1 → 0\n" in errors
    row = exported(course)["ada"]
    assert [row[part] for part in ("status", "raw_score", "score")] == ["graded", "6", "6"]
    assert (row["late_submission_penalty"], row["late_seconds"]) == ("0", "0")
    run(course, "feedback", "tiny")
    assert "handed in late" not in page(course, "ada")
    move_deadline(course, "2026-01-30 13:00:00 UTC")
    assert "ada: late penalty 0 → 1" in run(course, "grade", "tiny", "--dry-run")[1]
    assert exported(course)["ada"]["status"] == "outdated"
    assert "ada: late penalty 0 → 1" in run(course, "grade", "tiny", "--jobs", "1")[1]
    assert exported(course)["ada"]["late_submission_penalty"] == "1"


def test_a_penalty_that_depends_on_the_score_follows_the_marks(course: Path) -> None:
    replaced(course / "nbgrader_config.py", "return 1.0", "return score / 2")
    hand_in(course, "ada", time=LATE)
    run(course, "grade", "tiny", "--jobs", "1")
    mark(course, "ada", "question-why", 3)
    assert exported(course)["ada"]["status"] == "outdated"
    assert "ada: late penalty 1.5 → 3" in run(course, "grade", "tiny", "--jobs", "1")[1]
    row = exported(course)["ada"]
    assert [row[part] for part in ("raw_score", "late_submission_penalty", "score")] == [
        "6", "3", "3",
    ]  # fmt: skip


def test_another_penalty_plugin_holds_for_everybody_from_the_next_grade(course: Path) -> None:
    """Also for those whose marks and lateness are as they were; where it fails, that is said."""
    hand_in(course, "ada", time=LATE)
    run(course, "grade", "tiny", "--jobs", "1")
    replaced(course / "nbgrader_config.py", "return 1.0", "return score")
    assert exported(course)["ada"]["status"] == "outdated"
    assert "ada: late penalty 1 → 3" in run(course, "grade", "tiny", "--jobs", "1")[1]
    assert exported(course)["ada"]["score"] == "0"
    replaced(course / "nbgrader_config.py", "return score", "return None.hours")
    assert exported(course)["ada"]["status"] == "outdated"
    assert "'hours'" in run(course, "grade", "tiny", "--jobs", "1", code=3)[1]


def test_without_penalties_a_deadline_changes_no_status(course: Path) -> None:
    replaced(course / "nbgrader_config.py", "c.AssignLatePenalties.plugin_class = Plugin", "")
    hand_in(course, "ada", time=LATE)
    run(course, "grade", "tiny", "--jobs", "1")
    move_deadline(course, "2026-01-29 12:00:00 UTC")
    row = exported(course)["ada"]
    assert (row["status"], row["late"]) == ("unmarked", "yes")


# --- lateness from a learning platform ------------------------------------------------------------


def test_a_platforms_word_for_late_is_kept_without_a_made_up_time(course: Path) -> None:
    """Canvas says only late; Blackboard says when; a plain name says nothing."""
    download = course / "download"
    download.mkdir()
    names = {
        "adal_11": "adal_late_11_91_tiny.ipynb",
        "benb_12": "benb_12_92_tiny.ipynb",
        "cleo": "tiny_cleo_attempt_2026-01-30-13-00-00_tiny.ipynb",
        "dan": "dan.ipynb",
    }
    for name in names.values():
        shutil.copy(course / "source" / "tiny" / "tiny.ipynb", download / name)
    run(course, "collect", "tiny", "--from", str(download))
    run(course, "grade", "tiny", "--jobs", "1")
    rows = exported(course)
    found = {name: (row["late_seconds"], row["late"]) for name, row in rows.items()}
    assert found == {
        "adal_11": ("", "yes"), "benb_12": ("", ""), "cleo": ("3600", "yes"), "dan": ("", ""),
    }  # fmt: skip
    penalties = {name: row["late_submission_penalty"] for name, row in rows.items()}
    assert penalties == {"adal_11": "0", "benb_12": "0", "cleo": "1", "dan": "0"}
    assert "1 unmarked, late, time unknown" in run(course, "report", "tiny")[0]
    out = run(course, "collect", "tiny", "--from", str(download))[0]
    assert out.startswith("tiny: 0 new, 0 newer, 4 unchanged")


def test_what_collect_takes_for_an_id_is_one_for_grade(course: Path) -> None:
    download = course / "download"
    download.mkdir()
    names = {"ada-", "ada.", "ada@", "-ada", "Zoë", "O'Brien, Pat", "a b"}
    for name in names:
        shutil.copy(course / "source" / "tiny" / "tiny.ipynb", download / f"{name}.ipynb")
        hand_in(course, name)
    out, errors = run(course, "grade", "tiny", "--jobs", "1", code=1)
    assert out == "tiny: 3 graded, 0 unchanged, 0 failed, 4 refused\n"
    assert errors.count("Rename the folder.") == 4
    refused = {name for name in names if f'"{name}" is not a valid student id (it must' in errors}
    assert refused == {"ada-", "ada.", "ada@", "-ada"}
    shutil.rmtree(course / "submitted")
    run(course, "collect", "tiny", "--from", str(download), code=1)
    collected = {path.name for path in (course / "submitted").iterdir()}
    assert collected & names == names - refused
