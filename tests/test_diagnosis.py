"""Faults that are named without a catalogue of mistakes, and what is not called by their names."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.key import Key, Parameter, load
from autograder.reports.report import Report, Verdict
from autograder.values import freeze
from autograder.values.outcome import Outcome, Problem
from tests.test_judge import by_name
from tests.test_relations_and_explain import (
    CARRIER,
    HISTORY,
    SMALL,
    TOKEN,
    X,
    a_case,
    an_exercise,
    explained,
    value,
)

linux = pytest.mark.skipif(sys.platform != "linux", reason="the worker's limits need Linux")
Judged = Callable[..., dict[str, Verdict]]
THREE = an_exercise(returns=("v", "w", "history"))
SHIFTED = np.array([[1.25, 2.5, 7.0]])
LOSS = "error = loss(model(inputs), truth)"  # in the reference of mlp_torch


@pytest.fixture
def judged(judged: Callable[..., Report]) -> Judged:
    """The verdicts on a module by a key, by name."""
    return lambda key, module, *only, **how: by_name(judged(key, module, only=only, **how))


@pytest.fixture
def in_pytorch(judged: Judged, root: Path) -> Callable[..., Verdict]:
    """The verdict on a function of the reference of mlp_torch, with some of its text replaced."""
    key = load(root / "assignments" / "mlp_torch" / "key.json")
    script = (root / "solutions" / "mlp_torch" / "mlp_torch.py").read_text(encoding="utf-8")

    def verdict(name: str, old: str, new: str) -> Verdict:
        assert old in script
        return judged(key, script.replace(old, new), name)[name]

    return verdict


def told(*tried: Any, exercise: Any = None) -> str:
    """What a student reads about cases and what they came to, but for the arguments."""
    return " ".join(explained(exercise or an_exercise(), *tried).details[1:])


# --- values in another order --------------------------------------------------------------------


@pytest.mark.parametrize("order", [p for p in permutations(range(3)) if p != (0, 1, 2)])
def test_three_values_in_any_other_order_are_recognised(order: Any) -> None:
    values = (X, SMALL, HISTORY)
    came = tuple(values[place] for place in order)
    found = ", ".join(THREE.returns[place] for place in order)
    assert told((a_case(X, expected=values), came), exercise=THREE) == (
        f"The three values come in the wrong order: ({found}), expected (v, w, history)."
    )


def test_values_without_names_are_counted() -> None:
    came = told((a_case(X, expected=(X, SMALL, SHIFTED)), [SHIFTED, X, SMALL]))
    assert came == (
        "The three values come in the wrong order: (value 3, value 1, value 2), "
        "expected (value 1, value 2, value 3)."
    )


@pytest.mark.parametrize(
    "second",
    [
        (X, SMALL, SHIFTED + 1),
        (SMALL, X, SHIFTED),
        (SHIFTED, X + 1, SMALL),
        (X, SMALL),
        Outcome("exception", problem=Problem("ValueError")),
    ],
    ids=["wrong", "another order", "order and wrong", "two", "raises"],
)
def test_an_order_that_does_not_explain_every_case_is_not_named(second: Any) -> None:
    case = a_case(X, expected=(X, SMALL, SHIFTED))
    assert "order" not in told((case, (SHIFTED, X, SMALL)), (case, second), exercise=THREE)


def test_a_case_in_which_the_order_makes_no_difference_is_no_objection() -> None:
    one, same = a_case(X, expected=(X, SMALL)), a_case(X, expected=(X, X))
    assert "wrong order: (value 2, value 1)" in told((one, (SMALL, X)), (same, (X, X)))


# --- entries of an earlier call -----------------------------------------------------------------

LATER = [(0, 0.75), (10, 0.5)]
KEPT = "history still has the entries of an earlier call in front of its own."
WEIGHTS = an_exercise(returns=("weights", "history"))
FIRST, SECOND = a_case(X, expected=(X, HISTORY)), a_case(SMALL, expected=(SMALL, LATER))


def test_entries_of_an_earlier_call_are_recognised() -> None:
    came = told((FIRST, (X, HISTORY)), (SECOND, (SMALL, HISTORY + LATER)), exercise=WEIGHTS)
    assert came.startswith(KEPT)
    assert "a default value" in came


def test_entries_of_a_call_before_the_check_are_recognised_too() -> None:
    """In a notebook, the training above has left its entries before the first case is tried."""
    before = [(0, 0.9), (1, 0.8)]
    first, second = (X, before + HISTORY), (SMALL, before + HISTORY + LATER)
    assert told((FIRST, first), (SECOND, second), exercise=WEIGHTS).startswith(KEPT)


def test_a_history_that_is_the_whole_result_is_called_by_its_function() -> None:
    first, second = a_case(X, expected=HISTORY), a_case(SMALL, expected=LATER)
    came = told((first, HISTORY), (second, HISTORY + LATER))
    assert came.startswith("The result of f still has the entries of an earlier call")


@pytest.mark.parametrize(
    "came",
    [
        [(0, 0.75), *LATER],
        [*LATER, *HISTORY],
        [*HISTORY[:1], *LATER],
        [*HISTORY, (0, 0.75), (10, 0.4)],
        [*LATER, *LATER],
        HISTORY,
    ],
    ids=["doubled first", "behind", "one in front", "and wrong", "twice", "the earlier one"],
)
def test_another_history_is_not_called_that_of_an_earlier_call(came: Any) -> None:
    text = told((FIRST, (X, HISTORY)), (SECOND, (SMALL, came)), exercise=WEIGHTS)
    assert "earlier call" not in text
    assert text.startswith("history ")


def test_entries_of_an_earlier_call_beside_wrong_weights_are_not_called_all() -> None:
    second = (SECOND, (SMALL + 1, HISTORY + LATER))
    assert KEPT not in told((FIRST, (X, HISTORY)), second, exercise=WEIGHTS)


@linux
@pytest.mark.parametrize(
    "change",
    [
        (("    history = []\n", ""), ("def train(", "history = []\n\n\ndef train(")),
        (
            ("    history = []\n", ""),
            ("    log_every=1000,\n", "    log_every=1000, history=[],\n"),
        ),
    ],
    ids=["of the module", "a default value"],
)
def test_a_training_that_keeps_its_history_is_told_so(
    judged: Judged, public_key: Key, altered: Callable[..., str], change: Any
) -> None:
    verdict = judged(public_key, altered(*change), "train")["train"]
    assert (verdict.status, verdict.mistake) == ("failed", None)
    assert verdict.message.startswith(KEPT)


# --- values that are others at each call --------------------------------------------------------

VARIES = "returns other values each time it is called with the same arguments."


@linux
@pytest.mark.parametrize("line", ["", "    np.random.seed(None)\n", "    random = np.random\n"])
def test_a_seed_that_is_ignored_is_told(
    judged: Judged, public_key: Key, altered: Callable[..., str], line: str
) -> None:
    module = altered(("    np.random.seed(seed)\n", line))
    verdict = judged(public_key, module, "initialize_weights")["initialize_weights"]
    assert verdict.message == (
        f"initialize_weights {VARIES} Is the random generator seeded with `seed` in every call?"
    )


@linux
def test_a_function_without_a_seed_is_asked_what_it_keeps(
    judged: Judged, public_key: Key, altered: Callable[..., str]
) -> None:
    line = "return x @ weights + bias"
    verdict = judged(public_key, altered((line, f"{line} + np.random.rand()")), "linear")["linear"]
    assert VARIES in verdict.message
    assert "Does it draw random numbers, or keep something from one call to the next?" in (
        verdict.message
    )


@linux
@pytest.mark.parametrize(
    "change",
    [
        ("np.random.rand(num_inputs, num_hidden)", "np.random.rand(num_inputs, num_hidden) * 0.7"),
        ("np.random.seed(seed)", "np.random.seed(seed + 17)"),
        ("np.random.seed(seed)", "np.random.seed(3)"),
    ],
)
def test_wrong_values_that_stay_the_same_are_not_called_others(
    judged: Judged, public_key: Key, altered: Callable[..., str], change: Any
) -> None:
    verdict = judged(public_key, altered(change), "initialize_weights")["initialize_weights"]
    assert verdict.status == "failed"
    assert "other values" not in " ".join(verdict.details)


@linux
def test_right_code_is_not_called_again(
    judged: Judged, public_key: Key, altered: Callable[..., str]
) -> None:
    """A second call is for wrong values alone: another one than the cases' would raise here."""
    exercise = public_key.exercise("linear")
    count = f"    CALLS.append(1)\n    assert len(CALLS) <= {len(exercise.cases)}\n    "
    module = altered(("return x @ weights + bias", f"x\n{count}return x @ weights + bias"))
    verdict = judged(public_key, f"CALLS = []\n{module}", "linear")["linear"]
    assert verdict.status == "passed"


