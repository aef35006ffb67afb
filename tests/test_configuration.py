"""A course's nbgrader configuration: the kit's commands judge in the sandbox, or refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from courses import COURSE_CONFIG

from autograder.authoring.room import Room, RoomError
from autograder.building.build import build
from autograder.cli import main
from autograder.nbgrader.settings import course_configuration

Configure = Callable[[str], None]
CONFIGURE = "from autograder.nbgrader_plugin import configure"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose configuration is its own alone, as the working directory."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    monkeypatch.setenv("AUTOGRADER_SECRET", "test")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def overridden(course: Path) -> Configure:
    """Writes a configuration that switches the kit on, and then says something else."""

    def write(lines: str) -> None:
        text = COURSE_CONFIG.format(exchange=str(course / "exchange"))
        (course / "nbgrader_config.py").write_text(f"{text}{lines}\n")

    return write


STOCK = "nbgrader.preprocessors"
OVERRIDES = {
    f'c.Autograde.autograde_preprocessors = ["{STOCK}.Execute"]': "lacks Judge",
    f'c.Autograde.autograde_preprocessors.append("{STOCK}.Execute")': "by Execute",
    "c.Autograde.autograde_preprocessors.reverse()": "lacks SaveAutoGrades",
    f'c.Autograde.sanitize_preprocessors = ["{STOCK}.ClearOutput"]': "lacks OverwriteCells",
    f'c.Autograde.sanitize_preprocessors.append("{STOCK}.Execute")': "by Execute",
    f'c.GenerateFeedback.preprocessors.append("{STOCK}.Execute")': "by Execute",
    f'c.Exporter.preprocessors = ["{STOCK}.Execute"]': "by Execute",
    "c.GenerateAssignment.preprocessors.pop()": "lacks ReleaseFiles",
    "c.ClearSolutions.enabled = False": "lacks ClearSolutions",
    "c.Judge.enabled = False": "lacks Judge",
    "c.NbGraderPreprocessor.enabled = False": "lacks Judge",
    "c.Preprocessor.enabled = False": "lacks Judge",
    'c.ClearSolutions.begin_solution_delimeter = "BEGIN ANSWER"': "expected 'BEGIN SOLUTION'",
    'c.ClearSolutions.code_stub = {"python": "pass"}': "does not raise NotImplementedError()",
    'c.GenerateFeedback.exporter_class = "nbconvert.exporters.HTMLExporter"': "FeedbackPage",
    'c.ExchangeFactory.collect = "nbgrader.exchange.default.ExchangeCollect"': "expected Collect",
    'c.Autograde.autograde_preprocessors.append("nowhere.At")': "No module named 'nowhere'",
    "c.CourseDirectory.db_url = 5": "expected a unicode string",
}


@pytest.mark.parametrize(("lines", "words"), OVERRIDES.items())
def test_what_would_take_the_kits_place_is_refused_and_named(
    course: Path, overridden: Configure, lines: str, words: str
) -> None:
    overridden(lines)
    with pytest.raises(RoomError) as raised:
        course_configuration(course)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("c.Exchange.root = nowhere", "nbgrader_config.py, line 7:\nNameError: name 'nowhere'"),
        ("c.Exchange.root =", "SyntaxError: invalid syntax (nbgrader_config.py, line 7)"),
        ("raise SystemExit('enough')", "nbgrader_config.py, line 7:\nSystemExit: enough"),
    ],
)
def test_a_configuration_that_raises_is_not_left_out(
    course: Path, overridden: Configure, lines: str, words: str
) -> None:
    """By itself, nbgrader logs it, and goes on as if the file were not there."""
    overridden(lines)
    with pytest.raises(RoomError) as raised:
        course_configuration(course)
    assert words in str(raised.value)


def test_a_json_file_that_overrides_the_kit_is_named(course: Path, overridden: Configure) -> None:
    overridden("")
    lists = {"Autograde": {"autograde_preprocessors": [f"{STOCK}.Execute"]}}
    (course / "nbgrader_config.json").write_text(json.dumps(lists))
    with pytest.raises(RoomError) as raised:
        course_configuration(course)
    assert f"{course}/nbgrader_config.json" in str(raised.value)


def test_the_kit_may_be_switched_on_anywhere(course: Path) -> None:
    (course / "jupyter").mkdir()
    (course / "jupyter" / "nbgrader_config.py").write_text(
        f"{CONFIGURE}\nconfigure(get_config())\n"
    )
    (course / "nbgrader_config.py").write_text("get_config().CourseDirectory.course_id = 'abc'\n")
    config = course_configuration(course)
    assert config.CourseDirectory.course_id == "abc"
    assert config.CourseDirectory.root == str(course)


OWN = """
from nbgrader.plugins import BasePlugin
from nbgrader.preprocessors import ClearOutput
from autograder.nbgrader.plugin import Judge

