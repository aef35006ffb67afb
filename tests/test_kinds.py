"""Each kind of value through the real judge: subtly wrong results, and unusual right ones.

Every kind has its row in the manual's table, five wrong results here with what is said of them,
and five right ones that a test of equality would refuse.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime
import enum
import importlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from autograder.authoring.answers import make_key
from autograder.authoring.blank import blank
from autograder.authoring.refusals import AnswerError, refusal
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.judging.judge import judge
from autograder.judging.trial import FORM
from autograder.key import Key, KeyCase, KeyExercise, Parameter
from autograder.key.form import read_key, write_key
from autograder.reports.report import Report, Verdict
from autograder.student.caller import InProcess
from autograder.values import (
    first_unsupported,
    freeze,
    from_bytes,
    from_json,
    same,
    to_bytes,
    to_json,
)
from autograder.values.compare import FORM_ONLY, OFF_SEED, differences
from autograder.values.kinds import ROWS
from autograder.values.outcome import Outcome

linux = pytest.mark.skipif(sys.platform != "linux", reason="the worker's limits need Linux")
Function = Callable[..., Any]


@dataclass(frozen=True)
class Faults:
    """What a reference returns, what else is right, and what is wrong with what is said of it."""

    expected: Any
    right: tuple[Any, ...]
    wrong: tuple[tuple[Any, str], ...]


CLASSES: dict[str, type] = {}


class Travelling(InProcess):
    """A caller of functions here whose results travel as those of a worker do."""

    def call(self, *given: Any) -> Outcome:  # noqa: D102
        outcome = super().call(*given)
        return replace(outcome, value=from_bytes(*to_bytes({"value": outcome.value}))["value"])


def key_of(reference: Function, *args: Any, **options: Any) -> Key:
    """A key with one case, as it comes back from a file."""
    given = freeze(args)
    expected = freeze(reference(*args))
    assert first_unsupported((expected, given), "") is None
    case = KeyCase(given, {}, expected, OFF_SEED, False, False, {})
    names = tuple(Parameter(f"x{number}") for number, _ in enumerate(args))
    exercise = KeyExercise(
        name="f", title="f", points=1.0, parameters=names, hints=(), mistakes={}, cases=(case,),
        **options,
    )  # fmt: skip
    key = Key("work", "Work", False, frozenset(), {}, {}, frozenset(), (exercise,))
    return read_key(json.loads(json.dumps(write_key(key), allow_nan=False)))


def verdict_of(key: Key, function: Function, folder: Path) -> Verdict:
    """What is said of a function that a student wrote."""
    (verdict,) = judge(key, Travelling({"f": function, **CLASSES}, {}, folder))
    return verdict


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
EVERY_KIND = pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=pytest.mark.skipif(not find_spec(NEEDS.get(kind, "numpy")),
                                                    reason=f"needs {NEEDS.get(kind)}"))
        for kind in FAULTS
    ],
)  # fmt: skip


@EVERY_KIND
def test_an_unusual_right_result_of_each_kind_passes(kind: str, tmp_path: Path) -> None:
    faults = FAULTS[kind]()
    key = key_of(lambda: faults.expected)
    assert len(faults.right) >= 5
    for result in (faults.expected, *faults.right):
        verdict = verdict_of(key, lambda result=result: result, tmp_path)
        assert (verdict.status, verdict.message) == ("passed", ""), result


@EVERY_KIND
def test_a_subtly_wrong_result_of_each_kind_fails_and_says_why(kind: str, tmp_path: Path) -> None:
    faults = FAULTS[kind]()
    key = key_of(lambda: faults.expected)
    assert len(faults.wrong) >= 5
    for result, words in faults.wrong:
        verdict = verdict_of(key, lambda result=result: result, tmp_path)
        assert verdict.status == "failed", result
        assert words in verdict.message
        assert verdict.fingerprint not in ("", "varies")


PASSED = pytest.mark.parametrize(
    "kind",
    [one for one in EVERY_KIND.args[1] if not one.values[0].startswith("other layers")],
)


@PASSED
def test_an_argument_of_each_kind_arrives_as_what_it_is(kind: str, tmp_path: Path) -> None:
    expected = FAULTS[kind]().expected
    arrived: list[Any] = []
    key = key_of(lambda x: None, expected)
    verdict = verdict_of(key, arrived.append, tmp_path)
    assert verdict.status == "passed", verdict.message
    assert type(arrived[0]) is type(expected)
    assert same(freeze(arrived[0]), freeze(expected))


@EVERY_KIND
def test_a_result_of_another_kind_is_wrong_and_breaks_nothing(kind: str, tmp_path: Path) -> None:
    expected = FAULTS[kind]().expected
    key = key_of(lambda: expected)
    for other, make in FAULTS.items():
        if not find_spec(NEEDS.get(other, "numpy")):
            continue
        verdict = verdict_of(key, lambda make=make: make().expected, tmp_path)
        assert (verdict.status == "passed") == (other == kind), other
        assert bool(verdict.message) == (other != kind)


@EVERY_KIND
def test_of_each_kind_the_form_alone_can_be_compared(kind: str) -> None:
    """As in a long case, of which a public key must not tell the answer."""
    expected = freeze(FAULTS[kind]().expected)
    form = from_json(json.loads(json.dumps(to_json(blank(expected)))))
    found = differences(expected, form, FORM_ONLY)
    assert [one for one in found if one.kind in FORM] == []


def test_an_argument_of_a_class_arrives_as_an_instance_of_the_students(tmp_path: Path) -> None:
    """It may have methods that the released class lacks, and make more of its fields."""

    class Own:
        def __init__(self, x: float, y: Any) -> None:
            self.x, self.y, self.sum = x, y, x + sum(y)

    key = key_of(lambda point: point.x, Point(1.0, [2, 3]))
    caller = Travelling({"f": lambda p: p.sum - 5, "Point": Own}, {}, tmp_path)
    (verdict,) = judge(key, caller)
    assert (verdict.status, verdict.message) == ("passed", "")


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        ({}, "f cannot be called: the class Point, of which its arguments are, is not defined."),
        ({"Point": 3}, "the class Point, of which its arguments are, is not defined. Restore it"),
        ({"Point": Fit}, "Point(x=…, y=…) raises TypeError: "),
        ({"Point": type("Point", (), {"__slots__": ()})}, "Point(x=…, y=…) raises TypeError"),
    ],
)
def test_a_class_that_a_student_deleted_is_named(
    classes: dict[str, Any], words: str, tmp_path: Path
) -> None:
    key = key_of(lambda points: points[0].x, [Point(1.0, [2, 3])])
    caller = Travelling({"f": lambda points: points[0].x, **classes}, {}, tmp_path)
    (verdict,) = judge(key, caller)
    assert (verdict.status, verdict.points) == ("exception", 0.0)
    assert words in verdict.message


def test_an_instance_that_is_changed_is_noticed(tmp_path: Path) -> None:
    def move(point: Point) -> float:
        point.x += 1
        return point.x - 1

    verdict = verdict_of(key_of(lambda point: point.x, Point(1.0, [])), move, tmp_path)
    assert "f changes its argument x0" in verdict.message


def test_a_librarys_named_tuple_is_a_tuple(tmp_path: Path) -> None:
    expected = np.linalg.eigh(np.eye(2))
    assert isinstance(freeze(expected), tuple)
    key = key_of(lambda: expected)
    assert verdict_of(key, lambda: tuple(expected), tmp_path).status == "passed"
    assert verdict_of(key, lambda: Fit(*expected), tmp_path).status == "passed"


def test_a_complex_number_is_not_accepted_for_a_real_one(tmp_path: Path) -> None:
    for expected, result in [(1.5, 1.5 + 0j), (np.ones(2), np.ones(2) + 0j), (np.ones(1), [1j])]:
        verdict = verdict_of(key_of(lambda e=expected: e), lambda r=result: r, tmp_path)
        assert verdict.status == "failed"
        assert "is complex, expected real numbers. Is `.real`" in verdict.message


def test_each_row_of_the_manual_is_tried_here() -> None:
    """Figures are tried in a module of their own."""
    tried = {kind.partition(":")[0] for kind in FAULTS}
    assert tried | {"matplotlib figures"} == {row.kind for row in ROWS}


# --- random generators --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.random.default_rng(7),
        lambda: np.random.default_rng([1, 2]).spawn(2)[1],
        lambda: np.random.Generator(np.random.MT19937(7)),
        lambda: np.random.Generator(np.random.Philox(7)),
        lambda: np.random.Generator(np.random.SFC64(7)),
        lambda: np.random.Generator(np.random.PCG64DXSM(7)),
        lambda: np.random.RandomState(7),
    ],
    ids=range(7),
)
def test_each_call_gets_a_fresh_generator_in_the_same_state(
    make: Callable[[], Any], tmp_path: Path
) -> None:
    """Also in the middle of a stream, where half a number is kept."""
    expected, given = make(), make()
    for generator in (expected, given):
        generator.normal(size=3)
        generator.bytes(3)

    def draw(random: Any) -> Any:
        return [random.normal(size=3), random.bytes(5), random.permutation(5)]

    key = key_of(draw, given)
    for _ in range(2):
        verdict = verdict_of(key, draw, tmp_path)
        assert (verdict.status, verdict.message) == ("passed", "")
    assert same(freeze(draw(expected)), key.exercises[0].cases[0].expected)
    verdict = verdict_of(key, lambda random: [draw(random), draw(random)][1], tmp_path)
    assert verdict.status == "failed"


def test_children_of_a_generator_are_those_of_its_seed(tmp_path: Path) -> None:
    def children(random: np.random.Generator) -> Any:
        return [child.normal() for child in random.spawn(2)]

    given = np.random.default_rng(3)
    given.spawn(1)
    assert verdict_of(key_of(children, given), children, tmp_path).status == "passed"


def test_another_generator_and_another_seed_are_noticed(tmp_path: Path) -> None:
    key = key_of(lambda random: random.normal(size=2), np.random.default_rng(7))
    for wrong in (
        lambda random: np.random.default_rng(8).normal(size=2),
        lambda random: random.normal(size=3)[1:],
        lambda random: np.random.RandomState(7).normal(size=2),
    ):
        assert verdict_of(key, wrong, tmp_path).status == "failed"
    verdict = verdict_of(key, lambda random: random, tmp_path)
    assert verdict.message.startswith("The result of f is a random generator, expected an array")


def test_an_argument_beside_a_generator_is_still_noticed_when_it_changes(tmp_path: Path) -> None:
    def shuffled(random: Any, items: list[Any]) -> Any:
        random.shuffle(items[0])
        return items[0].sum()

    key = key_of(lambda random, items: items[0].sum(), np.random.default_rng(7), [np.arange(9.0)])
    verdict = verdict_of(key, shuffled, tmp_path)
    assert "f changes its argument x1, which belongs to the caller." in verdict.message


def test_a_generator_cannot_be_returned() -> None:
    said = refusal(freeze({"a": np.random.default_rng(1)}), "result", "{}")
    assert said == "result holds a random generator, which can only be passed, not returned."
    assert refusal(freeze(np.random.default_rng(1)), "x", "{}", is_passed=True) is None


# --- through a course, and in a worker ----------------------------------------------------------

CLASSES_OF_A_COURSE = """

