"""Makes what is released besides the notebook (stub, public key, README), and the private key.

The private key stays beside the gradebook and is made again when a file behind it changes.
"""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

from autograder.authoring.answers import make_key
from autograder.authoring.readme import readme
from autograder.authoring.regions import definitions_in, solved_text, stub_text
from autograder.authoring.room import Room, assignment_names, course_secret, open_room
from autograder.authoring.script import (
    imported_libraries,
    provided_digests,
    question_points,
    read_cells,
)
from autograder.key import Key, KeyExercise, save_text
from autograder.submissions.files import KEY_FILE, write_atomically
from autograder.worker.inside.source import is_stub, stub_digest


def make_assignment_key(room: Room, secret: bytes | None = None) -> Key:
    """The assignment's answer key, public or (with the course secret) private."""
    digests, libraries = provided_digests(read_cells(room)), imported_libraries(room.script)
    key = make_key(room, digests, libraries, secret)
    released = definitions_in(stub_text(room.script))
    exercises = (_with_stub(e, released.get(e.name, "")) for e in key.exercises)
    return replace(key, exercises=tuple(exercises))


def _with_stub(exercise: KeyExercise, text: str) -> KeyExercise:
    """The exercise with the function that students get."""
    does_more = text and not is_stub(text)
    return replace(exercise, released=text, stub=stub_digest(text) if does_more else "")


def solutions_text(room: Room) -> str:
    """The reference's function for each exercise, as JSON that students get after the deadline."""
    solved = definitions_in(solved_text(room.script))
    names = [exercise.name for exercise in room.assignment.exercises if exercise.name in solved]
    data = {"assignment": room.name, "solutions": {name: solved[name] for name in names}}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def files_beside(room: Room, key: Key | None = None) -> dict[str, str]:
    """What students get besides notebook and data, by file name: stub, public key and README.

    The key is made unless given.
    """
    key = key or make_assignment_key(room)
    return {
        f"{room.name}.py": stub_text(room.script),
        KEY_FILE: save_text(key),
        "README.md": readme(key, question_points(room.script), room.assignment.goal),
    }


def private_key_path(root: Path, name: str) -> Path:
    """The private key beside the gradebook, made on first use (mode 0600).

    It is kept, so that a regrade months later uses the same cases; a key that no longer fits the
    assignment's exercises is made again.
    """
    path, secret = key_path(root, name), course_secret(root)
    if not is_key_current(root, name, secret):
        key = save_text(make_assignment_key(open_room(root, name), secret)).encode()
        made_from = _made_from(root, name, key, secret)
        write_atomically(path, key, mode=0o600)
        write_atomically(path.with_suffix(".made-from"), made_from.encode(), 0o600)
    return path


def is_key_current(root: Path, name: str, secret: bytes | None = None) -> bool:
    """Whether the private key exists, is complete, and fits the present files in solutions/.

    With a secret, it must have been made with that secret as well.
    """
    path = key_path(root, name)
    try:
        key, made_from = path.read_bytes(), path.with_suffix(".made-from").read_text()
    except (OSError, UnicodeDecodeError):
        return False
    wanted = _made_from(root, name, key, secret)
    return made_from == wanted if secret else made_from.startswith(wanted)


def key_path(root: Path, name: str) -> Path:
    """Where the private key is, if there is one."""
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
    """The files that a key may depend on; a room may adopt exercises of another room.

    Rooms that none of these files mentions are left out.
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
    """Whether a path in solutions/ was not written by Python, an editor or a notebook server."""
    return not any(part.startswith((".", "__pycache__")) or part[-1] in "~#" for part in path.parts)
