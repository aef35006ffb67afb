"""What an author declares, and the declarations that are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from conftest import TINY_EXERCISES

from autograder import OFF_SEED, PUBLISHED, Assignment, Tolerance, case
from autograder.authoring.cases import Case
from autograder.authoring.exercise import Exercise
from autograder.authoring.room import Room, RoomError, open_room

Tiny = Callable[..., Room]


def declared(assignment: Assignment | None = None, **options: Any) -> Exercise:
    """An exercise called f, declared with these options."""
    assignment = assignment or Assignment("work", title="Work")

    def f(random: Any) -> Any:
        yield random.normal(size=2), 0.5
        yield case(1, bias=2, tolerance=PUBLISHED)
        yield case(3, expensive=True)

    f.__doc__ = "a   title\n    over two lines"
    return assignment.exercise(**({"points": 1} | options))(f)


def test_a_declaration_becomes_an_exercise() -> None:
    assignment = Assignment("work", title="Work")
    exercise = declared(assignment, points=2, returns=("a", "b"))
    assert assignment.exercises == [exercise]
    assert (exercise.name, exercise.title, exercise.points) == ("f", "a title over two lines", 2.0)
    assert exercise.returns == ("a", "b")


def test_exercises_keep_the_order_of_their_declaration() -> None:
    assignment = Assignment("work", title="Work")
    for name in ("h", "g", "f"):
        generator = _generator(name)
        assignment.exercise(points=1)(generator)
    assert [exercise.name for exercise in assignment.exercises] == ["h", "g", "f"]


def _generator(name: str, doc: str | None = "a title") -> Any:
    def generate(random: Any) -> Any:
        yield (1,)

    generate.__name__, generate.__doc__ = name, doc
    return generate


@pytest.mark.parametrize("points", [0, -1, -0.5])
def test_points_that_are_not_positive_are_refused(points: float) -> None:
    with pytest.raises(ValueError, match=r"f: points are .* must be a positive number"):
        declared(points=points)


@pytest.mark.parametrize("doc", [None, "", "  \n "])
def test_an_exercise_without_a_title_is_refused(doc: str | None) -> None:
    with pytest.raises(ValueError, match="f has no docstring; it is the title"):
        Assignment("work", title="Work").exercise(points=1)(_generator("f", doc))


def test_a_name_that_is_declared_twice_is_refused() -> None:
    """The second would silently take the place of the first."""
    assignment = Assignment("work", title="Work")
    declared(assignment)
    with pytest.raises(ValueError, match="f is declared twice in work"):
        declared(assignment)
    assert len(assignment.exercises) == 1


@pytest.mark.parametrize("uses", [("g",), ("f",), ("g", "h")])
def test_a_use_of_what_does_not_stand_above_is_refused(uses: tuple[str, ...]) -> None:
    """What an exercise calls is judged before it; a circle could not be."""
    assignment = Assignment("work", title="Work")
    declared(assignment, uses=uses)
    assignment.exercise(points=1)(_generator("g"))
    with pytest.raises(ValueError, match=r"f uses .* which is no exercise above it"):
        assignment.arrange(["f", "g"])


def test_a_use_of_an_earlier_exercise_is_accepted() -> None:
    """The script's order counts, not that of the declarations."""
    assignment = Assignment("work", title="Work")
    declared(assignment, uses=("g",))
    assignment.exercise(points=1)(_generator("g"))
    assignment.arrange(["np", "g", "f"])
    assert [exercise.name for exercise in assignment.exercises] == ["g", "f"]


def test_a_mistake_is_recorded_and_stays_a_function() -> None:
    exercise = declared()

    it_is_wrong = _generator("it_is_wrong", "It\n    is wrong.")
    assert exercise.mistake(it_is_wrong) is it_is_wrong
    (mistake,) = exercise.mistakes
    assert (mistake.name, mistake.message) == ("it_is_wrong", "It is wrong.")
    assert mistake.function is it_is_wrong


def test_a_mistake_without_feedback_is_refused() -> None:
    with pytest.raises(ValueError, match="silent has no docstring; it is the feedback"):
        declared().mistake(_generator("silent", None))


def test_two_mistakes_of_one_name_are_refused() -> None:
    exercise = declared()
    exercise.mistake(_generator("wrong"))
    with pytest.raises(ValueError, match="f has two mistakes called wrong"):
        exercise.mistake(_generator("wrong"))


