"""The command `autograder`: for students, for authors, and for instructors.

stdout is data, stderr is progress. Exit codes: 0 fine, 1 checks failed, 2 usage, 3 grader fault.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from rich.console import Console
from rich.text import Text

from autograder.key import InvalidKeyError, Key, load
from autograder.report import Report

if TYPE_CHECKING:
    from autograder.collecting.collect import Collected
    from autograder.course import Graded

__all__ = ["main"]

FAILED, USAGE, FAULT = 1, 2, 3
KEY_FILE = "key.json"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="exercise-kit")
def main() -> None:
    """Auto-graded exercises for numerical code."""


def _out() -> Console:
    return Console(width=None if sys.stdout.isatty() else 100, highlight=False)


def _stop(message: str, code: int = USAGE) -> NoReturn:
    """End the command; the message may quote a file of anybody's."""
    from autograder.reports.text import safe

    click.echo(safe(message), err=True)
    sys.exit(code)


# --- students -----------------------------------------------------------------------------------


@main.command()
@click.argument("exercises", nargs=-1)
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
def check(exercises: tuple[str, ...], watch: bool, as_json: bool) -> None:
    """Check your work in this folder: all exercises, or those named."""
    key = _student_key(exercises)
    report = _check_once(key, exercises, as_json=as_json)
    if watch:
        _watch(key, exercises)
    if report.status == "grader_fault":
        sys.exit(FAULT)
    sys.exit(0 if report.passed else FAILED)


def _student_key(exercises: Iterable[str]) -> Key:
    path = Path(KEY_FILE)
    if not path.exists():
        _stop(
            f"There is no {KEY_FILE} here.\n"
            "Run this command in the folder of your assignment, where its notebook is."
        )
    try:
        key = load(path)
    except InvalidKeyError as error:
        _stop(str(error))
    names = [exercise.name for exercise in key.exercises]
    for name in exercises:
        if name not in names:
            _stop(f"{key.assignment} has no exercise {name!r}; it has {', '.join(names)}.")
    return key


def _check_once(key: Key, exercises: tuple[str, ...], *, as_json: bool = False) -> Report:
    from autograder.grading import check_folder
    from autograder.reports.terminal import print_report

    with Console(stderr=True).status("checking …") as status:
        report = check_folder(
            key, Path(), exercises or None, lambda name: status.update(f"checking {name} …")
        )
    if as_json:
        click.echo(json.dumps(report.to_json()))
    else:
        print_report(_out(), report)
    return report


def _watch(key: Key, exercises: tuple[str, ...]) -> None:
    from watchfiles import watch

    names = {f"{key.assignment}.ipynb", f"{key.assignment}.py"}
    click.echo(f"Watching {' and '.join(sorted(names))}; Ctrl-C ends.", err=True)
    for _ in watch(Path(), watch_filter=lambda _, path: Path(path).name in names):
        click.clear()
        _check_once(key, exercises)


@main.command()
@click.argument("exercise")
def hint(exercise: str) -> None:
    """Show the next hint for an exercise; each call shows one more."""
    from autograder.hints import next_hint

    key = _student_key([exercise])
    click.echo(next_hint(key, exercise, Path()))


# --- authors ------------------------------------------------------------------------------------


def _course(names: tuple[str, ...] = ()) -> tuple[Path, list[str]]:
    """The course's root, and the named assignments or all of them."""
    from autograder.room import RoomError, assignment_names, course_root

    try:
        root = course_root()
    except RoomError as error:
        _stop(str(error))
    known = assignment_names(root)
    for name in names:
        if name not in known:
            _stop(f"There is no assignment {name!r}; there are: {', '.join(known)}.")
    return root, list(names) or known


@main.command()
@click.argument("assignments", nargs=-1)
@click.option(
    "--check", "only_check", is_flag=True, help="Change nothing; fail if anything is stale."
)
def build(assignments: tuple[str, ...], only_check: bool) -> None:
    """Make source/ and assignments/ from solutions/."""
    from autograder.answers import AnswerError
    from autograder.build import build as build_assignment
    from autograder.room import RoomError

    root, names = _course(assignments)
    stale = 0
    for name in names:
        try:
            changes = build_assignment(root, name, check=only_check)
        except (AnswerError, RoomError) as error:
            _stop(f"{name}: {error}", FAILED)
        stale += len(changes)
        for change in changes:
            click.echo(f"{change.path.relative_to(root)} {change.what}")
    if only_check and stale:
        _stop("These files are not what solutions/ makes: run autograder build.", FAILED)
    click.echo(f"{', '.join(names)}: {'up to date' if not stale else 'built'}", err=True)


