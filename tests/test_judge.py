"""Judging a submission by a key: follow-through, hidden cases, stubs, points."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.authoring.script import stub_text
from autograder.judging.grading import not_gradable, report_session, setup_for
from autograder.judging.judge import judge
from autograder.key import Key
from autograder.reports.report import Report, Verdict
from autograder.submissions.folder import Submission
from autograder.values import Record, Table, Value, same, to_json
from autograder.values.outcome import Outcome, Problem
from autograder.worker.process import Zygotes
from autograder.worker.request import Answer, Request
from autograder.worker.sandbox.limits import Limits
from autograder.worker.session import Session

linux = pytest.mark.skipif(sys.platform != "linux", reason="the worker's limits need Linux")
Judge = Callable[..., Report]


@pytest.fixture
def judged(zygotes: Zygotes) -> Judge:
    """The report on a module, a notebook or both, by a key."""

    def report(
        key: Key, module: str | None = None, notebook: bytes | None = None, **options: Any
    ) -> Report:
        data = None if module is None else module.encode()
        submission = Submission("somebody", notebook, data)
        seconds = options.pop("seconds", 20.0)
        limits = Limits(seconds, 60.0, 60.0)
        with Session(zygotes, submission, setup_for(key), limits) as session:
            return report_session(key, session, **options)

    return report


def by_name(report: Report) -> dict[str, Verdict]:
    return {verdict.name: verdict for verdict in report.verdicts}


# --- one submission -----------------------------------------------------------------------------


@linux
def test_the_reference_gets_full_points(judged: Judge, public_key: Key, room: Room) -> None:
    report = judged(public_key, room.script)
    assert report.passed
    assert report.points == report.max_points == public_key.max_points
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
def test_progress_names_what_is_tried_and_what_that_calls(
    judged: Judge, public_key: Key, room: Room
) -> None:
    tried: list[str] = []
    judged(public_key, room.script, only=["forward"], progress=tried.append)
    assert tried == ["linear", "sigmoid", "forward"]


@linux
def test_a_named_exercise_is_judged_with_follow_through(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    """`autograder check forward` says the same of forward as `autograder check`."""
    module = altered(("return x @ weights + bias", "return x @ weights - bias"))
    (verdict,) = judged(public_key, module, only=["forward"]).verdicts
    assert (verdict.status, verdict.follow_through) == ("passed", True)


# --- follow-through -----------------------------------------------------------------------------


@linux
def test_one_bug_costs_once(judged: Judge, public_key: Key, altered: Callable[..., str]) -> None:
    """A wrong linear fails alone; forward, which calls it, is right in itself."""
    verdicts = by_name(
        judged(public_key, altered(("return x @ weights + bias", "return x @ weights - bias")))
    )
    assert verdicts["linear"].status == "failed"
    assert verdicts["linear"].mistake == "bias_is_subtracted"
    assert verdicts["forward"].status == "passed"
    assert verdicts["forward"].follow_through
    assert verdicts["forward"].points == verdicts["forward"].max_points
    assert "linear" in verdicts["forward"].message
    assert {name for name, verdict in verdicts.items() if verdict.status != "passed"} == {"linear"}


@linux
def test_several_bugs_cost_once_each(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    module = altered(
        ("return x @ weights + bias", "return 2 * (x @ weights + bias)"),
        ("dE_df = 2 * (f - truth) / f.size", "dE_df = (f - truth) / f.size"),
    )
    verdicts = by_name(judged(public_key, module))
    wrong = {name for name, verdict in verdicts.items() if verdict.status != "passed"}
    assert wrong == {"linear", "output_gradient"}
    assert verdicts["output_gradient"].mistake == "factor_two_is_missing"
    followed = {name for name, verdict in verdicts.items() if verdict.follow_through}
    assert followed == {"forward", "train", "predict"}


@linux
def test_a_bug_of_its_own_is_not_followed_through(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    module = altered(
        ("return x @ weights + bias", "return x @ weights - bias"),
        ("f = sigmoid(linear(g, weights_output, bias))", "f = linear(g, weights_output, bias)"),
    )
    verdicts = by_name(judged(public_key, module, only=["linear", "forward"]))
    assert [v.status for v in verdicts.values()] == ["failed", "failed"]
    assert not verdicts["forward"].follow_through
    assert verdicts["forward"].points == 0


@linux
def test_a_wrong_helper_does_not_let_off_a_short_training(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    """Long cases have no answers for a helper; their lengths and steps are held against them."""
    wrong = ("return float(np.mean((f - truth) ** 2))", "return -1.0")
    few = ("for step in range(num_iterations):", "for step in range(min(num_iterations, 300)):")
    alone = by_name(judged(public_key, altered(wrong)))
    assert (alone["train"].status, alone["train"].follow_through) == ("passed", True)
    both = by_name(judged(public_key, altered(wrong, few)))
    assert both["train"].status == "failed"
    assert both["train"].message == "history has 1 entry, expected 10."


STEPS = """    for step in range(num_iterations):
        if step > 25:
            LOOP
