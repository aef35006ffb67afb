"""Courses of one small assignment: made, handed in to, and worked on by commands."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from conftest import COURSE_CONFIG, TINY, TINY_EXERCISES
from warm import Python

KIT = ("-c", "from autograder.cli import main; main()")
NBGRADER = ("-m", "nbgrader")
CONFIG = COURSE_CONFIG + "c.Exchange.cache = {exchange!r} + '-cache'\n"


def environment(course: Path) -> dict[str, str]:
    """The environment of a course's commands: a secret, and no user's own configuration."""
    return os.environ | {"AUTOGRADER_SECRET": "test", "JUPYTER_CONFIG_DIR": str(course)}


def start(
    course: Path,
    *words: str,
    program: Sequence[str] = KIT,
    settings: Mapping[str, str] | None = None,
    **how: Any,
) -> subprocess.Popen[str]:
    """A command in a session of its own, with these settings in its environment."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return Python(
        [*program, *words], cwd=course, env=environment(course) | dict(settings or {}), text=True,
        start_new_session=True, **(pipes | how),
    )  # fmt: skip


def complete(
    course: Path, *words: str, program: Sequence[str] = KIT, **how: Any
) -> subprocess.CompletedProcess[str]:
    """A command, as it ended."""
    process = start(course, *words, program=program, **how)
    out, errors = process.communicate(timeout=500)
    return subprocess.CompletedProcess(words, process.returncode, out, errors)


def run(course: Path, *words: str, code: int = 0, **how: Any) -> tuple[str, str]:
    """What a command prints to stdout and stderr; it must end with this code."""
    done = complete(course, *words, **how)
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr[-3000:])
    return done.stdout, done.stderr


def make_course(course: Path, question: str = "", config: str = "") -> Path:
    """A course whose assignment `tiny`, with a written question if given, is released."""
    room, exchange = course / "solutions" / "tiny", course / "exchange"
    room.mkdir(parents=True)
    (room / "tiny.py").write_text(TINY + question, encoding="utf-8")
    (room / "exercises.py").write_text(TINY_EXERCISES, encoding="utf-8")
    exchange.mkdir()
    exchange.chmod(0o777)
    (course / "nbgrader_config.py").write_text(CONFIG.format(exchange=str(exchange)) + config)
    run(course, "release", "tiny")
    return course


def hand_in(
    course: Path, student: str, *changes: tuple[str, str], time: str = "", assignment: str = "tiny"
) -> Path:
    """The folder of a student who hands in the reference's notebook with some text replaced."""
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True, exist_ok=True)
    text = (course / "source" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / f"{assignment}.ipynb").write_text(text, encoding="utf-8")
    if time:
        (folder / "timestamp.txt").write_text(time)
    return folder


def load_records(course: Path, assignment: str) -> dict[str, dict[str, Any]]:
    """Every student's report that is kept, by student id."""
    paths = (course / ".autograder" / "reports" / assignment).glob("*.json")
    return {path.stem: json.loads(path.read_text("utf-8"))["report"] for path in paths}
