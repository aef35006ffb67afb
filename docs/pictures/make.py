"""Makes the README's picture of a screen: python docs/pictures/make.py."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.cli.student import lines
from autograder.student.checking import Checker, Job

ROOT = Path(__file__).parent.parent.parent
PICTURES = Path(__file__).parent

# What the student in the picture got wrong.
CHANGES = [
    ("x @ weights + bias", "x @ weights"),
    ("2 * (f - truth) / f.size", "2 * (f - truth) / len(f)"),
]


def main() -> None:
    """Write check.svg."""
    (PICTURES / "check.svg").write_text(picture(), encoding="utf-8")


def picture() -> str:
    """A student's screen as SVG: `autograder check` with two mistakes in mlp."""
    source = (ROOT / "solutions" / "mlp" / "mlp.py").read_text(encoding="utf-8")
    for old, new in CHANGES:
        if old not in source:
            raise ValueError(f"the reference does not contain {old!r}")
        source = source.replace(old, new)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "mlp.py").write_text(source, encoding="utf-8")
        shutil.copy(ROOT / "assignments" / "mlp" / "key.json", folder)
        done = Checker(Path(folder)).check(Job(folder))
    console = Console(record=True, width=100, file=io.StringIO(), highlight=False)
    console.print(Text.from_ansi("\n".join(lines(done, full=False))))
    svg = console.export_svg(title="autograder check", unique_id="check")
    return re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # no fonts from elsewhere


if __name__ == "__main__":
    main()
