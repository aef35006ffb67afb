"""Namespaces: processes, mounts, network and shared memory of a child's own, which die with it.

A zygote moves into namespaces of its own once (`enter`), unless bubblewrap has put it into some.
Before each fork it makes a process space for the child (`ProcessSpaces`), and the child takes
mounts, network and shared memory for itself and gets a small file system in memory (`isolate`).
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

from autograder.worker.sandbox.folders import MAX_BYTES, MAX_ENTRIES
from autograder.worker.sandbox.kernel import die_with_parent, libc, require

__all__ = ["ProcessSpaces", "enter", "isolate"]

MOUNTS, HOST_NAME, SHARED_MEMORY = 0x0002_0000, 0x0400_0000, 0x0800_0000
USERS, PROCESSES, NETWORK = 0x1000_0000, 0x2000_0000, 0x4000_0000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_REC, MS_PRIVATE = 0x4000, 0x4_0000

# All that one submission may write, of its memory and not of the disk.
FILES = f"size={MAX_BYTES},nr_inodes={MAX_ENTRIES},mode=700".encode()


def enter() -> None:
    """Go on as the first process of new namespaces; the caller waits for it and ends as it ends.

    Raises OSError where the system does not allow it.
    """
    user, group = os.getuid(), os.getgid()
    _unshare(USERS | PROCESSES | MOUNTS | NETWORK | SHARED_MEMORY | HOST_NAME)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    if pid := os.fork():
        os.closerange(0, 4096)
        _, status = os.waitpid(pid, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    die_with_parent()
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    _mount_processes()


class ProcessSpaces:
    """Process spaces for the children of this process, one for each.

    The child is the first process of its space: it sees no other, and the space ends with it.
    """

    def __init__(self) -> None:
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def prepare(self) -> None:
        """Have the next fork start in a space of its own. Raises OSError if the kernel refuses."""
        require(libc().setns(self._own, PROCESSES), "cannot return to the own process space")
        _unshare(PROCESSES)


def isolate(home: Path) -> None:
    """Take mounts, network and shared memory apart, and lay an empty file system over `home`.

    /proc shows the own processes alone: in the zygote's, a child would find those that end, and
    who has given back its memory is hidden no longer. Raises OSError if the kernel refuses.
    """
    _unshare(MOUNTS | NETWORK | SHARED_MEMORY)
    _mount_processes()
    _mount("tmpfs", str(home), "tmpfs", MS_NOSUID | MS_NODEV, FILES)


def _mount_processes() -> None:
    """Show the processes of the own space, and no others."""
    _mount("proc", "/proc", "proc", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)


def _unshare(flags: int) -> None:
    require(libc().unshare(flags), "the system allows no namespaces")


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, data: bytes | None = None
) -> None:
    encoded = [None if text is None else text.encode() for text in (source, target, kind)]
    require(libc().mount(*encoded, ctypes.c_ulong(flags), data), f"cannot mount {kind} on {target}")
