"""Hints on request: each call shows one more, and begins with the mistake that a check found.

What was shown and what was found is kept in the folder, in a file that its owner can read.
"""

from __future__ import annotations

import contextlib
import json
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.submissions.files import write_atomically

if TYPE_CHECKING:
    from autograder.key import Key

MEMORY = ".autograder-hints.json"
WIDTH = 98
# What the memory holds of each exercise: how many hints were shown, and the mistake's name.
TAKEN, FOUND = "taken", "found"


def next_hint(
    key: Key, name: str, folder: Path, mistake: str | None = None, width: int = WIDTH
) -> str:
    """The next hint of an exercise with its number; after the last one, all of them once more.

    It begins with the `mistake` of this name, unless that is empty; None is the remembered one.
    Raises NoSuchExerciseError where the key has no such exercise.
    """
    exercise = key.exercise(name)
    hints = [_filled(text, width) for text in exercise.hints]
    memory, place = _read(folder / MEMORY), f"{key.assignment}/{name}"
    found = memory[FOUND].get(place, "") if mistake is None else mistake
    about: list[str] = []
    if message := exercise.mistakes.get(found):
        about = [f"The last check of {name} found this:", _filled(message, width), ""]
    if not hints:
        return "\n".join([*about, f"There is no hint for {name}."])
    number = memory[TAKEN].get(place, 0)
    if number >= len(hints):
        return "\n".join([*about, f"These are all hints for {name}:", *hints])
    hint = "\n".join([*about, f"hint {number + 1} of {len(hints)} for {name}:", hints[number]])
    memory[TAKEN][place] = number + 1
    try:
        _write(folder / MEMORY, memory)
    except OSError as error:
        return f"{hint}\n{MEMORY} cannot be written ({error.strerror}): the next hint is this one."
    return hint


def hints_taken(key: Key, folder: Path) -> str:
    """A line for each exercise: how many of its hints were taken."""
    taken = _read(folder / MEMORY)[TAKEN]
    width = max(len(exercise.name) for exercise in key.exercises)
    lines = []
    for exercise in key.exercises:
        most = len(exercise.hints)
        number = min(taken.get(f"{key.assignment}/{exercise.name}", 0), most)
        lines.append(f"  {exercise.name:{width}}   {number} of {most} hints taken")
    return "\n".join([*lines, "next: autograder hint EXERCISE shows one more"])


def remember(folder: Path, report: Mapping[str, Any]) -> None:
    """Keep which mistakes a check found, from its JSON; of the exercises that it was about."""
    memory = _read(folder / MEMORY)
    found = dict(memory[FOUND])
    for exercise in report.get("exercises", ()):
        place = f"{report['assignment']}/{exercise['name']}"
        found.pop(place, None)
        if exercise["mistake"]:
            found[place] = exercise["mistake"]
    if found != memory[FOUND]:
        with contextlib.suppress(OSError):  # the check has said it all the same
            _write(folder / MEMORY, memory | {FOUND: found})


def _filled(text: str, width: int) -> str:
    return textwrap.fill(text, min(width, WIDTH), initial_indent="  ", subsequent_indent="  ")


def _write(path: Path, memory: Mapping[str, Any]) -> None:
    write_atomically(path, f"{json.dumps(memory, indent=1)}\n".encode())


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """The memory; what is damaged in it counts as nothing."""
    data: Any = {}
    if path.is_file() and not path.is_symlink():  # a pipe would be waited for
        with contextlib.suppress(OSError, ValueError, RecursionError):
            data = json.loads(path.read_text(encoding="utf-8"))
    return {
        TAKEN: _part(data, TAKEN, lambda number: type(number) is int and number >= 0),
        FOUND: _part(data, FOUND, lambda name: isinstance(name, str)),
    }


def _part(data: Any, name: str, is_right: Callable[[Any], bool]) -> dict[str, Any]:
    part = data.get(name) if isinstance(data, dict) else None
    items = part.items() if isinstance(part, dict) else ()
    return {place: value for place, value in items if is_right(value)}
