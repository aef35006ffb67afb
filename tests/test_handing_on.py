"""A graded class handed on: every format of `export`, and feedback for a platform's upload."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from test_cli import run as run_here

import autograder.instructor  # noqa: F401
from autograder.course.gradebook import Book, Row
from autograder.course.standing import Standing
from autograder.instructor.gradebooks import PLATFORMS
from autograder.reports.report import Report, Verdict
from autograder.reports.services import (
    ONE_EACH,
    Part,
    Result,
    classroom,
    gradescope,
    junit,
    prairielearn,
    result_of,
)

# Moodle numbered the first one; the name is that of its download.
MOODLE = "Ada Lovelace_11_assignsubmission_file_"
STATUSES = {
    "11": "graded", "late": "graded", "zero": "graded", "waiting": "unmarked",
    "broken": "not_gradable", "changed": "outdated", "newcomer": "not_graded",
}  # fmt: skip
MOST = {"check-double": 1.0, "check-total": 2.0, "question-why": 3.0}
WRONG = "The elements come back as they are."


def row(double: float, total: float, why: float | None, penalty: float = 0.0) -> Row:
    points = dict(zip(MOST, (double, total, why), strict=True))
    raw = sum(number or 0.0 for number in points.values())
    unmarked = () if why is not None else ("question-why",)
    return Row(raw, penalty, 6.0, None, points, {}, MOST, unmarked)


ROWS = {
    "11": row(1, 2, 3), "late": row(1, 2, 3, penalty=1), "zero": row(0, 0, 0),
    "waiting": row(1, 2, None), "broken": row(0, 0, 0), "changed": row(1, 2, 3),
}  # fmt: skip


def standing(student: str) -> Standing:
    """As `standings` gives it: scores only where they are true of what was handed in."""
    status, known = STATUSES[student], ROWS.get(student)
    if known is None or status == "outdated":
        return Standing(student, status, 6.0)
    exercises = [{"name": "double", "message": WRONG if student == "zero" else ""},
                 {"name": "total", "message": ""}]  # fmt: skip
    report = {"exercises": exercises}
    if status == "not_gradable":
        report = {"exercises": [], "message": "No notebook."}  # type: ignore[dict-item]
    return Standing(
        student, status, 6.0, known.raw_score, known.penalty, known.score,
        unmarked=known.unmarked, report=report,
    )  # fmt: skip


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A class in which everything occurs, as the gradebook and the standings have it."""
    for name in ("tiny", "xor"):
        (tmp_path / "solutions" / name).mkdir(parents=True)
        (tmp_path / "solutions" / name / "exercises.py").write_text("")
    originals = tmp_path / ".autograder" / "originals" / "tiny" / "originals.json"
    originals.parent.mkdir(parents=True)
    originals.write_text(json.dumps({"students": [{"student": "11", "name": MOODLE}]}))
    books = {
        "tiny": (Book(6.0, MOST, ROWS), [standing(student) for student in sorted(STATUSES)]),
        "xor": (Book(4.0, {}, {}), [Standing("late", "", 4.0), Standing("eve", "graded", 4.0)]),
    }
    reader = "autograder.instructor.grades.read_standings"
    monkeypatch.setattr(reader, lambda _api, _root, name: books[name])
    module = sys.modules["autograder.instructor.export"]  # whose name is that of its function
    monkeypatch.setattr(module, "open_course", lambda _: None)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(_: Path, *words: str, code: int = 0) -> tuple[str, str]:
    """What a command in the course prints to stdout and stderr."""
    done = run_here(*words, code=code)
    return done.stdout_bytes.decode(), done.stderr


def parsed(text: str | bytes) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 # it is our own


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


# --- the gradebook's scores -----------------------------------------------------------------------

EMPTY = (
    "tiny: 3 of 7 submissions have a score; left empty: "
    "1 not gradable, 1 not graded, 1 outdated, 1 unmarked."
)


def test_a_number_of_moodle_is_no_id_for_canvas(course: Path) -> None:
    collected(course, **{"11": MOODLE})
    out, errors = run(course, "export", "tiny", "--format", "canvas", code=1)
    assert not any("11" in line.split(",") for line in out.splitlines())
    assert "Left out, their ids are numbers of Moodle: 11" in errors
    assert run(course, "export", "tiny", "--format", "moodle")[0].count("Participant 11") == 1


