"""The parent's side of a worker: starts zygotes, has them fork children, talks with a child."""

from __future__ import annotations

import os
import selectors
import signal
import site
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.values import MalformedError, Value, to_bytes
from autograder.worker import bubblewrap, sandbox, wire, zygote
from autograder.worker.folders import is_overfull, remove

__all__ = ["Child", "Died", "GraderFault", "Zygotes"]

MAX_OUTPUT = 8_000
# Between two looks at a folder on the disk; one takes 10 µs while there are few files.
LOOK_SECONDS = 0.2
PACKAGE_PARENT = Path(__file__).parent.parent.parent
START = (
    "import sys; sys.path[:0] = sys.argv[1].split(':'); "
    "from autograder.worker.zygote import main; main(sys.argv[2], tuple(sys.argv[3:]))"
)
# Where a layer holds when it is probed and not when it is used, the zygote starts without these.
DISPENSABLE = ("bubblewrap", "namespaces")
PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "SYSTEMROOT")


class GraderFault(RuntimeError):  # noqa: N818  # the word of the design
    """A fault of ours, never counted against a student."""


class Died(Exception):  # noqa: N818  # an event inside this module, not an error of ours
    """The child is gone; the status says how."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Zygotes:
    """The warm processes of one grader, started when they are first needed.

    `layers` are those of the sandbox to use, of those that hold here; by default all of them.
    """

    def __init__(self, layers: Collection[str] = sandbox.LAYERS) -> None:
        self._zygotes: dict[str, _Zygote] = {}
        self._layers = tuple(name for name in sandbox.probe() if name in layers)

    def fork(self, libraries: str) -> Child:
        """A fresh child with "numpy" or "torch" imported. Raises GraderFault if none can be had."""
        for attempt in (1, 2):
            if libraries not in self._zygotes:
                self._zygotes[libraries] = self._start(libraries)
            try:
                return self._zygotes[libraries].fork()
            except OSError as error:
                self._zygotes.pop(libraries).close()
                if attempt == 2:
                    raise GraderFault(f"the worker cannot fork: {error}") from error
        raise AssertionError("unreachable")

    def _start(self, libraries: str) -> _Zygote:
        try:
            return _Zygote(libraries, self._layers)
        except GraderFault:
            fewer = tuple(name for name in self._layers if name not in DISPENSABLE)
            if fewer == self._layers or not sandbox.isolates(fewer):
                raise
            self._layers = fewer
            return _Zygote(libraries, fewer)

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
    def __init__(self, libraries: str, layers: tuple[str, ...]) -> None:
        self.layers = layers
        self.is_wrapped = "bubblewrap" in layers
        self.home = (
            bubblewrap.HOME if self.is_wrapped else Path(tempfile.mkdtemp(prefix="autograder-"))
        )
        self.children = 0
        ours, theirs = socket.socketpair()
        self.control = ours
        start = _with_descriptor(theirs.fileno())
        paths = ":".join([str(PACKAGE_PARENT), *_user_packages()])
        command = [sys.executable, "-I", "-c", start, paths, libraries, *layers]
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and code
            sandbox.wrapped(command, layers), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env=_environment(self.home), pass_fds=[theirs.fileno()],
            cwd="/" if self.is_wrapped else self.home, start_new_session=True,
        )  # fmt: skip
        theirs.close()
        ours.settimeout(120)
        with ours.makefile("rb") as hello:
            line = hello.readline()
        if line != zygote.READY:
            errors = self.process.stderr.read() if self.process.stderr else b""
            self.close()
            raise GraderFault(
                f"the worker does not start: {errors.decode(errors='replace')[-500:]}"
            )

    def fork(self) -> Child:
        self.children += 1
        folder = self.home / f"submission-{self.children}"
        command_end, our_commands = os.pipe()
        our_answers, answer_end = os.pipe()
        our_output, output_end = os.pipe()
        try:
            ends = [command_end, answer_end, output_end]
            socket.send_fds(self.control, [folder.name.encode()], ends)
            data, pidfds, _, _ = socket.recv_fds(self.control, zygote.PID.size, 1)
            if len(data) < zygote.PID.size:
                raise BrokenPipeError("the zygote is gone")
        except OSError:
            for descriptor in (our_commands, our_answers, our_output):
                os.close(descriptor)
            raise
        finally:
            for descriptor in (command_end, answer_end, output_end):
                os.close(descriptor)
        pid = int(zygote.PID.unpack(data)[0])
        pidfd = pidfds[0] if pidfds else None
        pipes = Pipes(our_commands, our_answers, our_output)
        on_disk = folder if "namespaces" not in self.layers else None
        return Child(pid, pidfd, pipes, on_disk, self.layers)

    def close(self) -> None:
        self.control.close()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()
        if not self.is_wrapped:
            remove(self.home)


def _user_packages() -> list[str]:
    """Where `pip install --user` puts packages, if this process uses them."""
    folder = site.getusersitepackages()
    return [folder] if folder in sys.path else []


def _with_descriptor(number: int) -> str:
    return f"import os; os.dup2({number}, {zygote.CONTROL}); {START}"


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


@dataclass(frozen=True)
class Pipes:
    """The parent's ends: where it writes commands, reads answers, and reads what is printed."""

    commands: int
    answers: int
    output: int


