"""Tasks in processes of their own, and whatever befalls one of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from autograder.judging.crew import Crew


@pytest.fixture
def crew() -> Iterator[Crew]:
    """Two processes."""
    with Crew(2, ()) as two:
        yield two


def killed(path: Path) -> str:
    """What a task gives that is killed as often as there are letters in a file."""
    left = path.read_text()
    path.write_text(left[1:])
    if left:
        os.kill(os.getpid(), signal.SIGKILL)
    return path.name


def refused() -> None:
    """A task that raises."""
    raise LookupError("no")


def test_a_task_runs_in_another_process(crew: Crew) -> None:
    assert crew.submit(os.getpid).result() != os.getpid()


def test_a_task_whose_process_is_killed_runs_again_and_no_other_one_is_lost(
    crew: Crew, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("never", "once", "twice", "last")]
    for path, kills in zip(paths, ("", "x", "xx", ""), strict=True):
        path.write_text(kills)
    done = {path.name: crew.submit(killed, path) for path in paths}
    assert isinstance(done.pop("twice").exception(), BrokenExecutor)
    assert [task.result() for task in done.values()] == ["never", "once", "last"]


def test_what_a_task_raises_is_the_tasks(crew: Crew) -> None:
    with pytest.raises(LookupError, match="no"):
        crew.submit(refused).result()


def test_no_process_is_left(tmp_path: Path) -> None:
    with Crew(1, ()) as crew:
        pid = crew.submit(os.getpid).result()
    assert not Path(f"/proc/{pid}").exists()
