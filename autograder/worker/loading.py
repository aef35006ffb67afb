"""What loading a submission came to: what is there, what went wrong, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograder.submissions.folder import Submission
from autograder.values import Value
from autograder.values.outcome import COMMAND, MAIN_BLOCK, TEXT_CELL, Outcome, Problem, Status
from autograder.worker.channel import is_text
from autograder.worker.inside.calling import MAX_NAME
from autograder.worker.inside.source import MAX_CELLS
from autograder.worker.inside.time_limit import OutOfTime
from autograder.worker.request import Setup

__all__ = ["Loading", "position"]

# Cells that end the process are left out one by one, at first all but their definitions; after so
# many, the notebook is.
MAX_SKIPPED = 4
# Of a module, what runs beside definitions; then assignments that call; then it is left out.
MAX_LEFT_OUT = 2
UNREADABLE = {
    "NotANotebook": "is not a notebook (it is not JSON with cells)",
    "UnicodeDecodeError": "is not UTF-8 text: save it as UTF-8",
}
MAX_MESSAGE, MAX_LINES = 100, 8
# The type of the exception by which code is interrupted that takes too long.
LATE = OutOfTime.__name__
# What such problems come to that are not raised.
STATUS: dict[str, Status] = {LATE: "timeout", MAIN_BLOCK: "missing", TEXT_CELL: "not_attempted"}
ENDS = {"timeout": "does not end", "crashed": "crashes Python"}


class Loading:
    """What a child says that it loaded of a submission, and what is left out of the next try.

    Only the form of what it says is checked: it is data for display.
    """

    # Each failure leaves out a little more, so that so many tries end.
    tries = 2 * MAX_SKIPPED + MAX_LEFT_OUT + 4

    def __init__(self, submission: Submission, setup: Setup) -> None:
        self.submission, self.setup = submission, setup
        self.names: dict[str, set[str]] = {}
        self.problems: list[dict[str, Any]] = []
        self.near: dict[str, str] = {}
        self.cells: dict[int, list[Any]] = {}
        self.reduced: dict[int, str] = {}  # cells of which only the definitions are run
        self.skipped: dict[int, str] = {}
        self.left_out: list[str] = []  # how each try ended, after which more was left out
        self.dropped: dict[str, str] = {}
        self.late: dict[tuple[str, int], str] = {}  # what took too long, and what is said of it
        self.beyond = 0
        self.remark = ""
        self.is_done = False

    # --- what is asked of a child, and what it says ---------------------------------------------

    def message(self) -> dict[str, Value]:
        """The command to load what is not left out."""
        return {
            "command": "load",
            "assignment": self.setup.assignment,
            "files": self.setup.files,
            "names": list(self.setup.exercises),
            "provided": sorted(self.setup.provided),
            "reduced": sorted(self.reduced),
            "skip": sorted(self.skipped),
            "left_out": len(self.left_out),
            "notebook": self._part("notebook", self.submission.notebook),
            "module": self._part("module", self.submission.module),
        }

    def _part(self, source: str, data: bytes | None) -> Value:
        return None if data is None or source in self.dropped else np.frombuffer(data, np.uint8)

    def note(self, reply: Mapping[str, Any], *, names_only: bool) -> None:
        """Keep what the child says, or which names there are. Raises what a wrong form raises.

        Once there were calls, anything more could tell of them: which cell ends the process may
        depend on a hidden input that was left somewhere.
        """
        wanted = set(self.setup.exercises)
        self.names = {
            source: {name for name in wanted if name in names}
            for source, names in reply["names"].items()
            if isinstance(names, list)
        }
        self.is_done = True
        if not names_only:
            self.problems = [_checked_entry(entry) for entry in _listed(reply["problems"])]
            self.near = _names(reply.get("similar"))
            cells = _listed(reply["cells"])
            self.cells = {position(where): _listed(outputs) for where, outputs in cells}
            self.beyond = _count(reply.get("beyond")) if self.submission.notebook else 0
            self.remark = self._remark()
            self._leave_out_late()

    def note_late(self, place: Mapping[str, Any], reason: str) -> None:
        """Keep what is said of a part that took too long, the first time, if it did."""
        if reason:
            self.late.setdefault((place["source"], place["cell"]), reason)

    def _leave_out_late(self) -> None:
        """Have what took too long not be waited for again when another child loads the rest."""
        for cell in self._late("notebook"):
            self.reduced.setdefault(cell, "timeout")
        if self._late("module") and not self.left_out:
            self.left_out.append("timeout")

    def _late(self, source: str) -> set[int]:
        """The cells that took too long; of a module, which has none, the first."""
        late = [entry for entry in self.problems if entry["problem"].type == LATE]
        return {entry["cell"] for entry in late if entry["source"] == source}

    def drop(self, place: Mapping[str, Any], status: str) -> None:
        """Leave out what ended the process, or had it ended: a cell, or a module's running code.

        At first definitions are left; of a module that still ends it, those that call nothing. Then
        the cell or module is left out whole. Where the child says that it was at something that is
        not there, it was at what is.
        """
        parts = {"module": self.submission.module, "notebook": self.submission.notebook}
        left = [n for n, data in parts.items() if data is not None and n not in self.dropped]
        source = place["source"] if place["source"] in left or not left else left[0]
        cells_left = len(self.skipped) < MAX_SKIPPED and place["cell"] not in self.skipped
        if source == "notebook" and cells_left:
            cells = self.skipped if place["cell"] in self.reduced else self.reduced
            cells[place["cell"]] = status
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

        Where no code defines it, nor a function that may be meant, that is what kept a whole file
        from running: after a line that fails, the rest is run.
        """
        for entry in self.problems:
            if exercise in entry["defines"]:
                return self._outcome(entry)
        if self.sources(exercise) or exercise in self.near:
            return None
        left_out = [*self.dropped.values(), *self.left_out[MAX_LEFT_OUT - 1 :]]
        if ends := [*left_out, *self.skipped.values()]:
            is_late = ends[0] == "timeout"
            reason = next(iter(self.late.values()), "") if is_late else ""
            return Outcome("timeout" if is_late else "crashed", reason=reason)
        unread = (e for e in self.problems if not e["ran"] and e["problem"].type not in UNREADABLE)
        return next(map(self._outcome, unread), None)

    def _outcome(self, entry: Mapping[str, Any]) -> Outcome:
        problem = entry["problem"]
        is_late = problem.type == LATE
        reason = self.late.get((entry["source"], entry["cell"]), "") if is_late else ""
        return Outcome(STATUS.get(problem.type, "exception"), problem=problem, reason=reason)

    def _end(self, status: str, source: str, cell: int) -> str:
        """How a part ended, in words."""
        return (status == "timeout" and self.late.get((source, cell))) or ENDS[status]

    def unreadable(self) -> str | None:
        """Which files could not even be read, and why; None if all could."""
        files = {"NotANotebook": "ipynb", "UnicodeDecodeError": "py"}  # no word of the child's own
        told = [
            f"{self.setup.assignment}.{ending} {UNREADABLE[kind]}."
            for kind, ending in files.items()
            if any(e["problem"].type == kind and not e["ran"] for e in self.problems)
        ]
        return " ".join(told) or None

    def _remark(self) -> str:
        """What the report says of the submission as a whole: what of it failed or was left out."""
        return self.unreadable() or " ".join([*self._of_notebook(), *self._of_module()])

    def _of_module(self) -> list[str]:
        file = f"{self.setup.assignment}.py"
        ran = [e["problem"] for e in self.problems if e["source"] == "module" and e["ran"]]
        told = _commands(file, sorted({p.line for p in ran if p.type == COMMAND}))
        if self.left_out:
            end = self._end(self.left_out[0], "module", 0)
            return [*told, f"The code outside functions in {file} {end}; it is left out."]
        failed = [problem for problem in ran if problem.type not in (MAIN_BLOCK, COMMAND)]
        return told + [
            f"Line {problem.outer_line} of {file} {self._what(problem)}; what follows it is run."
            for problem in failed[:1]
        ]

    def _of_notebook(self) -> list[str]:
        """Its cells by their numbers among code cells, which is how Jupyter shows them."""
        file = f"{self.setup.assignment}.ipynb"
        if "notebook" in self.dropped:
            return [f"{file} {ENDS[self.dropped['notebook']]}; it is left out."]
        ends = dict.fromkeys(self._late("notebook"), "timeout") | self.reduced
        code = sorted(self.cells)
        told = []
        for cell, status in sorted((c, s) for c, s in ends.items() if c in code):
            less = "it is left out" if cell in self.skipped else "of it, only definitions count"
            end = self._end(status, "notebook", cell)
            told.append(f"Code cell {code.index(cell) + 1} of {file} {end}; {less}.")
        if self.beyond:
            told.append(f"Only the first {MAX_CELLS} cells of {file} are run.")
        return told

    def _what(self, problem: Problem) -> str:
        """What became of a module's statement that failed."""
        if problem.type == LATE:
            return self._end("timeout", "module", 0)
        kind = problem.type if problem.type.isidentifier() else "an exception"
        message = " ".join(problem.message.split())[:MAX_MESSAGE]
        return f"raises {kind}: {message}".rstrip(": ")


