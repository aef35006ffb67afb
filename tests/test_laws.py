"""What a case can ask beyond one call, and the laws that ask for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, TINY_EXERCISES, TRAINS_LONG, private_key_of

from autograder import case
from autograder.authoring.answers import make_key
from autograder.authoring.refusals import AnswerError
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room, assignment_names
from autograder.building.build import build
from autograder.building.verify import verify
from autograder.judging.judge import judge
from autograder.key import Key, load, save_text
from autograder.reports.report import Verdict
from autograder.student.caller import InProcess
from autograder.values.outcome import CallRules
from autograder.worker.inside.calling import call
from autograder.worker.request import Request

Tiny = Callable[..., Room]
Opened = Callable[..., Any]

# --- a function that is called twice --------------------------------------------------------------


def test_the_second_result_on_the_same_objects_counts(tmp_path: Path) -> None:
    def drop(numbers: list[int]) -> int:
        numbers.append(0)
        return len(numbers)

    for times, length in ((1, 3), (2, 4)):
        outcome = call(drop, [[5, 6]], {}, ["numbers"], tmp_path, CallRules(called=times))
        assert (outcome.value, outcome.changed) == (length, ("numbers",))


def test_every_call_starts_from_the_seed(tmp_path: Path) -> None:
    def draw() -> float:
        return float(np.random.rand())

    once, twice = (
        call(draw, [], {}, [], tmp_path, CallRules(seed=3, called=times)) for times in (1, 2)
    )
    assert once.value == twice.value


def test_a_worker_calls_as_often_as_it_is_told(opened: Opened) -> None:
    session = opened("seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)\n")
    request = Request("f", (1,), {}, ("x",), CallRules(called=3))
    assert session.call(request, "module", lambda *_: None).value == 3


def test_a_case_is_called_at_least_once() -> None:
    with pytest.raises(ValueError, match="called=0"):
        case(1, called=0)


# --- defaults as they are declared ----------------------------------------------------------------


def declared(function: Any, usual: Any = 50000) -> Any:
    """What is reported of the default of n."""
    rules = CallRules(declared={"n": usual})
    outcome = call(function, [1], {}, ["x"], Path(), rules)
    result, default = outcome.value
    assert result == 1
    return default


class Network:
    """A function as an object."""

    def __call__(self, x: int, n: int = 7) -> int:
        """What it is given."""
        return x


@pytest.mark.parametrize(
    ("function", "default"),
    [
        (lambda x, n=50000: x, 50000),
        (lambda x, n=10000: x, 10000),
        (lambda x, n=5e4: x, 5e4),
        (Network(), 7),
        (lambda x, n=None: x, 50000),
        (lambda x, **options: x, 50000),
        (lambda *args: args[0], 50000),
    ],
)
def test_a_default_is_that_of_the_signature_or_the_usual_one(function: Any, default: Any) -> None:
    """Who replaces None inside the function is believed."""
    assert declared(function) == default


def declaring(name: str) -> str:
    """The tiny course's exercises, with a declared parameter."""
    plain = 'uses=("double",)'
    assert plain in TINY_EXERCISES
    told = f'{plain}, declared=("{name}",), returns=("sum", "the default of start")'
    return TINY_EXERCISES.replace(plain, told)


def verdict(key: Key, name: str, function: Any, folder: Path) -> Verdict:
    caller = InProcess({name: function}, {name: function}, folder)
    (found,) = judge(key, caller, only=[name])
    return found


def test_another_default_than_the_declared_one_is_told(tiny: Tiny, tmp_path: Path) -> None:
    room = tiny(exercises=declaring("start"))
    path = tmp_path / "key.json"
    path.write_text(save_text(make_assignment_key(room)), "utf-8")
    room.reference.__dict__.update(double=lambda x: 2 * x)
    key = load(path)

    def total(x: Any, start: float = 1.0) -> float:
        return float(np.sum(2 * x)) + (start if start != 1.0 else 0.0)

    found = verdict(key, "total", total, tmp_path)
    assert found.status == "failed"
    assert "The default of start is 1" in found.message


def test_a_declared_parameter_that_is_not_there_makes_no_key(tiny: Tiny) -> None:
    with pytest.raises(AnswerError, match="declared names strat, but the reference has no"):
        make_assignment_key(tiny(exercises=declaring("strat")))


# --- keys -----------------------------------------------------------------------------------------

TWICE = """


    STATE = []


    @assignment.exercise(points=1)
    def counted(random):
        '''how often it was called with a list'''
        yield case([1.0], called=2)
        yield ([2.0, 3.0],)


    def reference_counted(numbers):
        return float(sum(numbers))


    reference.counted = reference_counted


    @counted.mistake
    def earlier_sums_stay(numbers):
        '''A second call adds to the first.'''
        STATE.append(sum(numbers))
        total = float(sum(STATE))
        if len(STATE) == 2 or len(numbers) > 1:
            STATE.clear()
        return total
"""


