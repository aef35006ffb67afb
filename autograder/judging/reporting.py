"""The report on one submission, wherever its functions live: in a worker, or in this process."""

from collections.abc import Collection
from typing import Protocol

from autograder.judging.judge import judge
from autograder.judging.trial import UNWRITTEN, Caller
from autograder.key import Key
from autograder.reports.report import Report, Verdict
from autograder.submissions.folder import Submission
from autograder.worker.loading import Loading
from autograder.worker.request import Setup


class FileCaller(Caller, Protocol):
    """A caller for a submission's files."""

    submission: Submission
    sandbox: tuple[str, ...]

    @property
    def loaded(self) -> Loading:
        """What loading them came to."""


def setup_for(key: Key) -> Setup:
    """What loading a submission needs to know of the assignment; no answer is in it."""
    names = tuple(exercise.name for exercise in key.exercises)
    return Setup(
        key.assignment, names, key.files, key.provided, key.libraries, key.mentions, key.variables
    )


def make_report(key: Key, caller: FileCaller, only: Collection[str] | None = None) -> Report:
    """The report on a submission, which also says where its notebook had another name.

    For `only`, see `judge`.
    """
    verdicts, loaded = judge(key, caller, only), caller.loaded
    reason, remark = loaded.unreadable(), caller.submission.remark
    if reason and all(verdict.status in UNWRITTEN for verdict in verdicts):
        return not_gradable(
            key, caller.submission.name, f"{remark} {reason}".strip(), caller.sandbox
        )
    return Report(
        key.assignment, key.title, caller.submission.name, "graded", caller.sandbox, verdicts,
        f"{remark} {loaded.remark}".strip(), loaded.cells,
    )  # fmt: skip


def not_gradable(key: Key, submission: str, reason: str, sandbox: tuple[str, ...]) -> Report:
    """The report on a submission that cannot be judged at all, and why."""
    verdicts = tuple(
        Verdict(e.name, e.title, 0.0, e.points, "missing", message=reason, details=(reason,))
        for e in key.exercises
    )
    return Report(key.assignment, key.title, submission, "not_gradable", sandbox, verdicts, reason)
