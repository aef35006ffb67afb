"""The command that shows who got which score when, and why."""

import click

from autograder.cli.common import course_of, echo, tell


@click.command()
@click.argument("assignment")
@click.option("--student", help="Only this student.")
def history(assignment: str, student: str | None) -> None:
    """Show every grading of an assignment and every change by hand, oldest first."""
    from autograder.course.history import entries
    from autograder.instructor.words import entry_lines

    found = entries(course_of(assignment), assignment, student, tell)
    for entry in found:
        echo("\n".join(entry_lines(entry)))
    if not found:
        tell(f"Nothing of {assignment} is in the history yet: run autograder grade {assignment}.")
