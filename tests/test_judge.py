"""Judging a submission by a key: follow-through, hidden cases, stubs, points."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autograder.authoring.regions import stub_text
from autograder.authoring.room import Room
from autograder.judging.judge import judge
from autograder.judging.reporting import not_gradable, setup_for
from autograder.key import Key, unable
from autograder.reports.report import Report, Verdict
from autograder.values import Record, Value, to_json
from autograder.values.labelled import data_frame
from autograder.values.outcome import Outcome, Problem
from autograder.worker.request import Answer, Request

linux = pytest.mark.skipif(sys.platform != "linux", reason="the worker's limits need Linux")
Judge = Callable[..., Report]


def by_name(report: Report) -> dict[str, Verdict]:
    return {verdict.name: verdict for verdict in report.verdicts}


# --- one submission -----------------------------------------------------------------------------


@linux
def test_the_reference_gets_full_points(judged: Judge, public_key: Key, room: Room) -> None:
    report = judged(public_key, room.script)
    assert report.passed
    assert report.points == report.max_points == 20
    assert not any(verdict.message or verdict.details for verdict in report.verdicts)


@linux
def test_the_stub_is_not_attempted(judged: Judge, public_key: Key, room: Room) -> None:
    report = judged(public_key, stub_text(room.script))
    assert {verdict.status for verdict in report.verdicts} == {"not_attempted"}
    assert report.status == "graded"
    assert report.points == 0


LINEAR = {
    "passed": "return x @ weights + bias",
    "failed": "return x @ weights",
    "exception": "raise KeyError('bias')",
    "timeout": "while True: pass",
    "memory": "return bytearray(2**40)",
    "crashed": "import os; os._exit(0)",
    "missing": "",
    "not_attempted": "raise NotImplementedError()",
}


@linux
@pytest.mark.parametrize("status", LINEAR)
def test_a_submission_can_end_in_every_status(judged: Judge, public_key: Key, status: str) -> None:
    """And only a function that passes has points."""
    body = LINEAR[status]
    module = f"def linear(x, weights, bias=0.0):\n    {body}\n" if body else "x = 1\n"
    report = judged(public_key, module, only=["linear"], seconds=1.0)
    (verdict,) = report.verdicts
    assert (report.status, verdict.status) == ("graded", status)
    assert verdict.points == (2.0 if status == "passed" else 0.0)
    assert verdict.max_points == 2.0
    assert bool(verdict.message) == (status != "passed")


@linux
def test_only_the_named_exercises_are_reported(judged: Judge, public_key: Key, room: Room) -> None:
    report = judged(public_key, room.script, only=["forward", "sigmoid"])
    assert [verdict.name for verdict in report.verdicts] == ["sigmoid", "forward"]
    assert report.max_points == 3


@linux
def test_a_named_exercise_is_judged_with_follow_through(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    """`autograder check forward` says the same of forward as `autograder check`."""
    module = altered(("return x @ weights + bias", "return x @ weights - bias"))
    (verdict,) = judged(public_key, module, only=["forward"]).verdicts
    assert (verdict.status, verdict.follow_through) == ("passed", True)


# --- hidden cases -------------------------------------------------------------------------------

BY_HEART = """
import json
import numpy as np

KNOWN = json.loads('''{answers}''')


def linear(x, weights, bias=0.0):
    for case in KNOWN:
        if case["x"] == x.tolist():
            return np.array(case["y"])
    return np.zeros((len(x), weights.shape[1]))
