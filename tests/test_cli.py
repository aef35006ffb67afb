"""The command line: what is printed, where, and with which exit code."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.authoring.room import Room, assignment_names
from autograder.cli import main
from autograder.key import Key, load
from autograder.student import checking

linux = pytest.mark.skipif(sys.platform != "linux", reason="the worker's limits need Linux")
ROOT = Path(__file__).resolve().parent.parent
Golden = Callable[[str, str], None]
Altered = Callable[..., str]

FINE, FAILED, USAGE, FAULT = 0, 1, 2, 3


def run(*words: str, code: int = FINE) -> Result:
    """The result of a command that must end with this exit code."""
    result = CliRunner().invoke(main, list(words), catch_exceptions=True)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


# --- check --------------------------------------------------------------------------------------


@linux
def test_an_untouched_assignment_is_not_attempted(student: Path, assert_golden: Golden) -> None:
    result = run("check", code=FAILED)
    assert_golden("check_untouched", result.stdout)
    assert result.stderr == ""


@linux
def test_a_right_assignment_passes(student: Path, room: Room, assert_golden: Golden) -> None:
    (student / "mlp.py").write_text(room.script, encoding="utf-8")
    assert_golden("check_right", run("check").stdout)


@linux
def test_several_kinds_of_failure_are_told_apart(
    student: Path, altered: Altered, assert_golden: Golden
) -> None:
    module = altered(
        ('pd.read_csv(csv, index_col="observation")', 'pd.read_csv(csv).set_index("number")'),
        ("return x @ weights + bias", "x @ weights + bias"),
        (
            "return weights_hidden, weights_output\n    ### END",
            "return weights_hidden\n    ### END",
        ),
        ("f = sigmoid(linear(g, weights_output, bias))", "f = sigmoid(linear(g, weights_output))"),
        ("float(np.mean((f - truth) ** 2))", "float(np.mean((f - truth) ** 3))"),
        ("2 * (f - truth) / f.size", "2 * (f - truth)"),
        ("dE_dg = dE_dy @ dy_dg.T", "dE_dy *= 1.5\n    dE_dg = dE_dy @ dy_dg.T"),
        ("weights_hidden = weights_hidden - learning_rate", "weights_hidden -= learning_rate"),
        ('error=dataset["output"] - prediction', 'error=prediction - dataset["output"]'),
    )
    (student / "mlp.py").write_text(module, encoding="utf-8")
    assert_golden("check_failures", run("check", "--all", code=FAILED).stdout)
    assert_golden("check_first_failure", run("check", code=FAILED).stdout)


@linux
def test_only_the_named_exercises_are_checked(
    student: Path, altered: Altered, assert_golden: Golden
) -> None:
    module = altered(("return x @ weights + bias", "return x @ weights - bias"))
    (student / "mlp.py").write_text(module, encoding="utf-8")
    assert_golden("check_named", run("check", "forward", "linear", code=FAILED).stdout)
    assert "forward" in run("check", "forward").stdout


@linux
def test_check_prints_one_json_object_if_asked(student: Path) -> None:
    result = run("check", "linear", "sigmoid", "--json", code=FAILED)
    (line,) = result.stdout.splitlines()
    data = json.loads(line)
    assert [exercise["name"] for exercise in data["exercises"]] == ["linear", "sigmoid"]
    assert data["status"] == "graded"


@linux
def test_what_a_function_prints_is_shown_with_its_failure(
    student: Path, altered: Altered, assert_golden: Golden
) -> None:
    module = altered(
        ("return x @ weights + bias", "print('x is', x.shape)\n    return x @ weights - bias"),
    )
    (student / "mlp.py").write_text(module, encoding="utf-8")
    assert_golden("check_prints", run("check", "linear", code=FAILED).stdout)


@linux
def test_what_stops_a_module_is_told_of_its_first_function_only(student: Path) -> None:
    module = "import numpy as np\nx = (1\n"
    (student / "mlp.py").write_text(module + "def linear(): pass\ndef sigmoid(): pass\n")
    (student / "mlp.ipynb").unlink()
    shown = run("check", "linear", "sigmoid", code=FAILED).stdout
    assert shown.count("SyntaxError in line 2 of mlp.py") == 1
    assert "For the same reason not checked: sigmoid." in shown
    assert "next: fix that, then: autograder check\n" in shown


def test_help_lists_every_command_by_who_uses_it() -> None:
    shown = run("--help").stdout
    assert re.findall(r"^(?!Options).*:$", shown, re.MULTILINE) == [
        "Students, in the folder of an assignment:",
        "Instructors, in the course:",
        "Authors, in the course:",
    ]
    for name in main.commands:
        assert re.search(rf"^  {name} ", shown, re.MULTILINE)
    assert "..." not in shown.partition("\n")[2]


@linux
@pytest.mark.parametrize(
    ("name", "content", "golden"),
    [
        ("mlp.ipynb", b"nonsense", "check_no_notebook"),
        ("mlp.py", "ü = 1\n".encode("latin-1"), "check_latin_1"),
        ("mlp.py", b"def linear(x:\n", "check_syntax_error"),
        ("mlp.py", b"import numpy as np\n\nprint(undefined)\n\ndef linear(x): return x\n",
         "check_stops_early"),
    ],
    ids=["no notebook", "latin-1", "syntax error", "exception"],
)  # fmt: skip
def test_a_file_that_does_not_load_is_told(
    student: Path, assert_golden: Golden, name: str, content: bytes, golden: str
) -> None:
    for file in ("mlp.ipynb", "mlp.py"):
        (student / file).unlink()
    (student / name).write_bytes(content)
    assert_golden(golden, run("check", "linear", code=FAILED).stdout)


@linux
@pytest.mark.parametrize("words", [(), ("linear",)])
def test_a_check_without_any_file_says_which_are_missing(
    student: Path, words: tuple[str, ...]
) -> None:
    for file in ("mlp.ipynb", "mlp.py"):
        (student / file).unlink()
    result = run("check", *words, code=FAILED)
    assert "The folder holds neither mlp.ipynb nor mlp.py." in result.stdout


@pytest.mark.parametrize("words", [("check",), ("check", "linear"), ("hint", "linear")])
def test_a_folder_without_a_key_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words, code=USAGE)
    assert result.stdout == ""
    assert result.stderr == (
        "There is no key.json here.\n"
        "Run this command in the folder of your assignment, where its notebook is.\n"
    )


@pytest.mark.parametrize("words", [("check",), ("hint", "linear")])
@pytest.mark.parametrize("content", ["", "{}", '{"version": 9, "exercises": []}'])
def test_a_key_that_is_no_key_is_a_usage_error(
    student: Path, words: tuple[str, ...], content: str
) -> None:
    (student / "key.json").write_text(content, encoding="utf-8")
    assert "key.json" in run(*words, code=USAGE).stderr


@pytest.mark.parametrize("command", ["check", "show", "hint", "reset", "solution"])
def test_an_unknown_exercise_is_a_usage_error_that_names_the_known_ones(
    student: Path, command: str
) -> None:
    result = run(command, "lineal", code=USAGE)
    assert "mlp has no exercise 'lineal'. Is linear meant?\n" in result.stderr
    assert "It has linear, sigmoid, initialize_weights" in result.stderr
    assert result.stdout == ""


def test_a_fault_of_the_grader_is_no_failure_of_the_student(
    student: Path, monkeypatch: pytest.MonkeyPatch, assert_golden: Golden
) -> None:
    monkeypatch.setattr(checking, "START", ["-c", "raise OSError('no more processes')"])
    assert_golden("check_fault", run("check", code=FAULT).stderr)


# --- hint ---------------------------------------------------------------------------------------


def test_hints_come_one_at_a_time_and_then_all_together(
    student: Path, public_key: Key, assert_golden: Golden
) -> None:
    exercise = public_key.exercise("output_gradient")
    shown = [run("hint", "output_gradient").stdout for _ in range(len(exercise.hints) + 2)]
    assert_golden("hint", "\n".join(shown))
    for hint, text in zip(exercise.hints, shown, strict=False):
        assert hint in " ".join(text.split())
    assert shown[-1] == shown[-2]


def test_which_hints_were_taken_is_kept_openly(student: Path, assert_golden: Golden) -> None:
    for name in ("linear", "linear", "sigmoid"):
        run("hint", name)
    assert_golden("hints_taken", run("hint").stdout)
    kept = json.loads((student / ".autograder-hints.json").read_text(encoding="utf-8"))
    assert kept["taken"] == {"mlp/linear": 2, "mlp/sigmoid": 1}


@linux
def test_a_hint_begins_with_the_mistake_that_the_last_check_found(
    student: Path, altered: Altered, assert_golden: Golden
) -> None:
    module = altered(("return x @ weights + bias", "return x @ weights"))
    (student / "mlp.py").write_text(module, encoding="utf-8")
    run("check", "linear", code=FAILED)
    run("check", "sigmoid")
    assert_golden("hint_mistake", run("hint", "linear").stdout)
    assert "The last check" not in run("hint", "sigmoid").stdout
    (student / "mlp.py").write_text(altered(), encoding="utf-8")
    run("check")
    assert run("hint", "linear").stdout.startswith("hint 2 of 3 for linear:")


@pytest.mark.parametrize("assignment", assignment_names(ROOT))
def test_every_exercise_has_three_hints(root: Path, assignment: str) -> None:
    key = load(root / "assignments" / assignment / "key.json")
    assert {e.name: len(e.hints) for e in key.exercises if len(e.hints) < 3} == {}


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "nonsense", '{"mlp/linear": 2}', '{"taken": [], "found": 5}',
        '{"taken": {"mlp/linear": "x"}}', '{"taken": {"mlp/linear": -4}}',
        '{"found": {"mlp/linear": "no_such_mistake"}}', '{"found": {"mlp/linear": []}}',
    ],
)  # fmt: skip
def test_a_memory_of_hints_that_is_damaged_begins_anew(student: Path, content: str) -> None:
    (student / ".autograder-hints.json").write_text(content, encoding="utf-8")
    assert run("hint", "linear").stdout.startswith("hint 1 of 3")


def test_an_exercise_without_hints_says_so(
    tiny: Callable[..., Room], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny()
    monkeypatch.chdir(tmp_path)
    run("key", "tiny", "-o", "key.json")
    assert run("hint", "double").stdout == "There is no hint for double.\n"


# --- key ----------------------------------------------------------------------------------------


@pytest.fixture
def tiny_course(tiny: Callable[..., Room], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny course as the working directory, without a secret in the environment."""
    tiny()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUTOGRADER_SECRET", raising=False)
    return tmp_path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_public_key_is_written_for_all_to_read(tiny_course: Path) -> None:
    result = run("key", "tiny", "-o", "key.json")
    assert result.stdout == ""
    assert result.stderr == "key.json: the public key of tiny\n"
    assert not load(Path("key.json")).private
    assert mode(Path("key.json")) == 0o644
    assert not (tiny_course / ".autograder").exists()


