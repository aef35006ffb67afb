"""Namespaces: processes, files, network and shared memory of its own, which end with the process.

A zygote moves into namespaces once (`enter`): of this machine's files only what runs Python is left
there, and nothing can be written. Before each fork it makes a process space for the child
(`next_child_apart`), and the child takes mounts, network and shared memory for itself and gets a
small file system in memory (`isolate`).
"""

import ctypes
import os
import re
from collections.abc import Iterable
from pathlib import Path

from autograder.worker.sandbox.folders import MAX_BYTES, MAX_ENTRIES
from autograder.worker.sandbox.kernel import die_with_parent, libc, require

MOUNTS, HOST_NAME, SHARED_MEMORY = 0x0002_0000, 0x0400_0000, 0x0800_0000
USERS, PROCESSES, NETWORK = 0x1000_0000, 0x2000_0000, 0x4000_0000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x4_0000
MNT_DETACH = 2

# All that one submission may write, in memory and not on the disk.
FILES = f"size={MAX_BYTES},nr_inodes={MAX_ENTRIES},mode=700".encode()


def enter(home: Path, readable: Iterable[Path]) -> int:
    """A descriptor of the new process space, in which this process goes on as the first one.

    Only the `readable` paths and an empty folder `home` exist from here on. The process that called
    waits for this one and ends as it ends. Raises OSError where the system does not allow it.
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
    _change_root(home, readable)
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


def _change_root(root: Path, readable: Iterable[Path]) -> None:
    """Go on in a file system that is built in the empty folder `root`, and be in such a folder."""
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV)
    for path in readable:
        _show(path, root / path.relative_to("/"))
    (root / "proc").mkdir()
    _mount_processes(root / "proc")
    (root / root.relative_to("/")).mkdir(parents=True)
    os.chdir(root)
    require(libc().pivot_root(b".", b"."), "cannot leave the machine's files")
    require(libc().umount2(b".", MNT_DETACH), "cannot leave the machine's files")
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        _close(re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), line.split()[4]))
    _mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV)
    os.chdir(root)


def _show(path: Path, place: Path) -> None:
    """Have the file or folder at another place as well, if there is one."""
    if path.is_dir():
        place.mkdir(parents=True, exist_ok=True)
    elif path.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    else:
        return
    _mount(str(path), place, None, MS_BIND | MS_REC)


def _close(place: str) -> None:
    """Let nothing be written to what is mounted here; the kernel insists on its other flags."""
    others = os.statvfs(place).f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC)
    _mount(None, place, None, MS_REMOUNT | MS_BIND | MS_RDONLY | others)


def next_child_apart(space: int) -> None:
    """Have the next fork start in a process space of its own, which ends with it.

    `space` is the descriptor of this process's own. Raises OSError if the kernel refuses.
    """
    require(libc().setns(space, PROCESSES), "cannot return to the own process space")
    _unshare(PROCESSES)


def isolate(home: Path) -> None:
    """Take mounts, network and shared memory apart, and lay an empty file system over `home`.

    /proc shows the own processes alone: in the zygote's, a child would find those that end, and
    who has given back its memory is hidden no longer. Raises OSError if the kernel refuses.
    """
    _unshare(MOUNTS | NETWORK | SHARED_MEMORY)
    _mount_processes(Path("/proc"))
    _mount("tmpfs", home, "tmpfs", MS_NOSUID | MS_NODEV, FILES)


def _mount_processes(place: Path) -> None:
    """Show the processes of the own space, and no others."""
    _mount("proc", place, "proc", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC)


def _unshare(flags: int) -> None:
    require(libc().unshare(flags), "the system allows no namespaces")


def _mount(
    source: str | None, target: str | Path, kind: str | None, flags: int, data: bytes | None = None
) -> None:
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    result = libc().mount(*encoded, ctypes.c_ulong(flags), data)
    require(result, f"cannot mount {kind or source} on {target}")
