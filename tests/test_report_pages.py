"""The pages and screens of `autograder report`, for a class and for one student."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from classes import HOSTILE, code_of, made_class, submission, verdict
from click import unstyle
from click.testing import CliRunner, Result
from courses import copy_of, enter, hand_in
from courses import run as run_command
from test_pictures import READABLE, contrast, rgb

from autograder.authoring.script import CHECK
from autograder.cli import main
from autograder.course.gradebook import Book, Row
from autograder.course.history import Change, Entry
from autograder.course.marks import Mark
from autograder.course.records import Record
from autograder.course.standing import Standing
from autograder.instructor import reading
from autograder.instructor.class_report import summarise
from autograder.instructor.pages import class_page, student_page
from autograder.instructor.student_report import StudentReport, student_report
from autograder.instructor.words import student_lines
from autograder.key import load

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PAGE = "autograder/reports/templates/base.html.j2"


@cache
def a_class() -> str:
    """The page of a class of sixty."""
    return class_page(summarise("work", made_class(), code_of))


def a_student(**more: Any) -> StudentReport:
    """A student with a mistake, points by hand, comments and a late penalty."""
    wrong = {"gradient": {"message": "dE_dw is twice the expected value."}}
    standing = submission("s017", wrong, late=True, late_seconds=7200.0, penalty=2.0, score=13.0)
    standing = replace(standing, **more)
    record = Record(
        "s017", "5b" * 32, "k3" * 32, "", {}, {"exercises": standing.report["exercises"]}, 2,
        standing.observed,
    )  # fmt: skip
    row = Row(
        15.0, 2.0, 20.0, 7200.0,
        {f"{CHECK}train": 6.0, "why": None, "how": 1.5}, {}, {"why": 2.0, "how": 2.0}, ("why",),
        (f"{CHECK}train",),
        marks={f"{CHECK}train": Mark(6.0, comment="The log begins at 1."),
               "how": Mark(1.5, comment="Short, but right.")},
        submitted=datetime(2026, 11, 30, 23, 10, tzinfo=UTC),
        deadline=datetime(2026, 11, 30, 21, 10, tzinfo=UTC),
    )  # fmt: skip
    first = Entry("2026-12-01T08:00:00+00:00", "root", "s017", "first grading", "", "", "0.1", "",
                  "graded", None, 15.0, None, 17.0)  # fmt: skip
    mark = Change("train", 8.0, 6.0, "passed", "by hand")
    second = replace(first, at="2026-12-02T09:30:00+00:00", cause="changed in the gradebook",
                     old_score=15.0, new_score=13.0, changes=(mark,), manual=True)  # fmt: skip
    code = {"gradient": ("work.ipynb", "def gradient(f):\n    return 2 * f\n")}
    return student_report(
        "work", standing, record, row, code, (first, second), ZoneInfo("Europe/Berlin")
    )


# --- screens --------------------------------------------------------------------------------------


def test_what_cannot_be_read_says_so_once_and_shows_points_by_hand() -> None:
    """Every verdict would repeat the reason; points that somebody gave still count."""
    lines = [*map(unstyle, student_lines(a_student(status="not_gradable"), 100))]
    heads = [line for line in lines if line.startswith(("  ✓", "  ✗", "  –"))]
    assert len(heads) == 1 and "train" in heads[0]
    assert "      by hand: 6 points" in lines


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose gradebook and records are those of the made class."""
    for student in ("s004", "s022"):
        folder = tmp_path / "submitted" / student / "work"
        folder.mkdir(parents=True)
        (folder / "work.py").write_text(code_of(student, "gradient"))
    (tmp_path / "solutions" / "work").mkdir(parents=True)
    for name in ("work", "exercises"):
        (tmp_path / "solutions" / "work" / f"{name}.py").write_text("")
    monkeypatch.setattr(reading, "open_course", lambda root: None)
    monkeypatch.setattr(reading, "read_book", lambda api, assignment: Book(20.0, {}, {}))
    monkeypatch.setattr(reading, "standings", lambda *of: made_class())
    monkeypatch.setattr(reading, "read_standings", lambda *of: (Book(20.0, {}, {}), made_class()))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["report", *words])
    assert result.exit_code == code, result.output
    return result


def test_the_screen_of_a_class(course: Path, assert_golden: Callable[[str, str], None]) -> None:
    text = run("work").stdout
    head, rows = text.split("s001", 1)
    assert_golden("report_class", head + "…" + rows[rows.index("t001") :])


