"""Several right answers: what must hold of a result, in the place of the reference's numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from conftest import TINY_EXERCISES

from autograder import check
from autograder.authoring.answers import public_part
from autograder.authoring.refusals import AnswerError
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.building.disturb import disturbed, idle_properties
from autograder.building.verify import verify_exercises
from autograder.cli import main
from autograder.judging.grading import grade_submission
from autograder.key import InvalidKeyError, Key, PropertyFault, load, save_text
from autograder.reports.report import Report, Verdict
from autograder.student.checking import Checker, Job
from autograder.submissions.folder import Submission
from autograder.values import Code, freeze, same
from autograder.worker.applying import Applier
from autograder.worker.limits import Limits
from autograder.worker.process import Zygotes

Tiny = Callable[..., Room]
Judged = Callable[..., Report]

SCRIPT = '''
# %%
import numpy as np


# %%
def qr(a):
    """An orthogonal factor and a triangular one."""
    ### BEGIN SOLUTION
    q, r = np.linalg.qr(a)
    return q, r
    ### END SOLUTION


# %%
def direction(a):
    """The direction in which the rows of a vary most."""
    ### BEGIN SOLUTION
    return np.linalg.svd(a - a.mean(axis=0))[2][0]
    ### END SOLUTION
'''
EXERCISES = '''
import numpy as np

from autograder import Assignment
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Factors", reference=reference)
CLOSE = 1e-8


def is_identity(matrix):
    return np.allclose(matrix, np.eye(len(matrix)), atol=CLOSE)


@assignment.exercise(points=3, returns=("q", "r"))
def qr(random):
    """an orthogonal factor and a triangular one"""
    for rows, columns in [(4, 3), (2, 2), (5, 1)]:
        yield random.normal(size=(rows, columns)),


@qr.property
def columns_are_orthonormal(result):
    """The columns of q are orthonormal."""
    q, r = result
    return is_identity(q.T @ q)


@qr.property
def product_is_a(result, a):
    """The product of q and r is a."""
    q, r = result
    largest = np.abs(q @ r - a).max()
    return True if largest < CLOSE else f"The largest difference is {largest:.3g}."


@qr.property
def r_is_triangular(result):
    """Below its diagonal, r is zero."""
    return np.all(np.tril(result[1], -1) == 0)


@qr.mistake
def scaled(a):
    """The columns of q need length 1."""
    q, r = np.linalg.qr(a)
    return 2 * q, r / 2


@qr.mistake
def swapped_factors(a):
    """The factors are those of another matrix."""
    q, r = np.linalg.qr(2 * a + 1)
    return q, r


@assignment.exercise(points=2)
def direction(random):
    """the direction in which the rows vary most"""
    for rows in (5, 8):
        yield random.normal(size=(rows, 3)) * [1.0, 3.0, 0.5],


@direction.compare
def equal_up_to_the_sign(result, expected):
    """The direction is the expected one; its sign is free."""
    return np.allclose(result, expected) or np.allclose(-result, expected)


@direction.mistake
def mean_is_not_subtracted(a):
    """The mean of the rows is not subtracted."""
    return np.linalg.svd(a)[2][0]


@direction.mistake
def least_instead_of_most(a):
    """That is the direction in which the rows vary least."""
    return np.linalg.svd(a - a.mean(axis=0))[2][-1]
'''
QR = "def qr(a):\n    q, r = np.linalg.qr(a)\n    {}\n"
DIRECTION = "def direction(a):\n    a = a - a.mean(axis=0)\n    v = np.linalg.svd(a)[2]\n    {}\n"


def solved(qr: str = "return q, r", direction: str = "return v[0]", top: str = "") -> str:
    return f"import numpy as np\n{top}\n{QR.format(qr)}\n{DIRECTION.format(direction)}"


@pytest.fixture
def key(tiny: Tiny) -> Key:
    """The private key of an assignment with several right answers."""
    return make_assignment_key(tiny(SCRIPT, EXERCISES), b"secret")


def alone(key: Key, name: str) -> Key:
    (exercise,) = [one for one in key.exercises if one.name == name]
    return key.alone(exercise)


def told(verdict: Verdict) -> str:
    return "\n".join(verdict.details)


@pytest.mark.parametrize(
    ("qr", "direction"),
    [
        ("return q, r", "return v[0]"),
        ("return -q, -r", "return -v[0]"),
        ("s = np.diag(np.sign(np.diag(r)))\n    return [q @ s, s @ r]", "return list(v[0])"),
    ],
)
def test_every_right_answer_passes(key: Key, judged: Judged, qr: str, direction: str) -> None:
    assert [v.status for v in judged(key, solved(qr, direction)).verdicts] == ["passed"] * 2


def test_what_does_not_hold_is_told_with_the_case_and_its_own_words(
    key: Key, judged: Judged
) -> None:
    verdict, _ = judged(key, solved("return q, 1.001 * r + 1e-3")).verdicts
    first, *lines = verdict.details
    assert first == "case 2: a (2, 2)"
    assert lines[0].startswith("This does not hold: The product of q and r is a. The largest diff")
    assert verdict.mistake is None


def test_every_property_that_does_not_hold_is_told(key: Key, judged: Judged) -> None:
    (verdict,) = judged(alone(key, "qr"), solved("return q + 1, r + 1")).verdicts
    words = told(verdict)
    assert "The columns of q are orthonormal." in words
    assert "The product of q and r is a." in words
    assert "This does not hold: Below its diagonal, r is zero." in words


def test_the_form_is_compared_first(key: Key, judged: Judged) -> None:
    verdict, other = judged(key, solved("return q", "return v[0][:, None]")).verdicts
    assert "expected a tuple of 2 (q, r)" in told(verdict)
    assert "has the shape (3, 1), expected (3,)" in told(other)


def test_what_is_not_finite_is_not_left_to_the_properties(key: Key, judged: Judged) -> None:
    text = "def columns_are_orthonormal(result):\n    return not (abs(result[0]) > 1).any()\n"
    (verdict,) = judged(with_code(key, text), solved("return q * np.nan, r")).verdicts
    assert "q[0, 0] is nan" in told(verdict)


def test_values_in_the_wrong_order_are_recognised_by_the_properties(
    key: Key, judged: Judged
) -> None:
    verdict, _ = judged(key, solved("return r, q")).verdicts
    assert "The two values come in the wrong order: (r, q), expected (q, r)." in told(verdict)


def test_an_exception_of_a_property_is_told_and_fails(key: Key, judged: Judged) -> None:
    verdict, _ = judged(any_shape(key), solved("return q[:, :-1], r")).verdicts
    assert "The test of it raised ValueError: " in told(verdict)


def any_shape(key: Key) -> Key:
    return replace(key, exercises=tuple(replace(e, any_shape=True) for e in key.exercises))


def test_other_shapes_may_be_right_where_the_author_says_so(key: Key, judged: Judged) -> None:
    full = "import numpy as np\ndef qr(a):\n    return np.linalg.qr(a, 'complete')\n"
    assert judged(alone(key, "qr"), full).verdicts[0].status == "failed"
    assert judged(any_shape(alone(key, "qr")), full).verdicts[0].status == "passed"


# --- mistakes -------------------------------------------------------------------------------------


def test_a_mistake_is_named_by_the_properties_that_it_breaks(key: Key, judged: Judged) -> None:
    verdict, _ = judged(key, solved("return 3 * q, r / 3")).verdicts
    assert verdict.mistake == "scaled"


def test_the_authors_comparison_tells_mistakes_apart(key: Key, judged: Judged) -> None:
    _, verdict = judged(key, solved(direction="return -v[-1]")).verdicts
    assert verdict.mistake == "least_instead_of_most"
    _, other = judged(key, solved(direction="return v[1]")).verdicts
    assert other.mistake is None
    assert "This does not hold: The direction is the expected one; its sign" in told(other)


# --- the sandbox ----------------------------------------------------------------------------------

PATCH = """
import sys
for module in [np, np.linalg] + [m for n, m in list(sys.modules.items()) if "autograder" in n]:
    for name in ("allclose", "all", "abs", "applied", "call", "eye", "tril"):
        if hasattr(module, name):
            setattr(module, name, lambda *given, **more: True)
