"""The command that grades: an assignment of the course, or folders by a key."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from autograder.cli.common import FAILED, FAULT, course_and_names, out, printing, run, stop, tell
from autograder.key import InvalidKeyError, load

if TYPE_CHECKING:
    from autograder.instructor.course import Graded


@click.command()
@click.argument("targets", nargs=-1, required=True)
@click.option(
    "--key",
    "key_path",
    type=click.Path(path_type=Path),
    help="Grade folders or archives by this key.",
)
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; by default, one a processor.")
@click.option(
    "--cluster", help="Address of a Dask scheduler whose workers share the course's folder."
)
@click.option("--again", is_flag=True, help="Grade also what is graded and unchanged.")
@click.option("--no-sandbox", is_flag=True, help="Grade without a working sandbox.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="For folders: text, or JSON, one object a line.",
)
def grade(
    targets: tuple[str, ...],
    key_path: Path | None,
    jobs: int | None,
    cluster: str | None,
    again: bool,
    no_sandbox: bool,
    form: str,
) -> None:
    """Grade a collected ASSIGNMENT, or grade FOLDERs, archives and files with --key."""
    from autograder.judging.grading import available_jobs
    from autograder.worker import sandbox

    if not no_sandbox and not sandbox.isolates(layers := sandbox.probe()):
        stop(
            f"This machine has no working sandbox (only: {', '.join(layers)}).\n"
            "It could read this machine's files and use its network. Grade on Linux with seccomp\n"
            "and Landlock, or in a container that holds nothing of value, with --no-sandbox."
        )
    jobs = jobs or available_jobs()
    if key_path is not None:
        _grade_folders([Path(target) for target in targets], key_path, jobs, form)
    elif len(targets) == 1 and not _is_path(targets[0]):
        _grade_assignment(targets[0], jobs, cluster, again=again)
    else:
        stop(
            "Grade one assignment of the course, or folders and archives by a key:\n"
            f"autograder grade {' '.join(targets[:2])} --key KEY"
        )


def _is_path(target: str) -> bool:
    """Whether a target can only be a folder, an archive or a file, and is no assignment's name."""
    return Path(target).name != target or bool(Path(target).suffix)


def _grade_folders(folders: list[Path], key_path: Path, jobs: int, form: str) -> None:
    from autograder.judging.grading import grade_folders
    from autograder.reports.terminal import print_report
    from autograder.reports.text import safe_line

    try:
        load(key_path)
    except InvalidKeyError as error:
        stop(str(error))
    console = out()
    faults = 0
    for folder, report in zip(folders, grade_folders(key_path, folders, jobs), strict=True):
        faults += report.status == "grader_fault"
        if form == "json":
            click.echo(json.dumps(report.to_json()))
        else:
            console.print(Text(safe_line(str(folder)), style="dim"))
            print_report(console, report)
    if faults:
        stop(
            f"The grader failed on {faults} of {len(folders)} submissions; "
            "no points were deducted.",
            FAULT,
        )


def _grade_assignment(assignment: str, jobs: int, cluster: str | None, *, again: bool) -> None:
    from autograder.instructor import course
    from autograder.reports.text import safe_line

    root, (name,) = course_and_names((assignment,))
    executor = _cluster_executor(cluster) if cluster else None
    results: list[Graded] = []

    def grade_all() -> None:
        for result in course.grade(root, name, jobs, executor=executor, again=again, tell=tell):
            results.append(result)
            if result.status != "unchanged":
                status = result.status.replace("_", " ")
                click.echo(f"{safe_line(result.student)}: {status}", err=True)

    run(grade_all)
    for result in results:
        if result.reason:
            click.echo(f"{safe_line(result.student)}: {safe_line(result.reason)}", err=True)
    counts = Counter(result.status for result in results)
    new = counts["graded"] + counts["not_gradable"]
    refused = f", {counts['refused']} refused" if counts["refused"] else ""
    unchanged, failed = counts["unchanged"], counts["failed"]
    with printing():
        click.echo(f"{name}: {new} graded, {unchanged} unchanged, {failed} failed{refused}")
    if counts["refused"]:
        tell(
            "Refused submissions were not graded. "
            "Fix the problems listed above and run `grade` again."
        )
    if counts["failed"]:
        stop(
            '"Failed" means that the grader broke, never a zero: run the same command again.', FAULT
        )
    if counts["refused"]:
        sys.exit(FAILED)


def _cluster_executor(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        stop("A cluster needs Dask: pip install 'exercise-kit[cluster]'.")
    return Client(address).get_executor()
