"""Follow-through: a bug costs points once, and to break a cheap exercise wins nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.judging.judge import judge
from autograder.key import Key
from autograder.values import same
from autograder.values.outcome import Outcome, Problem
from autograder.worker.request import Answer, Request
from tests.test_judge import Judge, Told, by_name, right

linux = pytest.mark.skipif(sys.platform != "linux", reason="the worker's limits need Linux")


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
    verdicts = by_name(judged(public_key, module, seconds=5.0, only=["linear", "forward"]))
    assert (verdicts["forward"].seconds or 0.0) < 5
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


# --- a caller that is no worker -----------------------------------------------------------------


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


def test_large_arguments_are_not_held_against_the_references(tiny_key: Key) -> None:
    answers: list[Any] = []

    def asking(request: Request, answer: Answer) -> Outcome:
        if request.exercise == "total" and request.substitutes:
            answers.append(answer("double", ([0.0] * 150_000,), {}))
        return Outcome("exception", problem=Problem("ValueError"))

    judge(tiny_key, Told(asking, double=["m"], total=["m"]))
    assert answers
    assert set(answers) == {None}
