"""The command `autograder collect ASSIGNMENT --from PATH`."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from courses import KIT, complete
from downloads import (
    FOLDERS,
    RIGHT,
    hostile,
    laid_out,
    submitted,
    zipped,
)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> Path:
    """A course with the assignment mlp, as the working directory."""
    folder = tmp_path / "course"
    for part in ("solutions", "source", "assignments"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / part / "mlp", folder / part / "mlp", ignore=ignore)
    monkeypatch.chdir(folder)
    return folder


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """A command of the kit."""
    return complete(Path.cwd(), *words)


def test_where_nothing_was_handed_in_that_is_said(course: Path, tmp_path: Path) -> None:
    """Most often, the path is not the one that was meant."""
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run("collect", "mlp", "--from", str(empty))
    assert (done.returncode, done.stderr) == (1, f"There is no submission of mlp in {empty}.\n")


def test_the_command_says_how_each_ended(course: Path, tmp_path: Path) -> None:
    """Progress on stderr, the sum on stdout, and 1 where something is to be looked at."""
    source = str(hostile(tmp_path / "download"))
    done = run("collect", "mlp", "--from", source)
    assert done.returncode == 1
    assert done.stdout == "mlp: 3 new, 0 newer, 0 unchanged, 12 refused, 1 without a valid id\n"
    lines = done.stderr.splitlines()
    assert "ada: new" in lines
    assert any(line.startswith("cleo: refused, cleo.zip: It holds a link") for line in lines)
    assert any("no valid id: Jörg*.zip" in line for line in lines)
    assert len(lines) == 16
    good = str(laid_out(tmp_path / "good", FOLDERS))
    done = run("collect", "mlp", "--from", good)
    assert (done.returncode, done.stdout) == (
        0, "mlp: 0 new, 0 newer, 2 unchanged, 0 refused, 0 without a valid id\n",
    )  # fmt: skip


def test_a_download_that_is_taken_for_one_students_is_told(course: Path, tmp_path: Path) -> None:
    """Work beside the folders of students makes it one student's; theirs is not looked at."""
    files = {"class/mlp.py": RIGHT, "class/ada/mlp.py": RIGHT, "class/ben/mlp.py": RIGHT}
    archive = laid_out(tmp_path, {"c.zip": zipped(files)}) / "c.zip"
    done = run("collect", "mlp", "--from", str(archive))
    assert f"Treating all of {archive} as one submission, by class.\n" in done.stderr
    source = laid_out(tmp_path / "download", {"class/ada.py": RIGHT})
    alone = run("collect", "mlp", "--from", str(source / "class" / "ada.py"))
    assert "taken for" not in alone.stderr


def test_what_is_passed_over_is_told(course: Path, tmp_path: Path) -> None:
    """In one line of a bounded length, whatever the names hold."""
    names = ["ben_mlp.py.txt", "cyd.zip.", "dan.zip (1)", "eva.zip.part", "f\x1b[2J\u202e\n.json"]
    files = dict.fromkeys(["ada_mlp.py", ".h74/mlp.py", *names], RIGHT)
    source = laid_out(tmp_path / "download", files)
    done = run("collect", "mlp", "--from", str(source))
    assert (done.returncode, done.stdout[:11]) == (0, "mlp: 1 new,")
    told, then = done.stderr.splitlines()[-2:]
    assert then == "next: autograder grade mlp"
    assert told == (
        "Ignored (the file name matches no student): .h74, ben_mlp.py.txt, cyd.zip., dan.zip (1), "
        "eva.zip.part, f\\x1b[2J\\u202e\\n.json"
    )
    laid_out(source, {f"note{number}.txt": b"" for number in range(400)})
    told = run("collect", "mlp", "--from", str(source)).stderr.splitlines()[-1]
    assert told.endswith("note100.txt and 396 more")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "nowhere"), "nowhere"),
        (("--from", ".", "--pattern", "("), "no regular expression"),
        (("--from", ".", "--pattern", "x"), "student_id"),
        (("--pattern", "(?P<student_id>.*)"), "--from"),
    ],
)
def test_a_wrong_use_of_the_command_is_a_usage_error(
    words: tuple[str, ...], message: str, course: Path
) -> None:
    done = run("collect", "mlp", *words)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_file_where_a_students_folder_should_be_fails_that_student_alone(
    course: Path, tmp_path: Path
) -> None:
    """Nobody is refused for it, and a second run takes up what the first left."""
    source = str(laid_out(tmp_path / "download", FOLDERS))
    (course / "submitted").mkdir()
    (course / "submitted" / "ada").write_text("in the way")
    done = run("collect", "mlp", "--from", source)
    assert done.returncode == 3
    assert done.stdout.startswith("mlp: 1 new") and done.stdout.endswith(", 1 failed\n")
    assert f"{course / 'submitted' / 'ada'}: File exists. Move it away" in done.stderr
    assert "ben: new" in done.stderr
    (course / "submitted" / "ada").unlink()
    done = run("collect", "mlp", "--from", source)
    assert (done.returncode, done.stdout.split(",")[:2]) == (
        0,
        ["mlp: 1 new", " 0 newer"],
    )


def test_a_full_disk_stops_with_the_place(course: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for it: a write fails, and does not say where."""
    source = laid_out(tmp_path / "download", {"ada.py": RIGHT + b"#" * 50_000})
    run("collect", "mlp", "--from", str(laid_out(tmp_path / "first", {"ada.py": RIGHT})))
    limit = "import resource as r; r.setrlimit(r.RLIMIT_FSIZE, (40_000, 40_000)); "
    program = ("-c", limit + KIT[1])
    done = complete(course, "collect", "mlp", "--from", str(source), program=program)
    folder = course / ".autograder" / "originals" / "mlp"
    assert done.returncode == 3
    assert f"{folder}: File too large.\n" in done.stderr
    assert submitted(course) == {"ada/mlp/mlp.py": RIGHT}
