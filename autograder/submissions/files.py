"""Files that a crash or a power failure leaves whole: the old one or the new one, never a part."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["create_once", "naming", "sync_folder", "write_atomically"]


def write_atomically(
    path: Path, content: bytes, mode: int = 0o644, scratch: Path | None = None
) -> None:
    """Write a file so that a crash leaves either the old or the new one, never a part.

    `scratch` is a folder on the same disk for what a crash may leave behind, if not the file's own.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    name = _written(scratch or path.parent, path.name, content, mode)
    try:
        name.replace(path)
    except BaseException:
        name.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def create_once(path: Path, content: bytes, mode: int = 0o600) -> bytes:
    """What the file holds: this content, or what another process put there first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name = _written(path.parent, path.name, content, mode)
    try:
        with contextlib.suppress(FileExistsError):
            os.link(name, path)
    finally:
        name.unlink()
    sync_folder(path.parent)
    return path.read_bytes()


def _written(folder: Path, name: str, content: bytes, mode: int) -> Path:
    """A new file in the folder, with a name like this one, safely on the disk."""
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
    try:
        with naming(folder), os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


@contextlib.contextmanager
def naming(place: Path | str) -> Iterator[None]:
    """An OSError that does not say where, as of a write on a full disk, names the place."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(place)
        raise


def sync_folder(folder: Path) -> None:
    """Have the disk know which files the folder holds by now."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
