"""The lock-down of a child before it sees anything a student made: one door, `lock_down`.

- limits: address space, CPU time, file size, open files, core dumps; a session of its own, and
  death with the zygote;
- landlock: reads reach the interpreter and libraries, writes one folder (see `landlock`);
- seccomp: no forks, programs, sockets, signals to others, and so on (see `seccomp`); before it, the
  process gives up all capabilities for good.

`probe` tells which of them this machine has, by trying them in a process of its own.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
import sysconfig
from collections.abc import Collection
from pathlib import Path

from autograder.worker import landlock, seccomp

__all__ = ["isolates", "leave_session", "lock_down", "probe"]

# Over what the process has when it starts: PyTorch alone maps some 600 MB.
MEMORY = 2 * 2**30
CPU_SECONDS = 600
FILE_BYTES = 64 * 2**20
OPEN_FILES = 256
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 24, 38
CAPABILITIES_V3 = 0x20080522

PACKAGE = Path(__file__).parent.parent
SYSTEM = tuple(
    Path(path)
    for path in (
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
        "/etc/localtime", "/usr/share/zoneinfo", "/usr/share/fonts", "/dev/urandom", "/dev/random",
        "/dev/zero", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu",
    )
)  # fmt: skip


def isolates(layers: Collection[str]) -> bool:
    """Whether these layers keep a submission's code from files and other processes."""
    return "landlock" in layers and "seccomp" in layers


def probe() -> tuple[str, ...]:
    """The layers that hold on this machine, each tried in a child of this process."""
    layers = ["limits"]
    if sys.platform == "linux":
        layers += [name for name, apply in _KERNEL_LAYERS.items() if _holds(apply)]
    return tuple(layers)


def _holds(apply: object) -> bool:
    pid = os.fork()
    if pid == 0:
        try:
            apply(Path("/nonexistent"))  # type: ignore[operator]
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def leave_session() -> None:
    """Leave our session, so that no signal to a group reaches us, and die with the zygote."""
    os.setsid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def lock_down(folder: Path, layers: Collection[str]) -> None:
    """Restrict this process, for good: limits first, the filter of system calls last.

    `folder` is where it may write. Raises OSError if a layer that was probed does not hold now.
    """
    _limit()
    for name, apply in _KERNEL_LAYERS.items():
        if name in layers:
            apply(folder)


def _limit() -> None:
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    if (mapped := _mapped_bytes()) is not None:
        limits[resource.RLIMIT_AS] = mapped + MEMORY
    for name, value in limits.items():
        resource.setrlimit(name, (value, value))


def _mapped_bytes() -> int | None:
    """The address space in use; None where the system does not tell (macOS ignores the limit)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize()


def _drop_capabilities() -> None:
    """Root without capabilities: no override of file modes, no mounts, no raised limits."""
    libc = ctypes.CDLL(None, use_errno=True)
    number = 0
    while libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0) == 0:
        number += 1
    header, data = struct.pack("Ii", CAPABILITIES_V3, 0), bytes(24)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or libc.capset(header, data) != 0:
        raise OSError(ctypes.get_errno(), "the kernel keeps the capabilities")


def _close_files(folder: Path) -> None:
    if landlock.abi() == 0:
        raise OSError("there is no Landlock")
    landlock.restrict(_readable(), folder)


def _readable() -> list[Path]:
    """The interpreter, its libraries and ours, and what libraries read of the system."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    schemes = [{}, {"base": sys.base_prefix, "platbase": sys.base_prefix}]
    python = {Path(sysconfig.get_path(name, vars=scheme)) for scheme in schemes for name in names}
    base_library = Path(sys.base_prefix) / "lib"
    return sorted({*python, PACKAGE, *SYSTEM, *base_library.glob("libpython*")})


def _close_system_calls(folder: Path) -> None:
    if not seccomp.is_supported():
        raise OSError("there is no seccomp filter for this machine")
    _drop_capabilities()
    seccomp.restrict()


_KERNEL_LAYERS = {
    "landlock": _close_files,
    "seccomp": _close_system_calls,
}
