"""Results of each kind of value: of a reference, unusual right ones, and subtly wrong ones."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import enum
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Faults:
    """What a reference returns, what else is right, and what is wrong with what is said of it."""

    expected: Any
    right: tuple[Any, ...]
    wrong: tuple[tuple[Any, str], ...]


CLASSES: dict[str, type] = {}


# --- complex numbers, sets, dicts, bytes --------------------------------------------------------

Z = np.array([1 + 2j, -3.5j, 1e3])
COUNTS = {(0, 1): 2, (1, "a"): 5, None: 1, 0.5: [1.0]}
NOON = datetime.datetime(2020, 3, 1, 12)
DAYS = np.array(["2020-01-01", "2020-02-29", "NaT"], dtype="datetime64[ns]")
WORDS = np.array([["a", "bc"], ["", "ü"]])
FRAME = pd.DataFrame(
    {
        "at": DAYS,
        "who": ["x", "y", None],
        "sort": pd.Categorical(["u", "v", "u"]),
        "took": pd.to_timedelta([1, 2, 3], "s"),
        2020: [0.5, np.nan, 2.0],
        pd.Timestamp("2020-01-01"): [1, 2, 3],
    }
)
SERIES = pd.Series([0.5, 1.5, -2.0], index=["a", "b", "c"], name="loss")


MASKED = np.ma.masked_array([1.0, 2.0, 3.0, 4.0], mask=[False, True, False, True])
GRID = np.array([[0.0, 2.0], [0.0, 0.0], [-3.0, 0.0]])


def sparse() -> Any:
    return importlib.import_module("scipy.sparse")


@dataclass
class Point:
    """A class of the course's own."""

    x: float
    y: Any


@dataclass(frozen=True, slots=True)
class Frozen:
    """One whose instances cannot be changed."""

    x: float
    y: Any


class Fit(NamedTuple):
    """A named tuple of the course's own."""

    slope: float
    residuals: Any


CLASSES |= {kind.__name__: kind for kind in (Point, Frozen, Fit)}


def renamed(kind: Any, name: str) -> Any:
    """The class that a student writes, who calls it so."""
    return type(name, (kind,), {"__module__": "__main__"})


TWO = np.array([[1.0, 2.0], [3.0, 4.0]])


def tensor(values: Any) -> Any:
    return importlib.import_module("torch").tensor(values)


def network(grow: float = 1.0) -> Any:
    """A model of known layers."""
    model = seeded(lambda: nn().Sequential(nn().Linear(2, 3), nn().Sigmoid()))
    model[0].weight.data *= grow
    return model


def nn() -> Any:
    return importlib.import_module("torch").nn


def seeded(make: Callable[[], Any]) -> Any:
    """What is made with the same first weights each time."""
    importlib.import_module("torch").manual_seed(0)
    return make()


def net(
    name: str = "Net", order: int = 1, grow: float = 1.0, double: bool = False,
    forward: Any = None, **layers: Any,
) -> Any:  # fmt: skip
    """A model of a class of one's own."""
    made = seeded(lambda: {"first": nn().Linear(2, 3), "last": nn().Linear(3, 1)}) | layers
    kind = type(name, (nn().Module,), {"forward": forward} if forward else {})
    model = kind()
    for layer in list(made)[::order]:
        model.add_module(layer, made[layer])
    model.first.weight.data *= grow
    return model.double() if double else model


def convolutions(
    name: str = "Sequential", padding: int = 0, p: float = 0.5, grow: float = 1.0,
    double: bool = False,
) -> Any:  # fmt: skip
    """A model of layers that are not looked into."""
    layer = seeded(lambda: nn().Conv2d(1, 2, 3, padding=padding))
    kind = type(name, (nn().Sequential,), {}) if name != "Sequential" else nn().Sequential
    model = kind(layer, nn().BatchNorm2d(2), nn().Dropout(p))
    layer.weight.data *= grow
    return model.double() if double else model


def frame(**changes: Any) -> pd.DataFrame:
    return FRAME.assign(**changes)


