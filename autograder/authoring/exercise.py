"""What an author declares: an assignment and its exercises, with cases, mistakes and hints."""

from __future__ import annotations

import inspect
import math
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.authoring.mistake import Function, Mistake, around, edit_of
from autograder.key import Options
from autograder.values.compare import OFF_SEED, Tolerance

CaseGenerator = Callable[[np.random.Generator], Iterator[Any]]


@dataclass(frozen=True)
class Case:
    """One call of an exercise's function, as its author declares it."""

    args: tuple[Any, ...]
    keywords: dict[str, Any]
    tolerance: Tolerance = OFF_SEED
    expensive: bool = False
    called: int = 1
    raises: type[Exception] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.tolerance, Tolerance):
            raise ValueError(
                f"tolerance={self.tolerance!r}: a tolerance has two parts. "
                "Write tolerance=Tolerance(rtol=1e-3, atol_of_largest=0)."
            )


def case(
    *args: Any,
    tolerance: Tolerance = OFF_SEED,
    expensive: bool = False,
    called: int = 1,
    raises: type[Exception] | None = None,
    **keywords: Any,
) -> Case:
    """A case with keyword arguments, another tolerance, or one of these marks.

    - `expensive`: the case runs last, and only if every other case of the exercise has passed.
    - `called=2`: the function is called twice on the same objects, and the second result counts.
    - `raises=ValueError`: the function raises an exception of this type, or of a subclass.

    Raises ValueError if `called` is less than 1, `tolerance` is no Tolerance, or `raises` is no
    type that can be told from a stub's exception.
    """
    if called < 1:
        raise ValueError(f"called={called}: a case calls its function at least once.")
    is_type = raises is None or (isinstance(raises, type) and issubclass(raises, Exception))
    if not is_type or raises is NotImplementedError:
        raise ValueError(
            f"raises={getattr(raises, '__name__', repr(raises))}: name a type of exception such as "
            "ValueError, without quotes. NotImplementedError is what a stub raises."
        )
    return Case(args, keywords, tolerance, expensive, called, raises)


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
    is a variable of which the public key has only the form; it is declared at `line` of a file.
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
    line: tuple[str, int] = ("", 0)

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

    @property
    def place(self) -> str:
        """The file and the line in which its cases begin."""
        file, line = self.line
        return f"{'/'.join(Path(file).parts[-3:])}, line {line}" if file else self.name

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


