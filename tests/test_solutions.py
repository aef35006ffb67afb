"""`autograder solution`: after the deadline, where the instructor gives the solutions out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main

FINE, USAGE = 0, 2


def run(*words: str, code: int = FINE) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def given_out(student: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder with the solutions."""
    monkeypatch.chdir(root)
    shown = run("key", "mlp", "--solutions", "-o", str(student / "solutions.json"))
    assert shown.stderr == f"{student / 'solutions.json'}: the solutions of mlp\n"
    monkeypatch.chdir(student)
    return student


def test_a_solution_that_is_not_released_yet_says_so(
    student: Path, assert_golden: Callable[[str, str], None]
) -> None:
    assert_golden("solution_not_yet", run("solution", "linear", code=USAGE).stderr)


def test_a_released_solution_is_the_references_function(
    given_out: Path, assert_golden: Callable[[str, str], None]
) -> None:
    assert_golden("solution", run("solution", "linear").stdout)


def test_solutions_pass_the_check(given_out: Path, root: Path) -> None:
    module = "import numpy as np\n\n\n"
    module += "\n\n".join(run("solution", name).stdout for name in ("linear", "sigmoid"))
    (given_out / "mlp.py").write_text(module, encoding="utf-8")
    run("check", "linear", "sigmoid")


def test_no_solution_is_in_what_is_released(root: Path) -> None:
    assert not list((root / "assignments").rglob("solutions.json"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "is damaged: download it again"),
        ("[]", "is damaged: download it again"),
        ('{"assignment": "mlp", "solutions": 5}', "is damaged: download it again"),
        ('{"assignment": "mlp", "solutions": {}}', "has no solution of linear"),
        ('{"assignment": "mlp", "solutions": {"linear": 5}}', "has no solution of linear"),
        ('{"assignment": "xor", "solutions": {}}', "belongs to another assignment than mlp"),
    ],
)
def test_a_file_that_does_not_fit_is_told(student: Path, content: str, told: str) -> None:
    (student / "solutions.json").write_text(content, encoding="utf-8")
    assert told in run("solution", "linear", code=USAGE).stderr


def test_a_private_key_holds_no_solutions(root: Path, tmp_path: Path) -> None:
    words = ("key", "mlp", "--private", "--solutions", "-o", str(tmp_path / "both.json"))
    assert "leave out --private or --solutions" in run(*words, code=USAGE).stderr
    assert not (tmp_path / "both.json").exists()