@pytest.mark.parametrize("form", ["canvas", "moodle", "blackboard"])
def test_a_score_that_is_not_final_is_empty_and_never_zero(course: Path, form: str) -> None:
    """A zero is written for the one student who earned it."""
    if form != "moodle":
        collected(course)
    out, errors = run(course, "export", "tiny", "--format", form)
    rows = table(out)
    column = rows[0].index("Grade" if form == "moodle" else "tiny")
    ids = {"Participant 11": "11"}
    got = {
        ids.get(cell, cell): row[column]
        for row in rows[1:]
        for cell in row[:column]
        if ids.get(cell, cell) in STATUSES
    }
    assert got == dict.fromkeys(STATUSES, "") | {"11": "6", "late": "5", "zero": "0"}
    assert EMPTY in errors.splitlines()


def test_columns_per_exercise_have_marks_and_no_penalty(course: Path) -> None:
    """A penalty belongs to the whole submission, so it is reported, and the exit code is 1."""
    collected(course)
    out, errors = run(course, "export", "tiny", "--format", "canvas", "--per-exercise", code=1)
    rows = table(out)
    assert rows[0][5:] == ["tiny double", "tiny total", "tiny question-why"]
    assert rows[1][5:] == ["1", "2", "3"]
    got = {row[3] or row[0]: row[5:] for row in rows[2:]}
    assert got["11"] == ["1", "2", "3"]
    assert got["zero"] == ["0", "0", "0"]
    assert got["waiting"] == ["1", "2", ""]
    for student in ("broken", "changed", "newcomer"):
        assert got[student] == ["", "", ""]
    assert "No column per exercise has the late penalties of: late" in errors


def test_a_platforms_file_is_filled_in_by_the_command(course: Path, tmp_path: Path) -> None:
    """A student who is missing from the file is reported, and the exit code is 1."""
    theirs = tmp_path / "worksheet.csv"
    text = "Identifier,Grade,Maximum grade,Last modified (grade)\r\nParticipant 11,,6.00,-\r\n"
    theirs.write_bytes(text.encode())
    words = ("export", "tiny", "--format", "moodle", "--from", str(theirs))
    out, errors = run(course, *words, "--output", str(tmp_path / "new.csv"), code=1)
    assert out == ""
    assert (tmp_path / "new.csv").read_bytes().decode() == text.replace("11,,", "11,6,")
    assert (tmp_path / "new.csv").stat().st_mode & 0o077 == 0
    assert "Not in worksheet.csv: broken, changed, late, newcomer, waiting, zero" in errors
    assert theirs.read_bytes().decode() == text


def test_csv_is_as_before_with_the_points_of_each_exercise_on_demand(course: Path) -> None:
    plain, errors = run(course, "export", "tiny")
    assert errors == ""
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(plain))}
    assert {student: row["status"] for student, row in rows.items()} == STATUSES
    more, _ = run(course, "export", "tiny", "--per-exercise")
    names = ["points double", "points total", "points question-why"]
    assert [row[:-3] for row in table(more)] == table(plain)
    assert table(more)[0][-3:] == names
    full = {row["student"]: [row[n] for n in names] for row in csv.DictReader(io.StringIO(more))}
    assert full["11"] == ["1", "2", "3"]
    assert full["broken"] == ["", "", ""]


@pytest.mark.parametrize("form", ["gradescope", "prairielearn"])
def test_students_get_a_file_each_if_their_score_is_final(
    course: Path, tmp_path: Path, form: str
) -> None:
    run(course, "export", "tiny", "--format", form, "--output", str(tmp_path / "out.zip"))
    run(course, "export", "tiny", "--format", form, "--output", str(tmp_path / "out"))
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        found = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert sorted(found) == ["11/results.json", "late/results.json", "zero/results.json"]
    for name, data in found.items():
        assert json.loads((tmp_path / "out" / name).read_text()) == data
    late = found["late/results.json"]
    if form == "gradescope":
        assert late["score"] == 5
        assert late["output"] == "6 points, less 1 for handing in late."
        assert [test["score"] for test in late["tests"]] == [1, 2, 3]
        assert "come back as they are" in found["zero/results.json"]["tests"][0]["output"]
    else:
        assert late["score"] == pytest.approx(5 / 6)
        assert found["zero/results.json"]["score"] == 0
    _, errors = run(
        course, "export", "tiny", "--format", form, "--output", str(tmp_path / "out"), code=2
    )
    assert "is there already" in errors


