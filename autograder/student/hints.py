"""Hints on request: each call shows one more, and what was shown is remembered in the folder."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

from autograder.key import Key

__all__ = ["next_hint"]

MEMORY = ".autograder-hints.json"


def next_hint(key: Key, name: str, folder: Path) -> str:
    """The next hint of an exercise with its number; after the last one, all of them once more."""
    exercise = key.exercise(name)
    hints = exercise.hints if exercise else ()
    if not hints:
        return f"There is no hint for {name}."
    memory = folder / MEMORY
    shown = _read(memory)
    number = shown.get(f"{key.assignment}/{name}", 0)
    if number >= len(hints):
        again = "\n".join(map(_wrapped, hints))
        return f"These are all hints for {name}:\n{again}"
    shown[f"{key.assignment}/{name}"] = number + 1
    hint = f"hint {number + 1} of {len(hints)} for {name}:\n{_wrapped(hints[number])}"
    try:
        _write(memory, json.dumps(shown))
    except OSError as error:
        return f"{hint}\n{MEMORY} cannot be written ({error.strerror}): the next hint is this one."
    return hint


def _write(path: Path, text: str) -> None:
    """Write a new file in the place of the old one, whatever other name or file that leads to."""
    path.unlink(missing_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 98, initial_indent="  ", subsequent_indent="  ")


def _read(path: Path) -> dict[str, int]:
    if path.is_symlink() or not path.is_file():  # a pipe would be waited for
        return {}
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return (
        {key: n for key, n in data.items() if type(n) is int and n >= 0}
        if isinstance(data, dict)
        else {}
    )
