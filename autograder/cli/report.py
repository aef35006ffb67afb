"""The command that shows what was graded: a class, or one student, as text, a page or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.common import course_of, stop, tell, text_width

if TYPE_CHECKING:
    from autograder.instructor.class_report import ClassReport
    from autograder.instructor.student_report import StudentReport

# What --html stands for without a name.
USUAL = Path("-")


@click.command()
@click.argument("assignment")
@click.argument("student", required=False)
@click.option("--html", "page", is_flag=False, flag_value=USUAL, type=click.Path(path_type=Path),
              metavar="[FILE]", help="Write a page, by default ASSIGNMENT.html.")  # fmt: skip
@click.option("--json", "as_data", is_flag=True, help="Print one JSON object.")
@click.option("--anonymous", is_flag=True, help="Show numbers in the place of student ids.")
def report(
    assignment: str, student: str | None, page: Path | None, as_data: bool, anonymous: bool
) -> None:
    """Show a class: scores, who needs a look, mistakes; or one STUDENT, verdicts beside code."""
    root = course_of(assignment)
    if student is not None and anonymous:
        stop("--anonymous is for the report on a class. Leave the student out.")
    if page is not None and student is None and (root / "submitted" / page / assignment).exists():
        stop(f"Put the student before --html: autograder report {assignment} {page} --html")
    found = _found(root, assignment, student, anonymous=anonymous)
    if as_data:
        click.echo(json.dumps(found.to_json(), allow_nan=False))
    if page is not None:
        from autograder.instructor.pages import page_of

        who = "" if student is None else f"-{student}"
        _write(page, f"{assignment}{who}.html", page_of(found))
    if page is None and not as_data:
        _print(found)


def _found(
    root: Path, assignment: str, student: str | None, *, anonymous: bool
) -> ClassReport | StudentReport:
    from autograder import instructor

    if student is None:
        return instructor.read_class(root, assignment, anonymous=anonymous)
    try:
        return instructor.read_student(root, assignment, student)
    except LookupError as error:
        stop(str(error))


def _write(page: Path, usual: str, html: str) -> None:
    """Write a page that only its owner may read: it has names and grades."""
    from autograder.submissions.files import write_atomically

    path = Path(usual) if page == USUAL else page
    if path.is_dir():
        path = path / usual
    write_atomically(path, html.encode("utf-8", "backslashreplace"), mode=0o600)
    tell(f"The report is in {path.absolute()}")


def _print(found: ClassReport | StudentReport) -> None:
    from rich.console import Console

    from autograder.instructor.student_report import StudentReport
    from autograder.instructor.words import glance, student_lines
    from autograder.reports.table import print_class

    if isinstance(found, StudentReport):
        for line in student_lines(found, text_width()):
            click.echo(line)
        return
    console = Console(width=text_width(), highlight=False)
    print_class(console, found.assignment, [vars(standing) for standing in found.standings])
    console.print("\nAt a glance", style="bold")
    for line in glance(found):
        console.print(f"  {line}", markup=False)
    click.echo(f"\nnext: autograder report {found.assignment} --html")
