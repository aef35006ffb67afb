"""The sandbox of a submission's code, with one module for each layer.

- namespaces: no other process or file, no network, the child's files in memory (`namespaces`);
- landlock: reads reach the interpreter and libraries, writes one folder (`landlock`);
- seccomp: no forks, programs, sockets, signals to others, and so on (`seccomp`); before it, the
  process gives up all capabilities for good;
- limits: address space, CPU time, file size, open files, core dumps; a session of its own, and
  death with the zygote.

`probe` tells which layers this machine has, by trying them. `Zygote.enter` moves a zygote into its
namespaces; `Zygote.before_fork` comes before each child, and in the child `Zygote.lock_down` before
anything that a student made.
"""

import contextlib
import os
import resource
import struct
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path

from autograder.worker.sandbox import landlock, namespaces, seccomp
from autograder.worker.sandbox.kernel import (
    die_with_parent,
    gain_no_privileges,
    hide,
    libc,
    require,
)

__all__ = ["LAYERS", "Zygote", "isolates", "probe"]

LAYERS = ("namespaces", "landlock", "seccomp", "limits")

# Over what the process has when it starts: PyTorch alone maps some 600 MB.
MEMORY = 2 * 2**30
# The session's own limits come first; this one holds where the session is gone.
CPU_SECONDS = 2400
# An unlinked file takes room as long as it is open: both together bound what namespaces do not.
FILE_BYTES = 16 * 2**20
OPEN_FILES = 64
PR_CAPBSET_DROP = 24
CAPABILITIES_V3 = 0x20080522

PACKAGE = Path(__file__).parent.parent.parent
PACKAGES = ("site-packages", "dist-packages")  # a user's own ones are among them
SYSTEM = tuple(
    Path(path)
    for path in (
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
        "/etc/localtime", "/usr/share/zoneinfo", "/usr/share/fonts", "/dev/null", "/dev/random",
        "/dev/urandom", "/dev/zero", "/sys/devices/system/cpu",
    )
)  # fmt: skip
# A child in namespaces mounts a /proc of its own, with these in it.
MACHINE = (Path("/proc/cpuinfo"), Path("/proc/meminfo"))


def isolates(layers: Collection[str]) -> bool:
    """Whether these layers keep a submission's code from files and other processes."""
    return "seccomp" in layers and ("landlock" in layers or "namespaces" in layers)


@cache
def probe() -> tuple[str, ...]:
    """The layers that hold on this machine, each tried in a process of its own."""
    if sys.platform != "linux":
        return ("limits",)
    with tempfile.TemporaryDirectory() as folder:
        tries: dict[str, Callable[[], object]] = {
            "namespaces": Zygote(["namespaces"], Path(folder)).enter,
            "landlock": lambda: landlock.restrict(_readable(), Path(folder)),
            "seccomp": _close_system_calls,
            "limits": lambda: None,
        }
        return tuple(name for name in LAYERS if _holds(tries[name]))


def _holds(attempt: Callable[[], object]) -> bool:
    """Whether an attempt succeeds, in a process of its own."""
    pid = os.fork()
    if pid == 0:
        try:
            attempt()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


class Zygote:
    """What a zygote does before it forks, and what each child does after it.

    `home` is the zygote's own empty folder, in which it makes one for each child.
    """

    def __init__(self, layers: Collection[str], home: Path) -> None:
        self.layers, self.home = layers, home
        self._space: int | None = None

    def enter(self) -> None:
        """Go on in namespaces, if they are among the layers, hidden from children.

        Raises OSError where they do not hold, which is tried here in a first child.
        """
        readable = _readable()  # found here, so that children need not look
        if "namespaces" in self.layers:
            self._space = namespaces.enter(self.home, readable)
            self.before_fork()
            if not _holds(lambda: namespaces.isolate(self.home)):
                raise OSError("a child cannot be isolated by namespaces")
        if sys.platform == "linux":
            hide()  # a child would find others in /proc, and could give them orders

    def before_fork(self) -> None:
        """Have the next child start in a process space of its own. Raises OSError if refused."""
        if self._space is not None:
            namespaces.next_child_apart(self._space)

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
        if "landlock" in self.layers:
            landlock.restrict((*_readable(), *MACHINE), folder)
        if "seccomp" in self.layers:
            _close_system_calls()


def _limit() -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    with contextlib.suppress(OSError):  # macOS does not tell, and ignores the limit
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        limits[resource.RLIMIT_AS] = mapped + MEMORY
    for name, value in limits.items():
        most = resource.getrlimit(name)[1]
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(name, (value, value))


@cache
def _readable() -> tuple[Path, ...]:
    """The interpreter, its libraries and ours, and what libraries read of the system."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    schemes = [{}, {"base": sys.base_prefix, "platbase": sys.base_prefix}]
    python = {Path(sysconfig.get_path(name, vars=scheme)) for scheme in schemes for name in names}
    python |= {path for path in map(Path, sys.path) if path.name in PACKAGES}
    return tuple(sorted({*python, PACKAGE, *SYSTEM, Path(sys.base_prefix) / "lib"}))


def _close_system_calls() -> None:
    """Refuse system calls, also to root: it has no capability to override modes or raise limits."""
    number = 0
    while libc().prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0:
        number += 1
    gain_no_privileges()
    header, data = struct.pack("Ii", CAPABILITIES_V3, 0), bytes(24)
    require(libc().capset(header, data), "the kernel keeps the capabilities")
    seccomp.restrict()
