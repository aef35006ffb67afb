"""Commands for students: check, hint."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.common import FAILED, FAULT, out, stop, tell
from autograder.key import Key, load
from autograder.reports.report import Report

KEY_FILE = "key.json"


@click.command()
@click.argument("exercises", nargs=-1)
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
def check(exercises: tuple[str, ...], watch: bool, as_json: bool) -> None:
    """Check your work in this folder: all exercises, or those named."""
    key = _student_key(exercises)
    report = _check_once(key, exercises, as_json=as_json)
    if watch:
        _watch(key, exercises)
    if report.status == "grader_fault":
        sys.exit(FAULT)
    sys.exit(0 if report.passed else FAILED)


def _student_key(exercises: Iterable[str]) -> Key:
    if not Path(KEY_FILE).exists():
        stop(
            f"There is no {KEY_FILE} here.\n"
            "Run this command in the folder of your assignment, where its notebook is."
        )
    key = load(Path(KEY_FILE))
    for name in exercises:
        if key.exercise(name) is None:
            stop(key.unknown(name))
    return key


def _check_once(key: Key, exercises: tuple[str, ...], *, as_json: bool = False) -> Report:
    from autograder.judging.grading import check_folder
    from autograder.reports.terminal import print_report

    with Console(stderr=True).status("checking …") as status:
        report = check_folder(
            key, Path(), exercises or None, lambda name: status.update(f"checking {name} …")
        )
    if as_json:
        click.echo(json.dumps(report.to_json()))
    else:
        print_report(out(), report)
    return report


def _watch(key: Key, exercises: tuple[str, ...]) -> None:
    from watchfiles import watch

    names = {f"{key.assignment}.ipynb", f"{key.assignment}.py"}
    tell(f"Watching {' and '.join(sorted(names))}; Ctrl-C ends.")
    with contextlib.suppress(KeyboardInterrupt):
        for _ in watch(Path(), watch_filter=lambda _, path: Path(path).name in names):
            click.clear()
            _check_once(key, exercises)


@click.command()
@click.argument("exercise", required=False)
def hint(exercise: str | None) -> None:
    """Show the next hint for an exercise; each call shows one more."""
    from autograder.student.hints import next_hint

    if exercise is None:
        names = ", ".join(found.name for found in _student_key([]).exercises)
        stop(f"A hint is for one exercise: autograder hint EXERCISE.\nThere are {names}.")
    click.echo(next_hint(_student_key([exercise]), exercise, Path()))
