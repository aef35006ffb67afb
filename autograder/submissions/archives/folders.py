"""Folders, listed like archives: links are not followed, nothing but regular files is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from autograder.submissions import folder as submission
from autograder.submissions.archives.entries import (
    ArchiveError,
    Caps,
    Entry,
    Kind,
    UnreadableError,
    entry_of,
    refusal,
)

__all__ = ["FolderTree", "open_regular"]


class FolderTree:
    """The entries of a folder, and the contents of those that are asked for.

    With `only`, of the folder itself the one entry with this name.
    """

    def __init__(self, folder: Path, caps: Caps, *, only: str | None = None) -> None:
        self.folder, self.caps, self.only = folder, caps, only
        self.paths: list[Path] = []
        self.entries: list[Entry] = []
        waiting = [folder]
        while waiting:
            waiting += self._list(waiting.pop())

    def _list(self, folder: Path) -> list[Path]:
        """Add what is in one folder; the folders in it."""
        folders = []
        for found in _scan(folder):
            if len(self.entries) >= self.caps.entries:
                raise ArchiveError(f"The folder has more than {self.caps.entries} entries.")
            path = Path(found.path)
            if self.only not in (None, found.name) and folder == self.folder:
                continue
            entry = self._entry(found, path.relative_to(self.folder).as_posix())
            self.entries.append(entry)
            self.paths.append(path)
            if entry.kind == "folder" and len(entry.parts) <= self.caps.depth:
                folders.append(path)
        return folders

    def _entry(self, found: os.DirEntry[str], name: str) -> Entry:
        try:
            state = found.stat(follow_symlinks=False)
        except OSError as error:
            raise UnreadableError(f"{name} cannot be read: {error.strerror}.") from error
        return entry_of(len(self.entries), name, _kind(state.st_mode), state.st_size, self.caps)

    def contents(self, wanted: Collection[int]) -> Iterator[tuple[Entry, BinaryIO]]:
        """The entries at these positions, each with its opened file."""
        for position in wanted:
            with open_regular(self.paths[position]) as stream:
                yield self.entries[position], stream


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise UnreadableError(
            f"The folder {folder.name} cannot be read: {error.strerror}."
        ) from error


def _kind(mode: int) -> Kind:
    kinds: dict[int, Kind] = {
        stat.S_IFREG: "file",
        stat.S_IFDIR: "folder",
        stat.S_IFLNK: "link",
    }
    return kinds.get(stat.S_IFMT(mode), "special")


def open_regular(path: Path) -> BinaryIO:
    """The opened file; a link, a pipe or what cannot be read raises ArchiveError."""
    try:
        return submission.open_regular(path, ArchiveError)
    except ArchiveError as error:
        raise refusal(str(error), error.__cause__) from error