FAULTS: dict[str, Callable[[], Faults]] = {
    "complex numbers": lambda: Faults(
        Z,
        (Z.astype("complex64"), Z.tolist(), tuple(Z), Z * (1 + 1e-7), Z + 1e-7j),
        (
            (Z.conj(), "Element [0] of the result is 1-2j, expected 1+2j."),
            (Z.real, "Element [0] of the result is 1, expected 1+2j."),
            (Z + 1j * np.array([0, 0, 0.1]), "Element [2] of the result is 1000+0.1j"),
            (np.where(Z == 1e3, np.nan, Z), "Element [2] of the result is nan+0j"),
            (Z[:, None], "has the shape (3, 1), expected (3,)"),
            (Z.real.astype(int), "has the dtype int64, expected complex128"),
        ),
    ),
    "complex numbers: one": lambda: Faults(
        2 + 0j,
        (2.0, 2, np.complex64(2), np.array(2 + 0j), 2 + 1e-7j),
        (
            (2j, "is 0+2j, expected 2+0j"),
            (2 + 1e-3j, "is 2+0.001j, expected"),
            (np.array([2 + 0j]), "has the shape (1,), expected a single number"),
            (complex("nan"), "is nan+0j"),
            ("2+0j", "is a string, expected the complex number 2+0j"),
        ),
    ),
    "sets": lambda: Faults(
        {1, 2, 0.3, "a", (1, 2.0)},
        (
            frozenset([1, 2, 0.3, "a", (1, 2)]),
            {1.0, 2, 0.1 + 0.2, "a", (1, 2)},
            {np.int64(1), np.float64(2), 0.3, np.str_("a"), (True, 2)},
            {True, 2, np.float32(0.3), "a", (1, 2)},
            {1, 2, 0.3 + 1e-7, "a", (1, 2 + 1e-15)},
        ),
        (
            ({1, 2, 0.3, "a"}, "lacks the member (1, 2)."),
            ({1, 2, 0.3, "a", (1, 2), 7}, "has the unexpected member 7."),
            (
                {1, 2, 0.31, "b", (1, 2)},
                "lacks the members 'a', 0.3 and has the unexpected members 'b', 0.31.",
            ),
            ([1, 2, 0.3, "a", (1, 2.0)], "is a list of 5, expected a set of 5."),
            ({"1", 2, 0.3, "a", (1, 2)}, "lacks the member 1 and has the unexpected member '1'."),
            ({1: 1, 2: 1}, "is a dict, expected a set of 5"),
        ),
    ),
    "dicts": lambda: Faults(
        COUNTS,
        (
            dict(reversed(COUNTS.items())),
            {(0.0, True): 2.0, (1, "a"): 5, None: 1, 0.5: [1.0]},
            {(0, 1): 2, (1, "a"): np.int64(5), None: True + 0, np.float64(0.5): (1,)},
            {(0, 1): 2, (np.int64(1), np.str_("a")): 5, None: 1, np.float32(0.5): [1 + 1e-7]},
            {(0, 1): 2, (1, "a"): 5, None: 1, 0.5 + 1e-16: np.ones(1)},
        ),
        (
            (COUNTS | {(0, 1): 3}, "result[(0, 1)] is 3, expected 2."),
            (COUNTS | {0.5: [1.1]}, "result[0.5][0] is 1.1, expected 1."),
            (
                {key: COUNTS[key] for key in COUNTS if key is not None},
                "lacks the key None.",
            ),
            (COUNTS | {(1, 0): 2}, "has the unexpected key (1, 0)."),
            (COUNTS | {frozenset([2]): 2}, "has the unexpected key {2}."),
            (list(COUNTS.items()), "is a list of 4, expected a dict"),
        ),
    ),
    "whole numbers": lambda: Faults(
        3,
        (3.0, np.int64(3), np.float32(3), np.array(3), np.uint8(3)),
        (
            (4, "The result of f is 4, expected 3."),
            (3.001, "is 3.001, expected 3."),
            (True, "is True, expected the number 3."),
            ("3", "is a string, expected the number 3."),
            (np.array([3]), "has the shape (1,), expected a single number."),
            (3 + 0j, "is complex, expected real numbers."),
        ),
    ),
    "floats": lambda: Faults(
        4.0,
        (4, np.float32(4), 4 + 1e-6, np.array(4.0), np.longdouble(4)),
        (
            (4.001, "is 4.001, expected 4."),
            (np.nan, "is nan, expected 4."),
            (4 + 0j, "is complex, expected real numbers."),
            (np.array([4.0]), "has the shape (1,), expected a single number."),
            ("2.0", "is a string, expected the number 4."),
            (None, "is None, expected the number 4. Is a return missing?"),
        ),
    ),
    "arrays of numbers or bools": lambda: Faults(
        TWO,
        (
            TWO.tolist(),
            tuple(map(tuple, TWO)),
            np.asfortranarray(TWO),
            TWO.astype("f4"),
            TWO + 1e-7,
            list(TWO),
            np.ma.masked_array(TWO),
            TWO.astype(">f8"),
        ),
        (
            (TWO.T, "is the transpose of the expected value"),
            (TWO.ravel(), "has the shape (4,), expected (2, 2)."),
            (TWO.astype(int), "has the dtype int64, expected float64."),
            (TWO.astype(object), "is an array of objects of shape (2, 2), expected an array of sh"),
            (
                TWO + np.array([[0, 0], [0, 0.01]]),
                "Element [1, 1] of the result is 4.01, expected 4.",
            ),
            (
                np.ma.masked_greater(TWO, 3),
                "expected an array of shape (2, 2). Fill what is masked",
            ),
            (pd.DataFrame(TWO), "is a DataFrame, expected an array of shape (2, 2). Use its array"),
        ),
    ),
    "tuples, lists": lambda: Faults(
        (1, "a", [0.5, 2.0]),
        (
            [1, "a", [0.5, 2.0]],
            (1.0, "a", np.array([0.5, 2.0])),
            (np.int64(1), np.str_("a"), (0.5 + 1e-8, 2)),
            np.array([1, "a", [0.5, 2.0]], dtype=object),
            collections.namedtuple("Own", "a b c")(1, "a", [0.5, 2.0]),
        ),
        (
            ((1, "a"), "has 2 values, expected 3."),
            (("a", 1, [0.5, 2.0]), "The three values come in the wrong order"),
            ((1, "b", [0.5, 2.0]), "result[1] is 'b', expected 'a'."),
            ((1, "a", [0.5, 2.1]), "result[2][1] is 2.1, expected 2."),
            ((1, "a", [0.5]), "result[2] has 1 entry, expected 2."),
            ({1: "a"}, "is a dict, expected a tuple of 3."),
        ),
    ),
    "text, bytes, `True`, `False`, `None`: text": lambda: Faults(
        "naïve",
        (
            np.str_("naïve"),
            type("Own", (str,), {})("naïve"),
            np.array(["naïve"])[0],
            enum.StrEnum("Own", [("A", "naïve")]).A,
            pd.Series(["naïve"]).iloc[0],
        ),
        (
            ("naive", "is 'naive', expected 'naïve'."),
            ("naïve ", "is 'naïve ', expected 'naïve'."),
            ("nai\u0308ve", "expected 'naïve'."),
            ("naïve".encode(), "is bytes, expected a string."),
            (["naïve"], "is a list of 1, expected a string."),
        ),
    ),
    "tensors": lambda: Faults(
        tensor([1.0, 2.5]),
        (
            tensor([1.0, 2.5]).double(),
            nn().Parameter(tensor([1.0, 2.5])),
            tensor([1.0, 0, 2.5, 0])[::2],
            tensor([1.0, 2.5]) + 1e-7,
            tensor([1.0, 2.5]).requires_grad_() * 1,
        ),
        (
            (np.array([1.0, 2.5]), "is an array of shape (2,), expected a tensor of shape (2,)."),
            (tensor([2.0, 5.0]), "is 2 times the expected value"),
            (tensor([[1.0, 2.5]]), "has the shape (1, 2), expected (2,)."),
            (tensor([1, 2]), "has the dtype int64, expected float32."),
            (tensor([1.0, 2.51]), "Element [1] of the result is 2.51, expected 2.5."),
            ([1.0, 2.5], "is a list of 2, expected a tensor of shape (2,)."),
        ),
    ),
    "`nn.Sequential` of known layers, losses": lambda: Faults(
        network(),
        (
            nn().Sequential(network(), nn().Sequential()),
            nn().Sequential(*network()),
            type("Own", (nn().Sequential,), {})(*network()),
            network(grow=1 + 1e-7),
            network().eval(),
        ),
        (
            (network(grow=1.001), "model[0].weight is 1.001 times the expected value"),
            (
                nn().Sequential(network()[0], nn().Tanh()),
                "is Sequential(Linear(2, 3), Tanh()), exp",
            ),
            (network()[0], "is Linear(2, 3), expected Sequential(Linear(2, 3), Sigmoid())."),
            (network().requires_grad_(False), "whose parameters have requires_grad=False"),
            (list(network()), "is a list of 2, expected Sequential("),
        ),
    ),
    "arrays of text or objects": lambda: Faults(
        WORDS,
        (
            WORDS.tolist(),
            WORDS.astype(object),
            tuple(map(tuple, WORDS)),
            WORDS.T.copy().T,
            WORDS.astype("U30"),
        ),
        (
            (np.char.upper(WORDS), "result[0, 0] is 'A', expected 'a'."),
            (np.where(WORDS == "", "x", WORDS), "result[1, 0] is 'x', expected ''."),
            (WORDS.T, "result[0, 1] is '', expected 'bc'."),
            (WORDS.ravel(), "has the shape (4,), expected (2, 2)."),
            (["a", "bc", "", "ü"], "has the shape (4,), expected (2, 2)."),
            (np.array([[1, 2], [3, 4]]), "result[0, 0] is the number 1, expected a string."),
            ("abc", "is a string, expected an array of text of shape (2, 2)"),
        ),
    ),
    "arrays of text or objects: objects": lambda: Faults(
        np.array([None, 1, 0.5, "a", [1, 2]], dtype=object),
        (
            [None, 1, 0.5, "a", [1, 2]],
            (np.nan, 1.0, np.float32(0.5), "a", (1, 2)),
            np.array([np.nan, 1, 0.5, np.str_("a"), np.array([1, 2])], dtype=object),
            [None, np.int64(1), 0.5 + 1e-8, "a", [1.0, 2]],
            np.array([pd.NA, True + 0, 0.5, "a", [1, 2]], dtype=object),
        ),
        (
            ([0, 1, 0.5, "a", [1, 2]], "result[0] is 0, expected None."),
            ([None, 2, 0.5, "a", [1, 2]], "result[1] is 2 times the expected value"),
            ([None, 1, 0.6, "a", [1, 2]], "result[2] is 0.6, expected 0.5."),
            ([None, 1, 0.5, "b", [1, 2]], "result[3] is 'b', expected 'a'."),
            ([None, 1, 0.5, "a", [1, 3]], "result[4][1] is 3, expected 2."),
            ([None, 1, 0.5, "a"], "has the shape (4,), expected (5,)."),
        ),
    ),
    "dates, times and durations": lambda: Faults(
        NOON,
        (
            pd.Timestamp(NOON),
            np.datetime64("2020-03-01T12"),
            np.datetime64("2020-03-01T12:00:00.000000000"),
            np.array("2020-03-01T12:00", dtype="datetime64[s]"),
            type("Own", (datetime.datetime,), {})(2020, 3, 1, 12),
        ),
        (
            (NOON.date(), "is the date 2020-03-01, expected the time 2020-03-01 12:00:00.000000."),
            (NOON.replace(microsecond=1), "is the time 2020-03-01 12:00:00.000001, expected"),
            (NOON.replace(tzinfo=datetime.UTC), "is the time 2020-03-01 12:00:00.000000 UTC"),
            (pd.NaT, "is the time NaT, expected"),
            ("2020-03-01 12:00", "is a string, expected the time 2020-03-01 12:00:00.000000."),
            (NOON - NOON, "is the duration 0:00:00, expected the time"),
        ),
    ),
    "dates, times and durations: with a zone": lambda: Faults(
        NOON.replace(tzinfo=datetime.UTC),
        (
            pd.Timestamp(NOON, tz="UTC"),
            pd.Timestamp(NOON, tz="UTC").tz_convert("Europe/Berlin"),
            NOON.replace(tzinfo=ZoneInfo("UTC")),
            NOON.replace(hour=14, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
            NOON.replace(hour=7, tzinfo=ZoneInfo("America/New_York")),
        ),
        (
            (NOON, "is the time 2020-03-01 12:00:00.000000, expected"),
            (pd.Timestamp(NOON), "is the time 2020-03-01 12:00:00"),
            (NOON.replace(tzinfo=ZoneInfo("Europe/Berlin")), "2020-03-01 11:00:00.000000 UTC"),
            (np.datetime64(NOON), "is the time 2020-03-01 12:00:00.000000, expected"),
            (None, "is None, expected the time 2020-03-01 12:00:00.000000 UTC"),
        ),
    ),
    "dates, times and durations: durations": lambda: Faults(
        datetime.timedelta(days=1),
        (
            pd.Timedelta(days=1),
            np.timedelta64(24, "h"),
            np.timedelta64(86400 * 10**9, "ns"),
            datetime.timedelta(hours=24),
            np.array(1, dtype="timedelta64[D]"),
        ),
        (
            (
                datetime.timedelta(days=1, microseconds=1),
                "is the duration 1 day, 0:00:00.000001, expected",
            ),
            (
                np.timedelta64(1, "h"),
                "is the duration 1:00:00, expected the duration 1 day, 0:00:00",
            ),
            (pd.Timedelta(1), "is the duration 1 ns, expected"),
            (86400.0, "is the number 86400, expected the duration"),
            (np.timedelta64("NaT", "s"), "is the duration NaT"),
        ),
    ),
    "dates, times and durations: arrays": lambda: Faults(
        DAYS,
        (
            DAYS.astype("datetime64[D]"),
            DAYS.astype(">M8[s]"),
            list(DAYS),
            [datetime.date(2020, 1, 1), pd.Timestamp("2020-02-29"), None],
            np.array([NOON.replace(month=1, hour=0), datetime.date(2020, 2, 29), pd.NaT]),
        ),
        (
            (DAYS + np.timedelta64(1, "ns"), "Element [0] of the result is 2020-01-01T00:00:00.0"),
            (
                DAYS.astype("datetime64[M]"),
                "Element [1] of the result is 2020-02, expected 2020-02",
            ),
            (DAYS[:2], "has the shape (2,), expected (3,)"),
            (DAYS.astype("int64"), "has the dtype int64, expected datetime64[ns]"),
            (DAYS - DAYS[0], "has the dtype timedelta64[ns], expected datetime64[ns]"),
            (DAYS.astype(str), "is an array of text of shape (3,), expected an array of shape"),
            (np.where(np.isnat(DAYS), DAYS[0], DAYS), "Element [2] of the result is 2020-01-01"),
        ),
    ),
    "DataFrames": lambda: Faults(
        FRAME,
        (
            FRAME[FRAME.columns[::-1]],
            frame(sort=["u", "v", "u"], at=DAYS.astype("datetime64[s]")),
            frame(who=pd.array(["x", "y", None], dtype="string")),
            frame(sort=pd.Categorical(["u", "v", "u"], categories=["v", "u", "w"], ordered=True)),
            frame(who=np.array(["x", "y", np.nan], dtype=object)),
            FRAME.astype({2020: "float32", "at": object, "took": "timedelta64[ms]"}),
        ),
        (
            (frame(who=["x", "Y", None]), "Row 1 of column who is 'Y', expected 'y'."),
            (frame(who=["x", "y", ""]), "Row 2 of column who is '', expected "),
            (frame(sort=["u", "v", "v"]), "Row 2 of column sort is 'v', expected 'u'."),
            (frame(at=DAYS + np.timedelta64(1, "s")), "Row 0 of column at is 2020-01-01T00:00:01"),
            (frame(took=[1, 2, 3]), "column took has the dtype int64, expected timedelta64["),
            (FRAME.rename(columns={2020: "2020"}), "has the columns at, who, sort, took, 2020,"),
            (
                FRAME.drop(columns=pd.Timestamp("2020-01-01")),
                "expected at, who, sort, took, 2020, 2",
            ),
            (FRAME.set_index("who"), "Row 0 of the index is a string, expected the number 0."),
        ),
    ),
    "Series, Index": lambda: Faults(
        SERIES,
        (
            SERIES.astype("float32"),
            SERIES.astype(object),
            SERIES.rename_axis("step"),
            SERIES.set_axis(pd.CategoricalIndex(["a", "b", "c"])),
            SERIES.astype("Float64"),
            SERIES * (1 + 1e-7),
        ),
        (
            (SERIES.rename("error"), "The name of the Series: found error, expected loss."),
            (SERIES + np.array([0, 0, 0.1]), "Row 2 of the Series is -1.9, expected -2."),
            (SERIES.set_axis(["a", "b", "d"]), "Row 2 of the index is 'd', expected 'c'."),
            (SERIES[:2], "The index has 2 entries, expected 3."),
            (SERIES.iloc[::-1], "Row 0 of the index is 'c', expected 'a'."),
            (
                SERIES.reset_index(drop=True),
                "Row 0 of the index is the number 0, expected a string.",
            ),
            (SERIES.to_numpy(), "is an array of shape (3,), expected a Series of 3"),
            (SERIES.to_frame(), "is a DataFrame, expected a Series of 3"),
            (SERIES.to_dict(), "is a dict, expected a Series of 3"),
        ),
    ),
    "Series, Index: times": lambda: Faults(
        pd.Series(["u", None, "w"], index=pd.DatetimeIndex(DAYS[:2]).append(pd.Index([NOON]))),
        (
            pd.Series(["u", np.nan, "w"], index=[*DAYS[:2], NOON], name="any"),
            pd.Series(["u", None, "w"], dtype="category", index=[*DAYS[:2], NOON]),
            pd.Series(["u", pd.NA, "w"], dtype="string", index=[*DAYS[:2], NOON]),
            pd.Series(np.array(["u", None, "w"], dtype=object), index=[*DAYS[:2], NOON]),
            pd.Series(["u", None, "w"], index=pd.Index([*DAYS[:2], NOON], dtype=object)),
        ),
        (
            (
                pd.Series(["u", "", "w"], index=[*DAYS[:2], NOON]),
                "Row 1 of the Series is '', expected ",
            ),
            (pd.Series(["u", None, "v"], index=[*DAYS[:2], NOON]), "Row 2 of the Series is 'v'"),
            (pd.Series(["u", None, "w"], index=[*DAYS[:2], DAYS[0]]), "Row 2 of the index is 2020"),
            (pd.Series(["u", None, "w"]), "The index has the dtype int64, expected datetime64["),
            (["u", None, "w"], "is a list of 3, expected a Series of 3"),
        ),
    ),
    "Series, Index: an index": lambda: Faults(
        pd.Index([1, 2, 3], name="step"),
        (
            pd.RangeIndex(1, 4, name="step"),
            pd.Index([1.0, 2, 3], name="step"),
            pd.Index([1, 2, 3], dtype="uint8", name="step"),
            pd.Index([1, 2, 3], dtype=object, name="step"),
            pd.CategoricalIndex([1, 2, 3], name="step"),
        ),
        (
            (pd.Index([1, 2, 4], name="step"), "Row 2 of the Index is 4, expected 3."),
            (pd.Index([1, 2, 3]), "The name of the Index: found None, expected step."),
            (pd.Index([3, 2, 1], name="step"), "Row 0 of the Index is 3, expected 1."),
            (pd.Index(["1", "2", "3"], name="step"), "Row 0 of the Index is a string, expected"),
            ([1, 2, 3], "is a list of 3, expected an Index of 3"),
        ),
    ),
    "dataclasses and named tuples of the assignment's own": lambda: Faults(
        Point(1.0, [2, 3]),
        (
            Point(1.0, (2, 3)),
            Point(1, np.array([2, 3])),
            Point(np.float32(1), [2, 3.0]),
            renamed(dataclasses.make_dataclass("Own", ["y", "x"]), "Point")([2, 3], 1.0),
            renamed(Frozen, "Point")(1.0, [2, 3]),
        ),
        (
            (Point(1.1, [2, 3]), "x is 1.1, expected 1."),
            (Point(1.0, [2, 4]), "y[1] is 4, expected 3."),
            (Point(1.0, None), "y is None, expected a list of 2."),
            (renamed(dataclasses.make_dataclass("Own", ["x"]), "Point")(1.0), "lacks the field y."),
            (
                renamed(dataclasses.make_dataclass("Own", ["x", "z"]), "Point")(1.0, 2),
                "lacks the field y and has the unexpected field z.",
            ),
            (Frozen(1.0, [2, 3]), "is a Frozen, expected a Point."),
            ((1.0, [2, 3]), "is a tuple of 2, expected a Point."),
            ({"x": 1.0, "y": [2, 3]}, "is a dict, expected a Point."),
        ),
    ),
    "dataclasses and named tuples of the assignment's own: named tuples": lambda: Faults(
        Fit(0.5, np.ones(2)),
        (
            (0.5, np.ones(2)),
            [0.5, [1.0, 1.0]],
            Fit(slope=0.5, residuals=[1, 1 + 1e-7]),
            collections.namedtuple("Fit", "slope residuals")(0.5, np.ones(2, "float32")),
            collections.namedtuple("Fit", "residuals slope")(np.ones(2), 0.5),
        ),
        (
            (Fit(0.6, np.ones(2)), "slope is 0.6, expected 0.5."),
            ((0.5, np.zeros(2)), "residuals[0] is 0, expected 1."),
            ((np.ones(2), 0.5), "residuals is the number 0.5, expected an array of shape (2,)."),
            ((0.5,), "is a tuple of 1, expected a named tuple Fit."),
            (
                collections.namedtuple("Fit", "slope rest")(0.5, 1),
                "lacks the field residuals and h",
            ),
            (collections.namedtuple("Line", "a b")(0.5, 1), "is a named tuple Line, expected a n"),
            (0.5, "is the number 0.5, expected a named tuple Fit."),
        ),
    ),
    "masked arrays": lambda: Faults(
        MASKED,
        (
            MASKED.astype("float32"),
            np.ma.masked_invalid([1.0, np.nan, 3.0, np.inf]),
            np.ma.masked_array([1.0, 99.0, 3.0, -1.0], mask=MASKED.mask, fill_value=7),
            np.ma.masked_array([1.0, 2.0, 3.0, 4.0], mask=MASKED.mask, hard_mask=True),
            np.ma.masked_greater([1.0, 5.0, 3.0 + 1e-7, 5.0], 4),
        ),
        (
            (np.ma.masked_array([1, 2, 3, 4.0], [0, 1, 0, 0]), "Element [3] of the result is 4, e"),
            (np.ma.masked_array([1, 2, 3, 4.0], [0, 1, 1, 1]), "is masked, expected 3."),
            (np.ma.masked_array([1, 2, 3.1, 4], MASKED.mask), "Element [2] of the result is 3.1"),
            (MASKED.filled(0), "Element [1] of the result is 0, expected masked."),
            (MASKED[:2], "has the shape (2,), expected (4,)"),
            (MASKED.compressed(), "has the shape (2,), expected (4,)"),
            ([1.0, None, 3.0, None], "is a list of 4, expected a masked array of shape (4,)"),
        ),
    ),
    "sparse arrays and matrices of SciPy": lambda: Faults(
        sparse().csr_array(GRID),
        (
            sparse().csr_matrix(GRID),
            sparse().csc_array(GRID.astype("float32")),
            sparse().lil_array(GRID),
            sparse().coo_array(([1, 1, -3, 0], ([0, 0, 2, 1], [1, 1, 0, 1])), (3, 2), float),
            sparse().dok_array(GRID * (1 + 1e-7)),
            sparse().bsr_array(GRID),
        ),
        (
            (sparse().csr_array(GRID + np.eye(3, 2)), "Element [0, 0] of the result is 1, expect"),
            (sparse().csr_array(GRID * (GRID > 0)), "Element [2, 0] of the result is 0, expected"),
            (sparse().csr_array(GRID.T), "has the shape (2, 3), expected (3, 2)"),
            (GRID, "expected a sparse array of shape (3, 2). Convert it: `scipy.sparse.csr_array("),
            (
                sparse().csr_array(GRID * 1.001),
                "Element [0, 1] of the result is 2.002, exp",
            ),
            (sparse().csr_array(GRID * np.nan), "Element [0, 0] of the result is nan, exp"),
            (sparse().csr_array(GRID.astype(int)), "has the dtype int64, expected float64"),
        ),
    ),
    "other layers and models of PyTorch": lambda: Faults(
        net(),
        (
            net(name="Classifier"),
            net(order=-1),
            net(double=True),
            net(forward=lambda self, x: x),
            net(grow=1 + 1e-7),
            nn().ModuleDict({"first": net().first, "last": net().last}),
        ),
        (
            (net(grow=1.001), "first.weight is 1.001 times the expected value"),
            (net(last=nn().Linear(3, 1, bias=False)), "lacks the parameter last.bias."),
            (net(last=nn().Linear(3, 2)), "last.weight has the shape (2, 3), expected (1, 3)."),
            (net(more=nn().Linear(1, 1)), "has the unexpected parameters more.weight, more.bias."),
            (nn().Sequential(net().first, net().last), "lacks the parameters first.weight, first."),
            (net().first, "has the unexpected parameters weight, bias."),
            (dict(net().state_dict()), "is a dict, expected a Net with a forward pass or hooks o"),
        ),
    ),
    "other layers and models of PyTorch: layers": lambda: Faults(
        convolutions(),
        (
            nn().Sequential(*convolutions()),
            convolutions(name="Own"),
            convolutions(double=True),
            nn().Sequential(nn().Sequential(*convolutions())),
            convolutions(grow=1 + 1e-7),
        ),
        (
            (convolutions(padding=1), "expected Sequential(Conv2d(1, 2, kernel_size=(3, 3), str"),
            (convolutions(p=0.4), "Dropout(p=0.4, inplace=False)"),
            (convolutions(grow=1.001), "is 1.001 times the expected value"),
            (nn().Sequential(*list(convolutions())[:2]), "is Sequential(Conv2d(1, 2, kernel_"),
            (nn().Sequential(*list(convolutions())[::-1]), "is Sequential(Dropout(p=0.5, inplac"),
        ),
    ),
    "text, bytes, `True`, `False`, `None`: bytes": lambda: Faults(
        b"\x00ab\xff",
        (
            type("Own", (bytes,), {})(b"\x00ab\xff"),
            np.bytes_(b"\x00ab\xff"),
            bytes([0, 97, 98, 255]),
            bytes(bytearray(b"\x00ab\xff")),
            bytes.fromhex("006162ff"),
        ),
        (
            (b"\x00ab", r"is b'\x00ab', expected b'\x00ab\xff'"),
            (b"\x00AB\xff", r"is b'\x00AB\xff', expected"),
            ("\x00ab\xff", "is a string, expected bytes"),
            ([0, 97, 98, 255], "is a list of 4, expected bytes"),
            (bytearray(b"\x00ab\xff"), "is a value of type bytearray, expected bytes"),
        ),
    ),
}


# A library that a kind is of, where students may not have it.
NEEDS = {
    "sparse arrays and matrices of SciPy": "scipy",
    "tensors": "torch",
    "`nn.Sequential` of known layers, losses": "torch",
    "other layers and models of PyTorch": "torch",
    "other layers and models of PyTorch: layers": "torch",
}
