"""The exercises that the manual shows work: each keeps the laws of exercises."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from autograder.authoring.regions import BEGIN, END
from autograder.authoring.room import Room
from autograder.building.verify import verify_exercises

Tiny = Callable[..., Room]

HOW_TO = Path(__file__).parent.parent / "docs" / "how-to"
# What the pages leave to the reader: the reference's functions.
FUNCTIONS = {
    "table": """
        def table(rows):
            for name, value in rows:
                print(f"{name}: {value}")
        """,
    "save": """
        def save(name, rows):
            with open(name, "w") as file:
                file.writelines(f"{name},{value}\\n" for name, value in rows)
        """,
    "daily_means": """
        def daily_means(table):
            day = table["time"].dt.normalize().rename("day")
            return table.groupby(day)["value"].mean()
        """,
    "smooth": """
        def smooth(x, window):
            weights = [window(1), window(0), window(1)]
            return np.convolve(x, weights, mode="valid") / sum(weights)
        """,
    "Stack": """
        class Stack:
            def __init__(self):
                self.items = []
            def push(self, item):
                self.items.append(item)
            def pop(self):
                return self.items.pop()
            def __len__(self):
                return len(self.items)
        """,
    "Net": """
        class Net(torch.nn.Module):
            def __init__(self, size):
                super().__init__()
                self.linear = torch.nn.Linear(size, size)
            def forward(self, x):
                return torch.tanh(self.linear(x))
        """,
    "qr": """
        def qr(a):
            return tuple(np.linalg.qr(a))
        """,
    "direction": """
        def direction(x):
            return np.linalg.svd(x)[2][0]
        """,
    "mean_of_sample": """
        def mean_of_sample(scale, count, generator):
            return generator.exponential(scale, count).mean()
        """,
}
HEAD = """
import copy

import numpy as np
import pandas as pd
import torch

from autograder import Assignment
from solutions.tiny import tiny as reference

assignment = Assignment("tiny", title="The manual's exercises", reference=reference)
"""
# The cases of exercises of which a page shows only how they are compared.
CASES = {
    "Net": "random.normal(size=(2, 2)), random.normal(size=2), random.normal(size=(3, 2))",
    "direction": "random.normal(size=(9, 3)),",
}


def blocks(name: str) -> str:
    """The blocks of code of the pages that declare an exercise, or something of it."""
    pages = [(HOW_TO / page).read_text("utf-8") for page in ("grade.md", "right-answers.md")]
    found = re.findall(r"^```python\n(.*?)^```$", "\n".join(pages), re.MULTILINE | re.DOTALL)
    own = rf"^(@{name}\.|(def|class) {name}\()"
    cases = f'\n@assignment.exercise(points=1)\ndef {name}(random):\n    """does it"""\n    yield '
    start = f"{cases}{CASES[name]}\n" if name in CASES else ""
    return start + "\n".join(b for b in found if re.search(own, b, re.MULTILINE))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_an_exercise_of_the_manual_works(tiny: Tiny, name: str) -> None:
    cells = [f"# %%\n{BEGIN}{dedent(text)}{END}\n" for text in FUNCTIONS.values()]
    script = "\n".join(["# %%", *re.findall("^import .*", HEAD, re.MULTILINE), *cells])
    exercises = f'{HEAD}\n{blocks(name)}\n{name}.hint("Read the manual.")\n'
    laws = list(verify_exercises(tiny(script, exercises).root, "tiny", [name]))
    assert [(law.title, law.breaches) for law in laws if law.breaches] == []
