"""Hints on request: each call shows one more, and what was shown is remembered in the folder."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

from autograder.key import Key
from autograder.submissions.files import write_atomically

__all__ = ["next_hint"]

MEMORY = ".autograder-hints.json"


def next_hint(key: Key, name: str, folder: Path) -> str:
    """The next hint of an exercise with its number; after the last one, all of them once more."""
    exercise = key.exercise(name)
    hints = [
        textwrap.fill(text, 98, initial_indent="  ", subsequent_indent="  ")
        for text in (exercise.hints if exercise else ())
    ]
    if not hints:
        return f"There is no hint for {name}."
    shown, place = _read(folder / MEMORY), f"{key.assignment}/{name}"
    number = shown.get(place, 0)
    if number >= len(hints):
        return "\n".join([f"These are all hints for {name}:", *hints])
    hint = f"hint {number + 1} of {len(hints)} for {name}:\n{hints[number]}"
    try:
        write_atomically(folder / MEMORY, json.dumps(shown | {place: number + 1}).encode())
    except OSError as error:
        return f"{hint}\n{MEMORY} cannot be written ({error.strerror}): the next hint is this one."
    return hint


def _read(path: Path) -> dict[str, int]:
    if path.is_symlink() or not path.is_file():  # a pipe would be waited for
        return {}
    try:
        data = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        return {}
    return {key: n for key, n in data.items() if type(n) is int and n >= 0}
