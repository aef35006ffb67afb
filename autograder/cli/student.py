"""Commands for students, and what `autograder` alone does."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.common import FAILED, echo, stop, text_width
from autograder.student.checking import (
    SECONDS,
    Checker,
    Job,
    assignments_below,
)
from autograder.student.hints import remember
from autograder.submissions.files import KEY_FILE

if TYPE_CHECKING:
    from autograder.key import Key


def here() -> None:
    """Say where one stands: in an assignment's folder, above one, or elsewhere."""
    if Path(KEY_FILE).exists():
        sys.exit(_check(()))
    elif folders := assignments_below(Path()):
        names = "\n".join(f"  cd {name}" for name in folders)
        echo(f"Your assignments are in folders below this one. Go into one of them:\n{names}")
    else:
        echo(click.get_current_context().get_help())


@click.command()
@click.argument("exercises", nargs=-1)
@click.option("--all", "full", is_flag=True, help="Show every exercise in full.")
@click.option("--watch", "watching", is_flag=True, help="The same as autograder watch.")
@click.option("--seconds", default=SECONDS, show_default=True, help="How long a call may take.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
def check(
    exercises: tuple[str, ...], full: bool, watching: bool, seconds: float, as_json: bool
) -> None:
    """Check your work in this folder: all exercises, or those named."""
    _require_key()
    if watching:
        _watch(exercises)
    else:
        sys.exit(_check(exercises, full=full, seconds=seconds, as_json=as_json))


@click.command()
@click.argument("exercises", nargs=-1)
def watch(exercises: tuple[str, ...]) -> None:
    """Check your work again whenever a file is saved, on a live screen."""
    _require_key()
    _watch(exercises)


def _watch(exercises: tuple[str, ...]) -> None:
    from autograder.student.watching import watch as watch_folder

    watch_folder(Path(), exercises)


def _key(*exercises: str) -> Key:
    """The key of this folder, with the cases of these exercises, or of all."""
    from autograder.key import load  # and NumPy with it, which `check` has its process import

    _require_key()
    return load(Path(KEY_FILE), exercises)


def _require_key() -> None:
    if not Path(KEY_FILE).exists():
        stop(
            f"There is no {KEY_FILE} here.\n"
            "Run this command in the folder of your assignment, where its notebook is."
        )


def _check(
    exercises: tuple[str, ...], *, full: bool = False, seconds: float = SECONDS,
    as_json: bool = False,
) -> int:  # fmt: skip
    """Print a check; its exit code."""
    job = Job(
        str(Path.cwd()), exercises, text_width(), full=full or bool(exercises), seconds=seconds
    )
    done = _done(job)
    remember(Path(), done["json"])
    text = [json.dumps(done["json"])] if as_json else lines(done, full=job.full)
    echo("\n".join(text))
    return 0 if done["passed"] else FAILED


def _done(job: Job) -> dict[str, Any]:
    """What came of a job; a message instead of it ends the command."""
    try:
        done = Checker().check(job, _show_progress)
    finally:
        _show_progress("", 0)
    if "message" in done:
        stop(done["message"])
    return done


@click.command()
@click.argument("exercise")
@click.argument("case", type=click.IntRange(min=1), default=None, required=False)
def show(exercise: str, case: int | None) -> None:
    """Show a case of an exercise, the first that fails or that of a number, as Python."""
    _require_key()
    done = _done(Job(str(Path.cwd()), (exercise,), case=case or 0))
    echo("\n".join(done["lines"]))


def _show_progress(name: str, seconds: float) -> None:
    """Show on a terminal what is being checked; nothing for an empty name."""
    if sys.stderr.isatty():
        words = f"checking {name} … (up to {seconds:g} s)" if name else ""
        click.echo(f"\r\x1b[K{words}", file=sys.stderr, nl=False)


def lines(done: dict[str, Any], *, full: bool) -> Iterator[str]:
    """The report: a line for each exercise, the first that is wrong in full, points, what next.

    What scrolls out of a small terminal is the beginning of the list.
    """
    for exercise in done["exercises"]:
        yield from exercise["head"]
        if full or exercise["status"] == "passed":
            yield from exercise["body"]
    wrong = [e for e in done["exercises"] if e["body"] and e["status"] != "passed"]
    if wrong and not full:
        yield from ["", *wrong[0]["head"], *wrong[0]["body"]]
    if done["exercises"]:
        yield ""
    if done["remark"]:
        yield click.style(done["remark"], fg="yellow")
    yield click.style(done["summary"], bold=True)
    yield from (click.style(line, fg="cyan") for line in done["next"])


@click.command()
def submit() -> None:
    """Hand in the work in this folder, or say which files to upload."""
    from autograder.student.submitting import hand_in, receipt, to_upload

    folder, assignment = Path.cwd(), _key().assignment
    student = hand_in(folder, assignment)
    if student is None:
        said = to_upload(folder, assignment)
    else:
        said = receipt(folder, assignment, student)
    echo("\n".join(said))


@click.command()
@click.argument("exercise", required=False)
def hint(exercise: str | None) -> None:
    """Show the next hint for an exercise, or how many were taken of each.

    Each call shows one more. After a check that names a mistake, it begins with that mistake.
    """
    from autograder.student.hints import hints_taken, next_hint

    if exercise is None:
        echo(hints_taken(_key(), Path()))
    else:
        echo(next_hint(_key(exercise), exercise, Path(), width=text_width()))


@click.command()
def doctor() -> None:
    """Say what is missing here, each with the command that helps."""
    from autograder.reports.text import safe_line
    from autograder.student.doctor import examine

    is_fit = True
    for found in examine(Path()):
        sign = "✗" if found.remedy and found.needed else "○" if found.remedy else "✓"
        color = {"✗": "red", "○": "yellow", "✓": "green"}[sign]
        text = f"{found.text.rstrip('.')} → {found.remedy}" if found.remedy else found.text
        echo(f"{click.style(sign, fg=color)} {safe_line(text)}")
        is_fit = is_fit and sign != "✗"
    again = "do what stands after the first →, then run autograder doctor again"
    echo(click.style(f"\nnext: {'autograder check' if is_fit else again}", fg="cyan"))
    sys.exit(0 if is_fit else FAILED)


@click.command()
@click.argument("exercise")
def reset(exercise: str) -> None:
    """Put an exercise's function back as you got it.

    The notebook and the module are changed where they define it, and nowhere else. What you had is
    kept beside them, as FILE.before-reset.
    """
    from autograder.student.reset import reset as reset_exercise

    echo("\n".join(reset_exercise(_key(exercise), exercise, Path())))


@click.command()
@click.argument("exercise")
def solution(exercise: str) -> None:
    """Show the reference's function, once solutions are released.

    They are in the file solutions.json, which your instructor gives out.
    """
    from autograder.reports.text import safe
    from autograder.student.solutions import solution_of

    echo(safe(solution_of(_key(exercise), exercise, Path())))
