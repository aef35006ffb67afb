"""The processor time of a student's first check over that of importing NumPy and pandas, A B A B.

A is `python -c "import numpy, pandas"`. B is `autograder check linear`, with both of its processes,
for a right module that imports both libraries. The ratio of the least of each is printed, and the
median of the pairs' ratios. Run it with the Python of the environment to be measured:

    python benchmarks/cold_start.py [ROUNDS]
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE = """import numpy as np
import pandas as pd


def linear(x, weights, bias=0.0):
    return x @ weights + bias
"""
IMPORTS = [sys.executable, "-c", "import numpy, pandas"]
CHECK = [sys.executable, "-m", "autograder", "check", "linear"]


def main(rounds: int) -> None:
    """Print both times and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "assignments" / "mlp" / "key.json", folder)
        (Path(folder) / "mlp.py").write_text(MODULE, encoding="utf-8")
        pairs = [(seconds(IMPORTS, folder), seconds(CHECK, folder)) for _ in range(rounds)]
    least, checks = (min(times) for times in zip(*pairs, strict=True))
    median = statistics.median(check / base for base, check in pairs)
    print(f"imports {least:.3f} s, check {checks:.3f} s of processor time, at least")
    print(f"ratio {checks / least:.2f}; median of {rounds} pairs {median:.2f}")


def seconds(command: list[str], folder: str) -> float:
    """The processor time of a command and the processes that it waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or ["20"]))
