"""The command `autograder`: for students, for authors, and for instructors.

stdout is data, stderr is progress. Exit codes: 0 fine, 1 checks failed, 2 usage, 3 grader fault.
"""

import os
import sys
from typing import Any

import click

# NumPy's library ends a process that may not start its threads, and no command gains by them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from autograder.cli import (
    adopt,
    author,
    deadline,
    export,
    grade,
    history,
    instructor,
    report,
    similarity,
    student,
)
from autograder.cli.common import explained, print_plainly

__all__ = ["main"]

# The parser of internationalised addresses that jsonschema imports, and nbformat never asks for,
# takes a second to import: half of what instructors wait for.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

STUDENTS = "Students, in the folder of an assignment"
COMMANDS = {
    STUDENTS: (
        student.check, student.watch, student.show, student.hint, student.reset,
        student.submit, student.solution, student.doctor,
    ),
    "Instructors, in the course": (
        instructor.release, deadline.deadline, instructor.collect, grade.grade,
        instructor.feedback, report.report, history.history, export.export,
        export.package, similarity.similarity,
    ),
    "Authors, in the course": (
        author.new_course, author.new, adopt.adopt, author.build, author.verify,
        author.try_assignment, author.mutants, author.key,
    ),
}  # fmt: skip


class _ByReader(click.Group):
    """Lists the commands by who uses them, in the order in which they are used."""

    def main(self, *args: Any, **keywords: Any) -> Any:
        """Run a command, which can use the files it makes, and explains what a machine lacks."""
        os.umask(os.umask(0o077) & 0o077)
        with explained():
            print_plainly()
            return super().main(*args, **keywords)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each kind of reader."""
        for title, commands in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl([(str(c.name), c.get_short_help_str(100)) for c in commands])


@click.group(
    cls=_ByReader,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="exercise-kit")
@click.pass_context
def main(context: click.Context) -> None:
    """Auto-graded exercises for numerical code."""
    if "NO_COLOR" in os.environ:
        context.color = False
    name = context.invoked_subcommand
    if name is None or name in [command.name for command in COMMANDS[STUDENTS]]:
        print_plainly("backslashreplace")  # what is shown of the student's own code and prints
    if name is None:
        student.here()


for commands in COMMANDS.values():
    for command in commands:
        main.add_command(command)
