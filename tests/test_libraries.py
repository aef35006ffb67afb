"""Libraries that are not there: a submission that only mentions one is graded all the same."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder import check
from autograder.cli import main
from autograder.judging.grading import grade_submission
from autograder.key import Key, load
from autograder.student import checking
from autograder.submissions.folder import Submission
from autograder.submissions.libraries import LibraryError
from autograder.worker import process
from autograder.worker.process import Zygotes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the worker needs Linux")

# What a worker's interpreter finds where PyTorch should be.
ABSENT = "import sys; sys.modules['torch'] = None; "
DAMAGED = """
class Damaged:
    def find_spec(self, name, *more):
        if name.split('.')[0] == 'torch':
            raise OSError('libtorch_cpu.so: cannot open shared object file')
import sys; sys.meta_path.insert(0, Damaged())
"""
EMPTY = "import sys, types; sys.modules['torch'] = types.ModuleType('torch'); "
UNUSABLE = """
import sys, types
sys.modules["torch"] = types.ModuleType("torch")
sys.modules["torch.nn"] = types.ModuleType("torch.nn")
"""
INSTALL = 'pip install "exercise-kit[torch]"'


@pytest.fixture(
    params=[ABSENT, DAMAGED, EMPTY, UNUSABLE],
    ids=["absent", "damaged", "an empty folder", "not usable"],
)
def without_torch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers, and a student's own checks, that start from now on have no PyTorch."""
    monkeypatch.setattr(process, "START", f"{request.param}\n{process.START}")
    own = f"{request.param}\nfrom autograder.student.child import main; main()"
    monkeypatch.setattr(checking, "START", ["-P", "-c", own])


@pytest.fixture
def fresh() -> Iterator[Zygotes]:
    """Warm processes that no other test has started."""
    with Zygotes() as zygotes:
        yield zygotes


@pytest.fixture
def torch_key(root: Path) -> Key:
    """The public key of an assignment that is done in PyTorch."""
    return load(root / "assignments" / "mlp_torch" / "key.json")


def test_the_word_torch_costs_nothing(
    public_key: Key, altered: Callable[..., str], without_torch: None, fresh: Zygotes
) -> None:
    module = altered() + "# torch" * 20
    report = grade_submission(public_key, Submission("somebody", None, module.encode()), fresh)
    assert (report.status, report.points) == ("graded", 20)


def test_an_import_of_what_is_absent_costs_only_itself(
    public_key: Key, altered: Callable[..., str], without_torch: None, fresh: Zygotes
) -> None:
    module = "import torch\n" * 20 + "x = torch.tensor([1.0])\n" + altered()
    report = grade_submission(public_key, Submission("somebody", None, module.encode()), fresh)
    assert (report.status, report.points) == ("graded", 20)
    assert "Line " in report.message


def test_an_assignment_that_needs_it_says_what_to_install(
    torch_key: Key, without_torch: None, fresh: Zygotes
) -> None:
    """It is the machine's lack: nobody loses points by it."""
    submission = Submission("somebody", None, b"import torch")
    report = grade_submission(torch_key, submission, fresh)
    assert report.status == "grader_fault"
    assert report.message.startswith("mlp_torch needs PyTorch, which ")
    assert report.message.endswith(INSTALL)


@pytest.mark.parametrize(
    "without_torch", [ABSENT, DAMAGED, EMPTY], ids=["absent", "damaged", "empty"], indirect=True
)
def test_check_says_what_to_install(
    root: Path, without_torch: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "assignments" / "mlp_torch")
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 2
    assert INSTALL in done.stderr
    assert "Traceback" not in done.output
    assert "fault" not in done.output


def copy_weights(model: object, weights_hidden: object, weights_output: object) -> None:
    """An exercise that is given a model."""


def test_check_in_a_notebook_says_what_to_install(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "torch"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(LibraryError, match=r"pip install"):
        check(copy_weights, key=root / "assignments" / "mlp_torch" / "key.json")


def test_a_notebook_is_not_graded_without_the_shell_that_runs_it(
    public_key: Key,
    notebook: Callable[..., bytes],
    monkeypatch: pytest.MonkeyPatch,
    fresh: Zygotes,
) -> None:
    hidden = "import sys; sys.modules['IPython'] = None; "
    monkeypatch.setattr(process, "START", f"{hidden}{process.START}")
    report = grade_submission(public_key, Submission("a", notebook("1"), None), fresh)
    assert report.status == "grader_fault"
    assert report.message.startswith("mlp needs IPython, which cannot be imported here")
    assert report.message.endswith('Install it: pip install "exercise-kit[instructor]"')
