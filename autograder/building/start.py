"""Begins a course and its assignments: files from `templates/`, to be changed by their author."""

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from autograder.authoring.room import RoomError, assignment_names, require_module_name
from autograder.submissions.files import write_atomically

# Where each file of the templates goes. Names that begin with a dot are easily left out of a wheel.
COURSE = {
    "config.txt": "nbgrader_config.py",
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "gitattributes": ".gitattributes",
    "workflow.yml": ".github/workflows/verify.yml",
}
ROOM = {"script.txt": "{name}.py", "exercises.txt": "exercises.py"}


def start_course(folder: Path) -> list[Path]:
    """Make the files of a course, and its empty solutions/; the paths made.

    Raises RoomError, and makes nothing, where one of them is there.
    """
    words = {"COURSE": _course_id(folder)}
    made = _write("course", {folder / place: name for name, place in COURSE.items()}, words)
    (folder / "solutions").mkdir(exist_ok=True)
    return made


def start_room(root: Path, name: str) -> list[Path]:
    """Make solutions/NAME with two exercises; the paths made.

    Raises RoomError, and makes nothing, for a name that is taken or that Python cannot import.
    """
    require_module_name(name)
    if name in assignment_names(root):
        raise RoomError(f"There is an assignment {name} already, in {root / 'solutions' / name}.")
    folder = root / "solutions" / name
    places = {folder / place.format(name=name): file for file, place in ROOM.items()}
    return _write("room", places, {"NAME": name})


def _course_id(folder: Path) -> str:
    """The folder's name as nbgrader takes it for a course."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", folder.resolve().name).strip("-") or "course"


def _write(kind: str, places: Mapping[Path, str], words: Mapping[str, str]) -> list[Path]:
    """Write templates with these words in them. Raises RoomError if a file is there already."""
    if taken := [path for path in places if path.exists()]:
        raise RoomError(f"{taken[0]} is there already, and stays as it is.\nChoose another place.")
    templates = files(__package__) / "templates" / kind
    for path, file in places.items():
        text = (templates / file).read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode())
    return list(places)