def test_the_screen_of_a_student(assert_golden: Callable[[str, str], None]) -> None:
    lines = student_lines(a_student(), 100)
    assert_golden("report_student", re.sub(r"\x1b\[\d*m", "", "\n".join(lines)))


def test_a_page_says_where_it_is_and_only_its_owner_reads_it(course: Path) -> None:
    assert run("work", "--html").stderr == f"The report is in {course / 'work.html'}\n"
    assert (course / "work.html").stat().st_mode & 0o777 == 0o600
    run("work", "s004", "--html", str(course / "other.html"))
    assert "s004" in (course / "other.html").read_text("utf-8")
    assert run("work", "--html", "s004", code=2).stderr.startswith(
        "Put the student before --html: autograder report work s004 --html"
    )


def test_an_anonymous_report_names_nobody(course: Path) -> None:
    """Not in the table, in the lists, in the code's comments, nor in the commands."""
    run("work", "--anonymous", "--html")
    page = (course / "work.html").read_text("utf-8")
    found = json.loads(run("work", "--anonymous", "--json").stdout)
    for text in (page, json.dumps(found), run("work", "--anonymous").stdout):
        assert re.findall(r"\b[st]0\d\d\b", text) == []
        assert "student-01" in text
    assert sorted(row["score"] or 0 for row in found["submissions"]) == sorted(
        standing.score or 0 for standing in made_class()
    )
    assert "scale = 3 / np.sqrt(2)" in found["exercises"][3]["clusters"][0]["code"]
    assert "for the report on a class" in run("work", "s004", "--anonymous", code=2).stderr


def test_a_student_who_is_not_there_is_told_with_the_next_name(course: Path) -> None:
    result = run("work", "s0004", code=2)
    assert result.stderr.startswith("There is no submission of work by 's0004'. Is s004 meant?")


def test_a_students_json_has_what_the_page_shows(course: Path) -> None:
    data = json.loads(run("work", "s004", "--json").stdout)
    assert (data["version"], data["student"], data["status"]) == (1, "s004", "graded")


@pytest.mark.parametrize("link", ["work.py", "."])
def test_a_link_is_not_followed(course: Path, link: str) -> None:
    """What it leads to is not the student's to show, nor the instructor's to publish."""
    secret = course / "secret"
    secret.mkdir()
    (secret / "work.py").write_text("def gradient(f):\n    return 'of somebody else'\n")
    folder = course / "submitted" / "s004" / "work"
    shutil.rmtree(folder)
    if link == ".":
        folder.symlink_to(secret)
    else:
        folder.mkdir()
        (folder / link).symlink_to(secret / link)
    [cluster] = json.loads(run("work", "--json").stdout)["exercises"][3]["clusters"]
    assert cluster["students"][0] == "s004"
    assert cluster["code"] == ""


# --- pages ----------------------------------------------------------------------------------------


def test_the_page_of_a_class_has_every_part() -> None:
    page = a_class()
    for words in (
        "median", "Who needs a look", "autograder report work t001", "discrimination",
        "The error is a mean over N elements", "dE_dw is 2.121 times", "@</span>gradient",
        "Not drawn, because the losses are too large or no numbers: s011",
    ):  # fmt: skip
        assert words.replace("@</span>gradient", "rename_this_1") in page, words
    assert "Scores: 4 at 4, 2 at 7, 7 at 12" in page


def test_the_page_of_a_student_has_what_an_appeal_needs() -> None:
    page = student_page(a_student())
    for words in (
        "Tue 1 Dec 2026, 00:10 CET", "late 2 h", "2 of 15", "train 8 → 6", "k3k3k3k3k3k3",
        "The log begins at 1.", "Short, but right.", "not marked yet / 2", "work.ipynb",
        "dE_dw is twice the expected value.", "changed in the gradebook",
    ):  # fmt: skip
        assert words in page, words


def test_an_outdated_submission_says_so_above_its_verdicts() -> None:
    report = a_student(status="outdated", score=None, raw_score=None, penalty=None)
    assert "the last grading, which is no longer true" in student_page(report)
    assert any("outdated: What stands below" in line for line in student_lines(report, 200))


