"""An answer key as a JSON file."""

import errno
import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from autograder.key.data import Key, KeyExercise
from autograder.key.form import read_key, write_key
from autograder.submissions.files import UserError
from autograder.values import Code

VERSION = 2


class InvalidKeyError(UserError, ValueError):
    """A file that is not an answer key of this version; the message says what to do."""


def save_text(key: Key) -> str:
    """The key as JSON text, one case a line, ready to be written to a file."""
    data = {"version": VERSION, **write_key(key)}
    exercises = data.pop("exercises")
    head = json.dumps(data, ensure_ascii=False, indent=1)[:-2]
    return head + ',\n "exercises": [\n' + ",\n".join(_exercise_lines(exercises)) + "\n ]\n}\n"


def _exercise_lines(exercises: list[dict[str, Any]]) -> Iterator[str]:
    for exercise in exercises:
        cases = [
            json.dumps(case, ensure_ascii=False, allow_nan=False) for case in exercise.pop("cases")
        ]
        head = json.dumps(exercise, ensure_ascii=False)[:-1]
        yield f'  {head}, "cases": [\n   ' + ",\n   ".join(cases) + "\n  ]}"


def load(path: Path, only: Collection[str] = ()) -> Key:
    """The key in a file. Raises InvalidKeyError for a file that is absent or not such a key.

    Where `only` names exercises, of those that they do not call the first case alone is read.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):  # no fault of this file
            raise
        raise InvalidKeyError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise InvalidKeyError(f"{path} is not an answer key: it is not JSON.") from error
    if not isinstance(data, dict) or "exercises" not in data or "version" not in data:
        raise InvalidKeyError(f"{path} is JSON, but not an answer key.")
    if data["version"] != VERSION:
        raise InvalidKeyError(
            f"{path} is a key of version {data['version']!r}, and version {VERSION} is needed.\n"
            "Build the key again with this version: autograder key ASSIGNMENT -o FILE"
        )
    try:
        key = read_key(_shortened(data, set(only)) if only else data)
        _require_related(key)
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise InvalidKeyError(
            f"{path} is damaged: {error}.\n"
            "Fetch the assignment's folder again, or build the key again if it is yours."
        ) from error
    return key


def _shortened(data: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """The key in JSON, with one case of each exercise that is neither named nor called by these."""
    exercises = data["exercises"]
    used = names.union(*(e.get("uses", ()) for e in exercises if e["name"] in names))
    short = [e if e["name"] in used else e | {"cases": e["cases"][:1]} for e in exercises]
    return data | {"exercises": short}


def _require_related(key: Key) -> None:
    """Raise ValueError where a part of a key refers to one that does not exist."""
    names = [exercise.name for exercise in key.exercises]
    if not names or len(set(names)) < len(names):
        raise ValueError("exercises have no names, or the same one twice")
    for exercise in key.exercises:
        for what in _unrelated(exercise, set(names)):
            raise ValueError(f"{exercise.name}: {what}")


def _unrelated(exercise: KeyExercise, names: set[str]) -> Iterator[str]:
    parameters = {parameter.name for parameter in exercise.parameters}
    if not set(exercise.uses) <= names:
        yield "uses names no exercise"
    if not set(exercise.changes) <= parameters:
        yield "changes names no parameter"
    least = len(exercise.texts) + 1
    if least > 1 and any(
        not isinstance(c.expected, tuple) or len(c.expected) < least
        for c in exercise.cases
        if not c.raises
    ):
        yield "cases lack what is printed or written"
    if not isinstance(exercise.run, Code | None):
        yield "run is no function"
    for number, one in enumerate(exercise.properties):
        if not isinstance(one.code, Code) or not set(one.takes) <= parameters:
            yield f"properties[{number}] is no function of the result and the parameters"
    if not exercise.cases:
        yield "cases is empty"
    for number, case in enumerate(exercise.cases):
        if exercise.bind(case.args, case.keywords) is None:
            yield f"cases[{number}] has arguments that do not fit the parameters"
        if not set(case.mistakes) <= set(exercise.mistakes):
            yield f"cases[{number}].mistakes names no mistake"
        if not set(case.lacking) <= set(case.mistakes):
            yield f"cases[{number}].lacking names no mistake"
        if not {call.exercise for call in (*case.calls, *case.samples)} <= names:
            yield f"cases[{number}].calls names no exercise"
