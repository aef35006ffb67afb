"""What all commands share: where the course is, where text goes, and how they end."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console

from autograder.key import InvalidKeyError
from autograder.worker.exhausted import exhausted

__all__ = ["FAILED", "FAULT", "course_and_names", "out", "printing", "run", "stop", "tell"]

FAILED, USAGE, FAULT = 1, 2, 3


def out() -> Console:
    """The console of stdout, of a fixed width where nobody sees it."""
    return Console(width=None if sys.stdout.isatty() else 100, highlight=False)


def stop(message: str, code: int = USAGE) -> NoReturn:
    """End the command; the message may quote a file of anybody's."""
    from autograder.reports.text import safe

    with contextlib.suppress(OSError):  # a full stderr: the exit code says it all the same
        click.echo(safe(message), err=True)
    sys.exit(code)


def course_and_names(names: tuple[str, ...] = ()) -> tuple[Path, list[str]]:
    """The course's root, and the named assignments or all of them."""
    from autograder.authoring.room import RoomError, assignment_names, course_root

    try:
        root = course_root()
    except RoomError as error:
        stop(str(error))
    known = assignment_names(root)
    for name in names:
        if name not in known:
            stop(f"There is no assignment {name!r}; there are: {', '.join(known)}.")
    return root, list(names) or known


def tell(message: str) -> None:
    """Print progress, on stderr."""
    click.echo(message, err=True)


@contextlib.contextmanager
def printing() -> Iterator[None]:
    """End the command with a message where stdout or this machine cannot take what it does."""
    if sys.stdout is None:
        stop("The output cannot be written: stdout is closed.\nLeave it open, without >&-.", FAULT)
    try:
        yield
        sys.stdout.flush()
    except UnicodeEncodeError as error:
        letter = ascii(error.object[error.start])
        stop(
            f"The output cannot hold {letter}: its encoding is {error.encoding}.\n"
            "Set PYTHONIOENCODING=utf-8, then run the same command again."
        )
    except (OSError, MemoryError, RuntimeError) as error:
        if getattr(error, "errno", None) == errno.EPIPE:  # a pipe's end is click's
            raise
        _stop_for(error)


def _stop_for(error: OSError | MemoryError | RuntimeError) -> NoReturn:
    """End the command with what is exhausted; an error that is of another kind is raised again."""
    place = getattr(error, "filename", None)
    if place is None and (reason := _output_error()) is not None:
        _drop_output()
        what = f"The output cannot be written: {reason}.\nMake room"
        stop(f"{what}, then run the same command again.", FAULT)
    words = exhausted(error)
    if place is not None and isinstance(error, OSError):
        words = f"{place}: {error.strerror}.\nMake room or fix that"
    if words is None:
        raise error
    stop(f"{words.rstrip('.')}, then run the same command again; what is done is kept.", FAULT)


def _output_error() -> str | None:
    """Why stdout takes no more, not even an empty line, if it does not."""
    try:
        click.echo()
    except OSError as error:
        return error.strerror
    return None


def _drop_output() -> None:
    """Let what is still to be written go nowhere: Python tries again when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(action: Any) -> Any:
    """What the action returns; a course's or nbgrader's error ends the command with its message."""
    from autograder.authoring.answers import AnswerError
    from autograder.authoring.room import RoomError
    from autograder.course.gradebook import CourseError

    try:
        return action()
    except (AnswerError, RoomError, InvalidKeyError) as error:
        stop(str(error))
    except CourseError as error:
        stop(str(error), FAULT)
