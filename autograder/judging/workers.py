"""What judges submissions: this process, several of this machine, or those of other machines."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from autograder.judging.crew import Crew
from autograder.judging.grading import Judged, judge
from autograder.submissions.files import UserError
from autograder.submissions.folder import Submission

T = TypeVar("T")

# So many submissions are read ahead for each process, so that none waits while others are written.
AHEAD = 3


@dataclass(frozen=True)
class Workers:
    """Begins to judge a submission with its folder's digest; so many may be under way at a time."""

    begin: Callable[[Submission, str], Future[Judged]]
    at_once: int


@contextlib.contextmanager
def workers_for(key: Path, jobs: int, address: str = "") -> Iterator[Workers]:
    """What judges by a key: `jobs` processes, or the cluster at an address.

    Raises UserError for a cluster that cannot be used.
    """
    if address:
        try:
            from autograder.judging.cluster import cluster
        except ImportError as error:
            lack = "A cluster needs Dask: pip install 'exercise-kit[cluster]'."
            raise UserError(lack) from error
        with cluster(address, key) as workers:
            yield workers
    elif jobs <= 1:
        yield Workers(partial(_judged_here, key), 1)
    else:
        with Crew(jobs) as crew:
            yield Workers(lambda *given: crew.submit(judge, key, *given), AHEAD * jobs)


def known(result: T) -> Future[T]:
    """A future that has its result already."""
    done: Future[T] = Future()
    done.set_result(result)
    return done


def _judged_here(key: Path, handed_in: Submission, digest: str) -> Future[Judged]:
    """At once, in this process; an interrupt ends the command."""
    try:
        return known(judge(key, handed_in, digest))
    except Exception as error:
        failed: Future[Judged] = Future()
        failed.set_exception(error)
        return failed
