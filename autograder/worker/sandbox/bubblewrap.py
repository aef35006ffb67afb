"""Bubblewrap around a zygote: of this machine's files only what runs Python is there at all.

The command starts the zygote in namespaces of its own (users, processes, mounts, network, shared
memory, host name). It keeps one capability inside them, to make namespaces for its children.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

__all__ = ["HOME", "PROBE", "wrapped"]

# Where the zygote's own files are, in memory; nothing of this name need exist outside.
HOME = Path("/tmp/autograder")  # noqa: S108  # inside the wrap, /tmp is the zygote's alone
# One by one: for a /dev of its own, bubblewrap makes one user namespace more, in which nobody but
# the super-user may make process spaces.
DEVICES = [f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom")]

# Succeeds where a process inside may give its children process spaces and a /proc of their own.
PROBE = """
import ctypes, os
libc, own = ctypes.CDLL(None), os.open("/proc/self/ns/pid", os.O_RDONLY)
apart = libc.setns(own, 0x20000000) == 0 and libc.unshare(0x20020000) == 0
os._exit(not apart or libc.mount(b"proc", b"/proc", b"proc", ctypes.c_ulong(15), None) != 0)
"""


def wrapped(command: list[str], readable: Iterable[Path]) -> list[str] | None:
    """The command inside bubblewrap with these paths readable; None where it is not installed."""
    program = shutil.which("bwrap")
    if program is None:
        return None
    paths = _without_nested({*readable, *_interpreter()})
    binds = [part for path in paths for part in ("--ro-bind-try", str(path), str(path))]
    binds += [part for path in DEVICES for part in ("--dev-bind-try", path, path)]
    return [
        program, "--unshare-all", "--cap-add", "CAP_SYS_ADMIN", "--new-session", "--as-pid-1",
        "--proc", "/proc", *binds, "--tmpfs", str(HOME), "--chdir", str(HOME),
        "--remount-ro", "/proc", "--remount-ro", "/", "--", *command,
    ]  # fmt: skip


def _interpreter() -> Iterable[Path]:
    """The running interpreter, each link on the way to it, and a virtual environment's mark."""
    path = Path(sys.executable)
    while True:
        yield path
        if not path.is_symlink():
            break
        path = Path(os.path.normpath(path.parent / path.readlink()))
    yield Path(sys.prefix) / "pyvenv.cfg"


def _without_nested(paths: set[Path]) -> list[Path]:
    """The paths that exist outside /dev and /proc, without those below another one of them."""
    wanted = {
        path for path in paths if path.exists() and path.parts[1:2] not in (("dev",), ("proc",))
    }
    return sorted(path for path in wanted if not wanted.intersection(path.parents))
