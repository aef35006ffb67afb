"""Each kind of value through the real judge: subtly wrong results, and unusual right ones.

Every kind has its row in the manual's table, five wrong results here with what is said of them,
and five right ones that a test of equality would refuse.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.judging.judge import judge
from autograder.key import Key, KeyCase, KeyExercise, Parameter
from autograder.key.form import read_key, write_key
from autograder.reports.report import Verdict
from autograder.student.caller import InProcess
from autograder.values import freeze, from_bytes, same, to_bytes
from autograder.values.compare import OFF_SEED
from autograder.values.kinds import ROWS
from autograder.values.outcome import Outcome

Function = Callable[..., Any]


@dataclass(frozen=True)
class Faults:
    """What a reference returns, what else is right, and what is wrong with what is said of it."""

    expected: Any
    right: tuple[Any, ...]
    wrong: tuple[tuple[Any, str], ...]


class Travelling(InProcess):
    """A caller of functions here whose results travel as those of a worker do."""

    def call(self, *given: Any) -> Outcome:  # noqa: D102
        outcome = super().call(*given)
        return replace(outcome, value=from_bytes(*to_bytes({"value": outcome.value}))["value"])


def key_of(reference: Function, *args: Any, **options: Any) -> Key:
    """A key with one case, as it comes back from a file."""
    case = KeyCase(freeze(args), {}, freeze(reference(*args)), OFF_SEED, False, False, {})
    names = tuple(Parameter(f"x{number}") for number, _ in enumerate(args))
    exercise = KeyExercise(
        name="f", title="f", points=1.0, parameters=names, hints=(), mistakes={}, cases=(case,),
        **options,
    )  # fmt: skip
    key = Key("work", "Work", False, frozenset(), {}, {}, frozenset(), (exercise,))
    return read_key(json.loads(json.dumps(write_key(key), allow_nan=False)))


def verdict_of(key: Key, function: Function, folder: Path) -> Verdict:
    """What is said of a function that a student wrote."""
    (verdict,) = judge(key, Travelling({"f": function}, {}, folder))
    return verdict


# --- complex numbers, sets, dicts, bytes --------------------------------------------------------

Z = np.array([1 + 2j, -3.5j, 1e3])
COUNTS = {(0, 1): 2, (1, "a"): 5, None: 1, 0.5: [1.0]}
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
NEEDS: dict[str, str] = {}
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


@EVERY_KIND
def test_an_argument_of_each_kind_arrives_as_what_it_is(kind: str, tmp_path: Path) -> None:
    expected = FAULTS[kind]().expected
    arrived: list[Any] = []
    key = key_of(lambda x: None, expected)
    verdict = verdict_of(key, arrived.append, tmp_path)
    assert verdict.status == "passed", verdict.message
    assert type(arrived[0]) is type(expected)
    assert same(freeze(arrived[0]), freeze(expected))


def test_a_complex_number_is_not_accepted_for_a_real_one(tmp_path: Path) -> None:
    for expected, result in [(1.5, 1.5 + 0j), (np.ones(2), np.ones(2) + 0j), (np.ones(1), [1j])]:
        verdict = verdict_of(key_of(lambda e=expected: e), lambda r=result: r, tmp_path)
        assert verdict.status == "failed"
        assert "is complex, expected real numbers. Is `.real`" in verdict.message


def test_the_manual_has_a_row_for_each_kind_that_is_tried_here() -> None:
    assert {kind.partition(":")[0] for kind in FAULTS} <= {row.kind for row in ROWS}
