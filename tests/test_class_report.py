"""A class in numbers: what counts, what is not known, and which wrong answers are the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from classes import EXPECTED, HANG, MEAN, MISSING, TWICE, code_of, made_class, submission

from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.course.records import VERSION, load_record, save_report
from autograder.course.standing import Standing
from autograder.instructor.class_report import ClassReport, summarise
from autograder.instructor.per_exercise import ExerciseReport
from autograder.instructor.skeletons import skeleton, without_words
from autograder.judging.fingerprint import fingerprint
from autograder.judging.losses import curve
from autograder.judging.trial import observe
from autograder.key import Key
from autograder.reports.report import Report, Verdict
from autograder.values.outcome import Outcome


@pytest.fixture(scope="module")
def made() -> ClassReport:
    """The report on a class of sixty."""
    return summarise("work", made_class(), code_of)


def exercise(report: ClassReport, name: str) -> ExerciseReport:
    return next(one for one in report.exercises if one.name == name)


# --- the class ------------------------------------------------------------------------------------


def test_scores_are_of_what_is_graded_and_nothing_else(made: ClassReport) -> None:
    """Not gradable is 0 in the gradebook, and would move the median; outdated has no score."""
    assert made.scores is not None
    assert made.scores.count == 62
    assert (made.scores.median, made.scores.lowest, made.scores.highest) == (20.0, 4.0, 20.0)
    assert sum(bar.count for bar in made.scores.bars) == 62
    assert made.scores.bars[-1].count == made.scores.full_marks == 33


@pytest.mark.parametrize(
    ("score", "most", "low"),
    [(19.5, 20.0, 19), (20.0, 20.0, 20), (99.0, 100.0, 95), (100.0, 100.0, 100)],
)
def test_a_score_is_in_the_bar_that_begins_at_or_below_it(
    score: float, most: float, low: int
) -> None:
    report = summarise("work", [replace(submission("ada"), score=score, max_score=most)])
    assert report.scores is not None
    assert [bar.low for bar in report.scores.bars if bar.count] == [low]


def test_a_class_without_grades_has_no_scores() -> None:
    report = summarise("work", [Standing("ada", "not_graded", 20.0)])
    assert report.scores is None
    assert report.exercises == ()
    assert report.looks[0].next == "autograder grade work"


def test_who_needs_a_look_has_a_next_command(made: ClassReport) -> None:
    assert {look.kind: (list(look.students), look.next) for look in made.looks} == {
        "not_gradable": (["t001"], "autograder report work t001"),
        "grader_fault": (["t004"], "autograder grade work"),
        "outdated": (["t002"], "autograder grade work"),
        "not_graded": (["t003"], "autograder grade work"),
        "unmarked": (["t005"], "mark them in formgrader: jupyter lab, menu Nbgrader, Formgrader"),
        "hang_or_crash": (["s013", "s040", "s050"], "autograder report work STUDENT"),
    }


def test_code_that_stops_before_a_function_needs_a_look_and_is_no_answer() -> None:
    """No answer came: declaring a syntax error as a known mistake would help nobody."""
    why = "linear is never defined: SyntaxError in line 10 of work.py: '(' was never closed"
    wrong = {name: {"status": "exception", "message": why} for name in ("linear", "forward")}
    raised = {"linear": {"status": "exception", "message": "linear raises IndexError"}}
    report = summarise(
        "work",
        [submission("ada", wrong),
         submission("ben", raised, {"linear": {"fingerprint": "index"}})],
    )  # fmt: skip
    (look,) = report.looks
    assert (look.kind, look.students) == ("stop_early", {"ada": why})
    assert [cluster.students for cluster in exercise(report, "linear").clusters] == [("ben",)]
    assert exercise(report, "forward").clusters == ()


# --- an exercise ----------------------------------------------------------------------------------


def test_an_exercise_counts_graded_submissions_alone(made: ClassReport) -> None:
    train, forward = exercise(made, "train"), exercise(made, "forward")
    assert (train.graded, train.passed, train.statuses["not_attempted"]) == (62, 49, 4)
    assert train.pass_rate == pytest.approx(49 / 62)
    assert forward.follow_through == 3


def test_discrimination_is_the_correlation_with_the_other_exercises(made: ClassReport) -> None:
    """Checked against NumPy, from the points alone."""
    rows = [s.report["exercises"] for s in made_class() if s.report.get("status") == "graded"]
    points = np.array([[e["points"] for e in row] for row in rows])
    for number in (1, 2, 3, 4):
        others = points.sum(axis=1) - points[:, number]
        expected = np.corrcoef(points[:, number], others)[0, 1]
        assert made.exercises[number].discrimination == pytest.approx(expected)


def test_a_correlation_that_says_nothing_is_not_given(made: ClassReport) -> None:
    load = exercise(made, "load")
    assert (load.discrimination, load.why_not) == (
        None, "all have the same points in this exercise",
    )  # fmt: skip
    few = summarise("work", [submission(f"s{n}", **MEAN) for n in range(9)])
    assert exercise(few, "gradient").why_not == "fewer than 10 graded submissions"
    one_each = [submission(f"s{n}", **(MEAN if n % 2 else {})) for n in range(10)]
    assert exercise(summarise("work", one_each), "gradient").why_not == (
        "all have the same points in the other exercises"
    )


def test_what_an_older_record_lacks_is_not_known() -> None:
    """Not zero seconds, and not a training without losses."""
    older = [replace(standing, observed={}) for standing in made_class()]
    report = summarise("work", older, code_of)
    assert [one.seconds for one in report.exercises] == [None] * 5
    assert [one.curves for one in report.exercises] == [None] * 5
    assert exercise(report, "gradient").clusters[0].students == ("s004", "s022")


def test_seconds_are_of_those_that_were_measured() -> None:
    timed = [submission("ada"), replace(submission("ben"), observed={})]
    seconds = exercise(summarise("work", timed), "train").seconds
    assert seconds is not None
    assert (seconds.count, seconds.median) == (1, 1.4)


def test_a_known_mistake_says_who_made_it(made: ClassReport) -> None:
    [mistake] = exercise(made, "gradient").mistakes
    assert (mistake.name, mistake.message, len(mistake.students)) == ("mean_is_a_sum", MISSING, 9)
    assert mistake.students[:2] == ("s003", "s010")


def test_equal_wrong_answers_are_one_cluster_the_largest_first(made: ClassReport) -> None:
    [twice] = exercise(made, "gradient").clusters
    assert (twice.message, twice.students) == (TWICE, ("s004", "s022"))
    assert "by s004" in twice.code
    sizes = [len(cluster.students) for cluster in exercise(made, "train").clusters]
    assert sizes == [3, 3, 2, 1]


def test_a_hang_is_not_offered_as_a_mistake(made: ClassReport) -> None:
    """Building would hang as well."""
    hang = next(c for c in exercise(made, "train").clusters if c.message == HANG)
    assert hang.skeleton == ""


def test_answers_that_only_read_alike_are_apart() -> None:
    """The same first number, and other numbers after it."""
    kinds = [{"fingerprint": "one"}, {"fingerprint": "other"}, {"fingerprint": "one"}]
    wrong = {"gradient": {"message": TWICE}}
    made = [submission(f"s{n}", wrong, {"gradient": kept}) for n, kept in enumerate(kinds)]
    clusters = exercise(summarise("work", made), "gradient").clusters
    assert [cluster.students for cluster in clusters] == [("s0", "s2"), ("s1",)]


def test_the_curves_are_those_of_one_case(made: ClassReport) -> None:
    curves = exercise(made, "train").curves
    assert curves is not None
    assert curves.expected == tuple(map(tuple, EXPECTED))
    assert curves.silent == ["s013", "s040", "s050"]
    assert exercise(made, "load").curves is None


# --- JSON -----------------------------------------------------------------------------------------


def test_json_is_json_whatever_was_returned() -> None:
    """A loss may be infinite, and JSON has no word for it."""
    curve = {"case": 1, "actual": [[0, float("inf")], [1, float("nan")]], "expected": EXPECTED}
    made = [submission("ada", {"train": {}}, {"train": {"curve": curve}})]
    data = json.loads(json.dumps(summarise("work", made).to_json(), allow_nan=False))
    assert data["version"] == 1
    assert data["exercises"][4]["curves"]["actual"]["ada"] == [[0.0, None], [1.0, None]]


# --- records --------------------------------------------------------------------------------------


def test_a_record_keeps_what_the_report_needs_and_older_ones_are_read(tmp_path: Path) -> None:
    verdict = Verdict(
        "f", "a title", 0.0, 1.0, "failed", details=("case 1: x (2,)",), seconds=0.5,
        fingerprint="abc",
    )  # fmt: skip
    save_report(tmp_path, "ada", "digest", Report("work", "", "ada", "graded", (), (verdict,)))
    record = load_record(tmp_path, "work", "ada")
    assert record is not None
    assert record.version == VERSION == 2
    assert record.observed["f"] == {
        "title": "a title", "details": ["case 1: x (2,)"], "seconds": 0.5, "fingerprint": "abc",
        "curve": None,
    }  # fmt: skip
    assert "seconds" not in record.report["exercises"][0]
    path = tmp_path / ".autograder" / "reports" / "work" / "ada.json"
    data = json.loads(path.read_text())
    del data["version"], data["observed"]
    path.write_text(json.dumps(data))
    older = load_record(tmp_path, "work", "ada")
    assert older == replace(record, version=1, observed={})


# --- fingerprints ---------------------------------------------------------------------------------


def judged_as(key: Key, *values: Any) -> str:
    """The fingerprint of an exercise that returned these values in its cases."""
    double = key.exercises[0]
    cases = enumerate(zip(values, double.cases, strict=False), 1)
    return fingerprint([observe(double, n, case, Outcome("value", v)) for n, (v, case) in cases])


def test_a_wrong_answer_has_one_fingerprint_however_it_is_computed(tiny_key: Key) -> None:
    [first, *_] = tiny_key.exercises[0].cases
    wrong = 3 * first.args[0]
    assert judged_as(tiny_key, 2 * first.args[0]) == ""
    assert judged_as(tiny_key, wrong) == judged_as(tiny_key, wrong * (1 + 1e-12))
    assert judged_as(tiny_key, wrong) != judged_as(tiny_key, 3.1 * first.args[0])
    assert judged_as(tiny_key, wrong) != judged_as(tiny_key, wrong.T)
    assert judged_as(tiny_key, wrong) == judged_as(tiny_key, wrong.astype(np.float32))
    assert judged_as(tiny_key, wrong * np.nan) == judged_as(tiny_key, wrong * np.nan)
    assert judged_as(tiny_key, "a text") != judged_as(tiny_key, None)


# --- what judging keeps ---------------------------------------------------------------------------


def test_judging_keeps_the_time_the_losses_and_the_fingerprint_of_a_training(
    judged: Callable[..., Report], public_key: Key, altered: Callable[..., str]
) -> None:
    """Of a wrong training, in the longest case that is not only run for right ones."""
    module = altered(("weights_output = weights_output - learning_rate * dE_dw",
                      "weights_output = weights_output - 2 * learning_rate * dE_dw"))  # fmt: skip
    [verdict] = judged(public_key, module, only=["train"]).verdicts
    assert verdict.status == "failed"
    assert verdict.seconds is not None and verdict.seconds > 0
    assert len(verdict.fingerprint) == 16
    assert verdict.curve is not None
    assert len(verdict.curve.actual) == len(verdict.curve.expected) == 20
    assert verdict.curve.actual[0] == pytest.approx(verdict.curve.expected[0])
    assert verdict.curve.actual != verdict.curve.expected
    json.dumps(verdict.kept())


def test_a_right_training_has_a_curve_too(public_key: Key) -> None:
    train = public_key.exercise("train")
    right = [observe(train, n, case, Outcome("value", case.expected))
             for n, case in enumerate(train.cases, 1)]  # fmt: skip
    found = curve(right)
    assert found is not None
    assert found.case == 1
    assert found.actual == found.expected
    assert curve([right[5]]) is None


# --- skeletons ------------------------------------------------------------------------------------

STUDENTS = '''\
@timed
def total(x: Array, start=0.0) -> float:
    """By Ada."""
    # Ada's own way
    return 3 * np.sum(double(x)) + start
'''


def test_a_skeleton_is_accepted_and_names_the_mistake(tiny: Callable[..., Room]) -> None:
    """Pasted as it is below the exercise: the key knows what the student returned."""
    text = skeleton("total", "rename_this_1", "Three times too much.", STUDENTS, ["double"])
    room = tiny(extra=text)
    key = make_assignment_key(room, b"secret")
    assert key.exercises[1].mistakes["rename_this_1"].startswith("Three times too much.")
    case = key.exercises[1].cases[0]
    x, start = case.args
    assert case.mistakes["rename_this_1"].value == pytest.approx(3 * np.sum(2 * x) + start)


@pytest.mark.parametrize("code", ["", "def total(", "total = 3", "x = 1\ny = 2", "(" * 10_000,
                                  "def total(x): return " + "-" * 100_000 + "1"])  # fmt: skip
def test_a_skeleton_of_what_is_no_function_is_refused_until_it_is_written(
    tiny: Callable[..., Room], code: str
) -> None:
    text = skeleton("total", "rename_this_1", "A \"message\" with \\ and '''.", code)
    compile(text, "skeleton", "exec")
    with pytest.raises(ValueError, match="WHAT_STUDENTS_RETURN"):
        make_assignment_key(tiny(extra=text), b"secret")


def test_a_skeleton_says_what_it_lacks_and_keeps_local_names() -> None:
    code = "def total(x, start=0.0):\n    double = twice(x)\n    return sum(double) + start\n"
    text = skeleton("total", "name", "m", code, ["double"])
    assert "# It uses names from elsewhere in the student's file: twice." in text
    assert "reference" not in text.partition("\n\n\n")[0]


def test_code_without_words_has_no_comment_and_no_docstring() -> None:
    assert without_words(STUDENTS) == (
        "def total(x, start=0.0):\n    return 3 * np.sum(double(x)) + start"
    )
    assert without_words("def f(:") == ""
