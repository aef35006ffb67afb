"""The outputs of a graded notebook's cells: verdicts and points of ours, dead text of students'."""

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from nbformat import NotebookNode, from_dict

from autograder.authoring.script import CHECK
from autograder.nbgrader.cells import grade_id_of
from autograder.nbgrader.pages import shown
from autograder.reports.html import verdict_html, verdict_text
from autograder.reports.report import Report, Verdict
from autograder.reports.text import storable
from autograder.submissions.intake import PICTURES, is_picture

# Of a notebook's outputs, in characters of HTML: formgrader parses a page once more, 1 MB in a
# second. An output costs its template as much as so many characters, and a picture less than text.
MAX_OUTPUTS, AN_OUTPUT, AS_TEXT = 1_500_000, 500, 1 / 8
# What the notebook format asks for beside the data.
DEFAULTS: dict[str, dict[str, Any]] = {
    "display_data": {"metadata": {}},
    "execute_result": {"metadata": {}, "execution_count": None},
}
TOO_MUCH = "(what follows is not shown: the outputs above are as much as is kept)\n"


def write_outputs(nb: Any, report: Report) -> None:
    """Give every code cell its outputs: the student's as they ran, of check cells the verdict."""
    verdicts = {f"{CHECK}{verdict.name}": verdict for verdict in report.verdicts}
    room: float = MAX_OUTPUTS
    for position, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        if verdict := verdicts.get(grade_id_of(cell) or ""):
            cell.outputs = _check_outputs(verdict)
        elif cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [_score(0.0)]  # a check without an exercise earns nothing
        else:
            outputs = filter(None, map(clean_output, report.cells.get(position, [])))
            cell.outputs, room = _kept(outputs, room)


def _kept(outputs: Iterable[Any], room: float) -> tuple[list[Any], float]:
    """The outputs for which there is room, a line that says so if some are left out, and the rest.

    Verdicts do not count.
    """
    kept: list[Any] = []
    for output in outputs:
        weight = AS_TEXT if output.get("data", {}).keys() & PICTURES else 1
        room -= AN_OUTPUT + len(escape(json.dumps(output))) * weight
        if room < 0:
            return [*kept, _output("stream", name="stdout", text=TOO_MUCH)], room
        kept.append(output)
    return kept, room


def _check_outputs(verdict: Verdict) -> list[Any]:
    data = {"text/html": verdict_html(verdict), "text/plain": verdict_text(verdict)}
    ours = {"autograder": {"status": verdict.status, "message": storable(verdict.message)}}
    return [_output("display_data", data=data, metadata=ours), _score(verdict.points)]


def _score(points: float) -> Any:
    """The one built-in float that nbgrader reads as the score."""
    return _output("execute_result", data={"text/plain": repr(float(points))})


def clean_output(output: Any) -> Any:
    """What a worker sent as an output, as readable text, PNG or JPEG in the right form; or None."""
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream" and (name := output.get("name")) in ("stdout", "stderr"):
        return _output("stream", name=name, text=_text(output.get("text", "")))
    if kind in ("display_data", "execute_result") and isinstance(given := output.get("data"), dict):
        data = {name: given[name] for name in PICTURES if is_picture(given.get(name))}
        if "text/plain" in given:
            data["text/plain"] = _text(given["text/plain"])
        return _output(kind, data=data) if data else None
    if kind == "error":
        found = output.get("traceback")
        lines = _text("\n".join(map(str, found if isinstance(found, list) else []))).splitlines()
        name, value = _text(output.get("ename", "")), _text(output.get("evalue", ""))
        return _output("error", ename=name, evalue=value, traceback=lines)
    return None


def _output(kind: str, **fields: Any) -> NotebookNode:
    """An output, not validated: its notebook is, as a whole, which takes a tenth of the time."""
    return from_dict({"output_type": kind, **DEFAULTS.get(kind, {}), **fields})


def _text(value: Any) -> str:
    """What a worker sent in the place of a text, as one that a file can hold and a person read."""
    return shown(storable(str(value)))
