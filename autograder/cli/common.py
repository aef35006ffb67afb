"""What all commands share: where the course is, where text goes, and how they end."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import click

__all__ = ["FAILED", "FAULT", "course_of", "explained", "stop", "tell", "text_width"]

FAILED, USAGE, FAULT = 1, 2, 3


def text_width() -> int:
    """The columns of a terminal on stdout; a fixed number where it is something else."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 100


def stop(message: str, code: int = USAGE) -> NoReturn:
    """End the command; the message may quote untrusted text."""
    from autograder.reports.text import safe

    with contextlib.suppress(OSError):  # a full stderr: the exit code says it all the same
        click.echo(safe(message), err=True)
    sys.exit(code)


def course_of(*assignments: str) -> Path:
    """The root of the course; a name that is none of its assignments' ends the command."""
    from autograder.authoring.room import assignment_names, course_root

    known = assignment_names(root := course_root())
    for name in assignments:
        if name not in known:
            stop(f"There is no assignment {name!r}; there are: {', '.join(known)}.")
    return root


def tell(message: str) -> None:
    """Print progress, on stderr."""
    click.echo(message, err=True)


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """End the command with a message for an error that the user can do something about."""
    if sys.stdout is None:
        stop("The output cannot be written: stdout is closed.\nLeave it open, without >&-.", FAULT)
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except UnicodeEncodeError as error:
        letter = ascii(error.object[error.start])
        stop(
            f"The output cannot hold {letter}: its encoding is {error.encoding}.\n"
            "Set PYTHONIOENCODING=utf-8, then run the same command again."
        )
    except BrokenPipeError:  # the reader has closed the pipe
        _drop_output()
        sys.exit(FAILED)
    except (OSError, MemoryError) as error:
        _stop_for(error)
    except (RuntimeError, ValueError) as error:
        _stop_if_ours(error)
        _stop_for(error)


def _stop_if_ours(error: Exception) -> None:
    """End the command where the error is about the course, a key or a library that is missing."""
    from autograder.authoring.answers import AnswerError
    from autograder.authoring.room import RoomError
    from autograder.course.gradebook import CourseError
    from autograder.key import InvalidKeyError
    from autograder.submissions.libraries import LibraryError

    if isinstance(error, AnswerError | RoomError | InvalidKeyError | LibraryError):
        stop(str(error))
    if isinstance(error, CourseError):
        stop(str(error), FAULT)


def _stop_for(error: Exception) -> NoReturn:
    """End the command with what is exhausted; an error that is of another kind is raised again."""
    from autograder.worker.exhausted import exhausted

    words = exhausted(error)
    if isinstance(error, OSError) and error.filename is not None:
        words = f"{error.filename}: {error.strerror}.\nMake room or fix that"
    elif isinstance(error, OSError) and (reason := _output_error()) is not None:
        what = f"The output cannot be written: {reason}.\nMake room"
        stop(f"{what}, then run the same command again.", FAULT)
    if words is None:
        raise error
    stop(f"{words.rstrip('.')}, then run the same command again; what is done is kept.", FAULT)


def _output_error() -> str | None:
    """Why stdout takes no more, not even an empty line, if it does not."""
    try:
        click.echo()
    except OSError as error:
        _drop_output()
        return error.strerror
    return None


def _drop_output() -> None:
    """Let what is still to be written go nowhere: Python tries again when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
