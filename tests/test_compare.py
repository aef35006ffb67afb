"""How values compare: what agrees, what differs, and which difference is told first."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from autograder.values import Record, Unsupported, freeze
from autograder.values.compare import OFF_SEED, PUBLISHED, Tolerance, differences
from autograder.values.difference import Difference
from autograder.values.labelled import data_frame

A = np.array([[1.0, -2.0, 3.0], [0.5, 0.25, -4.0]])
HISTORY = [(0, 0.5), (10, 0.25), (20, 0.125)]


def kinds(actual: Any, expected: Any, tolerance: Tolerance = OFF_SEED, **options: Any) -> list[str]:
    return [difference.kind for difference in differences(actual, expected, tolerance, **options)]


def only(found: list[Difference]) -> Difference:
    (difference,) = found
    return difference


# --- what agrees --------------------------------------------------------------------------------


@given(
    array=st_numpy.arrays(
        "float64", (3, 2), elements=st.floats(-1e3, 1e3, allow_nan=False, allow_infinity=False)
    )
)
def test_float32_noise_is_accepted_off_seed(array: Any) -> None:
    """A network in float32 is as right as one in float64."""
    array[0, 0] = 1.0
    assert kinds(array.astype(np.float32), array) == []


def test_noise_in_a_small_element_is_measured_by_the_largest() -> None:
    """Where terms cancel, the noise is that of the terms."""
    expected = np.array([1000.0, 1e-6])
    assert kinds([1000.0, 5e-4], expected) == []
    assert kinds([1000.0, 5e-3], expected) == ["value"]


def test_published_numbers_have_no_absolute_tolerance() -> None:
    expected = np.array([1000.0, 1e-6])
    assert kinds([1000.0, 1.001e-6], expected, PUBLISHED) == ["value"]


@pytest.mark.parametrize("tolerance", [OFF_SEED, PUBLISHED])
@pytest.mark.parametrize("relative", [1e-4, -1e-4, 7.8e-5])
def test_the_subtlest_measured_fault_is_rejected(tolerance: Tolerance, relative: float) -> None:
    assert kinds(0.196 * (1 + relative), 0.196, tolerance) == ["value"]
    assert kinds(A * (1 + relative), A, tolerance) == ["value"]


@pytest.mark.parametrize("tolerance", [OFF_SEED, PUBLISHED])
@pytest.mark.parametrize("relative", [2.5e-6, -2.5e-6])
def test_the_largest_measured_noise_is_accepted(tolerance: Tolerance, relative: float) -> None:
    assert kinds(0.196 * (1 + relative), 0.196, tolerance) == []
    assert kinds(A * (1 + relative), A, tolerance) == []


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (A.tolist(), A),
        (tuple(map(tuple, A.tolist())), A),
        ([np.array(1.0), np.array(2.0)], np.array([1.0, 2.0])),
        ([1, 2], np.array([1.0, 2.0])),
        ([], np.zeros(0)),
        (list(A), A),
        (0.5, np.array(0.5)),
        (A.astype("float16").astype("float32"), A),
        (np.asfortranarray(A), A),
        (np.array(0.5), 0.5),
        (np.array(3), 3),
        (3, 3.0),
        (3.0, 3),
        ([0.5, A], (0.5, A)),
        (np.array([1.0, 2.0]), (1.0, 2.0)),
        ([list(pair) for pair in HISTORY], HISTORY),
        (tuple(HISTORY), HISTORY),
        (np.array(HISTORY), HISTORY),
        ([np.array(pair) for pair in HISTORY], HISTORY),
        ([(float(step), error) for step, error in HISTORY], HISTORY),
        ([(step, np.array(error)) for step, error in HISTORY], HISTORY),
        (np.array([1, 0]), np.array([True, False])),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_another_form_of_the_same_numbers_agrees(actual: Any, expected: Any) -> None:
    assert differences(actual, expected, OFF_SEED) == []


def test_nan_agrees_only_with_nan() -> None:
    expected = np.array([math.nan, 1.0])
    assert kinds(np.array([math.nan, 1.0]), expected) == []
    assert kinds(np.array([0.0, 1.0]), expected) == ["value"]
    assert kinds(math.nan, math.nan) == []
    assert kinds(0.0, math.nan) == ["value"]


def test_infinity_agrees_only_with_itself() -> None:
    expected = np.array([math.inf, 1.0])
    assert kinds(np.array([math.inf, 1.0]), expected) == []
    assert kinds(np.array([-math.inf, 1.0]), expected) == ["value"]
    assert kinds(np.array([1e308, 1.0]), expected) == ["value"]
    assert kinds(np.array([math.inf, 2.0]), expected) == ["value"]


# --- each kind of difference --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actual", "expected", "kind"),
    [
        (None, A, "type"),
        ("text", A, "type"),
        (True, A, "type"),
        (0.5, A, "type"),
        (1, np.ones(1), "type"),
        ({"a": 1}, A, "type"),
        (Unsupported("torch.Tensor"), A, "type"),
        ([[1.0, 2.0], [3.0]], A, "type"),
        (["a", "b", "c"], A, "type"),
        ([None, 1.0], np.ones(2), "type"),
        ([True, False], np.ones(2), "type"),
        ([Unsupported("set")], np.ones(1), "type"),
        ([2**63, -1], np.ones(2), "value"),
        (A[:1], A, "shape"),
        (A.T, A, "shape"),
        (A.ravel(), A, "shape"),
        (A[np.newaxis], A, "shape"),
        (np.array(1.0), np.ones(1), "shape"),
        ([1.0], np.ones((1, 1)), "shape"),
        (np.zeros((3, 0)), np.zeros((0, 3)), "shape"),
        (np.zeros((0, 3)), A, "shape"),
        (np.zeros((0,)), np.ones(3), "shape"),
        (np.zeros((0, 1)), np.zeros((0,)), "shape"),
        (A.astype(int), A, "dtype"),
        (A > 0, A, "dtype"),
        (np.where(np.isfinite(A), math.nan, A), A, "not_finite"),
        (A * math.inf, A, "not_finite"),
        (A + 1, A, "value"),
        (0 * A, A, "value"),
        (None, 0.5, "type"),
        ("0.5", 0.5, "type"),
        (True, 1, "type"),
        (True, 1.0, "type"),
        (np.array(True), 1.0, "shape"),
        ([0.5], 0.5, "type"),
        (Unsupported("complex"), 0.5, "type"),
        (np.array([0.5]), 0.5, "shape"),
        (np.array([[0.5]]), 0.5, "shape"),
        (np.array([]), 0.5, "shape"),
        (math.nan, 0.5, "not_finite"),
        (math.inf, 0.5, "not_finite"),
        (math.nan, 3, "not_finite"),
        (0.6, 0.5, "value"),
        (4, 3, "value"),
        (3.0001, 3, "value"),
        (1, True, "type"),
        (False, True, "value"),
        (0, None, "type"),
        ("a", "b", "value"),
        (1, "1", "type"),
        (A.T, (A, 0.5), "type"),
        ((A,), (A, 0.5), "length"),
        ((A, 0.5, None), (A, 0.5), "length"),
        (0.5, (A, 0.5), "type"),
        (None, (A, 0.5), "type"),
        (np.array(1.0), (1.0, 2.0), "type"),
        (None, HISTORY, "type"),
        (0.5, HISTORY, "type"),
        (HISTORY[:-1], HISTORY, "length"),
        ([*HISTORY, (30, 0.1)], HISTORY, "length"),
        ([], HISTORY, "length"),
        ([error for _, error in HISTORY], HISTORY, "type"),
        ([(error, step) for step, error in HISTORY], HISTORY, "value"),
        ([(step + 1, error) for step, error in HISTORY], HISTORY, "value"),
        ([(str(step), error) for step, error in HISTORY], HISTORY, "type"),
        ([f"{step} {error}" for step, error in HISTORY], HISTORY, "type"),
        ({"0": 0.5, "10": 0.25}, HISTORY, "type"),
        ([], {"a": 1}, "type"),
        ({"a": 2}, {"a": 1}, "value"),
        ({}, {"a": 1}, "keys"),
        ({"a": 1, "b": 2}, {"a": 1}, "keys"),
        ({"1": 1}, {1: 1}, "keys"),
        ({"a": None}, {"a": A}, "type"),
        ({"b": 0.6, "a": A}, {"a": A, "b": 0.5}, "value"),
        ({"b": 2.0, "a": 1e9}, {"a": 1e9, "b": 1.0}, "value"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_each_difference_has_its_kind(actual: Any, expected: Any, kind: str) -> None:
    assert kinds(actual, expected) == [kind]


@pytest.mark.parametrize("bias", [np.zeros((1, 3)), np.zeros(3), np.zeros((2, 1)), np.array(0.0)])
def test_broadcasting_never_helps(bias: Any) -> None:
    """Zeros of a smaller shape would broadcast against an expected array of zeros."""
    assert kinds(bias, np.zeros((2, 3))) == ["shape"]


def test_the_expected_value_is_never_cast_to_the_submitted_dtype() -> None:
    assert kinds(np.zeros(2, dtype="float16"), np.array([1e-9, 1e-9])) == ["value"]
    assert kinds(np.array([1, 2]), np.array([1.4, 2.4])) == ["dtype"]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_exact_dtype_asks_for_the_dtype_as_well(dtype: str) -> None:
    expected = np.array([0, 1], dtype="float32")
    found = kinds(expected.astype(dtype), expected, exact_dtype=True)
    assert found == ([] if dtype == "float32" else ["dtype"])


# --- where, in which order ----------------------------------------------------------------------


def test_the_first_element_that_differs_is_told() -> None:
    actual = A.copy()
    actual[1, 0] += 1
    actual[1, 2] += 1
    found = only(differences(actual, A, OFF_SEED))
    assert found.index == (1, 0)
    assert found.actual is not None
    assert np.array_equal(found.expected, A)


def test_nan_is_told_before_values_within_an_array() -> None:
    actual = A + 1
    actual[1, 1] = math.nan
    found = only(differences(actual, A, OFF_SEED))
    assert (found.kind, found.index) == ("not_finite", (1, 1))


@pytest.mark.parametrize(
    ("parts", "order"),
    [
        ((A + 1, None, A[:1]), ["type", "shape", "value"]),
        ((A * math.nan, A.T, A + 1), ["shape", "not_finite", "value"]),
        ((A + 1, A * math.nan, A.astype(int)), ["dtype", "not_finite", "value"]),
        ((A + 1, A + 1, A + 1), ["value", "value", "value"]),
    ],
)
def test_types_and_shapes_are_told_before_nan_and_nan_before_values(
    parts: tuple[Any, ...], order: list[str]
) -> None:
    assert kinds(parts, (A, A, A)) == order


def test_parts_are_named_as_the_author_names_them() -> None:
    found = differences((A + 1, 0.6), (A, 0.5), OFF_SEED, ("dE_dw", "dE_db"))
    assert [difference.where for difference in found] == ["dE_dw", "dE_db"]


def test_an_entry_of_a_dict_is_told_by_its_keys() -> None:
    actual = ({"b": {"c": [0.5, 2.0]}, "a": A},)
    found = differences(actual, ({"a": A, "b": {"c": [0.5, 1.0]}},), OFF_SEED, ("table",))
    assert [difference.where for difference in found] == ["table['b']['c'][1]"]


def test_parts_without_names_are_numbered() -> None:
    found = differences((A + 1, (1.0, 3.0)), (A, (1.0, 2.0)), OFF_SEED)
    assert [difference.where for difference in found] == ["[0]", "[1][1]"]


@pytest.mark.parametrize("wrong", [0, 1, 2])
def test_the_first_step_that_differs_is_told(wrong: int) -> None:
    history = [(step, error + (number >= wrong)) for number, (step, error) in enumerate(HISTORY)]
    found = only(differences((history,), (HISTORY,), OFF_SEED, ("history",)))
    assert (found.kind, found.step) == ("value", HISTORY[wrong][0])
    assert found.where == f"history[{wrong}][1]"


def test_a_wrong_entry_is_told_before_a_wrong_length() -> None:
    history = [(0, 0.5), (10, 0.75)]
    assert only(differences(history, HISTORY, OFF_SEED)).step == 10


def test_a_history_of_unlike_arrays_differs_and_raises_nothing() -> None:
    assert kinds([np.ones(2), np.ones(3)], HISTORY) != []
    assert kinds([np.ones((2, 2)), 1.0], A) == ["type"]


# --- tables -------------------------------------------------------------------------------------

COLUMNS = {"x": np.array([0, 1]), "y": np.array([0.5, 1.5])}
TABLE = data_frame(np.array([1, 2]), "observation", COLUMNS)


def table(**changes: Any) -> Record:
    return Record("DataFrame", TABLE.fields | changes)


@pytest.mark.parametrize(
    ("actual", "where"),
    [
        (table(columns={"x": COLUMNS["x"]}), ""),
        (table(columns=COLUMNS | {"z": np.ones(2)}), ""),
        (table(name=None), "the index's name"),
        (table(name="row"), "the index's name"),
        (table(index=np.array([0, 1])), "the index"),
        (table(index=["a", "b"]), "the index"),
        (table(columns=COLUMNS | {"y": np.array([0.5, 1.6])}), "column y"),
        (table(columns=COLUMNS | {"y": np.array([0.5])}), "column y"),
        (table(columns=COLUMNS | {"y": ["a", "b"]}), "column y"),
        (table(columns=COLUMNS | {"y": np.array([0.5, math.nan])}), "column y"),
    ],
)
def test_a_table_that_differs_says_where(actual: Record, where: str) -> None:
    assert only(differences(actual, TABLE, OFF_SEED)).where == where


def test_the_order_and_the_dtypes_of_columns_do_not_matter() -> None:
    columns = {"y": np.array([0.5, 1.5], dtype="float32"), "x": np.array([0.0, 1.0])}
    assert kinds(table(columns=columns), TABLE) == []
    assert kinds(table(columns=columns), TABLE, exact_dtype=True) == []


def test_columns_and_rows_that_are_wrong_at_once_are_all_told() -> None:
    actual = data_frame(np.array([0, 1]), None, {"x": np.array([1, 1])})
    assert kinds(actual, TABLE) == ["columns", "columns", "value", "value"]


@pytest.mark.parametrize("actual", [None, A, {"x": A}, HISTORY, Unsupported("pandas.Series")])
def test_what_is_no_table_differs_in_type(actual: Any) -> None:
    assert kinds(actual, TABLE) == ["type"]


# --- anything at all ----------------------------------------------------------------------------

RECORDS = [
    freeze(value)
    for value in [
        {1, "a"}, {0.5, float("nan")}, np.datetime64("2020-01-01"), np.timedelta64("NaT", "s"),
        datetime.datetime(1, 1, 1, tzinfo=datetime.UTC), np.array([["a"]]), {(1, None): 2},
        np.array([None, 1], dtype=object), np.array(["0001-01-01"], dtype="datetime64[D]"),
        pd.Series([1.0, None]), pd.Index(["a", "b"]), pd.Series(["a"], index=[1.0]),
        pd.DataFrame({"x": ["a", None], "y": [1j, 2]}), pd.DataFrame({0: []}),
        np.array([2**62], dtype="datetime64[ns]"), np.array([1j]), 1j, b"a",
    ]
]  # fmt: skip
anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**63), 2**64 - 1),
        st.floats(),
        st.text(max_size=3),
        st.sampled_from(["bool", "int8", "uint64", "float16", "float64"]).flatmap(
            lambda dtype: st_numpy.arrays(dtype, st_numpy.array_shapes(min_dims=0, min_side=0))
        ),
        st.just(Unsupported("set")),
        st.complex_numbers(),
        st.binary(max_size=2),
        st.sampled_from(RECORDS),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=2), inner, max_size=2),
        st.builds(
            data_frame,
            inner,
            st.none() | st.text(max_size=2),
            st.dictionaries(st.sampled_from(["x", "y"]), inner),
        ),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(
    "expected", [A, 0.5, 3, True, None, "a", (A, 0.5), HISTORY, TABLE, *RECORDS], ids=repr
)
@given(actual=anything)
def test_whatever_comes_back_is_compared_without_an_exception(expected: Any, actual: Any) -> None:
    """A student's value must never stop the grader."""
    for difference in differences(actual, expected, OFF_SEED):
        assert difference.kind in (
            "type", "length", "columns", "keys", "members", "shape", "dtype", "not_finite", "value",
        )  # fmt: skip


