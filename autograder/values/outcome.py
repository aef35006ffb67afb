"""One call of a student's function, as plain data: its rules, and its outcome."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Self, cast, get_args

from autograder.values import Code, MalformedError, Value
from autograder.values.plain import as_text

Status = Literal["value", "exception", "timeout", "memory", "crashed", "missing", "not_attempted"]
MAX_TEXT = 500
# Types of exceptions that come from a slip in an author's code, whatever it is given.
SLIPS = ("ImportError", "ModuleNotFoundError", "NameError", "UnboundLocalError")
# Problems that are not exceptions: a function defined where nothing runs, and a line that only a
# notebook understands.
MAIN_BLOCK, TEXT_CELL, COMMAND = "a main block", "a text cell", "a notebook's command"
# And a class that the arguments are of.
NO_CLASS = "a missing class"


@dataclass(frozen=True)
class CallRules:
    """How a function is called: arguments it must change in place, and a seed set before.

    `stub` is the digest of the released function, where that does more than raise.
    The function is `called` this many times on the same objects. `declared` maps parameters whose
    defaults are read from the signature to the default assumed where the signature hides it. `run`
    is an author's function that gets what the student wrote, and then the arguments. What the call
    `prints`, and the files that it `writes`, are texts after the result.
    """

    changes: tuple[str, ...] = ()
    seed: int | None = None
    stub: str = ""
    called: int = 1
    declared: Mapping[str, Value] = field(default_factory=dict)
    run: Code | None = None
    prints: bool = False
    writes: tuple[str, ...] = ()


NO_RULES = CallRules()


@dataclass(frozen=True)
class Problem:
    """An exception: its type, message, and the line of the student's own code that raised it.

    `caller_line` and `caller_source` are the line that the code was in when it called the function
    in which the exception arose, if that is another one. `shapes` are those of the arrays that the
    failing expression names, such as "g (4, 3), dE_dy (4, 1)". `bases` are the names of the type
    and of those that it is a subclass of.
    """

    type: str
    message: str = ""
    file: str = ""
    line: int = 0
    source: str = ""
    function: str = ""
    caller_line: int = 0
    caller_source: str = ""
    shapes: str = ""
    bases: str = ""

    @property
    def outer_line(self) -> int:
        """The line of the code that was called or run directly."""
        return self.caller_line or self.line

    @property
    def is_pytorchs(self) -> bool:
        """Whether PyTorch raised it because it lacks an operation for a dtype."""
        return '" not implemented for ' in self.message

    @classmethod
    def from_message(cls, data: Any) -> Self:
        """The problem in a worker's message. Raises MalformedError for any other form."""
        if not isinstance(data, dict):
            raise MalformedError("a problem that is not an object")
        checks: dict[Any, Callable[[Any], Any]] = {str: _short, int: _line}
        return cls(**{f.name: checks[f.type](data.get(f.name, "")) for f in fields(cls)})


@dataclass(frozen=True, eq=False)
class Outcome:
    """A value or what happened instead, and the names of the arguments that the call changed.

    `reason` says which limit a timeout exceeded, and how.
    `output` is what was printed, kept for public cases only.
    """

    status: Status
    value: Value = None
    problem: Problem | None = None
    changed: tuple[str, ...] = ()
    output: str = ""
    reason: str = ""

    def raises(self, name: str) -> bool:
        """Whether it is an exception of the type of this name, or of a subclass."""
        return self.problem is not None and name in self.problem.bases.split()

    @classmethod
    def from_message(cls, message: Mapping[str, Value]) -> Self:
        """The outcome in a worker's message. Raises MalformedError for any other form."""
        status = message.get("status")
        if not isinstance(status, str) or status not in get_args(Status):
            raise MalformedError("an outcome of unknown status")
        changed = message.get("changed", [])
        if not isinstance(changed, list) or not all(isinstance(name, str) for name in changed):
            raise MalformedError("changed arguments that are not names")
        problem = Problem.from_message(message["problem"]) if "problem" in message else None
        if status == "exception" and problem is None:
            raise MalformedError("an exception without its type")
        return cls(cast(Status, status), message.get("value"), problem, tuple(map(_short, changed)))


def _line(number: Any) -> int:
    return number if type(number) is int and 0 <= number < 10**6 else 0


def _short(value: Any) -> str:
    return as_text(value)[:MAX_TEXT].encode("utf-8", "replace").decode()
