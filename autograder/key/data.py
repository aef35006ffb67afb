"""An answer key: its exercises, their cases, and what each case is expected to return."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Self

from autograder.key.asked import no_exercise
from autograder.key.options import RARE, Checked, FileName, Name, Options
from autograder.submissions.libraries import LIBRARIES
from autograder.values import Value, form, to_bytes
from autograder.values.compare import ANY_NUMBERS, Tolerance
from autograder.values.difference import Difference
from autograder.values.outcome import CallRules, Outcome

Raw = Annotated[str, Checked("a text", lambda _: True)]  # a data file's text, which is not shown
KINDS = ("function", "class", "variable")
Kind = Annotated[str, Checked(f"one of {', '.join(KINDS)}", KINDS.__contains__)]
Library = Annotated[str, Checked(f"one of {', '.join(LIBRARIES)}", LIBRARIES.__contains__)]
# What is compared for an exercise with properties, beside the properties themselves.
NUMBERS, SHAPES = ("value", "members"), ("length", "shape")


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
        """The exercise and the shapes of its arguments, usable as a lookup key."""
        return self.exercise, form(self.args)


@dataclass(frozen=True, eq=False)
class Property:
    """What must hold of a result: a function that tells, and what students read if it does not.

    The function gets the result, the expected one if it `compares`, and the arguments that it
    `takes`. Its text may come from anybody: it runs only where `Caller.apply` runs it.
    """

    name: Name
    message: str
    code: Value
    takes: tuple[Name, ...] = ()
    compares: bool = False


@dataclass(frozen=True, eq=False)
class KeyCase:
    """One call: its arguments, its expected result, and what each mistake returns.

    `mistakes` holds only those whose outcome differs from the expected one. `calls` are all that
    the reference made to other exercises; a long case has `samples` instead, one call of each form.
    `seed` replaces the exercise's seed. The function is `called` this many times on the same
    objects, and its last result is the expected one. Where a case `raises`, an exception of the
    type of this name is expected, or of a subclass, and no result. `lacking` are the properties
    that the result of a mistake does not have, if it has the right form. With `form_only`, the
    result has the types and shapes of the expected one; its contents are not in the key.
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
    raises: Name = field(default="", metadata={RARE: True})
    lacking: dict[Name, tuple[Name, ...]] = field(default_factory=dict, metadata={RARE: True})
    form_only: bool = field(default=False, metadata={RARE: True})


@dataclass(frozen=True, eq=False, kw_only=True)
class KeyExercise(Options):
    """An exercise in a key: how it is called, its points, and its cases.

    `released` is the text of the function that students get, and `stub` its digest where it does
    more than raise. `run`, if it is not None, is the author's function that uses what the student
    wrote: it gets that first, and then the arguments, which the `parameters` are those of.
    """

    name: Name
    title: str
    points: float
    parameters: tuple[Parameter, ...]
    hints: tuple[str, ...]
    mistakes: dict[Name, str]
    stub: str = ""
    released: str = ""
    kind: Kind = field(default="function", metadata={RARE: True})
    run: Value = field(default=None, metadata={RARE: True})
    cases: tuple[KeyCase, ...]
    properties: tuple[Property, ...] = field(default=(), metadata={RARE: True})

    def differences(self, value: Value, expected: Value, tolerance: Tolerance) -> list[Difference]:
        """The same; for an exercise with properties those of form, and what is not finite."""
        if not self.properties:
            return super().differences(value, expected, tolerance)
        ignored = (*NUMBERS, *(SHAPES if self.any_shape else ()))
        found = super().differences(value, expected, ANY_NUMBERS)
        return [difference for difference in found if difference.kind not in ignored]

    def rules(self, case: KeyCase) -> CallRules:
        """How the function is called for a case."""
        defaults = {p.name: p.default for p in self.parameters if p.name in self.declared}
        seed = self.seed if case.seed is None else case.seed
        return CallRules(
            self.changes, seed, self.stub, case.called, defaults, self.run, self.prints, self.writes
        )

    def bind(
        self, args: tuple[Value, ...], keywords: Mapping[str, Value]
    ) -> tuple[Value, ...] | None:
        """All arguments in the order of the parameters, with defaults; None if they do not fit."""
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
        """A digest of the hidden cases' expected results, unknown to anybody without the key."""
        hidden = [c.expected for e in self.exercises for c in e.cases if c.hidden]
        return sha256(b"".join(to_bytes({"expected": hidden}))).digest()

    @property
    def variables(self) -> frozenset[str]:
        """The exercises that are variables, and need not be callable."""
        return frozenset(e.name for e in self.exercises if e.kind == "variable")

    def alone(self, exercise: KeyExercise) -> Self:
        """The key of this exercise, judged without those that it uses."""
        return replace(self, exercises=(replace(exercise, uses=()),))

    def exercise(self, name: str) -> KeyExercise:
        """The exercise of this name. Raises NoSuchExerciseError where there is none."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise no_exercise(self.assignment, name, [exercise.name for exercise in self.exercises])
