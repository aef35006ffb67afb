"""Commands for what was graded: feedback, report, export."""

from __future__ import annotations

import csv
import sys

import click

from autograder.cli.common import FAILED, course_and_names, out, printing, run, tell


@click.command()
@click.argument("assignment")
@click.option("--unmarked", is_flag=True, help="Release also pages with answers not marked yet.")
def feedback(assignment: str, unmarked: bool) -> None:
    """Generate and release the feedback of everything that is graded."""
    from autograder.instructor import course
    from autograder.reports.text import safe_line

    root, (name,) = course_and_names((assignment,))
    released = run(
        lambda: course.feedback(root, name, tell, lambda waits: unmarked or _confirms(waits))
    )
    click.echo(
        f"The feedback lies in {released.folder}/STUDENT/{name}/ and in the exchange.", err=True
    )
    if released.outside:
        tell(f"{released.outside} did not come through the exchange, and are not released there.")
    for line in released.failed:
        tell(safe_line(line))
    for student in released.outdated:
        tell(f"Not released: {safe_line(student)} is outdated: grade again.")
    for student, number in released.unmarked.items():
        tell(f"Not released: {safe_line(student)} has {_count(number, 'answer')} not marked yet.")
    if released.unmarked:
        tell("Mark them in formgrader, or release the pages as they are with --unmarked.")
    if released.failed or released.outdated or released.unmarked:
        sys.exit(FAILED)


def _confirms(waits: dict[str, int]) -> bool:
    """Whether somebody at a terminal wants pages released on which answers are not marked yet."""
    number = f"{_count(sum(waits.values()), 'answer')} on {_count(len(waits), 'page')}"
    question = f"Not marked yet: {number}. Release as well?"
    return sys.stdin.isatty() and click.confirm(question, err=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"


@click.command()
@click.argument("assignment")
def report(assignment: str) -> None:
    """Show students × exercises, and the misconceptions found."""
    from autograder.instructor import course
    from autograder.reports.table import print_class

    root, (name,) = course_and_names((assignment,))
    rows = run(lambda: course.submission_rows(root, name))
    with printing():
        print_class(out(), name, rows)


@click.command()
@click.argument("assignment")
def export(assignment: str) -> None:
    """Print the gradebook's scores as CSV, with each submission's status."""
    from autograder.instructor import course

    root, (name,) = course_and_names((assignment,))
    writer = csv.writer(sys.stdout)
    with printing():
        run(lambda: course.export(root, name, writer.writerow))
