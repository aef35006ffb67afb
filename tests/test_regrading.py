"""Grading again: who gains or loses what is said before anything is written."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import click
import pytest
from courses import QUESTION, book, enter, hand_in, make_course, mark, run, submission_rows

from autograder import instructor
from autograder.cli.grade import _decide as decide
from autograder.course.history import Change, entries
from autograder.course.marks import Mark
from autograder.instructor.outlook import Outlook, outlook_lines, tally
from autograder.instructor.tasks import judgements
from autograder.judging import grading
from autograder.judging.workers import Workers
from autograder.nbgrader import plugin
from autograder.worker import sandbox

Golden = Callable[[str, str], None]
needs_sandbox = pytest.mark.skipif(
    not sandbox.isolates(sandbox.probe()), reason="nothing here isolates student code"
)
SUM = "float(np.sum(double(x))) + start"


# --- what is shown --------------------------------------------------------------------------------


def changed(name: str, old: tuple[float, str] | None, new: tuple[float, str]) -> Change:
    was = old or (None, "")
    return Change(name, was[0], new[0], was[1], new[1])


RIGHT, WRONG = (3, "passed"), (0, "failed")
WIDER = "tolerance of train"
LOOKS = [
    Outlook("s001", WIDER, 17, 17),
    Outlook("s002", WIDER, 18, 18, (changed("train", WRONG, (0, "exception")),)),
    Outlook("s017", WIDER, 17, 20, (changed("train", WRONG, RIGHT),)),
    Outlook("s018", WIDER, 20, 17, (changed("train", RIGHT, (0, "timeout")),)),
    Outlook("s019", WIDER, 19, 19, (changed("train", WRONG, RIGHT),), ("train",)),
    Outlook("s020", WIDER, 12, None, fault="no memory"),
    Outlook(
        "s021", "points of linear (2 → 3)", 20, 21, (changed("linear", (2, "passed"), RIGHT),)
    ),
    Outlook(
        "s022", "new submission", 3, 6,
        (changed("linear", (0, "missing"), RIGHT), changed("predict", None, WRONG)),
    ),
    Outlook("s023", "first grading", None, 11.5),
    Outlook("s024", "first grading", None, 0.0, is_unread=True),
]  # fmt: skip


def test_the_dry_run_as_it_is_shown(assert_golden: Golden) -> None:
    assert_golden("dry_run", "\n".join([*outlook_lines(LOOKS), f"mlp: {tally(LOOKS, 30)}"]))


def test_a_hostile_name_stays_on_its_line() -> None:
    look = Outlook("\x1b[31m\nmlp: all gain", "first grading", None, 1.0)
    assert "\x1b" not in "".join(outlook_lines([look]))
    assert len(list(outlook_lines([look]))) == 2


# --- results one by one ---------------------------------------------------------------------------


def test_a_result_does_not_wait_for_slower_ones_before_it(tmp_path: Path) -> None:
    for name in ("slow", "quick"):
        (tmp_path / "submitted" / name / "tiny").mkdir(parents=True)
        (tmp_path / "submitted" / name / "tiny" / "tiny.py").write_text("x = 1\n")
    is_seen = threading.Event()

    def work(name: str) -> str:
        return name.upper() if name == "quick" or is_seen.wait(60) else "never"

    with ThreadPoolExecutor(2) as crew:
        workers = Workers(lambda handed_in, _: crew.submit(work, handed_in.name), 2)
        results = judgements(tmp_path, "tiny", ["slow", "quick"], workers)
        assert next(results) == ("quick", "QUICK")
        is_seen.set()
        assert list(results) == [("slow", "SLOW")]


# --- a class that is graded again -----------------------------------------------------------------


def change_tolerance(course: Path) -> None:
    """Have `total` accept what is off by a thousandth."""
    path = course / "solutions" / "tiny" / "exercises.py"
    text = path.read_text("utf-8")
    for old, new in (
        ("import Assignment, case", "import Assignment, Tolerance, case"),
        ("yield random.normal(size=(2, 3)), 0.5",
         "yield case(random.normal(size=(2, 3)), 0.5, tolerance=Tolerance(0.01, 0))"),
        ("expensive=True", "expensive=True, tolerance=Tolerance(0.01, 0)"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")


def comment(course: Path, student: str, words: str) -> None:
    """Comment on the written answer, as formgrader saves it."""
    with book(course) as gradebook:
        found = gradebook.find_comment("question-why", "tiny", "tiny", student)
        found.manual_comment = words
        gradebook.db.commit()


def kept(course: Path) -> dict[str, tuple[Any, ...]]:
    """What a person gave, whether formgrader asks for a look, and the automatic points."""
    with book(course) as gradebook:
        found = {}
        for submission in gradebook.find_assignment("tiny").submissions:
            (notebook,) = submission.notebooks
            for grade in notebook.grades:
                where = f"{submission.student.id} {grade.name}"
                found[where] = (grade.manual_score, grade.needs_manual_grade, grade.auto_score)
            for comment in notebook.comments:
                where = f"{submission.student.id} comment {comment.name}"
                found[where] = (comment.manual_comment,)
        return found


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that is graded and marked; it is only copied."""
    course = make_course(tmp_path_factory.mktemp("graded"), QUESTION)
    hand_in(course, "ada")
    hand_in(course, "ben", (SUM, f"({SUM}) * 1.001"))
    hand_in(course, "cleo", ("return 2 * x", "return 1 * x"))
    run(course, "grade", "tiny", "--jobs", "1")
    for student in ("ada", "ben", "cleo"):
        mark(course, student, "question-why", 2)
        comment(course, student, "Well reasoned.")
    mark(course, "cleo", "check-double", 0.5)
    return course


