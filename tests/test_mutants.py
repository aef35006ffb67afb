"""Small changes of a reference: which there are, and which of them no case catches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from courses import TINY_EXERCISES, run
from working import needs_linux

from autograder.authoring.room import Room
from autograder.building.mutants import mutants

Tiny = Callable[..., Room]


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("return 2 * x", ["return 2 / x", "return 2", "return x", "return 3 * x"]),
        ("return x.T", ["return x"]),
        ("return -x", ["return x"]),
        ("return np.sum(x, axis=0)",
         ["return np.mean(x, axis=0)", "return x", "return np.sum(x)", "return np.sum(x, axis=1)"]),
        ("return float(x.item())", []),
        ("return np.dot(x, x.T)",
         ["return x", "return np.dot(x.T, x)", "return np.dot(x, x)"]),
        ("return x, True", ["return (True, x)", "return (x, False)"]),
        ("return x if x.size < 3 else 0.5",
         ["return x if x.size <= 3 else 0.5", "return x if x.size < 4 else 0.5",
          "return x if x.size < 3 else 1.0"]),
    ],
)  # fmt: skip
def test_a_constant_an_operator_or_a_call_is_changed_at_a_time(
    tiny: Tiny, tiny_script: str, body: str, after: list[str]
) -> None:
    room = tiny(tiny_script.replace("return 2 * x", body))
    made = list(mutants(room, "double"))
    assert sorted(mutant.after for mutant in made) == sorted(after)
    assert {mutant.before for mutant in made} <= {body, body.replace("x, True", "(x, True)")}
    assert {mutant.line for mutant in made} <= {9}
    assert all(mutant.after in mutant.script for mutant in made)


def test_defaults_are_changed_too(tiny: Tiny) -> None:
    made = [mutant.after for mutant in mutants(tiny(), "total")]
    assert any("start=1.0" in after for after in made)


@needs_linux
def test_what_no_case_catches_is_listed_with_both_lines(tiny: Tiny) -> None:
    """Only zeros are doubled, so that three times is as right as twice."""
    zeros = "yield random.normal(size=(2, 3)),\n    yield random.normal(size=(4, 1)),"
    assert zeros in TINY_EXERCISES
    room = tiny(exercises=TINY_EXERCISES.replace(zeros, "yield np.zeros((2, 3)),"))
    out, told = run(room.root, "mutants", "tiny", "double", "--jobs", "1")
    assert out == (
        "double, tiny.py line 9 passes with\n"
        "    return x\n"
        "    in the place of\n"
        "    return 2 * x\n"
        "double, tiny.py line 9 passes with\n"
        "    return 3 * x\n"
        "    in the place of\n"
        "    return 2 * x\n"
    )
    assert told == (
        "4 mutants: 2 fail, 2 pass.\n"
        "A mutant that passes is the same function in other words, or shows a missing case.\n"
    )


@needs_linux
def test_an_exercise_that_is_not_there_is_told(tiny: Tiny) -> None:
    _, told = run(tiny().root, "mutants", "tiny", "dubble", code=2)
    assert told == "tiny has no exercise 'dubble'. Is double meant?\nIt has double, total.\n"
