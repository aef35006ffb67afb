"""Exercises whose students give a variable a value."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring.refusals import AnswerError
from autograder.authoring.regions import solved_text, stub_text
from autograder.authoring.release import files_beside, make_assignment_key
from autograder.authoring.room import Room, RoomError
from autograder.authoring.script import read_cells
from autograder.building.mutants import mutants
from autograder.building.trying import told_of_mistakes
from autograder.building.verify import verify_exercises
from autograder.key import Key, load, save_text
from autograder.reports.report import Report, Verdict
from autograder.student.files import FromFiles
from autograder.student.notebook import check, hint
from autograder.student.reset import reset
from autograder.student.show import show
from autograder.submissions.files import UserError
from autograder.submissions.folder import Submission

Tiny = Callable[..., Room]
Judged = Callable[..., Report]
Notebook = Callable[..., bytes]

SCRIPT = '''\
# %%
import numpy as np


# %%
def halved(x):
    """Half of x."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION


# %% [markdown]
# How long is the hypotenuse?

# %%
# Give it the name `answer`.
### BEGIN SOLUTION
answer = 7.0710678
### END SOLUTION

# %%
### BEGIN SOLUTION
table = {"rows": 12, "means": np.array([0.25, 0.5, 0.125]), "name": "or"}
### END SOLUTION
'''
EXERCISES = '''\
import numpy as np

from autograder import Assignment, Tolerance
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Values", reference=reference)
answer = assignment.variable(
    "answer", points=2, title="the hypotenuse", tolerance=Tolerance(rtol=1e-3, atol_of_largest=0)
)
answer.wrong("sum_of_sides", 10.0, "These are both sides together.")
answer.hint("Which side is the longest?")
table = assignment.variable("table", points=1, title="the table")
table.hint("How many rows are there?")


@assignment.exercise(points=1)
def halved(random):
    """halves a number"""
    yield (random.normal(),)


