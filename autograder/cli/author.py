"""Commands for authors: new-course, new, build, verify, try, mutants, key."""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.common import FAILED, course_of, explained, stop, tell
from autograder.cli.progress import Bar

if TYPE_CHECKING:
    from autograder.building.verify import Law


@contextlib.contextmanager
def _naming(name: str) -> Iterator[None]:
    """End the command where the assignment's room is not as it must be, and say which that is."""
    from autograder.authoring.refusals import AnswerError
    from autograder.authoring.room import RoomError

    try:
        yield
    except (AnswerError, RoomError) as error:
        stop(f"{name}: {error}", FAILED)


def _chosen(root: Path, assignments: tuple[str, ...]) -> tuple[str, ...]:
    """These assignments, or all; a course without any ends the command."""
    from autograder.authoring.room import assignment_names

    if not (names := assignments or tuple(assignment_names(root))):
        stop(
            f"{root / 'solutions'} holds no assignment yet.\nBegin one: autograder new NAME", FAILED
        )
    return names


@click.command("new-course")
@click.argument("folder", type=click.Path(path_type=Path))
def new_course(folder: Path) -> None:
    """Begin a course in a FOLDER: configuration, README, and a workflow for its CI."""
    from autograder.building.start import start_course

    for path in start_course(folder):
        click.echo(f"{path} new")
    tell(f"next: cd {folder}\n      autograder new NAME    # NAME is your first assignment's")


@click.command()
@click.argument("name")
def new(name: str) -> None:
    """Begin an assignment called NAME in this course: a room that passes verify, to be changed."""
    from autograder.building.start import start_room

    root = course_of()
    for path in start_room(root, name):
        click.echo(f"{path.relative_to(root)} new")
    tell(f"next: autograder build {name}\n      autograder verify {name}")


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--check", is_flag=True, help="Change nothing; fail if anything is stale.")
def build(assignments: tuple[str, ...], check: bool) -> None:
    """Make source/ and assignments/ from solutions/."""
    from autograder.building.build import build as build_assignment

    root = course_of(*assignments)
    names, stale = _chosen(root, assignments), 0
    for name in names:
        with _naming(name):
            changes = build_assignment(root, name, check=check)
        stale += len(changes)
        for change in changes:
            click.echo(f"{change.path.relative_to(root)} {change.what}")
    if check and stale:
        stop("These files are not what solutions/ makes: run autograder build.", FAILED)
    tell(f"{', '.join(names)}: {'up to date' if not stale else 'built'}")


@click.command()
@click.argument("names", nargs=-1, metavar="[ASSIGNMENTS]... | ASSIGNMENT EXERCISES...")
@click.option("--watch", is_flag=True, help="Again whenever a file of the assignment is saved.")
def verify(names: tuple[str, ...], watch: bool) -> None:
    """Try the laws: the reference gets full marks, every mistake is caught and named, and so on.

    With exercises of one assignment, only what concerns these is tried, which takes a second or
    two.
    """
    root = course_of(*names[:1])
    chosen = _chosen(root, names)
    if watch:
        _verify_again(root, chosen)
    elif broken := _tried(root, chosen):
        stop(f"Broken laws: {broken}.", FAILED)


def _tried(root: Path, chosen: tuple[str, ...]) -> int:
    """How many laws are broken, of assignments or of an assignment's exercises."""
    from autograder.authoring.room import assignment_names
    from autograder.building.verify import verified, verify_exercises
    from autograder.judging.grading import available_jobs

    with Bar() as bar:
        if not set(chosen) <= set(assignment_names(root)):
            return _told(bar, chosen[0], verify_exercises(root, chosen[0], chosen[1:]))
        with verified(root, chosen, available_jobs()) as found:
            return sum(_told(bar, name, laws) for name, laws in found.items())


def _told(bar: Bar, name: str, laws: Iterable[Law]) -> int:
    """How many laws of an assignment are broken, each of which is printed."""
    bar.begin(f"{name}: laws", None)
    broken = 0
    with _naming(name):
        for law in laws:
            bar.step()
            click.echo(f"{'✗' if law.breaches else '✓'} {law.assignment}: {law.title}")
            for breach in law.breaches:
                click.echo(f"    {breach}")
            broken += bool(law.breaches)
    return broken


