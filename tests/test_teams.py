"""Teams: one member's work counts for all, and collecting says what is new."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from courses import book, copy_of, enter, hand_in, mark, run

from autograder.authoring.room import RoomError
from autograder.course.marks import share_marks
from autograder.instructor import Arrival, collect
from autograder.instructor.teams import copies, read_teams, share_work

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
TEAMS = "team,student\nred,ada\nred,ben\nred,cleo\nblue,dan\n"
EARLY, LATE = "2027-02-01 10:00:00 UTC", "2027-02-01 12:00:00 UTC"


def work(root: Path, student: str, text: str, time: str = "", secret: str = "") -> None:
    """A module that a student hands in, in the place of what was there."""
    folder = root / "submitted" / student / "mlp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = {"mlp.py": text, "timestamp.txt": time, "submission_secret.txt": secret}
    for name, content in files.items():
        if content:
            (folder / name).write_text(content)


def there(root: Path) -> dict[str, str]:
    """What each student has handed in, or has got."""
    files = (root / "submitted").glob("*/mlp/mlp.py")
    return {path.parent.parent.name: path.read_text() for path in files}


def set_aside(root: Path) -> list[str]:
    replaced = root / ".autograder" / "originals" / "mlp" / "replaced"
    return sorted(path.read_text() for path in replaced.glob("*/mlp/mlp.py"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "teams.csv").write_text(TEAMS)
    return tmp_path


# --- whose work counts ----------------------------------------------------------------------------


def test_the_work_of_one_member_counts_for_all(root: Path) -> None:
    work(root, "ada", "x = 1", EARLY, "ada's secret")
    assert share_work(root, "mlp") == ["Team red: ada's work counts for ben, cleo too."]
    assert there(root) == dict.fromkeys(("ada", "ben", "cleo"), "x = 1")
    assert (root / "submitted" / "ben" / "mlp" / "timestamp.txt").read_text() == EARLY
    assert not (root / "submitted" / "ben" / "mlp" / "submission_secret.txt").exists()
    assert copies(root, "mlp") == {"ben": "ada", "cleo": "ada"}
    assert share_work(root, "mlp") == []


def test_what_was_handed_in_last_counts_and_other_work_is_kept_and_named(root: Path) -> None:
    work(root, "ada", "x = 1", EARLY, "ada's secret")
    work(root, "ben", "x = 2", LATE)
    assert share_work(root, "mlp") == [
        "Team red: ben handed in last. ada's other work does not count; it is kept in "
        ".autograder/originals/mlp/replaced/.",
        "Team red: ben's work counts for ada, cleo too.",
    ]
    assert there(root) == dict.fromkeys(("ada", "ben", "cleo"), "x = 2")
    assert set_aside(root) == ["x = 1"]
    assert (root / "submitted" / "ada" / "mlp" / "submission_secret.txt").read_text() == (
        "ada's secret"
    )


def test_newer_work_of_whoever_got_a_copy_counts_for_all(root: Path) -> None:
    work(root, "ada", "x = 1", EARLY)
    share_work(root, "mlp")
    work(root, "cleo", "x = 3", LATE)
    assert share_work(root, "mlp")[-1] == "Team red: cleo's work counts for ada, ben too."
    assert there(root) == dict.fromkeys(("ada", "ben", "cleo"), "x = 3")
    assert copies(root, "mlp") == {"ada": "cleo", "ben": "cleo"}


def test_newer_work_of_the_same_member_replaces_the_copies(root: Path) -> None:
    work(root, "ada", "x = 1")
    share_work(root, "mlp")
    work(root, "ada", "x = 2")
    assert share_work(root, "mlp") == ["Team red: ada's work counts for ben, cleo too."]
    assert there(root) == dict.fromkeys(("ada", "ben", "cleo"), "x = 2")


@pytest.mark.parametrize("times", [("", ""), (EARLY, ""), (EARLY, EARLY)])
def test_different_work_without_times_is_not_decided(root: Path, times: tuple[str, str]) -> None:
    work(root, "ada", "x = 1", times[0])
    work(root, "ben", "x = 2", times[1])
    (said,) = share_work(root, "mlp")
    assert said.startswith("Team red: ada and ben handed in different work, and no times say")
    assert "Remove the folder in submitted/ that does not count, then run: autograder grade" in said
    assert there(root) == {"ada": "x = 1", "ben": "x = 2"}
    shutil.rmtree(root / "submitted" / "ben")
    assert share_work(root, "mlp") == ["Team red: ada's work counts for ben, cleo too."]


def test_the_same_work_of_two_needs_no_times(root: Path) -> None:
    work(root, "ada", "x = 1")
    work(root, "ben", "x = 1")
    share_work(root, "mlp")
    assert there(root) == dict.fromkeys(("ada", "ben", "cleo"), "x = 1")
    assert "Each keeps" not in "".join(share_work(root, "mlp"))


@pytest.mark.parametrize("teams", [None, TEAMS.replace("red,ben", "blue,ben")])
def test_whoever_leaves_a_team_loses_the_copy(root: Path, teams: str | None) -> None:
    work(root, "ada", "x = 1", EARLY)
    share_work(root, "mlp")
    (root / "teams.csv").unlink()
    if teams:
        (root / "teams.csv").write_text(teams)
    said = share_work(root, "mlp")
    assert said[0] == (
        "ben is no longer in a team with ada, whose work is removed from submitted/ben/.\n"
        "To get ben's own: autograder collect mlp"
    )
    assert set(there(root)) == ({"ada", "cleo"} if teams else {"ada"})


def test_a_link_in_a_members_folder_is_not_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    work(root, "ada", "x = 1", EARLY)
    (root / "submitted" / "ada" / "mlp" / "or_gate.csv").symlink_to(tmp_path / "secret")
    share_work(root, "mlp")
    assert not (root / "submitted" / "ben" / "mlp" / "or_gate.csv").exists()


# --- teams.csv ------------------------------------------------------------------------------------


def test_a_team_may_be_one_of_an_assignment_alone(root: Path) -> None:
    rows = "team,student,assignment\nred,ada,\nred,ben,mlp\nblue,ben,xor\n"
    (root / "teams.csv").write_bytes(b"\xef\xbb\xbf" + rows.encode())
    assert read_teams(root, "mlp") == {"red": ["ada", "ben"]}
    assert read_teams(root, "xor") == {"red": ["ada"], "blue": ["ben"]}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "team,student\nred,ada\nblue,ada\n",
            "row 3: ada is in the teams red and blue.\nA student",
        ),
        ("team,student\nred,../ada\n", "row 2: expected a header `team,student` and in each row"),
        ("team,student\n,ada\n", "row 2: expected a header"),
        ("group,name\nred,ada\n", "row 2: expected a header"),
        ("team,student\nred\n", "row 2: expected a header"),
        ("team,student\nred,\xe9\n".encode("latin-1"), "is not a CSV file in UTF-8"),
    ],
)
def test_teams_that_are_not_clear_are_refused_before_anything_changes(
    root: Path, rows: str | bytes, said: str
) -> None:
    work(root, "ada", "x = 1", EARLY)
    (root / "teams.csv").write_bytes(rows if isinstance(rows, bytes) else rows.encode())
    with pytest.raises(RoomError) as raised:
        share_work(root, "mlp")
    assert said in str(raised.value)
    assert there(root) == {"ada": "x = 1"}


# --- marks and grades -----------------------------------------------------------------------------


def test_marks_go_to_members_who_have_none_and_differences_are_reported() -> None:
    def grade(name: str, score: float | None, waits: bool) -> SimpleNamespace:
        return SimpleNamespace(
            name=name, manual_score=score, extra_credit=None, needs_manual_grade=waits
        )

    def notebook(*grades: SimpleNamespace, comment: str | None = None) -> SimpleNamespace:
        comments = [SimpleNamespace(name="a", manual_comment=comment)]
        return SimpleNamespace(grades=grades, comments=comments)

    books = {
        "ada": notebook(
            grade("a", 2, False), grade("b", 1, False), grade("c", 3, True), comment="!"
        ),
        "ben": notebook(grade("a", None, True), grade("b", 0, False), grade("c", None, True)),
    }
    gradebook = SimpleNamespace(find_submission_notebook=lambda _a, _n, student: books[student])
    assert share_marks(gradebook, "mlp", {"ben": "ada"}) == [
        "b: ada has 1 points by hand, ben has 0 for the same work. Both stay."
    ]
    a, b, c = books["ben"].grades
    assert (a.manual_score, a.needs_manual_grade) == (2, False)
    assert (b.manual_score, c.manual_score, c.needs_manual_grade) == (0, None, True)
    assert books["ben"].comments[0].manual_comment == "!"


@pytest.fixture
def course(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    course = copy_of(released, tmp_path / "course")
    enter(course, monkeypatch)
    return course


def test_each_member_gets_grade_penalty_row_and_page(course: Path) -> None:
    """The team's time counts against each member's own deadline."""
    (course / "teams.csv").write_text("team,student\nred,ada\nred,ben\n")
    (course / "policies.toml").write_text(
        'penalty = "1 point"\n[mlp]\ndeadline = "2027-02-01T10:00Z"\n'
        'extensions.ben = "2027-02-02T10:00Z"\n'
    )
    hand_in(course, "ada", ("2 * x", "1 * x"), time=LATE, assignment="mlp")
    assert (
        "Team red: ada's work counts for ben too." in run(course, "grade", "mlp", "--jobs", "1")[1]
    )
    mark(course, "ada", "check-double", 1, "mlp")
    run(course, "grade", "mlp", "--jobs", "1")
    rows = list(csv.DictReader(run(course, "export", "mlp")[0].splitlines()))
    found = [(row["student"], row["raw_score"], row["score"], row["status"]) for row in rows]
    assert found == [("ada", "3", "2", "graded"), ("ben", "3", "3", "graded")]
    line = "ben did not hand in, ada did for their team: pass on feedback/ben/mlp/mlp.html."
    assert line in run(course, "feedback", "mlp")[1]
    assert {path.parent.parent.name for path in course.glob("feedback/*/mlp/mlp.html")} == {
        "ada", "ben",
    }  # fmt: skip


# --- what is new ----------------------------------------------------------------------------------


def submit(course: Path, student: str, time: str, text: str = "x = 1") -> None:
    """Put a submission into the exchange, as nbgrader names it."""
    inbound = course / "exchange" / "test-course" / "inbound"
    folder = inbound / f"{student}+mlp+{time}+abc"
    folder.mkdir(parents=True)
    (folder / "mlp.py").write_text(text)
    (folder / "timestamp.txt").write_text(time)


def test_collecting_says_what_is_new_newer_unchanged_and_late(course: Path) -> None:
    (course / "policies.toml").write_text('[mlp]\ndeadline = "2027-02-01T11:00Z"\n')
    submit(course, "ada", EARLY)
    submit(course, "ben", EARLY)
    assert collect(course, "mlp") == [Arrival("ada", "new"), Arrival("ben", "new")]
    submit(course, "ben", LATE, "x = 2")
    submit(course, "cleo", "2027-02-01 11:06:00 UTC")
    assert collect(course, "mlp") == [
        Arrival("ada", "unchanged"),
        Arrival("ben", "newer", "late 1 h"),
        Arrival("cleo", "new", "late 6 min"),
    ]
    out, errors = run(course, "collect", "mlp")
    assert out == "mlp: 0 new, 0 newer, 3 unchanged, 2 late\n"
    assert errors == "ada: unchanged\nben: unchanged, late 1 h\ncleo: unchanged, late 6 min\n"


def test_lateness_goes_by_the_gradebook_where_the_file_has_no_deadline(course: Path) -> None:
    with book(course) as gradebook:
        gradebook.update_or_create_assignment("mlp", duedate="2027-02-01 09:00:00 UTC")
        for student in ("ada", "ben"):
            gradebook.add_student(student)
            gradebook.add_submission("mlp", student)
        gradebook.grant_extension("mlp", "ben", days=1)
    for student in ("ada", "ben", "cleo"):
        submit(course, student, EARLY)
    assert [found.late for found in collect(course, "mlp")] == ["late 1 h", "", "late 1 h"]


def test_a_download_says_the_same_of_each_student(course: Path, tmp_path: Path) -> None:
    (course / "policies.toml").write_text('[mlp]\ndeadline = "2027-02-01T11:00Z"\n')
    (course / "teams.csv").write_text("team,student\nred,ada\nred,zoe\n")
    source = tmp_path / "download"
    source.mkdir()
    name = "{}_attempt_2027-02-01-{}-00-00_mlp.py"
    (source / name.format("mlp_ada", 10)).write_text("x = 1")
    (source / name.format("mlp_ben", 12)).write_text("x = 1")
    out, errors = run(course, "collect", "mlp", "--from", str(source))
    assert out == "mlp: 2 new, 0 newer, 0 unchanged, 0 refused, 0 without a valid id\n"
    assert errors.splitlines() == [
        "ada: new", "ben: new, late 1 h", "Team red: ada's work counts for zoe too.",
        "next: autograder grade mlp",
    ]  # fmt: skip
    (source / name.format("mlp_ada", 11)).write_text("x = 2")
    out, errors = run(course, "collect", "mlp", "--from", str(source))
    assert out.startswith("mlp: 0 new, 1 newer, 1 unchanged, 0 refused")
    assert errors.splitlines()[0].startswith("ada: newer (")
    assert there(course)["zoe"] == "x = 2"
