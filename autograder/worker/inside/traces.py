"""What a call prints, and the files that it writes, as texts."""

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.values import Unsupported, Value
from autograder.values.outcome import CallRules

# More letters are no text that an exercise asks for.
MAX_LETTERS = 100_000
TOO_LONG = Unsupported("text of more than 100,000 letters")


class _Printed(io.StringIO):
    """Keeps what is printed, to a bound, and passes it on."""

    def __init__(self) -> None:
        super().__init__()
        self.beyond, self.length = sys.stdout, 0

    def write(self, text: str) -> int:
        if self.length <= MAX_LETTERS:
            super().write(text[: MAX_LETTERS + 1 - self.length])
        self.length += len(text)
        return self.beyond.write(text)

    def flush(self) -> None:
        self.beyond.flush()


@contextlib.contextmanager
def traced(rules: CallRules, folder: Path) -> Iterator[list[Value]]:
    """The texts that the rules ask for, there at the end of the block; None for a missing file.

    A block whose files count runs in an empty folder of its own, inside `folder`.
    """
    found: list[Value] = []
    with contextlib.ExitStack() as stack:
        printed = _Printed()
        if rules.prints:
            stack.enter_context(contextlib.redirect_stdout(printed))
        own = stack.enter_context(_own_folder(folder)) if rules.writes else folder
        yield found
        if rules.prints:
            found.append(printed.getvalue() if printed.length <= MAX_LETTERS else TOO_LONG)
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
