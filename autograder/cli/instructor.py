"""Commands that bring work to students and back, and show what was graded."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.common import FAILED, FAULT, course_of, stop, tell
from autograder.cli.progress import Bar

if TYPE_CHECKING:
    from autograder.collecting.collect import Attempt
    from autograder.instructor import Arrival


@click.command()
@click.argument("assignment")
def release(assignment: str) -> None:
    """Build an assignment and put it into nbgrader's exchange."""
    from autograder import instructor

    with Bar() as bar:
        instructor.release(course_of(assignment), assignment, tell, bar)
    tell(f"{assignment} is released.\nnext, after the deadline: autograder collect {assignment}")


@click.command()
@click.argument("assignment")
@click.option("--from", "sources", multiple=True, type=click.Path(exists=True, path_type=Path),
              help="A folder or archive of a learning platform, not the exchange.")  # fmt: skip
@click.option("--pattern",
              help="With --from: a regular expression for the names, with the group student_id, "
              "and\ntimestamp and file where the names have them.")  # fmt: skip
def collect(assignment: str, sources: tuple[Path, ...], pattern: str | None) -> None:
    """Collect the submissions of an assignment from nbgrader's exchange, or --from elsewhere."""
    from autograder import instructor

    root = course_of(assignment)
    if sources:
        _collect_from(root, assignment, sources, pattern)
    elif pattern:
        stop("--pattern is for the names in --from PATH.")
    else:
        with Bar() as bar:
            arrivals = instructor.collect(root, assignment, tell, bar)
        _show_arrivals(assignment, arrivals)


def _show_arrivals(assignment: str, arrivals: Sequence[Arrival]) -> None:
    from autograder.reports.text import safe_line

    for found in arrivals:
        late = f", {found.late}" if found.late else ""
        tell(f"{safe_line(found.student)}: {found.status}{late}")
    counts = Counter(found.status for found in arrivals)
    late = f", {count} late" if (count := sum(bool(a.late) for a in arrivals)) else ""
    parts = ", ".join(f"{counts[status]} {status}" for status in ("new", "newer", "unchanged"))
    click.echo(f"{assignment}: {parts}{late}")
    if counts["new"] or counts["newer"]:
        tell(f"next: autograder grade {assignment}")


def _collect_from(root: Path, name: str, sources: Sequence[Path], pattern: str | None) -> None:
    from autograder.collecting.collect import collect_from
    from autograder.course.lock import course_lock
    from autograder.course.policy import read_policy
    from autograder.instructor.arrivals import lateness
    from autograder.instructor.teams import share_work
    from autograder.reports.text import safe

    compiled = _name_pattern(pattern) if pattern else None
    results: list[Attempt] = []
    policy = read_policy(root, name)
    with course_lock(root, f"collect {name}", tell), Bar() as bar:
        bar.begin("collecting", None)
        for result in collect_from(root, name, sources, compiled):
            bar.step()
            results.append(result)
            if result.status != "ignored":
                _show_collected(result, lateness(result.when, policy.due(result.student)))
        bar.begin("sharing the work of teams", None)
        for line in share_work(root, name):
            tell(safe(line))
    _tell_of_names(results, sources)
    counts = Counter(result.status for result in results)
    newer = sum(result.status == "collected" and result.is_newer for result in results)
    strangers = sum(result.student.startswith("unknown-") for result in results)
    click.echo(
        f"{name}: {counts['collected'] - newer} new, {newer} newer, "
        f"{counts['unchanged']} unchanged, {counts['refused']} refused, "
        f"{strangers} without a valid id"
        + (f", {counts['failed']} failed" if counts["failed"] else "")
    )
    if counts.total() == counts["ignored"]:
        stop(f"There is no submission of {name} in {', '.join(map(str, sources))}.", FAILED)
    if counts["failed"]:
        sys.exit(FAULT)
    if counts["refused"] or strangers:
        sys.exit(FAILED)
    if counts["collected"]:
        tell(f"next: autograder grade {name}")


def _tell_of_names(results: Sequence[Attempt], sources: Sequence[Path]) -> None:
    """Report a download taken for one student's work, and files that are no student's."""
    from autograder.reports.text import in_short
    from autograder.submissions.entries import is_archive

    students = [result.student for result in results if result.student]
    is_download = sources[0].is_dir() or is_archive(sources[0].name)
    if len(students) == len(sources) == 1 and is_download:
        tell(
            f"Treating all of {in_short([str(sources[0])])} as one submission, by {students[0]}.\n"
            "If it is a class's, unpack it and give each student's folder or archive with --from."
        )
    if names := [result.name for result in results if result.status == "ignored"]:
        tell(f"Ignored (the file name matches no student): {in_short(names)}")


def _show_collected(result: Attempt, late: str) -> None:
    from autograder.reports.text import safe

    status = ("newer" if result.is_newer else "new") if result.status == "collected" else ""
    line = f"{result.student or result.name}: {status or result.status}"
    if late or (result.is_late and result.when is None):
        line += f", {late or 'late, time unknown'}"
    if result.student.startswith("unknown-"):
        line += f", the name gives no valid id: {result.name}"
    if result.reason:
        line += f", {result.name}: {result.reason}"
    if result.others:
        line += f" ({result.name} counts, not {', '.join(result.others)})"
    tell(safe(line.replace("\n", " ")))


def _name_pattern(text: str) -> re.Pattern[str]:
    try:
        pattern = re.compile(text)
    except re.error as error:
        stop(f"--pattern is no regular expression: {error}.")
    if "student_id" not in pattern.groupindex:
        stop("--pattern needs a group (?P<student_id>…), which says whose a name is.")
    return pattern


@click.command()
@click.argument("assignment")
@click.option("--student", "only", multiple=True, help="Only this student; may be repeated.")
@click.option("--unmarked", is_flag=True, help="Release also pages with answers not marked yet.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path),
              help="A .zip for Moodle's or Canvas' upload, instead of the exchange.")  # fmt: skip
def feedback(assignment: str, only: tuple[str, ...], unmarked: bool, to: Path | None) -> None:
    """Generate and release the feedback of everything that is graded."""
    from autograder import instructor
    from autograder.reports.text import counted

    def confirm(waits: dict[str, int]) -> bool:
        number = f"{counted(sum(waits.values()), 'answer')} on {counted(len(waits), 'page')}"
        question = f"Not marked yet: {number}. Release as well?"
        return unmarked or (sys.stdin.isatty() and click.confirm(question, err=True))

    if to and to.suffix != ".zip":
        stop(f"{to}: the file after --to is a .zip archive; name it so.")
    root = course_of(assignment)
    with Bar() as bar:
        is_whole = instructor.feedback(root, assignment, tell, confirm, to, only, bar)
    if not is_whole:
        sys.exit(FAILED)
