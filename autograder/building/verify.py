"""Tries the laws on assignments, or on an assignment's exercises."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from autograder.authoring.answers import public_part
from autograder.authoring.leaks import hidden_numbers
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room, course_secret, open_room
from autograder.building.laws import (
    case_laws,
    graded_laws,
    hint_law,
    made_laws,
    mistake_laws,
    property_law,
    reference_law,
)
from autograder.judging.crew import Crew
from autograder.key import Key


@dataclass(frozen=True)
class Law:
    """A law, the assignment it was tried on, and everything that breaks it."""

    assignment: str
    title: str
    breaches: tuple[str, ...]


def verify(root: Path, name: str, key: Key | None = None) -> Iterator[Law]:
    """Every law tried on one assignment, each as soon as it is known.

    The private key is made unless given.
    """
    room = open_room(root, name)
    private = key or make_assignment_key(room, course_secret(root))
    public, numbers = public_part(private), hidden_numbers(private)
    for title, breaches in chain(
        graded_laws(room, private),
        case_laws(public),
        mistake_laws(room, private, numbers),
        property_law(room, private),
        made_laws(room, public, numbers),
    ):
        yield Law(name, title, tuple(breaches))


def verify_exercises(root: Path, name: str, exercises: Sequence[str]) -> Iterator[Law]:
    """The laws of some exercises of an assignment, tried on them alone: in a second or two.

    What is released, and the notebook, are left to `verify`. Raises NoSuchExerciseError for one
    that is not there.
    """
    room = with_only(open_room(root, name), exercises)
    private = make_assignment_key(room, course_secret(root))
    for title, breaches in chain(
        reference_law(room, private),
        case_laws(public_part(private)),
        mistake_laws(room, private, hidden_numbers(private)),
        property_law(room, private),
        hint_law(room),
    ):
        yield Law(name, title, tuple(breaches))


def with_only(room: Room, exercises: Sequence[str]) -> Room:
    """The room with these exercises alone. Raises NoSuchExerciseError for one that is not there."""
    chosen = room.assignment.named(exercises)
    return replace(room, assignment=replace(room.assignment, exercises=chosen))


@contextlib.contextmanager
def verified(root: Path, names: Sequence[str], jobs: int) -> Iterator[dict[str, Iterable[Law]]]:
    """Every law tried on each of several assignments; several at a time, where they are several."""
    if min(jobs, len(names)) <= 1:
        yield {name: verify(root, name) for name in names}
        return
    with Crew(min(jobs, len(names)), [__name__]) as crew:
        tasks = {name: crew.submit(_verified, root, name) for name in names}
        yield {name: _result(task) for name, task in tasks.items()}


def _verified(root: Path, name: str) -> list[Law]:
    return list(verify(root, name))


def _result(task: Future[list[Law]]) -> Iterator[Law]:
    yield from task.result()