# --- exceptions that say little -----------------------------------------------------------------


@linux
@pytest.mark.parametrize(
    "product", ["{} @ {}", "np.dot({}, {})", "np.matmul({}, {})", "{}.dot({})"]
)
def test_a_forgotten_transpose_is_told_with_the_shapes_and_the_line(
    judged: Judged, public_key: Key, altered: Callable[..., str], product: str
) -> None:
    line = f"dE_dw = {product.format('g', 'dE_dy')} / 1"
    module = altered(("dE_dw = dy_dw.T @ dE_dy", line))
    verdict = judged(public_key, module, "output_gradient")["output_gradient"]
    number = module.splitlines().index(f"    {line}") + 1
    assert verdict.message.startswith(
        f"output_gradient raises ValueError in line {number} of mlp.py: the shapes do not fit a "
        f"matrix product: g (1, 4), dE_dy (1, 2). Is a transpose missing? {line}"
    )


@linux
@pytest.mark.parametrize(
    ("line", "shapes"),
    [
        ("error = loss(model(inputs.T), truth)", "(4, 5) and (4, 6)"),
        ("y = inputs @ model[0].weight", "(5, 4) and (6, 4)"),
        ("y = inputs.T @ truth.T", "inputs.T (4, 5), truth.T (2, 5)"),
    ],
)
def test_pytorchs_products_that_do_not_fit_are_told_with_the_shapes(
    in_pytorch: Callable[..., Verdict], line: str, shapes: str
) -> None:
    verdict = in_pytorch("train", LOSS, line)
    assert f"the shapes do not fit a matrix product: {shapes}." in verdict.message
    assert f"missing? {line}" in verdict.message


