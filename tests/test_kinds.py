"""Each kind of value through the real judge: subtly wrong results, and unusual right ones.

Every kind has its row in the manual's table, five wrong results here with what is said of them,
and five right ones that a test of equality would refuse.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kinds import CLASSES, FAULTS, NEEDS, Fit, Point, convolutions, net, nn

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
    assert "which can only be returned, not passed" in said
