"""Values as plain data: every round trip, and every refusal."""

from __future__ import annotations

import json
import math
import struct
from collections import OrderedDict, namedtuple
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from autograder.values import (
    MAX_HEADER,
    MalformedError,
    Record,
    TextFile,
    Unsupported,
    describe,
    freeze,
    from_bytes,
    from_json,
    same,
    thaw,
    to_bytes,
    to_json,
)
from autograder.values.labelled import data_frame
from autograder.values.plain import DTYPES, MAX_DEPTH

SPECIAL = [0.0, -0.0, 5e-324, 2.2e-308, 1.7976931348623157e308, 0.1, math.inf, -math.inf, math.nan]


def identical(one: Any, other: Any) -> bool:
    """Equal in type and to the last bit; the sign of zero counts, the payload of NaN does not."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        if one.dtype != other.dtype or one.shape != other.shape:
            return False
        if one.dtype.kind == "c":
            return identical(one.real.copy(), other.real.copy()) and identical(
                one.imag.copy(), other.imag.copy()
            )
        if one.dtype.kind in "mM":
            return bool((one.view(np.int64) == other.view(np.int64)).all())
        if one.dtype.kind != "f":
            return bool((one == other).all())
        signs = np.signbit(one) == np.signbit(other)
        return np.array_equal(one, other, equal_nan=True) and bool((signs | np.isnan(one)).all())
    if isinstance(one, float):
        nan = math.isnan(one) and math.isnan(other)
        return nan or struct.pack("d", one) == struct.pack("d", other)
    if isinstance(one, complex):
        return identical((one.real, one.imag), (other.real, other.imag))
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(identical(one[key], other[key]) for key in one)
    if isinstance(one, Record):
        return one.kind == other.kind and identical(one.fields, other.fields)
    return bool(one == other)


def by_json(value: Any) -> Any:
    return from_json(json.loads(json.dumps(to_json(value), allow_nan=False)))


def by_bytes(value: Any) -> Any:
    return from_bytes(*to_bytes({"value": value}))["value"]


both_ways = pytest.mark.parametrize("travel", [by_json, by_bytes])

arrays = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda dtype: st_numpy.arrays(dtype, st_numpy.array_shapes(min_dims=0, min_side=0, max_side=3))
)
texts = st.text(st.characters(codec="utf-8"), max_size=8)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.complex_numbers(),
    st.binary(max_size=4),
    texts,
    arrays,
    st.builds(TextFile, st.from_regex(r"[\w-][\w.-]{0,8}", fullmatch=True), texts, st.booleans()),
    st.builds(Unsupported, texts),
)
plain = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(texts | st.integers(-5, 5), inner, max_size=3),
        st.builds(lambda text: Record("MSELoss", {"reduction": text}), texts),
        st.builds(data_frame, arrays, st.none() | texts, st.dictionaries(texts, inner, max_size=2)),
    ),
    max_leaves=8,
)


# --- round trips --------------------------------------------------------------------------------


@both_ways
@settings(max_examples=150)
@given(value=plain)
def test_plain_data_survives_a_round_trip_to_the_last_bit(travel: Any, value: Any) -> None:
    assert identical(travel(value), value)


@both_ways
@pytest.mark.parametrize("number", SPECIAL)
@pytest.mark.parametrize("wrap", [float, lambda x: np.array([x]), lambda x: np.array(x)])
def test_every_special_float_survives(travel: Any, wrap: Any, number: float) -> None:
    assert identical(travel(wrap(number)), wrap(number))


@both_ways
@pytest.mark.parametrize("dtype", sorted(DTYPES))
def test_extremes_of_every_dtype_survive(travel: Any, dtype: str) -> None:
    kind = np.dtype(dtype)
    if kind.kind in "mM":
        array = np.array([-(2**63), -1, 2**63 - 1]).view(dtype)
    elif kind.kind == "c":
        largest = np.finfo(dtype).max
        array = np.array([complex(largest, -largest), complex(-0.0, 5e-324)], dtype=dtype)
    elif kind.kind == "b":
        array = np.array([True, False])
    else:
        info = np.finfo(dtype) if kind.kind == "f" else np.iinfo(dtype)
        array = np.array([info.min, info.max], dtype=dtype)
    assert identical(travel(array), array)


live_plain = st.recursive(
    leaves.filter(lambda leaf: not isinstance(leaf, Unsupported)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(texts | st.integers(-5, 5), inner, max_size=3),
    ),
    max_leaves=8,
)


@given(value=live_plain)
def test_freezing_plain_data_changes_nothing(value: Any) -> None:
    assert identical(freeze(value), value)


@pytest.mark.parametrize(
    "value",
    [Record("MSELoss", {"reduction": "mean"}), Unsupported("a")],
)
def test_what_stands_for_an_object_is_not_taken_for_one(value: Any) -> None:
    """Student code may import the kit's own classes; the object itself has to be made."""
    frozen = freeze([value])[0]
    assert frozen == Unsupported(f"autograder.values.plain.{type(value).__name__}")