class Halved(BasePlugin):
    def late_submission_penalty(self, student_id, score, seconds):
        return score / 2

class OwnJudge(Judge):
    pass

configure(c)
c.AssignLatePenalties.plugin_class = Halved
c.Autograde.autograde_preprocessors[0] = OwnJudge
c.Autograde.autograde_preprocessors.append(ClearOutput)
c.Autograde.sanitize_preprocessors.insert(0, "nbgrader.preprocessors.ClearOutput")
c.GenerateAssignment.preprocessors.append(lambda notebook, resources: (notebook, resources))
c.LimitOutput.enabled = False
c.ClearSolutions.text_stub = "Deine Antwort"
c.CourseDirectory.db_url = "sqlite:///elsewhere.db"
"""


def test_a_courses_own_settings_are_kept(course: Path, overridden: Configure) -> None:
    overridden(OWN)
    config = course_configuration(course)
    assert config.CourseDirectory.course_id == "test-course"
    assert config.CourseDirectory.db_url == "sqlite:///elsewhere.db"
    assert config.AssignLatePenalties.plugin_class.__name__ == "Halved"
    assert config.Autograde.autograde_preprocessors[-1].__name__ == "ClearOutput"


def test_a_plugin_may_stand_in_a_file_beside_the_configuration(
    course: Path, overridden: Configure
) -> None:
    plugin = "from nbgrader.plugins import BasePlugin\n\nclass Halved(BasePlugin):\n    pass\n"
    (course / "late_work_of_this_course.py").write_text(plugin)
    overridden(
        "configure(c)\nc.AssignLatePenalties.plugin_class = 'late_work_of_this_course.Halved'\n"
    )
    config = course_configuration(course)
    assert "late_work" in str(config.AssignLatePenalties.plugin_class)


WITHOUT = {
    "no file": None,
    "a file without the kit": "c = get_config()\nc.CourseDirectory.course_id = 'abc'\n",
}


@pytest.mark.parametrize("config", WITHOUT.values(), ids=WITHOUT)
def test_no_command_works_on_a_course_without_the_kit(
    course: Path, tiny: Callable[..., Room], config: str | None
) -> None:
    """Neither a release without a key, nor student code run by nbgrader."""
    tiny()
    build(course, "tiny")
    made = {path: path.read_bytes() for path in (course / "assignments").rglob("*.*")}
    folder = course / "submitted" / "ada" / "tiny"
    folder.mkdir(parents=True)
    work = f"open({str(course / 'ran')!r}, 'w')\n"
    cell = {"cell_type": "code", "source": work, "metadata": {}, "outputs": [], "id": "a"}
    (folder / "tiny.ipynb").write_text(json.dumps({"cells": [cell], "nbformat": 4}))
    if config:
        (course / "nbgrader_config.py").write_text(config)
    for command in ("release", "collect", "grade", "feedback", "report", "export"):
        words = [command, "tiny", "--jobs", "1"] if command == "grade" else [command, "tiny"]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 2, done.output
        assert "The kit is not switched on, or is overridden" in done.output
        assert CONFIGURE in done.output
    assert not (course / "ran").exists()
    assert not (course / "gradebook.db").exists()
    assert made == {path: path.read_bytes() for path in (course / "assignments").rglob("*.*")}
