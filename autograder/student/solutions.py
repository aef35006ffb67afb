"""The reference's functions, which an instructor releases after the deadline."""

import json
from pathlib import Path

from autograder.key import Key
from autograder.submissions.files import UserError

FILE = "solutions.json"


def solution_of(key: Key, name: str, folder: Path) -> str:
    """The text of the reference's function. Raises UserError where it is not here."""
    key.exercise(name)  # which raises where there is none
    path = folder / FILE
    if not path.exists():
        raise UserError(
            f"The solutions of {key.assignment} are not released yet.\n"
            f"Once your instructor gives out {FILE}, put it beside key.json, and ask again."
        )
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        assignment, text = data["assignment"], data["solutions"].get(name)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(f"{FILE} is damaged: download it again.") from error
    if assignment != key.assignment:
        raise UserError(f"{FILE} belongs to another assignment than {key.assignment}.")
    if not isinstance(text, str):
        raise UserError(f"{FILE} has no solution of {name}.")
    return text
