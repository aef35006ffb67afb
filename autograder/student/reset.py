"""Puts the function that students got back into their files, and keeps what they had."""

from itertools import count
from pathlib import Path

from autograder.key import Key, KeyExercise
from autograder.student.definitions import Definition, definitions
from autograder.submissions.files import UserError, write_atomically

KEPT = ".before-reset"


def reset(key: Key, name: str, folder: Path) -> list[str]:
    """Two lines that say what was done with an exercise, in the notebook and in the module.

    Raises UserError where nothing can be done, before anything is written.
    """
    exercise = key.exercise(name)
    if exercise.kind == "variable":
        raise UserError(f"{name} is a variable: only functions and classes are put back.")
    if not exercise.released:
        raise UserError(
            "key.json comes from an older version and does not hold the function as you got it.\n"
            "Download the assignment again, into another folder, and copy the function from there."
        )
    found = definitions(folder, key.assignment, name)
    changes = [d for d in found if _lines(d.text) != _lines(exercise.released)]
    if not changes:
        raise UserError(_why_not(key, exercise, found))
    new = [(definition.path, _replaced(definition, exercise.released)) for definition in changes]
    kept = [_keep(path) for path, _ in new]
    for path, content in new:
        write_atomically(path, content, path.stat().st_mode & 0o777)
    files = " and ".join(path.name for path, _ in new)
    return [
        f"{name} in {files} is again as you got it; nothing else was changed.",
        f"What you had is in {' and '.join(path.name for path in kept)}.",
    ]


def _lines(text: str) -> list[str]:
    return text.rstrip().splitlines()


def _why_not(key: Key, exercise: KeyExercise, found: list[Definition]) -> str:
    if found:
        files = " and ".join(definition.path.name for definition in found)
        return f"{exercise.name} in {files} is as you got it: there is nothing to reset."
    where = f"{key.assignment}.ipynb or {key.assignment}.py"
    return (
        f"There is no {exercise.kind} {exercise.name} in {where}. Paste this where it belongs:\n\n"
        f"{exercise.released}"
    )


def _replaced(definition: Definition, text: str) -> bytes:
    try:
        return definition.replaced(text)
    except UnicodeEncodeError as error:
        raise UserError(
            f"{definition.path.name} is not UTF-8 text: save it as UTF-8, then reset again."
        ) from error


def _keep(path: Path) -> Path:
    """A copy beside the file, under a name that is not taken."""
    for number in count(1):
        kept = path.with_name(f"{path.name}{KEPT}{f'-{number}' if number > 1 else ''}")
        try:
            with kept.open("xb") as file:
                file.write(path.read_bytes())
        except FileExistsError:
            continue
        return kept
    raise AssertionError
