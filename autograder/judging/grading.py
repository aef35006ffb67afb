"""Grades folders: one worker session each, in parallel; every folder ends in one report."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

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
    "available_jobs",
    "check_folder",
    "chunked",
    "grade_folders",
    "grade_submission",
    "not_gradable",
    "report_session",
    "setup_for",
]

T = TypeVar("T")
# Where a grading process dies, no more submissions than these are graded again, one by one.
CHUNK = 50
# Imported once for all grading processes.
PRELOAD = ("autograder.judging.grading",)


def setup_for(key: Key) -> Setup:
    """What a worker is told about the assignment; no answer is in it."""
    names = tuple(exercise.name for exercise in key.exercises)
    return Setup(
        key.assignment, names, key.files, key.provided, key.libraries, key.mentions,
        any(case.expensive for exercise in key.exercises for case in exercise.cases),
    )  # fmt: skip


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
    limits = limits or Limits.for_this_machine()
    for attempt in (1, 2):
        try:
            with Session(zygotes, submission, setup_for(key), limits) as session:
                return _remarked(report_session(key, session), submission)
        except LibraryError as lack:
            return _fault(key, submission.name, lack)
        except (GraderFault, OSError) as fault:
            if attempt == 2:
                return _fault(key, submission.name, fault)
    raise AssertionError("unreachable")


def grade_folder(key: Key, folder: Path, zygotes: Zygotes) -> Report:
    """The report on a folder, an archive or one file, also where there is nothing to grade."""
    try:
        submission = read_handed_in(folder, key.assignment)
        return grade_submission(key, submission, zygotes)
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
        submission = read_submission(folder, key.assignment)
        with Zygotes() as zygotes:
            limits = Limits.for_this_machine()
            with Session(zygotes, submission, setup_for(key), limits) as session:
                return _remarked(report_session(key, session, only, progress), submission)
    except SubmissionError as error:
        return not_gradable(key, str(folder), str(error), ())
    except (GraderFault, OSError) as fault:
        return _fault(key, str(folder), fault)


def _remarked(report: Report, submission: Submission) -> Report:
    """The report, which also says where the notebook had another name than it should."""
    return replace(report, message=f"{submission.remark} {report.message}".strip())


def _fault(key: Key, name: str, fault: BaseException) -> Report:
    kind = "" if isinstance(fault, LibraryError) else f"{type(fault).__name__}: "
    message = " ".join((exhausted(fault) or f"{kind}{fault}").splitlines())
    return Report(key.assignment, key.title, name, "grader_fault", (), (), message)


def grade_folders(key_path: Path, folders: Sequence[Path], jobs: int = 1) -> Iterator[Report]:
    """The reports on folders, in the order given, each as soon as those before it are done."""
    chunks = chunked(folders, jobs)
    if min(jobs, len(chunks)) <= 1:
        with Zygotes() as zygotes:
            yield from _grade_all(load(key_path), folders, zygotes)
        return
    with Crew(min(jobs, len(chunks)), PRELOAD) as crew:
        tasks = [crew.submit(_grade_chunk, key_path, chunk) for chunk in chunks]
        for chunk, task in zip(chunks, tasks, strict=True):
            yield from _reports(crew, task, key_path, chunk)


def _reports(
    crew: Executor, task: Future[list[Report]], key_path: Path, chunk: list[Path]
) -> Iterator[Report]:
    """A task's reports; where its process died under it, each folder has one of its own."""
    if not isinstance(task.exception(), BrokenExecutor):
        yield from task.result()
        return
    for folder in chunk:
        alone = crew.submit(_grade_chunk, key_path, [folder])
        if isinstance(died := alone.exception(), BrokenExecutor):
            yield _fault(load(key_path), str(folder), died)
        else:
            yield from alone.result()


def chunked(items: Sequence[T], jobs: int) -> list[list[T]]:
    """The items in order, in chunks that keep every job busy."""
    size = max(1, min(CHUNK, math.ceil(len(items) / max(jobs, 1))))
    return [list(items[start : start + size]) for start in range(0, len(items), size)]


def available_jobs() -> int:
    """The processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def _grade_chunk(key_path: Path, folders: Sequence[Path]) -> list[Report]:
    """The reports on a chunk of folders, in a process that grades only."""
    return list(_grade_all(load(key_path), folders, zygotes_of_this_thread()))


def _grade_all(key: Key, folders: Sequence[Path], zygotes: Zygotes) -> Iterator[Report]:
    for folder in folders:
        yield grade_folder(key, folder, zygotes)
