"""Reads one attempt: the files that count, or the reason why none do; keeps the originals."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.collecting.attempts import Attempt
from autograder.collecting.names import Named, target_of
from autograder.collecting.originals import Originals
from autograder.collecting.sources import Item
from autograder.submissions.archives.entries import (
    STUDENT,
    ArchiveError,
    Entry,
    UnreadableError,
    escaped,
)
from autograder.submissions.archives.take import (
    Tree,
    natural,
    nested_archive,
    open_archive,
    read_whole,
    refuse_problems,
    take,
)
from autograder.submissions.folder import MAX_BYTES

__all__ = ["Reading"]


@dataclass
class Reading:
    """What came of an attempt: the files that count or the reason why none do, and originals.

    `replaced` are the names of loose files in whose place a later one of the same name counts.
    """

    kept: Originals
    files: dict[str, bytes] = field(default_factory=dict)
    reason: str = ""
    originals: list[dict[str, Any]] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    @property
    def assignment(self) -> str:
        """The assignment's name."""
        return self.kept.assignment

    def read(self, attempt: Attempt) -> None:
        """Read all items of an attempt; one that is refused refuses the attempt.

        Raises UnreadableError where the machine does not let one be read.
        """
        names: dict[str, str] = {}
        try:
            for item, named in sorted(attempt.items, key=lambda pair: natural(pair[0].name)):
                files = self._placed(item, named)
                self.replaced += [names[name] for name in files if name in names]
                names |= dict.fromkeys(files, item.name)
                self.files |= files
            if not self.files:
                work = f"{self.assignment}.ipynb nor {self.assignment}.py"
                raise ArchiveError(f"It holds neither {work}. It holds {attempt.name}.")
        except UnreadableError:
            raise
        except ArchiveError as error:
            self.files, self.reason = {}, escaped(str(error))

    def _placed(self, item: Item, named: Named) -> dict[str, bytes]:
        """The same as `_item`; an item that cannot be read is told with its place."""
        try:
            return self._item(item, named)
        except UnreadableError as error:
            raise UnreadableError(f"{item.place}: {error}") from error

    def _item(self, item: Item, named: Named) -> dict[str, bytes]:
        tree, entries = item.open()
        refuse_problems(entries)
        if item.is_folder:
            return self._folder(tree, entries)
        if not entries:
            raise UnreadableError(f"{item.name} is gone.")
        if item.is_archive:
            return self._archive(tree, entries[0])
        data = self._file(tree, entries[0])
        target = target_of(item.name, named.file, self.assignment)
        return {target: data} if target else {}

    def _folder(self, tree: Tree, entries: Sequence[Entry]) -> dict[str, bytes]:
        if nested := nested_archive(entries, self.assignment):
            return self._archive(tree, nested)
        files = take(tree, entries, self.assignment)
        for name in sorted(files):
            self._keep(files[name], name)
        return files

    def _archive(self, tree: Tree, entry: Entry) -> dict[str, bytes]:
        name = entry.parts[-1]
        for _, stream in tree.contents([entry.position]):
            path, row = self.kept.keep(stream, name, STUDENT.packed)
            self.originals.append(row)
            with path.open("rb") as file, open_archive(file, name) as inner:
                return take(inner, inner.entries, self.assignment)
        raise ArchiveError(f"{name} cannot be read.")

    def _file(self, tree: Tree, entry: Entry) -> bytes:
        for _, stream in tree.contents([entry.position]):
            data = read_whole(stream, entry.parts[-1])
            self._keep(data, entry.parts[-1])
            return data
        raise ArchiveError(f"{entry.shown} cannot be read.")

    def _keep(self, data: bytes, name: str) -> None:
        self.originals.append(self.kept.keep(io.BytesIO(data), name, MAX_BYTES)[1])