def test_junit_has_a_suite_for_each_submission(course: Path) -> None:
    out, _ = run(course, "export", "tiny", "--format", "junit")
    suites = {suite.get("name"): suite for suite in parsed(out)}
    counts = {
        name: [suite.get(kind) for kind in ("tests", "failures", "errors", "skipped")]
        for name, suite in suites.items()
    }
    assert counts == {
        "tiny: 11": ["3", "0", "0", "0"],
        "tiny: late": ["3", "0", "0", "0"],
        "tiny: zero": ["3", "3", "0", "0"],
        "tiny: waiting": ["3", "0", "0", "1"],
        "tiny: broken": ["3", "0", "3", "0"],
        "tiny: changed": ["3", "0", "0", "3"],
        "tiny: newcomer": ["3", "0", "0", "3"],
    }


def test_two_assignments_are_in_one_table(course: Path) -> None:
    """Each has its points; who handed in only one has nothing in the other's column."""
    collected(course)
    books = table(run(course, "export", "tiny", "xor", "--format", "canvas")[0])
    assert books[0][5:] == ["tiny", "xor"]
    assert books[1][5:] == ["6", "4"]
    got = {row[3] or row[0]: row[5:] for row in books[2:]}
    assert (got["late"], got["eve"]) == (["5", ""], ["", ""])
    lines = run(course, "export", "tiny", "xor", "tiny")[0].splitlines()
    assert len(lines) == 1 + len(STATUSES) + 2
    assert "There is no assignment 'other'" in run(course, "export", "other", code=2)[1]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", "book.csv"), "--from and --column are for --format canvas"),
        (("--format", "canvas", "--column", "a=b"), "of the file that --from gives"),
        (("--format", "gradescope"), "add --output FOLDER or FILE.zip"),
        (("--format", "canvas", "--from", "book.csv", "--column", "x"), "'NAME=COLUMN'"),
        (
            ("--format", "canvas", "--from", "book.csv", "-o", "book.csv"),
            "another file than the one",
        ),
    ],
)
def test_options_that_do_not_fit_are_refused(
    course: Path, words: tuple[str, ...], told: str
) -> None:
    (course / "book.csv").write_text("Student,ID\n")
    assert told in run(course, "export", "tiny", *words, code=2)[1]
    assert (course / "book.csv").read_text() == "Student,ID\n"


def test_the_command_offers_the_formats_that_there_are() -> None:
    """The command does not import them, which takes a while."""
    from autograder.cli import export, grade

    assert tuple(PLATFORMS) == export.PLATFORMS
    assert {*export.PER_STUDENT} < {*ONE_EACH}
    assert {*grade.FORMAT.choices} == {"text", "json", "junit", *ONE_EACH}


# --- forms of other services ----------------------------------------------------------------------


@pytest.fixture
def report() -> Callable[..., Report]:
    verdicts = (
        Verdict("f", "the first", 2.0, 2.0, "passed"),
        Verdict("g", "", 0.0, 3.0, "failed", "m", message="x < 1 & y", details=("\x1b[2J￾",)),
    )

    def make(status: str = "graded", message: str = "") -> Report:
        return Report("work", "Work", "ada", status, (), verdicts, message)  # type: ignore[arg-type]

    return make


def test_a_report_in_the_forms_of_other_services(
    report: Callable[..., Report], assert_golden: Callable[[str, str], None]
) -> None:
    result = result_of(report(message="The notebook has another name."))
    forms = {form.__name__: form(result) for form in (gradescope, prairielearn, classroom)}
    text = json.dumps(forms, indent=1, ensure_ascii=False)
    assert_golden("services", f"{text}\n{junit([result]).decode()}")


def test_what_cannot_be_graded_is_an_error_and_says_why(report: Callable[..., Report]) -> None:
    """Gradescope takes no file without a score: there it is 0, with the reason."""
    result = result_of(report("not_gradable", "No notebook."))
    assert (gradescope(result)["score"], gradescope(result)["output"]) == (0, "No notebook.")
    assert prairielearn(result) == {"gradable": False, "format_errors": ["No notebook."]}
    assert classroom(result)["status"] == "error"
    assert {test["status"] for test in classroom(result)["tests"]} == {"pass", "error"}
    (suite,) = parsed(junit([result]))
    assert [case.find("error").get("message") for case in suite] == ["No notebook."] * 2  # type: ignore[union-attr]


def test_nothing_that_a_student_wrote_breaks_the_xml() -> None:
    every = "".join(map(chr, range(0x300))) + "\ud800\ufffe\uffff]]>\U0001f600"
    result = Result(every, every, "graded", 0.0, 1.0, (Part(every, 0.0, 1.0, every),), every)
    (suite,) = parsed(junit([result]))
    assert suite.get("failures") == "1"


