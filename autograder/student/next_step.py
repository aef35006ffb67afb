"""What ends each report: what to do next."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from autograder.reports.report import Verdict
from autograder.reports.text import advice
from autograder.student.remaining import Remaining

DONE = ("passed", "not_attempted")
# Returns the text that runs a command on an exercise; an empty name means all exercises.
Say = Callable[[str, str], str]


def by_command(command: str, name: str = "") -> str:
    """How a command is run in a terminal."""
    return f"autograder {command} {name}".rstrip()


def next_steps(
    assignment: str, verdicts: Sequence[Verdict], rest: Remaining, *, say: Say = by_command,
    full: bool = False, some: bool = False, now: datetime | None = None,
) -> list[str]:  # fmt: skip
    """What to do next, a line each, at any number of points.

    Where not every exercise is shown in `full`, also how the others that are wrong can be seen.
    Where only `some` of the assignment's were checked, there is no end yet.
    """
    wrong = [verdict for verdict in verdicts if verdict.status not in DONE]
    open_ = [verdict.name for verdict in verdicts if verdict.status == "not_attempted"]
    if wrong:
        others = [v for v in wrong[1:] if not v.cause or v.cause != wrong[0].cause]
        where = wrong[0].name if len(others) == len(wrong) - 1 else ""  # one cause may stop several
        lines = [_about(wrong[0], say, where), *([] if full else _also(others))]
    elif open_:
        is_new = len(open_) == len(verdicts)
        where = f" in {assignment}.ipynb or {assignment}.py" if is_new else ""
        begin = "begin" if where else "next"
        lines = [f"{begin}: write {open_[0]}{where}", f"then: {say('check', open_[0])}"]
    elif some:
        lines = [f"next: check everything: {by_command('check')}"]
    else:
        lines = list(_end(rest))
    return [*lines, *rest.due(now or datetime.now(UTC))]


def _end(rest: Remaining) -> Iterator[str]:
    """What is left at full marks."""
    yield "done: every exercise passes."
    if rest.answers:
        yield f"not graded automatically: {rest.by_a_person()}"
    if to_write := rest.to_write():
        yield f"next: write what is missing ({to_write})"
        yield f"then: {by_command('submit')}"
    else:
        yield f"next: hand in: {by_command('submit')}"


def _about(verdict: Verdict, say: Say, where: str) -> str:
    if advice(verdict):
        return f"next: {say('hint', verdict.name)}"
    return f"next: fix that, then: {say('check', where)}"


def _also(others: list[Verdict]) -> list[str]:
    count = f"{len(others)} more {'exercise is' if len(others) == 1 else 'exercises are'} wrong"
    return [f"{count}; autograder check --all shows each in full"] if others else []
