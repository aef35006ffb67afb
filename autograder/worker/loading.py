"""What loading a submission came to: what is there, what went wrong, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.outcome import Outcome, Problem
from autograder.values import Value
from autograder.worker.calling import MAX_NAME
from autograder.worker.child import MAX_CELLS
from autograder.worker.request import Setup
from autograder.worker.submission import Submission

__all__ = ["Loading", "position"]

# Cells that hang or die are left out one by one; after so many, the notebook is.
MAX_SKIPPED = 4
# Of a module, what runs beside definitions; then assignments that call; then it is left out.
MAX_LEFT_OUT = 2
UNREADABLE = {
    "NotANotebook": "is not a notebook (it is not JSON with cells)",
    "UnicodeDecodeError": "is not UTF-8 text",
}
ENDS = {"timeout": "does not end", "crashed": "ends the whole process"}


class Loading:
    """What a child says that it loaded of a submission, and what is left out of the next try.

    Only the form of what it says is checked: it is data for display.
    """

    # Each failure leaves out a little more, so that so many tries end.
    tries = MAX_SKIPPED + MAX_LEFT_OUT + 4

    def __init__(self, submission: Submission, setup: Setup) -> None:
        self.submission, self.setup = submission, setup
        self.names: dict[str, set[str]] = {}
        self.problems: list[dict[str, Any]] = []
        self.near: dict[str, str] = {}
        self.cells: dict[int, list[Any]] = {}
        self.skipped: dict[int, str] = {}
        self.left_out: list[str] = []  # how each try ended, after which more was left out
        self.dropped: dict[str, str] = {}
        self.is_done = False

    # --- what is asked of a child, and what it says ---------------------------------------------

    def message(self, limits: Mapping[str, float]) -> dict[str, Value]:
        """The command to load what is not left out."""
        return {
            "command": "load",
            "assignment": self.setup.assignment,
            "files": self.setup.files,
            "names": list(self.setup.exercises),
            "provided": sorted(self.setup.provided),
            "skip": sorted(self.skipped),
            "left_out": len(self.left_out),
            "limits": dict(limits),
            "notebook": self._part("notebook", self.submission.notebook),
            "module": self._part("module", self.submission.module),
        }

    def _part(self, source: str, data: bytes | None) -> Value:
        return None if data is None or source in self.dropped else np.frombuffer(data, np.uint8)

    def note(self, reply: Mapping[str, Any], *, names_only: bool) -> None:
        """Keep what the child says, or which names there are. Raises what a wrong form raises."""
        wanted = set(self.setup.exercises)
        self.names = {
            source: {name for name in wanted if name in names}
            for source, names in reply["names"].items()
            if isinstance(names, list)
        }
        self.is_done = True
        if not names_only:
            self.problems = [_checked_entry(entry) for entry in reply["problems"]]
            self.near = _names(reply.get("similar"))
            self.cells = {int(where): list(outputs) for where, outputs in reply["cells"]}

    def drop(self, place: Mapping[str, Any], status: str) -> None:
        """Leave out what hung or died: one cell of a notebook, or a module's running code.

        A module that still hangs or dies with its definitions alone is tried without assignments
        that call something, and then left out whole. Where the child says that it was at something
        that is not there, it was at what is.
        """
        parts = {"module": self.submission.module, "notebook": self.submission.notebook}
        left = [n for n, data in parts.items() if data is not None and n not in self.dropped]
        source = place["source"] if place["source"] in left or not left else left[0]
        cells_left = len(self.skipped) < MAX_SKIPPED and place["cell"] not in self.skipped
        if source == "notebook" and cells_left:
            self.skipped[place["cell"]] = status
        elif source == "module" and len(self.left_out) < MAX_LEFT_OUT:
            self.left_out.append(status)
        else:
            self.dropped[source] = status

    # --- what came of it ------------------------------------------------------------------------

    def sources(self, exercise: str) -> list[str]:
        """Where the exercise is implemented, in the order that counts: notebook, then module."""
        return [
            source for source in ("notebook", "module") if exercise in self.names.get(source, ())
        ]

    def obstacle(self, exercise: str) -> Outcome | None:
        """What kept the code that defines the exercise from running, if anything did.

        Where no code defines it, nor a function that may be meant, that is what kept any of the
        submission from loading.
        """
        for entry in self.problems:
            if exercise in entry.get("defines", ()):
                return Outcome("exception", problem=_problem(entry))
        if self.sources(exercise) or exercise in self.near:
            return None
        if ends := [*self.dropped.values(), *self.left_out[MAX_LEFT_OUT - 1 :]]:
            return Outcome("timeout" if ends[0] == "timeout" else "crashed")
        running = [entry for entry in self.problems if not entry.get("fatal")]
        return Outcome("exception", problem=_problem(running[0])) if running else None

    def unreadable(self) -> str | None:
        """Which files could not even be read, and why; None if all could."""
        kinds = {_problem(entry).type for entry in self.problems if entry["fatal"]}
        files = {"NotANotebook": "ipynb", "UnicodeDecodeError": "py"}  # no word of the child's own
        told = [
            f"{self.setup.assignment}.{ending} {UNREADABLE[kind]}."
            for kind, ending in files.items()
            if kind in kinds
        ]
        return " ".join(told) or None

    def stopped(self) -> str | None:
        """What of the submission hung or ended the process as it was loaded; None if nothing."""
        name, told = self.setup.assignment, []
        if "notebook" in self.dropped:
            told.append(f"{name}.ipynb {ENDS[self.dropped['notebook']]}; it is left out.")
        else:
            told += self._stopped_cells()
        if self.left_out:
            where = f"The code outside functions in {name}.py"
            told.append(f"{where} {ENDS[self.left_out[0]]}; it is left out.")
        return " ".join(told) or None

    def _stopped_cells(self) -> list[str]:
        """The cells by their numbers among code cells, which is how Jupyter shows them."""
        code = sorted(self.cells)
        return [
            f"Code cell {code.index(cell) + 1} of {self.setup.assignment}.ipynb "
            f"{ENDS[status]}; it is left out."
            for cell, status in sorted(self.skipped.items())
            if cell in code
        ]


def position(cell: Value) -> int:
    """The position of a cell, as it must be. Raises ValueError for anything else."""
    if type(cell) is not int or not 0 <= cell < MAX_CELLS:
        raise ValueError("not a position")
    return cell


def _names(similar: Any) -> dict[str, str]:
    """What the child says of similar names, where it is names."""
    pairs = similar.items() if isinstance(similar, dict) else ()
    return {
        name: other
        for name, other in pairs
        if isinstance(other, str) and other.isidentifier() and len(other) <= MAX_NAME
    }


def _checked_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A problem as it must be: where, what, whether the file is unreadable, what it defines."""
    _problem(entry)
    defines = [name for name in entry["defines"] if isinstance(name, str)]
    return {"problem": entry["problem"], "fatal": entry["fatal"] is True, "defines": defines}


def _problem(entry: Mapping[str, Any]) -> Problem:
    return Problem.from_message(entry["problem"])
