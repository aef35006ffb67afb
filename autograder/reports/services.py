"""A judged submission as other services take it: Gradescope, PrairieLearn, GitHub Classroom, JUnit.

docs/how-to/handing-on.md says where each of these forms is documented.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from autograder.reports.report import Report, Verdict
from autograder.reports.text import lines, points, safe

# What XML 1.0 cannot hold, not even written as a reference.
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Part:
    """An exercise or a written answer; its points are None where they are not known."""

    name: str
    points: float | None
    max_points: float
    message: str = ""

    @property
    def passed(self) -> bool:
        """Whether it has all of its points."""
        return self.points is not None and self.points >= self.max_points


@dataclass(frozen=True)
class Result:
    """One submission: its points after any late penalty, None where there are none to pass on.

    `status` is one of those in docs/reference/scores.md.
    """

    student: str
    assignment: str
    status: str
    points: float | None
    max_points: float
    parts: tuple[Part, ...]
    message: str = ""


def result_of(report: Report) -> Result:
    """What a report says, for a service that has the submission graded."""
    scored = report.points if report.status == "graded" else None
    parts = tuple(Part(v.name, v.points, v.max_points, _said(v)) for v in report.verdicts)
    return Result(
        report.submission, report.assignment, report.status, scored, report.max_points, parts,
        safe(report.message),
    )  # fmt: skip


def _said(verdict: Verdict) -> str:
    return "\n".join(line for kind, line in lines(verdict) if kind != "next")


def gradescope(result: Result) -> dict[str, Any]:
    """The results.json of Gradescope's autograders.

    Gradescope takes no file without a score: what cannot be graded gets 0 and the reason.
    """
    return {
        "score": result.points or 0.0,
        "output": result.message,
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [
            {
                "name": part.name,
                "score": part.points,
                "max_score": part.max_points,
                "status": "passed" if part.passed else "failed",
                "output": part.message,
            }
            for part in result.parts
        ],
        "extra_data": {"assignment": result.assignment, "status": result.status},
    }


def prairielearn(result: Result) -> dict[str, Any]:
    """The results.json of PrairieLearn's external graders; its score is a fraction."""
    if result.points is None:
        return {"gradable": False, "format_errors": [result.message or result.status]}
    return {
        "gradable": True,
        "score": result.points / result.max_points if result.max_points else 0.0,
        "message": result.message,
        "tests": [asdict(part) for part in result.parts],
    }


def classroom(result: Result) -> dict[str, Any]:
    """The result of a test runner, as GitHub Classroom's reporter reads it (in base64)."""
    passed = result.points is not None and all(part.passed for part in result.parts)
    wrong = "fail" if result.points is not None else "error"
    return {
        "version": 1,
        "status": "pass" if passed else wrong,
        "max_score": result.max_points,
        "tests": [
            {
                "name": part.name,
                "status": "pass" if part.passed else wrong,
                "score": part.points or 0.0,
                "message": part.message or result.message,
                "test_code": "",
                "filename": "",
                "line_no": 0,
            }
            for part in result.parts
        ],
    }


# The forms of which a file holds one submission.
ONE_EACH: dict[str, Callable[[Result], dict[str, Any]]] = {
    "gradescope": gradescope,
    "prairielearn": prairielearn,
    "classroom": classroom,
}


def junit(results: Iterable[Result]) -> bytes:
    """A suite for each submission in JUnit's XML; what has no points is skipped or an error."""
    root = ElementTree.Element("testsuites")
    for result in results:
        outcomes = [_outcome(result, part) for part in result.parts]
        counts = Counter(kind for kind, _ in outcomes)
        suite = ElementTree.SubElement(
            root, "testsuite", name=_xml(f"{result.assignment}: {result.student}"),
            tests=str(len(outcomes)), failures=str(counts["failure"]),
            errors=str(counts["error"]), skipped=str(counts["skipped"]),
        )  # fmt: skip
        for part, (kind, message) in zip(result.parts, outcomes, strict=True):
            case = ElementTree.SubElement(
                suite, "testcase", name=_xml(part.name),
                classname=_xml(f"{result.assignment}.{result.student}"),
            )  # fmt: skip
            if kind:
                ElementTree.SubElement(case, kind, message=_xml(message))
    ElementTree.indent(root)
    file = BytesIO()
    ElementTree.ElementTree(root).write(file, "utf-8", xml_declaration=True)
    return file.getvalue() + b"\n"


def _outcome(result: Result, part: Part) -> tuple[str, str]:
    """The element in a test case, "" for one that passed, and its message."""
    if result.status in ("not_gradable", "grader_fault"):
        return "error", result.message or result.status.replace("_", " ")
    if part.points is None:
        is_marked = result.status == "unmarked"
        return "skipped", "not marked yet" if is_marked else result.status.replace("_", " ")
    if part.passed:
        return "", ""
    got = f"{points(part.points)} of {points(part.max_points)} points"
    return "failure", f"{got}: {part.message}" if part.message else got


def _xml(text: str) -> str:
    return NO_XML.sub("\N{REPLACEMENT CHARACTER}", safe(text))
