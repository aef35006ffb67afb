"""What a student's folder and Python lack, each with what helps."""

import importlib.metadata
import importlib.util
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.key import InvalidKeyError, Key, load
from autograder.student.checking import assignments_below
from autograder.submissions.files import KEY_FILE, SubmissionError
from autograder.submissions.folder import read_submission
from autograder.submissions.libraries import import_all, install, title

AGAIN = "download the assignment again, and copy {} into this folder"
# What every check uses; the key says what else an assignment needs.
ALWAYS = ("numpy", "pandas")


@dataclass(frozen=True)
class Finding:
    """A thing that is there, or that is not, and then what helps; some are only of use."""

    text: str
    remedy: str = ""
    needed: bool = True


def lack(folder: Path) -> str:
    """One line about what a notebook in the folder lacks, or nothing; no library is imported."""
    if not (folder / KEY_FILE).exists():
        return (
            f"{KEY_FILE} is missing in {folder.resolve()}: open the notebook in the assignment's "
            "folder, as it was downloaded."
        )
    try:
        key = load(folder / KEY_FILE)
    except InvalidKeyError as error:
        return str(error).replace("\n", " ")
    missing = [name for name in _wanted(key, folder) if importlib.util.find_spec(name) is None]
    if not missing:
        return ""
    titles = " and ".join(title(name) for name in missing)
    return f"{key.assignment} uses {titles}, not installed here: {install(missing[-1])}"


def examine(folder: Path) -> Iterator[Finding]:
    """All findings: Python and the kit, the folder and its files, libraries."""
    yield Finding(f"Python {platform.python_version()}")
    yield Finding(f"exercise-kit {importlib.metadata.version('exercise-kit')}")
    key = None
    try:
        key = load(folder / KEY_FILE) if (folder / KEY_FILE).exists() else None
    except InvalidKeyError as error:
        yield Finding(str(error).splitlines()[0], AGAIN.format(KEY_FILE))
    else:
        yield _place(key, folder)
    if key is not None:
        yield _work(key, folder)
        for name in key.files:
            is_there = (folder / name).is_file()
            yield Finding(name) if is_there else Finding(f"{name} is missing", AGAIN.format(name))
    yield from _libraries(key, folder)
    yield _room(folder)


def _place(key: Key | None, folder: Path) -> Finding:
    if key is not None:
        return Finding(f"{KEY_FILE}: {key.assignment}, {len(key.exercises)} exercises")
    if below := assignments_below(folder):
        text = f"no {KEY_FILE} in this folder, but in folders below it: {', '.join(below)}"
        return Finding(text, f"cd {below[0]}")
    remedy = "go into the folder of your assignment, where its notebook is"
    return Finding(f"no {KEY_FILE} in this folder", remedy)


def _work(key: Key, folder: Path) -> Finding:
    """Whether there is a notebook or a module."""
    name = key.assignment
    try:
        found = read_submission(folder, name)
    except (SubmissionError, OSError) as error:
        return Finding(str(error), AGAIN.format(f"{name}.ipynb"))
    files = [(f"{name}.ipynb", found.notebook), (f"{name}.py", found.module)]
    return Finding(" and ".join(file for file, data in files if data is not None))


def _libraries(key: Key | None, folder: Path) -> Iterator[Finding]:
    """Each library that is used, imported to see whether it works."""
    needed = {*ALWAYS, *(key.libraries if key else ())}
    for name in dict.fromkeys([*ALWAYS, *(_wanted(key, folder) if key else ())]):
        if importlib.util.find_spec(name) is None:
            yield Finding(f"{title(name)} is not installed", install(name), name in needed)
        elif why := import_all([name]).get(name):
            remedy = f"pip install --force-reinstall {name}"
            yield Finding(f"{title(name)} cannot be imported ({why})", remedy, name in needed)
        else:
            yield Finding(f"{title(name)} {importlib.metadata.version(name)}")


def _wanted(key: Key, folder: Path) -> list[str]:
    """The libraries that an assignment needs, and matplotlib where its notebook draws."""
    try:
        draws = bool(read_submission(folder, key.assignment).mentions("matplotlib"))
    except (SubmissionError, OSError):
        draws = False
    return sorted({*key.libraries, *(["matplotlib"] if draws else [])})


def _room(folder: Path) -> Finding:
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        text = f"this folder cannot be written ({error.strerror}): hints shown are not remembered"
        return Finding(text, "copy the folder to a place of your own")
    return Finding("this folder can be written")
