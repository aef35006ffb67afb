"""What grading a submission costs over the student's own code, in one run, A B A B.

A is the reference's own code on the key's cases, called directly in this process; B is the same
module or notebook graded through a warm worker. Run it on an otherwise idle machine:

    python benchmarks/overhead.py [ROUNDS]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from autograder.grading import grade_submission  # noqa: E402
from autograder.key import Key, load  # noqa: E402
from autograder.room import open_room  # noqa: E402
from autograder.values import thaw  # noqa: E402
from autograder.worker.process import Zygotes  # noqa: E402
from autograder.worker.submission import Submission  # noqa: E402


def own_code(reference: ModuleType, key: Key, folder: Path) -> None:
    """Call the reference on every case, as a submission would be."""
    for exercise in key.exercises:
        for case in exercise.cases:
            args = [thaw(value, folder) for value in case.args]
            keywords = {name: thaw(value, folder) for name, value in case.keywords.items()}
            getattr(reference, exercise.name)(*args, **keywords)


def seconds(action: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main(rounds: int) -> None:
    """Print the median of each, and of the differences within a round."""
    room = open_room(ROOT, "mlp")
    key = load(ROOT / "assignments" / "mlp" / "key.json")
    module = Submission("module", None, room.script.encode())
    notebook = Submission("notebook", (ROOT / "source" / "mlp" / "mlp.ipynb").read_bytes(), None)
    with Zygotes() as zygotes, tempfile.TemporaryDirectory() as folder:
        actions = {
            "own code": lambda: own_code(room.reference, key, Path(folder)),
            "module graded": lambda: grade_submission(key, module, zygotes),
            "notebook graded": lambda: grade_submission(key, notebook, zygotes),
        }
        for action in actions.values():
            action()
        times: dict[str, list[float]] = {name: [] for name in actions}
        for _ in range(rounds):
            for name, action in actions.items():
                times[name].append(seconds(action))
    for name, values in times.items():
        middle = statistics.median(values) * 1000
        over = statistics.median(b - a for a, b in zip(times["own code"], values, strict=True))
        print(f"{name:16} {middle:7.1f} ms   over own code {over * 1000:6.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
