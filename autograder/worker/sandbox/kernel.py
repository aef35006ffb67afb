"""What the sandbox's layers ask of the Linux kernel through libc, and how a refusal is raised."""

import ctypes
import signal
from functools import cache

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38


@cache
def libc() -> ctypes.CDLL:
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def require(result: int, message: str) -> None:
    """Raise OSError with the message, and libc's error number, unless the call gave zero."""
    if result != 0:
        raise OSError(ctypes.get_errno(), message)


def gain_no_privileges() -> None:
    """Give up whatever a program could gain by its file's mode. Raises OSError if refused."""
    require(libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "the kernel allows new privileges")


def hide() -> None:
    """Keep others of our user out of this process's memory and descriptors, and its children's."""
    require(libc().prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "the kernel does not hide a process")


def die_with_parent() -> None:
    """Have this process end when the one that forked it does."""
    libc().prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
