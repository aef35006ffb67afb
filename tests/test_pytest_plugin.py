"""pytest in an assignment's folder: each exercise is a test, and other projects see nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = (ROOT / "solutions" / "mlp" / "mlp.py").read_text(encoding="utf-8")
MODULE = "autograder.student.pytest_plugin"
FINE, FAILED, USAGE, NOTHING = 0, 1, 4, 5

# pytest prints more where these say that it runs in CI, and as wide as this says.
ELSEWHERE = ("CI", "BUILD_NUMBER", "PYTEST_ADDOPTS", "PYTEST_PLUGINS")
HERE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "80"}

Golden = Callable[[str, str], None]


def run(*words: str, code: int = FINE) -> str:
    """What pytest prints in the working directory, without the plugins that happen to be here."""
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-W", "error", "-p", MODULE,
         *words],
        env={name: value for name, value in os.environ.items() if name not in ELSEWHERE} | HERE,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert finished.returncode == code, finished.stdout + finished.stderr
    return finished.stdout


def without_times(shown: str) -> str:
    """The output below the versions of what is installed, and above how long it took."""
    lines = shown.splitlines()
    return "\n".join(lines[next(n for n, line in enumerate(lines) if "collected" in line) : -1])


@pytest.fixture
def wrong(student: Path) -> Path:
    """A student's folder with two mistakes, and one exercise that is not written yet."""
    module = REFERENCE
    for old, new in [
        ("x @ weights + bias", "x @ weights"),
        ("np.random.seed(seed)", "weights = 1 / 0"),
        ("return float(np.mean((f - truth) ** 2))", "raise NotImplementedError()"),
    ]:
        assert old in module
        module = module.replace(old, new)
    (student / "mlp.py").write_text(module, encoding="utf-8")
    return student


NAMES = ["linear", "sigmoid", "initialize_weights", "mean_squared_error"]
IDS = [f"key.json::{name}" for name in NAMES]


def test_a_failing_exercise_has_the_words_of_check_and_the_students_line(
    wrong: Path, assert_golden: Golden
) -> None:
    shown = run("-rsf", *IDS, code=FAILED)
    assert_golden("pytest", without_times(shown))
    line = 1 + (wrong / "mlp.py").read_text("utf-8").splitlines().index(
        "def linear(x, weights, bias=0.0):"
    )
    assert f"\nmlp.py:{line}: linear · adds the bias to every row" in shown
    assert "The bias never reaches the result." in shown
    assert "1 passed, 1 skipped" in shown.splitlines()[-1]


def test_the_folder_has_a_test_for_each_exercise_in_the_keys_order(student: Path) -> None:
    shown = run("--collect-only", "-q")
    names = [line.removeprefix("key.json::") for line in shown.splitlines() if "::" in line]
    assert names[:3] == ["linear", "sigmoid", "initialize_weights"]
    assert len(names) == 10


def test_one_check_serves_all_tests_that_are_selected(wrong: Path) -> None:
    (wrong / "conftest.py").write_text(
        "from autograder.student.checking import Checker\n"
        "check = Checker.check\n"
        "def counted(self, job, *more):\n"
        "    print('CHECKED', *job.exercises)\n"
        "    return check(self, job, *more)\n"
        "Checker.check = counted\n"
    )
    shown = run("-s", "-k", "linear or sigmoid", code=FAILED)
    assert shown.count("CHECKED") == 1
    assert "CHECKED linear sigmoid\n" in shown


def test_a_folder_that_nobody_began_is_skipped_and_not_wrong(student: Path) -> None:
    assert "SKIPPED [1] mlp.py:37: not written yet" in run("-rs", "key.json::linear")


def test_an_exercise_stands_in_the_notebook_if_it_is_written_there(student: Path) -> None:
    notebook = (student / "mlp.ipynb").read_text(encoding="utf-8")
    place = notebook.index('"def linear(')
    stub = notebook.index("raise NotImplementedError()", place)
    written = notebook[stub:].replace("raise NotImplementedError()", "return x @ weights", 1)
    (student / "mlp.ipynb").write_text(notebook[:stub] + written, encoding="utf-8")
    line = notebook[:place].count("\n") + 1
    shown = run("key.json::linear", code=FAILED)
    assert f"\nmlp.ipynb:{line}: linear · adds the bias" in shown


@pytest.mark.parametrize("file", ["mlp.py", "mlp.ipynb", "key.json"])
def test_an_exercise_can_be_named_by_any_of_the_files(wrong: Path, file: str) -> None:
    """An editor names the file that it opens; pytest alone would import the module."""
    (wrong / "mlp.py").write_text(
        (wrong / "mlp.py").read_text("utf-8") + "\nraise SystemExit\n", encoding="utf-8"
    )
    shown = run("-v", str(wrong / file) + "::linear", code=FAILED)
    assert f"{file}::linear FAILED" in shown
    assert "1 failed in" in shown.splitlines()[-1]


def test_exercises_that_are_named_by_several_files_have_one_check(wrong: Path) -> None:
    shown = run("mlp.py::linear", "mlp.ipynb::sigmoid", code=FAILED)
    assert shown.count("mlp · 1 of 3 points") == 1


def test_a_cause_that_several_have_is_told_by_each_of_them(student: Path) -> None:
    """A person may look at one test alone."""
    (student / "mlp.ipynb").unlink()
    (student / "mlp.py").write_text("x = (1\ndef linear(): pass\ndef sigmoid(): pass\n")
    shown = run("key.json::linear", "key.json::sigmoid", code=FAILED)
    assert shown.count("SyntaxError in line 1 of mlp.py") == 2


def test_a_students_own_tests_run_beside_the_exercises(wrong: Path) -> None:
    (wrong / "test_mine.py").write_text(
        "from mlp import sigmoid\ndef test_half(): assert sigmoid(0.0) == 0.5\n"
    )
    shown = run("-v", "-k", "sigmoid or half")
    assert "key.json::sigmoid PASSED" in shown
    assert "test_mine.py::test_half PASSED" in shown


def test_a_folder_is_checked_from_elsewhere_if_it_is_named(
    student: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(student.parent)
    assert "mlp/key.json::linear SKIPPED" in run("-v", "-k", "linear", "mlp")


def test_work_below_the_folder_is_left_alone(
    student: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An instructor's pytest must not run what students handed in."""
    monkeypatch.chdir(student.parent)
    run(code=NOTHING)


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"exercises": 5}', '{"version": 1, "exercises": []}']
)
def test_a_key_of_somebody_elses_is_no_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key.json").write_text(text)
    run(code=NOTHING)


def test_a_key_of_another_version_fails_with_what_to_do(student: Path) -> None:
    key = (student / "key.json").read_text(encoding="utf-8")
    (student / "key.json").write_text(key.replace('"version": 2', '"version": 1'), "utf-8")
    assert "is a key of version 1, and version 2 is needed." in run("key.json::linear", code=FAILED)


def test_xdist_shares_the_exercises_out(wrong: Path) -> None:
    pytest.importorskip("xdist")
    shown = run("-p", "xdist", "-n", "1", *IDS, code=FAILED)
    assert "2 failed, 1 passed, 1 skipped" in shown


def test_elsewhere_nothing_of_the_engine_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    names = sorted(name for name in sys.modules if name.startswith('autograder'))\n"
        f"    assert names == ['autograder', 'autograder.student', '{MODULE}']\n"
        "    assert 'numpy' not in sys.modules\n"
    )
    run()


def test_pytest_finds_the_plugin_where_the_kit_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"autograder": MODULE}
