"""Commands for authors: new-course, new, build, verify, key."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from autograder.cli.common import FAILED, course_of, stop, tell
from autograder.cli.progress import Bar


@contextlib.contextmanager
def _naming(name: str) -> Iterator[None]:
    """End the command where the assignment's room is not as it must be, and say which that is."""
    from autograder.authoring.answers import AnswerError
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
@click.argument("assignments", nargs=-1)
def verify(assignments: tuple[str, ...]) -> None:
    """Try the laws: the reference gets full marks, every mistake is caught and named, and so on."""
    from autograder.building.verify import verified
    from autograder.judging.grading import available_jobs

    root = course_of(*assignments)
    names, broken = _chosen(root, assignments), 0
    with Bar() as bar, verified(root, names, available_jobs()) as found:
        for name, laws in found.items():
            bar.begin(f"{name}: laws", None)
            with _naming(name):
                for law in laws:
                    bar.step()
                    click.echo(f"{'✗' if law.breaches else '✓'} {law.assignment}: {law.title}")
                    for breach in law.breaches:
                        click.echo(f"    {breach}")
                    broken += bool(law.breaches)
    if broken:
        stop(f"Broken laws: {broken}.", FAILED)


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
