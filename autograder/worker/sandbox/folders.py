"""A submission's folder on the disk, where no file system of its own bounds it."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

# The same bounds as those of the file system that namespaces give (see `namespaces`).
MAX_BYTES, MAX_ENTRIES = 64 * 2**20, 4096
BLOCK = 512  # the unit of st_blocks


def is_overfull(folder: Path) -> bool:
    """Whether more files or bytes lie in the folder than a submission may write.

    It looks at no more entries than allowed, and takes what vanishes meanwhile as not there. What
    it may not look into could hold anything.
    """
    entries = room = 0
    waiting: list[str | Path] = [folder]
    while waiting:
        place = waiting.pop()
        if not os.access(place, os.R_OK | os.X_OK) and os.path.lexists(place):
            return True
        with contextlib.suppress(OSError), os.scandir(place) as found:
            for entry in found:
                entries += 1
                room += entry.stat(follow_symlinks=False).st_blocks * BLOCK
                if entries > MAX_ENTRIES or room > MAX_BYTES:
                    return True
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return False


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it, however deep; what cannot be removed stays.

    A submission may have made folders that even their owner cannot list.
    """
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():  # too deep for a recursion, or for a path as one text, or closed
        for words in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
            command = [*words, "--", str(folder)]
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603  # ours
