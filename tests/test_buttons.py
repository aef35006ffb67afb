"""A week of a course by buttons alone: formgrader, and the assignment list in JupyterLab."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser import opened
from courses import SQUARE, TEST, cell, environment, make_course, notebook

QUESTION = """
# %% [markdown] question="why" points=4
# ### BEGIN SOLUTION
# Because $2x = x + x$.
# ### END SOLUTION
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course whose student `ada` handed in a module alone, and `ben` half a notebook."""
    course = make_course(tmp_path / "course", QUESTION)
    for student, file, text in (
        ("ada", "tiny.py", "def double(x):\n    return 2 * x\n\n\nhelper = 1\n"),
        ("ben", "tiny.ipynb", '{"cells": ['),
    ):
        folder = course / "submitted" / student / "tiny"
        folder.mkdir(parents=True)
        (folder / file).write_text(text)
    shutil.rmtree(course / "assignments" / "tiny")
    shutil.rmtree(course / "exchange" / "test-course")
    return course


@pytest.fixture
def page(course: Path) -> Iterator[Any]:
    """A browser's page before JupyterLab in the course, which is the student's folder as well."""
    with opened(course, course.parent / "home", environment(course)) as there:
        there.goto("lab")
        yield there


def press(frame: Any, button: Any) -> None:
    """Press a button of formgrader; its log must say that it succeeded."""
    button.click()
    dialog = frame.locator(".modal.in", has=frame.locator(".modal-title"))
    dialog.locator(".modal-title").wait_for()
    assert dialog.locator(".modal-title").inner_text() == "Success", dialog.inner_text()
    dialog.get_by_role("button", name="OK").click()
    dialog.wait_for(state="detached")


def row(frame: Any, text: str) -> Any:
    """The row of formgrader's table in which a cell holds this text."""
    found = frame.locator("#main-table tr", has=frame.get_by_text(text, exact=True))
    found.locator("a").first.wait_for()
    return found


def choose(page: Any, item: str) -> None:
    """Open what stands under this name in JupyterLab's menu of nbgrader."""
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name=item).click()


def formgrader(page: Any, path: str = "manage_assignments") -> Any:
    """Formgrader in JupyterLab, at this page of it."""
    choose(page, "Formgrader")
    page.locator("iframe").wait_for()
    frame = page.locator("iframe").element_handle().content_frame()
    frame.goto(f"/formgrader/{path}")
    return frame


def assignment_list(page: Any) -> Any:
    """The assignment list in JupyterLab."""
    choose(page, "Assignment List")
    page.locator("#released_assignments_list").wait_for()
    return page


def test_every_button_does_what_the_command_does(page: Any, course: Path) -> None:
    release(page, course)
    hand_in(page, course)
    student = grade(page)
    look(page)
    fetch_feedback(page, course, student)
    unrelease(page, course)


def release(page: Any, course: Path) -> None:
    """Generate, preview and release, as an instructor."""
    frame = formgrader(page)
    press(frame, row(frame, "tiny").locator(".assign a"))
    made = course / "assignments" / "tiny"
    assert {path.name for path in made.iterdir()} == {
        "README.md",
        "key.json",
        "tiny.ipynb",
        "tiny.py",
    }
    row(frame, "tiny").locator(".preview a").click()
    page.locator(".jp-DirListing").get_by_text("tiny.py").wait_for()
    press(frame, row(frame, "tiny").locator(".release a"))
    assert (course / "exchange" / "test-course" / "outbound" / "tiny" / "key.json").is_file()


def hand_in(page: Any, course: Path) -> None:
    """Fetch, validate and submit, as a student."""
    there = assignment_list(page)
    there.get_by_role("button", name="Fetch", exact=True).click()
    there.get_by_role("button", name="Submit", exact=True).wait_for()
    shutil.copy(course / "source" / "tiny" / "tiny.ipynb", course / "tiny" / "tiny.ipynb")
    there.locator("#fetched_assignments_list a", has_text="tiny").first.click()
    there.get_by_role("button", name="Validate", exact=True).click()
    dialog = there.locator(".jp-Dialog-content")
    dialog.get_by_text("Success! Your notebook passes all the tests.").wait_for()
    dialog.get_by_role("button", name="Ok").click()
    there.get_by_role("button", name="Submit", exact=True).click()
    there.get_by_role("button", name="Fetch Feedback").wait_for()
    assert len(list((course / "exchange" / "test-course" / "inbound").iterdir())) == 1


