"""The parent's side of a worker: starts zygotes, has them fork children, talks with a child."""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.values import MalformedError, Value, to_bytes
from autograder.worker import wire, zygote

__all__ = ["Child", "Died", "GraderFault", "Zygotes"]

MAX_OUTPUT = 8_000
PACKAGE_PARENT = Path(__file__).parent.parent.parent
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from autograder.worker.zygote import main; main(sys.argv[2])"
)
PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "SYSTEMROOT")


class GraderFault(RuntimeError):  # noqa: N818  # the word of the design
    """A fault of ours, never counted against a student."""


class Died(Exception):  # noqa: N818  # an event inside this module, not an error of ours
    """The child is gone; the status says how."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Zygotes:
    """The warm processes of one grader, started when they are first needed."""

    def __init__(self) -> None:
        self._zygotes: dict[str, _Zygote] = {}

    def fork(self, libraries: str) -> Child:
        """A fresh child with "numpy" or "torch" imported. Raises GraderFault if none can be had."""
        for attempt in (1, 2):
            if libraries not in self._zygotes:
                self._zygotes[libraries] = _Zygote(libraries)
            try:
                return self._zygotes[libraries].fork()
            except OSError as error:
                self._zygotes.pop(libraries).close()
                if attempt == 2:
                    raise GraderFault(f"the worker cannot fork: {error}") from error
        raise AssertionError("unreachable")

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
    def __init__(self, libraries: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="autograder-"))
        ours, theirs = socket.socketpair()
        self.control = ours
        start = _with_descriptor(theirs.fileno())
        command = [sys.executable, "-I", "-c", start, str(PACKAGE_PARENT), libraries]
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and code
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env=_environment(self.folder), cwd=self.folder, pass_fds=[theirs.fileno()],
            start_new_session=True,
        )  # fmt: skip
        theirs.close()
        ours.settimeout(120)
        with ours.makefile("rb") as hello:
            line = hello.readline()
        if not line.endswith(b"\n"):
            errors = self.process.stderr.read() if self.process.stderr else b""
            self.close()
            raise GraderFault(
                f"the worker does not start: {errors.decode(errors='replace')[-500:]}"
            )
        self.layers = tuple(line.decode().split())

    def fork(self) -> Child:
        command_end, our_commands = os.pipe()
        our_answers, answer_end = os.pipe()
        our_output, output_end = os.pipe()
        try:
            socket.send_fds(self.control, [b"f"], [command_end, answer_end, output_end])
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
        return Child(pid, pidfd, pipes, self.folder, self.layers)

    def close(self) -> None:
        self.control.close()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()
        shutil.rmtree(self.folder, ignore_errors=True)


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

    `home` is its zygote's folder, which goes away with the zygote, however that ends; `layers` are
    those of the sandbox that hold on this machine.
    """

    def __init__(
        self, pid: int, pidfd: int | None, pipes: Pipes, home: Path, layers: tuple[str, ...]
    ) -> None:
        self.pid, self.pidfd, self.home, self.layers = pid, pidfd, home, layers
        self.commands, self.answers, self.output = pipes.commands, pipes.answers, pipes.output
        self.reader = wire.Reader()
        self.printed = bytearray()
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
        """End the process, and wait until it has ended."""
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