def lying(kind: type, **methods: Any) -> type:
    """A subclass whose own methods say something else than what it holds."""
    return type("Lying", (kind,), methods)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (lying(float, __float__=lambda self: 2.0)(1.0), 1.0),
        (lying(int, __int__=lambda self: 2, __index__=lambda self: 2)(1), 1),
        (lying(str, __str__=lambda self: "b")("a"), "a"),
        (lying(list, __iter__=lambda self: iter([2]))([1]), [1]),
        (lying(tuple, __iter__=lambda self: iter([2]))([1]), (1,)),
        (lying(dict, items=lambda self: [("b", 2)])({"a": 1}), {"a": 1}),
        (
            lying(np.ndarray, __array__=lambda self, *_: np.ones(2), shape=(2,), dtype=None)((0,)),
            np.empty(0),
        ),
        (np.float64(1.5), 1.5),
        (
            namedtuple("pair", "a b")(1, 2.0),
            Record("NamedTuple", {"class": "pair", "fields": {"a": 1, "b": 2.0}}),
        ),
        (OrderedDict(a=1), {"a": 1}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_subclass_is_what_it_holds_and_not_what_it_says(value: Any, plain: Any) -> None:
    assert identical(freeze(value), plain)


def test_a_subclass_of_dataframe_is_not_one() -> None:
    frame = lying(pd.DataFrame, columns=property(lambda self: ["a"]))()
    assert isinstance(freeze(frame), Unsupported)


@pytest.mark.parametrize(
    "array",
    [
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(6.0).reshape(2, 3).astype(">f8"),
        np.arange(4, dtype=">i2"),
        np.arange(10.0)[::3],
        np.arange(12.0).reshape(3, 4).T,
        np.broadcast_to(np.float64(2), (2, 2)),
        np.zeros((0, 3)),
        np.array(1.5),
        np.arange(3).view(np.ma.MaskedArray),
        np.arange(2.0).reshape(1, 2).view(np.matrix),
        np.array([0.5], dtype=np.longdouble),
    ],
    ids=lambda array: f"{type(array).__name__}{array.dtype.str}{array.shape}",
)
def test_any_layout_freezes_to_a_plain_array_with_the_same_numbers(array: Any) -> None:
    frozen = freeze(array)
    assert type(frozen) is np.ndarray
    assert frozen.flags.c_contiguous
    assert frozen.dtype.isnative
    assert frozen.shape == array.shape
    assert np.array_equal(frozen, np.asarray(array))
    assert identical(by_bytes(frozen), frozen)


def test_a_frozen_array_shares_no_memory_with_the_original() -> None:
    array = np.arange(3.0)
    frozen = freeze(array)
    array[0] = 7
    assert frozen[0] == 0


@pytest.mark.parametrize(
    ("scalar", "plain_value"),
    [
        (np.float32(0.5), 0.5),
        (np.float64(0.5), 0.5),
        (np.int8(-3), -3),
        (np.bool_(True), True),
        (np.str_("text"), "text"),
        (np.longdouble(0.25), 0.25),
    ],
)
def test_numpy_scalars_freeze_to_python_values(scalar: Any, plain_value: Any) -> None:
    assert identical(freeze(scalar), plain_value)


class HostileArray(np.ndarray):
    """An array that claims to equal everything, and objects to being looked at."""

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return True

    def __array_finalize__(self, source: object) -> None:
        if source is not None and getattr(source, "armed", False):
            raise RuntimeError("looked at")

    def __array__(self, *args: Any, **keywords: Any) -> Any:
        return np.full(3, 42.0)

    def __array_ufunc__(self, *args: Any, **keywords: Any) -> Any:
        return 42.0

    def __len__(self) -> int:
        return 42


def test_nothing_of_a_hostile_array_class_survives() -> None:
    """A class that compares equal to everything must not reach the comparison."""
    array = np.arange(3.0).view(HostileArray)
    array.armed = True  # type: ignore[attr-defined]
    assert identical(freeze(array), np.arange(3.0))


# --- data frames and files ----------------------------------------------------------------------


@both_ways
@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [1, 2], "b": [0.5, math.nan]}),
        pd.DataFrame({"a": [1.0]}, index=pd.Index([7], name="observation")),
        pd.DataFrame({"name": ["x", "y"], "on": [True, False]}),
        pd.DataFrame({"a": []}, dtype=float),
        pd.DataFrame({"a": np.array([1.5], dtype=np.float32)}, index=["row"]),
    ],
    ids=["numbers", "named index", "texts", "empty", "float32"],
)
def test_a_data_frame_survives_a_round_trip(
    travel: Any, frame: pd.DataFrame, tmp_path: Path
) -> None:
    frozen = freeze(frame)
    assert identical(travel(frozen), frozen)
    thawed = thaw(frozen, tmp_path)
    pd.testing.assert_frame_equal(thawed, frame, check_index_type=False, check_dtype=True)


