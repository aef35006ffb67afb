"""A virtual environment for each contender, made the first time from its `requirements-NAME.txt`.

The pins of what these packages need in turn are the kit's own, in `constraints.txt`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.contenders.assignment import ROOT

HERE = Path(__file__).parent
CACHE = ROOT / ".venv-bench"
KIT = ROOT / ".venv" / "bin"


def python_of(name: str) -> Path:
    """The Python of a contender's environment, which is made or brought up to date if needed."""
    wanted = HERE / f"requirements-{name}.txt"
    folder = CACHE / name
    ready = folder / "installed.txt"
    python = folder / "bin" / "python"
    if not ready.exists() or ready.read_bytes() != wanted.read_bytes():
        print(f"installing {name} into {folder} …", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run(
            [
                python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                "--constraint", ROOT / "constraints.txt", "--requirement", wanted,
            ],
            check=True,
        )  # fmt: skip
        ready.write_bytes(wanted.read_bytes())
    return python


def activated(python: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """These environment variables, with the programs of a Python's environment first."""
    return {**environment, "PATH": f"{python.parent}{os.pathsep}{environment['PATH']}"}