"""
MLP_HELPERS = (
    *("linear", "sigmoid", "forward", "mean_squared_error", "output_gradient"),
    "hidden_gradient",
)


@linux
@pytest.mark.parametrize("error", ["return -1.0", "raise ValueError('no')", "while True: pass"])
@pytest.mark.parametrize(
    "loop",
    [
        "raise RuntimeError('enough')",
        "raise LookupError('enough')",
        "import os; os._exit(0)",
    ],
    ids=["raises", "raises as unanswered", "leaves"],
)
def test_a_wrong_helper_does_not_let_off_a_training_that_fails_later(
    judged: Judge, public_key: Key, altered: Callable[..., str], error: str, loop: str
) -> None:
    """A long case is tried with answers of the right form for what the submission has wrong."""
    module = altered(
        ("return float(np.mean((f - truth) ** 2))", error),
        ("    for step in range(num_iterations):\n", STEPS.replace("LOOP", loop)),
    )
    verdicts = by_name(
        judged(public_key, module, seconds=1.0, only=["mean_squared_error", "train"])
    )
    assert verdicts["mean_squared_error"].status != "passed"
    assert verdicts["train"].status != "passed"
    assert verdicts["train"].points == 0


@linux
@pytest.mark.parametrize("fault", ["raise ValueError('no')", "import os; os._exit(0)"])
@pytest.mark.parametrize("name", MLP_HELPERS)
def test_a_helper_that_fails_costs_the_long_training_nothing(
    judged: Judge, private_key: Key, altered: Callable[..., str], name: str, fault: str
) -> None:
    """The key has an answer of the right form for everything that the reference calls."""
    start = re.search(rf"^def {name}\(.*?^    \"\"\"\n", altered(), re.M | re.S)
    assert start
    module = altered((start[0], f"{start[0]}    {fault}\n"))
    verdicts = by_name(judged(private_key, module))
    wrong = {name for name, verdict in verdicts.items() if verdict.status != "passed"}
    assert wrong == {name}
    assert verdicts["train"].follow_through


@linux
def test_a_function_may_call_one_of_the_other_file(
    judged: Judge, public_key: Key, altered: Callable[..., str], notebook: Callable[..., bytes]
) -> None:
    """Who writes linear in the notebook and the rest in the module has written all of it."""
    module = altered(("return x @ weights + bias", "raise NotImplementedError()"))
    cell = "def linear(x, weights, bias=0.0):\n    return x @ weights + bias"
    verdicts = by_name(judged(public_key, module, notebook(cell)))
    assert {verdict.status for verdict in verdicts.values()} == {"passed"}
    assert not any(verdict.follow_through for verdict in verdicts.values())


@linux
def test_what_the_other_file_has_right_lets_nothing_off(
    judged: Judge, public_key: Key, altered: Callable[..., str], notebook: Callable[..., bytes]
) -> None:
    """With the other file's functions in place, every case is run, the long ones as well."""
    late = "learning_rate *= 0.5 if step == 2000 else 1"
    module = altered(
        (
            "    for step in range(num_iterations):\n",
            STEPS.replace("> 25", ">= 0").replace("LOOP", late),
        )
    )
    cell = "def mean_squared_error(f, truth):\n    return float(((f - truth) ** 2).mean())"
    verdicts = by_name(judged(public_key, module, notebook(cell)))
    wrong = {name for name, verdict in verdicts.items() if verdict.status != "passed"}
    assert wrong == {"train"}