"""
CODE = """
from autograder.values import Code
text = "import numpy as np\\nnp.allclose = lambda *a, **k: True\\ndef f():\\n    pass\\n"
"""


def test_a_notebook_is_judged_by_properties(
    key: Key, judged: Judged, notebook: Callable[..., bytes]
) -> None:
    cells = notebook("import numpy as np", QR.format("return -q, -r"), DIRECTION.format("return v"))
    first, second = judged(key, None, cells).verdicts
    assert (first.status, second.status) == ("passed", "failed")


def test_a_property_gets_live_objects(zygotes: Zygotes) -> None:
    """Tables and instances of classes, as the author's code expects them."""

    @dataclass
    class Line:
        slope: float

    frame = pd.DataFrame({"x": [1.0, 2.0]})
    text = "def p(frame, line):\n    return bool(frame.x.sum() == 3 and line.slope == 2.5)\n"
    applier = Applier(zygotes, ["pandas"], Limits(4, 4, 4))
    outcome = applier.apply(Code("p", text, {}), [freeze(frame), freeze(Line(2.5))])
    applier.close()
    assert outcome.value is True


def test_what_a_student_does_to_numpy_does_not_reach_a_property(key: Key, judged: Judged) -> None:
    verdicts = judged(key, solved("return q + 1, r", "return v[1]", top=PATCH)).verdicts
    assert [v.points for v in verdicts] == [0, 0]


