"""Deadlines, extensions and late penalties: policies.toml, the gradebook, and the command."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from courses import book, copy_of, enter, run
from nbformat.v4 import new_notebook

from autograder.authoring.room import RoomError
from autograder.course.gradebook import book_of, enter_due_penalties, follow_policy, read_book
from autograder.course.policy import Policy, parse_moment, read_policy
from autograder.instructor.deadline import deadline_terms, move_deadline
from autograder.nbgrader.settings import quiet_api

# nbgrader 0.9.6 on SQLAlchemy 2.1 warns of objects that it adds a moment later.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
FILE = """\
# The course's rules
timezone = "Europe/Berlin"
grace = "15 minutes"
penalty = "10% per day"
maximum = "50%"

[mlp]
deadline = "2027-02-01T23:59"  # before the lecture
"""
# The deadline is 22:59 UTC. All have 3 of 3 points.
TIMES = {
    "early": "2027-02-01 22:59:00 UTC",
    "graced": "2027-02-01 23:14:00 UTC",
    "late": "2027-02-01 23:15:00 UTC",
    "later": "2027-02-03 22:59:00 UTC",
    "latest": "2027-03-01 22:59:00 UTC",
    "timeless": "",
}
LOST = {"early": 0, "graced": 0, "late": 0.3, "later": 0.6, "latest": 1.5, "timeless": 0}
PLUGIN = """
from nbgrader.plugins import LateSubmissionPlugin


class Strict(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2


c.AssignLatePenalties.plugin_class = Strict
"""


@pytest.fixture(scope="module")
def handed_in(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny course with the scores of a class in its gradebook, as grading enters them."""
    course = copy_of(released, tmp_path_factory.mktemp("class") / "course")
    with book(course) as gradebook:
        for student, when in TIMES.items():
            gradebook.add_student(student)
            gradebook.add_submission("mlp", student, timestamp=when or None)
            for grade in gradebook.find_submission_notebook("mlp", "mlp", student).grades:
                grade.auto_score = grade.max_score
        gradebook.db.commit()
    return course


@pytest.fixture
def course(handed_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, as the current folder, with policies.toml."""
    copy = copy_of(handed_in, tmp_path / "course")
    (copy / "policies.toml").write_text(FILE)
    enter(copy, monkeypatch)
    return copy


@pytest.fixture
def in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def held(course: Path) -> tuple[Any, dict[str, Any]]:
    """The deadline and the extensions in the gradebook."""
    with book(course) as gradebook:
        assignment = gradebook.find_assignment("mlp")
        extensions = {s.student.id: s.extension for s in assignment.submissions if s.extension}
        return assignment.duedate, extensions


def lost(course: Path) -> dict[str, float | None]:
    """What the course's plugin takes off from each student."""
    rows = read_book(quiet_api(course), "mlp").rows
    return {student: row.due_penalty for student, row in rows.items()}


def move(course: Path, *words: str | None) -> list[str]:
    """What `autograder deadline` says."""
    said: list[str] = []
    move_deadline(course, "mlp", *words, tell=said.append)
    return said


def policy_of(course: Path, text: str) -> Policy:
    (course / "policies.toml").write_text(text)
    return read_policy(course, "mlp")


# --- what is taken off ----------------------------------------------------------------------------


def test_each_day_that_has_begun_costs_a_share_of_the_points_and_grace_costs_nothing(
    course: Path,
) -> None:
    assert lost(course) == pytest.approx(LOST)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ('penalty = "0.5 points per hour"', {"graced": 0.5, "late": 0.5, "later": 3}),
        ('penalty = "0.5 points per hour"\nmaximum = "2 points"', {"late": 0.5, "later": 2}),
        ('penalty = "20%"', {"graced": 0.6, "late": 0.6, "latest": 0.6}),
        ('penalty = "100%"\ngrace = "2 days"', {"late": 0, "later": 0, "latest": 3}),
        ("", {"late": 0, "later": 0}),
    ],
    ids=["points per hour", "a maximum", "once", "nothing after two days", "no penalty"],
)
def test_a_penalty_is_points_or_per_cent_by_the_hour_the_day_or_once(
    course: Path, rules: str, expected: dict[str, float]
) -> None:
    policy_of(course, f'{rules}\n[mlp]\ndeadline = "2027-02-01T22:59Z"')
    found = lost(course)
    assert {student: found[student] for student in expected} == pytest.approx(expected)


