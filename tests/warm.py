"""Commands in forks of a process that has imported what they need, which takes seconds for each."""

from __future__ import annotations

import atexit
import ctypes
import fcntl
import gc
import io
import json
import multiprocessing.util
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import traceback
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["BOUND", "MOUNTS", "Python", "tell_newest_version"]

# In a command's environment: that permissions bind it even where it is the super-user's, and the
# process whose mounts it sees.
BOUND, MOUNTS = "TESTS_BOUND_BY_PERMISSIONS", "TESTS_MOUNTS_OF"
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
CAPABILITY_VERSION_3 = 0x20080522


class Python(subprocess.Popen[str]):
    """`python ARGUMENTS`, where they begin with -c or -m, in a session of its own."""

    def _execute_child(self, args: Any, *rest: Any) -> None:
        _, _, _, _, cwd, env, _, _, _, *pipes = rest[:15]
        streams = [end if end >= 0 else own for own, end in enumerate((pipes[0], *pipes[3::2]))]
        self._result, theirs = os.pipe()
        request = json.dumps([args, str(cwd or Path.cwd()), dict(env or os.environ)]).encode()
        socket.send_fds(_server(), [request], [*streams, theirs])
        os.close(theirs)
        (self.pid,) = struct.unpack("i", os.read(self._result, 4))
        self._child_created = True
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]

    def _try_wait(self, flags: int) -> tuple[int, int]:
        timeout = 0 if flags & os.WNOHANG else None
        if not select.select([self._result], [], [], timeout)[0]:
            return 0, 0
        (status,) = struct.unpack("i", os.read(self._result, 4))
        os.close(self._result)
        return self.pid, status

    def _internal_poll(self, *_: Any, **__: Any) -> int | None:
        if self.returncode is None and self._child_created:
            pid, status = self._try_wait(os.WNOHANG)
            if pid:
                self._handle_exitstatus(status)  # type: ignore[attr-defined]
        return self.returncode


@cache
def _server() -> socket.socket:
    """Where commands are asked for; the process behind it ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, __file__, str(theirs.fileno())]
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
    theirs.close()
    atexit.register(lambda: (ours.close(), process.wait()))
    return ours


def serve(descriptor: int) -> None:
    """Fork for each command that is asked for, until nobody asks any more."""
    import autograder.cli  # isort: skip  # before what would import what it keeps out

    import jupytext  # noqa: F401
    import nbgrader.apps.api  # noqa: F401

    import autograder.nbgrader.plugin  # noqa: F401

    tell_newest_version()
    _rehearse()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    server = socket.socket(fileno=descriptor)
    while True:
        request, descriptors, *_ = socket.recv_fds(server, 1 << 20, 4)
        if not request:
            return
        if os.fork() == 0:
            server.close()
            _watch(*json.loads(request), descriptors)
        for each in descriptors:
            os.close(each)


def _rehearse() -> None:
    """Release and grade once, so that no fork imports or compiles anything again."""
    sys.path.insert(1, str(Path(__file__).parent))
    import courses

    from autograder.cli import main
    from autograder.judging import grading
    from autograder.reports.report import Report

    def judged(key: Any, submission: Any, _zygotes: object) -> Report:
        return Report(key.assignment, "", submission.name, "graded", (), ())

    here, environment, path = Path.cwd(), dict(os.environ), list(sys.path)
    judge, grading.grade_submission = grading.grade_submission, judged
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        course = Path(folder).resolve()
        courses.write_course(course)
        os.environ.update(courses.environment(course))
        os.chdir(course)
        for words in ("release", "grade --jobs 1", "feedback", "export"):
            with redirect_stderr(io.StringIO()):
                main.main([*words.split(), "tiny"], standalone_mode=False)
            if words == "release":
                courses.hand_in(course, "ada")
        os.chdir(here)
    grading.grade_submission = judge
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = path
    for name in [name for name in sys.modules if name.partition(".")[0] == "solutions"]:
        del sys.modules[name]


def tell_newest_version() -> None:
    """Have nbgrader know its database's version; it asks a new process for each gradebook made."""
    from alembic.script import ScriptDirectory
    from nbgrader import api

    folder = Path(api.__file__).with_name("alembic")
    newest = ScriptDirectory(str(folder)).get_current_head()
    api.get_alembic_version = lambda: newest


