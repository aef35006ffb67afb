"""What loading a submission came to: what is there, what went wrong, and what is left out."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from autograder.submissions.folder import Submission
from autograder.values import Value
from autograder.values.outcome import COMMAND, MAIN_BLOCK, TEXT_CELL, Outcome, Problem, Status
from autograder.worker.inside.problem import MAX_NAME
from autograder.worker.inside.run import LEFT_OUT, Place
from autograder.worker.inside.source import MAX_CELLS
from autograder.worker.inside.time_limit import OutOfTime
from autograder.worker.request import Setup

MAX_STATEMENTS = 10**6
# Statements that end the process are left out one by one; after so many, the whole file is.
MAX_LEFT_OUT = 8
START: Place = ("module", 0, 0)
UNREADABLE = {
    "NotANotebook": ".ipynb is not a notebook (it is not JSON with cells).",
    "UnicodeDecodeError": ".py is not UTF-8 text: save it as UTF-8.",
}
MAX_MESSAGE, MAX_LINES = 100, 8
# What problems come to that are not raised, or raised to interrupt what takes too long.
LATE = OutOfTime.__name__
STATUS: dict[str, Status] = {
    LATE: "timeout", MAIN_BLOCK: "missing", TEXT_CELL: "not_attempted", COMMAND: "value",
    "NotImplementedError": "not_attempted",
}  # fmt: skip
ENDS = {"timeout": "does not end", "crashed": "crashes Python"}


class Loading:
    """What a child says that it loaded of a submission, and what is left out of the next try.

    Only the form of what it says is checked: it is data for display.
    """

    # Each failure leaves out one more statement, or a file.
    tries = MAX_LEFT_OUT + 3

    def __init__(self, submission: Submission, setup: Setup) -> None:
        self.submission, self.setup = submission, setup
        self.names: dict[str, set[str]] = {}
        self.problems: list[dict[str, Any]] = []
        self.near: dict[str, str] = {}
        self.cells: dict[int, list[Any]] = {}
        self.left_out: dict[Place, Outcome] = {}  # statements, and how they ended
        self.dropped: dict[str, Outcome] = {}  # files
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
            "variables": sorted(self.setup.variables),
            "provided": sorted(self.setup.provided),
            "left_out": [list(place) for place in self.left_out],
            "notebook": self._part("notebook", self.submission.notebook),
            "module": self._part("module", self.submission.module),
        }

    def _part(self, source: str, data: bytes | None) -> Value:
        return None if data is None or source in self.dropped else np.frombuffer(data, np.uint8)

    def note(self, reply: Mapping[str, Any], *, names_only: bool) -> None:
        """Keep what the child says, or which names there are. Raises what a wrong form raises.

        After the first call, anything more could give a hidden input away: which statement ends the
        process may depend on an input that was left somewhere.
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
            self.cells = {_number(where, MAX_CELLS): _listed(outputs) for where, outputs in cells}
            self.remark = self.unreadable() or " ".join(self._remarks())

    def note_late(self, place: Place, reason: str) -> None:
        """Leave a statement out of later tries that took too long, for this reason, if it did."""
        if reason:
            self.left_out.setdefault(place, Outcome("timeout", reason=reason))

    def drop(self, place: Place, outcome: Outcome) -> None:
        """Leave out what ended the process, or had it ended: a statement, or else its file.

        Where the child says that it was at something that is not there, it was at what is.
        """
        parts = {"module": self.submission.module, "notebook": self.submission.notebook}
        left = [n for n, data in parts.items() if data is not None and n not in self.dropped]
        source = place[0] if place[0] in left or not left else left[0]
        if source == place[0] and place not in self.left_out and len(self.left_out) < MAX_LEFT_OUT:
            self.left_out[place] = outcome
        else:
            self.dropped[source] = outcome

    # --- what came of it ------------------------------------------------------------------------

    def sources(self, exercise: str) -> list[str]:
        """Where the exercise is implemented, in the order that counts: notebook, then module."""
        return [name for name in ("notebook", "module") if exercise in self.names.get(name, ())]

    def obstacle(self, exercise: str) -> Outcome | None:
        """What kept the code that defines the exercise from running, if anything did.

        Where no code defines it, nor a function that may be meant, that is what kept a whole file
        from running.
        """
        for entry in self.problems:
            if exercise in entry["defines"]:
                return self._outcome(entry)
        if self.sources(exercise) or exercise in self.near:
            return None
        unread = (e for e in self.problems if not e["ran"] and e["problem"].type not in UNREADABLE)
        return next(iter([*self.dropped.values(), *map(self._outcome, unread)]), None)

    def similar(self, exercise: str) -> str | None:
        """The name of a function that is there and may be meant by the exercise's, if any is."""
        return self.near.get(exercise)

    def absent(self, exercise: str, kind: str = "function") -> str:
        """Where the function, or other kind, for the exercise is looked for, and is not."""
        name = self.setup.assignment
        return f"There is no {kind} {exercise} in {name}.ipynb or {name}.py."

    def _outcome(self, entry: Mapping[str, Any]) -> Outcome:
        problem = entry["problem"]
        end = self.left_out.get(entry["place"]) if problem.type in (LATE, LEFT_OUT) else None
        known = {} if problem.is_pytorchs else STATUS
        status = end.status if end else known.get(problem.type, "exception")
        return Outcome(status, problem=problem, reason=end.reason if end else "")

    def unreadable(self) -> str | None:
        """Which files could not even be read, and why; None if all could."""
        kinds = {entry["problem"].type for entry in self.problems if not entry["ran"]}
        told = [why for kind, why in UNREADABLE.items() if kind in kinds]  # our own words alone
        return " ".join(f"{self.setup.assignment}{why}" for why in told) or None

    def _remarks(self) -> Iterator[str]:
        """What the report says of the submission as a whole: what of it failed or was left out.

        A notebook shows its exceptions itself; of a module's, the first one is shown.
        """
        for source, suffix in (("notebook", ".ipynb"), ("module", ".py")):
            file = f"{self.setup.assignment}{suffix}"
            if source in self.dropped:
                yield f"{file} {_ending(self.dropped[source])}; it is left out."
                continue
            ran = [e for e in self.problems if e["place"][0] == source and e["ran"]]
            lines = sorted(e["problem"].line for e in ran if e["problem"].type == COMMAND)
            if lines:
                which = ", ".join(map(str, lines[:MAX_LINES])) + " …" * (len(lines) > MAX_LINES)
                plural = "s" * (len(lines) > 1)
                yield f"Notebook commands in {file} are ignored (line{plural} {which})."
            ended = [e for e in ran if self._outcome(e).status in ENDS]
            raised = [e for e in ran if self._outcome(e).status == "exception"]
            for entry in ended[:MAX_LINES] + raised[: source == "module"]:
                yield self._sentence(entry, file)

    def _sentence(self, entry: Mapping[str, Any], file: str) -> str:
        """What became of a statement, with its cell by the number that Jupyter shows."""
        problem, outcome, (source, cell, _) = entry["problem"], self._outcome(entry), entry["place"]
        code = sorted(self.cells) if source == "notebook" else []
        where = f"code cell {code.index(cell) + 1} of {file}" if cell in code else file
        kind = problem.type if problem.type.isidentifier() else "an exception"
        message = " ".join(problem.message.split())[:MAX_MESSAGE]
        raised = f"raises {kind}: {message}".rstrip(": ")
        what = _ending(outcome) if outcome.status in ENDS else raised
        return f"Line {problem.outer_line} of {where} {what}; the rest still runs."


def _ending(outcome: Outcome) -> str:
    """How something ended that did not end by itself, in words."""
    return outcome.reason or ENDS[outcome.status]


# --- the form of what a child says ----------------------------------------------------------------


def place_of(data: Value) -> Place:
    """The place of a statement, as it must be. Raises ValueError for anything else."""
    source, cell, number = _listed(data)
    kind = "module" if isinstance(source, str) and source == "module" else "notebook"
    return kind, _number(cell, MAX_CELLS), _number(number, MAX_STATEMENTS)


def _number(value: Value, end: int) -> int:
    if type(value) is not int or not 0 <= value < end:
        raise ValueError("not a position")
    return value


def _listed(items: Value) -> list[Any]:
    """The list, as it must be. Raises ValueError for what else could be gone through."""
    if not isinstance(items, list):
        raise ValueError("not a list")
    return items


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
        "place": place_of(entry["place"]),
        "problem": Problem.from_message(entry["problem"]),
        "ran": entry["ran"] is True,
        "defines": [name for name in _listed(entry["defines"]) if isinstance(name, str)],
    }
