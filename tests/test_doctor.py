"""`autograder` alone, `autograder doctor` and a notebook's first cell: where one is, what lacks."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.student import doctor, notebook
from autograder.submissions import libraries

ROOT = Path(__file__).resolve().parent.parent
Golden = Callable[[str, str], None]
VERSION = re.compile(r"^(.) (Python|exercise-kit|NumPy|pandas|matplotlib|PyTorch) [\d.]+\S*$", re.M)


def shown(*words: str, code: int = 0) -> str:
    """What a command prints, which must end with this exit code; versions left out."""
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == code, done.output
    return VERSION.sub(r"\1 \2 VERSION", done.stdout)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an assignment, which is the working directory."""
    shutil.copytree(ROOT / "assignments" / "mlp", tmp_path / "mlp")
    monkeypatch.chdir(tmp_path / "mlp")
    return tmp_path / "mlp"


@pytest.fixture
def lacks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Hides libraries of these names."""

    def hide(*names: str) -> None:
        for name in names:
            for module in [m for m in sys.modules if m.partition(".")[0] == name]:
                monkeypatch.delitem(sys.modules, module)
            monkeypatch.setitem(sys.modules, name, None)

    return hide


# --- `autograder` alone -------------------------------------------------------------------------


def test_alone_in_an_assignments_folder_it_checks(folder: Path, assert_golden: Golden) -> None:
    assert_golden("alone_in_a_folder", shown(code=1))
    assert shown(code=1) == shown("check", code=1)


def test_alone_above_assignments_it_says_where_they_are(
    folder: Path, monkeypatch: pytest.MonkeyPatch, assert_golden: Golden
) -> None:
    shutil.copytree(folder, folder.parent / "xor")
    monkeypatch.chdir(folder.parent)
    assert_golden("alone_above", shown())


def test_alone_elsewhere_it_shows_all_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assert_golden: Golden
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_golden("alone_elsewhere", shown())


# --- doctor -------------------------------------------------------------------------------------


def test_doctor_finds_all_there(folder: Path, assert_golden: Golden) -> None:
    assert_golden("doctor", shown("doctor"))


def test_doctor_says_what_helps(
    folder: Path, lacks: Callable[..., None], monkeypatch: pytest.MonkeyPatch, assert_golden: Golden
) -> None:
    """Pictures are of use, but needed for no check."""
    lacks("matplotlib", "pandas")
    (folder / "or_gate.csv").unlink()
    for name in ("mlp.ipynb", "mlp.py"):
        (folder / name).unlink()
    (folder / "mlp.ipynb.txt").write_text("matplotlib")
    full = OSError(13, "Permission denied")
    monkeypatch.setattr(doctor.tempfile, "TemporaryFile", lambda **_: (_ for _ in ()).throw(full))
    assert_golden("doctor_lacks", shown("doctor", code=1))


def test_doctor_says_which_library_an_assignment_needs(
    folder: Path, lacks: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacks("torch")
    monkeypatch.chdir(ROOT / "assignments" / "xor")
    assert '✗ PyTorch is not installed → pip install "exercise-kit[torch]"' in shown(
        "doctor", code=1
    )


def test_what_only_a_picture_needs_is_no_failure(folder: Path, lacks: Callable[..., None]) -> None:
    lacks("matplotlib")
    assert '○ matplotlib is not installed → pip install "exercise-kit[plots]"' in shown("doctor")


def test_a_library_that_is_damaged_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = {"pandas": "ImportError: DLL load failed"}
    monkeypatch.setattr(doctor, "import_all", lambda names: failed)
    assert "✗ pandas cannot be imported (ImportError: DLL load failed) → pip" in shown(
        "doctor", code=1
    )


def test_doctor_above_an_assignment_says_where_to_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch, assert_golden: Golden
) -> None:
    monkeypatch.chdir(folder.parent)
    assert_golden("doctor_above", shown("doctor", code=1))


def test_doctor_elsewhere_names_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assert_golden: Golden
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_golden("doctor_elsewhere", shown("doctor", code=1))


def test_doctor_names_a_key_that_is_damaged(folder: Path) -> None:
    (folder / "key.json").write_text("{")
    assert "✗ key.json is not an answer key: it is not JSON → download" in shown("doctor", code=1)


def test_every_library_has_a_command() -> None:
    for name in libraries.LIBRARIES:
        assert libraries.install(name).startswith('pip install "exercise-kit')


# --- a notebook's first cell --------------------------------------------------------------------

FIRST = "from autograder.student import case, check, hint"
KERNEL = "get_ipython().kernel = None\n"


def first_cell(before: str = KERNEL) -> str:
    """What the first cell shows in a shell, which has a kernel if it is a notebook's."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    notebook._say_once.cache_clear()
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    try:
        shell.run_cell(before)
        with capture_output() as shown:
            shell.run_cell(FIRST)
    finally:
        InteractiveShell.clear_instance()
    return str(shown.stdout)


def test_a_first_cell_shows_nothing_where_nothing_lacks(folder: Path) -> None:
    assert first_cell() == ""


def test_a_first_cell_says_once_that_the_key_is_missing(folder: Path) -> None:
    (folder / "key.json").unlink()
    assert first_cell() == (
        f"key.json is missing in {folder}: open the notebook in the assignment's folder, "
        "as it was downloaded.\n"
    )


def test_a_first_cell_names_a_library_that_is_missing(
    folder: Path, lacks: Callable[..., None]
) -> None:
    lacks("matplotlib")
    line = 'mlp uses matplotlib, not installed here: pip install "exercise-kit[plots]"\n'
    assert first_cell() == line


def test_outside_a_notebook_an_import_says_nothing(folder: Path) -> None:
    (folder / "key.json").unlink()
    assert first_cell(before="") == ""


def test_where_cells_are_graded_an_import_says_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "key.json").unlink()
    monkeypatch.setenv("AUTOGRADER_WORKER", "1")
    assert first_cell() == ""
