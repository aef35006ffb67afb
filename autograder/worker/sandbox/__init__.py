"""The sandbox of a submission's code. This is the door; behind it is one module for each layer.

- bubblewrap, around the zygote: other files than Python's are not there (see `bubblewrap`);
- namespaces, of each child: no other process, no network, files in memory (see `namespaces`);
- landlock: reads reach the interpreter and libraries, writes one folder (see `landlock`);
- seccomp: no forks, programs, sockets, signals to others, and so on (see `seccomp`); before it, the
  process gives up all capabilities for good;
- limits: address space, CPU time, file size, open files, core dumps; a session of its own, and
  death with the zygote.

In the order of a worker's life: `probe` tells which layers this machine has, by trying them;
`wrapped` starts the zygote; `Zygote.enter` moves it into its namespaces; `Zygote.before_fork` comes
before each child, and in the child `Zygote.lock_down` before anything that a student made.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import struct
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

from autograder.worker.sandbox import bubblewrap, landlock, namespaces, seccomp
from autograder.worker.sandbox.kernel import (
    die_with_parent,
    gain_no_privileges,
    hide,
    libc,
    require,
)
from autograder.worker.sandbox.limits import MAX_SUBMISSION

__all__ = ["LAYERS", "Zygote", "isolates", "probe", "shut_in", "wrapped"]

LAYERS = ("bubblewrap", "namespaces", "landlock", "seccomp", "limits")

# Over what the process has when it starts: PyTorch alone maps some 600 MB.
MEMORY = 2 * 2**30
# The session's own limits come first; this one holds where the session is gone.
CPU_SECONDS = int(2 * MAX_SUBMISSION)
# An unlinked file takes room as long as it is open: both together bound what namespaces do not.
FILE_BYTES = 16 * 2**20
OPEN_FILES = 64
# The least number of the rules' descriptor: a child closes the lower ones that are not its own.
RULES = 200
PR_CAPBSET_DROP = 24
CAPABILITIES_V3 = 0x20080522

PACKAGE = Path(__file__).parent.parent.parent
PACKAGES = ("site-packages", "dist-packages")  # a user's own ones are among them
SYSTEM = tuple(
    Path(path)
    for path in (
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
        "/etc/localtime", "/usr/share/zoneinfo", "/usr/share/fonts", "/dev/urandom", "/dev/random",
        "/dev/zero", "/sys/devices/system/cpu",
    )
)  # fmt: skip
# A child has a /proc of its own, on which the zygote's rules would have no effect.
MACHINE = (Path("/proc/cpuinfo"), Path("/proc/meminfo"))


def isolates(layers: Collection[str]) -> bool:
    """Whether these layers keep a submission's code from files and other processes."""
    files = "landlock" in layers or {"bubblewrap", "namespaces"} <= set(layers)
    return files and "seccomp" in layers


@cache
def probe() -> tuple[str, ...]:
    """The layers that hold on this machine, each tried in a process of its own."""
    if sys.platform != "linux":
        return ("limits",)
    tries: dict[str, Callable[[], bool]] = {
        "bubblewrap": _wraps,
        "namespaces": lambda: _holds(
            lambda: Zygote(["namespaces"], Path(tempfile.gettempdir())).enter()
        ),
        "landlock": lambda: _holds(
            lambda: landlock.restrict(landlock.prepare(_readable()), Path("/nonexistent"))
        ),
        "seccomp": lambda: _holds(_close_system_calls),
        "limits": lambda: True,
    }
    return tuple(name for name in LAYERS if tries[name]())