class Child:
    """A running child: its pipes, and a deadline for every exchange.

    `folder` is where it may write, if that is on the disk and not in memory of its own; `layers`
    are those of the sandbox that are in force.
    """

    def __init__(
        self,
        pid: int,
        pidfd: int | None,
        pipes: Pipes,
        folder: Path | None,
        layers: tuple[str, ...],
    ) -> None:
        self.pid, self.pidfd, self.folder, self.layers = pid, pidfd, folder, layers
        self.commands, self.answers, self.output = pipes.commands, pipes.answers, pipes.output
        self.reader = wire.Reader()
        self.printed = bytearray()
        self.next_look = time.monotonic() + LOOK_SECONDS
        for descriptor in (self.commands, self.answers, self.output):
            os.set_blocking(descriptor, False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.answers, selectors.EVENT_READ)
        self.selector.register(self.output, selectors.EVENT_READ)

    def exchange(self, message: Mapping[str, Value], seconds: float) -> dict[str, Value]:
        """The child's next message after it got this one. Raises Died, with how it ended."""
        if self.reader.buffer:
            raise Died("crashed")
        header, blob = to_bytes(message)
        outgoing = memoryview(wire.LENGTHS.pack(len(header), len(blob)) + header + blob)
        deadline = time.monotonic() + seconds
        if outgoing := self._write(outgoing):
            self.selector.register(self.commands, selectors.EVENT_WRITE)
        while True:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise Died("timeout")
            if self.folder is not None:
                remaining = self._watch_disk(self.folder, remaining)
            for key, _ in self.selector.select(remaining):
                if key.fd == self.commands:
                    outgoing = self._write(outgoing)
                    if not outgoing:
                        self.selector.unregister(self.commands)
                elif key.fd == self.output:
                    if not self._drain():
                        self.selector.unregister(self.output)
                elif (answer := self._read()) is not None:
                    self._drain()
                    return answer

    def _watch_disk(self, folder: Path, remaining: float) -> float:
        """How long to wait before the next look at what was written. Raises Died if too much."""
        if time.monotonic() > self.next_look:
            if is_overfull(folder):
                raise Died("crashed")
            self.next_look = time.monotonic() + LOOK_SECONDS
        return min(remaining, LOOK_SECONDS)

    def _write(self, outgoing: memoryview) -> memoryview:
        try:
            return outgoing[os.write(self.commands, outgoing) :]
        except BlockingIOError:
            return outgoing
        except BrokenPipeError:
            raise Died("crashed") from None

    def _read(self) -> dict[str, Value] | None:
        try:
            chunk = os.read(self.answers, self.reader.wanted())
            if not chunk:
                raise Died("crashed")
            self.reader.feed(chunk)
            return self.reader.take()
        except BlockingIOError:
            return None
        except MalformedError:
            raise Died("crashed") from None

    def _drain(self) -> bool:
        """Read what was printed, keep its beginning; False at the end of the stream."""
        try:
            while chunk := os.read(self.output, 1 << 16):
                self.printed += chunk[: MAX_OUTPUT - len(self.printed)]
                if len(chunk) < 1 << 16:
                    return True
        except BlockingIOError:
            return True
        return False

    def take_output(self) -> str:
        """What was printed since the last call, its beginning if it is long."""
        text = self.printed.decode("utf-8", errors="replace")
        self.printed.clear()
        return text

    def kill(self) -> None:
        """End the process, wait until it has ended, and remove what it wrote."""
        try:
            if self.pidfd is not None:
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
                with selectors.DefaultSelector() as selector:
                    selector.register(self.pidfd, selectors.EVENT_READ)
                    selector.select(1)
            else:
                os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.selector.close()
        for descriptor in (self.pidfd, self.commands, self.answers, self.output):
            if descriptor is not None:
                os.close(descriptor)
        if self.folder is not None:
            remove(self.folder)
