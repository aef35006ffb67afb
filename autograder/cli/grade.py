"""The command that grades: an assignment of the course, or folders by a key."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.common import FAILED, FAULT, course_of, echo, stop, tell, text_width
from autograder.cli.progress import Bar

if TYPE_CHECKING:
    from autograder.instructor.outlook import Outlook
    from autograder.reports.report import Report

PATH = click.Path(path_type=Path)
# What holds one submission, and what holds any number of them.
ONE = ("gradescope", "prairielearn", "classroom")
FORMAT = click.Choice(["text", "json", "junit", *ONE])


@click.command()
@click.argument("targets", nargs=-1, required=True)
@click.option("--key", type=PATH, help="Grade folders or archives by this key.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; by default, one a processor.")
@click.option("--cluster", default="", help="Address of a Dask scheduler, whose workers judge.")
@click.option("--student", "only", multiple=True, help="Only this student; may be repeated.")
@click.option("--again", is_flag=True, help="Grade also what is graded and unchanged.")
@click.option("--dry-run", is_flag=True, help="Show whose score would change; change none.")
@click.option("--yes", is_flag=True, help="Do not ask before scores of graded work change.")
@click.option("--no-sandbox", is_flag=True, help="Grade without a working sandbox.")
@click.option("--format", type=FORMAT, default="text", help="For folders. JSON: an object a line.")
def grade(
    targets: tuple[str, ...],
    key: Path | None,
    jobs: int | None,
    cluster: str,
    only: tuple[str, ...],
    again: bool,
    dry_run: bool,
    yes: bool,
    no_sandbox: bool,
    format: str,  # noqa: A002  # the option's name
) -> None:
    """Grade a collected ASSIGNMENT, or grade FOLDERs, archives and files with --key."""
    from autograder.judging.grading import available_jobs
    from autograder.worker import sandbox

    if not no_sandbox and not cluster and not sandbox.isolates(layers := sandbox.probe()):
        stop(
            f"This machine has no working sandbox (only: {', '.join(layers)}).\n"
            "It could read this machine's files and use its network. Grade on Linux with seccomp\n"
            "and Landlock, or in a container that holds nothing of value, with --no-sandbox."
        )
    jobs = jobs or available_jobs()
    is_path = Path(targets[0]).name != targets[0] or bool(Path(targets[0]).suffix)
    how: dict[str, Any] = {"jobs": jobs, "again": again, "only": only, "tell": tell}
    if key is not None and (only or dry_run or yes):
        stop("--student, --dry-run and --yes are for an assignment of the course, without --key.")
    if key is not None:
        _grade_folders([Path(target) for target in targets], key, jobs, format)
    elif len(targets) == 1 and not is_path:
        how |= {"root": course_of(targets[0]), "assignment": targets[0], "cluster": cluster}
        if dry_run:
            _show_outlook(how)
        else:
            _grade_assignment(how, yes=yes)
    else:
        stop(
            "Grade one assignment of the course, or folders and archives by a key:\n"
            f"autograder grade {' '.join(targets[:2])} --key KEY"
        )


def _grade_folders(folders: list[Path], key_path: Path, jobs: int, form: str) -> None:
    from autograder.judging.grading import grade_folders, loaded
    from autograder.reports.terminal import report_lines
    from autograder.reports.text import safe_line

    if form in ONE and len(folders) > 1:
        stop(f"A file in the form {form} holds one submission: name one folder.")
    loaded(key_path)  # before any process is started
    width, faults, reports = text_width(), 0, []
    with Bar() as bar:
        if not sys.stdout.isatty():  # there, the reports themselves show how far it is
            bar.begin("grading", len(folders))
        for folder, report in zip(folders, grade_folders(key_path, folders, jobs), strict=True):
            bar.step()
            faults += report.status == "grader_fault"
            reports.append(report)
            if form == "json":
                click.echo(json.dumps(report.to_json()))
            elif form == "text":
                click.secho(safe_line(str(folder)), dim=True)
                click.echo("\n".join(report_lines(report, width)))
    if form not in ("text", "json"):
        _echo_for_service(reports, form)
    if faults:
        stop(
            f"The grader failed on {faults} of {len(folders)} submissions; "
            "no points were deducted.",
            FAULT,
        )


def _echo_for_service(reports: list[Report], form: str) -> None:
    """Print what another service reads; a grader that failed gives it no points, not zero."""
    from autograder.reports.services import ONE_EACH, junit, result_of
    from autograder.reports.text import safe_line

    results = [result_of(report) for report in reports]
    if form == "junit":
        click.echo(junit(results), nl=False)
        return
    for result in results:
        if result.status == "grader_fault":
            tell(safe_line(result.message))
        else:
            click.echo(json.dumps(ONE_EACH[form](result)))


def _show_outlook(how: dict[str, Any]) -> None:
    """Print what grading would change; the exit code is 3 where something cannot be judged."""
    from autograder import instructor
    from autograder.instructor.outlook import outlook_lines, tally

    with Bar() as bar:
        looks, unchanged = instructor.foresee(**how, watch=bar)
    for line in outlook_lines(looks):
        echo(line)
    _tell_of_penalties(how)
    echo(f"{how['assignment']}: {tally(looks, unchanged)}")
    tell("No score was changed.")
    if any(look.fault for look in looks):
        sys.exit(FAULT)


def _tell_of_penalties(how: dict[str, Any]) -> None:
    from autograder.course.policy import read_policy

    if read_policy(how["root"], how["assignment"]).penalty:
        tell("The scores that change are those before late penalties, which are taken off later.")


def _decide(looks: Sequence[Outlook], *, yes: bool) -> None:
    """Show what grading again would change; end the command unless that is wanted."""
    from autograder.instructor.outlook import line_of, outlook_lines
    from autograder.reports.text import counted

    changed = sum(look.is_changed for look in looks)
    if any(map(line_of, looks)):
        tell("Work that was graded before and has not changed:")
        for line in outlook_lines(looks):
            tell(line)
    if not changed or yes:
        return
    scores = counted(changed, "score")
    if not sys.stdin.isatty():
        stop(
            f"{scores} of work that has not changed would change. Nothing was graded.\n"
            "Run the same command with --yes to write the scores, or with --dry-run to see them.",
            FAILED,
        )
    if not click.confirm(f"Change {scores}?", err=True):
        stop("Nothing was graded.", FAILED)


def _grade_assignment(how: dict[str, Any], *, yes: bool) -> None:
    from autograder import instructor
    from autograder.reports.text import safe_line

    assignment, results = how["assignment"], []

    def decide(looks: Sequence[Outlook]) -> None:
        bar.stop()
        if any(look.is_changed for look in looks):
            _tell_of_penalties(how)
        _decide(looks, yes=yes)

    with Bar() as bar:
        for result in instructor.grade(**how, watch=bar, decide=decide):
            results.append(result)
            if result.status != "unchanged":
                tell(f"{safe_line(result.student)}: {result.status.replace('_', ' ')}")
    for result in results:
        if result.reason:
            tell(f"{safe_line(result.student)}: {safe_line(result.reason)}")
    counts = Counter(result.status for result in results)
    failed = counts["failed"]
    hopeless = f"{counts['not_gradable']} not gradable, " if counts["not_gradable"] else ""
    refused = f", {counts['refused']} refused" if counts["refused"] else ""
    unchanged = f"{counts['unchanged']} unchanged"
    click.echo(
        f"{assignment}: {counts['graded']} graded, {hopeless}{unchanged}, {failed} failed{refused}"
    )
    if refused:
        tell(
            "Refused submissions were not graded. "
            "Fix the problems listed above and run `grade` again."
        )
    if failed:
        advice = "run the same command again."
        stop(f'"Failed" means that the grader broke, never a zero: {advice}', FAULT)
    if refused:
        sys.exit(FAILED)
    if results:
        tell(f"next: autograder report {assignment}")
