"""What a call prints, and the files that it writes, as texts."""

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from autograder.values import Unsupported, Value
from autograder.values.outcome import CallRules

# More letters are no text that an exercise asks for.
MAX_LETTERS = 100_000
TOO_LONG = Unsupported("text of more than 100,000 letters")


class Printed(io.StringIO):
    """Keeps the first letters that are printed, at most `room`, and passes all on to `beyond`."""

    def __init__(self, room: int, beyond: TextIO | None = None) -> None:
        super().__init__()
        self.room, self.beyond = room, beyond

    def write(self, text: str) -> int:
        """Take what is printed; how many letters that is."""
        if self.room > 0:  # a loop that prints without end should take no time for it
            super().write(text[: self.room])
        self.room -= len(text)
        if self.beyond is not None:
            self.beyond.write(text)
        return len(text)

    def flush(self) -> None:
        """Have what was passed on arrive."""
        if self.beyond is not None:
            self.beyond.flush()


@contextlib.contextmanager
def traced(rules: CallRules, folder: Path) -> Iterator[list[Value]]:
    """The texts that the rules ask for, there at the end of the block; None for a missing file.

    A block whose files count runs in an empty folder of its own, inside `folder`.
    """
    found: list[Value] = []
    with contextlib.ExitStack() as stack:
        printed = Printed(MAX_LETTERS, sys.stdout)
        if rules.prints:
            stack.enter_context(contextlib.redirect_stdout(printed))
        own = stack.enter_context(_own_folder(folder)) if rules.writes else folder
        yield found
        if rules.prints:
            found.append(printed.getvalue() if printed.room >= 0 else TOO_LONG)
        found += [_read(own / name) for name in rules.writes]


@contextlib.contextmanager
def _own_folder(folder: Path) -> Iterator[Path]:
    before, own = Path.cwd(), Path(tempfile.mkdtemp(dir=folder))
    try:
        os.chdir(own)
        yield own
    finally:
        os.chdir(before)
        shutil.rmtree(own, ignore_errors=True)


def _read(path: Path) -> Value:
    """The text of a file, None where there is none."""
    if not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MAX_LETTERS + 1)
    except (OSError, ValueError):
        return Unsupported("file that is not text")
    return text if len(text) <= MAX_LETTERS else TOO_LONG