def test_what_an_assignment_says_itself_holds_before_what_the_course_says(course: Path) -> None:
    policy_of(course, FILE + 'penalty = "1 point per day"\ngrace = "0 minutes"\n')
    found = lost(course)
    assert (found["graced"], found["later"], found["latest"]) == (1, 1.5, 1.5)


def test_nobody_loses_more_than_the_score(course: Path) -> None:
    with book(course) as gradebook:
        for grade in gradebook.find_submission_notebook("mlp", "mlp", "latest").grades:
            grade.auto_score = 0.5
        gradebook.db.commit()
    assert lost(course)["latest"] == 1.0


def test_an_extension_counts_and_never_makes_a_deadline_earlier(course: Path) -> None:
    policy_of(
        course,
        FILE + '[mlp.extensions]\nlater = "2027-02-03T23:59"\nlate = "2027-01-01T12:00"\n',
    )
    found = lost(course)
    assert (found["later"], found["late"]) == (0, pytest.approx(0.3))
    assert follow_policy(quiet_api(course), "mlp") == []
    assert {name: gap.days for name, gap in held(course)[1].items()} == {"later": 2}


def test_a_plugin_of_the_courses_own_takes_the_place_of_the_penalty(course: Path) -> None:
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + PLUGIN)
    found = lost(course)
    assert (found["early"], found["graced"], found["late"]) == (0, 2, 2)
    said = "penalty: by the course's own plugin Strict, not by policies.toml"
    assert said in list(deadline_terms(course, "mlp"))


def test_nbgraders_own_method_counts_where_no_penalty_is_given(course: Path) -> None:
    policy_of(course, '[mlp]\ndeadline = "2027-02-01T22:59Z"')
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + 'c.LateSubmissionPlugin.penalty_method = "zero"\n')
    assert (lost(course)["early"], lost(course)["graced"]) == (0, 3)
    assert "penalty: the whole score" in list(deadline_terms(course, "mlp"))


def test_nbgraders_own_autograde_gives_the_same_penalties(course: Path) -> None:
    from nbgrader.preprocessors import AssignLatePenalties

    api = quiet_api(course)
    follow_policy(api, "mlp")
    for student in TIMES:
        names = {"notebook": "mlp", "assignment": "mlp", "student": student}
        resources = {"nbgrader": names | {"db_url": api.coursedir.db_url}}
        AssignLatePenalties(config=api.config).preprocess(new_notebook(), resources)
    with book(course) as gradebook:
        rows = book_of(gradebook, "mlp", api.config, course).rows
    assert {student: row.penalty for student, row in rows.items()} == pytest.approx(LOST)
    assert not any(row.is_stale for row in rows.values())


# --- the file and the gradebook -------------------------------------------------------------------


def test_the_file_counts_and_a_contradiction_is_reported_before_it_is_resolved(
    course: Path,
) -> None:
    with book(course) as gradebook:
        gradebook.update_or_create_assignment("mlp", duedate="2027-01-31 12:00:00 UTC")
    line = (
        "mlp: the gradebook had the deadline Sun 31 Jan 2027, 13:00 CET. "
        "policies.toml counts: Mon 1 Feb 2027, 23:59 CET."
    )
    assert line in list(deadline_terms(course, "mlp"))
    assert held(course)[0] == datetime(2027, 1, 31, 12)
    assert lost(course) == pytest.approx(LOST)
    assert follow_policy(quiet_api(course), "mlp") == [line]
    assert held(course) == (datetime(2027, 2, 1, 22, 59), {})
    assert follow_policy(quiet_api(course), "mlp") == []


def test_an_extension_that_only_the_gradebook_has_is_reported_and_removed(course: Path) -> None:
    follow_policy(quiet_api(course), "mlp")
    with book(course) as gradebook:
        gradebook.grant_extension("mlp", "later", days=2)
    assert lost(course)["later"] == pytest.approx(0.6)
    assert follow_policy(quiet_api(course), "mlp") == [
        "later: the gradebook had an extension until Wed 3 Feb 2027, 23:59 CET. "
        "policies.toml counts: no extension."
    ]
    assert held(course)[1] == {}