@pytest.mark.parametrize(
    ("column", "frozen"),
    [
        (pd.Categorical(["u", "v"]), ["u", "v"]),
        (pd.array([1, None], dtype="Int64"), np.array([1.0, math.nan])),
        (pd.array([1, 2], dtype="Int64"), np.array([1, 2])),
        (pd.arrays.SparseArray([0.0, 1.0]), np.array([0.0, 1.0])),
        ([None, "x"], [None, "x"]),
    ],
    ids=["categories", "numbers, one missing", "numbers that may miss", "sparse", "objects"],
)
def test_a_column_of_pandas_own_kind_is_frozen_as_its_numbers_or_texts(
    column: Any, frozen: Any
) -> None:
    frame = pd.DataFrame(
        {"a": [0.5, 1.5], "b": pd.Series(column, dtype=getattr(column, "dtype", object))}
    )
    assert identical(freeze(frame).fields["columns"]["b"], frozen)


def test_a_thawed_data_frame_is_the_callers_own(tmp_path: Path) -> None:
    frozen = freeze(pd.DataFrame({"a": [1.0, 2.0]}))
    thawed = thaw(frozen, tmp_path)
    thawed.loc[0, "a"] = 9.0
    assert frozen.fields["columns"]["a"][0] == 1.0


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame([[1, 2]], columns=[len, max]), pd.DataFrame([[1, 2]], columns=["a", "a"])],
    ids=["objects as names", "columns of one name"],
)
def test_a_data_frame_without_distinct_columns_is_unsupported(frame: pd.DataFrame) -> None:
    assert isinstance(freeze(frame), Unsupported)


def test_a_text_file_thaws_into_a_path(tmp_path: Path) -> None:
    path = thaw(TextFile("data.csv", "a,b\n1,ü\n"), tmp_path)
    assert isinstance(path, str)
    assert Path(path).parent.parent == tmp_path
    other = thaw(TextFile("data.csv", "a,b\n1,2\n"), tmp_path)
    assert path != other  # code may keep what it read by its path
    assert Path(path).read_text(encoding="utf-8") == "a,b\n1,ü\n"


def test_an_open_text_file_thaws_into_a_stream(tmp_path: Path) -> None:
    stream = thaw(TextFile("data.csv", "a,b\n1,2\n", is_open=True), tmp_path)
    assert stream.read() == "a,b\n1,2\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../up.csv", "/etc/passwd", "a/b.csv", "", ".hidden", "a\0b"])
def test_a_file_name_that_leaves_the_folder_is_malformed(name: str) -> None:
    with pytest.raises(MalformedError):
        from_json({"file": name, "text": "", "open": False})


def test_thawed_arrays_are_copies(tmp_path: Path) -> None:
    array = np.zeros(2)
    thawed = thaw([array], tmp_path)
    thawed[0][0] = 1
    assert array[0] == 0


