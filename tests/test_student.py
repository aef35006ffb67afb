"""What students use, on any system: `make test-student` runs this without nbgrader and PyTorch."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = (ROOT / "solutions" / "mlp" / "mlp.py").read_text(encoding="utf-8")

FINE, FAILED, USAGE = 0, 1, 2


def run(*words: str) -> Result:
    """The result of a command."""
    return CliRunner().invoke(main, list(words))


def test_a_new_folder_is_not_attempted(student: Path) -> None:
    result = run("check")
    assert result.exit_code == FAILED
    assert "mlp · 0 of 20 points" in result.stdout
    assert "✗" not in result.stdout


def test_a_correct_module_gets_every_point(student: Path) -> None:
    (student / "mlp.py").write_text(REFERENCE, encoding="utf-8")
    result = run("check")
    assert result.exit_code == FINE, result.output
    assert "mlp · 20 of 20 points" in result.stdout


def test_each_failure_is_explained_and_costs_itself_alone(student: Path) -> None:
    """A mistake, a crash of Python and an endless loop, in one module."""
    module = REFERENCE
    for old, new in [
        ("x @ weights + bias", "x @ weights"),
        ("np.random.seed(seed)", "import os; os.abort()"),
        ("return float(np.mean((f - truth) ** 2))", "while True: pass"),
    ]:
        assert old in module
        module = module.replace(old, new)
    (student / "mlp.py").write_text(module, encoding="utf-8")
    names = ["linear", "sigmoid", "initialize_weights", "forward", "mean_squared_error"]
    result = run("check", "--json", *names)
    assert result.exit_code == FAILED, result.output
    verdicts = {each["name"]: each for each in json.loads(result.stdout)["exercises"]}
    assert verdicts["linear"]["mistake"] == "bias_is_missing"
    assert {name: verdict["status"] for name, verdict in verdicts.items()} == {
        "linear": "failed",
        "sigmoid": "passed",
        "initialize_weights": "crashed",
        "forward": "passed",
        "mean_squared_error": "timeout",
    }


def test_each_hint_says_more_than_the_one_before(student: Path) -> None:
    hints = [run("hint", "linear").stdout for _ in range(3)]
    assert len(set(hints)) == 3
    assert hints[0].startswith("hint 1 of 3 for linear:")


def test_a_folder_without_a_key_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("check")
    assert result.exit_code == USAGE
    assert "key.json" in result.stderr


def test_check_in_a_notebook_needs_no_other_process(student: Path) -> None:
    """A new interpreter stands for the kernel: it holds the functions, and calls check and hint."""
    code = REFERENCE.replace('if __name__ == "__main__":', "if False:")
    code += "\nfrom autograder import check, hint\nprint(check(linear).passed)\nhint(linear)\n"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=student, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.startswith("True\nhint 1 of 3"), done.stderr


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="PyTorch is installed")
def test_a_missing_pytorch_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "assignments" / "mlp_torch")
    result = run("check")
    assert result.exit_code == USAGE
    assert "torch" in result.stderr