def test_a_key_takes_the_place_of_files_only(tiny_course: Path) -> None:
    """A folder, or a device such as /dev/stdout, stays what it is."""
    os.mkfifo("pipe")
    for place in ("solutions", "pipe"):
        result = run("key", "tiny", "-o", place, code=USAGE)
        assert result.stderr == f"{place} is a folder or a device: name a file after -o.\n"
    assert Path("pipe").is_fifo()


def test_a_key_on_a_full_disk_says_where(
    tiny_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    result = run("key", "tiny", "-o", str(tiny_course / "key.json"), code=FAULT)
    assert result.stderr.startswith(f"{tiny_course}: No space left on device.\nMake room")


def test_a_private_key_and_its_secret_are_for_their_owner_alone(tiny_course: Path) -> None:
    run("key", "tiny", "--private", "-o", "private.json")
    assert load(Path("private.json")).private
    assert mode(Path("private.json")) == 0o600
    assert mode(tiny_course / ".autograder" / "secret") == 0o600
    assert mode(tiny_course / ".autograder") == 0o700


def test_the_secret_is_made_once(tiny_course: Path) -> None:
    run("key", "tiny", "--private", "-o", "one.json")
    run("key", "tiny", "--private", "-o", "other.json")
    assert Path("one.json").read_bytes() == Path("other.json").read_bytes()


def test_the_secret_may_come_from_the_environment(
    tiny_course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("key", "tiny", "--private", "-o", "file.json")
    monkeypatch.setenv("AUTOGRADER_SECRET", "from the environment")
    run("key", "tiny", "--private", "-o", "environment.json")
    assert Path("file.json").read_bytes() != Path("environment.json").read_bytes()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("key", "tiny"), "Missing option"),
        (
            ("key", "nothing", "-o", "key.json"),
            "There is no assignment 'nothing'; there are: tiny.",
        ),
        (("build", "nothing"), "There is no assignment 'nothing'; there are: tiny."),
        (("verify", "nothing"), "There is no assignment 'nothing'; there are: tiny."),
        (("release", "nothing"), "There is no assignment 'nothing'; there are: tiny."),
        (("grade", "nothing"), "There is no assignment 'nothing'; there are: tiny."),
        (("report", "nothing"), "There is no assignment 'nothing'; there are: tiny."),
        (("grade",), "Missing argument"),
        (("grade", "a", "b"), "autograder grade a b --key KEY"),
        (("grade", "submitted/ada"), "autograder grade submitted/ada --key KEY"),
        (("grade", "ada.zip"), "autograder grade ada.zip --key KEY"),
        (("grade", "a", "--key", "absent.json"), "absent.json cannot be read"),
        (("grade", "a", "--jobs", "0", "--key", "absent.json"), "--jobs"),
        (("grade", "a", "--format", "xml", "--key", "absent.json"), "--format"),
        (("nonsense",), "No such command"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_is_a_usage_error(
    tiny_course: Path, words: tuple[str, ...], message: str
) -> None:
    result = run(*words, code=USAGE)
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "words",
    [("build",), ("verify",), ("key", "mlp", "-o", "k"), ("grade", "mlp"), ("export", "mlp")],
)
def test_a_command_outside_a_course_says_where_to_run_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "No course here" in run(*words, code=USAGE).stderr


def test_the_version_is_told() -> None:
    assert "0.1.0" in run("--version").stdout


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "return 2 * x",
            "return 2 * y",
            "solutions/tiny/exercises.py, line 10:\nThe reference double",
        ),
        ("return 2 * x", "return 2 * x)", "solutions/tiny/tiny.py, line 9, raises when it is imp"),
        ("import numpy", "import nunpy", "solutions/tiny/tiny.py, line 3, raises when it is impor"),
        ("### END", "## END", "tiny.py, line 8: after ### BEGIN SOLUTION there is no ### END SOLU"),
        ("### BEGIN", "## BEGIN", "tiny.py, line 10: before ### END SOLUTION there is no ### BEG"),
    ],
)
@pytest.mark.parametrize("words", [("build", "tiny"), ("verify", "tiny")], ids=" ".join)
def test_a_reference_that_does_not_run_is_told_where(
    tiny: Callable[..., Room], tiny_script: str, monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...], old: str, new: str, told: str,
) -> None:  # fmt: skip
    """A broken room is the author's: one or two lines say where, and nothing is written."""
    root = tiny().root
    (root / "solutions" / "tiny" / "tiny.py").write_text(tiny_script.replace(old, new, 1))
    for name in [name for name in sys.modules if name.startswith("solutions.tiny")]:
        del sys.modules[name]
    monkeypatch.chdir(root)
    result = run(*words, code=FAILED)
    assert result.stderr.startswith(f"tiny: {told}")
    assert len(result.stderr.splitlines()) <= 3
    assert not (root / "assignments").exists()


