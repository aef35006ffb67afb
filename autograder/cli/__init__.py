"""The command `autograder`: for students, for authors, and for instructors.

stdout is data, stderr is progress. Exit codes: 0 fine, 1 checks failed, 2 usage, 3 grader fault.
"""

from __future__ import annotations

import click

from autograder.cli import author, collect, grade, results, student

__all__ = ["main"]

COMMANDS = (
    student.check, student.hint,
    author.build, author.verify, author.key,
    collect.release, collect.collect, grade.grade,
    results.feedback, results.report, results.export,
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="exercise-kit")
def main() -> None:
    """Auto-graded exercises for numerical code."""


for command in COMMANDS:
    main.add_command(command)
