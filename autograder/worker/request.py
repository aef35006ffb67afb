"""What is asked of a worker: to load a submission, and one call after another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from autograder.submissions.folder import Submission
from autograder.values import Value
from autograder.values.outcome import NO_RULES, CallRules
from autograder.worker.inside import wire

# The value of an exercise for arguments and keywords, or None where there is none.
Answer = Callable[[str, Value, Value], Value | None]


@dataclass(frozen=True, eq=False)
class Setup:
    """What a child needs to load a submission; there is no answer in it.

    `variables` are the exercises that need not be callable.
    """

    assignment: str
    exercises: tuple[str, ...]
    files: dict[str, str]
    provided: frozenset[str]
    libraries: frozenset[str] = frozenset()
    mentions: Mapping[str, int] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()

    def needs(self, submission: Submission) -> frozenset[str]:
        """What there must be to grade this: of `LIBRARIES`, and "IPython" for a notebook."""
        return self.libraries | ({"IPython"} if submission.notebook is not None else set())

    def wants(self, submission: Submission) -> frozenset[str]:
        """What a worker imports ahead, if it is there: also what is mentioned, maybe in a text."""
        extra = {n for n, count in self.mentions.items() if submission.mentions(n) > count}
        return self.needs(submission) | extra


@dataclass(frozen=True, eq=False)
class Request:
    """One call: the exercise, its arguments, and their names in the order of the call.

    `substitutes` are exercises that the parent answers in the place of the student's own, and one
    answer does for all arguments of the same form if they are to be `alike`.
    """

    exercise: str
    args: tuple[Value, ...]
    keywords: dict[str, Value]
    names: tuple[str, ...]
    rules: CallRules = NO_RULES
    expensive: bool = False
    substitutes: frozenset[str] = frozenset()
    alike: bool = False

    @cached_property
    def frame(self) -> Callable[[str], bytes]:
        """The command to call the implementation in a source, as it goes to a child.

        It is the same for all submissions, and encoded once.
        """
        return cache(self._frame)

    def _frame(self, source: str) -> bytes:
        return wire.frame({
            "command": "call", "source": source, "exercise": self.exercise,
            "args": list(self.args), "keywords": self.keywords, "names": list(self.names),
            "rules": {**vars(self.rules), "declared": dict(self.rules.declared)},
            "substitutes": sorted(self.substitutes), "alike": self.alike,
        })  # fmt: skip
