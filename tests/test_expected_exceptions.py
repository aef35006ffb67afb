"""Cases in which a function should raise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import case
from autograder.authoring.refusals import AnswerError
from autograder.authoring.regions import stub_text
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.key import Key, load, save_text
from autograder.reports.report import Report, Verdict
from autograder.student.files import FromFiles
from autograder.student.show import show
from autograder.submissions.folder import Submission
from autograder.values import MalformedError
from autograder.values.outcome import Outcome

Tiny = Callable[..., Room]
Judged = Callable[..., Report]
Said = Callable[[str], Verdict]

SCRIPT = '''\
# %%
import math


# %%
def root(x):
    """The square root of a number that is not negative."""
    ### BEGIN SOLUTION
    if x < 0:
        raise ValueError("negative")
    return math.sqrt(x)
    ### END SOLUTION
'''
EXERCISES = '''\
import math

from autograder import Assignment, case
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Roots", reference=reference)


@assignment.exercise(points=1)
def root(random):
    """the square root, or an exception"""
    yield (random.uniform(1, 2),)
    yield case(-random.uniform(1, 2), raises=ValueError)


@root.mistake
def sign_is_ignored(x):
    """The root of a negative number is that of the number without its sign."""
    return math.sqrt(abs(x))


@root.mistake
def another_exception(x):
    """A negative number raises TypeError. That is for arguments of another type."""
    if x < 0:
        raise TypeError
    return math.sqrt(x)


root.hint("What is the root of -1?")
'''


@pytest.fixture
def room(tiny: Tiny) -> Room:
    return tiny(SCRIPT, EXERCISES)


@pytest.fixture
def said(key: Key, judged: Judged) -> Said:
    """The verdict on the body of root."""
    return lambda body: judged(key, f"import math\n\n\ndef root(x):\n    {body}\n").verdicts[0]


def test_the_key_holds_the_types_name_and_only_where_there_is_one(key: Key, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(save_text(key))
    cases = load(path).exercises[0].cases
    assert [c.raises for c in cases] == ["", "ValueError"] * 2
    assert path.read_text().count('"raises"') == 2


def test_the_laws_hold(broken_laws: dict[str, tuple[str, ...]]) -> None:
    assert broken_laws == {}


@pytest.mark.parametrize(
    "body",
    [
        "return math.sqrt(x)",  # raises ValueError itself
        "if x < 0: raise type('Own', (ValueError,), {})\n    return x ** 0.5",
        "assert True\n    return [math.sqrt(x)][0]",
    ],
)
def test_the_exception_and_its_subclasses_pass(said: Said, body: str) -> None:
    assert said(body).status == "passed"


def test_a_value_in_place_of_the_exception_is_wrong(said: Said) -> None:
    verdict = said("return 0.0 if x < 0 else math.sqrt(x)")
    assert (verdict.status, verdict.mistake, verdict.points) == ("failed", None, 0)
    assert verdict.message == "root returns the number 0; this case should raise ValueError."


def test_an_exception_that_is_returned_is_a_value(said: Said) -> None:
    verdict = said("return ValueError() if x < 0 else math.sqrt(x)")
    assert "root returns a value of type ValueError; this case should raise" in verdict.message


def test_another_exception_is_wrong_and_keeps_its_line(said: Said) -> None:
    verdict = said("if x < 0: raise KeyError(x)\n    return math.sqrt(x)")
    assert (verdict.status, verdict.line) == ("exception", 5)
    assert "root raises KeyError in line 5 of tiny.py" in verdict.message
    assert "This case should raise ValueError." in verdict.message


def test_mistakes_are_named(said: Said) -> None:
    assert said("return abs(x) ** 0.5").mistake == "sign_is_ignored"
    verdict = said("if x < 0: raise TypeError('bad')\n    return math.sqrt(x)")
    assert verdict.mistake == "another_exception"


def test_a_function_that_always_raises_is_wrong(said: Said) -> None:
    assert said("raise ValueError").status == "exception"


def test_a_stub_is_not_attempted(key: Key, judged: Judged) -> None:
    assert judged(key, stub_text(SCRIPT)).verdicts[0].status == "not_attempted"


def test_show_says_what_should_be_raised(key: Key, tmp_path: Path) -> None:
    module = b"def root(x):\n    return 1.0\n"
    submission = Submission("somebody", None, module)
    caller = FromFiles(key, submission, tmp_path, 4.0, lambda *_: None, {})
    caller.load()
    text = "\n".join(show(key, caller, "root", 2))
    assert "# root: returned the number 1\n# expected: ValueError is raised" in text


@pytest.mark.parametrize("bad", [NotImplementedError, KeyboardInterrupt, "ValueError", 3])
def test_what_cannot_be_expected_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match=r"raises=.*: name a type of exception such as"):
        case(1, raises=bad)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "does"),
    [
        ('raise ValueError("negative")', "x = 0", "returns the number 0"),
        ('raise ValueError("negative")', "{}['x']", "raises KeyError: 'x'"),
    ],
)
def test_a_reference_that_does_otherwise_is_refused(
    tiny: Tiny, old: str, new: str, does: str
) -> None:
    with pytest.raises(AnswerError) as refused:
        make_assignment_key(tiny(SCRIPT.replace(old, new), EXERCISES))
    assert "solutions/tiny/exercises.py, line 9" in str(refused.value)
    assert f"`root`, case 2, should raise ValueError, but the reference {does}." in str(
        refused.value
    )


def test_a_worker_cannot_send_anything_else_for_the_names_of_bases() -> None:
    problem = {"type": "A", "bases": ["ValueError"]}
    with pytest.raises(MalformedError):
        Outcome.from_message({"status": "exception", "problem": problem})
