"""CPU time, wall time and memory of everything that an action starts, orphans included.

CPU time is the kernel's task clock, which processes hand down to their children
(`perf_event_open(2)`). What `wait` reports is not enough: it leaves out children for which nobody
waits, such as those of a process that ignores SIGCHLD, as the kit's zygote does.

Linux only. This process becomes the reaper of its orphaned descendants (`prctl(2)`), and waits for
each of them before it reads the clock. Memory is the largest sum of proportional set sizes (shared
pages count once) over all descendants, read up to ten times a second.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SET_CHILD_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of <linux/prctl.h>
# <linux/perf_event.h>: the first fields of perf_event_attr, and what they are set to here.
ATTRIBUTES, SIZE = "IIQQQQQ", 112
SOFTWARE, TASK_CLOCK = 1, 1
INHERIT, EXCLUDE_KERNEL = 1 << 1, 1 << 5  # the latter is what others than root may ask for
PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}
INTERVAL = 0.1  # s between two readings of the memory, or more,
SHARE = 0.02  # so that they take this share of a processor, which what is measured may need
GRACE = 10.0  # s for orphans to end by themselves


@dataclass(frozen=True)
class Usage:
    """What an action took: seconds of CPU and of wall-clock time, and MB at its peak."""

    cpu: float
    wall: float
    peak_mb: float


def become_reaper() -> None:
    """Have orphaned descendants become children of this process. Raises OSError elsewhere."""
    if ctypes.CDLL(None, use_errno=True).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "this system cannot hand orphans to this process")


def measure(action: Callable[[], None]) -> Usage:
    """Run the action, and wait for all that it started."""
    start = time.perf_counter()
    with _cpu_of_descendants() as cpu, _peak() as peak:
        action()
        _reap_orphans()
        wall = time.perf_counter() - start
    return Usage(cpu[0], wall, peak[0] / 1e6)


def run(
    command: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    limit: float | None = None,
    codes: Sequence[int] = (0,),
) -> str | None:
    """What the command prints; None if it and its descendants were killed at the time limit.

    Raises RuntimeError for an exit code that is not among `codes`.
    """
    log = folder / "output.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(map(str, command)), cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL,
            stdout=output, stderr=(folder / "errors.txt").open("wb"),
        )  # fmt: skip
    try:
        code = process.wait(limit)
    except subprocess.TimeoutExpired:
        kill(process.pid)
        process.wait()
        return None
    if code not in codes:
        errors = (folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(
            f"{' '.join(map(str, command))[:300]} ended with {code}:\n{errors[-3000:]}"
        )
    return log.read_text(encoding="utf-8", errors="replace")


def kill(process: int) -> None:
    """Kill a process of ours and its descendants."""
    for number in [process, *descendants(process)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def descendants(of: int) -> list[int]:
    """The ids of the processes below this one."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(path.read_bytes().rpartition(b")")[2].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    found = [of]
    for process in found:
        found += children.get(process, [])
    return found[1:]


@contextlib.contextmanager
def _cpu_of_descendants() -> Iterator[list[float]]:
    """Seconds of CPU of all processes that are started in the block, in a list of one.

    The clock also counts this thread and those that it starts, which are subtracted.
    """
    clock, own = _open_clock(), time.process_time()
    cpu = [0.0]
    try:
        yield cpu
    finally:
        own = time.process_time() - own
        cpu[0] = int.from_bytes(os.read(clock, 8), sys.byteorder) / 1e9 - own
        os.close(clock)


def _open_clock() -> int:
    """The file of a task clock of this thread and all that descends from it."""
    fields = (SOFTWARE, SIZE, TASK_CLOCK, 0, 0, 0, INHERIT | EXCLUDE_KERNEL)
    attributes = ctypes.create_string_buffer(struct.pack(ATTRIBUTES, *fields), SIZE)
    number = PERF_EVENT_OPEN[platform.machine()]
    clock: int = ctypes.CDLL(None, use_errno=True).syscall(number, attributes, 0, -1, -1, 8)
    if clock < 0:
        raise OSError(
            ctypes.get_errno(),
            "CPU time cannot be measured here: perf_event_open failed.\n"
            "Allow it: sysctl kernel.perf_event_paranoid=2",
        )
    return clock


def _reap_orphans() -> None:
    """Wait for every process that is left; kill what does not end by itself."""
    deadline = time.monotonic() + GRACE
    with contextlib.suppress(ChildProcessError):
        while True:
            process, _status = os.waitpid(-1, os.WNOHANG)
            if process == 0 and time.monotonic() > deadline:
                for number in descendants(os.getpid()):
                    kill(number)
            if process == 0:
                time.sleep(0.01)


@contextlib.contextmanager
def _peak() -> Iterator[list[float]]:
    """The largest sum of bytes so far, in a list of one."""
    peak, end = [0.0], threading.Event()

    def poll() -> None:
        pause = INTERVAL
        while not end.wait(pause):
            start = time.thread_time()
            peak[0] = max(peak[0], sum(map(bytes_of, descendants(os.getpid()))))
            pause = max(INTERVAL, (time.thread_time() - start) / SHARE)

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield peak
    finally:
        end.set()
        thread.join()


def bytes_of(process: int) -> float:
    """The proportional set size of a process; 0 if it has ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024.0 * int(line.split()[1])
    return 0.0


def machine() -> dict[str, Any]:
    """Processors, memory, system and Python."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "processor": models[0] if models else platform.machine(),
        "processors": len(os.sched_getaffinity(0)),
        "memory_gb": round(pages / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }
