"""Hostile and broken notebooks in one class with honest ones, through stock nbgrader and ours."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import made_once
from courses import (
    CONFIG,
    NBGRADER,
    book,
    complete,
    load_records,
    make_course,
    run,
    submission_rows,
)
from hostile import FILES, NOBODY, PNG, POINTS, SCRIPTS, hand_in, right, write

from autograder.nbgrader.settings import course_configuration
from autograder.reports.pictures import tint

QUESTION = """
# %% [markdown] question="why" points=4
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
"""


def nbgrader(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A stock command in a process of its own, as it ended."""
    return complete(folder, *words, program=NBGRADER)


CHECKED = "c.ExchangeCollect.check_owner = False\n"


def _teach(root: Path) -> None:
    """Release an assignment, put a class into submitted/ by hand, and have stock commands work."""
    make_course(root, QUESTION, CHECKED)
    for name in POINTS:
        hand_in(root, name)
    for name in NOBODY:
        folder = root / "submitted" / name / "tiny"
        folder.mkdir(parents=True)
        write(folder, right(root))
    copy(root / "submitted", root / "handed-in")
    done = nbgrader(root, "autograde", "tiny")
    (root / "stock.json").write_text(json.dumps([done.returncode, done.stdout, done.stderr]))
    comment(root, "web", SCRIPTS)
    for command in ("generate_feedback", "release_feedback"):
        done = nbgrader(root, command, "tiny")
        assert done.returncode == 0, done.stderr[-3000:]


def copy(folder: Path, to: Path) -> None:
    """Copy a folder with its pipes and links."""
    subprocess.run(["cp", "-a", str(folder), str(to)], check=True)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that is graded and has its feedback."""
    root = tmp_path_factory.mktemp("hostile") / "course"
    copy(made_once("hostile", _teach), root)
    config = CONFIG.format(exchange=str(root / "exchange")) + CHECKED
    (root / "nbgrader_config.py").write_text(config)
    return root


def content(folder: Path) -> dict[str, bytes]:
    """Every regular file of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture(scope="module")
def handed_in(course: Path) -> dict[str, bytes]:
    """What lay in submitted/ before anything was graded."""
    return content(course / "handed-in")


@pytest.fixture(scope="module")
def stock(course: Path) -> subprocess.CompletedProcess[str]:
    """Stock `nbgrader autograde` over the whole class, in one process."""
    return subprocess.CompletedProcess((), *json.loads((course / "stock.json").read_text()))


def comment(course: Path, student: str, words: str) -> None:
    """Write a grader's comment into the gradebook."""
    with book(course) as gradebook:
        (answer, *_) = gradebook.find_submission_notebook("tiny", "tiny", student).comments
        answer.manual_comment = words
        gradebook.db.commit()


def points(course: Path) -> dict[str, float]:
    rows = submission_rows(course, "tiny")
    return {row["student"]: row["score"] for row in rows if row["score"] is not None}


def test_stock_autograde_gives_everybody_what_they_earned(
    course: Path, stock: subprocess.CompletedProcess[str]
) -> None:
    """No folder stops the batch, loses a student, or earns a point that was not earned."""
    assert stock.returncode == 0, stock.stderr[-3000:]
    assert points(course) == POINTS


def test_what_was_handed_in_stays_as_it_was(
    course: Path, handed_in: dict[str, bytes], stock: subprocess.CompletedProcess[str]
) -> None:
    """Grading writes nothing into submitted/."""
    assert content(course / "submitted") == handed_in


def test_every_student_has_a_row_with_a_true_status(
    course: Path, stock: subprocess.CompletedProcess[str]
) -> None:
    """What cannot be opened says so; a notebook of another name is told."""
    records = load_records(course, "tiny")
    assert set(records) == set(POINTS)
    statuses = {name: record["status"] for name, record in records.items()}
    broken = {name for name, status in statuses.items() if status == "not_gradable"}
    unreadable = {name for name, (_, counts) in FILES.items() if not counts}
    assert broken == unreadable - {"keys-twice"} | {
        *("cells-of-no-type", "nbformat-3", "a-folder", "a-link", "a-pipe", "module-is-a-pipe"),
    }
    assert set(statuses.values()) == {"graded", "not_gradable"}
    assert records["renamed"]["message"] == "tiny (1).ipynb counts as tiny.ipynb."
    assert "tiny (1).ipynb, tiny-final.ipynb" in records["two-notebooks"]["message"]


def test_the_log_holds_no_control_characters(stock: subprocess.CompletedProcess[str]) -> None:
    """Names of folders and files are written out before they reach a terminal."""
    own = stock.stderr.replace("\x1b[m", "")
    assert "\x1b]" not in own
    assert "\x07" not in own
    assert "\u202e" not in own
    assert '\\x1b]0;pwned\\x07" is not a valid student id (it must' in own


def test_only_known_files_reach_the_autograded_folder(
    course: Path, stock: subprocess.CompletedProcess[str]
) -> None:
    """Formgrader serves what lies there, so nothing else of a student's may."""
    for student in ("of-their-own", "named-oddly", "many-files"):
        folder = course / "autograded" / student / "tiny"
        assert {path.name for path in folder.iterdir()} == {"tiny.ipynb", "tiny.py"}


@pytest.mark.long
def test_our_command_agrees_and_says_which_folders_are_nobodys(
    course: Path, stock: subprocess.CompletedProcess[str], handed_in: dict[str, bytes]
) -> None:
    """Grading again by the kit's command gives the same points; bad names are told, escaped."""
    out, errors = run(course, "grade", "tiny", "--again", code=1)
    statuses = [record["status"] for record in load_records(course, "tiny").values()]
    graded, broken = statuses.count("graded"), statuses.count("not_gradable")
    counts = f"{graded} graded, {broken} not gradable, 0 unchanged, 0 failed, {len(NOBODY)} refused"
    assert (out, graded + broken) == (f"tiny: {counts}\n", len(POINTS))
    assert "a\\nb: refused" in errors
    assert "grader fault" not in errors
    assert "\x1b" not in errors
    assert points(course) == POINTS
    assert content(course / "submitted") == handed_in


# --- pages ---------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What in a page could run, load or lead somewhere."""

    LOADING = ("src", "srcset", "data", "poster", "action", "background", "xlink:href")

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.policies: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag and what its attributes could do."""
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        self.handlers += [name for name in given if name.startswith("on")]
        self.addresses += [given[name] for name in (*self.LOADING, "href") if name in given]
        self.ids += [given[name] for name in ("id", "name") if name in given]
        if given.get("http-equiv", "").casefold() == "content-security-policy":
            self.policies.append(given["content"])

    def handle_data(self, data: str) -> None:
        """Note what a reader sees."""
        self.words += data


def test_a_feedback_page_runs_nothing_and_loads_nothing(course: Path) -> None:
    """Script in answers, sources, outputs, attachments and comments is dead text in one file."""
    html = (course / "feedback" / "web" / "tiny" / "tiny.html").read_text(encoding="utf-8")
    page = Page(html)
    living = {"script", "iframe", "object", "embed", "form", "input", "base", "link", "svg"}
    assert not living & set(page.tags)
    assert page.tags.count("style") == 1
    assert page.handlers == []
    assert {address.split(",")[0][:1] for address in page.addresses} == {"#", "d"}
    assert {a for a in page.addresses if a[0] == "d"} == {f"data:image/png;base64,{PNG}"}
    assert page.policies == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    ]
    assert set(page.ids) <= {"referrer", "viewport", *(f"{name}" for name in graded_ids(course))}
    for number in range(1, 14):
        assert f"alert({number})" in page.words or number in (2, 4), number
    assert "\u202e" not in html
    assert "\x1b" not in html


def graded_ids(course: Path) -> set[str]:
    return {
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in right(course)["cells"]
        if "nbgrader" in cell["metadata"]
    }


def test_a_feedback_page_shows_scores_verdicts_and_remarks(course: Path) -> None:
    """The table of scores, our verdicts with their colours, and what was odd about the files."""
    html = (course / "feedback" / "renamed" / "tiny" / "tiny.html").read_text(encoding="utf-8")
    assert "tiny (1).ipynb counts as tiny.ipynb." in html
    assert "<header>\n<h1>tiny <span>3 / 7</span></h1>" in html
    sign = '<td class="passed"><span role="img" aria-label="all points">✓</span></td>'
    assert f'{sign}<td><div><a href="#check-double">double</a></div></td><td>1 / 1</td>' in html
    assert '<span role="img" aria-label="passed">✓</span> double</b>' in html
    assert f"border-left:0.3em solid {tint('good')}" in html


def test_every_student_has_a_page(course: Path) -> None:
    """No notebook keeps the others from their feedback."""
    pages = {path.parent.parent.name for path in (course / "feedback").glob("*/tiny/tiny.html")}
    assert pages == set(POINTS)


def test_formgrader_shows_a_students_script_as_text(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its exporter, configured as its server extension does, adds nothing that runs to its own."""
    from nbconvert.exporters import HTMLExporter
    from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

    monkeypatch.chdir(course)
    config = course_configuration(course)
    config.merge(FormgradeExtension().build_extra_config())
    exporter = HTMLExporter(config=config)

    def page(student: str) -> Page:
        path = course / "autograded" / student / "tiny" / "tiny.ipynb"
        resources = {"index": 0, "total": 1, "base_url": "", "notebook_path": "x"}
        return Page(exporter.from_filename(str(path), resources=resources)[0])

    honest, hostile = page("honest-1"), page("web")
    for tag in ("script", "style", "iframe", "form", "svg", "base", "link", "meta"):
        assert hostile.tags.count(tag) == honest.tags.count(tag), tag
    assert hostile.handlers == honest.handlers
    own = set(honest.addresses) | {f"data:image/png;base64,{PNG}"}
    assert set(hostile.addresses) <= own
    assert "alert(9)" in hostile.words
    assert not {"base_url", "submission_id"} & set(hostile.ids)
    assert "\u202e" not in hostile.words


def test_autograded_notebooks_hold_no_living_output_of_students(course: Path) -> None:
    """Whoever opens one in Jupyter finds text and pictures, and our own verdicts as HTML."""
    path = course / "autograded" / "web" / "tiny" / "tiny.ipynb"
    kinds = {
        (cell["metadata"].get("nbgrader", {}).get("grade", False), kind)
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        for kind in output.get("data", {})
    }
    assert kinds == {(True, "text/html"), (True, "text/plain"), (False, "text/plain")}


# --- the exchange and the tables -----------------------------------------------------------------


def test_collect_takes_no_links_and_is_stopped_by_nobody(
    course: Path, stock: subprocess.CompletedProcess[str]
) -> None:
    """A link to a secret refuses that folder, names that are no submission are passed over.

    Who has a time that cannot be read has no file with a time.
    """
    inbound = course / "exchange" / "test-course" / "inbound"
    time = "2026-01-02 03:04:05.000000 UTC"
    sly = inbound / f"sly+tiny+{time}+abc"
    sly.mkdir()
    (course / "secret").write_text("the secret")
    (sly / "secret.html").symlink_to(course / "secret")
    (sly / "folder").symlink_to(course)
    os.mkfifo(sly / "pipe")
    (sly / "tiny.ipynb").symlink_to(course / "source" / "tiny" / "tiny.ipynb")
    (sly / "timestamp.txt").write_bytes(b"\xff")
    for name in ("x+tiny+never+abc", f"\x1b]0;pwned\x07+tiny+{time}+abc", f"..+tiny+{time}+a"):
        (inbound / name).mkdir()
    done = nbgrader(course, "collect", "tiny")
    assert done.returncode == 0, done.stderr[-3000:]
    assert "\x1b]" not in done.stderr
    collected = course / "submitted" / "sly" / "tiny"
    assert {path.name for path in collected.iterdir()} == {"not-gradable.txt", "timestamp.txt"}
    assert (collected / "timestamp.txt").read_text() == time
    assert (collected / "not-gradable.txt").read_text().startswith("It holds a link: ")
    assert not (course / "tiny").exists()
    assert not list((course / "submitted" / "x" / "tiny").iterdir())
    for student in ("sly", "x"):
        shutil.rmtree(course / "submitted" / student)


def test_tables_hold_no_formulas(course: Path, stock: subprocess.CompletedProcess[str]) -> None:
    """Stock export and ours write a name that begins like a formula as text."""
    with book(course) as gradebook:
        names = {"last_name": '=cmd|"/C calc"!A0, x', "first_name": "@a"}
        gradebook.update_or_create_student("honest-1", **names)
    done = nbgrader(course, "export")
    assert done.returncode == 0, done.stderr
    with (course / "grades.csv").open(newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert rows["honest-1"]["last_name"] == """'=cmd|"/C calc"!A0, x"""
    assert rows["honest-1"]["first_name"] == "'@a"
    assert {name: float(row["score"] or 0) for name, row in rows.items()} == POINTS
