"""The reports on a class and on a student as pages: one file each, nothing from elsewhere."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, pass_context
from markupsafe import Markup

from autograder.course.standing import Standing
from autograder.instructor.class_report import ClassReport
from autograder.instructor.per_exercise import Curves
from autograder.instructor.student_report import StudentReport
from autograder.instructor.words import entry_lines, facts, notes
from autograder.nbgrader.pages import Page, code_colours, highlighted, safe_verdict, shown
from autograder.reports.class_pictures import bars_svg, curves_svg, strays
from autograder.reports.html import verdict_html
from autograder.reports.pages import environment
from autograder.reports.table import lateness, score_words


def page_of(report: ClassReport | StudentReport) -> str:
    """A report as HTML."""
    return class_page(report) if isinstance(report, ClassReport) else student_page(report)


def class_page(report: ClassReport) -> str:
    """The report on a class as HTML."""
    bars = [(bar.low, bar.high, bar.count) for bar in report.scores.bars] if report.scores else []
    picture = bars_svg(bars, report.scores.median) if report.scores else ""
    rows = [_row(report, standing) for standing in report.standings]
    return _render("class", report=report, rows=rows, bars=Markup(picture))  # noqa: S704  # ours


def student_page(report: StudentReport) -> str:
    """The report on a student as HTML."""
    row = vars(report.standing)
    return _render(
        "student", report=report, score=score_words(row), facts=facts(report), notes=notes(report)
    )


def _row(report: ClassReport, standing: Standing) -> dict[str, Any]:
    """A student's row of the table: each exercise's verdict, and the points given by hand."""
    verdicts = {e["name"]: e for e in standing.report.get("exercises", ())}
    remarks = [standing.status.replace("_", " ")] if standing.status != "graded" else []
    return {
        "standing": standing,
        "cells": [
            (verdicts.get(e.name), standing.overridden.get(e.name)) for e in report.exercises
        ],
        "score": score_words(vars(standing)),
        "remark": ", ".join([*remarks, *lateness(vars(standing))]),
    }


def _render(name: str, **parts: Any) -> str:
    script = _script()
    return str(
        _environment()
        .get_template(f"{name}.html.j2")
        .render(
            **parts,
            bounds=Page(),
            highlighting=Markup(code_colours()),  # noqa: S704  # a library's
            script=Markup(script),  # noqa: S704  # ours
            script_digest=f"sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}",
        )
    )


@cache
def _script() -> str:
    """The script that sorts tables; a page can be read without it."""
    path = files("autograder.instructor").joinpath("templates/sort.js")
    return path.read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    found = environment("autograder.instructor")
    filters: dict[str, Callable[..., Any]] = {
        "seconds": lambda number: f"{number:.2g}",
        "highlighted": _highlighted,
        "shown": shown,
        "strays": lambda curves: strays(curves.expected, curves.actual),
        "curves": _curves,
        "entry": lambda entry, zone: "\n".join(entry_lines(entry, zone)),
        "verdict": lambda verdict: Markup(safe_verdict(verdict_html(verdict))),  # noqa: S704
    }
    found.filters.update(filters)
    return found


@pass_context
def _highlighted(context: Any, code: str) -> Markup:
    return Markup(highlighted(code, context["bounds"]))  # noqa: S704  # cleaned there


def _curves(curves: Curves) -> Markup:
    picture = curves_svg(curves.expected, curves.actual, curves.failed, curves.case)
    return Markup(picture)  # noqa: S704  # ours
