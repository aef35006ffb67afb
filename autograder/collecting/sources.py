"""What an LMS gives, a folder or an archive, taken apart into one item for each name in it."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.collecting.names import identify
from autograder.submissions.archives.entries import (
    CLASS,
    STUDENT,
    ArchiveError,
    Entry,
    UnreadableError,
    as_an_item,
    inside,
    is_litter,
)
from autograder.submissions.archives.folders import FolderTree, open_regular
from autograder.submissions.archives.take import Tree, is_archive, open_archive
from autograder.submissions.folder import seen_as

__all__ = ["Item", "items_of"]

Content = tuple[Tree, list[Entry]]

# Folders around a class are looked into so far.
MAX_AROUND = 8


@dataclass(frozen=True)
class Item:
    """A folder, an archive or a file with the name that says whose it is.

    `open` gives the tree that it lies in, and its entries, with paths from the item on; of a file
    there is one, under its own name. A link or a pipe is an item that is not regular. `place` is
    the path of what it lies in, for messages. `is_hidden` is what no student and no platform makes
    in a folder: it has no student unless its name says so.
    """

    name: str
    place: Path
    is_folder: bool
    open: Callable[[], Content]
    is_regular: bool = True
    is_hidden: bool = False

    @property
    def is_archive(self) -> bool:
        """Whether it is a file with the name of an archive."""
        return not self.is_folder and is_archive(self.name)

    @property
    def is_loose(self) -> bool:
        """Whether it is any other file."""
        return not self.is_folder and not is_archive(self.name)


@contextmanager
def items_of(path: Path, assignment: str) -> Iterator[list[Item]]:
    """The items in a folder or an archive; one that holds the work itself is one student's item.

    Raises ArchiveError if the archive cannot be read.
    """
    if path.is_dir():
        yield _items_in_folder(path, assignment)
    elif not is_archive(path.name):
        yield [_file_item(path)]
    else:
        with open_regular(path) as file, open_archive(file, path.name, CLASS) as tree:
            yield _items_in_archive(path, tree, assignment)


def _items_in_folder(folder: Path, assignment: str) -> list[Item]:
    try:
        names = sorted(path.name for path in folder.iterdir() if not is_litter(path.name))
    except OSError as error:
        raise UnreadableError(f"{folder} cannot be read: {error.strerror}.") from error
    if {seen_as(name) for name in names} & {seen_as(name) for name in _work(assignment)}:
        return [_folder_item(folder, folder.resolve().name)]
    items = [
        _folder_item(path, path.name) if stat.S_ISDIR(_mode(path)) else _file_item(path)
        for path in (folder / name for name in names)
    ]
    return [replace(item, is_hidden=item.name.startswith(".")) for item in items]


def _mode(path: Path) -> int:
    """What the path is itself; 0 where that cannot be read, which is told when it is collected."""
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def _folder_item(folder: Path, name: str) -> Item:
    def content() -> Content:
        tree = FolderTree(folder, STUDENT)
        return tree, tree.entries

    return Item(name, folder, True, content)


def _file_item(path: Path) -> Item:
    def content() -> Content:
        tree = FolderTree(path.parent, STUDENT, only=path.name)
        return tree, [as_an_item(entry) for entry in tree.entries]

    return Item(path.name, path, False, content, stat.S_ISREG(_mode(path)))


def _items_in_archive(path: Path, tree: Tree, assignment: str) -> list[Item]:
    if _is_of_one_student(tree.entries, assignment):
        return [_file_item(path)]
    entries = _unwrapped([entry for entry in tree.entries if not is_litter(entry.path)], assignment)
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.parts[0], []).append(entry)
    return [_group_item(name, path, tree, group) for name, group in groups.items() if name]


def _group_item(name: str, path: Path, tree: Tree, group: list[Entry]) -> Item:
    """The item of all entries under one name: a folder, or the file itself."""
    if len(group) == 1 and group[0].kind != "folder" and group[0].path == name:
        return Item(
            name, path, False, lambda: (tree, [as_an_item(group[0])]), group[0].kind == "file"
        )
    if any(entry.kind != "folder" and entry.path == name for entry in group):
        return Item(name, path, True, lambda: _ambiguous(name))
    inner = [inside(entry) for entry in group if len(entry.parts) > 1]
    return Item(name, path, True, lambda: (tree, inner))


def _ambiguous(name: str) -> Content:
    raise ArchiveError(f"The archive holds {name} more than once.")


def _is_of_one_student(entries: Sequence[Entry], assignment: str) -> bool:
    """Whether the work lies at the top, or in the only folder, which has the assignment's name."""
    work = _work(assignment)
    tops = {entry.parts[0] for entry in entries if not is_litter(entry.path)}
    inner = {f"{assignment}/{name}" for name in work} if tops == {assignment} else set()
    return any(seen_as(entry.path) in map(seen_as, {*inner, *work}) for entry in entries)


def _unwrapped(entries: list[Entry], assignment: str) -> list[Entry]:
    """The entries without folders that are around all of them and are not a student's."""
    for _ in range(MAX_AROUND):
        tops = {entry.parts[0] for entry in entries}
        if len(tops) != 1 or any(len(e.parts) == 1 and e.kind != "folder" for e in entries):
            break
        (top,) = tops
        places = (f"{top}/", f"{top}/{assignment}/")
        work = {seen_as(place + name) for place in places for name in _work(assignment)}
        is_a_students = identify(top, assignment, is_folder=True).fits
        if is_a_students or any(seen_as(entry.path) in work for entry in entries):
            break
        entries = [inside(entry) for entry in entries if len(entry.parts) > 1]
    return entries


def _work(assignment: str) -> tuple[str, str]:
    return f"{assignment}.ipynb", f"{assignment}.py"
