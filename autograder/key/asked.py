"""What is said where somebody asks for what is not there."""

from collections.abc import Iterable
from difflib import get_close_matches

from autograder.submissions.files import UserError


class NoSuchExerciseError(UserError, ValueError):
    """There is no such exercise, or no such case of it; the message says which there are."""


def no_exercise(assignment: str, name: str, known: Iterable[str]) -> NoSuchExerciseError:
    """The error for a name that none of an assignment's exercises has."""
    names = list(known)
    return NoSuchExerciseError(
        f"{assignment} has no exercise {name!r}.{meant(name, names)}\nIt has {', '.join(names)}."
    )


def meant(name: str, known: Iterable[str]) -> str:
    """The question " Is linear meant?" about the closest known name, or nothing without one.

    A word is close where two thirds of it agree, the standard library's own measure.
    """
    near = get_close_matches(name, known, 1)
    return f" Is {near[0]} meant?" if near else ""
