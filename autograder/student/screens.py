"""What a student's terminal shows of a check: in parts, which the command and `watch` arrange."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.reports.report import Report, Verdict
from autograder.reports.terminal import body, headline, wrapped
from autograder.reports.text import retold, safe_line, summary
from autograder.student.checking import Job
from autograder.student.next_step import by_command, next_steps
from autograder.student.remaining import remaining


def screen(report: Report, job: Job) -> dict[str, Any]:
    """The parts of a screen, in lines of the job's width, and the report's JSON."""
    verdicts = retold(report.verdicts) if report.status == "graded" else ()
    remark = safe_line(report.message) if report.status == "graded" else ""
    return {
        "passed": report.passed,
        "json": report.to_json(),
        "summary": "\n".join(_fitted([summary(report)], job)),
        "remark": "\n".join(_fitted([remark], job)),
        "exercises": [_exercise(verdict, job.width) for verdict in verdicts],
        "next": _fitted(_next(report, job), job),
    }


def _next(report: Report, job: Job) -> list[str]:
    if report.status != "graded":
        return [f"next: fix that, then: {by_command('check')}"]
    rest = remaining(Path(job.folder), report.assignment)
    return next_steps(
        report.assignment, report.verdicts, rest, say=_by_key if job.live else by_command,
        full=job.full or job.live, some=bool(job.exercises),
    )  # fmt: skip


def _by_key(command: str, name: str = "") -> str:
    """What does the same on the screen of `watch`."""
    return "press h for a hint" if command == "hint" else "save"


def _fitted(lines: Sequence[str], job: Job) -> list[str]:
    return [part for line in lines for part in wrapped(line, job.width)]


def _exercise(verdict: Verdict, width: int) -> dict[str, Any]:
    return {
        "name": verdict.name,
        "title": safe_line(verdict.title),
        "status": verdict.status,
        "head": list(headline(verdict, width)),
        "body": list(body(verdict, width, with_next=False)),
    }
