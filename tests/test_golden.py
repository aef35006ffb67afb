"""What a student reads at midnight: screens of failures of every kind, and the tone of all texts.

The other golden files belong to the tests of the commands and reports that print them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring.room import Room
from autograder.cli import main
from autograder.key import Key, save_text

GOLDEN = Path(__file__).parent / "golden"
Golden = Callable[[str, str], None]
Altered = Callable[..., str]

linux = pytest.mark.skipif(sys.platform != "linux", reason="the worker's limits need Linux")


def screen(*words: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(main, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stdout


@linux
def test_failures_that_are_no_wrong_values(
    student: Path, altered: Altered, assert_golden: Golden
) -> None:
    """Hangs, crashes, memory, something missing, a helper that is not written, a wrong form."""
    module = altered(
        ("return x @ weights + bias", "while bias: pass\n    return x @ weights"),
        ("e = np.exp(-np.abs(x))", "raise NotImplementedError()"),
        ("np.random.seed(seed)", "import os; os.abort()"),
        ("return g, f\n", "return f\n"),
        ("return float(np.mean((f - truth) ** 2))", "return np.ones(10**11)"),
        ("def output_gradient(", "def output_gradients("),
        ("return dyhat_dv.T @ dE_dyhat", "return list(dyhat_dv.T @ dE_dyhat)[:-1]"),
        ("history = []\n", "history = []\n    print('start', flush=True)\n"),
        ("return weights_hidden, weights_output, history", "return history"),
        ("_, f = forward(inputs, weights_hidden, weights_output)", "f = inputs @ weights_hidden"),
    )
    (student / "mlp.py").write_text(module, encoding="utf-8")
    assert_golden("check_other_failures", screen("check", "--all", "--seconds", "1"))


@linux
def test_a_notebook_with_cells_that_fail(
    student: Path, notebook: Callable[..., bytes], assert_golden: Golden
) -> None:
    cells = [
        "import numpy as np",
        "def linear(x, weights, bias=0.0):\n    return x @ weights + bias)",
        "def sigmoid(x):\n    scale = 1\n    return scale / (1 + nump.exp(-x))",
        "def mean_squared_error(f, truth):\n    return np.mean((f - truth) ** 2, axis=0)",
    ]
    (student / "mlp.ipynb").write_bytes(notebook(*cells))
    assert_golden("check_notebook", screen("check", "linear", "sigmoid", "mean_squared_error"))


@linux
def test_hidden_cases_that_fail(
    student: Path, private_key: Key, altered: Altered, assert_golden: Golden
) -> None:
    """Right on the public cases: a category is told, and no input, value or line."""
    Path("private.json").write_text(save_text(private_key), encoding="utf-8")
    public = {
        exercise.name: [float(case.args[0].sum()) for case in exercise.cases if not case.hidden]
        for exercise in private_key.exercises
        if exercise.name in ("linear", "sigmoid", "mean_squared_error")
    }

    def guarded(exercise: str, argument: str, line: str, otherwise: str) -> tuple[str, str]:
        guard = f"if float({argument}.sum()) not in {public[exercise]}: {otherwise}"
        return line, f"{guard}\n    {line}"

    module = altered(
        guarded("linear", "x", "return x @ weights + bias", "return x @ weights - bias"),
        guarded("sigmoid", "x", "e = np.exp(-np.abs(x))", "return 0 * x"),
        guarded(
            "mean_squared_error", "f", "return float(np.mean((f - truth) ** 2))", "raise KeyError"
        ),
    )
    (student / "mlp.py").write_text(module, encoding="utf-8")
    text = screen("grade", ".", "--key", "private.json", "--jobs", "1")
    parts = re.split(r"^(?=  [✓✗○] )", text, flags=re.MULTILINE)
    shown = [part for part in parts if any(f" {name} ·" in part for name in public)]
    assert_golden("grade_hidden", "".join(shown))


# --- the tone -----------------------------------------------------------------------------------

# Words that belittle, blame or hurry; and exclamation marks.
UNKIND = re.compile(
    r"\b(just|simply|obvious\w*|clearly|trivial\w*|easy|easily|of course|wrongly|bad|illegal|"
    r"invalid|oops|sorry|please|unfortunately|fail(ed|ure)? to|you (must|should|forgot|failed))\b"
    r"|(?<![\w])!(?!=)|[a-z]!(?!=)",
    re.IGNORECASE,
)
# What Python itself says is quoted as it is.
QUOTED = re.compile(r"(raises|never defined:) \w+( in line \d+)?.*")


def texts_of(room: Room) -> Iterator[tuple[str, str]]:
    """Everything that an author wrote for students: titles, mistakes, hints."""
    for exercise in room.assignment.exercises:
        yield f"{exercise.name}'s title", exercise.title
        for mistake in exercise.mistakes:
            yield f"{exercise.name}: {mistake.name}", mistake.message
        for number, hint in enumerate(exercise.hints, 1):
            yield f"{exercise.name}'s hint {number}", hint


def test_an_unkind_text_would_be_found() -> None:
    assert UNKIND.search("You just forgot the bias.")
    assert UNKIND.search("Wrong! Try again.")
    assert not UNKIND.search("The bias never reaches the result: f != truth.")


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_screens_are_kind(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    prose = [QUOTED.sub("", line) for line in lines if not line.startswith(" " * 10)]
    assert [line for line in prose if UNKIND.search(line)] == []


def test_texts_of_authors_are_kind(room: Room) -> None:
    found = list(texts_of(room))
    assert len(found) > 50
    assert [(where, text) for where, text in found if UNKIND.search(text)] == []


def test_a_golden_file_without_a_test_is_found() -> None:
    """A screen that nothing prints any more is deleted."""
    used = "".join(path.read_text(encoding="utf-8") for path in GOLDEN.parent.glob("test_*.py"))
    assert [path.stem for path in GOLDEN.glob("*.txt") if f'"{path.stem}"' not in used] == []
