"""Tasks in processes of their own: in order, and whatever befalls one of them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.judging.crew import Crew, in_order


@pytest.fixture
def crew() -> Iterator[Crew]:
    """Two processes."""
    with Crew(2, ()) as two:
        yield two


def pid_after(seconds: float) -> int:
    """The process, after some time."""
    time.sleep(seconds)
    return os.getpid()


def killed(path: Path) -> str:
    """What a task gives that is killed as often as there are letters in a file."""
    left = path.read_text()
    path.write_text(left[1:])
    if left:
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def refused(_: object) -> None:
    """A task that raises."""
    raise LookupError("no")


def test_results_come_in_the_order_of_the_items_from_other_processes(crew: Crew) -> None:
    done = list(in_order(crew, pid_after, (0.5, 0.0, 0.1)))
    assert [item for item, _ in done] == [0.5, 0.0, 0.1]
    assert os.getpid() not in {task.result() for _, task in done}


def test_a_task_whose_process_is_killed_runs_again_and_no_other_one_is_lost(
    crew: Crew, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("never", "once", "twice", "last")]
    for path, kills in zip(paths, ("", "x", "xx", ""), strict=True):
        path.write_text(kills)
    done = {path.name: task for path, task in in_order(crew, killed, paths)}
    assert isinstance(done.pop("twice").exception(), BrokenExecutor)
    assert [task.result() for task in done.values()] == ["never", "once", "last"]


def test_what_a_task_raises_is_the_tasks(crew: Crew) -> None:
    ((_, task),) = in_order(crew, refused, [None])
    with pytest.raises(LookupError, match="no"):
        task.result()


def test_any_executor_will_do() -> None:
    """So does that of a cluster."""
    with ThreadPoolExecutor(1) as threads:
        assert [task.result() for _, task in in_order(threads, len, ["a", ""])] == [1, 0]


def test_no_process_is_left(tmp_path: Path) -> None:
    with Crew(1, ()) as crew:
        pid = crew.submit(os.getpid).result()
    assert not Path(f"/proc/{pid}").exists()