@pytest.fixture
def made(tiny: Tiny) -> Callable[[str], Any]:
    """Makes the tiny room with one more declaration; the last mistake of total."""

    def make(declaration: str) -> Any:
        return tiny(extra=declaration).assignment.exercises[1].mistakes[-1]

    return make


def test_an_edit_is_the_references_function_with_other_text(made: Callable[[str], Any]) -> None:
    """It calls the functions of the reference's module."""
    mistake = made('total.edit("less", "+ start", "- start", "It has the wrong sign.")\n')
    assert (mistake.name, mistake.message) == ("less", "It has the wrong sign.")
    assert mistake.function(np.ones(3), 0.5) == 5.5


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ('"x", "", "y"', r"The mistake wrong of total: 'x' occurs \d times"),
        ('"no such text", "", "y"', r"'no such text' occurs 0 times .* expected exactly once"),
        ('"+ start", "+", "y"', r"The mistake wrong of total: invalid syntax"),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused_with_its_line(
    tiny: Tiny, edit: str, words: str
) -> None:
    line = TINY_EXERCISES.count("\n") + 1
    with pytest.raises(RoomError, match=rf"(?s)exercises.py, line {line}, raises.*{words}"):
        tiny(extra=f'total.edit("wrong", {edit})\n')


@pytest.mark.parametrize(
    "again",
    [
        'total.edit("start_is_missing", "+ start", "", "It is missing.")\n',
        "@total.mistake\ndef start_is_missing(right, **given):\n    'It is missing.'\n",
    ],
)
def test_a_mistake_of_a_name_that_is_taken_is_refused(tiny: Tiny, again: str) -> None:
    with pytest.raises(RoomError, match="total has two mistakes called start_is_missing"):
        tiny(extra=again)


def test_a_mistake_around_the_right_function_gets_all_arguments_by_name(
    made: Callable[[str], Any],
) -> None:
    """Those that the call leaves out have their defaults."""
    function = made("""
        @total.mistake
        def start_counts_twice(right, start, **given):
            '''It counts twice.'''
            return right(**given, start=2 * start), sorted(given)
    """).function
    assert function(np.ones(3)) == (6.0, ["x"])
    assert function(np.ones(3), start=1.0) == (8.0, ["x"])


def test_what_is_made_from_the_reference_needs_it() -> None:
    with pytest.raises(ValueError, match=r"f: an edit, .* needs the reference.*\n.*reference="):
        declared().edit("wrong", "a", "b", "It is wrong.")


def test_exercises_stand_in_any_file_of_the_room(tiny: Tiny) -> None:
    """They have the order of the script; a file that is no module is left alone."""
    head, double, total = TINY_EXERCISES.split("@assignment.exercise", maxsplit=2)
    imports = "from solutions.tiny.exercises import *\n@assignment.exercise"
    files = {"exercises": head, "z_first": imports + double, "a_second": imports + total}
    room = tiny(**files, **{"not-a-module": "raise RuntimeError"})
    assert [exercise.name for exercise in room.assignment.exercises] == ["double", "total"]
    assert open_room(room.root, "tiny").assignment is room.assignment


def test_a_file_of_the_room_that_raises_is_named(tiny: Tiny) -> None:
    with pytest.raises(RoomError, match=r"tiny/more.py, line 2, raises when it is imported"):
        tiny(more="\nassignment.exercise()")


def test_cross_checks_and_hints_are_recorded_in_order() -> None:
    exercise = declared()
    exercise.hint("first")
    exercise.hint("second")
    check = _generator("independent")
    assert exercise.cross_check(rtol=1e-7)(check) is check
    assert exercise.hints == ["first", "second"]
    assert [(c.name, c.rtol) for c in exercise.cross_checks] == [("independent", 1e-7)]


def test_cases_are_what_the_generator_yields() -> None:
    first, second, third = declared().cases(np.random.default_rng(1))
    assert len(first.args) == 2
    assert (first.keywords, first.tolerance, first.expensive) == ({}, OFF_SEED, False)
    assert (second.args, second.keywords, second.tolerance) == ((1,), {"bias": 2}, PUBLISHED)
    assert third.expensive


def test_a_case_takes_any_keyword_of_the_function() -> None:
    """Only tolerance and expensive belong to the case itself."""
    made = case(1, args=2, name="n", tolerance=Tolerance(0.1, 0.0))
    assert made == Case((1,), {"args": 2, "name": "n"}, Tolerance(0.1, 0.0), expensive=False)