def test_texts_are_not_made_an_array_of_the_longest() -> None:
    """NumPy would give the memory of the longest text to each."""
    assert kinds([[""] * 100_000, ["a" * 900_000]], A) == ["type"]


# --- what was computed together -----------------------------------------------------------------


def test_a_sum_near_zero_may_have_the_noise_of_its_terms() -> None:
    """In float32, a bias of 1e-4 beside weights of 2 is right to 2e-7, not to a part of itself."""
    expected = (np.array([[2.0], [-1.0]]), 1e-4)
    assert differences((expected[0], 1e-4 + 4e-7), expected, OFF_SEED) == []
    assert differences(1e-4 + 4e-7, 1e-4, OFF_SEED)
    assert differences((expected[0], 1e-4 + 1e-5), expected, OFF_SEED)


def test_a_published_figure_has_no_such_room() -> None:
    expected = (np.array([[2.0], [-1.0]]), 1e-4)
    assert differences((expected[0], 1e-4 + 4e-7), expected, PUBLISHED)


def test_errors_of_a_history_are_not_measured_by_the_weights_beside_it() -> None:
    expected = (np.array([[200.0]]), [(0, 0.1)])
    assert differences((expected[0], [(0, 0.1 + 1e-5)]), expected, OFF_SEED)


@pytest.mark.parametrize(
    "of", [lambda array: array, lambda array: data_frame(np.arange(2), None, {"id": array})]
)
def test_whole_numbers_are_never_off_by_one(of: Any) -> None:
    """Not large ones, of which one is less than the tolerance, or which float64 has no room for."""
    expected = of(np.array([2_000_000, 2**53]))
    assert kinds(of(np.array([2_000_001, 2**53])), expected) == ["value"]
    assert kinds(of(np.array([2_000_000, 2**53 + 1])), expected) == ["value"]
    assert kinds(of(np.array([2_000_001.0, 2.0**53])), expected) == ["value"]
    assert kinds(of(np.array([2_000_000 + 1e-9, 2.0**53])), expected) == []
