"""What judges submissions: this process, several of this machine, or those of other machines."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from autograder.judging.crew import Crew
from autograder.judging.grading import Judged, judge
from autograder.submissions.folder import Submission

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

    Raises ClusterError for a cluster that cannot be used.
    """
    if address:
        from autograder.judging.cluster import cluster

        with cluster(address, key) as workers:
            yield workers
    elif jobs <= 1:
        yield Workers(partial(_judged_here, key), 1)
    else:
        with Crew(jobs) as crew:
            yield Workers(lambda *given: crew.submit(judge, key, *given), AHEAD * jobs)


def _judged_here(key: Path, handed_in: Submission, digest: str) -> Future[Judged]:
    """At once, in this process; an interrupt ends the command."""
    done: Future[Judged] = Future()
    try:
        done.set_result(judge(key, handed_in, digest))
    except Exception as error:
        done.set_exception(error)
    return done
