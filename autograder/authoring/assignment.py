"""An assignment, as its author declares it: a name, a title, data files and exercises."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import ModuleType

from autograder.authoring.cases import Case
from autograder.authoring.exercise import (
    CaseGenerator,
    Exercise,
    _docstring,
    place_of,
    written_at,
)
from autograder.key import no_exercise
from autograder.values.compare import OFF_SEED, Tolerance


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
                place=place_of(generate),
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
            place=written_at(caller.f_code.co_filename, caller.f_lineno),
        ))  # fmt: skip

    def _added(self, exercise: Exercise) -> Exercise:
        name, known = exercise.name, [other.name for other in self.exercises]
        if name in known:
            raise ValueError(f"{name} is declared twice in {self.name}.")
        self.exercises.append(exercise)
        return exercise

    def named(self, names: Iterable[str]) -> list[Exercise]:
        """The exercises of these names. Raises NoSuchExerciseError for one that is not there."""
        known, chosen = {exercise.name: exercise for exercise in self.exercises}, []
        for name in names:
            if name not in known:
                raise no_exercise(self.name, name, known)
            chosen.append(known[name])
        return chosen

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