@linux
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("error = torch.bmm(inputs[None], truth[None])", "Expected size for first two dimensions"),
        ("error = torch.dot(inputs[0], truth[0])", "inconsistent tensor size"),
    ],
)
def test_a_product_whose_operands_are_not_both_known_stays_in_pytorchs_words(
    in_pytorch: Callable[..., Verdict], line: str, told: str
) -> None:
    """The shape of `inputs` is not that of inputs[None]."""
    message = in_pytorch("train", LOSS, line).message
    assert told in message.split("Case")[0] and "transpose" not in message


@linux
def test_shapes_that_do_not_broadcast_stay_in_numpys_words(
    judged: Judged, public_key: Key, altered: Callable[..., str]
) -> None:
    module = altered(("(f - truth) ** 2", "(f - truth[:, 0][:-1]) ** 2"))
    verdict = judged(public_key, module, "mean_squared_error")["mean_squared_error"]
    assert "operands could not be broadcast together" in " ".join(verdict.details)


@linux
def test_a_power_by_a_caret_is_told_with_the_line(
    judged: Judged, public_key: Key, altered: Callable[..., str]
) -> None:
    module = altered(("(f - truth) ** 2", "(f - truth) ^ 2"))
    verdict = judged(public_key, module, "mean_squared_error")["mean_squared_error"]
    assert "of mlp.py: ^ is not a power in Python. A power is written **." in verdict.message
    assert verdict.message.endswith("return float(np.mean((f - truth) ^ 2))")


@linux
def test_shapes_and_powers_are_told_of_a_notebook_and_of_several_lines(
    judged: Judged, public_key: Key, notebook: Callable[..., bytes]
) -> None:
    linear = "def linear(x, weights, bias=0.0):\n    return (\n        weights\n        @ x\n    )"
    error = (
        "def mean_squared_error(f, truth):\n    return (\n        (f - truth)\n        ^ 2\n    )"
    )
    cells = notebook(linear, error)
    found = judged(public_key, None, "linear", "mean_squared_error", notebook=cells)
    product, power = (verdict.message for verdict in found.values())
    assert (
        "of its cell: the shapes do not fit a matrix product: weights (2, 3), x (4, 2)." in product
    )
    assert "^ is not a power in Python." in power