@linux
def test_who_asks_a_wrong_helper_more_than_the_reference_is_followed_through(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    """An error that is computed at every step, and not recorded, costs nothing."""
    module = altered(
        ("return float(np.mean((f - truth) ** 2))", "return float(np.sum((f - truth) ** 2))"),
        (
            "        if step % log_every == 0:",
            "        error = mean_squared_error(f, truth)\n        if step % log_every == 0:",
        ),
        ("history.append((step, mean_squared_error(f, truth)))", "history.append((step, error))"),
    )
    verdicts = by_name(judged(public_key, module, only=["mean_squared_error", "train"]))
    assert [v.points for v in verdicts.values()] == [0, 3]


@linux
def test_who_passes_a_wrong_helper_other_arguments_gets_wrong_numbers(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    """An answer to arguments that the reference never passes is right in its form alone."""
    module = altered(
        ("f = sigmoid(linear(g, weights_output, bias))", "f = linear(g, weights_output, bias)"),
        ("_, f = forward(inputs, weights_hidden", "_, f = forward(0 * inputs, weights_hidden"),
    )
    verdicts = by_name(judged(public_key, module, only=["forward", "predict"]))
    assert [v.points for v in verdicts.values()] == [0, 0]


@linux
def test_a_wrong_helper_may_have_names_of_its_own(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    """Its arguments are known by their places, and it by whatever else it is called."""
    module = altered(
        ("def linear(x, weights, bias=0.0):", "def linear(rows, v, b=0.0, extra=None):"),
        ("return x @ weights + bias", "return rows @ v - b"),
        ("def forward(", "weighted = linear\n\n\ndef forward("),
        ("weights_output, bias=0.0):\n", "weights_output, bias=0.0, own=linear):\n"),
        ("linear(x, weights_hidden, bias)", "weighted(v=weights_hidden, b=bias, rows=x, extra=1)"),
        ("linear(g, weights_output, bias)", "own(g, weights_output, bias)"),
    )
    verdicts = by_name(judged(public_key, module, only=["linear", "forward"]))
    assert [v.points for v in verdicts.values()] == [0, 2]


@linux
def test_a_right_training_that_stops_at_nan_is_followed_through(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    """Where a wrong helper's values change even the form, the key's take their place."""
    module = altered(
        ("return float(np.mean((f - truth) ** 2))", "return float('nan')"),
        ("        if step % log_every == 0:", "        if np.isnan(mean_squared_error(f, truth)):\n"
         "            break\n        if step % log_every == 0:"),
    )  # fmt: skip
    verdicts = by_name(judged(public_key, module, only=["mean_squared_error", "train"]))
    assert [v.points for v in verdicts.values()] == [0, 3]


@linux
@pytest.mark.parametrize(
    "long", ["None", '("no", "such", ["thing"])', "(weights_hidden, weights_output, [(0, 0.5)])"]
)
def test_a_long_case_must_have_the_right_form_beside_a_wrong_helper(
    judged: Judge, public_key: Key, altered: Callable[..., str], long: str
) -> None:
    module = altered(
        ("return float(np.mean((f - truth) ** 2))", "return -1.0"),
        (
            "    history = []\n",
            f"    history = []\n    if num_iterations > 99:\n        return {long}\n",
        ),
    )
    verdicts = by_name(judged(public_key, module, only=["mean_squared_error", "train"]))
    assert [v.points for v in verdicts.values()] == [0, 0]


@linux
def test_code_that_needs_no_wrong_helper_is_not_followed_through(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    """Who multiplies the matrices in forward itself depends on nothing."""
    module = altered(
        ("return x @ weights + bias", "return x @ weights - bias"),
        ("linear(x, weights_hidden, bias)", "x @ weights_hidden + bias"),
        ("linear(g, weights_output, bias)", "g @ weights_output + bias"),
    )
    verdicts = by_name(judged(public_key, module, only=["linear", "forward"]))
    assert verdicts["linear"].status == "failed"
    assert verdicts["forward"].status == "passed"
    assert not verdicts["forward"].follow_through


@linux
def test_a_missing_helper_is_answered_for(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    module = altered(("def linear(", "def my_linear("))
    verdicts = by_name(judged(public_key, module, only=["linear", "forward"]))
    assert verdicts["linear"].status == "missing"
    assert verdicts["forward"].status == "passed"
    assert verdicts["forward"].follow_through


@linux
@pytest.mark.parametrize(
    ("linear", "told"),
    [
        ("x @ weights + bias", True),
        ("return x @ weights - bias", True),
        ("return x @ weights + bias", False),
        ("raise NotImplementedError", False),  # the exception says so itself
        ("import os; os._exit(0)", True),
    ],
)
def test_a_failure_that_the_key_cannot_follow_names_the_helper_that_is_wrong(
    judged: Judge, public_key: Key, altered: Callable[..., str], linear: str, told: bool
) -> None:
    """A forward that adds the bias itself asks linear for sums that the key does not have."""
    module = altered(
        ("return x @ weights + bias", linear),
        ("linear(x, weights_hidden, bias)", "linear(x, weights_hidden) + 2 * bias"),
    )
    verdicts = by_name(judged(public_key, module, only=["linear", "forward"]))
    assert verdicts["forward"].status != "passed"
    doubt = "`linear` is still wrong, which may be the only problem here."
    assert (doubt in verdicts["forward"].details) == told


@linux
@pytest.mark.parametrize("has_stubs", [False, True], ids=["alone", "beside an untouched notebook"])
def test_a_misspelt_function_is_asked_about(
    judged: Judge, public_key: Key, altered: Callable[..., str], has_stubs: bool
) -> None:
    stubs = Path(__file__).parent.parent / "assignments" / "mlp" / "mlp.ipynb"
    module = altered(("def linear(", "def lineer("))
    notebook = stubs.read_bytes() if has_stubs else None
    verdicts = by_name(judged(public_key, module, notebook, only=["linear", "sigmoid"]))
    assert verdicts["linear"].status == "missing"
    assert verdicts["linear"].message == (
        "linear is not written, but lineer is: which name is meant?"
    )
    assert verdicts["sigmoid"].status == "passed"


@linux
def test_a_helper_that_hangs_is_not_tried_again_in_what_calls_it(
    judged: Judge, public_key: Key, altered: Callable[..., str]
) -> None:
    """Each further exercise would cost a time limit."""
    module = altered(("return x @ weights + bias", "while True: pass"))
    finished: dict[str, float] = {}

    def progress(name: str) -> None:
        finished[name] = time.monotonic()

    verdicts = by_name(
        judged(public_key, module, seconds=5.0, only=["linear", "forward"], progress=progress)
    )
    assert time.monotonic() - finished["forward"] < 5
    assert verdicts["linear"].status == "timeout"
    assert verdicts["forward"].status == "passed"
    assert verdicts["forward"].follow_through


@linux
def test_hidden_cases_are_followed_through_as_well(
    judged: Judge, private_key: Key, altered: Callable[..., str]
) -> None:
    module = altered(("return x @ weights + bias", "return x @ weights - bias"))
    verdicts = by_name(judged(private_key, module, only=["linear", "forward", "train"]))
    assert verdicts["linear"].mistake == "bias_is_subtracted"
    assert verdicts["forward"].status == verdicts["train"].status == "passed"
    assert verdicts["forward"].follow_through


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
    assert exercise is not None
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
    assert exercise is not None
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
    assert exercise is not None
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
        self.requests: list[tuple[Request, str]] = []
        self.announced: dict[int, tuple[Request, str]] = {}

    def sources(self, exercise: str) -> list[str]:
        """One place, or what the test says."""
        return self.where.get(exercise, ["module"])

    def obstacle(self, exercise: str) -> Outcome | None:
        """Nothing is in the way."""
        return None

    def similar(self, exercise: str) -> str | None:
        """No name is like another."""
        return None

    def absent(self, exercise: str) -> str:
        """That it is not there."""
        return f"There is no {exercise}."

    def call(
        self, request: Request, source: str, answer: Answer, following: Request | None = None
    ) -> Outcome:
        """What the test's function says."""
        self.calls.append((request.exercise, source, request.substitutes))
        self.requests.append((request, source))
        outcome = self.outcome(request, answer)
        if following is not None and outcome.status == "value" and not request.substitutes:
            self.announced[len(self.requests)] = following, source
        return outcome


@pytest.fixture
def tiny_key(tiny: Callable[..., Room]) -> Key:
    """A private key of the tiny course."""
    return make_assignment_key(tiny(), b"secret")


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


WRONG = [
    frozenset(), frozenset({"double"}), frozenset({"total"}), frozenset({"double", "total"}),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda names: "-".join(sorted(names)) or "none")
@pytest.mark.parametrize("in_public", [True, False])
@pytest.mark.parametrize("other", [[], ["module"]])
def test_what_is_announced_as_the_next_call_is_the_next_call(
    tiny_key: Key, wrong: frozenset[str], in_public: bool, other: list[str]
) -> None:
    """A worker has begun with it: if another one comes, the child must go."""
    hidden = [case.args for e in tiny_key.exercises for case in e.cases if case.hidden]
    counted = {False: 0, True: 0}

    def outcome(request: Request, answer: Answer) -> Outcome:
        is_hidden = any(request.args is args for args in hidden)
        counted[is_hidden] += 1
        is_wrong = request.exercise in wrong and (in_public or is_hidden)
        return Outcome("value", None) if is_wrong else right(request)

    caller = Told(outcome, double=[*other, "notebook"], total=["notebook", *other])
    judge(tiny_key, caller)
    assert caller.announced
    for position, announced in caller.announced.items():
        assert caller.requests[position] == announced


def test_the_first_call_of_the_next_exercise_is_announced_with_the_last_of_this_one(
    tiny_key: Key,
) -> None:
    """But no hidden one before all public calls have come to their end."""
    caller = Told(lambda request, answer: right(request))
    judge(tiny_key, caller)
    not_announced = [
        request.exercise
        for position, (request, _) in enumerate(caller.requests)
        if position not in caller.announced and not request.expensive
    ]
    first_hidden = tiny_key.exercises[0].name
    assert not_announced == [tiny_key.exercises[0].name, first_hidden]


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
    from autograder.values.outcome import Problem

    caller = Told(lambda request, answer: Outcome("exception", problem=Problem("KeyError")))
    (verdict,) = judge(tiny_key, caller, only=["double"])
    assert verdict.status == "exception"
    assert len(caller.calls) == 2


def test_the_first_attempted_implementation_counts(tiny_key: Key) -> None:
    """An untouched notebook must not hide a module."""
    caller = Told(
        lambda request, answer: Outcome("not_attempted") if len(caller.calls) == 1
        else right(request),
        double=["notebook", "module"],
    )  # fmt: skip
    (verdict,) = judge(tiny_key, caller, only=["double"])
    assert verdict.status == "passed"
    assert [source for _, source, _ in caller.calls] == ["notebook"] + ["module"] * 4


def test_a_wrong_notebook_is_not_mended_by_a_right_module(tiny_key: Key) -> None:
    caller = Told(
        lambda request, answer: Outcome("value", None) if caller.calls[-1][1] == "notebook"
        else right(request),
        double=["notebook", "module"],
    )  # fmt: skip
    (verdict,) = judge(tiny_key, caller, only=["double"])
    assert verdict.status == "failed"
    assert {source for _, source, _ in caller.calls} == {"notebook"}


def test_the_keys_side_answers_only_what_the_reference_was_asked(tiny_key: Key) -> None:
    """Otherwise a wrong helper would be an oracle for any input."""
    found: list[Any] = []

    def probing(request: Request, answer: Answer) -> Outcome:
        if request.exercise == "total" and request.substitutes:
            (x, *_) = request.args
            found.extend(
                [
                    answer("double", (x,), {}),
                    answer("double", (), {"x": x}),
                    answer("double", (x.astype(np.float32),), {}),
                    answer("double", (x + 1,), {}),
                    answer("double", (x[:1],), {}),
                    answer("double", (x, x), {}),
                    answer("double", [x], {}),
                    answer("double", (x,), None),
                    answer("double", (None,), {}),
                    answer("total", request.args, {}),
                    answer("nothing", (x,), {}),
                ]
            )
            return right(request)
        return Outcome("value", None)

    judge(tiny_key, Told(probing), only=["double", "total"])
    answered = [value is not None for value in found[:11]]
    assert answered == [True] * 4 + [False] + [True] + [False] * 5
    right_one, of_another, with_more = found[0], found[3], found[5]
    assert same(with_more, right_one)  # what is beyond the parameters counts for nothing
    assert np.all(np.abs(of_another / right_one - 1) > 5e-4)
    x = tiny_key.exercises[1].cases[0].args[0]
    np.testing.assert_array_equal(found[0], 2 * x)


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
    assert (report.points, report.max_points) == (0, public_key.max_points)
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
        "name", "points", "max_points", "status", "mistake", "message", "follow_through",
    }  # fmt: skip


def test_a_setup_holds_no_answer(private_key: Key) -> None:
    """It is all that a process with student code in it is told."""
    setup = setup_for(private_key)
    assert set(vars(setup)) == {
        "assignment", "exercises", "files", "provided", "libraries", "mentions",
        "has_expensive_case",
    }  # fmt: skip
    assert setup.exercises == tuple(exercise.name for exercise in private_key.exercises)


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(60_000_000, np.int8),
        np.full((2, 3), 1e308),
        np.full((2, 3), 5e-324),
        {"\ud800<b>": "x" * 10**6},
        Table(0, None, {"\ud800": np.zeros(2), "x" * 10**6: np.zeros(2)}),
        Record("MSELoss", {"reduction": "x" * 10**6}),
        [0.0] * 150_000,
    ],
    ids=["large", "overflow", "underflow", "dict", "columns", "text", "list"],
)
def test_a_value_of_any_size_is_reported_soon_and_in_few_words(tiny_key: Key, value: Any) -> None:
    """An array of 60 MB, held against every known mistake, took minutes; a name, megabytes."""
    told = Told(lambda request, answer: Outcome("value", value), double=["m"], total=["m"])
    start = time.monotonic()
    for verdict in judge(tiny_key, told):
        assert verdict.status == "failed"
        text = json.dumps([verdict.message, *verdict.details], ensure_ascii=False)
        assert len(text.encode()) < 5000
    assert time.monotonic() - start < 2


def test_a_value_that_is_too_large_is_told_by_its_form(tiny_key: Key) -> None:
    told = Told(lambda *_: Outcome("value", np.zeros((4, 3, 50_000))), double=["m"], total=["m"])
    for verdict in judge(tiny_key, told):
        words = " ".join([verdict.message, *verdict.details])
        assert "array of shape (4, 3, 50000), too large to compare" in words


def test_large_arguments_are_not_held_against_the_references(tiny_key: Key) -> None:
    answers: list[Any] = []

    def asking(request: Request, answer: Answer) -> Outcome:
        if request.exercise == "total" and request.substitutes:
            answers.append(answer("double", ([0.0] * 150_000,), {}))
        return Outcome("exception", problem=Problem("ValueError"))

    judge(tiny_key, Told(asking, double=["m"], total=["m"]))
    assert answers
    assert set(answers) == {None}
