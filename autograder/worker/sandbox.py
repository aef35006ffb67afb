"""The lock-down of a child before it sees anything a student made: one door, `lock_down`.

In force today: resource limits, a session of its own, and death with the zygote. Namespaces,
Landlock and seccomp belong here too; each report names the layers that were in force.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

__all__ = ["LAYERS", "lock_down"]

LAYERS = ("limits",)

# Over what the process has when it starts: PyTorch alone maps some 600 MB.
MEMORY = 2 * 2**30
CPU_SECONDS = 600
FILE_BYTES = 64 * 2**20
OPEN_FILES = 256
PR_SET_PDEATHSIG = 1


def lock_down() -> None:
    """Limit this process, for good; it also leaves our session and dies when the zygote dies."""
    os.setsid()
    _die_with_parent()
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


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _mapped_bytes() -> int | None:
    """The address space in use; None where the system does not tell (macOS ignores the limit)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize()