@linux
def test_a_power_by_a_caret_in_pytorch_is_no_untouched_stub(
    in_pytorch: Callable[..., Verdict],
) -> None:
    """PyTorch raises NotImplementedError, as a stub does."""
    old = "error = nn.functional.mse_loss(model(inputs), truth)"
    verdict = in_pytorch("gradients", old, "error = ((model(inputs) - truth) ^ 2).mean()")
    assert verdict.status == "exception"
    assert "^ is not a power in Python." in verdict.message


@pytest.mark.parametrize(
    "problem",
    [
        Problem("TypeError", "ufunc 'bitwise_xor' not supported", source="np.bitwise_xor(a, b)"),
        Problem("ValueError", "the lists are not aligned", source="raise"),
        Problem("ValueError", "matmul: something else", source="a @ b", shapes="a (2, 3)"),
    ],
)
def test_other_exceptions_keep_their_words(problem: Problem) -> None:
    assert problem.message in told((a_case(X, expected=X), Outcome("exception", problem=problem)))


def test_shapes_of_one_line_alone_are_told() -> None:
    """A text with line breaks, which only tampering makes, is no way to lines of ours."""
    problem = Problem("ValueError", "shapes (4,3) and (4,1) not aligned", shapes="x (1, 2)\nforged")
    came = explained(an_exercise(), (a_case(X, expected=X), Outcome("exception", problem=problem)))
    assert came.details[1] == (
        "f raises ValueError: the shapes do not fit a matrix product: (4, 3) and (4, 1). "
        "Is a transpose missing?"
    )


# --- float16, tables ----------------------------------------------------------------------------

NOISY = np.random.default_rng(5).normal(size=(4, 2))
COARSE = "has the precision of float16, about 3 digits. Compute in float64 or float32."


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (NOISY.astype(np.float16), NOISY),
        ((3 * NOISY).astype(np.float16), NOISY),
        (NOISY.astype(np.float16).astype(np.float64), NOISY),
        (float(np.float16(0.3126789)), 0.3126789),
    ],
    ids=["float16", "and wrong", "cast back", "a number"],
)
def test_numbers_of_float16_are_recognised(came: Any, expected: Any) -> None:
    assert told((a_case(X, expected=expected), came)) == f"The result of f {COARSE}"


def test_an_error_of_float16_in_a_history_is_recognised() -> None:
    expected = [(0, 0.51234), (10, 0.24567)]
    came = [(step, float(np.float16(error))) for step, error in expected]
    text = told((a_case(X, expected=(X, expected)), (X, came)), exercise=WEIGHTS)
    assert COARSE in text


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (NOISY.round(2), NOISY),
        (np.where(NOISY > 0, 1.0, 0.0), NOISY),
        (NOISY.astype(np.float32) * 1.001, NOISY),
        (77 / 128, 75 / 128),
        (0.5, 0.5003),
        (2.0, 2.0003),
        (X + 1, X),
        (0.3125, 0.3126789),
    ],
)
def test_other_wrong_numbers_are_not_called_float16(came: Any, expected: Any) -> None:
    assert "float16" not in told((a_case(X, expected=expected), came))


def test_weights_of_float16_are_recognised_before_what_they_make_of_the_history() -> None:
    came = (NOISY.astype(np.float16), [(0, 0.5), (10, 0.3), (20, 0.2)])
    text = told((a_case(X, expected=(NOISY, HISTORY)), came), exercise=WEIGHTS)
    assert text.startswith(f"weights {COARSE} history first differs at step 10")


def test_float16_in_one_of_two_wrong_cases_is_not_named() -> None:
    case = a_case(X, expected=NOISY)
    assert "float16" not in told((case, NOISY.astype(np.float16)), (case, 1.1 * NOISY))


