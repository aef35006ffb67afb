"""What all commands share: where the course is, where text goes, and how they end."""

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import click

from autograder.submissions.files import UserError

FAILED, USAGE, FAULT = 1, 2, 3
Handler = Callable[[UnicodeError], tuple[str | bytes, int]]


# The signs of our screens, for an output that cannot hold them. Those on the left of a line, and
# those of a bar or a curve, take up one column as before.
PLAIN = {
    "✓": "+", "✗": "x", "○": "o", "→": ">", "·": "-", "…": "...", "×": "x", "−": "-", "–": "-",
    "—": "-", "─": "-", "±": "+-", "≠": "!=", "≤": "<=", "≥": ">=", "≈": "~", "²": "^2", "⏱": "t",
    "█": "#", "░": ".", **dict(zip("▁▂▃▄▅▆▇", "_.-~=+*", strict=True)),
}  # fmt: skip
PLAINLY = "plainly-"


def print_plainly(otherwise: str = "strict") -> None:
    """Have our signs printed as plain ones on a stream that cannot hold them (cp1252).

    What else it cannot hold is treated as the error handler `otherwise` does, unless the stream has
    another handler than Python's usual one.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            usual = (stream.errors or "strict").rpartition(PLAINLY)[2]
            rest = otherwise if usual == "strict" else usual
            codecs.register_error(PLAINLY + rest, _plain(codecs.lookup_error(rest)))
            stream.reconfigure(errors=PLAINLY + rest)


def _plain(rest: Handler) -> Handler:
    def handle(error: UnicodeError) -> tuple[str | bytes, int]:
        if not isinstance(error, UnicodeEncodeError):
            return rest(error)
        if sign := PLAIN.get(error.object[error.start]):
            return sign, error.start + 1
        error.end = error.start + 1  # a sign may follow
        return rest(error)

    return handle


def text_width() -> int:
    """The columns of a terminal on stdout; a fixed number where it is something else."""
    if not sys.stdout.isatty():
        return 100
    import shutil  # takes milliseconds

    return shutil.get_terminal_size().columns


def stop(message: str, code: int = USAGE) -> NoReturn:
    """End the command; the message may quote untrusted text."""
    from autograder.reports.text import safe

    with contextlib.suppress(OSError):  # a full stderr: the exit code says it all the same
        tell(safe(message))
    sys.exit(code)


def course_of(*assignments: str) -> Path:
    """The root of the course; a name that is none of its assignments' ends the command."""
    from autograder.authoring.room import course_root, require_assignment

    root = course_root()
    for name in assignments:
        require_assignment(root, name)
    return root


def echo(text: str) -> None:
    """Print on stdout, in its own encoding: click alone would write UTF-8 where that is ASCII."""
    click.echo(text, file=sys.stdout)


def tell(message: str) -> None:
    """Print progress, on stderr."""
    click.echo(message, file=sys.stderr)


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
        encoding = sys.stdout.encoding if error.encoding == "charmap" else error.encoding
        stop(
            f"The output cannot hold {letter}: its encoding is {encoding}.\n"
            "Set PYTHONIOENCODING=utf-8, then run the same command again."
        )
    except BrokenPipeError:  # the reader has closed the pipe
        _drop_output()
        sys.exit(FAILED)
    except UserError as error:
        stop(str(error), error.code)
    except (OSError, MemoryError, RuntimeError, ValueError) as error:
        _stop_for(error)


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
