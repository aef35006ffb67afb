"""Grades folders: one worker session each, in parallel; every folder ends in one report."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

from autograder.judging.crew import Crew
from autograder.judging.judge import judge
from autograder.judging.trial import UNWRITTEN
from autograder.key import Key, load
from autograder.reports.report import Report, Verdict
from autograder.submissions.folder import Submission, SubmissionError, read_submission
from autograder.submissions.libraries import LibraryError
from autograder.worker.exhausted import exhausted
from autograder.worker.process import GraderFault, Zygotes, zygotes_of_this_thread
from autograder.worker.request import Setup
from autograder.worker.sandbox.limits import Limits
from autograder.worker.session import Session
from autograder.worker.unpacking import read_handed_in

__all__ = [
    "available_jobs", "check_folder", "grade_folder", "grade_folders", "grade_submission",
    "not_gradable", "report_session", "setup_for",
]  # fmt: skip

# Imported once for all grading processes.
PRELOAD = ("autograder.judging.grading",)


def setup_for(key: Key) -> Setup:
    """What a worker is told about the assignment; no answer is in it."""
    names = tuple(exercise.name for exercise in key.exercises)
    return Setup(key.assignment, names, key.files, key.provided, key.libraries, key.mentions)


def report_session(
    key: Key,
    session: Session,
    only: Collection[str] | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> Report:
    """The report on a submission in a worker; see `judge` for `only` and `progress`."""
    verdicts = judge(key, session, only, progress)
    reason = session.unreadable()
    if reason and all(verdict.status in UNWRITTEN for verdict in verdicts):
        return not_gradable(key, session.submission.name, reason, session.sandbox)
    return Report(
        key.assignment, key.title, session.submission.name, "graded", session.sandbox, verdicts,
        session.remark(), session.loading.cells,
    )  # fmt: skip


def not_gradable(key: Key, submission: str, reason: str, sandbox: tuple[str, ...]) -> Report:
    """The report on a submission that cannot be judged at all, and why."""
    verdicts = tuple(
        Verdict(e.name, e.title, 0.0, e.points, "missing", message=reason, details=(reason,))
        for e in key.exercises
    )
    return Report(key.assignment, key.title, submission, "not_gradable", sandbox, verdicts, reason)


def grade_submission(
    key: Key, submission: Submission, zygotes: Zygotes, limits: Limits | None = None
) -> Report:
    """The report on a submission; a fault of ours is retried once, then reported as such.

    `limits` are those for this machine unless given.
    """
    for _ in range(2):
        try:
            return _judged(key, submission, zygotes, limits)
        except LibraryError as lack:
            return _fault(key, submission.name, lack)
        except (GraderFault, OSError) as error:
            fault = error
    return _fault(key, submission.name, fault)


def _judged(
    key: Key,
    submission: Submission,
    zygotes: Zygotes,
    limits: Limits | None = None,
    only: Collection[str] | None = None,
    progress: Callable[[str], None] = lambda name: None,
) -> Report:
    """The report, which also says where the notebook had another name than it should."""
    limits = limits or Limits.for_this_machine()
    with Session(zygotes, submission, setup_for(key), limits) as session:
        report = report_session(key, session, only, progress)
    return replace(report, message=f"{submission.remark} {report.message}".strip())


def grade_folder(key: Key, folder: Path, zygotes: Zygotes) -> Report:
    """The report on a folder, an archive or one file, also where there is nothing to grade."""
    try:
        return grade_submission(key, read_handed_in(folder, key.assignment), zygotes)
    except SubmissionError as error:
        return not_gradable(key, str(folder), str(error), ())
    except Exception as fault:  # whatever it is, it is ours, and must not stop the others
        return _fault(key, str(folder), fault)


def check_folder(
    key: Key, folder: Path, only: Collection[str] | None, progress: Callable[[str], None]
) -> Report:
    """The report on a student's own folder by a public key, on all exercises or those named.

    Raises LibraryError where the assignment needs a library that is not here.
    """
    try:
        with Zygotes() as zygotes:
            submission = read_submission(folder, key.assignment)
            return _judged(key, submission, zygotes, None, only, progress)
    except SubmissionError as error:
        return not_gradable(key, str(folder), str(error), ())
    except (GraderFault, OSError) as fault:
        return _fault(key, str(folder), fault)


def _fault(key: Key, name: str, fault: BaseException) -> Report:
    kind = "" if isinstance(fault, LibraryError) else f"{type(fault).__name__}: "
    message = " ".join((exhausted(fault) or f"{kind}{fault}").splitlines())
    return Report(key.assignment, key.title, name, "grader_fault", (), (), message)


def grade_folders(key_path: Path, folders: Sequence[Path], jobs: int = 1) -> Iterator[Report]:
    """The reports on folders, in the order given, each as soon as those before it are done."""
    processes = min(jobs, len(folders))
    if processes <= 1:
        key = load(key_path)
        with Zygotes() as zygotes:
            yield from (grade_folder(key, folder, zygotes) for folder in folders)
        return
    with Crew(processes, PRELOAD) as crew:
        tasks = [(folder, crew.submit(_grade_alone, key_path, folder)) for folder in folders]
        for folder, task in tasks:
            if isinstance(died := task.exception(), BrokenExecutor):
                yield _fault(_loaded(key_path), str(folder), died)
            else:
                yield task.result()


def _grade_alone(key_path: Path, folder: Path) -> Report:
    """The report on a folder, in a process that grades only."""
    return grade_folder(_loaded(key_path), folder, zygotes_of_this_thread())


_loaded = cache(load)


def available_jobs() -> int:
    """The processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(affinity(0)) if affinity else os.cpu_count() or 1