@assignment.exercise(points=1)
def distance(random):
    '''how far a point is'''
    yield case(reference.Point(3.0, 4.0), np.random.default_rng(7))
    yield case(reference.Point(1.0, 2.0), np.random.default_rng(8))


@distance.mistake
def y_is_missing(point, random):
    '''y is missing.'''
    return reference.Step(point.x, {"n": 2})
"""
SCRIPT = """
# %%
from dataclasses import dataclass
from typing import NamedTuple


@dataclass
class Point:
    x: float
    y: float


class Step(NamedTuple):
    size: float
    counts: dict


# %%
def distance(point, random):
    ### BEGIN SOLUTION
    random.normal()
    return Step((point.x**2 + point.y**2) ** 0.5, {"n": 2})
    ### END SOLUTION
"""


@linux
def test_an_argument_of_a_scripts_class_is_built_and_judged(
    tiny: Callable[..., Room], tiny_script: str, judged: Callable[..., Report]
) -> None:
    pytest.importorskip("jupytext", reason="what authors use reads the script")
    room = tiny(tiny_script + SCRIPT, extra=CLASSES_OF_A_COURSE)
    key = make_assignment_key(room, b"secret")
    (verdict,) = judged(key, room.script, only=["distance"]).verdicts
    assert (verdict.status, verdict.message) == ("passed", "")
    alone = room.script.replace("point.x**2 + ", "0.0 + ")
    (verdict,) = judged(key, alone, only=["distance"]).verdicts
    assert verdict.message == "size is 4, expected 5."
    alone = room.script.replace("class Point", "class Punkt")
    (verdict,) = judged(key, alone, only=["distance"]).verdicts
    assert verdict.message.startswith("distance cannot be called: the class Point, of which")


def test_an_argument_of_a_class_that_students_do_not_get_is_refused(
    tiny: Callable[..., Room], tiny_script: str
) -> None:
    head, definition, rest = SCRIPT.partition(
        "@dataclass\nclass Point:\n    x: float\n    y: float\n"
    )
    hidden = f"{head}### BEGIN SOLUTION\n{definition}### END SOLUTION\n{rest}"
    room = tiny(tiny_script + hidden, extra=CLASSES_OF_A_COURSE)
    with pytest.raises(AnswerError, match="an argument is a Point, a class that students do not"):
        make_key(room, (), ())


@linux
@PASSED
def test_a_worker_gets_and_returns_each_kind(kind: str, judged: Callable[..., Report]) -> None:
    """In the sandbox, where a library may not be imported yet."""
    expected = FAULTS[kind]().expected
    if type(expected).__name__ in CLASSES or NEEDS.get(kind) == "torch":
        return  # defined here and not there, or slow to import
    key = key_of(lambda x: x, expected)
    (verdict,) = judged(key, "def f(x0):\n    return x0\n").verdicts
    assert (verdict.status, verdict.message) == ("passed", "")


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (lambda: net(grow=3.0), ""),
        (lambda: net(last=nn().Linear(3, 2)), "last.weight has the shape (2, 3), expected (1, 3)."),
        (lambda: net(last=nn().Linear(3, 1, bias=False)), "lacks the parameter last.bias"),
        (lambda: net(grow=np.nan), "first.weight[0, 0] is nan"),
    ],
)
def test_of_a_models_structure_alone_names_and_shapes_count(
    result: Function, words: str, tmp_path: Path
) -> None:
    pytest.importorskip("torch")
    verdict = verdict_of(key_of(net, structure_only=True), result, tmp_path)
    assert (verdict.status == "passed") == (not words)
    assert words in verdict.message


def test_of_layers_that_are_not_looked_into_the_settings_are_structure(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    key = key_of(convolutions, structure_only=True)
    assert verdict_of(key, lambda: convolutions(grow=2.0), tmp_path).status == "passed"
    assert verdict_of(key, lambda: convolutions(padding=1), tmp_path).status == "failed"
    assert verdict_of(key, lambda: convolutions(grow=np.nan), tmp_path).status == "failed"


def test_a_model_of_ones_own_class_cannot_be_an_argument() -> None:
    pytest.importorskip("torch")
    said = refusal(freeze([net()]), "the argument x", "{}", is_passed=True)
    assert said is not None
    assert "which can only be returned, not passed" in said
