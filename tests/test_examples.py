"""The courses in examples/: each keeps every law, and tells students what is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, forget_rooms

from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import open_room
from autograder.building.build import build
from autograder.building.verify import verify
from autograder.reports.report import Report

EXAMPLES = ROOT / "examples"
COURSES = sorted(path.parent.name for path in EXAMPLES.glob("*/nbgrader_config.py"))
Judged = Callable[..., Report]
Edit = tuple[str, str]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Makes a copy of an example, as its author has it."""
    monkeypatch.setenv("AUTOGRADER_SECRET", "test")

    def copy(name: str) -> Path:
        forget_rooms()
        solutions = EXAMPLES / name / "solutions"
        shutil.copytree(solutions, tmp_path / "solutions", ignore=lambda *_: ["__pycache__"])
        return tmp_path

    return copy


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[pytest.mark.long] if n == "attention" else []) for n in COURSES],
)
def test_an_example_keeps_every_law(course: Callable[[str], Path], name: str) -> None:
    root = course(name)
    build(root, name)
    laws = list(verify(root, name))
    assert len(laws) > 10
    assert [(law.title, law.breaches) for law in laws if law.breaches] == []


def test_the_list_of_examples_has_each_of_them() -> None:
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert COURSES == ["attention", "epidemic", "regression", "sampling"]
    assert [name for name in COURSES if f"({name}/solutions/{name}/)" not in text] == []


NORMAL, STEP = "np.linalg.solve(features.T @ features, features.T @ y)", "weights - learning_rate"
LOOP = "np.array([statistic(resample(sample, rng)) for _ in range(count)])"
INDEX = "sample[rng.integers(len(sample), size=len(sample))]"
CHOICE = "rng.choice(sample, size=len(sample))"
SUM = "y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)"
LAYERS = "self.output(weights @ self.value(x))"

RIGHT = [
    ("regression", (NORMAL, "np.linalg.lstsq(features, y, rcond=None)[0]")),
    ("epidemic", (SUM, "y + (h * k1 + 2 * h * k2 + 2 * h * k3 + h * k4) / 6")),
    ("sampling", (CHOICE, INDEX)),
    ("attention", (LAYERS, "self.output(torch.einsum('bts,bsd->btd', weights, self.value(x)))")),
]
WRONG = [
    (
        "regression",
        (NORMAL, "np.linalg.solve(features.T @ features, features.T @ (y + 1))"),
        ["normal_equations", "case 4: features (4, 1)  y (4,)", "of the result is"],
    ),
    (
        "regression",
        (STEP, "weights + learning_rate"),
        ["gradient_descent", "history first differs at step 1", "The steps go uphill"],
    ),
    (
        "epidemic",
        (SUM, "y + h * k1"),
        ["rk4_step", "f the function decay", "That is Euler's method"],
    ),
    (
        "epidemic",
        ("states = [np.array(start, dtype=float)]", "states = [0 * start]"),
        ["integrate", "case 4: f the function decay", "of the result is 0, expected"],
    ),
    (
        "sampling",
        (CHOICE, "rng.permutation(sample)"),
        ["resample", "Some values come more than once.", "drawn without replacement"],
    ),
    (
        "sampling",
        (LOOP, "np.array([statistic(resample(sample, rng)) for _ in range(count)]) + 0.5"),
        ["bootstrap", "This does not hold: The mean of the results is the statistic of the sample"],
    ),
    (
        "attention",
        (" / math.sqrt(q.shape[-1])", ""),
        ["attention_weights", "The scalar products are not divided by the root of D."],
    ),
    (
        "attention",
        ("self.output =", "self.out ="),
        ["SelfAttention raises AttributeError", "has no attribute 'output'"],
    ),
]


def graded(course: Callable[[str], Path], judged: Judged, name: str, edit: Edit) -> Report:
    room = open_room(course(name), name)
    assert room.script.count(edit[0]) == 1
    module = room.script.replace(*edit)
    return judged(make_assignment_key(room, b"secret"), module)


@pytest.mark.parametrize(("name", "edit"), RIGHT)
def test_another_right_answer_gets_every_point(
    course: Callable[[str], Path], judged: Judged, name: str, edit: Edit
) -> None:
    report = graded(course, judged, name, edit)
    assert [(v.name, v.message) for v in report.verdicts if v.status != "passed"] == []


@pytest.mark.parametrize(("name", "edit", "words"), WRONG)
def test_a_wrong_answer_is_explained(
    course: Callable[[str], Path], judged: Judged, name: str, edit: Edit, words: list[str]
) -> None:
    failed = [v for v in graded(course, judged, name, edit).verdicts if v.status != "passed"]
    told = "\n".join([line for v in failed for line in (v.name, *v.details, v.message)])
    assert [word for word in words if word not in told] == [], told
