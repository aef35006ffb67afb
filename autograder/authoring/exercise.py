"""What an author declares of an exercise: its cases, mistakes, hints, and what must hold."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.authoring.cases import Case
from autograder.authoring.mistake import Function, Mistake, around, edit_of
from autograder.key import Options

CaseGenerator = Callable[[np.random.Generator], Iterator[Any]]


def place_of(function: Function) -> str:
    """The file and line in which a function stands."""
    code = inspect.unwrap(function).__code__
    return written_at(code.co_filename, code.co_firstlineno)


def written_at(file: str, line: int) -> str:
    """A line of a file in solutions/, as authors read it."""
    return f"{'/'.join(Path(file).parts[-3:])}, line {line}"


@dataclass(frozen=True)
class CrossCheck:
    """An independent computation of what an exercise returns, and how closely it must agree.

    Where the computation covers only some of the returned values, the others are None.
    """

    name: str
    function: Function
    rtol: float


@dataclass(frozen=True)
class Property:
    """What must hold of a result, and what a student reads if it does not.

    `compares` says that the function gets the expected result after the student's.
    """

    name: str
    message: str
    function: Function
    compares: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Exercise(Options):
    """One graded function or class: its title, points and cases, its known mistakes and hints.

    `runs` holds the function that says how a case uses it, if there is one. `is_value` says that it
    is a variable of which the public key has only the form. `place` is where its cases begin.
    """

    name: str
    title: str
    points: float
    generate: CaseGenerator
    reference: ModuleType | None = None
    mistakes: list[Mistake] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    cross_checks: list[CrossCheck] = field(default_factory=list)
    runs: list[Function] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)
    is_value: bool = False
    place: str

    def run(self, function: Function) -> Function:
        """The function itself, recorded as how a case uses what the student wrote.

        It gets the student's class or function first and then the case's arguments, and returns
        what is compared. A class needs one. Its text is in the key, where students can read it.
        Raises ValueError if there is one already, or if it takes no argument.
        """
        if self.runs:
            raise ValueError(f"{self.name} has two functions for `run`: {self.runs[0].__name__} …")
        if not inspect.signature(function).parameters:
            raise ValueError(
                f"{self.name}: {function.__name__} takes no argument. Its first one is what the "
                f"student wrote: def {function.__name__}({self.name}, …)"
            )
        self.runs.append(function)
        return function

    def mistake(self, function: Function) -> Function:
        """The function itself, recorded as a mistake: it takes the same arguments, and is wrong.

        A mistake of a class is a class. If a function's first parameter is `right`, it gets the
        reference's function there, and the arguments by name, defaults included. The docstring is
        the feedback. Raises ValueError without one, or for a name used twice.
        """
        message = _docstring(function, "the feedback for students")
        names = () if inspect.isclass(function) else inspect.signature(function).parameters
        is_wrapper = next(iter(names), "") == "right"
        wrong = around(self._right(), function) if is_wrapper else function
        self._record(Mistake(function.__name__, message, wrong))
        return function

    def wrong(self, name: str, value: Any, message: str) -> None:
        """Record a mistake of a variable: a wrong value of the same type and shape.

        Raises ValueError for a name used twice.
        """
        self._record(Mistake(name, message, value))

    def edit(self, name: str, old: str, new: str, message: str) -> None:
        """Record a mistake: the reference, with `new` in the place of `old` in its text.

        Raises ValueError unless `old` occurs there exactly once and the result is Python.
        """
        right = self._right()
        try:
            wrong, text = edit_of(right, name, old, new)
        except (SyntaxError, ValueError) as error:
            raise ValueError(f"The mistake {name} of {self.name}: {error}") from error
        self._record(Mistake(name, message, wrong, text))

    def _right(self) -> Function:
        if self.reference is None:
            raise ValueError(
                f"{self.name}: an edit, or a mistake that takes `right`, needs the reference.\n"
                "Declare it with the assignment: Assignment(…, reference=reference)."
            )
        right: Function = getattr(self.reference, self.name)
        return right

    def _record(self, mistake: Mistake) -> None:
        if any(mistake.name == other.name for other in self.mistakes):
            raise ValueError(f"{self.name} has two mistakes called {mistake.name}.")
        self.mistakes.append(mistake)

    def hint(self, text: str) -> None:
        """Add a hint. Students see them in this order: begin with a question."""
        self.hints.append(text)

    def cross_check(self, *, rtol: float) -> Callable[[Function], Function]:
        """A decorator that records an independent computation of this exercise's results.

        An element may be off by `rtol` times itself plus `rtol` times the largest element. A part
        of a returned tuple that the computation does not cover is None.
        """

        def record(function: Function) -> Function:
            self.cross_checks.append(CrossCheck(function.__name__, function, rtol))
            return function

        return record

    def adopt(self, other: Exercise, *, without: Iterable[str] = ()) -> None:
        """Copy another exercise's mistakes, hints, cross-checks and properties.

        The mistakes named in `without` are left out.
        """
        for mistake in other.mistakes:
            if mistake.name not in without:
                self._record(mistake)
        self.hints.extend(other.hints)
        self.cross_checks.extend(other.cross_checks)
        self.properties.extend(other.properties)

    def cases(self, random: np.random.Generator) -> list[Case]:
        """The cases that the author's generator yields for this random generator."""
        found: Iterable[Any] | None = self.generate(random)
        if found is None:
            raise ValueError(
                f"{self.name} yields no case. Write, for example: yield (random.normal(size=3),)"
            )
        return [self._case(item) for item in found]

    def _case(self, item: Any) -> Case:
        if isinstance(item, Case):
            return item
        if isinstance(item, tuple):
            return Case(item, {})
        raise ValueError(
            f"{self.name} yields a value of type {type(item).__name__}, and not a tuple of "
            "arguments.\nFor a single argument, write yield (argument,) or yield case(argument)."
        )

    def compare(self, function: Function) -> Function:
        """The function itself, which decides whether a result equals the expected one.

        It gets the result, the expected one, and those arguments of the exercise that it names. It
        returns True, False, or a text that says what is wrong. Its docstring is what students read
        if the result is wrong. The numbers are not compared besides. Raises ValueError without a
        docstring, or for a second one.
        """
        if any(one.compares for one in self.properties):
            raise ValueError(f"{self.name} has two comparisons; one decides.")
        return self._require_property(function, compares=True)

    def _require_property(self, function: Function, *, compares: bool = False) -> Function:
        name = function.__name__
        if any(name == one.name for one in self.properties):
            raise ValueError(f"{self.name} has two properties called {name}.")
        message = _docstring(function, "what students read if it does not hold")
        self.properties.append(Property(name, message, function, compares))
        return function

    def property(self, function: Function) -> Function:
        """The function itself, recorded as what must hold of every right result.

        It gets the result and those arguments of the exercise that it names. It returns True,
        False, or a text that says what is wrong; an exception counts as False. Its docstring is
        what students read if it does not hold. An exercise with properties is judged by them; of
        the reference's result, only the type and the shape are compared. Raises ValueError without
        a docstring, or for a name used twice.
        """
        return self._require_property(function)


def _docstring(function: Function, purpose: str) -> str:
    text = " ".join((function.__doc__ or "").split())
    if not text:
        raise ValueError(f"{function.__name__} has no docstring; it is {purpose}.")
    return text
