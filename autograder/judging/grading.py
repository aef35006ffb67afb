"""Grades folders: one worker session each, in parallel; every folder ends in one report."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.judging.crew import Crew
from autograder.judging.reporting import make_report, not_gradable, setup_for
from autograder.key import Key, PropertyFault, load
from autograder.reports.report import Report
from autograder.submissions.files import SubmissionError
from autograder.submissions.folder import Submission
from autograder.submissions.libraries import LibraryError
from autograder.worker.exhausted import exhausted
from autograder.worker.limits import Limits
from autograder.worker.process import GraderFault, Zygotes, zygotes_of_this_thread
from autograder.worker.session import Session
from autograder.worker.unpacking import read_handed_in


@dataclass(frozen=True)
class Judged:
    """The report on what a student handed in, and the digest of the folder that it is true of."""

    submission_digest: str
    report: Report


def grade_submission(
    key: Key, submission: Submission, zygotes: Zygotes, limits: Limits | None = None
) -> Report:
    """The report on a submission; a fault of ours is retried once, then reported as such.

    `limits` are those for this machine unless given.
    """
    limits = limits or Limits.for_this_machine()
    for _ in range(2):
        try:
            with Session(zygotes, submission, setup_for(key), limits) as session:
                return make_report(key, session)
        except LibraryError as lack:
            return _fault(key, submission.name, lack)
        except (GraderFault, PropertyFault, OSError) as error:
            fault = error
    return _fault(key, submission.name, fault)


def grade_folder(key: Key, folder: Path, zygotes: Zygotes) -> Report:
    """The report on a folder, an archive or one file, also where there is nothing to grade."""
    try:
        return grade_submission(key, read_handed_in(folder, key.assignment, zygotes), zygotes)
    except SubmissionError as error:
        return not_gradable(key, str(folder), str(error), ())
    except Exception as fault:  # whatever it is, it is ours, and must not stop the others
        return _fault(key, str(folder), fault)


def _fault(key: Key, name: str, fault: BaseException) -> Report:
    kind = "" if isinstance(fault, LibraryError | PropertyFault) else f"{type(fault).__name__}: "
    message = " ".join((exhausted(fault) or f"{kind}{fault}").splitlines())
    return Report(key.assignment, key.title, name, "grader_fault", (), (), message)


def grade_folders(key_path: Path, folders: Sequence[Path], jobs: int = 1) -> Iterator[Report]:
    """The reports on folders, in the order given, each as soon as those before it are done."""
    processes = min(jobs, len(folders))
    if processes <= 1:
        key = loaded(key_path)
        with Zygotes() as zygotes:
            yield from (grade_folder(key, folder, zygotes) for folder in folders)
        return
    with Crew(processes) as crew:
        tasks = [(folder, crew.submit(_grade_alone, key_path, folder)) for folder in folders]
        for folder, task in tasks:
            if isinstance(died := task.exception(), BrokenExecutor):
                yield _fault(loaded(key_path), str(folder), died)
            else:
                yield task.result()


def _grade_alone(key_path: Path, folder: Path) -> Report:
    """The report on a folder, in a process that grades only."""
    return grade_folder(loaded(key_path), folder, zygotes_of_this_thread())


def judge(key_path: Path, handed_in: Submission, digest: str) -> Judged:
    """What was handed in, judged in a process that grades only."""
    key = loaded(key_path)
    return Judged(digest, grade_submission(key, handed_in, zygotes_of_this_thread()))


# One key for all submissions of a process, also where a room changes meanwhile.
loaded = cache(load)


def available_jobs() -> int:
    """The processors that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(affinity(0)) if affinity else os.cpu_count() or 1
