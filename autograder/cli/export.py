"""Commands that hand grades and grading on: export, package."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from autograder.cli.common import FAILED, course_of, stop, tell

PATH = click.Path(path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# As in instructor.gradebooks and reports.services, which take a while to import.
PLATFORMS, PER_STUDENT = ("canvas", "moodle", "blackboard"), ("gradescope", "prairielearn")
FORMAT = click.Choice(["csv", *PLATFORMS, *PER_STUDENT, "junit"])


@click.command()
@click.argument("assignments", nargs=-1, required=True)
@click.option("--format", "form", type=FORMAT, default="csv", show_default=True,
              help="Whose importer reads it.")  # fmt: skip
@click.option("--per-exercise", is_flag=True, help="A column for each exercise, not the total.")
@click.option("--from", "source", type=FILE,
              help="The platform's own export, to fill in; its rows and ids stay.")  # fmt: skip
@click.option("--column", "columns", multiple=True, metavar="NAME=COLUMN",
              help="With --from: the column of 'ASSIGNMENT' or 'ASSIGNMENT EXERCISE'.")  # fmt: skip
@click.option("-o", "--output", type=PATH,
              help="File to write instead of stdout; for gradescope and prairielearn a new folder "
              "or a .zip.")  # fmt: skip
def export(
    assignments: tuple[str, ...],
    form: str,
    per_exercise: bool,
    source: Path | None,
    columns: tuple[str, ...],
    output: Path | None,
) -> None:
    """Print the scores of assignments, by default as CSV with each submission's status."""
    from autograder import instructor

    root = course_of(*assignments)
    if (source or columns) and form not in PLATFORMS:
        stop(f"--from and --column are for --format {', '.join(PLATFORMS)}.")
    if columns and not source:
        stop("--column names a column of the file that --from gives.")
    if form in PER_STUDENT and output is None:
        stop(f"--format {form} makes a file for each student: add --output FOLDER or FILE.zip.")
    if source and output and output.exists() and output.samefile(source):
        stop("Write to another file than the one that --from reads.")
    chosen = dict(_named(column) for column in columns)
    wanted = instructor.Export(form, per_exercise, source, chosen)
    result = instructor.export(root, list(dict.fromkeys(assignments)), wanted, tell)
    if output is None:
        (data,) = result.files.values()
        _write_to_stdout(data, is_text=form == "csv")
    else:
        _write(result.files, output)
    if not result.is_whole:
        sys.exit(FAILED)


def _named(column: str) -> tuple[str, str]:
    """The assignment or exercise, and the name of its column."""
    name, equals, there = column.partition("=")
    if not (name and equals and there):
        stop(f"--column {column!r}: write it as 'NAME=COLUMN', such as 'NAME=Homework 3 (1234)'.")
    return name.strip(), there.strip()


def _write_to_stdout(data: bytes, *, is_text: bool) -> None:
    """Print a file: in the terminal's encoding if it is ours, else as it must be elsewhere."""
    if is_text:
        sys.stdout.write(data.decode())
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def _write(files: Mapping[str, bytes], output: Path) -> None:
    """Write one file, or several into a new folder or a zip archive, for the instructor alone."""
    from autograder.instructor.upload import zipped
    from autograder.submissions.files import write_atomically

    if "" in files:
        write_atomically(output, files[""], mode=0o600)
    elif output.suffix == ".zip":
        write_atomically(output, zipped(files), mode=0o600)
    elif output.exists():
        stop(f"{output} is there already: name a new folder, or a FILE.zip.")
    else:
        for name, data in files.items():
            write_atomically(output / name, data, mode=0o600)
    tell(f"{output}: written")


@click.command()
@click.argument("assignment")
@click.option("--for", "service", type=click.Choice(["gradescope", "github"]), required=True,
              help="The service that grades.")  # fmt: skip
@click.option("--key", type=click.Choice(["private", "public"]),
              help="With hidden cases, or without; github takes only the public one.")  # fmt: skip
@click.option("--no-sandbox", is_flag=True, help="Grade there without a working sandbox.")
@click.option("-o", "--output", type=PATH, help="A .zip, or for github a folder to write into.")
def package(
    assignment: str, service: str, key: str | None, no_sandbox: bool, output: Path | None
) -> None:
    """Make what Gradescope or GitHub Classroom needs to grade an assignment with this kit."""
    from autograder.instructor.package import PROGRAMS, package
    from autograder.instructor.upload import zipped
    from autograder.submissions.files import write_atomically

    root = course_of(assignment)
    private = (key or ("private" if service == "gradescope" else "public")) == "private"
    if private and service == "github":
        stop("Students can read everything in their repository: --key public.")
    if private and no_sandbox:
        stop(
            "Without a sandbox, submitted code can read the key, with all hidden cases.\n"
            "Add --key public to grade on the cases that students have anyway."
        )
    files = package(root, assignment, service, private=private, sandbox=not no_sandbox)
    if service == "gradescope":
        output = output or Path(f"{assignment}-gradescope.zip")
        write_atomically(output, zipped(files, PROGRAMS), mode=0o600)
        tell(f"{output}: upload it as the autograder of a programming assignment.")
    else:
        output = output or Path(f"{assignment}-github")
        for name, data in files.items():
            write_atomically(output / name, data)
        tell(
            f"{output}/.github/: add it, with what is in assignments/{assignment}/, to the "
            "template repository,\nand protect .github/**/* in the assignment's settings."
        )
    if private:
        tell("It holds the answers to the hidden cases: give it to nobody else.")
    if no_sandbox:
        tell("Submitted code can read the key and write its own result: check high scores again.")
