"""What submissions that never end cost a class: the same class graded without them and with them.

The assignment is the cheap one of `benchmarks.scale`, so that the grader's own work and the time
limits are measured. A fifth of the class hangs in both functions, each in a loop of its own.

    python -m benchmarks.hangs [SUBMISSIONS]

It prints the seconds of both runs, and what the limits come to that the reports tell: those of the
processes that graded, which are longer on a slow machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.course.records import load_record
from benchmarks.contenders.assignment import SECRET
from benchmarks.contenders.environments import KIT
from benchmarks.contenders.measure import Usage, become_reaper, measure, run
from benchmarks.scale import HANGS, JOBS, NAME, make_course

IN_DOUBLE = ("return 2 * x", "return next(i for i in iter(int, 1) if i)")
LIMIT = re.compile(r" used more than ([0-9.]+) s of processor time")


def main(number: int) -> None:
    """Grade both classes in fresh courses, and print what that took."""
    become_reaper()
    os.environ["AUTOGRADER_SECRET"] = SECRET
    hanging = number // 5
    (honest, _), (whole, limits) = (graded(number - hanging, count) for count in (0, hanging))
    print(f"{number - hanging} right: {honest.wall:.1f} s on the clock, {honest.cpu:.1f} s of CPU")
    print(f"and {hanging} that hang: {whole.wall:.1f} s on the clock, {whole.cpu:.1f} s of CPU")
    print(f"limits: {limits:g} s / {JOBS} jobs = {limits / JOBS:.1f} s")
    print(f"the rest: {(whole.wall - limits / JOBS) / honest.wall:.2f} x the right ones alone")


def graded(right: int, hanging: int) -> tuple[Usage, float]:
    """What grading right submissions takes, with others that hang among them, and their limits."""
    with tempfile.TemporaryDirectory(prefix="hangs-") as folder:
        course = Path(folder) / "course"
        make_course(course)
        solved = (course / "source" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
        for n in range(right + hanging):
            hangs = hanging and n % 5 == 4
            text = solved.replace(*HANGS).replace(*IN_DOUBLE) if hangs else solved
            path = course / "submitted" / f"s{n:05}" / NAME / f"{NAME}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_text(text.replace("Twice x", f"Twice x, by {n}"), encoding="utf-8")
        command = [KIT / "autograder", "grade", NAME, "--jobs", str(JOBS)]
        usage = measure(lambda: ended(command, course))
        require_right_scores(course, right)
        return usage, sum(limits_of(course, f"s{n:05}") for n in range(right + hanging))


def limits_of(course: Path, student: str) -> float:
    """The seconds of the limits that a student's functions exceeded."""
    record = load_record(course, NAME, student)
    verdicts = record.report["exercises"] if record else []
    return sum(float(s) for verdict in verdicts for s in LIMIT.findall(str(verdict["message"])))


def ended(command: list[str | Path], course: Path) -> None:
    """Run the command to its end, which may be that of checks that failed."""
    run(command, course, os.environ, codes=(0, 1))


def require_right_scores(course: Path, right: int) -> None:
    """Raise RuntimeError unless just the right submissions have all points."""
    command = [KIT / "autograder", "export", NAME]
    out = subprocess.run(command, cwd=course, capture_output=True, text=True, check=True).stdout
    head, *rows = (line.split(",") for line in out.splitlines())
    full = sum(row[head.index("score")] == row[head.index("max_score")] for row in rows)
    if full != right:
        raise RuntimeError(f"{full} submissions have all points, not {right}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 500)