def _commands(file: str, lines: list[int]) -> list[str]:
    """A sentence on the lines of a module that only a notebook understands, if there are any."""
    if not lines[1:]:
        return [f"Line {n} of {file} is a notebook command, which is ignored." for n in lines]
    which = ", ".join(map(str, lines[:MAX_LINES])) + (" …" if lines[MAX_LINES:] else "")
    return [f"Lines {which} of {file} are notebook commands, which are ignored."]


def position(cell: Value) -> int:
    """The position of a cell, as it must be. Raises ValueError for anything else."""
    if type(cell) is not int or not 0 <= cell < MAX_CELLS:
        raise ValueError("not a position")
    return cell


def _listed(items: Value) -> list[Any]:
    """The list, as it must be. Raises ValueError for what else could be gone through."""
    if not isinstance(items, list):
        raise ValueError("not a list")
    return items


def _count(number: Value) -> int:
    return number if type(number) is int and number > 0 else 0


def _names(similar: Any) -> dict[str, str]:
    """What the child says of similar names, where it is names."""
    pairs = similar.items() if isinstance(similar, dict) else ()
    return {
        name: other
        for name, other in pairs
        if isinstance(other, str) and other.isidentifier() and len(other) <= MAX_NAME
    }


def _checked_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A problem as it must be: where, what, whether what follows ran, and what it defines."""
    return {
        "source": "module" if is_text(entry["source"], "module") else "notebook",
        "cell": position(entry["cell"]),
        "problem": Problem.from_message(entry["problem"]),
        "ran": entry["ran"] is True,
        "defines": [name for name in _listed(entry["defines"]) if isinstance(name, str)],
    }
