"""The outputs of a graded notebook's cells: verdicts and points of ours, dead text of students'."""

from __future__ import annotations

import json
from typing import Any

from nbformat.v4 import new_output

from autograder.authoring.script import CHECK
from autograder.nbgrader.cells import grade_id_of
from autograder.nbgrader.pages import is_neutral
from autograder.reports.html import verdict_html, verdict_text
from autograder.reports.report import Report, Verdict
from autograder.reports.text import storable

__all__ = ["write_outputs"]

# A notebook shows so much output; a file of hundreds of megabytes would stop nbgrader and browsers.
MAX_OUTPUTS = 10 * 2**20
TOO_MUCH = "(the outputs above are as much as is kept)\n"


def write_outputs(nb: Any, report: Report) -> None:
    """Give every code cell its outputs: the student's as they ran, of check cells the verdict."""
    verdicts = {f"{CHECK}{verdict.name}": verdict for verdict in report.verdicts}
    room = MAX_OUTPUTS
    for position, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        if verdict := verdicts.get(grade_id_of(cell) or ""):
            cell.outputs = _check_outputs(verdict)
        elif cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [_score(0.0)]  # a check without an exercise earns nothing
        else:
            cell.outputs = [*filter(None, map(_clean_output, report.cells.get(position, [])))]
            room -= len(json.dumps(cell.outputs))
            if room < 0:
                cell.outputs = [new_output("stream", text=TOO_MUCH)]


def _check_outputs(verdict: Verdict) -> list[Any]:
    data = {"text/html": verdict_html(verdict), "text/plain": verdict_text(verdict)}
    ours = {"autograder": {"status": verdict.status}}
    return [new_output("display_data", data=data, metadata=ours), _score(verdict.points)]


def _score(points: float) -> Any:
    """The one built-in float that nbgrader reads as the score."""
    return new_output("execute_result", data={"text/plain": repr(float(points))})


def _clean_output(output: Any) -> Any:
    """What a worker sent as an output, in the form it must have, or None; only what is neutral."""
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream" and (name := output.get("name")) in ("stdout", "stderr"):
        return new_output("stream", name=name, text=_text(output.get("text", "")))
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        data = {_text(key): _text(text) for key, text in output["data"].items()}
        data = {key: text for key, text in data.items() if is_neutral(key, text)}
        return new_output(kind, data=data) if data else None
    if kind == "error":
        found = output.get("traceback")
        lines = [_text(line) for line in found] if isinstance(found, list) else []
        name, value = _text(output.get("ename", "")), _text(output.get("evalue", ""))
        return new_output("error", ename=name, evalue=value, traceback=lines)
    return None


def _text(value: Any) -> str:
    """What a worker sent in the place of a text, as one that a file can hold."""
    return storable(str(value))
