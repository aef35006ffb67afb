"""Time and memory of a large class in the gradebook, killed in the middle and continued.

The assignment has two functions that take no time, so that the grader's own work is measured. Of
the generated notebooks, 18 % are wrong, 0.5 % hang in one function, and the others are right. The
class is graded by two processes; half way through, all processes are killed, and the same command
goes on. The result goes into a JSON file, from which the manual's page on speed is made: for each
tenth of the class the seconds for a submission and the most memory of all processes (proportional
set sizes), and the time to go as the bar reckons it.

    python -m benchmarks.scale [SUBMISSIONS [FILE]]
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.contenders.assignment import SECRET
from benchmarks.contenders.environments import KIT, ROOT
from benchmarks.contenders.measure import become_reaper, bytes_of, descendants, kill, machine, run

NAME, JOBS, PARTS, READINGS = "cheap", 2, 10, 500
RESULT = ROOT / "benchmarks" / "results" / "scale.json"
SCRIPT = '''
# %%
import numpy as np

# %%
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %%
def total(x):
    """The sum of the doubled elements."""
    ### BEGIN SOLUTION
    return float(np.sum(double(x)))
    ### END SOLUTION
'''
EXERCISES = '''
from autograder import Assignment
from solutions.cheap import cheap as reference

assignment = Assignment("cheap", title="A cheap assignment", reference=reference)


@assignment.exercise(points=1)
def double(random):
    """twice every element"""
    yield random.normal(size=(2, 3)),
    yield random.normal(size=(4, 1)),


@assignment.exercise(points=2, uses=("double",))
def total(random):
    """the sum of the doubled elements"""
    yield random.normal(size=(2, 3)),
    yield random.normal(size=(5, 1)),
'''
WRONG = ("return 2 * x", "return 3 * x")
HANGS = ("return float(np.sum(double(x)))", "return next(i for i in iter(int, 1) if i)")
Moment = tuple[float, float]  # seconds since the start when somebody was graded, and MB then


def make_course(course: Path) -> None:
    """A course in which the assignment is released."""
    room = course / "solutions" / NAME
    room.mkdir(parents=True)
    (room / f"{NAME}.py").write_text(SCRIPT, encoding="utf-8")
    (room / "exercises.py").write_text(EXERCISES, encoding="utf-8")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    run([KIT / "autograder", "release", NAME], course, os.environ)


def hand_in(course: Path, number: int) -> None:
    """So many submissions, each kind spread over the class, each a text of its own."""
    solved = (course / "source" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    for n in range(number):
        kind = "hang" if n % 200 == 150 else "wrong" if n % 11 in (4, 8) else "right"
        change = {"hang": HANGS, "wrong": WRONG}.get(kind, ("", ""))
        text = solved.replace(*change) if change[0] else solved
        path = course / "submitted" / f"s{n:05}-{kind}" / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text.replace("Twice x", f"Twice x, by {n}"), encoding="utf-8")


def main(number: int, file: Path) -> None:
    """Grade the class in a fresh course, and write the result."""
    become_reaper()
    os.environ["AUTOGRADER_SECRET"] = SECRET
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        course = Path(folder) / "course"
        make_course(course)
        hand_in(course, number)
        first = list(graded(course, number // 2, number))
        second = list(graded(course, 0, number))
        again = len(first) + len(second) - number
        require_all_graded(course, number)
    result: dict[str, Any] = {
        "version": 1, "date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(),
        "assignment": NAME, "jobs": JOBS, "submissions": number, "again": again,
        "load": os.getloadavg()[0], "seconds": round(first[-1][0] + second[-1][0], 1),
        "until_first": [round(first[0][0], 1), round(second[0][0], 1)],
        "parts": [*parts(first, PARTS // 2), *parts(second, PARTS // 2)],
        "to_go": list(foretold(second)),
    }  # fmt: skip
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(file.read_text(encoding="utf-8"))


def graded(course: Path, stop_at: int, number: int) -> Iterator[Moment]:
    """The moment when each student was graded; all processes are killed at `stop_at`, if given."""
    start, mb = time.monotonic(), 0.0
    process = subprocess.Popen(
        [KIT / "autograder", "grade", NAME, "--jobs", str(JOBS)], cwd=course, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    done = 0
    for line in process.stderr or ():
        if not line.rstrip().endswith(": graded"):
            print(line, end="", file=sys.stderr)
            continue
        if done % max(1, number // READINGS) == 0:
            mb = sum(map(bytes_of, descendants(os.getpid()))) / 1e6
        done += 1
        yield time.monotonic() - start, mb
        if done == stop_at:
            kill(process.pid)
    if process.wait() and not stop_at:
        raise RuntimeError(f"autograder grade ended with {process.returncode}")


def require_all_graded(course: Path, number: int) -> None:
    """Raise RuntimeError unless everybody has a score, and only right submissions have all."""
    command = [KIT / "autograder", "export", NAME]
    out = subprocess.run(command, cwd=course, capture_output=True, text=True, check=True).stdout
    rows = [dict(zip(out.splitlines()[0].split(","), row.split(","), strict=False)) for row in
            out.splitlines()[1:]]  # fmt: skip
    wrong = [r for r in rows if (r["score"] == r["max_score"]) is not ("right" in r["student"])]
    if len(rows) != number or wrong or any(row["score"] == "" for row in rows):
        raise RuntimeError(f"{len(rows)} of {number} students are exported; not right: {wrong[:3]}")


def parts(moments: list[Moment], number: int) -> Iterator[dict[str, float]]:
    """Seconds for a submission, and the most memory, in each of so many parts.

    The start of the command is not counted here; it is reported separately.
    """
    for n in range(number):
        start, end = (len(moments) - 1) * n // number, (len(moments) - 1) * (n + 1) // number
        part = moments[start : end + 1]
        seconds = (part[-1][0] - part[0][0]) / max(1, len(part) - 1)
        yield {"seconds": round(seconds, 4), "mb": round(max(mb for _, mb in part))}


def foretold(moments: list[Moment]) -> Iterator[dict[str, float]]:
    """The time to go after each quarter at the rate so far, and what it then took.

    The bar reckons like this, from the time on when it appears.
    """
    for quarter in (1, 2, 3):
        done = len(moments) * quarter // 4
        now = moments[done - 1][0]
        said = (len(moments) - done) * now / done
        yield {"done": done, "said": round(said, 1), "took": round(moments[-1][0] - now, 1)}


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 10_000, Path(given[1]) if given[1:] else RESULT)