@pytest.fixture
def course(graded: Path, tmp_path: Path) -> Path:
    """A copy of the class."""
    return Path(shutil.copytree(graded, tmp_path / "course"))


@needs_sandbox
def test_scores_of_unchanged_work_change_only_by_a_decision(course: Path) -> None:
    change_tolerance(course)
    before = kept(course)
    out, _ = run(course, "grade", "tiny", "--dry-run", "--jobs", "1")
    assert out.splitlines() == [
        "tolerance of total:", "  ben: total ✗ → ✓, 3 → 5", "  2 unchanged",
        "tiny: 1 would gain, 0 would lose, 2 unchanged",
    ]  # fmt: skip
    _, errors = run(course, "grade", "tiny", "--jobs", "1", code=1)
    assert "the key changed: tolerance of total." in errors
    assert "1 score of work that has not changed would change. Nothing was graded." in errors
    assert "--yes" in errors and "--dry-run" in errors
    assert kept(course) == before
    assert {entry.cause for entry in entries(course, "tiny")} == {
        "first grading", "changed in the gradebook",
    }  # fmt: skip
    out, errors = run(course, "grade", "tiny", "--yes", "--jobs", "1")
    assert "  ben: total ✗ → ✓, 3 → 5" in errors
    assert out == "tiny: 3 graded, 0 unchanged, 0 failed\n"
    after = kept(course)
    assert {name: (before[name], after[name]) for name in after if after[name] != before[name]} == {
        "ben check-total": ((None, False, 0.0), (None, False, 2.0))
    }
    entry = entries(course, "tiny", "ben")[-1]
    assert (entry.cause, entry.old_score, entry.new_score) == ("tolerance of total", 3.0, 5.0)
    assert entry.new_status == "graded"


@pytest.fixture
def here(course: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The class, graded in this process."""
    enter(course, monkeypatch)
    yield course
    plugin._private_key.cache_clear()


@needs_sandbox
def test_what_is_judged_for_the_decision_is_not_judged_again(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge, judged = grading.grade_submission, []

    def counted(key: Any, submission: Any, *rest: Any) -> Any:
        judged.append(submission.name)
        return judge(key, submission, *rest)

    monkeypatch.setattr(grading, "grade_submission", counted)
    shown: list[Outlook] = []
    results = list(instructor.grade(here, "tiny", 1, again=True, decide=shown.extend))
    assert [result.status for result in results] == ["graded"] * 3
    assert judged == ["ada", "ben", "cleo"]
    assert [(look.student, look.cause, look.is_changed) for look in shown] == [
        (name, "graded again", False) for name in ("ada", "ben", "cleo")
    ]
    assert entries(here, "tiny", "cleo")[-1].marks == {
        "check-double": Mark(0.5), "question-why": Mark(2.0, None, "Well reasoned."),
    }  # fmt: skip


@needs_sandbox
def test_a_newer_submission_is_graded_without_a_question_and_for_one_student_alone(
    here: Path,
) -> None:
    for student in ("ada", "cleo"):
        hand_in(here, student, ("return 2 * x", "return 3 * x"))
    decided: list[Any] = []
    results = list(instructor.grade(here, "tiny", 1, only=["cleo"], decide=decided.append))
    assert [(result.student, result.status) for result in results] == [("cleo", "graded")]
    assert decided == [[]]
    rows = {row["student"]: row["status"] for row in submission_rows(here, "tiny")}
    assert rows["ada"] == "outdated"
    # Other work than what was marked: a person looks again.
    assert rows["cleo"] == "unmarked"


@needs_sandbox
def test_a_student_who_handed_in_nothing_is_named(here: Path) -> None:
    with pytest.raises(instructor.CourseError, match="submitted/ has no tiny by zoe"):
        list(instructor.grade(here, "tiny", 1, only=["ada", "zoe"]))


@needs_sandbox
def test_feedback_is_made_for_the_students_who_are_named(course: Path) -> None:
    run(course, "feedback", "tiny", "--student", "ada", "--student", "cleo", code=0)
    pages = {path.parent.parent.name for path in (course / "feedback").glob("*/tiny/tiny.html")}
    assert pages == {"ada", "cleo"}
    _, errors = run(course, "feedback", "tiny", "--student", "zoe", code=3)
    assert errors == "Nobody handed in tiny by this name: zoe.\n"


# --- the question ---------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [True, False])
def test_a_terminal_is_asked_and_no_grades_nothing(
    answer: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr(click, "confirm", lambda text, **_: asked.append(text) or answer)
    if answer:
        decide(LOOKS[:5], yes=False)
    else:
        with pytest.raises(SystemExit) as ended:
            decide(LOOKS[:5], yes=False)
        assert ended.value.code == 1
    assert asked == ["Change 2 scores?"]
    errors = capsys.readouterr().err
    assert "  s017: train ✗ → ✓, 17 → 20\n" in errors
    assert errors.endswith("Nothing was graded.\n") is not answer


def test_where_no_score_changes_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "confirm", lambda *_, **__: pytest.fail("asked"))
    decide(LOOKS[:2], yes=False)
    decide([LOOKS[4], LOOKS[5]], yes=False)
    decide(LOOKS, yes=True)