def grade(page: Any) -> str:
    """Collect, autograde, and make and release feedback, as an instructor; the student's id."""
    frame = formgrader(page)
    press(frame, row(frame, "tiny").locator(".collect a"))
    row(frame, "tiny").locator(".num-submissions a", has_text="3").click()
    frame.locator(".student-id").nth(2).wait_for()
    (student,) = set(frame.locator(".student-id").all_inner_texts()) - {"ada", "ben"}
    for name, status, score in (
        ("ada", "graded", "1 / 7"),
        ("ben", "needs manual grading", "0 / 7"),
        (student, "needs manual grading", "3 / 7"),
    ):
        press(frame, row(frame, name).locator(".autograde a"))
        row(frame, name).locator(".status", has_text=status).wait_for()
        assert row(frame, name).locator(".score").inner_text() == score
    press(frame, row(frame, student).locator(".generate-feedback a"))
    press(frame, row(frame, student).locator(".release-feedback a"))
    return student


def look(page: Any) -> None:
    """Mark by hand in formgrader, where a module's functions and the reason for no points are."""
    texts = []
    for number in range(3):
        frame = formgrader(page, "gradebook/tiny/tiny")
        frame.locator("#main-table tr").nth(number).locator("a").first.click()
        frame.locator("#notebook-container").first.wait_for()
        texts.append(frame.locator("#notebook-container").first.inner_text())
        if "Because" in texts[-1]:
            assert frame.locator("math").count() == 1
            mark(page, frame)
    (module,) = [text for text in texts if "The rest of tiny.py" in text]
    assert "return 2 * x" in module
    assert "# tiny.py does not define total." in module
    (broken,) = [text for text in texts if "Not gradable, so no points were given" in text]
    assert "YOUR CODE HERE" not in broken


def mark(page: Any, frame: Any) -> None:
    """Give an answer no points, then all of them."""
    points = frame.locator("input.score").last
    for button, value in (("No credit", "0"), ("Full credit", "4")):
        with page.expect_response(re.compile("/formgrader/api/grade/")):
            frame.get_by_role("button", name=button).last.click()
        assert points.input_value() == value


def fetch_feedback(page: Any, course: Path, student: str) -> None:
    """Make and release the feedback of the class, and fetch it as the student."""
    frame = formgrader(page)
    press(frame, row(frame, "tiny").locator(".generate-feedback a"))
    press(frame, row(frame, "tiny").locator(".release-feedback a"))
    assignment_list(page).get_by_role("button", name="Fetch Feedback").click()
    page.get_by_text("view feedback").wait_for()
    (html,) = (course / "tiny" / "feedback").rglob("tiny.html")
    assert f"<b>{student}</b>" in html.read_text("utf-8")
    assert "7 / 7" in html.read_text("utf-8")


def unrelease(page: Any, course: Path) -> None:
    frame = formgrader(page)
    press(frame, row(frame, "tiny").locator(".release a"))
    assert not (course / "exchange" / "test-course" / "outbound" / "tiny").exists()


@pytest.fixture
def plain(course: Path) -> Path:
    """The notebook of an assignment of nbgrader's own kind in that course."""
    source = course / "source" / "ps1"
    source.mkdir(parents=True)
    made = notebook(cell(SQUARE, "square"), cell(TEST, "test", points=2))
    nbformat.write(made, source / "problem.ipynb")
    return source / "problem.ipynb"


def test_the_buttons_are_those_of_nbgrader_for_an_assignment_of_its_own(
    plain: Path, course: Path, page: Any
) -> None:
    frame = formgrader(page)
    press(frame, row(frame, "ps1").locator(".assign a"))
    press(frame, row(frame, "ps1").locator(".release a"))
    there = assignment_list(page)
    there.get_by_role("button", name="Fetch", exact=True).click()
    there.get_by_role("button", name="Submit", exact=True).wait_for()
    own = course / "ps1" / "problem.ipynb"
    assert "HIDDEN TESTS" not in own.read_text()
    own.write_text(own.read_text().replace("raise NotImplementedError()", "return 4"))
    there.get_by_role("button", name="Submit", exact=True).click()
    there.get_by_role("button", name="Fetch Feedback").wait_for()
    frame = formgrader(page)
    press(frame, row(frame, "ps1").locator(".collect a"))
    row(frame, "ps1").locator(".num-submissions a", has_text="1").click()
    student = frame.locator(".student-id").first.inner_text()
    press(frame, row(frame, student).locator(".autograde a"))
    row(frame, student).locator(".status", has_text="graded").wait_for()
    assert row(frame, student).locator(".score").inner_text() == "0 / 2"
    press(frame, row(frame, student).locator(".generate-feedback a"))
    press(frame, row(frame, student).locator(".release-feedback a"))
    assignment_list(page).get_by_role("button", name="Fetch Feedback").click()
    page.get_by_text("view feedback").wait_for()
    (html,) = (course / "ps1" / "feedback").rglob("problem.html")
    assert "assert square(3) == 9" in html.read_text("utf-8")
