"""Downloads of learning platforms, for tests, and what collecting makes of them."""

from __future__ import annotations

import gzip
import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from autograder.collecting.collect import Attempt, collect_from

RIGHT = b"x = 1\n"
FOLDERS = {"ada/mlp.py": RIGHT, "ben/mlp/mlp.py": RIGHT, "ben/mlp/data.csv": b"1"}


def zipped(
    files: dict[str, bytes] | list[tuple[str | zipfile.ZipInfo, bytes]],
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A zip archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, data)
    return buffer.getvalue()


def marked(name: str, mode: int) -> zipfile.ZipInfo:
    """An entry made on Unix with this mode."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    return info


def tarred(files: dict[str, bytes]) -> bytes:
    """A gzipped tar archive of these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def linked(name: str = "mlp.py", beside: dict[str, bytes] | None = None) -> bytes:
    """A zip archive of these files, and of a link to /etc/passwd."""
    link = marked(name, stat.S_IFLNK | 0o777), b"/etc/passwd"
    return zipped([*(beside or {}).items(), link])


def laid_out(folder: Path, files: dict[str, bytes]) -> Path:
    """The folder with these files in it."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def collected(
    root: Path, *sources: Path, each: Callable[[], object] = lambda: None
) -> dict[str, Attempt]:
    """How collecting ended, by student; `each` is called after each of them."""
    results: dict[str, Attempt] = {}
    for result in collect_from(root, "mlp", sources):
        if result.status != "ignored":
            assert result.student not in results
            results[result.student] = result
            each()
    return results


def submitted(root: Path) -> dict[str, bytes]:
    """Everything under submitted/, by its path there."""
    folder = root / "submitted"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def hostile(folder: Path) -> Path:
    """A download in which most are hostile or broken."""
    laid_out(
        folder,
        FOLDERS
        | {
            "cleo.zip": linked(),
            "dan.zip": zipped({"mlp.py": RIGHT, "../../../canary": b"changed"}),
            "eva.zip": b"PK\x03\x04",
            "fay.tgz": gzip.compress(bytes(30 << 20)),
            "gus.rar": b"Rar!",
            "hal/notes.txt": b"I could not come.",
            "ian/mlp.py": bytes(11 << 20),
            "Jörg*.zip": zipped({"mlp.py": RIGHT}),
            "kim/..zip": zipped({"a": b""}),
            "rules.pdf": b"%PDF",
        },
    )
    (folder / "lea").symlink_to("ada")
    (folder / "max").mkdir()
    os.mkfifo(folder / "max" / "mlp.py")
    (folder / "noa.zip").symlink_to("/etc/passwd")
    os.mkfifo(folder / "oda.zip")
    return folder