def _prepare_a_spare() -> None:
    """Fork now, while there is one thread; multiprocessing's first server will run there.

    A new interpreter would import everything once more.
    """
    ours, theirs = socket.socketpair()
    spare = os.fork()
    if spare == 0:
        ours.close()
        _serve_when_told(theirs)
    theirs.close()
    really_start = multiprocessing.util.spawnv_passfds

    def start(path: str, args: list[str], descriptors: list[int]) -> int:
        if "forkserver" not in args[-1]:
            return really_start(path, args, descriptors)
        request = json.dumps([args[-1], descriptors]).encode()
        socket.send_fds(ours, [request], descriptors)
        return spare

    multiprocessing.util.spawnv_passfds = start


def _serve_when_told(orders: socket.socket) -> None:
    """Run the code that arrives, with its descriptors under the numbers that it knows; and end."""
    request, received, *_ = socket.recv_fds(orders, 1 << 16, 4)
    if request:
        code, numbers = json.loads(request)
        away = [fcntl.fcntl(each, fcntl.F_DUPFD, 200) for each in received]
        os.closerange(3, 200)
        for each, number in zip(away, numbers, strict=True):
            os.dup2(each, number)
        os.closerange(200, 1024)
        exec(code, {"__name__": "__main__"})  # noqa: S102
    os._exit(0)


def _watch(args: list[str], cwd: str, env: dict[str, str], descriptors: list[int]) -> None:
    """Run a command in a process below this one; tell its pid, and how it ended."""
    *streams, result = descriptors
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.write(result, struct.pack("i", os.getpid()))
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.closerange(3, 1024)
        _run(args, cwd, env)
    for stream in streams:
        os.close(stream)
    os.write(result, struct.pack("i", os.waitpid(pid, 0)[1]))
    os._exit(0)


def _be_bound_by_permissions() -> None:
    """Give up what lets the super-user read everything, for what is started from here as well."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice 32 bits
    done = [libc.capget(header, sets)]
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        done.append(libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0))
        for number in range(3):
            sets[number] &= ~(1 << capability)
    done.append(libc.capset(header, sets))
    if any(done):
        raise OSError(ctypes.get_errno(), "capabilities cannot be given up")


def _see_the_mounts_of(process: str) -> None:
    """Enter the mount namespace of another process."""
    descriptor = os.open(f"/proc/{process}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, 0):
        raise OSError(ctypes.get_errno(), f"the mounts of process {process} cannot be seen")
    os.close(descriptor)


def _run(args: list[str], cwd: str, env: dict[str, str]) -> None:
    """Do as `python ARGUMENTS` does, and end."""
    if MOUNTS in env:
        _see_the_mounts_of(env[MOUNTS])
    if BOUND in env:
        _be_bound_by_permissions()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    encoding = env.get("PYTHONIOENCODING")
    sys.stdin, sys.stdout = os.fdopen(0), os.fdopen(1, "w", encoding=encoding)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace")
    option, code, *words = args
    sys.argv, sys.path[0] = [option, *words], cwd
    _prepare_a_spare()
    status: Any = 0
    try:
        if option == "-m":
            runpy.run_module(code, run_name="__main__", alter_sys=True)
        else:
            exec(code, {"__name__": "__main__"})  # noqa: S102
    except SystemExit as end:
        status = end.code
    except BaseException:
        traceback.print_exc()
        status = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(status if isinstance(status, int) else int(status is not None))


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent.parent)
    serve(int(sys.argv[1]))
