"""A course that works through a learning platform alone, without nbgrader's exchange."""

import json
from pathlib import Path

import pytest
from courses import hand_in, run, write_course

USUAL = Path("/usr/local/share/nbgrader/exchange")
pytestmark = pytest.mark.skipif(USUAL.exists(), reason="this machine has nbgrader's usual exchange")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that names no exchange, with a deadline; the assignment is released."""
    course = tmp_path_factory.mktemp("course")
    write_course(course)
    config = course / "nbgrader_config.py"
    lines = [line for line in config.read_text().splitlines() if "c.Exchange." not in line]
    config.write_text("\n".join(lines))
    (course / "policies.toml").write_text('[tiny]\ndeadline = "2027-02-01T23:59+01:00"\n')
    out = "".join(run(course, "release", "tiny"))
    folder = course / "assignments" / "tiny"
    assert f"The course has no exchange: upload {folder} to your platform." in out
    return course


def test_students_read_the_deadline_in_the_folder_for_the_platform(course: Path) -> None:
    stated = json.loads((course / "assignments" / "tiny" / "course.json").read_text())
    assert stated == {"course": "test-course", "deadline": "2027-02-01T22:59:00Z"}
    assert run(course, "build", "tiny", "--check")


def test_collecting_and_feedback_say_how_to_do_it_through_the_platform(course: Path) -> None:
    assert "autograder collect tiny --from moodle.zip" in run(course, "collect", "tiny", code=3)[1]
    hand_in(course, "ada")
    run(course, "grade", "tiny")
    errors = run(course, "feedback", "tiny")[1]
    assert (course / "feedback" / "ada" / "tiny" / "tiny.html").is_file()
    assert f"The feedback lies in {course}/feedback/STUDENT/tiny/.\n" in errors
    assert "The course has no exchange.\n" in errors
    assert "autograder feedback tiny --to tiny.zip" in errors
