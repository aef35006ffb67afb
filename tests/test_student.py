"""What students use, on any system: `make test-student` runs this without nbgrader and PyTorch."""

from __future__ import annotations

import importlib.util
import json
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


@pytest.mark.skipif(importlib.util.find_spec("torch") is not None, reason="PyTorch is installed")
def test_a_missing_pytorch_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "assignments" / "mlp_torch")
    result = run("check")
    assert result.exit_code == USAGE
    assert "torch" in result.stderr
