"""Makes what is never written by hand: source/NAME and assignments/NAME, from solutions/NAME.

The student's notebook comes out of nbgrader's own generate_assignment, with the kit's plugin
switched on, so that it is what the stock command makes as well.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from typing import Any

from autograder.answers import make_key
from autograder.compare import OFF_SEED
from autograder.files import write_atomically
from autograder.key import Key, save_text
from autograder.room import Room, RoomError, assignment_names, course_secret, open_room
from autograder.script import (
    imported_libraries,
    make_notebook,
    provided_digests,
    read_cells,
    stub_text,
    stubs_with_lines,
)

__all__ = [
    "Change", "build", "is_key_current", "make_assignment_key", "module_and_key",
    "private_key_path",
]  # fmt: skip

KEY_FILE = "key.json"
# Floats of a key that another processor computes differ: after a short training in float32 by up
# to 1.2e-5 of themselves (seen between two). What submissions may differ by is the same key.
SAME_FLOAT = OFF_SEED


@dataclass(frozen=True)
class Change:
    """A made file that differs from what its script makes: "new", "changed" or "surplus"."""

    path: Path
    what: str


def make_assignment_key(room: Room, secret: bytes | None = None) -> Key:
    """The assignment's answer key, public or (with the course secret) private."""
    digests, libraries = provided_digests(read_cells(room)), imported_libraries(room.script)
    key = make_key(room, digests, libraries, secret)
    stubs = stubs_with_lines(room.script)
    exercises = (replace(e, stub=stubs.get(e.name, "")) for e in key.exercises)
    return replace(key, exercises=tuple(exercises))


def module_and_key(room: Room) -> dict[str, str]:
    """What students get besides notebook and data, by file name: the stub and the public key."""
    return {
        f"{room.name}.py": stub_text(room.script),
        KEY_FILE: save_text(make_assignment_key(room)),
    }


def build(root: Path, name: str, *, check: bool = False) -> list[Change]:
    """Make source/NAME and assignments/NAME; the changes made or, with `check`, those due."""
    room = open_room(root, name)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_source(room, folder / "source" / name)
        _generate_assignment(folder, room)
        made = [(folder / part / name, root / part / name) for part in ("source", "assignments")]
        return [change for new, old in made for change in _settle(new, old, check=check)]


def write_source(room: Room, folder: Path) -> None:
    """Write the instructor's notebook and its data. No .py: nbgrader would hand it to students."""
    import nbformat

    folder.mkdir(parents=True)
    notebook = make_notebook(read_cells(room))
    nbformat.validate(notebook)
    (folder / f"{room.name}.ipynb").write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    for file, text in room.data_files().items():
        (folder / file).write_text(text, encoding="utf-8")


def _generate_assignment(course: Path, room: Room) -> None:
    """Run nbgrader's converter in a scratch course, without a gradebook.

    Raises AnswerError where the reference is to blame, RoomError for anything else.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    from autograder.nbgrader_plugin import configure

    config = Config()
    configure(config, root=room.root)
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.assignment_id = room.name
    config.SaveCells.enabled = False
    config.GenerateAssignment.no_database = True
    directory = CourseDirectory(config=config)
    log, said = _kept_log()
    try:
        GenerateAssignment(coursedir=directory, config=config, log=log).start()
    except NbGraderException as error:
        module_and_key(room)  # nbgrader keeps to itself what the plugin raises
        raise RoomError(f"nbgrader cannot make the assignment:\n{said()[-500:]}") from error


def _kept_log() -> tuple[logging.Logger, Callable[[], str]]:
    """A log that nobody sees, and what was written into it."""
    log, text = logging.Logger("nbgrader", logging.ERROR), StringIO()
    log.addHandler(logging.StreamHandler(text))
    return log, text.getvalue


def _settle(new: Path, old: Path, *, check: bool) -> list[Change]:
    """Bring `old` to what `new` says; a file that says the same is left as it is, byte for byte."""
    wanted = {path.name: path.read_bytes() for path in sorted(new.iterdir())}
    present = {path.name: path for path in sorted(old.glob("*"))} if old.exists() else {}
    changes = [Change(present[name], "surplus") for name in present if name not in wanted]
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
    if new == old:
        return True
    return name == KEY_FILE and _same_json(_parse(new), _parse(old))


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


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


def private_key_path(root: Path, name: str) -> Path:
    """The private key beside the gradebook, made on first use (mode 0600).

    It is kept, so that a regrade months later uses the same cases; a key that no longer fits the
    assignment's exercises is made again.
    """
    path, secret = _key_path(root, name), course_secret(root)
    if not is_key_current(root, name, secret):
        key = save_text(make_assignment_key(open_room(root, name), secret)).encode()
        made_from = _made_from(root, name, key, secret)
        write_atomically(path, key, mode=0o600)
        write_atomically(path.with_suffix(".made-from"), made_from.encode(), 0o600)
    return path


def is_key_current(root: Path, name: str, secret: bytes | None = None) -> bool:
    """Whether the private key is there, whole, and made from the files in solutions/ as they are.

    With a secret, it must be made from that as well.
    """
    path = _key_path(root, name)
    try:
        key, made_from = path.read_bytes(), path.with_suffix(".made-from").read_text()
    except (OSError, UnicodeDecodeError):
        return False
    wanted = _made_from(root, name, key, secret)
    return made_from == wanted if secret else made_from.startswith(wanted)


def _key_path(root: Path, name: str) -> Path:
    return root / ".autograder" / "keys" / f"{name}.json"


def _made_from(root: Path, name: str, key: bytes, secret: bytes | None) -> str:
    """The digests of a key, of the files that it is made from, and of the secret, if given."""
    files = hashlib.sha256()
    for path in _files_behind(root / "solutions", name):
        where = path.relative_to(root).as_posix()
        files.update(f"{where}\0{_digest(path.read_bytes())}".encode())
    line = f"{_digest(key)} {files.hexdigest()} "
    return line + _digest(secret + name.encode()) if secret else line


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _files_behind(solutions: Path, name: str) -> list[Path]:
    """The files that a key may be made from: rooms adopt from each other, by name.

    Left out are the rooms that no file behind the key mentions.
    """
    rooms, used = set(assignment_names(solutions.parent)), {name}
    paths = [path for path in sorted(solutions.rglob("*")) if path.is_file()]
    found = [path for path in paths if _counts(path.relative_to(solutions))]
    while True:
        files = [f for f in found if f.relative_to(solutions).parts[0] not in rooms - used]
        texts = [file.read_text("utf-8", "replace") for file in files if file.suffix == ".py"]
        mentioned = rooms.intersection(*[re.findall(r"\w+", " ".join(texts))])
        if mentioned <= used:
            return files
        used |= mentioned


def _counts(path: Path) -> bool:
    """Whether a path in solutions/ is not one that Python, an editor or a notebook server made."""
    return not any(part.startswith((".", "__pycache__")) or part[-1] in "~#" for part in path.parts)
