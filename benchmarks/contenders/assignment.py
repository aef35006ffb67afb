"""What all contenders get: the cases of the kit's private key, and the same class of submissions.

The class is made from the reference of `mlp`. Each submission is a module and a notebook with the
same functions; a comment makes every text different, so that nobody grades one text for all.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.room import open_room
from autograder.key import Key, KeyCase
from autograder.values import Record, TextFile

ROOT = Path(__file__).resolve().parent.parent.parent
NAME, TORCH = "mlp", "mlp_torch"
SECRET = "a benchmark's secret"  # noqa: S105  # of a course that nobody takes

WRONG = [
    ("return x @ weights + bias", "return x @ weights"),
    ("2 * (f - truth) / f.size", "(f - truth) / f.size"),
    ('dataset["output"] - prediction', 'prediction - dataset["output"]'),
]
HANGING = [
    ("    _, f = forward(inputs", "    while True: pass\n    _, f = forward(inputs"),
    ("    history = []\n", "    while True: pass\n    history = []\n"),
]


@dataclass(frozen=True)
class Submission:
    """A student's name, which begins with `right`, `wrong` or `hang`, and the module's text."""

    name: str
    change: tuple[str, str] = ("", "")

    def text(self, code: str) -> str:
        """The code of the reference, with this submission's change and a comment of its own."""
        return code.replace(*self.change) if self.change[0] else code


def a_class(right: int, *, hangs: bool) -> list[Submission]:
    """So many right submissions, the wrong ones and, if wanted, those that never end."""
    found = [Submission(f"right{number:03}") for number in range(right)]
    found += [Submission(f"wrong{number}", change) for number, change in enumerate(WRONG)]
    if hangs:
        found += [Submission(f"hang{number}", change) for number, change in enumerate(HANGING)]
    return found


def write_cases(key: Key, path: Path) -> None:
    """All cases as arrays, numbers, lists and dicts, in a file that needs nothing of the kit."""
    exercises = {
        exercise.name: {"points": exercise.points, "cases": list(map(plain_case, exercise.cases))}
        for exercise in key.exercises
    }
    path.write_bytes(pickle.dumps(exercises))


def plain_case(case: KeyCase) -> dict[str, Any]:
    """A call, its expected result, and its tolerance."""
    return {
        "args": [plain(value) for value in case.args],
        "keywords": {name: plain(value) for name, value in case.keywords.items()},
        "expected": plain(case.expected),
        "rtol": case.tolerance.rtol,
        "atol_of_largest": case.tolerance.atol_of_largest,
    }


def plain(value: Any) -> Any:
    """A value of the key without the kit's own classes."""
    if isinstance(value, TextFile):
        return dict(vars(value))
    if isinstance(value, Record):
        return dict(value.fields)
    if isinstance(value, tuple | list):
        return type(value)(plain(item) for item in value)
    return value


def write_modules(submissions: Sequence[Submission], folder: Path, name: str = NAME) -> None:
    """A folder for each submission, with its module, `mlp.py` or that of another assignment."""
    code = open_room(ROOT, name).script
    for submission in submissions:
        text = submission.text(code)
        if submission.change[0] and text == code:
            raise ValueError(f"the reference does not contain {submission.change[0]!r}")
        (folder / submission.name).mkdir(parents=True)
        path = folder / submission.name / f"{name}.py"
        path.write_text(f"# by {submission.name}\n{text}", encoding="utf-8")


def write_notebooks(submissions: list[Submission], notebook: dict[str, Any], folder: Path) -> None:
    """A folder for each submission, in nbgrader's layout, with the solved notebook `mlp.ipynb`."""
    for submission in submissions:
        path = folder / submission.name / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(solved(notebook, submission)), encoding="utf-8")


def solved(notebook: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """The notebook with the submission's functions in its solution cells."""
    functions = dict(solutions())
    cells = []
    for cell in notebook["cells"]:
        if cell["id"] in functions:
            source = submission.text(functions[cell["id"]])
            cell = cell | {"source": f"# by {submission.name}\n{source}"}
        cells.append(cell)
    return notebook | {"cells": cells}


def solutions() -> Iterator[tuple[str, str]]:
    """The text of each function's cell in the instructor's notebook, by the id of the cell."""
    for cell in instructor_notebook()["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            lines = "".join(cell["source"]).splitlines(keepends=True)
            yield cell["id"], "".join(line for line in lines if " SOLUTION" not in line)


def instructor_notebook() -> dict[str, Any]:
    """The notebook that the kit has made for the instructor."""
    text = (ROOT / "source" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    return json.loads(text)


def stock_notebook(checks: bool) -> dict[str, Any]:
    """The same notebook for other graders: functions and, if wanted, cells that check them.

    The experiments are left out: the kit does not run them either while it grades.
    """
    notebook = instructor_notebook()
    kept = []
    for cell in notebook["cells"]:
        grading = cell["metadata"].get("nbgrader", {})
        if cell["id"] == "start-setup-1":
            kept.append(cell | {"source": "import numpy as np\nimport pandas as pd"})
        elif grading.get("solution"):
            kept.append(cell)
        elif grading.get("grade") and checks:
            name = cell["id"].removeprefix("check-")
            kept.append(cell | {"source": f"import checks\n\nchecks.check({name!r}, {name})"})
    return notebook | {"cells": kept}