"""


@linux
def test_public_answers_learnt_by_heart_pass_only_the_public_key(
    judged: Judge, public_key: Key, private_key: Key
) -> None:
    exercise = public_key.exercise("linear")
    known = [{"x": case.args[0].tolist(), "y": case.expected.tolist()} for case in exercise.cases]
    module = BY_HEART.replace("{answers}", json.dumps(known))
    (public,) = judged(public_key, module, only=["linear"]).verdicts
    assert public.status == "passed"
    (private,) = judged(private_key, module, only=["linear"]).verdicts
    assert (private.status, private.points) == ("failed", 0)
    assert re.search(r"\d", " ".join([private.message, *private.details])) is None


@linux
def test_hidden_inputs_do_not_reach_a_cells_output_through_the_disk(
    private_key: Key, judged: Judge, notebook: Callable[..., bytes]
) -> None:
    """A hidden call writes its input into the scratch folder and dies; the reload prints it."""
    exercise = private_key.exercise("linear")
    public = sum(not case.hidden for case in exercise.cases)
    data = notebook(
        "import os\nif os.path.exists('seen'): print(open('seen').read())",
        "CALLS = []\ndef linear(x, weights, bias=0.0):\n    CALLS.append(1)\n"
        f"    if len(CALLS) > {public}:\n        open('seen', 'a').write(repr(bias) + ' ')\n"
        "        os._exit(1)\n    return x @ weights + bias",
        "import numpy as np\ndef sigmoid(x): return (1 + np.tanh(x / 2)) / 2",
    )
    report = judged(private_key, notebook=data)
    hidden = [case.args[2] for case in exercise.cases if case.hidden and len(case.args) > 2]
    assert hidden
    assert not [bias for bias in hidden if repr(bias) in json.dumps(report.cells)]


@linux
def test_hidden_inputs_reach_no_part_of_a_report(judged: Judge, private_key: Key) -> None:
    """The function below sends its arguments back by every road that feedback has."""
    module = """
    import numpy as np
    CALLS = []

    def linear(x, weights, bias=0.0):
        CALLS.append(1)
        print("token", bias)
        if len(CALLS) > PUBLIC:
            raise ValueError(f"token {bias!r}")
        return x @ weights + bias
    """.replace("\n    ", "\n")
    exercise = private_key.exercise("linear")
    hidden = [case.args[2] for case in exercise.cases if case.hidden and len(case.args) > 2]
    count = sum(not case.hidden for case in exercise.cases)
    report = judged(private_key, module.replace("PUBLIC", str(count)), only=["linear"])
    (verdict,) = report.verdicts
    assert verdict.status == "exception"
    assert verdict.output == ""
    shown = "\n".join([verdict.output, verdict.message, *verdict.details])
    assert hidden
    assert not [bias for bias in hidden if repr(bias)[:6] in shown]


# --- a caller that is no worker -----------------------------------------------------------------


class Told:
    """A caller whose outcomes are told by a function of the request."""

    def __init__(self, outcome: Callable[[Request, Answer], Outcome], **sources: list[str]) -> None:
        self.outcome, self.where = outcome, sources
        self.calls: list[tuple[str, str, frozenset[str]]] = []
        self.loaded = self

    def sources(self, exercise: str) -> list[str]:
        """One place, or what the test says."""
        return self.where.get(exercise, ["module"])

    def obstacle(self, exercise: str) -> Outcome | None:
        """Nothing is in the way."""
        return None

    def similar(self, exercise: str) -> str | None:
        """No name is like another."""
        return None

    def absent(self, exercise: str, kind: str = "function") -> str:
        """That it is not there."""
        return f"There is no {exercise}."

    apply = staticmethod(unable)

    def call(self, request: Request, source: str, answer: Answer) -> Outcome:
        """What the test's function says."""
        self.calls.append((request.exercise, source, request.substitutes))
        return self.outcome(request, answer)


def right(request: Request) -> Outcome:
    x, *start = request.args
    total = 2 * x if request.exercise == "double" else float(np.sum(2 * x)) + sum(start)
    return Outcome("value", total)


def test_public_cases_of_every_exercise_come_before_any_hidden_one(tiny_key: Key) -> None:
    """What a function learns from a hidden input must not reach feedback that shows values."""
    seen: list[Value] = []
    caller = Told(lambda request, answer: (seen.append(request.args[0]), right(request))[1])
    judge(tiny_key, caller)
    hidden = [
        json.dumps(to_json(case.args[0]))
        for exercise in tiny_key.exercises
        for case in exercise.cases
        if case.hidden
    ]
    flags = [json.dumps(to_json(x)) in hidden for x in seen]
    assert flags == sorted(flags)
    assert sum(flags) == len(hidden) > 0


@pytest.mark.parametrize(("cheap_passes", "tried"), [(False, 1), (True, 2)])
def test_expensive_cases_run_only_after_the_others_passed(
    tiny_key: Key, cheap_passes: bool, tried: int
) -> None:
    def outcome(request: Request, answer: Answer) -> Outcome:
        wrong = request.exercise == "total" and (request.expensive or not cheap_passes)
        return Outcome("value", None) if wrong else right(request)

    caller = Told(outcome)
    judge(tiny_key, caller, only=["total"])
    assert [exercise for exercise, _, _ in caller.calls].count("total") == tried


@pytest.mark.parametrize("status", ["timeout", "memory", "crashed", "missing", "not_attempted"])
def test_other_cases_are_not_tried_after_a_fatal_outcome(tiny_key: Key, status: Any) -> None:
    caller = Told(lambda request, answer: Outcome(status))
    (verdict,) = judge(tiny_key, caller, only=["double"])
    assert verdict.status == status
    assert len(caller.calls) == 1


def test_an_exception_in_one_case_does_not_stop_the_others(tiny_key: Key) -> None:
    """A mistake is told by all cases, also by those that raise."""
    caller = Told(lambda request, answer: Outcome("exception", problem=Problem("KeyError")))
    (verdict,) = judge(tiny_key, caller, only=["double"])
    assert verdict.status == "exception"
    assert len(caller.calls) == 2


