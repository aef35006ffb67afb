"""Commands that bring work to students and back: release, collect."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.common import FAILED, FAULT, course_and_names, run, stop, tell

if TYPE_CHECKING:
    from autograder.collecting.collect import Collected


@click.command()
@click.argument("assignment")
def release(assignment: str) -> None:
    """Build an assignment and put it into nbgrader's exchange."""
    from autograder.instructor import course

    root, (name,) = course_and_names((assignment,))
    run(lambda: course.release(root, name, tell))
    click.echo(f"{name} is released.", err=True)


@click.command()
@click.argument("assignment")
@click.option(
    "--from",
    "sources",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A folder or an archive of a learning platform, instead of nbgrader's exchange.",
)
@click.option(
    "--pattern",
    help="With --from: a regular expression for the names, with the group student_id, and\n"
    "timestamp and file where the names have them.",
)
def collect(assignment: str, sources: tuple[Path, ...], pattern: str | None) -> None:
    """Collect the submissions of an assignment from nbgrader's exchange, or --from elsewhere."""
    from autograder.instructor import course

    root, (name,) = course_and_names((assignment,))
    if sources:
        _collect_from(root, name, sources, pattern)
        return
    if pattern:
        stop("--pattern is for the names in --from PATH.")
    students = run(lambda: course.collect(root, name, tell))
    click.echo(f"{len(students)} submissions of {name} are in submitted/.", err=True)


def _collect_from(root: Path, name: str, sources: Sequence[Path], pattern: str | None) -> None:
    from autograder.collecting.collect import collect_from
    from autograder.course.lock import course_lock

    compiled = _name_pattern(pattern) if pattern else None
    results: list[Collected] = []
    try:
        with course_lock(root, f"collect {name}", tell):
            for result in collect_from(root, name, list(sources), compiled):
                results.append(result)
                if result.status != "passed over":
                    _show_collected(result)
    except OSError as error:
        stop(
            f"Collecting stopped: {error.filename or root}: {error.strerror}.\n"
            "Make room or fix that, then run the same command again; what is done is kept.",
            FAULT,
        )
    _tell_of_names(results, sources)
    counts = Counter(result.status for result in results)
    strangers = sum(result.student.startswith("unknown-") for result in results)
    click.echo(
        f"{name}: {counts['collected']} collected, {counts['unchanged']} unchanged, "
        f"{counts['refused']} refused, {strangers} without a valid id"
        + (f", {counts['failed']} failed" if counts["failed"] else "")
    )
    if counts.total() == counts["passed over"]:
        stop(f"There is no submission of {name} in {', '.join(map(str, sources))}.", FAILED)
    if counts["failed"]:
        sys.exit(FAULT)
    if counts["refused"] or strangers:
        sys.exit(FAILED)


def _tell_of_names(results: Sequence[Collected], sources: Sequence[Path]) -> None:
    """Where names may be taken wrongly: a whole download for one student's, a file for nobody's."""
    from autograder.collecting.collect import in_short
    from autograder.submissions.archives.take import is_archive

    students = [result.student for result in results if result.student]
    is_download = sources[0].is_dir() or is_archive(sources[0].name)
    if len(students) == len(sources) == 1 and is_download:
        tell(
            f"Treating all of {in_short([str(sources[0])])} as one submission, by {students[0]}.\n"
            "If it is a class's, unpack it and give each student's folder or archive with --from."
        )
    if names := [result.name for result in results if result.status == "passed over"]:
        tell(f"Ignored (the file name matches no student): {in_short(names)}")


def _show_collected(result: Collected) -> None:
    from autograder.reports.text import safe

    line = f"{result.student or result.name}: {result.status}"
    if result.student.startswith("unknown-"):
        line += f", the name gives no valid id: {result.name}"
    if result.reason:
        line += f", {result.name}: {result.reason}"
    if result.others:
        line += f" ({result.name} counts, not {', '.join(result.others)})"
    click.echo(safe(line.replace("\n", " ")), err=True)


def _name_pattern(text: str) -> re.Pattern[str]:
    try:
        pattern = re.compile(text)
    except re.error as error:
        stop(f"--pattern is no regular expression: {error}.")
    if "student_id" not in pattern.groupindex:
        stop("--pattern needs a group (?P<student_id>…), which says whose a name is.")
    return pattern
