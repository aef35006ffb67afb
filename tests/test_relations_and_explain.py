"""From differences to sentences: relations that explain themselves, mistakes, fixed categories."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from autograder.judging.explain import Explanation, explain, explain_missing
from autograder.judging.relations import Pair, relation
from autograder.judging.trial import Observation, observe
from autograder.key import KeyCase, KeyExercise, Parameter
from autograder.values import Unsupported, freeze
from autograder.values.compare import OFF_SEED
from autograder.values.outcome import Outcome, Problem

RANDOM = np.random.default_rng(7)
SHAPES = [(4, 1), (10, 2), (5, 3)]


def pairs(change: Callable[..., Any], shapes: Any = SHAPES, **arguments: Any) -> list[Pair]:
    """One pair a shape; `change` makes the wrong value of the expected one and its case."""
    made = []
    for number, shape in enumerate(shapes, 1):
        expected = RANDOM.normal(size=shape) + 3
        case = {"x": np.ones(shape), "bias": 0.25 * number} | arguments
        made.append(Pair(number, freeze(change(expected, case)), expected, case))
    return made


# --- relations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (lambda x: 1 / len(x), "the factor is 1/len(x)."),
        (lambda x: 2, "is 2 times the expected value in every case. A factor 2 is too much."),
    ],
)
def test_a_factor_of_complex_numbers_is_named(factor: Any, said: str) -> None:
    found = [
        Pair(number, factor(np.ones(size)) * expected, expected, {"x": np.ones(size)})
        for number, size in enumerate((8, 4, 16), 1)
        if (expected := np.fft.fft(RANDOM.normal(size=size))) is not None
    ]
    assert str(relation("The result of fourier", found)).endswith(said)


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (lambda x: len(x), "the factor is N."),
        (lambda x: 1 / len(x), "the factor is 1/N."),
        (lambda x: x.size, "the factor is x.size."),
        (lambda x: 1 / x.size, "the factor is 1/x.size."),
        (lambda x: x.shape[1], "the factor is x.shape[1]."),
        (lambda x: 2, "is 2 times the expected value in every case. A factor 2 is too much."),
        (lambda x: 0.5, "is 0.5 times the expected value in every case. A factor 2 is missing."),
        (lambda x: -1, "is −1 times the expected value in every case. The sign is flipped."),
        (lambda x: 0.3, "is 0.3 times the expected value in every case."),
    ],
)
def test_a_constant_factor_is_named(factor: Any, said: str) -> None:
    sentence = relation("dE_dw", pairs(lambda expected, case: factor(case["x"]) * expected))
    assert sentence.startswith("dE_dw is ")
    assert sentence.endswith(said)


def test_a_factor_that_varies_is_no_count_of_an_array_that_is_a_table_in_some_cases_only() -> None:
    """Where a function takes arrays of any shape; a row and a single number have no columns."""
    shapes = [(4, 2), (3,), ()]
    assert relation("c", pairs(lambda e, case: (1 + e.size) * e, shapes)) is None


def test_a_factor_of_n_is_shown_with_two_cases() -> None:
    sentence = relation("f", pairs(lambda expected, case: len(case["x"]) * expected))
    assert sentence == (
        "f is the expected value times 4 in case 1 (N = 4) and times 10 in case 2 (N = 10): "
        "the factor is N."
    )


def test_a_factor_of_n_counts_an_argument_that_is_an_array_in_every_case() -> None:
    made = pairs(lambda expected, case: len(case["x"]) * expected)
    number = Pair(4, 3.5, 0.5, {"x": 1.0, "bias": 1.0})
    assert relation("f", [*made, number]) is None
    twice = [replace(pair, arguments=pair.arguments | {"a": pair.arguments["x"]}) for pair in made]
    first, *others = twice
    first.arguments["x"] = 1.0
    sentence = relation("f", [first, *others])
    assert sentence.endswith("the factor is N.")


def test_a_factor_in_a_single_case_is_told_of_that_case_alone() -> None:
    (pair,) = pairs(lambda expected, case: 2 * expected, [(3, 2)])
    assert relation("f", [replace(pair, number=5)]) == (
        "f is 2 times the expected value in case 5. A factor 2 is too much."
    )


def test_a_factor_is_found_in_numbers_and_in_float32() -> None:
    halves = [Pair(1, 0.5, 1.0, {}), Pair(2, 1.0, 2.0, {})]
    assert "A factor 2 is missing" in str(relation("f", halves))
    rounded = pairs(lambda expected, case: (2 * expected).astype(np.float32))
    assert "A factor 2 is too much" in str(relation("f", rounded))


def test_elements_that_are_zero_do_not_hide_a_factor() -> None:
    expected = np.array([[0.0, 1.0], [2.0, 0.0]])
    assert "The sign is flipped" in str(relation("f", [Pair(1, -expected, expected, {})]))


@pytest.mark.parametrize(("sign", "word"), [(-1, "lower"), (1, "higher")], ids=["missing", "twice"])
def test_an_offset_by_the_bias_is_named(sign: int, word: str) -> None:
    wrong = pairs(lambda expected, case: expected + sign * case["bias"])
    assert (
        relation("y", wrong) == f"y is {word} than expected by exactly the bias, in every element."
    )


def test_an_offset_by_another_number_is_not_named() -> None:
    assert relation("y", pairs(lambda expected, case: expected + 0.77)) is None


def test_an_offset_in_one_row_is_not_named() -> None:
    assert relation("y", pairs(lambda expected, case: expected + 1 * (expected > 3))) is None


@pytest.mark.parametrize("shapes", [[(4, 1), (5, 3)], [(3, 3)]])
def test_a_transpose_is_named(shapes: Any) -> None:
    wrong = pairs(lambda expected, case: expected.T, shapes)
    assert relation("dE_dw", wrong) == "dE_dw is the transpose of the expected value."


def test_one_number_that_is_nearly_right_is_no_transpose() -> None:
    assert relation("y", pairs(lambda expected, case: expected + 1e-5, [(1, 1)])) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda expected, case: expected**2,
        lambda expected, case: 0 * expected,
        lambda expected, case: expected[:1],
        lambda expected, case: expected * math.nan,
        lambda expected, case: expected * math.inf,
        lambda expected, case: None,
        lambda expected, case: "text",
        lambda expected, case: Unsupported("set"),
        lambda expected, case: expected * (2 if len(expected) == 4 else 3),
        lambda expected, case: expected.T if len(expected) == 4 else 2 * expected,
    ],
)
def test_no_relation_is_named_where_none_holds_in_every_case(change: Any) -> None:
    assert relation("f", pairs(change)) is None


@pytest.mark.parametrize("expected", [np.zeros((2, 2)), np.zeros((0, 2)), np.zeros(0)])
def test_no_factor_of_zeros_or_nothing_is_named(expected: Any) -> None:
    assert relation("f", [Pair(1, expected + 1, expected, {"x": expected})]) is None


def test_nothing_is_named_without_pairs() -> None:
    assert relation("f", []) is None


# A student's numbers may be anything; those of a key are of ordinary size.
ordinary = st.floats(-1e3, 1e3).filter(lambda x: x == 0 or abs(x) > 1e-6)


@settings(max_examples=200)
@given(
    actual=st_numpy.arrays(
        "float64", (2, 2), elements=st.one_of(st.floats(-1e9, 1e9), st.just(math.nan))
    ),
    expected=st_numpy.arrays("float64", (2, 2), elements=ordinary),
)
def test_any_numbers_are_related_without_an_exception_or_a_warning(
    actual: Any, expected: Any
) -> None:
    sentence = relation("f", [Pair(1, actual, expected, {"x": expected, "bias": 0.5})])
    assert sentence is None or sentence.startswith("f is ")


# --- explanations of public cases ---------------------------------------------------------------

X = np.arange(8.0).reshape(4, 2)
SMALL = np.array([[1.0, 2.0]])


def a_case(*args: Any, expected: Any, **changes: Any) -> KeyCase:
    whole = KeyCase(args, {}, expected, OFF_SEED, expensive=False, hidden=False, mistakes={})
    return replace(whole, **changes)


def an_exercise(**changes: Any) -> KeyExercise:
    parameters = (Parameter("x"), Parameter("bias", required=False, default=0.0))
    whole = KeyExercise(
        name="f", title="a title", points=1.0, partial=False, exact_dtype=False,
        structure_only=False, changes=(), seed=None, returns=(), uses=(), parameters=parameters,
        hints=(), mistakes={}, cases=(),
    )  # fmt: skip
    return replace(whole, **changes)


def explained(exercise: KeyExercise, *tried: tuple[KeyCase, Any]) -> Explanation:
    """The explanation of cases and what they came to: a value, or an outcome."""
    observations = [
        observe(exercise, number, case, came if isinstance(came, Outcome) else value(came))
        for number, (case, came) in enumerate(tried, 1)
    ]
    return explain(exercise, observations)


def value(came: Any, *changed: str) -> Outcome:
    return Outcome("value", freeze(came), changed=changed)


@pytest.mark.parametrize(
    ("came", "expected", "sentence"),
    [
        (None, X, "The result of f is None, expected an array of shape (4, 2). "
         "Is a return missing?"),
        ("a", X, "The result of f is a string, expected an array of shape (4, 2)."),
        ({1}, X, "The result of f is a set of 1, expected an array of shape (4, 2)."),
        (X[:3], X, "The result of f has the shape (3, 2), expected (4, 2)."),
        (np.array([0.5]), 0.5, "The result of f has the shape (1,), expected a single number."),
        (X.astype(int), X, "The result of f has the dtype int64, expected float64."),
        (X * math.nan, X, "Element [0, 0] of the result is nan, expected 0."),
        (X + np.eye(4, 2), X, "Element [0, 0] of the result is 1, expected 0."),
        (math.nan, 0.5, "The result of f is nan, expected 0.5."),
        (True, 0.5, "The result of f is True, expected the number 0.5."),
    ],
)  # fmt: skip
def test_a_difference_is_one_sentence(came: Any, expected: Any, sentence: str) -> None:
    found = explained(an_exercise(), (a_case(SMALL, 0.5, expected=expected), came))
    assert found.details == ("case 1: x (1, 2)  bias 0.5", sentence)


def test_the_smallest_counterexample_is_shown() -> None:
    found = explained(
        an_exercise(),
        (a_case(X, expected=X), X**2 + 1),
        (a_case(SMALL, expected=SMALL), SMALL**2 + 1),
        (a_case(X, expected=X), X),
    )
    assert found.details[0] == "case 2: x (1, 2)"


def test_what_comes_to_no_value_is_shown_before_a_wrong_one() -> None:
    problem = Problem("ValueError", "bad", "work.py", 3, "raise ValueError", "f")
    found = explained(
        an_exercise(),
        (a_case(SMALL, expected=SMALL), SMALL + 1),
        (a_case(X, expected=X), Outcome("exception", problem=problem)),
    )
    assert found.details[0] == "case 2: x (4, 2)"


def test_a_wrong_number_of_values_names_those_expected() -> None:
    exercise = an_exercise(returns=("g", "f"))
    found = explained(exercise, (a_case(X, expected=(X, SMALL)), (X, SMALL, X)))
    assert found.details[1] == "The result of f has 3 values, expected 2 (g, f)."


def test_one_array_in_the_place_of_two_is_not_taken_apart() -> None:
    came = np.ones((2, 3))
    exercise = an_exercise(returns=("weights_hidden", "weights_output"))
    found = explained(exercise, (a_case(X, expected=(came, np.ones((3, 1)))), came))
    assert "(3,)" not in found.details[1]


def test_a_swapped_pair_is_named() -> None:
    exercise = an_exercise(returns=("g", "f"))
    found = explained(exercise, (a_case(X, expected=(X, SMALL)), (SMALL, X)))
    assert found.details[1:] == (
        "The two values come in the wrong order: (f, g), expected (g, f).",
    )


def test_a_pair_that_is_swapped_and_wrong_is_not_called_swapped() -> None:
    exercise = an_exercise(returns=("g", "f"))
    found = explained(exercise, (a_case(X, expected=(X, SMALL)), (SMALL + 1, X)))
    assert "wrong order" not in " ".join(found.details)


def test_a_part_is_called_by_its_name() -> None:
    exercise = an_exercise(returns=("g", "f"))
    found = explained(exercise, (a_case(X, expected=(X, SMALL)), (X, 2 * SMALL)))
    assert found.details[1] == (
        "f is 2 times the expected value in case 1. A factor 2 is too much."
    )


def test_a_transpose_is_named_with_the_shape_that_is_expected() -> None:
    found = explained(an_exercise(), (a_case(X, expected=X), X.T))
    assert found.details[1:] == (
        "The result of f is the transpose of the expected value.",
        "The result of f has the shape (2, 4), expected (4, 2).",
    )


HISTORY = [(0, 0.5), (10, 0.25), (20, 0.125)]


def test_the_first_step_that_differs_is_named() -> None:
    exercise = an_exercise(returns=("weights", "history"))
    case = a_case(X, expected=(X, HISTORY))
    found = explained(
        exercise,
        (case, (X, [(0, 0.5), (10, 0.3), (20, 0.2)])),
        (case, (X, [(0, 0.5), (10, 0.2), (20, 0.2)])),
    )
    assert found.details[1] == (
        "history first differs at step 10: the error is 0.3, expected 0.25."
    )


@pytest.mark.parametrize(
    ("came", "words"),
    [
        ([(0, 0.5), (10, 0.3), (20, 0.2)], "history first differs at step 10"),
        ([(0, 0.5), (1, 0.4), (2, 0.3)], "expected step 10"),
        ([0.5, 0.25, 0.125], "an entry is a pair of a step and an error"),
    ],
)
def test_the_first_step_that_differs_is_named_in_a_single_case_too(came: Any, words: str) -> None:
    """One number is always some multiple of another; that says nothing."""
    exercise = an_exercise(returns=("weights", "history"))
    found = explained(exercise, (a_case(X, expected=(X, HISTORY)), (X, came)))
    assert words in found.details[1]


def test_a_single_number_is_shown_and_not_called_a_factor() -> None:
    found = explained(an_exercise(), (a_case(X, expected=0.375), 0.25))
    assert "is 0.25, expected 0.375" in found.details[1]


def test_an_entry_of_three_is_not_counted_by_the_names_of_returned_values() -> None:
    exercise = an_exercise(returns=("weights", "history"))
    came = [(step, error, 1) for step, error in HISTORY]
    found = explained(exercise, (a_case(X, expected=(X, HISTORY)), (X, came)))
    assert "weights" not in found.details[1]


@pytest.mark.parametrize(("came", "count"), [(HISTORY[:2], 2), ([*HISTORY, (30, 0.1)], 4), ([], 0)])
def test_a_history_of_another_length_is_counted(came: Any, count: int) -> None:
    exercise = an_exercise(returns=("weights", "history"))
    found = explained(exercise, (a_case(X, expected=(X, HISTORY)), (X, came)))
    assert found.details[1] == f"history has {count} entries, expected 3."


def test_a_changed_argument_is_named_even_if_the_result_is_right() -> None:
    found = explained(an_exercise(), (a_case(X, expected=X), value(X, "x")))
    assert found.details[1] == "f changes its argument x, which belongs to the caller."


def test_a_wrong_result_and_a_changed_argument_are_both_told() -> None:
    found = explained(an_exercise(), (a_case(X, expected=X), value(X + 1, "x", "bias")))
    text = " ".join(found.details)
    assert ", expected " in text
    assert "changes its arguments x and bias" in text


def test_an_exception_comes_with_the_line_of_the_students_code() -> None:
    problem = Problem("TypeError", "no such thing", "work.py", 12, "return x @ 2", "f")
    found = explained(an_exercise(), (a_case(X, expected=X), Outcome("exception", problem=problem)))
    assert found.details[1:] == (
        "f raises TypeError in line 12 of work.py: no such thing",
        "    return x @ 2",
    )


def test_an_exception_of_many_lines_is_cut() -> None:
    problem = Problem("ValueError", "\n".join("x" * 400), "work.py", 2, "raise", "f")
    found = explained(an_exercise(), (a_case(X, expected=X), Outcome("exception", problem=problem)))
    assert len("\n".join(found.details).splitlines()) < 60


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem("KeyError"), "f raises KeyError"),
        (Problem("ValueError", "bad", "<ipython-input-3-abc>", 2, "", "f"),
         "f raises ValueError in line 2 of its cell: bad"),
        (Problem("ValueError", "bad", "/home/elsewhere.py", 2, "", "f"),
         "f raises ValueError in line 2 of its cell: bad"),
        (Problem("NotImplementedError", "", "work.py", 4, "raise", "g"),
         "f calls g of work.py, which still raises NotImplementedError."),
    ],
)  # fmt: skip
def test_an_exception_is_one_sentence(problem: Problem, sentence: str) -> None:
    found = explained(an_exercise(), (a_case(X, expected=X), Outcome("exception", problem=problem)))
    assert found.details[1] == sentence


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("timeout", "does not return in time"),
        ("memory", "more memory"),
        ("crashed", "crashed Python"),
        ("missing", "is not a function any more"),
    ],
)
def test_a_call_without_a_value_is_told_by_its_kind(status: Any, word: str) -> None:
    found = explained(an_exercise(), (a_case(X, expected=X), Outcome(status)))
    assert word in found.details[1]
    assert found.mistake is None


def test_the_message_is_never_empty() -> None:
    """Other programs show the message alone."""
    for came in (None, X + 1, X.T, Outcome("timeout"), value(X, "x")):
        assert explained(an_exercise(), (a_case(X, expected=X), came)).message


# --- named mistakes -----------------------------------------------------------------------------

MISTAKES = {"doubled": "It is doubled.", "shifted": "It is shifted."}


def with_mistakes(**outcomes: Outcome) -> KeyCase:
    return a_case(X, expected=X, mistakes=outcomes)


def test_a_mistake_that_explains_every_case_is_named() -> None:
    exercise = an_exercise(mistakes=MISTAKES)
    case = with_mistakes(doubled=value(2 * X), shifted=value(X + 1))
    found = explained(exercise, (case, 2 * X), (case, 2 * X))
    assert (found.mistake, found.message) == ("doubled", "It is doubled.")


def test_a_mistake_that_leaves_one_case_unexplained_is_not_named() -> None:
    exercise = an_exercise(mistakes=MISTAKES)
    case = with_mistakes(doubled=value(2 * X), shifted=value(X + 1))
    found = explained(exercise, (case, 2 * X), (case, 3 * X))
    assert found.mistake is None
    assert found.message not in MISTAKES.values()


def test_of_two_mistakes_that_explain_every_case_none_is_named() -> None:
    exercise = an_exercise(mistakes=MISTAKES)
    case = with_mistakes(doubled=value(2 * X), shifted=value(2 * X))
    assert explained(exercise, (case, 2 * X)).mistake is None


def test_a_case_on_which_the_mistake_is_right_must_have_passed() -> None:
    exercise = an_exercise(mistakes=MISTAKES)
    told, untold = with_mistakes(doubled=value(2 * X)), with_mistakes()
    assert explained(exercise, (told, 2 * X), (untold, X)).mistake == "doubled"
    assert explained(exercise, (told, 2 * X), (untold, 2 * X)).mistake is None


def test_a_case_decides_between_mistakes_that_agree_elsewhere() -> None:
    exercise = an_exercise(mistakes=MISTAKES)
    both = with_mistakes(doubled=value(2 * X), shifted=value(2 * X))
    one = with_mistakes(doubled=value(2 * X), shifted=value(X + 1))
    assert explained(exercise, (both, 2 * X), (one, 2 * X)).mistake == "doubled"


def test_a_mistake_known_by_its_exception_is_named_by_the_type() -> None:
    exercise = an_exercise(mistakes=MISTAKES)
    case = with_mistakes(doubled=Outcome("exception", problem=Problem("ValueError")))
    raised = Outcome("exception", problem=Problem("ValueError", "with another text"))
    other = Outcome("exception", problem=Problem("TypeError"))
    assert explained(exercise, (case, raised)).mistake == "doubled"
    assert explained(exercise, (case, other)).mistake is None
    assert explained(exercise, (case, Outcome("timeout"))).mistake is None
    assert explained(exercise, (case, X + 1)).mistake is None


def test_a_mistake_known_by_a_changed_argument_is_named_only_with_it() -> None:
    exercise = an_exercise(mistakes=MISTAKES)
    case = with_mistakes(doubled=value(X, "x"))
    assert explained(exercise, (case, value(X, "x"))).mistake == "doubled"
    assert explained(exercise, (case, value(X + 1, "x"))).mistake is None


# --- hidden cases -------------------------------------------------------------------------------

CATEGORIES = {
    f"The public cases pass; a hidden case, with other shapes and numbers, gives {what}."
    for what in (
        "other values than expected",
        "a number that is not finite",
        "a changed argument",
        "a result of another form than expected",
        "an exception",
        "no answer in time",
        "a request for too much memory",
        "the end of the whole process",
    )
}
# Whatever could carry a hidden input: in values, names, shapes and texts.
TOKEN = str(31337)
CARRIER = np.full((3, 1), 31337.0)


@pytest.mark.parametrize(
    "came",
    [
        value(CARRIER),
        value(np.zeros((31337, 0))),
        value(TOKEN),
        value({TOKEN: 1}),
        value([31337] * 3),
        value(None),
        value(CARRIER * math.nan),
        value(CARRIER.astype(int)),
        Outcome("value", Unsupported(TOKEN)),
        value(np.zeros((3, 1)), TOKEN),
        Outcome("exception", problem=Problem(TOKEN, TOKEN, TOKEN, 31337, TOKEN, TOKEN)),
        Outcome("exception", problem=Problem("NotImplementedError", "", "", 0, "", TOKEN)),
        Outcome("timeout"),
        Outcome("memory"),
        Outcome("crashed"),
        Outcome("missing"),
    ],
    ids=lambda outcome: f"{outcome.status} {str(outcome.value)[:20]}",
)
@pytest.mark.parametrize("pair", [False, True])
def test_a_hidden_case_gives_a_fixed_category_and_nothing_else(came: Outcome, pair: bool) -> None:
    """A student's code could carry hidden inputs in anything that feedback shows."""
    zeros = np.zeros((3, 1))
    expected = (zeros, zeros) if pair else zeros
    hidden = a_case(CARRIER, expected=expected, hidden=True)
    public = a_case(X, expected=X)
    came = replace(came, output=TOKEN)
    found = explained(an_exercise(), (public, X), (hidden, came))
    assert set(found.details) <= CATEGORIES
    assert found.message in CATEGORIES
    assert found.mistake is None