def hostile_class() -> list[Standing]:
    """Ids, messages and reasons with markup, which a page must show as text."""
    wrong = {"gradient": {"message": HOSTILE}, "train": {"mistake": HOSTILE, "message": HOSTILE}}
    kept = {"gradient": {"title": HOSTILE}, "train": {"curve": {
        "case": 1, "actual": [[0, 1.0], [1, 0.5]], "expected": [[0, 1.0], [1, 0.4]]}}}  # fmt: skip
    broken = {"status": "not_gradable", "message": HOSTILE, "exercises": [verdict(0, "missing")]}
    return [submission(HOSTILE, wrong, kept),
            Standing(f"x{HOSTILE}", "not_gradable", 20.0, report=broken)]  # fmt: skip


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_of_a_page_can_be_read(root: Path, theme: int) -> None:
    style = (root / PAGE).read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#\w+)", re.findall(r":root {[^}]*}", style)[theme]))
    for text in ("ink", "soft", "link", "good", "bad"):
        for paper in ("paper", "box", "note"):
            found = contrast(rgb(colours[text]), rgb(colours[paper]))
            assert found >= READABLE, f"{text} on {paper}: {found:.2f}"


# --- a browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="there is no Playwright")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"there is no {', '.join(BROWSERS)}")
    with playwright.sync_playwright() as play:
        running = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield running
        running.close()


def opened(browser: Any, html: str, **options: Any) -> tuple[Any, list[str]]:
    """The page in a browser, and what it complained about."""
    page = browser.new_page(**options)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(f"request of {request.url}"))
    page.set_content(html)
    return page, said


def test_a_page_in_a_browser_sorts_loads_nothing_and_fits_a_phone_and_paper(browser: Any) -> None:
    page, said = opened(browser, a_class(), viewport={"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.set_viewport_size({"width": 720, "height": 1000})
    page.emulate_media(media="print")  # on A4, a column that does not fit would be cut off
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    page.emulate_media(media="screen")
    students = page.locator("section[aria-labelledby=students]")
    students.locator("th button", has_text="points").click()
    assert students.locator("tbody tr").first.inner_text().startswith("t002")
    students.locator("th button", has_text="points").click()
    assert "20 / 20" in students.locator("tbody tr").first.inner_text()
    assert said == []


def test_a_page_without_script_has_everything(browser: Any) -> None:
    page, _ = opened(browser, a_class(), java_script_enabled=False)
    assert page.locator("text=s060").count() > 0
    page.locator("summary", has_text="Declare it as a mistake").first.click()
    assert page.locator("pre", has_text="rename_this_1").first.is_visible()


def test_nothing_that_students_wrote_runs_in_a_page(browser: Any) -> None:
    report = summarise("work", hostile_class(), lambda student, exercise: HOSTILE)
    one = a_student()
    graded = replace(one.exercises[3], code=HOSTILE, comment=HOSTILE, file=HOSTILE)
    graded = replace(graded, verdict=replace(graded.verdict, details=(HOSTILE,), title=HOSTILE))
    student = replace(one, exercises=(graded,), message=HOSTILE,
                      standing=replace(one.standing, student=HOSTILE))  # fmt: skip
    for html in (class_page(report), student_page(student)):
        page, said = opened(browser, html)
        assert said == []
        assert page.locator("img").count() == 0
        assert page.title() != "stolen"
        assert page.locator("script").count() <= 1
        assert "\u202e" not in html


# --- a course -------------------------------------------------------------------------------------


def test_equal_wrong_answers_of_a_course_become_next_terms_mistake(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Graded, reported, pasted and built: what two students wrote is accepted as a mistake."""
    monkeypatch.setattr(sys, "path", [*sys.path])  # the course adds itself
    enter(copy_of(released, tmp_path), monkeypatch)
    for student, code in {"ada": "3 * x", "ben": "1.5 * x + 1.5 * x", "cleo": "2 * x"}.items():
        hand_in(tmp_path, student, ("return 2 * x", f"return {code}"), assignment="mlp")
    run_command(tmp_path, "grade", "mlp", "--jobs", "1")
    double, total = json.loads(run("mlp", "--json").stdout)["exercises"]
    [cluster] = double["clusters"]
    assert cluster["students"] == ["ada", "ben"]
    assert cluster["message"].startswith("The result of double is 1.5 times the expected value")
    assert "return 3 * x" in cluster["code"]
    assert (double["seconds"]["count"], double["title"]) == (3, "twice every element")
    assert (total["passed"], total["follow_through"]) == (3, 2)
    screen = run("mlp", "ada").stdout
    assert "return 3 * x" in screen
    assert "first grading" in screen
    with (tmp_path / "solutions" / "mlp" / "exercises.py").open("a", encoding="utf-8") as file:
        file.write(f"\n\n{cluster['skeleton']}")
    run_command(tmp_path, "build", "mlp")
    key = load(tmp_path / "assignments" / "mlp" / "key.json")
    assert set(key.exercises[0].mistakes) == {"nothing_is_doubled", "rename_this_1"}
