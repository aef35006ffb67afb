"""What ends each report: what to do next."""

from __future__ import annotations

from autograder.reports.report import Report, Verdict
from autograder.reports.text import advice

__all__ = ["next_steps"]

DONE = ("passed", "not_attempted")


def next_steps(report: Report, *, full: bool = False) -> list[str]:
    """What to do next, a line each, at any number of points; empty where nothing is graded.

    Where not every exercise is shown in `full`, also how the others that are wrong can be seen.
    """
    wrong = [verdict for verdict in report.verdicts if verdict.status not in DONE]
    open_ = [verdict for verdict in report.verdicts if verdict.status == "not_attempted"]
    if report.status != "graded":
        return []
    if wrong:
        others = [v for v in wrong[1:] if not v.cause or v.cause != wrong[0].cause]
        return [_about(wrong[0]), *([] if full else _also(others))]
    if open_:
        name, first = report.assignment, open_[0].name
        where = f" in {name}.ipynb or {name}.py" if len(open_) == len(report.verdicts) else ""
        begin = "begin" if where else "next"
        return [f"{begin}: write {first}{where}, then: autograder check {first}"]
    return ["done: every exercise passes."]


def _about(verdict: Verdict) -> str:
    command = advice(verdict) or f"autograder check {verdict.name}"
    return f"next: {command}" if advice(verdict) else f"next: mend that, then: {command}"


def _also(others: list[Verdict]) -> list[str]:
    count = f"{len(others)} more {'exercise is' if len(others) == 1 else 'exercises are'} wrong"
    return [f"{count}; autograder check --all shows each in full"] if others else []
