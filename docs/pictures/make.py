"""Makes the manual's pictures of a student's screens: python docs/pictures/make.py."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from autograder.cli.student import lines
from autograder.student.checking import Checker, Job
from autograder.student.watching import Screen

ROOT = Path(__file__).parent.parent.parent
PICTURES = Path(__file__).parent
WIDTH, HEIGHT = 100, 24

# What the student in the pictures got wrong.
CHANGES = [
    ("x @ weights + bias", "x @ weights"),
    ("2 * (f - truth) / f.size", "2 * (f - truth) / len(f)"),
]
CELL = "from mlp import *; from autograder.student import check; print(check(linear))"


def main() -> None:
    """Write every picture."""
    for name in SCREENS:
        (PICTURES / f"{name}.svg").write_text(picture(name), encoding="utf-8")


def picture(name: str) -> str:
    """A student's screen as SVG, with two mistakes in mlp."""
    source = (ROOT / "solutions" / "mlp" / "mlp.py").read_text(encoding="utf-8")
    for old, new in CHANGES:
        if old not in source:
            raise ValueError(f"the reference does not contain {old!r}")
        source = source.replace(old, new)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "mlp.py").write_text(source, encoding="utf-8")
        shutil.copy(ROOT / "assignments" / "mlp" / "key.json", folder)
        title, make = SCREENS[name]
        text = make(folder)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    console.print(Text.from_ansi(text))
    svg = console.export_svg(title=title, unique_id=name)
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # no fonts from elsewhere


def _checked(folder: str, **how: Any) -> dict[str, Any]:
    return Checker().check(Job(folder, **how))


def _check(folder: str) -> str:
    return "\n".join(lines(_checked(folder), full=False))


def _watch(folder: str) -> str:
    screen = Screen()
    screen.show(_checked(folder, live=True))
    return "\n".join(screen.lines(WIDTH, HEIGHT))


def _show(folder: str) -> str:
    return "\n".join(_checked(folder, exercises=("linear",), case=0)["lines"])


def _notebook(folder: str) -> str:
    """The text of a cell's result: a page would take a browser."""
    done = subprocess.run(  # noqa: S603  # our own interpreter and code
        [sys.executable, "-c", CELL], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


SCREENS: dict[str, tuple[str, Callable[[str], str]]] = {
    "check": ("autograder check", _check),
    "watch": ("autograder watch", _watch),
    "show": ("autograder show linear", _show),
    "notebook": ("check(linear)", _notebook),
}


if __name__ == "__main__":
    main()