def test_a_mistake_that_only_hidden_cases_show_is_named() -> None:
    exercise = an_exercise(mistakes=MISTAKES)
    hidden = replace(with_mistakes(doubled=value(2 * X)), hidden=True)
    found = explained(exercise, (a_case(X, expected=X), X), (hidden, 2 * X))
    assert (found.mistake, found.message) == ("doubled", "It is doubled.")
    assert set(found.details) <= CATEGORIES


def test_public_feedback_shows_nothing_of_a_hidden_case() -> None:
    hidden = a_case(CARRIER, expected=CARRIER, hidden=True)
    found = explained(
        an_exercise(), (a_case(X, expected=X), X**2 + 1), (hidden, Outcome("timeout"))
    )
    assert found.details[0].startswith("case 1:")
    assert TOKEN not in " ".join(found.details)


# --- functions that are not there ---------------------------------------------------------------


def test_a_missing_function_is_told_in_the_words_of_its_place() -> None:
    found = explain_missing(an_exercise(), "There is no f.", None, None)
    assert found.message == "There is no f."


@pytest.mark.parametrize(
    ("obstacle", "words"),
    [
        (Outcome("timeout"), "does not end"),
        (Outcome("crashed"), "crashes Python"),
        (Outcome("exception", problem=Problem("NameError", "name 'q'", "work.py", 3, "q", "")),
         "NameError in line 3 of work.py: name 'q'"),
    ],
)  # fmt: skip
def test_what_kept_a_function_from_being_defined_is_told(obstacle: Outcome, words: str) -> None:
    found = explain_missing(an_exercise(), "There is no f.", obstacle, "similar")
    assert found.message.startswith("f is never defined: ")
    assert words in found.message


def test_an_observation_without_a_value_never_passes() -> None:
    case = a_case(None, expected=None)
    for status in ("exception", "timeout", "memory", "crashed", "missing", "not_attempted"):
        outcome = Outcome(status, problem=Problem("E"))  # type: ignore[arg-type]
        assert not observe(an_exercise(), 1, case, outcome).passed
    passing: Observation = observe(an_exercise(), 1, case, Outcome("value", None))
    assert passing.passed


def test_the_case_told_beside_a_transpose_is_none_that_is_transposed_too() -> None:
    square = a_case(X, expected=np.arange(4.0).reshape(2, 2))
    third = a_case(np.ones((9, 9)), expected=X**3)
    tried = (a_case(X, expected=X), X.T), (square, square.expected.T), (third, X - 1)
    assert "Case 3 differs in another way" in explained(an_exercise(), *tried).details[-1]
