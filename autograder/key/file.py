"""An answer key as a JSON file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.key.data import Call, Key, KeyCase, KeyExercise, Parameter
from autograder.key.form import checked, require_related
from autograder.submissions.libraries import LIBRARIES
from autograder.values import describe, first_unsupported, from_json, to_json
from autograder.values.compare import Tolerance
from autograder.values.outcome import Outcome

__all__ = ["InvalidKeyError", "load", "save_text"]

VERSION = 2


class InvalidKeyError(ValueError):
    """A file that is not an answer key of this version; the message says what to do."""


def save_text(key: Key) -> str:
    """The key as JSON text, one case a line, ready to be written to a file."""
    data = _key_to_json(key)
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


def load(path: Path) -> Key:
    """The key in a file. Raises InvalidKeyError for a file that is absent or not such a key."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
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
        key = _key_from_json(checked(data))
        require_related(key)
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise InvalidKeyError(
            f"{path} is damaged: {error}.\n"
            "Fetch the assignment's folder again, or build the key again if it is yours."
        ) from error
    if why := next(_incomparable(key), None):
        raise InvalidKeyError(
            f"{path} comes from an older version: {why}, so wrong values would pass.\n"
            "Instructors build it again: autograder key ASSIGNMENT -o FILE. Students ask for it."
        )
    return key


def _incomparable(key: Key) -> Iterator[str]:
    """What `build` refuses, because wrong values would equal it."""
    for exercise in key.exercises:
        if not exercise.changes and all(case.expected is None for case in exercise.cases):
            yield f"every case of {exercise.name} expects None"
        for number, case in enumerate(exercise.cases, 1):
            parts = {"the expected value": case.expected, "an argument": (case.args, case.keywords)}
            for what, value in parts.items():
                if found := first_unsupported(value, ""):
                    yield f"in case {number} of {exercise.name}, {what} is {describe(found[1])}"


def _key_to_json(key: Key) -> dict[str, Any]:
    return {
        "version": VERSION,
        "assignment": key.assignment,
        "title": key.title,
        "private": key.private,
        "libraries": sorted(key.libraries),
        "mentions": key.mentions,
        "files": key.files,
        "provided": sorted(key.provided),
        "exercises": [_exercise_to_json(exercise) for exercise in key.exercises],
    }


def _key_from_json(data: dict[str, Any]) -> Key:
    return Key(
        assignment=data["assignment"],
        title=data["title"],
        private=data["private"],
        libraries=frozenset(LIBRARIES).intersection(data["libraries"]),
        mentions={name: int(data["mentions"][name]) for name in LIBRARIES},
        files=dict(data["files"]),
        provided=frozenset(data["provided"]),
        exercises=tuple(_exercise_from_json(exercise) for exercise in data["exercises"]),
    )


def _exercise_to_json(exercise: KeyExercise) -> dict[str, Any]:
    return {
        "name": exercise.name,
        "title": exercise.title,
        "points": exercise.points,
        "partial": exercise.partial,
        "exact_dtype": exercise.exact_dtype,
        "structure_only": exercise.structure_only,
        "changes": list(exercise.changes),
        **({"declared": list(exercise.declared)} if exercise.declared else {}),
        "seed": exercise.seed,
        "returns": list(exercise.returns),
        "uses": list(exercise.uses),
        "parameters": [_parameter_to_json(parameter) for parameter in exercise.parameters],
        "hints": list(exercise.hints),
        "mistakes": exercise.mistakes,
        **({"stub": exercise.stub} if exercise.stub else {}),
        "cases": [_case_to_json(case, exercise.seed) for case in exercise.cases],
    }


def _exercise_from_json(data: dict[str, Any]) -> KeyExercise:
    return KeyExercise(
        name=data["name"],
        title=data["title"],
        points=float(data["points"]),
        partial=data["partial"],
        exact_dtype=data["exact_dtype"],
        structure_only=data["structure_only"],
        changes=tuple(data["changes"]),
        declared=tuple(data.get("declared", ())),  # older keys have none
        seed=data["seed"],
        returns=tuple(data["returns"]),
        uses=tuple(data["uses"]),
        parameters=tuple(_parameter_from_json(parameter) for parameter in data["parameters"]),
        hints=tuple(data["hints"]),
        mistakes=dict(data["mistakes"]),
        cases=tuple(_case_from_json(case, data["seed"]) for case in data["cases"]),
        stub=str(data.get("stub", "")),  # most have none, and older keys
    )


def _parameter_to_json(parameter: Parameter) -> dict[str, Any]:
    default = {} if parameter.required else {"default": to_json(parameter.default)}
    return {"name": parameter.name, **default}


def _parameter_from_json(data: dict[str, Any]) -> Parameter:
    if "default" not in data:
        return Parameter(data["name"])
    return Parameter(data["name"], required=False, default=from_json(data["default"]))


def _case_to_json(case: KeyCase, seed: int | None) -> dict[str, Any]:
    return {
        "args": [to_json(arg) for arg in case.args],
        "keywords": {name: to_json(arg) for name, arg in case.keywords.items()},
        "expected": to_json(case.expected),
        "tolerance": {
            "rtol": case.tolerance.rtol,
            "atol_of_largest": case.tolerance.atol_of_largest,
        },
        "expensive": case.expensive,
        "hidden": case.hidden,
        "mistakes": {name: outcome.to_json() for name, outcome in case.mistakes.items()},
        "calls": list(map(_call_to_json, case.calls)),
        **({"samples": list(map(_call_to_json, case.samples))} if case.samples else {}),
        **({"seed": case.seed} if case.seed != seed else {}),
        **({"called": case.called} if case.called > 1 else {}),
    }


def _case_from_json(data: dict[str, Any], seed: int | None) -> KeyCase:
    return KeyCase(
        args=tuple(from_json(arg) for arg in data["args"]),
        keywords={name: from_json(arg) for name, arg in data["keywords"].items()},
        expected=from_json(data["expected"]),
        tolerance=Tolerance(**data["tolerance"]),
        expensive=data["expensive"],
        hidden=data["hidden"],
        mistakes={name: Outcome.from_json(outcome) for name, outcome in data["mistakes"].items()},
        calls=tuple(map(_call_from_json, data["calls"])),
        samples=tuple(map(_call_from_json, data.get("samples", ()))),  # older keys have none
        seed=data.get("seed", seed),
        called=max(int(data.get("called", 1)), 1),
    )


def _call_to_json(call: Call) -> list[Any]:
    return [call.exercise, to_json(call.args)["tuple"], to_json(call.result)]


def _call_from_json(data: list[Any]) -> Call:
    exercise, args, result = data
    return Call(exercise, tuple(from_json(arg) for arg in args), from_json(result))
