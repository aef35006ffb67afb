"""The command that shows who got which score when, and why."""

import click

from autograder.cli.common import course_of, echo, tell


@click.command()
@click.argument("assignment")
@click.option("--student", help="Only this student.")
def history(assignment: str, student: str | None) -> None:
    """Show every grading of an assignment and every change by hand, oldest first."""
    from autograder.course.history import entries
    from autograder.course.policy import read_policy
    from autograder.instructor.words import entry_lines

    root = course_of(assignment)
    found, zone = entries(root, assignment, student, tell), read_policy(root, assignment).zone
    for entry in found:
        echo("\n".join(entry_lines(entry, zone)))
    if not found:
        tell(f"Nothing of {assignment} is in the history yet: run autograder grade {assignment}.")