@dataclass
class Assignment:
    """An assignment: its name, its title, the data files that students get, and its exercises.

    `files` are in the assignment's folder and are copied beside the notebook. `reference` is the
    module with the right functions, for mistakes that are made from them. `goal` (what a student
    can do at the end), `needs` (what to know before), `minutes` (for a beginner) and `then` (what
    comes next) are for the cells that open and close the notebook. `exercises` are added by the
    decorator `exercise`, in order.
    """

    name: str
    title: str
    goal: str = ""
    needs: str = ""
    minutes: int = 0
    then: str = ""
    files: tuple[str, ...] = ()
    reference: ModuleType | None = None
    exercises: list[Exercise] = field(default_factory=list)

    def exercise(
        self,
        *,
        points: float,
        returns: tuple[str, ...] = (),
        uses: tuple[str, ...] = (),
        partial: bool = False,
        exact_dtype: bool = False,
        structure_only: bool = False,
        changes: tuple[str, ...] = (),
        declared: tuple[str, ...] = (),
        seed: int | None = None,
        any_shape: bool = False,
        prints: bool = False,
        writes: tuple[str, ...] = (),
    ) -> Callable[[CaseGenerator], Exercise]:
        """A decorator that turns a generator of cases into an exercise of this assignment.

        The generator has the name of the graded function or class, and the exercise's title as its
        docstring. It takes a `numpy.random.Generator` and yields each case as a tuple of arguments
        or a `case(…)`.

        - `points`: given for passing every case.
        - `returns`: names of the parts of a returned tuple, used in feedback.
        - `uses`: exercises that this one calls, directly or through another.
        - `partial`: gives a share of the points for the share of cases that pass.
        - `exact_dtype`: arrays must have the reference's dtypes.
        - `structure_only`: compares a model's layers, but not its weights.
        - `changes`: arguments that the function changes in place. Their final state is compared
          after the result, as further parts of it.
        - `declared`: parameters whose defaults are read from the signature and compared as further
          parts of the result, for defaults that no case can leave out because it would take too
          long.
        - `seed`: seeds NumPy and PyTorch before every call.
        - `prints`: compares what a call prints, after the result.
        - `writes`: names of text files that a call writes into the current folder, which is empty.
          They are compared after the result.
        - `any_shape`: a result may have other shapes and lengths than the reference's, where its
          properties say what is right.

        Raises ValueError for points that are not positive, a missing title, or a name used twice.
        """

        def declare(generate: CaseGenerator) -> Exercise:
            name, code = generate.__name__, getattr(generate, "__code__", None)
            names: list[object] = [returns, uses, changes, declared, writes]
            if any(isinstance(value, str) for value in names):
                raise ValueError(
                    f"{name}: returns, uses, changes, declared and writes are tuples of names. "
                    'Write a tuple of one with a comma: ("x",)'
                )
            if code is not None and code.co_argcount != 1:
                raise ValueError(
                    f"{name} takes {code.co_argcount} arguments for its cases; it takes a random "
                    f"generator: def {name}(random):"
                )
            return self._added(Exercise(
                name=name, title=_docstring(generate, "the title"), points=_points(name, points),
                generate=generate, reference=self.reference, returns=returns, uses=uses,
                partial=partial, exact_dtype=exact_dtype, structure_only=structure_only,
                changes=changes, declared=declared, seed=seed, any_shape=any_shape,
                prints=prints, writes=writes,
                line=(code.co_filename, code.co_firstlineno) if code else ("", 0),
            ))  # fmt: skip

        return declare

    def variable(
        self,
        name: str,
        *,
        points: float,
        title: str,
        tolerance: Tolerance = OFF_SEED,
        returns: tuple[str, ...] = (),
        exact_dtype: bool = False,
    ) -> Exercise:
        """An exercise whose students give a variable a value, such as `answer = 42`.

        The public key has only the value's types and shapes, and a check compares these. The value
        is compared in final grading, whose feedback does not show it. For `returns` and
        `exact_dtype`, see `exercise`.

        Raises ValueError for points that are not positive, a missing title, or a name used twice.
        """
        if not title.strip():
            raise ValueError(f"{name} has no title.")
        caller = sys._getframe(1)
        return self._added(Exercise(
            name=name, title=title, points=_points(name, points), reference=self.reference,
            generate=lambda random: iter([Case((), {}, tolerance)]), returns=returns,
            exact_dtype=exact_dtype, is_value=True,
            line=(caller.f_code.co_filename, caller.f_lineno),
        ))  # fmt: skip

    def _added(self, exercise: Exercise) -> Exercise:
        name, known = exercise.name, [other.name for other in self.exercises]
        if name in known:
            raise ValueError(f"{name} is declared twice in {self.name}.")
        self.exercises.append(exercise)
        return exercise

    def arrange(self, names: Iterable[str]) -> None:
        """Put the exercises into the order of these names, whichever files declare them.

        Raises ValueError for a `uses` that names no earlier exercise, or one with `run`, and for
        `any_shape` where nothing but the numbers is compared.
        """
        order = list(names)
        self.exercises.sort(key=lambda exercise: order.index(exercise.name))
        known: dict[str, Exercise] = {}
        for exercise in self.exercises:
            if unknown := [use for use in exercise.uses if use not in known]:
                raise ValueError(
                    f"{exercise.name} uses {', '.join(unknown)}, which is no exercise above it. "
                    f"Above it are: {', '.join(known) or 'none'}."
                )
            if unrecorded := [use for use in exercise.uses if known[use].runs]:
                raise ValueError(
                    f"{exercise.name} uses {unrecorded[0]}, which is graded through `run`, so that "
                    "no calls of it are recorded.\n"
                    f"Take {unrecorded[0]} out of uses=… of {exercise.name}."
                )
            if exercise.any_shape and not exercise.properties:
                raise ValueError(
                    f"{exercise.name}: any_shape=True needs a property or a comparison, which says "
                    f"what is right.\nAdd one with @{exercise.name}.property."
                )
            known[exercise.name] = exercise


def _points(name: str, points: float) -> float:
    if not isinstance(points, int | float) or not 0 < points < math.inf:
        raise ValueError(f"{name}: points are {points!r}, they must be a positive number.")
    return float(points)


def _docstring(function: Function, purpose: str) -> str:
    text = " ".join((function.__doc__ or "").split())
    if not text:
        raise ValueError(f"{function.__name__} has no docstring; it is {purpose}.")
    return text