def test_a_lost_secret_is_not_replaced_in_silence(
    tiny: Callable[..., Room], monkeypatch: pytest.MonkeyPatch, assert_golden: Golden
) -> None:
    """With another one, everybody would be graded by other hidden cases than before."""
    root = tiny().root
    monkeypatch.chdir(root)
    monkeypatch.delenv("AUTOGRADER_SECRET", raising=False)
    run("key", "tiny", "-o", "private.json", "--private")
    (root / ".autograder" / "keys").mkdir()
    (root / ".autograder" / "keys" / "tiny.json").write_text("{}")
    (root / ".autograder" / "secret").unlink()
    result = run("key", "tiny", "-o", "private.json", "--private", code=FAILED)
    assert_golden("key_secret_lost", result.stderr.replace(str(root), "COURSE"))
    assert not (root / ".autograder" / "secret").exists()


# --- build --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factor", "code"), [(1 + 1e-7, FINE), (1 + 1e-3, FAILED)], ids=["processor", "reference"]
)
def test_a_key_that_another_processor_made_is_not_due(
    tiny: Callable[..., Room], monkeypatch: pytest.MonkeyPatch, factor: float, code: int
) -> None:
    """Floats differ from processor to processor, by less than submissions may."""
    room = tiny()
    monkeypatch.chdir(room.root)
    run("build", "tiny")
    path = room.root / "assignments" / "tiny" / "key.json"
    data = json.loads(path.read_text())
    expected = data["exercises"][0]["cases"][0]["expected"]
    expected["array"] = [number * factor for number in expected["array"]]
    path.write_text(json.dumps(data))
    run("build", "tiny", "--check", code=code)
