"""The autograder for Gradescope and the workflow for GitHub Classroom, run as those services do.

Neither service is here, nor a network: in `make test-long` the scripts install with an `apt-get`
that does nothing, and pip finds what it needs on this machine.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import TINY, TINY_EXERCISES
from test_cli import run

from autograder.authoring.release import files_beside
from autograder.authoring.room import Room
from autograder.worker import sandbox

isolated = pytest.mark.skipif(
    not sandbox.isolates(sandbox.probe()), reason="nothing here isolates student code"
)
RIGHT = TINY.replace("    ### BEGIN SOLUTION\n", "").replace("    ### END SOLUTION\n", "")
WRONG = RIGHT.replace("return 2 * x", "return 1 * x")


@pytest.fixture
def course(tiny: Callable[..., Room], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course whose assignment `tiny` is built, as the working directory."""
    monkeypatch.setenv("AUTOGRADER_SECRET", "test")
    room = tiny(TINY, TINY_EXERCISES)
    folder = room.root / "assignments" / "tiny"
    folder.mkdir(parents=True)
    for name, text in files_beside(room).items():
        (folder / name).write_text(text)
    monkeypatch.chdir(room.root)
    return room.root


def bash(*words: str, folder: Path, code: int = 0, **variables: str) -> str:
    """What a script prints on both streams; of the environment it has little."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    done = subprocess.run(
        ["bash", *words], cwd=folder, env=kept | variables, capture_output=True, text=True,
        timeout=500,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


class Gradescope:
    """A folder that stands for /autograder, laid out as Gradescope's documentation says."""

    def __init__(self, place: Path, archive: Path) -> None:
        self.root = place / "autograder"
        with zipfile.ZipFile(archive) as files:
            files.extractall(self.root / "source")
            self.modes = {
                i.filename: stat.filemode(i.external_attr >> 16) for i in files.infolist()
            }
        shutil.copy(self.root / "source" / "run_autograder", self.root)
        (self.root / "run_autograder").chmod(0o755)

    def grade(self, module: str | bytes, code: int = 0) -> tuple[dict[str, Any] | None, str]:
        """What a submission gets, and what the instructor can read beside it."""
        for name in ("submission", "results"):
            shutil.rmtree(self.root / name, ignore_errors=True)
            (self.root / name).mkdir()
        data = module.encode() if isinstance(module, str) else module
        (self.root / "submission" / "tiny.py").write_bytes(data)
        out = bash("./run_autograder", folder=self.root, code=code)
        results = self.root / "results" / "results.json"
        return json.loads(results.read_text()) if results.exists() else None, out


def installed(gradescope: Gradescope) -> Gradescope:
    """The same with the kit from its wheel in /autograder/venv, without the seconds of pip."""
    folder = gradescope.root / "venv"
    venv.create(folder, symlinks=True, with_pip=False)
    (wheel,) = (gradescope.root / "source").glob("*.whl")
    place = folder / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
        entry = archive.read(next(n for n in archive.namelist() if n.endswith("points.txt")))
    assert b"autograder = autograder.cli:main" in entry
    (place / "others.pth").write_text(str(Path(pytest.__file__).parent.parent))
    script = folder / "bin" / "autograder"
    code = "import sys\nfrom autograder.cli import main\nsys.exit(main())\n"
    script.write_text(f"#!{folder / 'bin' / 'python'}\n{code}")
    script.chmod(0o755)
    return gradescope


@isolated
def test_gradescope_grades_with_the_kit_and_its_hidden_cases(course: Path, tmp_path: Path) -> None:
    told = run("package", "tiny", "--for", "gradescope").stderr
    archive = course / "tiny-gradescope.zip"
    assert "It holds the answers to the hidden cases" in told
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    gradescope = installed(Gradescope(tmp_path / "service", archive))
    assert {gradescope.modes[name] for name in ("setup.sh", "run_autograder")} == {"-rwxr-xr-x"}
    key = gradescope.root / "source" / "key.json"
    thief, _ = gradescope.grade(RIGHT.replace("return 2 * x", f"return open({str(key)!r})"))
    assert thief is not None
    assert thief["score"] == 2
    assert [test["score"] for test in thief["tests"]] == [0, 2]
    assert re.search("PermissionError|FileNotFoundError", thief["tests"][0]["output"])
    nothing, _ = gradescope.grade(b"# \xfc")
    assert nothing is not None
    assert nothing["score"] == 0
    assert "UTF-8" in nothing["output"]
    key.write_text("{")
    assert gradescope.grade(RIGHT, code=2)[0] is None


def test_without_a_sandbox_only_the_public_key_is_handed_out(course: Path, tmp_path: Path) -> None:
    words = ("package", "tiny", "--for", "gradescope", "--no-sandbox")
    assert "submitted code can read the key" in run(*words, code=2).stderr
    assert (
        "Students can read everything"
        in run("package", "tiny", "--for", "github", "--key", "private", code=2).stderr
    )
    told = run(*words, "--key", "public", "-o", "public.zip").stderr
    assert "can read the key and write its own result" in told
    gradescope = Gradescope(tmp_path / "service", course / "public.zip")
    key = (gradescope.root / "source" / "key.json").read_bytes()
    assert key == (course / "assignments" / "tiny" / "key.json").read_bytes()
    assert " --no-sandbox" in (gradescope.root / "run_autograder").read_text()
    result, _ = installed(gradescope).grade(RIGHT)
    assert result is not None
    assert result["score"] == 3