def test_no_function_of_a_student_comes_to_life_beside_a_property(key: Key, judged: Judged) -> None:
    lengthy = any_shape(alone(key, "qr"))
    answer = 'return q + 1, r, Code("f", text, {})'
    (verdict,) = judged(lengthy, solved(answer, top=CODE)).verdicts
    assert verdict.status == "failed"
    assert "This does not hold" not in told(verdict)


def test_a_hidden_cases_text_is_not_shown(key: Key, judged: Judged) -> None:
    """What a property says could carry the student's own words about a hidden input."""
    number = 1 + max(n for n, c in enumerate(key.exercises[0].cases, 1) if not c.hidden)
    wrong = f"(q, r) if qr.n < {number} else (q, r + a[0, 0])"
    seen = f"qr.n = getattr(qr, 'n', 0) + 1\n    return {wrong}"
    verdict, _ = judged(key, solved(seen)).verdicts
    words = f"{told(verdict)} {verdict.message}"
    assert "a hidden case, with other shapes and numbers, gives a wrong result." in words
    assert "The product of q and r is a." in words
    assert "largest difference" not in words


def with_code(key: Key, text: str) -> Key:
    (exercise,) = key.alone(key.exercises[0]).exercises
    code = Code("columns_are_orthonormal", text, {})
    first, *_ = exercise.properties
    return key.alone(replace(exercise, properties=(replace(first, code=code),)))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("while True: pass", "used more than 1 s of processor time"),
        ("import os; os._exit(3)", "crashed"),
        ("return missing", "raises NameError: name 'missing' is not defined"),
        ("import nowhere", "raises ModuleNotFoundError: No module named 'nowhere'"),
        ("return result[0]", "returned an array of shape (4, 3), not True, False or a text"),
        ("return None", "returned None, not True, False or a text"),
    ],
)
def test_a_property_that_is_broken_is_a_fault_of_the_grader(
    key: Key, zygotes: Zygotes, body: str, why: str
) -> None:
    broken = with_code(key, f"def columns_are_orthonormal(result):\n    {body}\n")
    submission = Submission("ada", None, solved().encode())
    report = grade_submission(broken, submission, zygotes, Limits(1, 1, 10))
    assert report.status == "grader_fault"
    assert f"The property columns_are_orthonormal of qr {why}." in report.message