@main.command()
@click.argument("assignments", nargs=-1)
def verify(assignments: tuple[str, ...]) -> None:
    """Try the laws: the reference gets full marks, every mistake is caught and named, and so on."""
    from autograder.verify import verify as laws

    root, names = _course(assignments)
    broken = 0
    for name in names:
        for law in laws(root, name):
            click.echo(f"{'✗' if law.breaches else '✓'} {law.assignment}: {law.title}")
            for breach in law.breaches:
                click.echo(f"    {breach}")
            broken += bool(law.breaches)
    if broken:
        _stop(f"{broken} of the laws are broken.", FAILED)


@main.command()
@click.argument("assignment")
@click.option("--private", is_flag=True, help="With hidden cases from the course secret.")
@click.option("-o", "output", type=click.Path(path_type=Path), required=True, help="File to write.")
def key(assignment: str, private: bool, output: Path) -> None:
    """Write an assignment's answer key to a file."""
    from autograder.build import make_assignment_key
    from autograder.files import write_atomically
    from autograder.key import save_text
    from autograder.room import course_secret, open_room

    root, (name,) = _course((assignment,))
    secret = course_secret(root) if private else None
    text = save_text(make_assignment_key(open_room(root, name), secret))
    write_atomically(output, text.encode(), mode=0o600 if private else 0o644)
    click.echo(f"{output}: the {'private' if private else 'public'} key of {name}", err=True)


# --- instructors --------------------------------------------------------------------------------


@main.command()
@click.argument("assignment")
def release(assignment: str) -> None:
    """Build an assignment and put it into nbgrader's exchange."""
    from autograder import course

    root, (name,) = _course((assignment,))
    _run(lambda: course.release(root, name, _tell))
    click.echo(f"{name} is released.", err=True)


@main.command()
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
    from autograder import course

    root, (name,) = _course((assignment,))
    if sources:
        _collect_from(root, name, sources, pattern)
        return
    if pattern:
        _stop("--pattern is for the names in --from PATH.")
    students = _run(lambda: course.collect(root, name, _tell))
    click.echo(f"{len(students)} submissions of {name} are in submitted/.", err=True)


def _collect_from(root: Path, name: str, sources: Iterable[Path], pattern: str | None) -> None:
    from autograder.collecting.collect import collect_from
    from autograder.lock import course_lock

    compiled = _name_pattern(pattern) if pattern else None
    results: list[Collected] = []
    try:
        with course_lock(root, f"collect {name}", _tell):
            for result in collect_from(root, name, list(sources), compiled):
                results.append(result)
                _show_collected(result)
    except OSError as error:
        _stop(f"Collecting stopped, run it again when this is mended: {error}", FAULT)
    counts = Counter(result.status for result in results)
    strangers = sum(result.student.startswith("unknown-") for result in results)
    click.echo(
        f"{name}: {counts['collected']} collected, {counts['unchanged']} unchanged, "
        f"{counts['refused']} refused, {strangers} without a valid id"
    )
    if counts["refused"] or strangers:
        sys.exit(FAILED)


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
        _stop(f"--pattern is no regular expression: {error}.")
    if "student_id" not in pattern.groupindex:
        _stop("--pattern needs a group (?P<student_id>…), which says whose a name is.")
    return pattern


