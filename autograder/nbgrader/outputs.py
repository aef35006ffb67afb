"""The outputs of a graded notebook's cells: verdicts and points of ours, dead text of students'."""

from __future__ import annotations

import json
from typing import Any

import nbformat

from autograder.authoring.script import CHECK
from autograder.nbgrader.cells import grade_id_of
from autograder.nbgrader.pages import neutral_outputs
from autograder.reports.html import verdict_html, verdict_text
from autograder.reports.report import Report, Verdict
from autograder.submissions.intake import storable

__all__ = ["write_outputs"]

# A notebook shows so much output; a file of hundreds of megabytes would stop nbgrader and browsers.
MAX_OUTPUTS = 10 * 2**20
TOO_MUCH = "(the outputs above are as much as is kept)\n"


def write_outputs(nb: Any, report: Report) -> None:
    """Give every code cell its outputs: the student's as they ran, of check cells the verdict."""
    verdicts = {verdict.name: verdict for verdict in report.verdicts}
    room = MAX_OUTPUTS
    for position, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        grade_id = grade_id_of(cell) or ""
        verdict = verdicts.get(grade_id.removeprefix(CHECK))
        if grade_id.startswith(CHECK) and verdict is not None:
            cell.outputs = _check_outputs(verdict)
        elif cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [_score(0.0)]  # a check without an exercise earns nothing
        else:
            cell.outputs = _clean(report.cells.get(position, []))
            room -= len(json.dumps(cell.outputs))
            if room < 0:
                cell.outputs = [nbformat.v4.new_output("stream", text=TOO_MUCH)]


def _check_outputs(verdict: Verdict) -> list[Any]:
    data = {"text/html": verdict_html(verdict), "text/plain": verdict_text(verdict)}
    ours = {"autograder": {"status": verdict.status}}
    shown = nbformat.v4.new_output("display_data", data=data, metadata=ours)
    return [shown, _score(verdict.points)]


def _score(points: float) -> Any:
    """The one built-in float that nbgrader reads as the score."""
    return nbformat.v4.new_output("execute_result", data={"text/plain": repr(float(points))})


def _clean(outputs: list[Any]) -> list[Any]:
    """A worker's outputs that have the form they must have, and only what shows as dead text."""
    return neutral_outputs(
        [clean for output in outputs if (clean := _clean_output(output)) is not None]
    )


def _clean_output(output: Any) -> Any:
    if not isinstance(output, dict):
        return None
    kind = _text(output.get("output_type"))
    if kind == "stream" and (name := _text(output.get("name"))) in ("stdout", "stderr"):
        text = _text(output.get("text", ""))
        return nbformat.v4.new_output("stream", name=name, text=text)
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        texts = output["data"].items()
        data = {_text(key): _text(text) for key, text in texts if isinstance(text, str)}
        return nbformat.v4.new_output(kind, data=data)
    if kind == "error":
        found = output.get("traceback")
        lines = [_text(line) for line in found] if isinstance(found, list) else []
        name, value = _text(output.get("ename", "")), _text(output.get("evalue", ""))
        return nbformat.v4.new_output("error", ename=name, evalue=value, traceback=lines)
    return None


def _text(value: Any) -> str:
    """What a worker sent in the place of a text, as one that a file can hold."""
    return storable(str(value))
