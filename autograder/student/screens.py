"""What a student's terminal shows of a check: in parts, which the command and `watch` arrange."""

from __future__ import annotations

from typing import Any

from autograder.reports.report import Report, Verdict
from autograder.reports.terminal import body, headline
from autograder.reports.text import retold, safe_line, summary
from autograder.student.checking import Job
from autograder.student.next_step import next_steps

__all__ = ["screen"]


def screen(report: Report, job: Job) -> dict[str, Any]:
    """The parts of a screen, in lines of the job's width, and the report's JSON."""
    verdicts = retold(report.verdicts) if report.status == "graded" else ()
    return {
        "passed": report.passed,
        "json": report.to_json(),
        "summary": summary(report),
        "remark": safe_line(report.message) if report.status == "graded" else "",
        "exercises": [_exercise(verdict, job.width) for verdict in verdicts],
        "next": next_steps(report, full=job.full),
    }


def _exercise(verdict: Verdict, width: int) -> dict[str, Any]:
    return {
        "name": verdict.name,
        "status": verdict.status,
        "head": list(headline(verdict, width)),
        "body": list(body(verdict, width, with_next=False)),
    }
