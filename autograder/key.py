"""The answer key: what every call is expected to return, and what each known mistake returns.

A key is data: no formula of the reference or of a mistake is in it. Students get the key of the
public cases; the private key adds hidden ones, whose inputs come from the course secret.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from autograder.compare import Difference, Tolerance, differences
from autograder.outcome import Outcome
from autograder.values import Value, from_json, to_json
from autograder.worker.submission import LIBRARIES

__all__ = [
    "Call",
    "InvalidKeyError",
    "Key",
    "KeyCase",
    "KeyExercise",
    "Parameter",
    "load",
    "save_text",
]

VERSION = 2


class InvalidKeyError(ValueError):
    """A file that is not an answer key of this version; the message says what to do."""


@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter of an exercise's function, and its default if it has one."""

    name: str
    required: bool = True
    default: Value = None


@dataclass(frozen=True, eq=False)
class Call:
    """A call that the reference made to another exercise while it answered a case."""

    exercise: str
    args: tuple[Value, ...]
    result: Value


@dataclass(frozen=True, eq=False)
class KeyCase:
    """One call: its arguments, what it is expected to return, and what each mistake does.

    `mistakes` holds only those whose outcome differs from the expected one.
    """

    args: tuple[Value, ...]
    keywords: dict[str, Value]
    expected: Value
    tolerance: Tolerance
    expensive: bool
    hidden: bool
    mistakes: dict[str, Outcome]
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, eq=False)
class KeyExercise:
    """An exercise as the key knows it: how it is called, its points, and its cases."""

    name: str
    title: str
    points: float
    partial: bool
    exact_dtype: bool
    structure_only: bool
    changes: tuple[str, ...]
    seed: int | None
    returns: tuple[str, ...]
    uses: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    hints: tuple[str, ...]
    mistakes: dict[str, str]
    cases: tuple[KeyCase, ...]

    def bind(
        self, args: tuple[Value, ...], keywords: Mapping[str, Value]
    ) -> tuple[Value, ...] | None:
        """All arguments in the parameters' order, defaults filled in; None if they do not fit."""
        names = [parameter.name for parameter in self.parameters]
        if len(args) > len(names) or not set(keywords) <= set(names[len(args) :]):
            return None
        bound = dict(zip(names, args, strict=False)) | dict(keywords)
        if any(parameter.required and parameter.name not in bound for parameter in self.parameters):
            return None
        return tuple(bound.get(parameter.name, parameter.default) for parameter in self.parameters)

    def differences(self, value: Value, expected: Value, tolerance: Tolerance) -> list[Difference]:
        """How a value differs from the expected one, by the rules of this exercise."""
        return differences(
            value, expected, tolerance, self.returns,
            exact_dtype=self.exact_dtype, structure_only=self.structure_only,
        )  # fmt: skip

    def argument_names(self, case: KeyCase) -> list[str]:
        """The names of the arguments that a case passes, in the order of the call."""
        names = [parameter.name for parameter in self.parameters]
        return names[: len(case.args)] + list(case.keywords)


@dataclass(frozen=True, eq=False)
class Key:
    """An assignment's answer key.

    `files` are the data files that students have beside their notebook, `provided` the digests of
    the notebook's cells that are given (experiments, checks) and not run while grading.
    `libraries` are those that the reference imports, of `LIBRARIES`; a submission in which the name
    of another one occurs more often than `mentions` says is taken to import that one too.
    """

    assignment: str
    title: str
    private: bool
    libraries: frozenset[str]
    mentions: dict[str, int]
    files: dict[str, str]
    provided: frozenset[str]
    exercises: tuple[KeyExercise, ...]

    @property
    def max_points(self) -> float:
        """The points of all exercises together."""
        return sum(exercise.points for exercise in self.exercises)

    def unknown(self, name: str) -> str:
        """What to say of a name that no exercise has: which one may be meant, and which there are.

        A word is close where two thirds of it agree, the standard library's own measure.
        """
        names = [exercise.name for exercise in self.exercises]
        near = get_close_matches(name, names, 1)
        question = f" Is {near[0]} meant?" if near else ""
        return f"{self.assignment} has no exercise {name!r}.{question}\nIt has {', '.join(names)}."

    def exercise(self, name: str) -> KeyExercise | None:
        """The exercise of this name, or None."""
        return next((exercise for exercise in self.exercises if exercise.name == name), None)


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
        return _key_from_json(data)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise InvalidKeyError(
            f"{path} is a damaged answer key ({error}); build it again."
        ) from error


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
        "seed": exercise.seed,
        "returns": list(exercise.returns),
        "uses": list(exercise.uses),
        "parameters": [_parameter_to_json(parameter) for parameter in exercise.parameters],
        "hints": list(exercise.hints),
        "mistakes": exercise.mistakes,
        "cases": [_case_to_json(case) for case in exercise.cases],
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
        seed=data["seed"],
        returns=tuple(data["returns"]),
        uses=tuple(data["uses"]),
        parameters=tuple(_parameter_from_json(parameter) for parameter in data["parameters"]),
        hints=tuple(data["hints"]),
        mistakes=dict(data["mistakes"]),
        cases=tuple(_case_from_json(case) for case in data["cases"]),
    )


def _parameter_to_json(parameter: Parameter) -> dict[str, Any]:
    default = {} if parameter.required else {"default": to_json(parameter.default)}
    return {"name": parameter.name, **default}


def _parameter_from_json(data: dict[str, Any]) -> Parameter:
    if "default" not in data:
        return Parameter(data["name"])
    return Parameter(data["name"], required=False, default=from_json(data["default"]))


def _case_to_json(case: KeyCase) -> dict[str, Any]:
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
        "calls": [
            [call.exercise, to_json(call.args)["tuple"], to_json(call.result)]
            for call in case.calls
        ],
    }


def _case_from_json(data: dict[str, Any]) -> KeyCase:
    return KeyCase(
        args=tuple(from_json(arg) for arg in data["args"]),
        keywords={name: from_json(arg) for name, arg in data["keywords"].items()},
        expected=from_json(data["expected"]),
        tolerance=Tolerance(**data["tolerance"]),
        expensive=data["expensive"],
        hidden=data["hidden"],
        mistakes={name: Outcome.from_json(outcome) for name, outcome in data["mistakes"].items()},
        calls=tuple(
            Call(exercise, tuple(from_json(arg) for arg in args), from_json(result))
            for exercise, args, result in data["calls"]
        ),
    )
