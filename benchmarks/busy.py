"""What a busy machine changes in a verdict: nothing but the time until it is there.

A right `train` that takes some 10 s of processor time, one that loops without end, and one that
sleeps are graded twice: as the machine is, and beside 8 processes that want every processor.

    python benchmarks/busy.py
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from autograder.authoring.release import make_assignment_key  # noqa: E402
from autograder.authoring.room import open_room  # noqa: E402
from autograder.judging.grading import grade_submission  # noqa: E402
from autograder.submissions.folder import Submission  # noqa: E402
from autograder.worker.limits import Limits  # noqa: E402
from autograder.worker.process import Zygotes  # noqa: E402

BUSY = 8
STEPS = "    for step in range(num_iterations):\n"
TRAININGS = {
    "slow": f"{STEPS}        for _ in range({{count}}): pass\n",
    "endless": f"    while True: pass\n{STEPS}",
    "asleep": f"    time.sleep(10**6)\n{STEPS}",
}


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that want a processor each, while the block runs."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def turns_of_a_millisecond() -> int:
    """How often an empty loop turns in a millisecond of processor time."""
    start = time.thread_time()
    for _ in range(10**6):
        pass
    return round(1000 / (time.thread_time() - start))


def main() -> None:
    """Print points, seconds and the message of each training, on its own and in company."""
    room = open_room(ROOT, "mlp")
    key = make_assignment_key(room, None)
    count = turns_of_a_millisecond()
    for others in (0, BUSY):
        with busy(others), Zygotes() as zygotes:
            print(f"beside {others} busy processes: {Limits.for_this_machine()}", flush=True)
            for name, loop in TRAININGS.items():
                module = "import time\n" + room.script.replace(STEPS, loop.format(count=count))
                start = time.monotonic()
                report = grade_submission(key, Submission(name, None, module.encode()), zygotes)
                took = time.monotonic() - start
                messages = "; ".join(v.message for v in report.verdicts if v.message)
                points = f"{report.points:g}/{report.max_points:g}"
                print(f"  {name:8} {points:6} {took:6.1f} s  {messages}", flush=True)


if __name__ == "__main__":
    main()
