"""The manual says what the program does: its commands are run, its pictures made again.

UPDATE_GOLDEN=1 rewrites the outputs in the pages and the pictures.
"""

from __future__ import annotations

import html
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from autograder.cli import COMMANDS
from autograder.reports.report import Report, ReportStatus, Verdict, VerdictStatus

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in [*DOCS.rglob("*.md")])
UPDATE = os.environ.get("UPDATE_GOLDEN") == "1"

linux = pytest.mark.skipif(sys.platform != "linux", reason="the worker's limits need Linux")

# A block of code: its language, the file that its title names, and its text.
BLOCK = re.compile(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@linux
@pytest.mark.parametrize(
    ("page", "assignment"),
    [
        ("tutorials/author", None),
        ("tutorials/student", "mlp"),
        ("reference/report", "mlp"),
        ("how-to/stuck", "mlp"),
        ("how-to/coming-from", None),
    ],
)
def test_a_page_shows_what_its_commands_print(
    page: str, assignment: str | None, tmp_path: Path
) -> None:
    """Its titled blocks are files, its `console` blocks commands with their output.

    They work one after the other, in an empty folder or in a student's copy of an assignment.
    """
    folder = tmp_path / (assignment or "course")
    if assignment:
        shutil.copytree(ROOT / "assignments" / assignment, folder)
    else:
        folder.mkdir()
    path = DOCS / f"{page}.md"
    text = path.read_text(encoding="utf-8")

    def played(block: re.Match[str]) -> str:
        language, title, body = block.groups()
        if title:
            write(folder / title, language, body)
        if language != "console":
            return block[0]
        commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"$ {c}\n{printed(c, folder)}" for c in commands) + "```"

    now = BLOCK.sub(played, text)
    if UPDATE:
        path.write_text(now, encoding="utf-8")
    assert now == path.read_text(encoding="utf-8")


def write(path: Path, language: str, body: str) -> None:
    """Write a new file, change it by a diff, or add functions that replace those above them."""
    if language == "diff":
        old, new = ("".join(f"{s[1:]}\n" for s in body.splitlines() if s[0] == c) for c in "-+")
        before = path.read_text(encoding="utf-8")
        assert before.count(old) == 1
        body = before.replace(old, new)
    elif path.exists():
        body = path.read_text(encoding="utf-8") + "\n\n" + body
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8")


def printed(command: str, folder: Path) -> str:
    """What a command prints, on stdout and stderr, without spaces at the ends of lines.

    The layers of the sandbox depend on the machine; those that every Linux has take their place.
    """
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", f"{command} 2>&1"],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    shown = re.sub(
        r'"sandbox": \[[^]]*\]', '"sandbox": ["landlock", "seccomp", "limits"]', done.stdout
    )
    return "".join(f"{line.rstrip()}\n" for line in shown.splitlines())


@linux
@pytest.mark.parametrize("name", ["check", "watch", "show", "notebook"])
def test_a_picture_shows_what_is_on_the_screen_today(name: str) -> None:
    place = DOCS / "pictures" / "make.py"
    spec = importlib.util.spec_from_file_location("picture", place)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert name in module.SCREENS
    path = DOCS / "pictures" / f"{name}.svg"
    picture = module.picture(name)
    if UPDATE:
        path.write_text(picture, encoding="utf-8")
    assert texts(path.read_text(encoding="utf-8")) == texts(picture)


def texts(svg: str) -> list[str]:
    """The texts of a picture, in order."""
    return [html.unescape(part) for part in re.findall(r"<text[^>]*>(.*?)</text>", svg)]


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_links_between_files_lead_somewhere(page: str) -> None:
    """Links within docs/ are checked by `mkdocs build --strict`."""
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("page", ["README.md", *PAGES])
def test_commands_of_the_manual_exist(page: str) -> None:
    known = {command.name for commands in COMMANDS.values() for command in commands}
    code = re.findall(r"```.*?```|`[^`\n]+`", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    named = {name for part in code for name in re.findall(r"\bautograder ([a-z]+)", part)}
    assert named - known - {"import"} == set()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", *PAGES])
def test_files_that_the_manual_names_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:autograder|benchmarks|docs|tests)/[\w./*-]*)`", text)
    assert [name for name in named if "NAME" not in name and not [*ROOT.glob(name)]] == []


def test_the_reference_of_reports_has_every_field_and_status() -> None:
    page = (DOCS / "reference" / "report.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    verdict = Verdict("f", "", 0, 1, "failed")
    report = Report("mlp", "", "ada", "graded", (), (verdict,), message="a remark")
    expected = [
        *report.to_json(), *get_args(ReportStatus), *verdict.to_json(), *get_args(VerdictStatus),
    ]  # fmt: skip
    assert sorted(rows) == sorted(expected)


def test_every_decision_is_in_the_manual() -> None:
    index = (DOCS / "decisions" / "index.md").read_text(encoding="utf-8")
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [path.name for path in (DOCS / "decisions").glob("0*.md")]
    assert [page for page in pages if page not in index or page not in navigation] == []