@pytest.mark.parametrize(("partial", "points"), [(False, 0.0), (True, 0.25)])
def test_an_exercise_gives_all_or_nothing_unless_its_author_says_partial(
    tiny_key: Key, partial: bool, points: float
) -> None:
    exercises = tuple(replace(exercise, partial=partial) for exercise in tiny_key.exercises)
    caller = Told(
        lambda request, answer: right(request) if len(caller.calls) == 1 else Outcome("value", None)
    )
    (verdict,) = judge(replace(tiny_key, exercises=exercises), caller, only=["double"])
    assert verdict.status == "failed"
    assert verdict.points == points


def test_a_missing_function_is_missing_and_says_so(tiny_key: Key) -> None:
    caller = Told(lambda request, answer: right(request), double=[])
    (verdict,) = judge(tiny_key, caller, only=["double"])
    assert verdict.status == "missing"
    assert verdict.message == "There is no double."
    assert caller.calls == []


@pytest.mark.parametrize(("wrong", "output"), [({1}, "call 1"), ({1, 2}, "call 2"), ({3}, "")])
def test_output_is_kept_of_the_public_case_that_is_told(
    tiny_key: Key, wrong: set[int], output: str
) -> None:
    """The smallest wrong one of two public cases; of a hidden case, nothing is kept."""

    def answered(request: Request, answer: Answer) -> Outcome:
        number = len(caller.calls)
        outcome = right(request) if number not in wrong else Outcome("value", None)
        return replace(outcome, output=f"call {number}")

    caller = Told(answered)
    (verdict,) = judge(tiny_key, caller, only=["double"])
    assert verdict.status == "failed"
    assert verdict.output == output


# --- reports ------------------------------------------------------------------------------------


def test_what_cannot_be_graded_has_a_row_for_every_exercise(public_key: Key) -> None:
    report = not_gradable(public_key, "somebody", "The folder is empty.", ("limits",))
    assert report.status == "not_gradable"
    assert not report.passed
    assert (report.points, report.max_points) == (0, 20)
    assert {verdict.message for verdict in report.verdicts} == {"The folder is empty."}
    assert report.to_json()["message"] == "The folder is empty."


def test_a_report_as_json_has_the_fields_that_tools_rely_on(tiny_key: Key) -> None:
    verdicts = judge(tiny_key, Told(lambda request, answer: Outcome("value", None)))
    report = Report("tiny", "A title", "FOLDER", "graded", ("limits",), verdicts)
    data = json.loads(json.dumps(report.to_json()))
    assert set(data) == {
        "version", "assignment", "submission", "status", "points", "max_points", "sandbox",
        "exercises",
    }  # fmt: skip
    assert data["version"] == 1
    assert set(data["exercises"][0]) == {
        "name", "points", "max_points", "status", "mistake", "message", "follow_through", "case",
        "file", "line",
    }  # fmt: skip


def test_a_setup_holds_no_answer(private_key: Key) -> None:
    """It is all that a process with student code in it is told."""
    setup = setup_for(private_key)
    assert set(vars(setup)) == {
        "assignment", "exercises", "files", "provided", "libraries", "mentions", "variables",
    }  # fmt: skip
    assert setup.exercises == tuple(exercise.name for exercise in private_key.exercises)


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(60_000_000, np.int8),
        np.full((2, 3), 1e308),
        np.full((2, 3), 5e-324),
        {"\ud800<b>": "x" * 10**6},
        data_frame(0, None, {"\ud800": np.zeros(2), "x" * 10**6: np.zeros(2)}),
        Record("MSELoss", {"reduction": "x" * 10**6}),
        [0.0] * 150_000,
    ],
    ids=["large", "overflow", "underflow", "dict", "columns", "text", "list"],
)
def test_a_value_of_any_size_is_reported_soon_and_in_few_words(tiny_key: Key, value: Any) -> None:
    """An array of 60 MB, held against every known mistake, took minutes; a name, megabytes."""
    told = Told(lambda request, answer: Outcome("value", value), double=["m"], total=["m"])
    start = time.process_time()
    for verdict in judge(tiny_key, told):
        assert verdict.status == "failed"
        text = json.dumps([verdict.message, *verdict.details], ensure_ascii=False)
        assert len(text.encode()) < 5000
    assert time.process_time() - start < 2


def test_a_value_that_is_too_large_is_told_by_its_form(tiny_key: Key) -> None:
    told = Told(lambda *_: Outcome("value", np.zeros((4, 3, 50_000))), double=["m"], total=["m"])
    for verdict in judge(tiny_key, told):
        words = " ".join([verdict.message, *verdict.details])
        assert "array of shape (4, 3, 50000), too large to compare" in words