@isolated
def test_the_workflow_of_github_classroom_reports_the_points(course: Path, tmp_path: Path) -> None:
    """Its steps are run as a runner does, and its output read as the reporter does."""
    run("package", "tiny", "--for", "github", "--output", "template")
    template = course / "template"
    (template / "tiny.py").write_text(WRONG)
    workflow = yaml.safe_load((template / ".github" / "workflows" / "classroom.yml").read_text())
    steps = workflow["jobs"]["run-autograding-tests"]["steps"]
    assert [step.get("name") for step in steps[2:]] == ["Install", "Grade", "Report"]
    runner = tmp_path / "runner"
    runner.mkdir()
    run("package", "tiny", "--for", "gradescope", "-o", "other.zip")
    other = installed(Gradescope(tmp_path / "service", course / "other.zip"))
    (runner / "venv").symlink_to(other.root / "venv")
    output = runner / "output"
    env = {"RUNNER_TEMP": str(runner), "GITHUB_OUTPUT": str(output)}
    bash("-e", "-c", steps[3]["run"], folder=template, **env)
    name, _, value = output.read_text().strip().partition("=")
    assert steps[4]["env"] == {"GRADE_RESULTS": "${{ steps.grade.outputs." + name + " }}"}
    assert steps[4]["with"]["runners"].upper() == "GRADE"
    result = json.loads(base64.b64decode(value))
    assert (sum(test["score"] for test in result["tests"]), result["max_score"]) == (2, 3)
    assert [test["status"] for test in result["tests"]] == ["fail", "pass"]
    assert "The elements come back as they are." in result["tests"][0]["message"]
    key = (template / ".github" / "autograder" / "key.json").read_bytes()
    assert key == (course / "assignments" / "tiny" / "key.json").read_bytes()
    (template / ".github" / "autograder" / "key.json").write_text("{")
    bash("-e", "-c", steps[3]["run"], folder=template, code=2, **env)


def test_the_wheel_is_the_kit_that_runs_here(course: Path) -> None:
    """Every file of the package is in it, and it is the same one each time."""
    from autograder.instructor.package import ENGINE, wheel

    assert wheel() == wheel()
    run("package", "tiny", "--for", "github", "-o", "one")
    (path,) = (course / "one" / ".github" / "autograder").glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    here = {p.relative_to(ENGINE.parent).as_posix() for p in ENGINE.rglob("*") if p.is_file()}
    assert {name for name in here if "__pycache__" not in name} <= names
    requirements = (path.parent / "requirements.txt").read_text().splitlines()
    assert {line.split("==")[0] for line in requirements} == {
        "click", "ipython", "numpy", "pandas", "watchfiles"
    }  # fmt: skip


# --- the scripts that install ---------------------------------------------------------------------


def container(place: Path) -> dict[str, str]:
    """An apt-get that has Python 3.11 alone, and what pip may install instead of downloading."""
    bin_folder, packages = place / "bin", place / "packages"
    bin_folder.mkdir(parents=True)
    packages.mkdir()
    apt = '#!/bin/sh\n[ "$*" = "install -y python3.11 python3.11-venv" ]\n'
    (bin_folder / "apt-get").write_text(apt)
    (bin_folder / "apt-get").chmod(0o755)
    for name in ("python3.11", "python"):
        (bin_folder / name).symlink_to(sys._base_executable)  # type: ignore[attr-defined]
    for path in Path(pytest.__file__).parent.parent.iterdir():
        if "exercise_kit" not in path.name:
            (packages / path.name).symlink_to(path)
    path = f"{bin_folder}:{os.environ['PATH']}"
    return {"PATH": path, "PYTHONPATH": str(packages), "PIP_NO_INDEX": "1"}


@pytest.mark.long
@pytest.mark.parametrize("service", ["gradescope", "github"])
def test_the_kit_is_installed_by_pip(course: Path, tmp_path: Path, service: str) -> None:
    words = ("package", "tiny", "--for", service, "--output")
    env = container(tmp_path / "container")
    if service == "gradescope":
        run(*words, "tiny.zip")
        place = Gradescope(tmp_path, course / "tiny.zip").root
        out = bash("source/setup.sh", folder=place, **env)
        assert stat.S_IMODE((place / "source" / "key.json").stat().st_mode) == 0o600
    else:
        run(*words, "template")
        workflow = course / "template" / ".github" / "workflows" / "classroom.yml"
        steps = yaml.safe_load(workflow.read_text())["jobs"]["run-autograding-tests"]["steps"]
        place = tmp_path
        out = bash(
            "-e", "-c", steps[2]["run"], folder=course / "template", **env, RUNNER_TEMP=str(place)
        )
    assert "Successfully installed exercise-kit-0.1.0" in out
    assert bash("-c", "venv/bin/autograder --version", folder=place, **env).endswith("0.1.0\n")
