"""Landlock: which files a process may read, and the one folder in which it may write.

Everything that the running kernel's Landlock governs is refused but for the given paths: files,
binding and connecting by TCP (ABI 4), abstract sockets and signals to outside (ABI 6).
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from autograder.worker.sandbox.kernel import gain_no_privileges, libc

__all__ = ["abi", "prepare", "restrict"]

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION_FLAG = 1
PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
FILES = (1 << 13) - 1  # execute, read, write, list, make and remove, of ABI 1
SPECIAL = (1 << 6) | (1 << 9) | (1 << 10) | (1 << 11)  # device nodes, sockets, pipes
TCP, SCOPES = 0b11, 0b11


def abi() -> int:
    """The version of Landlock's interface, 0 where there is none."""
    return max(int(_syscall(CREATE_RULESET, None, 0, VERSION_FLAG)), 0)


def prepare(readable: Iterable[Path]) -> int:
    """A descriptor of rules under which these paths can be read. Raises OSError if refused.

    Paths that do not exist are left out.
    """
    version = abi()
    rules = [_files(version), TCP if version >= 4 else 0, SCOPES if version >= 6 else 0]
    attributes = struct.pack("QQQ", *rules)[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = _checked(_syscall(CREATE_RULESET, attributes, len(attributes), 0))
    try:
        for path in readable:
            _allow(ruleset, path, READ_FILE | READ_DIR)
        _allow(ruleset, Path(os.devnull), READ_FILE | WRITE_FILE)
    except OSError:
        os.close(ruleset)
        raise
    return ruleset


def restrict(ruleset: int, writable: Path, readable: Iterable[Path] = ()) -> None:
    """Put this process under the prepared rules, for good; it may write in one folder.

    `readable` is what lies on mounts of its own, of which prepared rules know nothing. The rules'
    descriptor is closed. Raises OSError if the kernel refuses.
    """
    gain_no_privileges()
    try:
        for path in readable:
            _allow(ruleset, path, READ_FILE)
        _allow(ruleset, writable, _files(abi()) & ~SPECIAL & ~1)
        _checked(_syscall(RESTRICT_SELF, ruleset, 0))
    finally:
        os.close(ruleset)


def _files(version: int) -> int:
    """What is governed of files by this version of the interface."""
    files = FILES | (REFER if version >= 2 else 0) | (TRUNCATE if version >= 3 else 0)
    return files | (IOCTL_DEV if version >= 5 else 0)


def _allow(ruleset: int, path: Path, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= READ_FILE | WRITE_FILE
        _checked(
            _syscall(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", access, descriptor), 0)
        )
    finally:
        os.close(descriptor)


def _syscall(number: int, *arguments: object) -> int:
    return int(libc().syscall(number, *arguments))


def _checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "the kernel refuses the Landlock rules")
    return result
