"""An answer key: its exercises, their cases, and what each case is expected to return."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any

from autograder.submissions.libraries import LIBRARIES
from autograder.values import Value, form, to_bytes
from autograder.values.compare import Difference, Tolerance, differences
from autograder.values.outcome import Outcome
from autograder.values.rules import CallRules

__all__ = ["Call", "Checked", "Key", "KeyCase", "KeyExercise", "Options", "Parameter"]


@dataclass(frozen=True)
class Checked:
    """What a field's value in JSON must be, in words and as a test."""

    expected: str
    is_right: Callable[[Any], bool]


# One name, on every system: no separator, no drive, nothing hidden.
FILE_NAME = re.compile(r"[^\W_][^/\\:*?\"<>|]{0,99}")

Name = Annotated[str, Checked("a name", str.isidentifier)]
FileName = Annotated[
    str,
    Checked(
        "the name of a file in the assignment's folder",
        lambda name: name.isprintable() and FILE_NAME.fullmatch(name) is not None,
    ),
]
Raw = Annotated[str, Checked("a text", lambda _: True)]  # a data file's text, which is not shown
Library = Annotated[str, Checked(f"one of {', '.join(LIBRARIES)}", LIBRARIES.__contains__)]


@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter of an exercise's function, and its default if it has one."""

    name: Name
    required: bool = True
    default: Value = None


@dataclass(frozen=True, eq=False)
class Call:
    """A call that the reference made to another exercise while it answered a case."""

    exercise: str
    args: tuple[Value, ...]
    result: Value

    @property
    def form(self) -> Value:
        """What is called with arguments of what shapes, as something to look up by."""
        return self.exercise, form(self.args)


@dataclass(frozen=True, eq=False)
class KeyCase:
    """One call: its arguments, what it is expected to return, and what each mistake does.

    `mistakes` holds only those whose outcome differs from the expected one. `calls` are all that
    the reference made to other exercises; of a long case, `samples` are one of each form instead.
    `seed` stands for another one than the exercise's. The function is `called` so many times on the
    same objects, and its last result is the one that is expected.
    """

    args: tuple[Value, ...]
    keywords: dict[Name, Value]
    expected: Value
    tolerance: Tolerance
    expensive: bool
    hidden: bool
    mistakes: dict[Name, Outcome]
    calls: tuple[Call, ...] = ()
    samples: tuple[Call, ...] = ()
    seed: int | None = None
    called: int = 1


@dataclass(frozen=True, eq=False, kw_only=True)
class Options:
    """How an exercise is judged: what its author says in `Assignment.exercise`, which see."""

    returns: tuple[str, ...] = ()
    uses: tuple[Name, ...] = ()
    partial: bool = False
    exact_dtype: bool = False
    structure_only: bool = False
    changes: tuple[Name, ...] = ()
    declared: tuple[Name, ...] = ()
    seed: int | None = None

    def options(self) -> dict[str, Any]:
        """These options alone, by name."""
        return {option.name: getattr(self, option.name) for option in fields(Options)}

    def differences(self, value: Value, expected: Value, tolerance: Tolerance) -> list[Difference]:
        """How a value differs from the expected one, by the rules of this exercise."""
        return differences(
            value, expected, tolerance, self.returns,
            exact_dtype=self.exact_dtype, structure_only=self.structure_only,
        )  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class KeyExercise(Options):
    """An exercise as the key knows it: how it is called, its points, and its cases.

    `stub` is the digest of the released function, where that does more than raise.
    """

    name: Name
    title: str
    points: float
    parameters: tuple[Parameter, ...]
    hints: tuple[str, ...]
    mistakes: dict[Name, str]
    stub: str = ""
    cases: tuple[KeyCase, ...]

    def rules(self, case: KeyCase) -> CallRules:
        """What is asked of the call of a case."""
        defaults = {p.name: p.default for p in self.parameters if p.name in self.declared}
        seed = self.seed if case.seed is None else case.seed
        return CallRules(self.changes, seed, self.stub, case.called, defaults)

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

    assignment: FileName
    title: str
    private: bool
    libraries: frozenset[Library]
    mentions: dict[Library, int]
    files: dict[FileName, Raw]
    provided: frozenset[str]
    exercises: tuple[KeyExercise, ...]

    @cached_property
    def fingerprint(self) -> bytes:
        """A digest of what hidden cases are expected to return: nobody without the key knows it."""
        hidden = [c.expected for e in self.exercises for c in e.cases if c.hidden]
        return sha256(b"".join(to_bytes({"expected": hidden}))).digest()

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