def test_without_a_deadline_in_the_file_the_gradebooks_counts(course: Path) -> None:
    policy_of(course, 'penalty = "1 point"')
    assert set(lost(course).values()) == {0}
    with book(course) as gradebook:
        gradebook.update_or_create_assignment("mlp", duedate="2027-02-03 12:00:00 UTC")
        gradebook.grant_extension("mlp", "later", days=1)
    assert {name for name, penalty in lost(course).items() if penalty} == {"latest"}
    assert follow_policy(quiet_api(course), "mlp") == []
    assert "gradebook" in next(deadline_terms(course, "mlp"))


def test_a_release_tells_students_the_deadline_of_the_file(course: Path) -> None:
    run(course, "release", "mlp")
    (path,) = (course / "exchange").glob("*/outbound/mlp/course.json")
    assert json.loads(path.read_text())["deadline"] == "2027-02-01T22:59:00Z"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("deadline = 5", "`deadline` is unknown. Use: timezone, grace, penalty, maximum."),
        ("[mpl]", "there is no assignment 'mpl'; there are: mlp."),
        ("[mlp]\ndedline = 1", "[mlp] `dedline` is unknown. Use: deadline, extensions, grace,"),
        ('[mlp]\ndeadline = "2027-02-01"', "[mlp] deadline is '2027-02-01', expected a day and a"),
        ("[mlp]\ndeadline = 2027-02-01T23:59", 'stand in quotes: "2027-02-01T23:59"'),
        ('[mlp.extensions]\nada = "2027-02-01T23:59"', "[mlp] has extensions and no deadline."),
        ("[mlp]\nextensions = 3", '[mlp] extensions is 3, expected extensions.STUDENT = "'),
        ('penalty = "10% a day"', "penalty is '10% a day', expected a text such as \"10% per day"),
        ('penalty = "-10%"', "penalty is '-10%'"),
        ('maximum = "50% per day"', "maximum is '50% per day', expected"),
        ("grace = 15", "grace is 15, expected a text such as \"15 minutes\""),
        ('timezone = "Berlin"', "timezone is 'Berlin', expected a name such as \"Europe/Berlin\""),
    ],
)  # fmt: skip
def test_what_the_file_cannot_mean_is_refused_with_its_place(
    course: Path, text: str, said: str
) -> None:
    with pytest.raises(RoomError) as raised:
        policy_of(course, text)
    message = str(raised.value)
    assert said in message
    assert message.startswith(str(course / "policies.toml"))
    assert len(message.splitlines()) <= 3


# --- the command ----------------------------------------------------------------------------------


def test_a_moved_deadline_is_written_to_both_and_makes_penalties_due(
    course: Path, assert_golden: Any
) -> None:
    api = quiet_api(course)
    follow_policy(api, "mlp")
    rows = read_book(api, "mlp").rows
    enter_due_penalties(api, "mlp", {name: row for name, row in rows.items() if row.is_stale})
    said = ["$ autograder deadline mlp 2027-02-02T12:00", *move(course, "2027-02-02T12:00")]
    assert (
        'deadline = "2027-02-02T12:00+01:00"  # before the lecture'
        in Path("policies.toml").read_text()
    )
    said += ["$ … 2027-03-02T12:00Z --student latest", *move(course, "2027-03-02T12:00Z", "latest")]
    said += ["$ autograder deadline mlp", *deadline_terms(course, "mlp")]
    assert_golden("deadline", "\n".join(said).replace(str(course), "COURSE"))
    moved, extensions = held(course)
    assert moved == datetime(2027, 2, 2, 11)
    assert moved + extensions["latest"] == datetime(2027, 3, 2, 12)