# --- pages of feedback ----------------------------------------------------------------------------


class Pages:
    """Stands for nbgrader's API: it makes a page for each student, and releases none."""

    def __init__(self, course: Path) -> None:
        self.course = course
        self.failing = ""

    def generate_feedback(self, assignment: str, student: str) -> dict[str, object]:
        """Make the page, as nbgrader does."""
        page = self.course / "feedback" / student / assignment / f"{assignment}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        if student != self.failing:
            page.write_text(f"page of {student}")
        return {"success": student != self.failing, "log": ""}


@pytest.fixture
def pages(course: Path, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """A course whose pages can be made; of the class, three students' are due."""
    api, module = Pages(course), "autograder.instructor.results"
    found = [standing(student) for student in sorted(STATUSES)]
    monkeypatch.setattr(f"{module}.open_course", lambda _: api)
    monkeypatch.setattr(f"{module}.read_standings", lambda *_: (Book(6.0, MOST, ROWS), found))
    return api


def collected(course: Path, **names: str) -> None:
    """Keep what the platform called the work of students, as collecting does."""
    rows = [{"student": student, "name": name} for student, name in names.items()]
    path = course / ".autograder" / "originals" / "tiny" / "originals.json"
    path.write_text(json.dumps({"version": 1, "students": rows}))


def uploaded(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def moodles_importer(name: str) -> tuple[str, str]:
    """The participant, and the file, as Moodle's importziplib.php reads a name in the archive."""
    parts = name.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) >= 4 and info[1].isdigit() and info[2:4] == ["assignsubmission", "file"]:
            return info[1], "/".join([*filter(None, info[4:]), *parts])
    raise AssertionError(name)


def test_moodles_upload_finds_whose_each_page_is(course: Path, pages: Pages) -> None:
    """Pages of outdated and unmarked work stay out, and so does a page that could not be made."""
    collected(
        course, **{"11": "Ada Lovelace_11_assignsubmission_file_"},
        late="Zoë O'Brien_12_assignsubmission_file_tiny.ipynb",
        changed="Ben_13_assignsubmission_file_", waiting="Cy_14_assignsubmission_file_",
        broken="Dan_15_assignsubmission_onlinetext",
    )  # fmt: skip
    pages.failing = "broken"
    errors = run(course, "feedback", "tiny", "--to", "moodle.zip", code=1)[1]
    found = {moodles_importer(n): text for n, text in uploaded(course / "moodle.zip").items()}
    assert found == {("11", "tiny.html"): "page of 11", ("12", "tiny.html"): "page of late"}
    told = errors.splitlines()
    assert "Not in moodle.zip: zero came in no download." in told
    assert "Not released: changed is outdated: grade again." in told
    assert "Not released: waiting has 1 answer not marked yet." in told
    assert any(line.startswith("Not released: broken: ") for line in told)


def test_canvas_upload_finds_the_student_and_the_file_that_was_handed_in(
    course: Path, pages: Pages
) -> None:
    """As Canvas' infer_comment_context_from_filename: the first two parts that are numbers."""
    names = {
        "11": "lovelaceada_11_901_tiny-1.ipynb", "late": "zz_late_12_902_tiny.zip",
        "broken": "xx_13_903_tiny.py", "zero": "yy_14_904_tiny_2.ipynb",
    }  # fmt: skip
    collected(course, **names)
    run(course, "feedback", "tiny", "--to", "canvas.zip", code=1)
    found = {
        tuple([part for part in name.split("_") if part.isdigit()][:2]): text
        for name, text in uploaded(course / "canvas.zip").items()
    }
    assert found == {
        ("11", "901"): "page of 11", ("12", "902"): "page of late",
        ("13", "903"): "page of broken", ("14", "904"): "page of zero",
    }  # fmt: skip


def test_an_upload_for_no_platform_or_two_is_refused_before_a_page_is_made(
    course: Path, pages: Pages
) -> None:
    for names, came in (
        ({"zero": "tiny_zero_attempt_2026-01-30-15-00-00_tiny.py"}, "no download of Moodle or"),
        ({"11": MOODLE, "zero": "yy_14_904_tiny.ipynb"}, "came from Canvas and Moodle."),
    ):
        collected(course, **names)
        errors = run(course, "feedback", "tiny", "--to", "x.zip", code=3)[1]
        assert came in errors
        assert "autograder collect tiny --from DOWNLOAD" in errors
    assert not (course / "feedback").exists()
    assert "name it so" in run(course, "feedback", "tiny", "--to", "pages", code=2)[1]
