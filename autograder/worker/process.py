"""The parent's side of a worker: starts zygotes and has them fork children."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import site
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Collection
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from autograder.worker import sandbox
from autograder.worker.channel import Child
from autograder.worker.inside import zygote
from autograder.worker.pidfd import Process
from autograder.worker.sandbox.folders import remove

# A class rarely needs more than one or two; each takes 40 to 300 MB.
MAX_ZYGOTES = 4
START_SECONDS = 120
START = (
    "import sys; sys.path[:0] = sys.argv[1].split(':'); "
    "from autograder.worker.inside.zygote import main; main(sys.argv[2].split(','), sys.argv[3:])"
)
PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "SYSTEMROOT")


def zygotes_of_this_thread() -> Zygotes:
    """One set of zygotes for all that this thread grades; they end with the process."""
    return _zygotes_of(threading.get_ident())


@cache
def _zygotes_of(_thread: int) -> Zygotes:
    zygotes = Zygotes()
    # A process of a pool runs these when it ends, and nothing that `atexit` knows of.
    Finalize(None, zygotes.close, exitpriority=1)
    return zygotes


class GraderFault(RuntimeError):  # noqa: N818  # the word of the design
    """A fault of ours, never counted against a student."""


class Zygotes:
    """The warm processes of one grader, each started when it is first needed.

    `layers` are those of the sandbox to use, of those that hold here; by default all of them.
    """

    def __init__(self, layers: Collection[str] = sandbox.LAYERS) -> None:
        self._zygotes: dict[frozenset[str], _Zygote] = {}
        self._layers = tuple(name for name in sandbox.probe() if name in layers)

    def fork(self, libraries: Collection[str], stdin: int | None = None) -> Child:
        """A fresh child with NumPy and at least these libraries imported.

        `stdin` is a descriptor of what it may read there. Raises GraderFault if no child can be
        had; the next call starts another zygote.
        """
        wanted = frozenset(libraries)
        fitting = [warm for warm in self._zygotes if warm >= wanted]
        if not fitting:
            if len(self._zygotes) >= MAX_ZYGOTES:
                self._zygotes.pop(next(iter(self._zygotes))).close()
            self._zygotes[wanted] = _Zygote(wanted, self._layers)
        chosen = min(fitting, key=len, default=wanted)
        try:
            return self._zygotes[chosen].fork(stdin)
        except OSError as error:
            why = self._zygotes.pop(chosen).last_words() or str(error)
            raise GraderFault(f"the worker cannot fork: {why}") from error

    def close(self) -> None:
        """End the processes."""
        for process in self._zygotes.values():
            process.close()
        self._zygotes.clear()

    def __enter__(self) -> Zygotes:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class _Zygote:
    """One warm process. Raises GraderFault if it does not start."""

    def __init__(self, libraries: frozenset[str], layers: tuple[str, ...]) -> None:
        self.layers, self.home = layers, Path(tempfile.mkdtemp(prefix="autograder-"))
        self.control, theirs = socket.socketpair()
        start = f"import os; os.dup2({theirs.fileno()}, {zygote.CONTROL}); {START}"
        of_user = site.getusersitepackages()  # where `pip install --user` puts packages
        paths = ":".join([str(sandbox.PACKAGE.parent), *([of_user] if of_user in sys.path else [])])
        names = ",".join(sorted(libraries))
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and code
            [sys.executable, "-I", "-c", start, paths, names, *layers],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=_environment(self.home), pass_fds=[theirs.fileno()], cwd=self.home,
            start_new_session=True,
        )  # fmt: skip
        theirs.close()
        self.control.settimeout(START_SECONDS)
        try:
            self.lacks: dict[str, str] = json.loads(self._first_line())
        except (OSError, ValueError):
            raise GraderFault(f"the worker does not start: {self.last_words()}") from None

    def _first_line(self) -> bytes:
        """Its first line, or what there is of it. Raises OSError where that takes too long."""
        line = b""
        while not line.endswith(b"\n") and (part := self.control.recv(1 << 16)):
            line += part
        return line

    def fork(self, stdin: int | None) -> Child:
        """A child that is locked down, or about to be. Raises OSError if the zygote is gone."""
        commands, answers, output = os.pipe(), os.pipe(), os.pipe()
        ours, theirs = (commands[1], answers[0], output[0]), (commands[0], answers[1], output[1])
        # A number would tell a submission how many were graded before it, and how often they died.
        folder = self.home / secrets.token_hex(8)
        try:
            given = theirs if stdin is None else (*theirs, stdin)
            socket.send_fds(self.control, [folder.name.encode()], given)
            data, pidfds, _, _ = socket.recv_fds(self.control, zygote.PID.size, 1)
            if len(data) < zygote.PID.size:
                raise BrokenPipeError("the zygote is gone")
        except OSError:
            for descriptor in ours:
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        process = Process(int(zygote.PID.unpack(data)[0]), pidfds[0] if pidfds else None)
        on_disk = folder if "namespaces" not in self.layers else None
        return Child(process, *ours, on_disk, self.layers, self.lacks)

    def last_words(self) -> str:
        """End the process; the last line that it wrote, if it was dying already."""
        errors = b""
        with contextlib.suppress(subprocess.TimeoutExpired):
            _, errors = self.process.communicate(timeout=2)
        self.close()
        lines = errors.decode(errors="replace").splitlines()
        return next((line for line in reversed(lines) if line.strip()), "")[:500]

    def close(self) -> None:
        """End the process and its children."""
        self.control.close()  # the zygote ends when it reads that
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()
        remove(self.home)


def _environment(folder: Path) -> dict[str, str]:
    """The environment of a worker, built from nothing: one thread, and a folder of its own."""
    one_thread = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR")}
    home = {name: str(folder) for name in ("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR")}
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    fixed = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "USER": "student",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "AUTOGRADER_WORKER": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return one_thread | home | passed_on | fixed
