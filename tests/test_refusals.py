"""What cannot be compared is not graded: building refuses it, and so does loading a key."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autograder.authoring.answers import make_key
from autograder.authoring.refusals import AnswerError, refusal
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.judging.judge import judge
from autograder.reports.report import Verdict
from autograder.student.caller import InProcess
from autograder.values import Unsupported, freeze

Tiny = Callable[..., Room]
IMPORTS = "import collections, decimal, enum, fractions, datetime\nimport pandas as pd\n"


@pytest.fixture
def returning(tiny: Tiny, tiny_script: str) -> Callable[[str], Room]:
    """A course whose function `double` returns this."""

    def make(expression: str) -> Room:
        script = tiny_script.replace("import numpy as np\n", f"import numpy as np\n{IMPORTS}", 1)
        script = script.replace("np.sum(double(x))", "np.sum(2 * x)")
        return tiny(script.replace("    return 2 * x", f"    return {expression}"))

    return make


def why_refused(room: Room) -> str:
    """What an author reads below the line of the exercise."""
    with pytest.raises(AnswerError) as caught:
        make_key(room, (), ())
    place, _, words = str(caught.value).partition(":\n")
    assert place.startswith("solutions/tiny/exercises.py, line ")
    return words


# --- what a reference returns -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "place", "instead"),
    [
        ("{(1, range(2)): x}", "result", "a dict whose keys are"),
        ("{'a': {len: x}}", "result['a']", "a dict whose keys are"),
        ("{1, len}", "result", "what it returns"),
        ("{(1, len)}", "result", "a set of text, numbers"),
        ("(x, [0, {'a': range(1)}])", "result[1][1]['a']", "a list"),
        ("collections.OrderedDict(a=range(1))", "result['a']", "a list"),
        ("pd.DataFrame([[1, 2]], columns=['a', 'a'])", "result", "column names"),
        ("pd.DataFrame({'at': [datetime.time(1)]})", "result['at'][0]", "ISO"),
        ("pd.DataFrame({'a': [range(1)]})", "result['a'][0]", "a list"),
        ("pd.DataFrame({'a': 1}, index=[[1], [2]])", "result", ".reset_index()"),
        ("np.zeros(2, dtype=[('a', 'f8')])", "result", "an array for each field"),
        ("np.array(['a'], dtype=bytes)", "result", "a list"),
        ("bytearray(b'bytes')", "result", "bytes(…)"),
        ("lambda y: x + y", "result", "what it returns"),
        ("(x for x in range(3))", "result", "a list"),
        ("range(3)", "result", "a list"),
        ("2**63", "result", "a float"),
        ("np.uint64(2**63)", "result", "a float"),
        ("decimal.Decimal(1)", "result", "a float"),
        ("fractions.Fraction(1)", "result", "a float"),
        ("enum.Enum('E', 'a').a", "result", "numbers, text, arrays"),
        ("pd.Period('2020-01')", "result", "ISO"),
        ("datetime.time(1)", "result", "ISO"),
        ("object()", "result", "numbers, text, arrays"),
    ],
)  # fmt: skip
def test_a_reference_that_returns_what_cannot_be_compared_is_refused(
    returning: Callable[[str], Room], expression: str, place: str, instead: str
) -> None:
    said = why_refused(returning(expression))
    assert said.startswith(f"`double`, case 1: {place} is a value of type "), said
    assert instead in said.splitlines()[1]


@pytest.mark.parametrize(
    "value",
    [
        "torch.nn.Sequential(torch.nn.Linear(1, 1), type('Own', (torch.nn.Module,), {})())",
        "torch.nn.Softplus(beta=2)",
        "torch.nn.HuberLoss(delta=2)",
        "torch.nn.BCELoss(weight=torch.ones(2))",
        "torch.eye(2).to_sparse()",
        "torch.zeros(2, dtype=torch.bfloat16)",
        "type('Net', (torch.nn.Module,), {'forward': print})()",
    ],
)
def test_models_and_tensors_that_cannot_be_compared_are_refused(value: str) -> None:
    torch = pytest.importorskip("torch")
    said = refusal(freeze(eval(value, {"torch": torch})), "result", "{}")  # noqa: S307
    assert said.startswith("result")


@pytest.mark.parametrize(
    "expression",
    [
        "x", "float(x[0, 0])", "(x, [1, 'a', None, {'b': x}])", "np.zeros((0, 3))", "True",
        "collections.defaultdict(int, a=1)", "collections.namedtuple('P', 'a b')(1, x)",
        "x.astype('float16')", "x.astype('longdouble')", "x * np.nan", "x / 0",
        "pd.DataFrame({'a': []})", "pd.DataFrame({'a': ['u', 'v']}, index=['p', 'q'])", "{}", "''",
        "enum.IntEnum('E', 'a').a", "2**63 - 1", "np.ma.masked_array(x)",
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:divide by zero")
def test_what_can_be_compared_is_accepted(
    returning: Callable[[str], Room], expression: str
) -> None:
    make_assignment_key(returning(expression))


def test_a_later_case_is_named_by_its_number(returning: Callable[[str], Room]) -> None:
    assert "`double`, case 2: result is" in why_refused(returning("x if len(x) == 2 else range(1)"))


# --- arguments, defaults, inner calls -----------------------------------------------------------

CASE = "    yield random.normal(size=(2, 3)), 0.5\n"


@pytest.mark.parametrize(
    ("arguments", "place"),
    [
        ("range(1), 0.5", "the argument x is a value of type range"),
        ("random.normal(size=3), {'a': [1, range(2)]}", "the argument start['a'][1] is"),
        ("random.normal(size=3), len", "the argument start is a value of type builtin_function"),
    ],
)
def test_an_argument_that_cannot_be_passed_is_refused(
    tiny: Tiny, tmp_path: Path, arguments: str, place: str
) -> None:
    room = tiny()
    path = tmp_path / "solutions" / "tiny" / "exercises.py"
    text = path.read_text("utf-8").replace(CASE, f"    yield {arguments}\n")
    room = tiny_again(tiny, tmp_path, text)
    said = why_refused(room)
    assert f"`total`, case 1: {place}" in said
    assert "Pass " in said


def tiny_again(tiny: Tiny, tmp_path: Path, exercises: str) -> Room:
    (tmp_path / "solutions" / "tiny").rename(tmp_path / "before")
    return tiny(exercises=exercises)


def test_a_keyword_that_cannot_be_passed_is_refused(tiny: Tiny) -> None:
    extra = """
        @assignment.exercise(points=1)
        def other(random):
            '''something else'''
            yield case(1.0, how=range(1))

        reference.other = lambda x, how: x
    """
    assert "`other`, case 1: the argument how is a value of type range" in why_refused(
        tiny(extra=extra)
    )


def test_a_default_that_the_key_cannot_hold_is_refused(tiny: Tiny, tiny_script: str) -> None:
    said = why_refused(tiny(tiny_script.replace("def double(x):", "def double(x, how=np.tanh):")))
    assert said.startswith("`double`: the default of how is a value of type numpy.ufunc")
    assert "None" in said.splitlines()[1]


def test_an_inner_call_that_cannot_be_compared_is_not_recorded(
    tiny: Tiny, tiny_script: str
) -> None:
    """Any other function would be answered for with the result of this one."""
    script = tiny_script.replace("def double(x):", "def double(x, how=None):")
    script = script.replace("np.sum(double(x))", "np.sum(double(x, np.sin)) + np.sum(double(x))")
    exercise = make_assignment_key(tiny(script)).exercise("total")
    assert [call.args[1] for call in exercise.cases[0].calls] == [None]


# --- functions that return nothing --------------------------------------------------------------

NOTHING = '''
@assignment.exercise(points=1{})
def show(random):
    """what is shown"""
    yield [1.0, 2.0],
    yield [3.0],


def _reference(x):
    {}


reference.show = _reference
'''


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ("", "print(x)"),
        ("", "__import__('pathlib').Path('/dev/null').write_text(str(x))"),
        (", changes=('x',)", "print(x)"),
        (", changes=('x',)", "x[0] = x[0]"),
    ],
)
def test_a_function_of_which_nothing_can_be_compared_is_refused(
    tiny: Tiny, options: str, body: str
) -> None:
    said = why_refused(tiny(extra=NOTHING.format(options, body)))
    assert said.startswith("`show`: the reference returns None in every case")
    assert "`changes`" in said
    assert "Printed text counts with prints=True, files with writes=(name,)." in said


def test_an_argument_that_becomes_what_cannot_be_compared_is_refused(tiny: Tiny) -> None:
    said = why_refused(tiny(extra=NOTHING.format(", changes=('x',)", "x.append(range(1))")))
    assert said.startswith("`show`, case 1: the changed argument x[2] is a value of type range")


@pytest.mark.parametrize(
    ("options", "body"),
    [(", changes=('x',)", "x[0] = 7.0"), ("", "return x[0] if len(x) == 1 else None")],
)
def test_a_function_that_returns_none_and_does_something_is_graded(
    tiny: Tiny, options: str, body: str
) -> None:
    make_key(tiny(extra=NOTHING.format(options, body)), (), ())


# --- dicts --------------------------------------------------------------------------------------


@pytest.fixture
def verdict(returning: Callable[[str], Room], tmp_path: Path) -> Callable[[str, Any], Verdict]:
    """What is said of a function where the reference returns something else."""

    def make(expression: str, function: Any) -> Verdict:
        key = make_assignment_key(returning(expression))
        caller = InProcess({"double": function}, {"double": function}, tmp_path)
        (found,) = judge(key, caller, only=["double"])
        return found

    return make


DICT = "{'mean': x.mean(), 'sums': {'rows': x.sum(axis=1), 'all': x.sum()}}"


def right(x: Any) -> dict[str, Any]:
    """The right values in another order."""
    sums = OrderedDict(all=x.sum(), rows=x.sum(axis=1).astype(np.float32))
    return {"sums": sums, "mean": x.mean() * (1 + 1e-7)}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda d: d["sums"]["rows"].__setitem__(1, 9), "result['sums']['rows'][1] is 9"),
        (lambda d: d.update(mean=9.0), "result['mean'] is 9"),
        (lambda d: d.update(mean=None), "result['mean'] is None"),
        (lambda d: d.pop("mean"), "The result of double lacks the key 'mean'."),
        (lambda d: d["sums"].clear(), "result['sums'] lacks the keys 'rows', 'all'."),
        (lambda d: d.update(more=1), "The result of double has the unexpected key 'more'."),
        (
            lambda d: d.update(Mean=d.pop("mean")),
            "lacks the key 'mean' and has the unexpected key 'Mean'.",
        ),
        (lambda d: d.update(sums=[1, 2]), "result['sums'] is a list of 2, expected a dict"),
    ],
)
def test_a_dict_is_compared_by_key(
    verdict: Callable[[str, Any], Verdict], spoil: Callable[[Any], object], words: str
) -> None:
    def wrong(x: Any) -> Any:
        value = right(x)
        spoil(value)
        return value

    found = verdict(DICT, wrong)
    assert found.status == "failed"
    assert words in found.message


def test_the_order_of_a_dict_does_not_matter_and_its_numbers_have_their_tolerances(
    verdict: Callable[[str, Any], Verdict],
) -> None:
    assert verdict(DICT, right).status == "passed"


# --- what is carried is carried whole -----------------------------------------------------------


class Measured(np.ndarray):
    """An array of somebody's own class, as libraries of units have."""


def test_a_column_may_be_an_array_of_another_class() -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0]})
    frame["b"] = np.arange(2.0).view(Measured)
    frozen = freeze(frame)
    assert type(frozen.fields["columns"]["b"]) is np.ndarray
    assert frozen.fields["columns"]["b"].tolist() == [0.0, 1.0]


@pytest.mark.skipif(np.finfo(np.longdouble).max <= np.finfo(np.float64).max, reason="no wider one")
def test_a_long_double_that_would_become_infinite_does_not_travel() -> None:
    wide = np.longdouble("1e400")
    for value in (wide, np.array([wide, 1])):
        assert freeze(value) == Unsupported("longdouble beyond float64")
    assert freeze(np.longdouble("inf")) == math.inf


def test_a_figure_cannot_be_an_argument() -> None:
    plt = pytest.importorskip("matplotlib.pyplot")
    figure, axes = plt.subplots()
    axes.plot([1, 2], [3, 4])
    said = refusal(freeze([figure]), "the argument x", "{}", is_passed=True)
    plt.close(figure)
    assert said == "the argument x holds a Figure, which can only be returned, not passed."