def twice(tiny: Tiny) -> Key:
    return make_key(tiny(extra=TWICE), (), ())


def test_a_key_keeps_how_often_a_case_is_called(tiny: Tiny, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(save_text(twice(tiny)), "utf-8")
    loaded = load(path)
    assert [case.called for case in loaded.exercises[-1].cases] == [2, 1]
    assert save_text(loaded) == path.read_text("utf-8")


def test_an_older_key_calls_once(root: Path, tmp_path: Path) -> None:
    data = json.loads((root / "assignments" / "mlp_torch" / "key.json").read_text("utf-8"))
    for exercise in data["exercises"]:
        exercise.pop("declared", None)
        for one in exercise["cases"]:
            one.pop("called", None)
    (tmp_path / "key.json").write_text(json.dumps(data), "utf-8")
    old = load(tmp_path / "key.json")
    assert {case.called for e in old.exercises for case in e.cases} == {1}
    assert {e.declared for e in old.exercises} == {()}


def test_a_mistake_of_the_second_call_is_named_and_told(tiny: Tiny, tmp_path: Path) -> None:
    key, seen = twice(tiny), []

    def counted(numbers: list[float]) -> float:
        seen.append(sum(numbers) if len(numbers) == 1 else 0)
        return float(sum(seen)) if len(numbers) == 1 else float(sum(numbers))

    found = verdict(key, "counted", counted, tmp_path)
    assert (found.status, found.mistake) == ("failed", "earlier_sums_stay")
    assert found.details[0].startswith("case 1, called 2 times: numbers")


# --- laws -----------------------------------------------------------------------------------------


def committed_key_of(assignment: str) -> Key:
    return load(ROOT / "assignments" / assignment / "key.json")


@pytest.mark.parametrize(
    ("assignment", "make"),
    [
        *((name, private_key_of) for name in assignment_names(ROOT) if name not in TRAINS_LONG),
        *((name, committed_key_of) for name in TRAINS_LONG),
        *(pytest.param(name, private_key_of, marks=pytest.mark.long) for name in TRAINS_LONG),
    ],
)
def test_an_assignment_of_the_course_breaks_no_law(
    root: Path, assignment: str, make: Callable[[str], Key]
) -> None:
    """What `autograder verify` and `autograder build --check` look at.

    Where a private key takes long to make, the key that students have is tried first: the laws of
    hidden cases, and that the key is up to date, are for `make test-long`.
    """
    laws = list(verify(root, assignment, make(assignment)))
    assert len(laws) == 13
    assert [(law.title, law.breaches) for law in laws if law.breaches] == []


def breaches(root: Path, words: str) -> list[str]:
    """What breaks the laws of the tiny course whose titles hold these words."""
    build(root, "tiny")
    return [b for law in verify(root, "tiny") if words in law.title for b in law.breaches]


def test_the_laws_name_a_default_that_is_never_left_out(tiny: Tiny, tiny_script: str) -> None:
    script = tiny_script.replace("def total(x, start=0.0)", "def total(x, start=0.0, power=1)")
    exercises = """
import numpy as np

from autograder import Assignment

assignment = Assignment("tiny", title="A tiny assignment")


@assignment.exercise(points=1)
def double(random):
    '''twice every element'''
    yield (random.normal(size=(2, 3)),)


@assignment.exercise(points=2)
def total(random):
    '''the sum of the doubled elements'''
    yield random.normal(size=(2, 3)), 0.5, 1
    yield random.normal(size=(2, 3)), 0.5
"""
    found = breaches(tiny(script, exercises).root, "with a default")
    (breach,) = found
    assert breach.startswith("total: every case passes start: leave it out")
    assert 'declared=("start",)' in breach


MODELS = """
# %%
import torch

# %%
def double(model, x):
    ### BEGIN SOLUTION
    return (2 * model(x)).detach().numpy()
    ### END SOLUTION
"""
MODEL_EXERCISES = """
import torch

from autograder import Assignment

assignment = Assignment("tiny", title="A tiny assignment")


@assignment.exercise(points=1)
def double(random):
    '''twice what a model makes'''
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(2, 1))
    yield model, torch.ones(3, 2)
"""


def test_the_laws_ask_for_a_second_call_on_one_model(tiny: Tiny) -> None:
    pytest.importorskip("torch")
    found = breaches(tiny(MODELS, MODEL_EXERCISES).root, "called twice")
    (breach,) = found
    assert breach.startswith("double: a model keeps")
    assert "called=2" in breach
