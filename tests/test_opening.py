"""How a notebook opens and ends, which cells students may change, and where a check stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from courses import TINY_EXERCISES

from autograder.authoring.room import Room
from autograder.authoring.script import make_notebook, provided_digests, read_cells
from autograder.worker.inside.source import cell_digest

SCRIPT = '''\
# %% [markdown]
# # A tiny assignment

# %%
import numpy as np

# %%
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% tags=["before-check"]
if __name__ == "__main__":
    print("is it twice?", double(3))

# %% tags=["your-turn"]
if __name__ == "__main__":
    guess = None
    print(double(2))

# %% [markdown]
# **Why twice?**

# %% [markdown] question="why-twice" points=3
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION

# %%
def total(x, start=0.0):
    """The sum of the doubled elements, on top of start."""
    ### BEGIN SOLUTION
    return float(np.sum(double(x))) + start
    ### END SOLUTION
'''
ABOUT = 'goal="You can double.", needs="counting", minutes=5, then="Next comes *triple*."'


@pytest.fixture
def cells(tiny: Callable[..., Room]) -> list[Any]:
    """The cells of a notebook whose room says what it is for."""
    exercises = TINY_EXERCISES.replace("reference=reference", f"reference=reference, {ABOUT}")
    return list(make_notebook(read_cells(tiny(SCRIPT, exercises))).cells)


def test_a_notebook_opens_with_its_goal_and_what_gives_points(cells: list[Any]) -> None:
    assert [cell.id for cell in cells[:3]] == ["start-text-1", "opening", "start-setup-1"]
    lines = cells[1].source.splitlines()
    assert lines[:3] == ["- **Goal:** You can double.", "- **You need:** counting",
                         "- **Time:** about 5 minutes"]  # fmt: skip
    table = [line for line in lines if line.startswith("|")]
    assert table == [
        "| exercise | points |", "|---|---|", "| `double`: twice every element | 1 |",
        "| `total`: the sum of the doubled elements | 2 |",
        "| why twice, a written answer | 3 |", "| **together** | 6 |",
    ]  # fmt: skip
    for word in ("tiny.py", "check(double)", "hint(double)", "other numbers", "autograder submit"):
        assert word in cells[1].source


def test_a_notebook_without_a_goal_opens_with_its_points(tiny: Callable[..., Room]) -> None:
    first, second, *_ = read_cells(tiny())
    assert first.source.startswith("| exercise | points |")
    assert "Written answers" not in first.source
    assert second.kind == "setup"


def test_a_notebook_ends_with_a_check_of_everything_and_what_comes_next(cells: list[Any]) -> None:
    *_, closing, last = cells
    assert closing.source.startswith("## Before you hand in")
    assert closing.source.endswith("Next comes *triple*.")
    assert last.source == "check()"
    assert last.metadata["nbgrader"]["locked"]


def test_a_cell_before_the_check_stands_between_it_and_the_function(cells: list[Any]) -> None:
    ids = [cell.id for cell in cells]
    start = ids.index("double")
    assert ids[start : start + 4] == [
        "double", "double-experiment-1", "check-double", "double-turn-1"
    ]  # fmt: skip


def test_students_may_change_the_cell_that_is_their_turn(cells: list[Any]) -> None:
    (turn,) = [cell for cell in cells if cell.id == "double-turn-1"]
    assert turn.metadata == {"tags": ["your-turn"]}
    assert turn.source == "guess = None\nprint(double(2))"


def test_no_given_cell_is_run_while_grading(tiny: Callable[..., Room]) -> None:
    cells = read_cells(tiny(SCRIPT))
    digests = provided_digests(cells)
    given = {cell.id for cell in cells if cell_digest(cell.source) in digests}
    assert given == {
        "double-experiment-1", "double-turn-1", "check-double", "check-total", "check-everything"
    }  # fmt: skip