@pytest.mark.parametrize(
    ("came", "kind"),
    [
        (pd.DataFrame(X, columns=["a", "b"]), "DataFrame"),
        (pd.DataFrame(X), "DataFrame"),
        (pd.Series(X[:, 0]), "Series"),
    ],
)
def test_a_table_for_an_array_is_named_with_what_to_do(came: Any, kind: str) -> None:
    assert told((a_case(X, expected=X), came)) == (
        f"The result of f is a {kind}, expected an array of shape (4, 2). "
        "Use its array, `.to_numpy()`, instead."
    )


def test_a_table_for_two_values_is_not_to_be_an_array() -> None:
    assert "to_numpy" not in told((PAIR, pd.DataFrame(X, columns=["a", "b"])))


def test_a_table_for_a_table_is_not_to_be_an_array() -> None:
    wanted = freeze(pd.DataFrame(X, columns=["a", "b"]))
    assert "to_numpy" not in told((a_case(X, expected=wanted), pd.DataFrame(X)))


# --- several faults at once ---------------------------------------------------------------------

GRADIENTS = an_exercise(returns=("dE_dw", "dE_dy"))
PAIR = a_case(X, expected=(NOISY, SHIFTED))
OTHER = "Case 2 differs in another way: "


def test_a_factor_of_one_case_is_told_beside_what_another_case_shows() -> None:
    text = told((PAIR, (2 * NOISY, SHIFTED)), (PAIR, (NOISY, SHIFTED + 1)), exercise=GRADIENTS)
    assert text == (
        "dE_dw is 2 times the expected value in case 1. A factor 2 is too much. "
        f"{OTHER}dE_dy[0, 0] is 2.25, expected 1.25."
    )


def test_the_message_alone_tells_of_the_other_case_too() -> None:
    """Other programs show the message alone."""
    tried = (PAIR, (2 * NOISY, SHIFTED)), (PAIR, (NOISY, SHIFTED + 1))
    assert OTHER in explained(GRADIENTS, *tried).message


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (value((NOISY, SHIFTED), "x"), "f changes its argument x"),
        (value((NOISY, SHIFTED[:, :2])), "dE_dy has the shape (1, 2), expected (1, 3)."),
        (value((NOISY * np.nan, SHIFTED)), "dE_dw[0, 0] is nan, expected "),
        (value((NOISY, None)), "dE_dy is None, expected an array of shape (1, 3)."),
    ],
)
def test_every_other_way_is_told(second: Outcome, words: str) -> None:
    text = told((PAIR, (NOISY**2 + 1, SHIFTED)), (PAIR, second), exercise=GRADIENTS)
    assert f"{OTHER}{words}" in text


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (Outcome("exception", problem=Problem("KeyError", "'x'")), "f raises KeyError: 'x'"),
        (Outcome("timeout"), "f does not return in time."),
        (Outcome("crashed"), "Calling f crashed Python."),
    ],
)
def test_a_call_without_a_value_is_told_beside_the_values_of_others(
    first: Outcome, words: str
) -> None:
    text = told((PAIR, first), (PAIR, (NOISY**2 + 1, SHIFTED)), exercise=GRADIENTS)
    assert text.startswith(words)
    assert f"{OTHER}dE_dw[0, 0] is" in text


def test_two_factors_of_one_part_are_told_each_with_its_case() -> None:
    case = a_case(X, expected=NOISY)
    assert told((case, 2 * NOISY), (case, -NOISY)) == (
        "The result of f is 2 times the expected value in case 1. A factor 2 is too much. "
        f"{OTHER}The result of f is −1 times the expected value in case 2. The sign is flipped."
    )


def test_a_factor_beside_numbers_that_are_in_no_relation_is_told_of_its_case() -> None:
    case, small = a_case(X, expected=NOISY), a_case(SMALL, expected=SHIFTED)
    assert told((case, 2 * NOISY), (small, SHIFTED**2 + 1)) == (
        "Element [0, 0] of the result is 2.5625, expected 1.25. Case 1 differs in another way: "
        "The result of f is 2 times the expected value in case 1. A factor 2 is too much."
    )