# --- what does not travel -----------------------------------------------------------------------


class FakeTensor:
    """What a tensor looks like from outside, with every conversion a trap."""

    __module__ = "torch"

    def __array__(self, *args: Any, **keywords: Any) -> Any:
        raise AssertionError("converted")

    def __float__(self) -> float:
        raise AssertionError("converted")

    def __len__(self) -> int:
        raise AssertionError("measured")


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {object()},
        frozenset([len]),
        bytearray(b"bytes"),
        range(3),
        (n for n in range(3)),
        iter([1]),
        zip([1], [2], strict=True),
        len,
        float,
        {len: 2},
        {(1, object()): 2},
        2**63,
        -(2**63) - 1,
        FakeTensor(),
        pd.Series([1.0], index=[[1], [2]]),
        np.array([b"a"]),
        pd.MultiIndex.from_tuples([(1, 2)]),
        type("Own", (pd.Series,), {})([1.0]),
        np.array([np.timedelta64(1, "M")]),
        np.array(["2020-01-01"], dtype="datetime64[25s]"),
        np.zeros(2, dtype=[("a", "f8")]),
        np.ones((1,) * 9),
        np.datetime64("2020-01-01", "25s"),
        np.ma.masked_array([len, 2.0], mask=[False, True]),
        np.ma.masked_array([(1.0,)], mask=True, dtype=[("a", float)]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_does_not_travel_becomes_unsupported(value: Any) -> None:
    frozen = freeze(value)
    assert isinstance(frozen, Unsupported)
    assert identical(by_bytes(frozen), frozen)


def test_an_unsupported_value_keeps_the_name_of_its_type() -> None:
    assert freeze(FakeTensor()).type_name.startswith("torch.")
    assert freeze({len}) == Unsupported("builtin_function_or_method")
    assert "masked" in freeze(np.ma.masked_array([len], mask=[True])).type_name


def test_an_unsupported_part_leaves_the_other_parts() -> None:
    frozen = freeze((1.0, range(2)))
    assert frozen == (1.0, Unsupported("range"))


def test_a_list_that_contains_itself_freezes() -> None:
    value: list[Any] = [1]
    value.append(value)
    assert "Unsupported" in repr(freeze(value))


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 500])
def test_deep_nesting_freezes(depth: int) -> None:
    value: Any = 1.0
    for _ in range(depth):
        value = (value,)
    frozen = freeze(value)
    assert "Unsupported" in repr(frozen)
    assert identical(by_bytes(frozen), frozen)


def test_a_list_with_too_many_items_freezes_to_something_bounded() -> None:
    header, _ = to_bytes({"value": freeze([0] * 300_000)})
    assert len(header) < MAX_HEADER * 2


# --- sameness and words -------------------------------------------------------------------------


@given(value=plain)
def test_a_value_is_the_same_as_its_copy(value: Any) -> None:
    assert same(value, by_bytes(value))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (0.1, 0.2),
        ("a", "b"),
        ([1], (1,)),
        ([1], [1, 2]),
        (np.zeros(2), np.zeros((2, 1))),
        (np.zeros(2), np.zeros(2, dtype="float32")),
        (np.zeros(2), np.array([0.0, -0.0])),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"b": 1}),
        ({"1": 1}, {1: 1}),
        (Record("Line", {"x": 1}), Record("Line", {"x": 2})),
        (Record("Line", {"x": 1}), Record("Axes", {"x": 1})),
        (
            data_frame(np.arange(2), None, {"a": np.zeros(2)}),
            data_frame(np.arange(2), "n", {"a": np.zeros(2)}),
        ),
        (
            data_frame(np.arange(2), None, {"a": np.zeros(2)}),
            data_frame(np.arange(2), None, {"a": np.ones(2)}),
        ),
        (None, 0),
    ],
)
def test_values_that_differ_are_not_the_same(one: Any, other: Any) -> None:
    assert not same(one, other)
    assert not same(other, one)


@pytest.mark.parametrize(
    ("value", "words"),
    [(np.array("2024-03-01", "M8[s]"), "a date"), (np.array(3, "m8[s]"), "a duration")],
)
def test_an_entry_of_a_column_of_moments_is_described_as_one(value: Any, words: str) -> None:
    assert describe(value) == words