@pytest.mark.parametrize("answer", ["True", "np.True_", "np.array(True)", "''"])
def test_what_counts_as_holding(key: Key, judged: Judged, answer: str) -> None:
    text = f"import numpy as np\ndef columns_are_orthonormal(result):\n    return {answer}\n"
    assert judged(with_code(key, text), solved()).verdicts[0].status == "passed"


def test_without_properties_no_second_process_is_made(
    tiny_key: Key, tiny_script: str, zygotes: Zygotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, fork = [], Zygotes.fork
    monkeypatch.setattr(Zygotes, "fork", lambda *given: made.append(1) or fork(*given))
    submission = Submission("ada", None, tiny_script.encode())
    assert grade_submission(tiny_key, submission, zygotes).status == "graded"
    assert len(made) == 1


# --- a student's own check ------------------------------------------------------------------------


@pytest.fixture
def write(key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Writes a student's module into a folder with a key, as the working directory."""
    folder = tmp_path / "work" / "tiny"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)

    def put(module: str, own: Key = key) -> None:
        Path("key.json").write_text(save_text(public_part(own)), encoding="utf-8")
        Path("tiny.py").write_text(module, encoding="utf-8")

    return put


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_a_folders_check_judges_by_properties(write: Callable[..., None]) -> None:
    write(solved("return -q, -r", "return -v[0]"))
    assert "tiny · 5 of 5 points" in run("check").stdout
    write(solved("return q, 2 * r"))
    assert "✗ qr" in run("check").stdout
    assert "This does not hold: The product of q and r is a. The largest" in run("check").stdout


def test_a_shown_case_says_what_does_not_hold(write: Callable[..., None]) -> None:
    write(solved("return -q, -2 * r", "return -v[0]"))
    assert "# This does not hold: The product of q and r is a. The lar" in run("show", "qr").stdout
    text = run("show", "direction").stdout
    assert "# Other results may be right as well.\n\n# The result is right.\n" in text


def test_a_property_that_hangs_ends_a_folders_check_with_its_name(
    key: Key, write: Callable[..., None]
) -> None:
    text = "def columns_are_orthonormal(result):\n    while True: pass\n"
    write(solved(), with_code(key, text))
    told = Checker().check(Job(str(Path.cwd()), seconds=1))["message"]
    assert "columns_are_orthonormal of qr did not finish within 1 s." in told
    assert "That is a fault of the exercise, not of a solution." in told


def test_a_notebooks_check_judges_by_properties(write: Callable[..., None]) -> None:
    write("")
    namespace: dict[str, Any] = {}
    exec(solved("return -q, -r", "return v[1]"), namespace)  # noqa: S102
    assert check(namespace["qr"]).passed
    assert "This does not hold: The direction is" in repr(check(namespace["direction"]))


def test_a_broken_property_ends_a_notebooks_check_with_its_name(
    key: Key, write: Callable[..., None]
) -> None:
    write("", with_code(key, "def columns_are_orthonormal(result):\n    return 1\n"))
    with pytest.raises(PropertyFault, match="columns_are_orthonormal of qr returned the number 1"):
        check(reference_qr)


def reference_qr(a: Any) -> Any:
    return np.linalg.qr(a)


reference_qr.__name__ = "qr"


# --- the law --------------------------------------------------------------------------------------


def test_a_property_that_holds_for_everything_is_reported(tiny: Tiny, tmp_path: Path) -> None:
    idle = """
        @qr.property
        def q_has_rows(result, a):
            \'\'\'q has as many rows as a.\'\'\'
            return len(result[0]) == len(a)
        """
    room = tiny(SCRIPT, EXERCISES, extra=idle)
    (breach,) = idle_properties(room, make_assignment_key(room, b"secret"))
    assert breach.startswith("qr.q_has_rows holds for everything that was tried: it may be no test")
    text = (room.folder / "exercises.py").read_text(encoding="utf-8")
    line = text[: text.rindex("@qr.property")].count("\n") + 1
    assert breach.endswith(f"(solutions/tiny/exercises.py, line {line})")


@pytest.mark.parametrize(
    "value",
    [2.5, True, 3, np.ones((2, 2)), np.arange(4), (1.0, np.eye(2)), [1, 2], {"a": 1.0, "b": None}],
)
def test_a_disturbed_value_has_the_form_of_the_right_one(value: Any) -> None:
    found = list(disturbed(value))
    assert any(not same(value, other) for other in found)
    assert {type(other) for other in found} == {type(value)}


def test_the_laws_hold_for_an_assignment_with_properties(tiny: Tiny, tmp_path: Path) -> None:
    hints = "\n\nqr.hint('Is q.T @ q known?')\ndirection.hint('Which axis is it?')\n"
    tiny(SCRIPT, EXERCISES + hints)
    laws = {
        law.title: law.breaches for law in verify_exercises(tmp_path, "tiny", ["qr", "direction"])
    }
    assert laws["every property fails for something"] == ()
    assert not [breaches for breaches in laws.values() if breaches]


# --- keys -----------------------------------------------------------------------------------------


def test_a_key_keeps_properties_and_what_mistakes_lack(key: Key, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(save_text(key), encoding="utf-8")
    qr, direction = load(path).exercises
    assert [p.takes for p in qr.properties] == [(), ("a",), ()]
    assert [p.compares for p in (*qr.properties, *direction.properties)] == [False] * 3 + [True]
    assert set(qr.cases[0].lacking["swapped_factors"]) == {"product_is_a"}


def test_keys_of_other_exercises_say_nothing_of_properties(tiny_key: Key) -> None:
    text = save_text(tiny_key)
    assert not any(word in text for word in ("properties", "lacking", "any_shape"))


@pytest.mark.parametrize(
    ("old", "new"), [('"takes": ["a"]', '"takes": ["b"]'), ('{"code": ', '{"file": ')]
)
def test_a_damaged_property_is_refused(key: Key, tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "key.json"
    text = save_text(key)
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidKeyError, match="is damaged"):
        load(path)


# --- declarations ---------------------------------------------------------------------------------

PROPERTY = '''
@double.property
def {name}({taken}):
    """{message}"""
    {body}
'''


def declared(
    name: str = "p", taken: str = "result, x", message: str = "It is twice x.", body: str = ""
) -> str:
    body = body or "return np.allclose(result, 2 * x)"
    return PROPERTY.format(name=name, taken=taken, message=message, body=body)


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        (declared(body="return False"), r"case 1: p \(.*line \d+\) does not hold for what the ref"),
        (declared(body="return 'It is odd.'"), r"It is odd\."),
        (declared(body="return None"), "The property p of double returned None"),
        (
            declared(taken="result, y", body="return y is not None"),
            "p takes y, but the function has the parameters x",
        ),
        (declared(body="return reference"), "p uses reference, a module, which cannot be sent"),
    ],
)
def test_a_property_that_is_no_use_is_refused_with_its_place(
    tiny: Tiny, extra: str, why: str
) -> None:
    with pytest.raises(AnswerError, match=why):
        make_assignment_key(tiny(extra=extra))


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        (declared(message=""), "p has no docstring; it is what students read if it does not hold"),
        (declared() + declared(), "double has two properties called p"),
        (
            (declared("one", "result, expected") + declared("two", "result, expected")).replace(
                "double.property", "double.compare"
            ),
            "double has two comparisons; one decides",
        ),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(tiny: Tiny, extra: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        tiny(extra=extra)


def test_any_shape_needs_something_that_says_what_is_right(tiny: Tiny) -> None:
    text = TINY_EXERCISES.replace("points=1", "points=1, any_shape=True")
    with pytest.raises(ValueError, match="double: any_shape=True needs a property or a comparison"):
        tiny(exercises=text)
