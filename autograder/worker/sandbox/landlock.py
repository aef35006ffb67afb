"""Landlock: which files a process may read, and the one folder in which it may write.

Everything that the running kernel's Landlock governs is refused but for the given paths: files,
binding and connecting by TCP (ABI 4), abstract sockets and signals to outside (ABI 6).
"""

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from autograder.worker.sandbox.kernel import gain_no_privileges, libc

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG = 1
PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
FILES = (1 << 13) - 1  # execute, read, write, list, make and remove, of ABI 1
SPECIAL = (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11)  # device nodes, sockets, pipes
TCP, SCOPES = 0b11, 0b11


def restrict(readable: Iterable[Path], writable: Path) -> None:
    """Let this process read these paths and write in one folder, for good.

    Paths that do not exist are left out. Raises OSError if the kernel refuses.
    """
    gain_no_privileges()
    version = _syscall(CREATE_RULESET, None, 0, VERSION_FLAG)
    files = FILES | (REFER if version >= 2 else 0) | (TRUNCATE if version >= 3 else 0)
    files |= IOCTL_DEV if version >= 5 else 0
    attributes = struct.pack("QQQ", files, TCP, SCOPES)[
        : 8 if version < 4 else 16 if version < 6 else 24
    ]
    ruleset = _syscall(CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for path in readable:
            _allow(ruleset, path, READ_FILE | READ_DIR)
        _allow(ruleset, Path(os.devnull), READ_FILE | WRITE_FILE)
        _allow(ruleset, writable, files & ~SPECIAL & ~1)
        _syscall(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= READ_FILE | WRITE_FILE
        _syscall(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", access, descriptor), 0)
    finally:
        os.close(descriptor)


def _syscall(number: int, *arguments: object) -> int:
    result = int(libc().syscall(number, *arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), "the kernel refuses the Landlock rules")
    return result