def _wraps() -> bool:
    """Whether bubblewrap starts, and leaves a process able to make namespaces for its children."""
    command = bubblewrap.wrapped([sys.executable, "-I", "-S", "-c", bubblewrap.PROBE], _readable())
    if command is None:
        return False
    try:
        result = subprocess.run(  # noqa: S603  # our own code, by the program that is probed
            command, stdin=subprocess.DEVNULL, capture_output=True, cwd="/", env={}, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return result.returncode == 0


def _holds(attempt: Callable[[], object]) -> bool:
    pid = os.fork()
    if pid == 0:
        try:
            attempt()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def wrapped(command: list[str], layers: Collection[str]) -> list[str]:
    """The command that starts a zygote, inside bubblewrap if that is among the layers."""
    inside = bubblewrap.wrapped(command, _readable()) if "bubblewrap" in layers else None
    return inside or command


class Zygote:
    """The zygote's part: its namespaces; a process space and Landlock's rules for each child."""

    def __init__(self, layers: Collection[str], home: Path) -> None:
        self.layers, self.home = layers, home
        self._spaces: namespaces.ProcessSpaces | None = None
        self._rules: int | None = None

    def enter(self) -> None:
        """Go on in namespaces of our own, if they are among the layers, hidden from children.

        Raises OSError where they do not hold, which is tried here in a first child.
        """
        if "namespaces" in self.layers:
            self._enter_namespaces()
        if sys.platform == "linux":
            hide()  # a child would find the next one in /proc, and could give it orders

    def _enter_namespaces(self) -> None:
        if "bubblewrap" not in self.layers:
            namespaces.enter()
        self._spaces = namespaces.ProcessSpaces()
        if "seccomp" in self.layers:
            seccomp.program(1)  # every child is the first of its space: made once for all
        self.before_fork()
        if not _holds(lambda: namespaces.isolate(self.home)):
            raise OSError("a child cannot be isolated by namespaces")

    def before_fork(self) -> None:
        """Have the next child start in a process space of its own, its rules prepared.

        What is prepared here, a child need not do in memory that it would copy for it. Raises
        OSError if the kernel refuses.
        """
        if self._spaces is not None:
            self._spaces.prepare()
        if "landlock" in self.layers:
            self._prepare_rules()

    def _prepare_rules(self) -> None:
        """Rules for one child alone, since it adds its folder to them."""
        if self._rules is not None:
            os.close(self._rules)
        rules = landlock.prepare(_readable())
        self._rules = fcntl.fcntl(rules, fcntl.F_DUPFD_CLOEXEC, RULES)
        os.close(rules)

    def lock_down(self, folder: Path) -> None:
        """Restrict this child, for good, and go into `folder`, the only one where it may write.

        `folder` is made in the zygote's. The child leaves our session first, so that no signal to a
        group reaches us. Raises OSError if a layer that was probed does not hold now.
        """
        os.setsid()
        _limit()
        if sys.platform == "linux":
            die_with_parent()
        if "namespaces" in self.layers:
            namespaces.isolate(self.home)
        folder.mkdir()
        os.chdir(folder)
        if self._rules is not None:
            landlock.restrict(self._rules, folder, MACHINE)
        if "seccomp" in self.layers:
            _close_system_calls()


def shut_in(memory: int, file_bytes: int) -> None:
    """Restrict this process, for good, to what it has open and to so many more bytes of memory.

    As far as this machine can: what it runs is our own code, on data of a student.
    """
    _limit(memory, file_bytes)
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError):
        landlock.restrict(landlock.prepare(()), Path("/nonexistent"))
    with contextlib.suppress(OSError):
        _close_system_calls()


def _limit(memory: int = MEMORY, file_bytes: int = FILE_BYTES) -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: file_bytes,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    if (mapped := _mapped_bytes()) is not None:
        limits[resource.RLIMIT_AS] = mapped + memory
    for name, value in limits.items():
        most = resource.getrlimit(name)[1]
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(name, (value, value))


def _mapped_bytes() -> int | None:
    """The address space in use; None where the system does not tell (macOS ignores the limit)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize()


@cache
def _readable() -> tuple[Path, ...]:
    """The interpreter, its libraries and ours, and what libraries read of the system."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    schemes = [{}, {"base": sys.base_prefix, "platbase": sys.base_prefix}]
    python = {Path(sysconfig.get_path(name, vars=scheme)) for scheme in schemes for name in names}
    python |= {path for path in map(Path, sys.path) if path.name in PACKAGES}
    return tuple(sorted({*python, PACKAGE, *SYSTEM, Path(sys.base_prefix) / "lib"}))


def _close_system_calls() -> None:
    if not seccomp.is_supported():
        raise OSError("there is no seccomp filter for this machine")
    _drop_capabilities()
    seccomp.restrict()


def _drop_capabilities() -> None:
    """Root without capabilities: no override of file modes, no mounts, no raised limits."""
    number = 0
    while libc().prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0:
        number += 1
    gain_no_privileges()
    header, data = struct.pack("Ii", CAPABILITIES_V3, 0), bytes(24)
    require(libc().capset(header, data), "the kernel keeps the capabilities")
