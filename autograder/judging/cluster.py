"""Judging on other machines: submissions travel to them, reports come back, nothing is shared.

The private key is on each node for as long as the command runs, in a file that submissions cannot
see. Whatever runs the scheduler can read keys and submissions.
"""

import contextlib
import secrets
from collections.abc import Iterator
from concurrent.futures import Future
from importlib.metadata import version
from pathlib import Path
from typing import Any

from distributed import Client, WorkerPlugin, get_worker

from autograder.judging.grading import Judged, judge, loaded
from autograder.judging.workers import AHEAD, Workers
from autograder.submissions.files import UserError, write_atomically
from autograder.submissions.folder import Submission
from autograder.worker import sandbox

SECONDS = 30


class ClusterError(UserError):
    """A cluster that cannot judge; the message says why and what to do."""


class KeyOnNode(WorkerPlugin):  # type: ignore[misc]
    """Puts the key on each node that judges, also on one that joins later, and takes it away."""

    def __init__(self, key: bytes) -> None:
        self.key, self.version = key, version("exercise-kit")
        self.name = (
            f"autograder-key-{secrets.token_hex(8)}"  # another command may have the same key
        )

    def setup(self, worker: Any) -> None:
        """Refuse a node that would judge otherwise, or unprotected."""
        found, layers = version("exercise-kit"), sandbox.probe()
        if found != self.version:
            raise ClusterError(
                f"{worker.address} has exercise-kit {found}, this machine {self.version}.\n"
                f"Install it there: pip install exercise-kit=={self.version}"
            )
        if not sandbox.isolates(layers):
            raise ClusterError(
                f"{worker.address} has no working sandbox (only: {', '.join(layers)}).\n"
                "Start its worker on Linux with seccomp and Landlock."
            )
        write_atomically(_place(worker, self.name), self.key, mode=0o600)

    def teardown(self, worker: Any) -> None:
        """Leave no key behind."""
        _place(worker, self.name).unlink(missing_ok=True)
        loaded.cache_clear()


def _place(worker: Any, name: str) -> Path:
    return Path(worker.local_directory, name)


def judge_on_node(name: str, handed_in: Submission, digest: str) -> Judged:
    """What was handed in, judged by the key that is on this node."""
    return judge(_place(get_worker(), name), handed_in, digest)


@contextlib.contextmanager
def cluster(address: str, key: Path) -> Iterator[Workers]:
    """The workers of a Dask scheduler. Raises ClusterError where it cannot be used."""
    try:
        client = Client(address, timeout=SECONDS)
    except (OSError, ValueError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise ClusterError(
            f"The cluster {address} does not answer: {reason}.\n"
            "Start one: dask scheduler, and on each node: dask worker ADDRESS --nthreads 1"
        ) from error
    with client:
        if not (threads := sum(client.nthreads().values())):
            raise ClusterError(
                f"The cluster {address} has no workers.\n"
                f"Start them on each node: dask worker {address} --nthreads 1 --nworkers -1"
            )
        plugin = KeyOnNode(key.read_bytes())
        client.register_plugin(plugin)
        try:
            executor = client.get_executor(pure=False)

            def submit(handed_in: Submission, digest: str) -> Future[Judged]:
                return executor.submit(judge_on_node, plugin.name, handed_in, digest)  # type: ignore[no-any-return]

            yield Workers(submit, AHEAD * threads)
        finally:
            client.unregister_worker_plugin(plugin.name)