halved.hint("What is half of 3?")
'''
RIGHT = solved_text(SCRIPT)


@pytest.fixture
def room(tiny: Tiny) -> Room:
    return tiny(SCRIPT, EXERCISES)


def of(report: Report, name: str = "answer") -> Verdict:
    (verdict,) = [v for v in report.verdicts if v.name == name]
    return verdict


def module(answer: str) -> str:
    """The reference's module with another value."""
    return RIGHT.replace("answer = 7.0710678", answer)


# --- what is released -----------------------------------------------------------------------------


def test_the_public_key_has_only_the_form_of_a_value(room: Room, tmp_path: Path) -> None:
    files = files_beside(room)
    for text in (*files.values(), str([cell.source for cell in read_cells(room)])[:0]):
        assert not re.search(r"7\.07|0\.125|\b12\b|10\.0", text)
    path = tmp_path / "key.json"
    path.write_text(files["key.json"])
    answer, table = load(path).exercises[1:]
    assert (answer.kind, answer.cases[0].expected, answer.cases[0].form_only) == (
        "variable", 0.0, True,
    )  # fmt: skip
    assert list(table.cases[0].expected) == ["rows", "means", "name"]
    assert len(answer.cases) == 1 and not answer.cases[0].mistakes


def test_the_laws_hold_for_variables(broken_laws: dict[str, tuple[str, ...]]) -> None:
    assert broken_laws == {}


def test_verify_try_and_mutants_work_for_a_variable(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_SECRET", "secret")
    laws = verify_exercises(room.root, "tiny", ["answer"])
    assert [breach for law in laws for breach in law.breaches] == []
    told = dict(told_of_mistakes(room.root, "tiny", ["answer"]))
    assert told["answer.sum_of_sides"].mistake == "sum_of_sides"
    assert [(m.before, m.after) for m in mutants(room, "answer")] == [
        ("answer = 7.0710678", "answer = 14.1421356")
    ]


def test_the_check_cell_names_the_variable(room: Room) -> None:
    sources = {cell.id: cell.source for cell in read_cells(room)}
    assert sources["check-answer"] == 'check("answer")'
    assert sources["check-halved"] == "check(halved)"
    assert "### BEGIN SOLUTION" in sources["answer"]


# --- grading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    ["answer = 7.0710678", "answer = 50 ** 0.5", "answer = np.float32(7.071)",
     "x = 5\nanswer = np.hypot(x, x)"],
)  # fmt: skip
def test_a_right_value_gets_the_points(key: Key, judged: Judged, answer: str) -> None:
    assert judged(key, module(answer)).points == 4


def test_a_variable_in_a_notebook_counts(key: Key, judged: Judged, notebook: Notebook) -> None:
    cells = [text for text in RIGHT.split("# %%\n") if text]
    assert judged(key, notebook=notebook(*cells)).points == 4


def test_a_wrong_value_fails_without_a_number(key: Key, judged: Judged) -> None:
    verdict = of(judged(key, module("answer = 7.5")))
    assert (verdict.status, verdict.mistake, verdict.points) == ("failed", None, 0)
    assert (
        verdict.message == "answer has the right type and shape, but another value than expected."
    )
    assert not any(re.search(r"\d", line) for line in verdict.details)


def test_a_known_wrong_value_is_named(key: Key, judged: Judged) -> None:
    verdict = of(judged(key, module("answer = 10")))
    assert (verdict.mistake, verdict.message) == ("sum_of_sides", "These are both sides together.")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("answer = 'seven'", "answer is a string, expected a value of type float."),
        ("answer = [7.07]", "answer is a list of 1, expected a value of type float."),
        ("answer = None", "answer is None, expected a value of type float."),
        ("answer = np.ones(3)", "answer has the shape (3,), expected a single number."),
    ],
)
def test_a_value_of_another_form_is_described(
    key: Key, judged: Judged, answer: str, message: str
) -> None:
    assert of(judged(key, module(answer))).message == message


def test_parts_of_a_value_are_compared_by_form_first(key: Key, judged: Judged) -> None:
    text = RIGHT.replace("[0.25, 0.5, 0.125]", "[0.25, 0.5]")
    said = of(judged(key, text), "table").message
    assert said == "result['means'] has the shape (2,), expected (3,)."
    assert of(judged(key, RIGHT.replace('"or"', '"xor"')), "table").status == "failed"


def test_untouched_variables_are_not_attempted(
    key: Key, judged: Judged, notebook: Notebook
) -> None:
    stub = stub_text(SCRIPT)
    cells = [text for text in stub.split("# %%\n") if text]
    for report in (judged(key, stub), judged(key, notebook=notebook(*cells))):
        assert {v.status for v in report.verdicts} == {"not_attempted"}
        assert of(report).message == "Not attempted yet."
        assert "NotImplementedError" not in report.message
    assert of(judged(key, module("answer = ..."))).status == "not_attempted"


def test_a_variable_whose_line_raises_has_the_line(key: Key, judged: Judged) -> None:
    verdict = of(judged(key, module("answer = 1 / 0")))
    assert (verdict.status, verdict.line) == ("exception", 16)
    assert "answer is never defined: ZeroDivisionError in line 16 of tiny.py" in verdict.message


def test_a_variable_of_a_similar_name_is_asked_about(key: Key, judged: Judged) -> None:
    verdict = of(judged(key, module("answers = 7.07")))
    assert verdict.message == "answer is not written, but answers is: which name is meant?"


def test_show_has_the_value_and_what_form_it_should_have(key: Key, tmp_path: Path) -> None:
    for value, said in (("'7'", "is a string, expected a value of"), ("7.0", "has the right type")):
        submission = Submission("somebody", None, module(f"answer = {value}").encode())
        caller = FromFiles(key, submission, tmp_path, 4.0, lambda *_: None, {})
        caller.load()
        lines = show(key, caller, "answer")
        assert lines[0] == f"answer = {value}"
        assert lines[-1].startswith(f"# answer {said}")


# --- a student's folder and notebook -----------------------------------------------


@pytest.fixture
def released(room: Room, tmp_path: Path) -> Path:
    path = tmp_path / "key.json"
    path.write_text(save_text(make_assignment_key(room)))
    return path


def test_a_notebook_checks_a_variable_by_its_name(
    released: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(vars(sys.modules["__main__"]), "answer", 3.0)
    result = check("answer", key=released)
    assert result.passed
    assert "which only final grading compares" in repr(result)
    hint("answer", key=released)
    assert "Which side is the longest?" in capsys.readouterr().out
    monkeypatch.setitem(vars(sys.modules["__main__"]), "answer", "three")
    assert not check("answer", key=released).passed


def test_a_value_in_place_of_a_name_is_explained(released: Path) -> None:
    with pytest.raises(ValueError, match=r'by its name: check\("answer"\)'):
        check(7.0, key=released)  # type: ignore[arg-type]


def test_a_variable_is_not_put_back(released: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="answer is a variable: only functions and classes"):
        reset(load(released), "answer", tmp_path)


# --- an author's slips --------------------------------------------------------


def refused(tiny: Tiny, exercises: str, script: str = SCRIPT) -> str:
    with pytest.raises((AnswerError, RoomError)) as caught:
        make_assignment_key(tiny(script, exercises))
    return str(caught.value)


def test_a_generator_for_a_variable_is_refused_with_the_line_to_write(tiny: Tiny) -> None:
    more = "\n\n@assignment.exercise(points=1)\ndef size(random):\n    'The size.'\n    yield ()\n"
    script = SCRIPT + "\n# %%\n### BEGIN SOLUTION\nsize = 3\n### END SOLUTION\n"
    text = refused(tiny, EXERCISES + more, script)
    assert "exercises.py, line 25:\n`size` is a variable, not a function." in text
    assert 'assignment.variable("size", points=…, title="…")' in text


def test_a_variable_whose_value_cannot_be_compared_is_refused_with_its_line(tiny: Tiny) -> None:
    text = refused(tiny, EXERCISES, SCRIPT.replace("7.0710678", "iter([1])"))
    assert "solutions/tiny/exercises.py, line 7:" in text
    assert "which cannot be compared" in text


def test_a_variable_that_the_script_lacks_is_told(tiny: Tiny) -> None:
    text = refused(tiny, EXERCISES, SCRIPT.replace("answer = ", "answers = "))
    assert "tiny.py does not define answer, which exercises.py declares. Is answers meant?" in text


def test_a_variable_may_be_graded_by_what_run_does_with_it(tiny: Tiny, judged: Judged) -> None:
    exercises = (
        EXERCISES[: EXERCISES.index("answer = ")]
        + "@assignment.exercise(points=1)\ndef table(random):\n    'A table.'\n    yield (1,)\n\n\n"
        + "@table.run\ndef entry(table, n):\n    return table['means'][n]\n"
    )
    key = make_assignment_key(tiny(SCRIPT, exercises), b"secret")
    assert json.loads(save_text(key))["exercises"][0]["kind"] == "variable"
    assert judged(key, RIGHT).points == 1
    assert judged(key, RIGHT.replace("0.5,", "0.6,")).verdicts[0].status == "failed"
