"""The command that shows and moves deadlines."""

import click

from autograder.cli.common import course_of, echo, stop, tell


@click.command()
@click.argument("assignment")
@click.argument("time", required=False)
@click.option("--student", help="Extend the deadline for this student alone.")
@click.option("--remove", is_flag=True, help="Remove the deadline, or the --student's extension.")
def deadline(assignment: str, time: str | None, student: str | None, remove: bool) -> None:
    """Show the deadline of an assignment, or set it.

    TIME is a day and a time, such as 2027-02-01T23:59, in the course's time zone.
    """
    from autograder.instructor.deadline import deadline_terms, move_deadline

    root = course_of(assignment)
    if time is not None and remove:
        stop("Give a TIME or --remove, not both.")
    if time is not None or remove:
        move_deadline(root, assignment, time, student, tell)
    elif student is not None:
        stop(f"Give the TIME too: autograder deadline {assignment} TIME --student {student}")
    else:
        for line in deadline_terms(root, assignment):
            echo(line)
