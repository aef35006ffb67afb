"""Functions that are declared with `async def`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring.refusals import AnswerError
from autograder.authoring.regions import solved_text, stub_text
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.authoring.script import read_cells
from autograder.building.mutants import mutants
from autograder.key import Key
from autograder.reports.report import Report
from autograder.worker.inside.calling import call

Tiny = Callable[..., Room]
Judged = Callable[..., Report]
Notebook = Callable[..., bytes]

SCRIPT = '''\
# %%
import asyncio


# %%
async def total(delays):
    """Wait for all of them at once, and add them up."""
    ### BEGIN SOLUTION
    async def one(delay):
        await asyncio.sleep(delay)
        return delay

    return sum(await asyncio.gather(*map(one, delays)))
    ### END SOLUTION
'''
EXERCISES = '''\
from autograder import Assignment
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="Waiting", reference=reference)


@assignment.exercise(points=1)
def total(random):
    """waits for all at once"""
    yield ([0.01, 0.02, 0.005],)
    yield ([random.uniform(0, 0.01)],)


@total.mistake
async def not_the_first(delays):
    """The first one is left out."""
    return sum(delays[1:])


total.hint("What does asyncio.gather return?")
'''
RIGHT = solved_text(SCRIPT)


@pytest.fixture
def room(tiny: Tiny) -> Room:
    return tiny(SCRIPT, EXERCISES)


def test_the_laws_hold(room: Room, broken_laws: dict[str, tuple[str, ...]]) -> None:
    assert broken_laws == {}
    assert ("check", "check(total)") in [(cell.kind, cell.source) for cell in read_cells(room)]
    assert any(mutants(room, "total"))


@pytest.mark.parametrize(
    "module",
    [
        RIGHT,
        "async def total(delays):\n    return sum(delays)",
        "import asyncio\n\n\nasync def total(delays):\n"
        "    async with asyncio.TaskGroup() as group:\n"
        "        tasks = [group.create_task(asyncio.sleep(d, d)) for d in delays]\n"
        "    return sum(task.result() for task in tasks)",
        "import asyncio\n\n\nasync def total(delays):\n"
        "    return await asyncio.to_thread(sum, delays)",
        "def total(delays):\n    return sum(delays)",
    ],
)
def test_what_it_returns_in_the_end_counts(key: Key, judged: Judged, module: str) -> None:
    assert judged(key, module).points == 1


def test_a_notebooks_async_function_counts(key: Key, judged: Judged, notebook: Notebook) -> None:
    assert judged(key, notebook=notebook(RIGHT)).points == 1


def test_wrong_ones_are_told(key: Key, judged: Judged) -> None:
    named = judged(key, "async def total(delays):\n    return sum(delays[1:])").verdicts[0]
    assert named.mistake == "not_the_first"
    raised = judged(key, "async def total(delays):\n    return sum(dela)").verdicts[0]
    assert (raised.status, raised.line) == ("exception", 2)
    assert "NameError in line 2 of tiny.py" in raised.message
    assert judged(key, stub_text(SCRIPT)).verdicts[0].status == "not_attempted"


def test_one_that_never_ends_is_out_of_time(key: Key, judged: Judged) -> None:
    text = "import asyncio\n\n\nasync def total(delays):\n    await asyncio.sleep(99)\n"
    verdict = judged(key, text, seconds=0.5).verdicts[0]
    assert verdict.status == "timeout"


def test_it_is_called_inside_a_running_event_loop_as_in_a_notebook(tmp_path: Path) -> None:
    async def inner(x: int) -> int:
        await asyncio.sleep(0)
        return 2 * x

    async def cell() -> tuple[object, object]:
        value = call(inner, [4], {}, ["x"], tmp_path).value
        await asyncio.sleep(0)
        return value, asyncio.current_task()

    value, task = asyncio.run(cell())
    assert value == 8 and task is not None


def test_an_async_function_cannot_be_used_by_another_exercise(tiny: Tiny) -> None:
    script = SCRIPT + (
        "\n\n# %%\nasync def twice(delays):\n    ### BEGIN SOLUTION\n"
        "    return 2 * await total(delays)\n    ### END SOLUTION\n"
    )
    more = (
        '\n\n@assignment.exercise(points=1, uses=("total",))\ndef twice(random):\n'
        '    """twice the total"""\n    yield ([0.001],)\n'
    )
    with pytest.raises(AnswerError, match="`uses` names total, an async function") as refused:
        make_assignment_key(tiny(script, EXERCISES + more))
    assert "exercises.py, line 23" in str(refused.value)
