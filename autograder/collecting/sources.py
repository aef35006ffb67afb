"""What a platform gives, a folder or an archive, taken apart into one item for each name in it."""

import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.collecting.names import NOBODY, Named, identify
from autograder.submissions.entries import (
    WORK,
    Entry,
    Tree,
    ending_of,
    folder_tree,
    inside,
    is_archive,
    is_litter,
)
from autograder.submissions.files import reading, require_file
from autograder.submissions.folder import seen_as
from autograder.worker.unpacking import class_archive

# So many folders around a class are looked into.
MAX_AROUND = 8


@dataclass
class Item:
    """A folder, an archive or a file in a download, and what its name says about the student.

    `open` gives its tree, with paths from the item on; the tree of a file has one entry. An item
    `is_beside` submissions if it is a list of participants, a note, or hidden.
    """

    name: str
    is_folder: bool
    open: Callable[[], Tree]
    is_beside: bool = False
    named: Named = NOBODY

    @property
    def is_archive(self) -> bool:
        """Whether it is a file with the name of an archive."""
        return not self.is_folder and is_archive(self.name)

    @property
    def is_loose(self) -> bool:
        """Whether it is any other file."""
        return not self.is_folder and not is_archive(self.name)

    @property
    def is_ignored(self) -> bool:
        """Whether it is no submission, by what it is and by its name."""
        return self.is_beside and not self.named.fits


@contextmanager
def items_of(path: Path, assignment: str) -> Iterator[list[Item]]:
    """The items in a folder or an archive; one that holds the work itself is one student's item.

    Raises SubmissionError if the archive cannot be taken apart, and UnreadableError.
    """
    if path.is_dir():
        yield _items_in_folder(path, assignment)
    elif not is_archive(path.name):
        yield [_item(path)]
    else:
        with class_archive(path) as tree:
            yield _items_in_archive(tree, assignment) or [_item(path)]


def _items_in_folder(folder: Path, assignment: str) -> list[Item]:
    with reading(folder):
        names = sorted(path.name for path in folder.iterdir() if not is_litter(path.name))
    if _holds_work(names, assignment, ""):
        return [Item(folder.resolve().name, True, lambda: folder_tree(folder))]
    items = [_item(folder / name) for name in names]
    for item in items:
        item.is_beside |= item.name.startswith(".")
    return items


def _item(path: Path) -> Item:
    try:
        mode = path.lstat().st_mode
    except OSError:  # it is reported when it is collected
        mode = 0
    if stat.S_ISDIR(mode):
        return Item(path.name, True, lambda: folder_tree(path))
    tree = Tree([Entry(0, path.name, "file")], lambda _, largest: require_file(path, largest))
    return _file(path.name, tree, is_regular=stat.S_ISREG(mode))


def _file(name: str, tree: Tree, *, is_regular: bool) -> Item:
    return Item(name, False, lambda: tree, is_regular and not ending_of(name))


def _items_in_archive(tree: Tree, assignment: str) -> list[Item]:
    """The items of a class, or none where the archive is one student's."""
    entries = [entry for entry in tree.entries if not is_litter(entry.path)]
    is_in_folder = {entry.parts[0] for entry in entries} == {assignment}
    places = ("", f"{assignment}/") if is_in_folder else ("",)
    if _holds_work((entry.path for entry in entries), assignment, *places):
        return []
    groups: dict[str, list[Entry]] = {}
    for entry in _unwrapped(entries, assignment):
        groups.setdefault(entry.parts[0], []).append(entry)
    return [_group(name, Tree(group, tree.read)) for name, group in groups.items() if name]


def _group(name: str, tree: Tree) -> Item:
    """The item of all entries under one name: a folder, or the file itself."""
    files = [entry for entry in tree.entries if entry.kind != "folder" and entry.path == name]
    if files and len(tree.entries) > 1:
        twice = replace(files[0], problem=files[0].problem or "more than one entry of this name")
        return _file(name, Tree([twice], tree.read), is_regular=False)
    if files:
        return _file(name, tree, is_regular=files[0].kind == "file")
    inner = Tree([inside(entry) for entry in tree.entries if len(entry.parts) > 1], tree.read)
    return Item(name, True, lambda: inner)


def _unwrapped(entries: list[Entry], assignment: str) -> list[Entry]:
    """The entries without folders that are around all of them and are not a student's."""
    for _ in range(MAX_AROUND):
        tops = {entry.parts[0] for entry in entries}
        if len(tops) != 1 or any(len(e.parts) == 1 and e.kind != "folder" for e in entries):
            break
        (top,) = tops
        is_a_students = identify(top, assignment, is_folder=True).fits
        places = (f"{top}/", f"{top}/{assignment}/")
        if is_a_students or _holds_work((e.path for e in entries), assignment, *places):
            break
        entries = [inside(entry) for entry in entries if len(entry.parts) > 1]
    return entries


def _holds_work(paths: Iterable[str], assignment: str, *places: str) -> bool:
    """Whether NAME.ipynb or NAME.py is among the paths, in one of these folders."""
    work = {seen_as(f"{place}{assignment}{ending}") for place in places for ending in WORK}
    return any(seen_as(path) in work for path in paths)