def test_removing_leaves_the_rest_of_the_file_as_it_was(course: Path) -> None:
    move(course, "2027-02-08T23:59", "ada")
    assert (course / "policies.toml").read_text() == (
        f'{FILE}\n[mlp.extensions]\nada = "2027-02-08T23:59+01:00"\n'
    )
    assert move(course, None, "ada")[0] == "mlp: ada has no extension."
    assert (course / "policies.toml").read_text() == FILE
    assert move(course, None)[0] == "mlp has no deadline and no extensions."
    assert (course / "policies.toml").read_text() == FILE[: FILE.index("\n[mlp]")]
    assert held(course) == (None, {})


def test_a_deadline_of_formgrader_moves_into_the_file_with_its_extensions(course: Path) -> None:
    (course / "policies.toml").unlink()
    with book(course) as gradebook:
        gradebook.update_or_create_assignment("mlp", duedate="2027-02-01 22:59:00 UTC")
        gradebook.grant_extension("mlp", "later", days=2)
    assert "later keeps the extension until" in move(course, "2027-02-02T12:00Z")[1]
    policy = read_policy(course, "mlp")
    assert policy.extensions == {"later": datetime(2027, 2, 3, 22, 59, tzinfo=UTC)}
    assert policy.deadline == datetime(2027, 2, 2, 12, tzinfo=UTC)


def test_a_student_without_a_submission_gets_the_extension_when_it_comes(course: Path) -> None:
    said = move(course, "2027-02-08T23:59", "newcomer")
    assert "newcomer is not in the gradebook yet." in said
    unknown = "(no such student has handed in or is in the gradebook)"
    assert any(
        "newcomer until" in line and unknown in line for line in deadline_terms(course, "mlp")
    )
    with book(course) as gradebook:
        gradebook.add_student("newcomer")
        gradebook.add_submission("mlp", "newcomer", timestamp="2027-02-05 12:00:00 UTC")
    assert lost(course)["newcomer"] == 0
    follow_policy(quiet_api(course), "mlp")
    assert held(course)[1]["newcomer"].days == 7


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2027-02-01",), "'2027-02-01' is not a day and a time such as 2027-02-01T23:59"),
        (("tomorrow",), "'tomorrow' is not a day and a time"),
        (("2027-02-01T12:00", "ada"), "is not after the deadline of mlp, Mon 1 Feb 2027, 23:59"),
        (("2027-02-08T12:00", "../ada"), '"../ada" is not a valid student id'),
        ((None, "ada"), "ada has no extension for mlp."),
    ],
)
def test_what_cannot_be_set_changes_nothing(
    course: Path, words: tuple[str | None, ...], said: str
) -> None:
    with pytest.raises(RoomError) as raised:
        move(course, *words)
    assert said in str(raised.value)
    assert (course / "policies.toml").read_text() == FILE


@pytest.mark.usefixtures("in_new_york")
def test_a_time_without_a_zone_is_the_courses_or_else_this_computers(course: Path) -> None:
    text = "2027-02-01T23:59"
    assert parse_moment(text, None) == datetime(2027, 2, 2, 4, 59, tzinfo=UTC)
    assert policy_of(course, FILE).deadline == datetime(2027, 2, 1, 22, 59, tzinfo=UTC)
    assert policy_of(course, FILE.replace("timezone", "# timezone")).deadline == parse_moment(
        text, None
    )
    assert "2027, 23:59 EST" in move(course, "2027-02-03T23:59")[0]
    move(course, "2027-02-04T23:59+01:00")
    assert 'deadline = "2027-02-04T17:59-05:00"' in (course / "policies.toml").read_text()


def test_the_command_shows_sets_and_says_how_it_is_used(course: Path) -> None:
    out, errors = run(course, "deadline", "mlp", "2027-02-02T12:00")
    assert (out, errors.splitlines()[0]) == (
        "",
        "mlp: the deadline is Tue 2 Feb 2027, 12:00 CET, was Mon 1 Feb 2027, 23:59 CET.",
    )
    assert run(course, "deadline", "mlp")[0].splitlines()[0] == (
        "deadline: Tue 2 Feb 2027, 12:00 CET (policies.toml)"
    )
    both = run(course, "deadline", "mlp", "2027-02-02T12:00", "--remove", code=2)[1]
    assert both == "Give a TIME or --remove, not both.\n"
    (course / "policies.toml").write_text("grace = 1")
    assert "grace is 1, expected" in run(course, "deadline", "mlp", code=2)[1]