@main.command()
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
@click.option("--no-sandbox", is_flag=True, help="Grade also where nothing isolates student code.")
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
    """Grade what was collected of an ASSIGNMENT, or by a key FOLDERs, archives and files."""
    from autograder.grading import available_jobs
    from autograder.worker import sandbox

    if not no_sandbox and not sandbox.isolates(layers := sandbox.probe()):
        _stop(
            f"Nothing here isolates student code: there is only {', '.join(layers)}.\n"
            "It could read this machine's files and use its network. Grade on Linux with seccomp\n"
            "and Landlock, or in a container that holds nothing of value, with --no-sandbox."
        )
    jobs = jobs or available_jobs()
    if key_path is not None:
        _grade_folders([Path(target) for target in targets], key_path, jobs, form)
    elif len(targets) == 1:
        _grade_assignment(targets[0], jobs, cluster, again=again)
    else:
        _stop("Grade one assignment, or folders with --key KEY.")


def _grade_folders(folders: list[Path], key_path: Path, jobs: int, form: str) -> None:
    from autograder.grading import grade_folders
    from autograder.reports.terminal import print_report
    from autograder.reports.text import safe_line

    try:
        load(key_path)
    except InvalidKeyError as error:
        _stop(str(error))
    console = _out()
    faults = 0
    for folder, report in zip(folders, grade_folders(key_path, folders, jobs), strict=True):
        faults += report.status == "grader_fault"
        if form == "json":
            click.echo(json.dumps(report.to_json()))
        else:
            console.print(Text(safe_line(str(folder)), style="dim"))
            print_report(console, report)
    if faults:
        _stop(
            f"{faults} of {len(folders)} ended in a grader fault, which counts for nobody.", FAULT
        )


def _grade_assignment(assignment: str, jobs: int, cluster: str | None, *, again: bool) -> None:
    from autograder import course
    from autograder.reports.text import safe, safe_line

    root, (name,) = _course((assignment,))
    executor = _cluster_executor(cluster) if cluster else None
    results: list[Graded] = []

    def grade_all() -> None:
        for result in course.grade(root, name, jobs, executor=executor, again=again, tell=_tell):
            results.append(result)
            if result.status != "unchanged":
                click.echo(f"{safe_line(result.student)}: {result.status}", err=True)

    _run(grade_all)
    failed = [result for result in results if result.status == "failed"]
    for result in failed:
        reason = safe(result.reason)
        click.echo(f"{safe_line(result.student)}: {reason}", err=True)
    new = sum(result.status == "graded" for result in results)
    click.echo(
        f"{name}: {new} graded, {len(results) - new - len(failed)} unchanged, {len(failed)} failed"
    )
    if failed:
        _stop("A failure is a grader fault, never a zero: run the same command again.", FAULT)


def _cluster_executor(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        _stop("A cluster needs Dask: pip install 'exercise-kit[cluster]'.")
    return Client(address).get_executor()


@main.command()
@click.argument("assignment")
def feedback(assignment: str) -> None:
    """Generate and release the feedback of everything that is graded."""
    from autograder import course

    root, (name,) = _course((assignment,))
    folder = _run(lambda: course.feedback(root, name, _tell))
    click.echo(f"The feedback lies in {folder}/STUDENT/{name}/ and in the exchange.", err=True)


@main.command()
@click.argument("assignment")
def report(assignment: str) -> None:
    """Show students × exercises, and the misconceptions found."""
    from autograder import course
    from autograder.reports.table import print_class

    root, (name,) = _course((assignment,))
    rows = _run(lambda: course.submission_rows(root, name))
    print_class(_out(), name, rows)


@main.command()
@click.argument("assignment")
def export(assignment: str) -> None:
    """Print the gradebook's scores as CSV, with each submission's status."""
    from autograder import course

    root, (name,) = _course((assignment,))
    writer = csv.writer(sys.stdout)
    _run(lambda: course.export(root, name, writer.writerow))


def _tell(message: str) -> None:
    click.echo(message, err=True)


def _run(action: Any) -> Any:
    """What the action returns; a course's or nbgrader's error ends the command with its message."""
    from autograder.answers import AnswerError
    from autograder.course import CourseError
    from autograder.room import RoomError

    try:
        return action()
    except (AnswerError, RoomError, InvalidKeyError) as error:
        _stop(str(error))
    except CourseError as error:
        _stop(str(error), FAULT)
    except OSError as error:
        if error.filename is None:
            raise
        _stop(
            f"{error.filename}: {error.strerror}.\n"
            "Make room or mend that, then run the same command again; what is done is kept.",
            FAULT,
        )
