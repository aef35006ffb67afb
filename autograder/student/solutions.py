"""The reference's functions, which an instructor releases after the deadline."""

import json
from pathlib import Path

from autograder.key import Key
from autograder.submissions.files import UserError

FILE = "solutions.json"


class SolutionError(UserError, ValueError):
    """There is no solution to show; the message says why, and what to do."""


def solution_of(key: Key, name: str, folder: Path) -> str:
    """The text of the reference's function. Raises SolutionError where it is not here."""
    if key.exercise(name) is None:
        raise SolutionError(key.unknown(name))
    path = folder / FILE
    if not path.exists():
        raise SolutionError(
            f"The solutions of {key.assignment} are not released yet.\n"
            f"Once your instructor gives out {FILE}, put it beside key.json, and ask again."
        )
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        assignment, text = data["assignment"], data["solutions"].get(name)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise SolutionError(f"{FILE} is damaged: download it again.") from error
    if assignment != key.assignment:
        raise SolutionError(f"{FILE} belongs to another assignment than {key.assignment}.")
    if not isinstance(text, str):
        raise SolutionError(f"{FILE} has no solution of {name}.")
    return text