def test_a_history_that_is_wrong_from_the_start_in_one_case_alone_is_told_so() -> None:
    late, early = [(0, 0.5), (10, 0.3), (20, 0.2)], [(0, 0.6), (10, 0.25), (20, 0.125)]
    text = told((FIRST, (X, late)), (FIRST, (X, early)), exercise=WEIGHTS)
    assert "history first differs at step 10: the error is 0.3, expected 0.25." in text
    assert f"{OTHER}history first differs at step 0: the error is 0.6, expected 0.5." in text


def test_a_history_that_goes_wrong_later_in_one_case_than_in_another_is_one_fault() -> None:
    late, later = [(0, 0.5), (10, 0.3), (20, 0.2)], [(0, 0.5), (10, 0.25), (20, 0.2)]
    text = told((FIRST, (X, late)), (FIRST, (X, later)), exercise=WEIGHTS)
    assert "another way" not in text


def test_a_case_that_is_wrong_in_the_same_way_is_not_told_as_another() -> None:
    text = told((PAIR, (NOISY**2, SHIFTED)), (PAIR, (NOISY**3, SHIFTED)), exercise=GRADIENTS)
    assert "another way" not in text


def test_a_transpose_that_is_square_in_one_case_is_one_fault() -> None:
    square = a_case(X, expected=np.arange(4.0).reshape(2, 2))
    text = told((a_case(X, expected=X), X.T), (square, square.expected.T))
    assert text.startswith("The result of f is the transpose of the expected value. ")
    assert "another way" not in text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda y: 2 * y, "is 2 times the expected value in cases 1 and 2."),
        (lambda y: y.T, "is the transpose of the expected value in cases 1 and 2."),
        (lambda y: y + 0.5, "in every element in cases 1 and 2."),
    ],
)
def test_a_relation_that_leaves_a_case_right_names_its_cases(wrong: Any, said: str) -> None:
    exercise = replace(an_exercise(), parameters=(Parameter("x"), Parameter("bias")))
    case = a_case(X, 0.5, expected=NOISY)
    assert said in told(
        (case, wrong(NOISY)), (case, wrong(NOISY)), (case, NOISY), exercise=exercise
    )


def test_both_wrong_parts_of_a_result_are_told() -> None:
    text = told((PAIR, (3 * NOISY, -SHIFTED)), (PAIR, (3 * NOISY, -SHIFTED)), exercise=GRADIENTS)
    assert text == (
        "dE_dw is 3 times the expected value in every case. "
        "dE_dy is −1 times the expected value in every case. The sign is flipped."
    )


def test_a_result_of_the_wrong_form_is_told_once() -> None:
    """A list of as many entries as there are values looks like those in one case alone."""
    exercise = an_exercise(returns=("v", "w", "history"))
    case = a_case(X, expected=(X, SMALL, HISTORY))
    text = told((case, [*HISTORY, (30, 0.1)]), (case, HISTORY), exercise=exercise)
    assert "another way" not in text


# --- hidden cases -------------------------------------------------------------------------------

HIDDEN = "The public cases pass; a hidden case, with other shapes and numbers, gives "


def test_an_order_that_a_hidden_case_alone_shows_is_a_category() -> None:
    hidden = a_case(CARRIER, expected=(CARRIER, SMALL, X), hidden=True)
    public = a_case(X, expected=(X, X, X))
    found = explained(THREE, (public, (X, X, X)), (hidden, (X, CARRIER, SMALL)))
    assert found.details == (f"{HIDDEN}the values in another order.",)


def test_entries_of_an_earlier_call_in_a_hidden_case_are_a_category() -> None:
    hidden = a_case(CARRIER, expected=(X, LATER), hidden=True)
    found = explained(WEIGHTS, (FIRST, (X, HISTORY)), (hidden, (X, HISTORY + LATER)))
    assert found.details == (f"{HIDDEN}entries of an earlier call in a list.",)


def test_shapes_in_a_hidden_case_are_not_told() -> None:
    problem = Problem("ValueError", "matmul: a mismatch", shapes=f"x ({TOKEN}, 1)")
    hidden = a_case(CARRIER, expected=CARRIER, hidden=True)
    found = explained(
        an_exercise(), (a_case(X, expected=X), X), (hidden, Outcome("exception", problem=problem))
    )
    assert found.details == (f"{HIDDEN}an exception.",)
    assert TOKEN not in json.dumps([found.message, *found.details])
