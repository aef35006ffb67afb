"""What grading a submission costs over the student's own code, in one run, A B A B.

A is the reference's own code, run in this process: the module, then its functions on the key's
cases. B is the same module or notebook graded through a warm worker, all layers of the sandbox on.
It prints medians and quartiles. The long trainings are cut to fewer steps: the noise of the whole
ones is larger than what is measured. Run it on an otherwise idle machine:

    python benchmarks/overhead.py [ASSIGNMENT [ROUNDS]]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from autograder.authoring.cases import Case  # noqa: E402
from autograder.authoring.exercise import Exercise  # noqa: E402
from autograder.authoring.release import make_assignment_key  # noqa: E402
from autograder.authoring.room import Room, open_room  # noqa: E402
from autograder.judging.grading import grade_submission  # noqa: E402
from autograder.key import Key  # noqa: E402
from autograder.submissions.folder import Submission  # noqa: E402
from autograder.values import thaw  # noqa: E402
from autograder.worker.process import Zygotes  # noqa: E402

STEPS = 2000  # of 10000


def with_shorter_trainings(room: Room) -> Room:
    """The room with fewer steps in the cases that are marked as expensive."""
    exercises = [
        replace(exercise, generate=partial(shortened, exercise))
        for exercise in room.assignment.exercises
    ]
    return replace(room, assignment=replace(room.assignment, exercises=exercises))


def shortened(exercise: Exercise, random: np.random.Generator) -> Iterator[Case]:
    """The cases of an exercise, the expensive ones with fewer steps."""
    for case in exercise.cases(random):
        fewer = {"num_iterations": STEPS} if case.expensive else {}
        yield replace(case, keywords=case.keywords | fewer)


def own_code(script: str, key: Key, folder: Path) -> None:
    """Run the reference's module and call its functions on every case, as a submission's are."""
    namespace: dict[str, Any] = {"__name__": key.assignment}
    exec(compile(script, f"{key.assignment}.py", "exec"), namespace)  # noqa: S102  # our own text
    for exercise in key.exercises:
        for case in exercise.cases:
            args = [thaw(value, folder) for value in case.args]
            keywords = {name: thaw(value, folder) for name, value in case.keywords.items()}
            namespace[exercise.name](*args, **keywords)


def seconds(action: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main(name: str, rounds: int) -> None:
    """Print, for the public and a private key, the median of the differences within a round."""
    room = with_shorter_trainings(open_room(ROOT, name))
    module = Submission("module", None, room.script.encode())
    source = ROOT / "source" / name / f"{name}.ipynb"
    notebook = Submission("notebook", source.read_bytes(), None)
    for kind, secret in (("public", None), ("private", b"a benchmark's secret")):
        key = make_assignment_key(room, secret)
        with Zygotes() as zygotes, tempfile.TemporaryDirectory() as folder:
            actions: dict[str, Callable[[], object]] = {
                "own code": partial(own_code, room.script, key, Path(folder)),
                "module": partial(grade_submission, key, module, zygotes),
                "notebook": partial(grade_submission, key, notebook, zygotes),
            }
            print_overhead(f"{name}, {kind} key", key, actions, rounds)


def print_overhead(
    title: str, key: Key, actions: dict[str, Callable[[], object]], rounds: int
) -> None:
    """Time all actions in turn, round after round, after one round to warm up."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for number in range(rounds + 1):
        for name, action in actions.items():
            took = seconds(action)
            if number:
                times[name].append(took)
    print(f"{title}: {sum(len(exercise.cases) for exercise in key.exercises)} calls")
    for name, values in times.items():
        middle = statistics.median(values) * 1000
        over = [b - a for a, b in zip(times["own code"], values, strict=True)]
        low, half, high = (1000 * cut for cut in statistics.quantiles(over, n=4))
        line = f"  {name:10} {middle:7.1f} ms"
        print(
            line
            if name == "own code"
            else f"{line}, over own code {half:.1f} ({low:.1f}-{high:.1f})"
        )


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(arguments[0] if arguments else "mlp", int(arguments[1]) if arguments[1:] else 15)
