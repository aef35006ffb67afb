"""Functions of an author as arguments: what is sent with them, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from math import exp
from pathlib import Path

import numpy as np
import pytest
from numpy.linalg import norm

from autograder.authoring.portable import portable
from autograder.authoring.refusals import AnswerError
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.key import load, save_text
from autograder.reports.report import Report
from autograder.values import Code, freeze, from_bytes, same, thaw, to_bytes
from autograder.values.compare import OFF_SEED, differences
from autograder.worker.inside.calling import call

RATES = np.array([0.5, 2.0])
HERE = Path(__file__).name
Tiny = Callable[..., Room]


def helper(x: float) -> float:
    return exp(-x)


def decay(t: float, y: np.ndarray, power: float = math.pi) -> np.ndarray:
    """A docstring."""
    RATES_HERE = 3  # noqa: N806
    return -RATES * y * np.array([helper(t) for _ in range(2)]) ** power * RATES_HERE + norm(y) * 0


def factorial(n: int) -> int:
    return 1 if n == 0 else n * factorial(n - 1)


def test_a_function_is_sent_with_its_modules_helpers_and_constants(tmp_path: Path) -> None:
    code = portable(decay)
    assert code.text.startswith("import math as math\nfrom numpy.linalg import norm as norm")
    assert sorted(code.names) == ["RATES", "helper"]
    there = thaw(from_bytes(*to_bytes({"f": code}))["f"], tmp_path)
    y = np.array([1.0, 2.0])
    assert np.array_equal(there(0.3, y), decay(0.3, y))


def test_a_function_may_call_itself_and_use_what_is_around_it(tmp_path: Path) -> None:
    scale = 2.5

    def scaled(x: float) -> float:
        return scale * x

    assert thaw(portable(factorial), tmp_path)(5) == 120
    assert portable(scaled).names == {"scale": 2.5}
    assert thaw(portable(scaled), tmp_path)(2) == 5


def test_two_functions_are_the_same_if_their_texts_and_constants_are() -> None:
    assert same(portable(decay), portable(decay))
    assert not same(portable(decay), portable(helper))


def test_a_lambda_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match=rf"{HERE}, line \d+: a lambda cannot be sent"):
        portable(lambda x: x)


def test_a_name_that_cannot_be_sent_is_named_with_its_place() -> None:
    class Own:
        pass

    def make() -> object:
        return Own()

    with pytest.raises(ValueError, match=rf"{HERE}, line \d+: make uses Own, a type, which"):
        portable(make)
    with pytest.raises(ValueError, match="broken uses missing, which is not defined"):
        portable(broken)


def broken() -> object:
    return missing  # type: ignore[name-defined]  # noqa: F821


def test_what_a_function_does_to_its_own_constants_ends_with_the_call(tmp_path: Path) -> None:
    code = Code("f", "def f():\n    SEEN.append(1)\n    return len(SEEN)\n", {"SEEN": []})
    for _ in range(2):
        outcome = call(lambda f: f(), [code], {}, ["f"], tmp_path)
        assert (outcome.value, outcome.changed) == (1, ())


WITH_CALLABLE = """
# %%
import numpy as np


# %%
def double(x, f):
    ### BEGIN SOLUTION
    return 2 * f(x)
    ### END SOLUTION
"""
EXERCISES = """
import numpy as np
from autograder import Assignment, case
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Callables", reference=reference)


def square(x):
    return np.square(x) + {term}


@assignment.exercise(points=1)
def double(random):
    '''doubles what a function returns'''
    yield random.normal(size=3), square
    yield case(random.normal(size=2), f=square)
"""


def test_a_case_passes_a_function_and_the_key_keeps_it(tiny: Tiny, tmp_path: Path) -> None:
    key = make_assignment_key(tiny(WITH_CALLABLE, EXERCISES.format(term=1)))
    path = tmp_path / "key.json"
    path.write_text(save_text(key), encoding="utf-8")
    first, second = load(path).exercises[0].cases
    assert np.allclose(first.expected, 2 * (first.args[0] ** 2 + 1))
    assert same(second.keywords["f"], first.args[1])


def test_a_solution_as_an_argument_is_refused(tiny: Tiny) -> None:
    text = EXERCISES.format(term=1).replace("size=3), square", "size=3), reference.double")
    with pytest.raises(AnswerError, match="double is a solution, and its text would be in the key"):
        make_assignment_key(tiny(WITH_CALLABLE, text))


def test_a_function_is_passed_on_as_the_text_that_it_came_as(tmp_path: Path) -> None:
    code = portable(decay)
    assert freeze(thaw(code, tmp_path)) is code
    assert differences((code, 1.0), (portable(decay), 1.0 + 1e-9), OFF_SEED) == []
    assert differences((code, 1.0), (portable(helper), 1.0 + 1e-9), OFF_SEED) != []


TWICE = """
# %%
def step(f, x):
    ### BEGIN SOLUTION
    return x + f(x)
    ### END SOLUTION


# %%
def steps(f, x):
    ### BEGIN SOLUTION
    return step(f, step(f, x))
    ### END SOLUTION
"""
TWICE_EXERCISES = """
from autograder import Assignment
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Steps", reference=reference)


def half(x):
    return x / 2


@assignment.exercise(points=1)
def step(random):
    '''takes a step'''
    yield half, random.normal(size=3)


@assignment.exercise(points=2, uses=("step",))
def steps(random):
    '''takes two'''
    yield half, random.normal(size=3)
"""


def test_a_bug_in_what_takes_a_function_costs_once(
    tiny: Tiny, judged: Callable[..., Report]
) -> None:
    key = make_assignment_key(tiny(TWICE, TWICE_EXERCISES), b"secret")
    wrong = (
        "def step(f, x):\n    return x - f(x)\ndef steps(f, x):\n    return step(f, step(f, x))\n"
    )
    assert [verdict.points for verdict in judged(key, wrong).verdicts] == [0, 2]
