"""Makes what is never written by hand: source/NAME and assignments/NAME, from solutions/NAME.

The student's notebook comes out of nbgrader's own generate_assignment, with the kit's plugin
switched on, so that it is what the stock command makes as well.
"""

import json
import logging
import tempfile
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from autograder.authoring.release import files_beside
from autograder.authoring.room import Room, RoomError, open_room
from autograder.authoring.script import make_notebook, read_cells
from autograder.key import Key
from autograder.submissions.files import KEY_FILE, write_atomically
from autograder.submissions.folder import COURSE_FILE
from autograder.values.compare import OFF_SEED

# Floats of a key that another processor computes differ: after a short training in float32 by up
# to 1.2e-5 of themselves (seen between two). What submissions may differ by is the same key.
SAME_FLOAT = OFF_SEED


@dataclass(frozen=True)
class Change:
    """A made file that differs from what its script makes: "new", "changed" or "surplus"."""

    path: Path
    what: str


def build(root: Path, name: str, *, check: bool = False, key: Key | None = None) -> list[Change]:
    """Make source/NAME and assignments/NAME; the changes made or, with `check`, those due.

    The public key is made unless given.
    """
    room = open_room(root, name)
    with tempfile.TemporaryDirectory() as scratch:
        write_source(room, Path(scratch) / "source" / name)
        _generate_assignment(Path(scratch), room, files_beside(room, key))
        parts = (Path("source", name), Path("assignments", name))
        return [c for p in parts for c in _settle(Path(scratch) / p, root / p, check=check)]


def write_source(room: Room, folder: Path) -> None:
    """Write the instructor's notebook and its data. No .py: nbgrader would hand it to students."""
    import nbformat

    folder.mkdir(parents=True)
    notebook = make_notebook(read_cells(room))
    nbformat.validate(notebook)
    (folder / f"{room.name}.ipynb").write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    for file, text in room.data_files().items():
        (folder / file).write_text(text, encoding="utf-8")


def _generate_assignment(course: Path, room: Room, files: dict[str, str]) -> None:
    """Run nbgrader's converter in a scratch course, without a gradebook, and add these files.

    Raises RoomError where it fails.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    from autograder.nbgrader.plugin import ReleaseFiles, configure

    config = Config()
    configure(config)
    config.GenerateAssignment.preprocessors.remove(ReleaseFiles)  # it looks in the current folder
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.assignment_id = room.name
    config.SaveCells.enabled = False
    config.GenerateAssignment.no_database = True
    directory = CourseDirectory(config=config)
    log, text = logging.Logger("nbgrader", logging.ERROR), StringIO()
    log.addHandler(logging.StreamHandler(text))
    try:
        GenerateAssignment(coursedir=directory, config=config, log=log).start()
    except NbGraderException as error:
        reason = text.getvalue()[-500:]
        raise RoomError(f"nbgrader cannot make the assignment:\n{reason}") from error
    for name, content in files.items():
        (course / "assignments" / room.name / name).write_text(content, encoding="utf-8")


def _settle(new: Path, old: Path, *, check: bool) -> list[Change]:
    """Bring `old` to what `new` says; a file that says the same is left as it is, byte for byte."""
    wanted = {path.name: path.read_bytes() for path in sorted(new.iterdir())}
    # What a release adds is not made from the script.
    present = {path.name: path for path in sorted(old.glob("*")) if path.name != COURSE_FILE}
    changes = [Change(path, "surplus") for name, path in present.items() if name not in wanted]
    for name, content in wanted.items():
        if name not in present:
            changes.append(Change(old / name, "new"))
        elif not _same(name, content, present[name].read_bytes()):
            changes.append(Change(old / name, "changed"))
    if not check:
        old.mkdir(parents=True, exist_ok=True)
        for change in changes:
            if change.what == "surplus":
                change.path.unlink()
            else:
                write_atomically(change.path, wanted[change.path.name])
    return changes


def _same(name: str, new: bytes, old: bytes) -> bool:
    try:
        return new == old or (name == KEY_FILE and _same_json(json.loads(new), json.loads(old)))
    except ValueError:  # the old key is none
        return False


def _same_json(new: Any, old: Any, largest: float = 0.0) -> bool:
    """Whether two keys say the same; `largest` is the largest float of the list they are in."""
    if isinstance(new, float) and isinstance(old, float):
        return bool(abs(new - old) <= SAME_FLOAT.allowed(old, max(largest, abs(old))))
    if type(new) is not type(old):
        return False
    if isinstance(new, dict):
        return list(new) == list(old) and all(_same_json(new[key], old[key]) for key in new)
    if isinstance(new, list):
        largest = max((abs(item) for item in old if isinstance(item, float)), default=0.0)
        pairs = zip(new, old, strict=False)
        return len(new) == len(old) and all(_same_json(*pair, largest) for pair in pairs)
    return bool(new == old)