def _verify_again(root: Path, chosen: tuple[str, ...]) -> None:
    """Verify at once and after each save."""
    import autograder.building.verify  # noqa: F401  # for the forks
    from autograder.building.watching import after_saves

    def task() -> None:
        with contextlib.suppress(SystemExit, KeyboardInterrupt), explained():
            tell(f"Broken laws: {_tried(root, chosen)}.")

    folder = root / "solutions" / chosen[0]
    for _ in after_saves(folder, task):
        tell(f"watching {folder}; Ctrl-C ends this")


@click.command("try")
@click.argument("assignment")
@click.argument("exercises", nargs=-1)
def try_assignment(assignment: str, exercises: tuple[str, ...]) -> None:
    """Work on an assignment as a student does, on a live screen, in a folder of its own.

    With EXERCISES, print what a student reads of each of their known mistakes.
    """
    import os

    from autograder.building.trying import student_folder, told_of_mistakes
    from autograder.reports.html import verdict_text
    from autograder.student.watching import watch

    root = course_of(assignment)
    with _naming(assignment):
        if exercises:
            for name, verdict in told_of_mistakes(root, assignment, exercises):
                click.echo(f"{name}\n{verdict_text(verdict)}\n")
            return
        with student_folder(root, assignment) as folder:
            tell(f"Edit {folder / assignment}.py; it is removed at the end.")
            os.chdir(folder)
            watch(Path())


@click.command()
@click.argument("assignment")
@click.argument("exercises", nargs=-1)
@click.option("--jobs", type=click.IntRange(1), help="Processes; by default, one a processor.")
def mutants(assignment: str, exercises: tuple[str, ...], jobs: int | None) -> None:
    """Change the reference in small ways, and list the changes that no case catches."""
    from autograder.authoring.room import open_room
    from autograder.building.mutants import survivors
    from autograder.judging.grading import available_jobs

    root = course_of(assignment)
    with _naming(assignment), Bar() as bar:
        declared = open_room(root, assignment).assignment
        names = [e.name for e in declared.named(exercises) or declared.exercises]
        bar.begin(f"{assignment}: mutants", None)
        tried = passed = 0
        for mutant, is_right in survivors(root, assignment, names, jobs or available_jobs()):
            bar.step()
            tried, passed = tried + 1, passed + is_right
            if is_right:
                click.echo(f"{mutant.exercise}, {assignment}.py line {mutant.line} passes with")
                text = f"{mutant.after}\nin the place of\n{mutant.before}"
                click.echo(textwrap.indent(text, "    "))
    tell(f"{tried} mutants: {tried - passed} fail, {passed} pass.")
    if passed:
        tell("A mutant that passes is the same function in other words, or shows a missing case.")


@click.command()
@click.argument("assignment")
@click.option("--private", is_flag=True, help="With hidden cases from the course secret.")
@click.option("--solutions", is_flag=True, help="The reference instead, for after the deadline.")
@click.option("-o", "output", type=click.Path(path_type=Path), required=True, help="File to write.")
def key(assignment: str, private: bool, solutions: bool, output: Path) -> None:
    """Write an assignment's answer key to a file, or its solutions.

    Students who put the solutions into their folder, as solutions.json, read them with `autograder
    solution EXERCISE`.
    """
    from autograder.authoring.release import make_assignment_key, solutions_text
    from autograder.authoring.room import course_secret, open_room
    from autograder.key import save_text
    from autograder.submissions.files import write_atomically

    root = course_of(assignment)
    if private and solutions:
        stop("A file holds a private key or solutions: leave out --private or --solutions.")
    if output.exists() and not output.is_file():  # a device would be replaced
        stop(f"{output} is a folder or a device: name a file after -o.")
    with _naming(assignment):
        room = open_room(root, assignment)
        secret = course_secret(root) if private else None
        text = solutions_text(room) if solutions else save_text(make_assignment_key(room, secret))
    write_atomically(output, text.encode(), mode=0o600 if private else 0o644)
    what = "solutions" if solutions else f"{'private' if private else 'public'} key"
    tell(f"{output}: the {what} of {assignment}")
