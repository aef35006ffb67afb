"""The figure that a student's function draws in the case that feedback is about, as a picture."""

import base64
import io
from dataclasses import replace
from typing import Any

from autograder.judging.trial import request_for
from autograder.key import Key
from autograder.reports.report import Drawing, Verdict
from autograder.student.caller import InProcess

# Dots per inch of the picture, and the most dots on a side.
DPI, SIDE = 100, 1200


def with_figure(key: Key, verdict: Verdict, caller: InProcess) -> Verdict:
    """The verdict with what the function draws in its case, where a figure is expected.

    It is drawn anew by a call like any other, which has a time limit, keeps back what is printed,
    and closes the figure.
    """
    if verdict.status != "failed" or verdict.case is None:
        return verdict
    exercise = key.exercise(verdict.name)
    case = exercise.cases[verdict.case - 1]
    if getattr(case.expected, "kind", "") != "Figure":
        return verdict
    function, pictures = caller.find("notebook", verdict.name), []

    def draw(*args: Any, **keywords: Any) -> None:
        pictures.append(Drawing(_png(function(*args, **keywords))))

    again = InProcess(caller.namespace, {verdict.name: draw}, caller.folder)
    again.call(request_for(exercise, case), "notebook", lambda name, args, keywords: None)
    return replace(verdict, picture=pictures[0]) if pictures else verdict


def _png(value: Any) -> str:
    """A figure, or that of axes, as PNG in base64."""
    figure = getattr(value, "figure", value)
    picture = io.BytesIO()
    dpi = min(DPI, SIDE / max(figure.get_size_inches()))
    figure.savefig(picture, format="png", dpi=dpi)
    return base64.b64encode(picture.getvalue()).decode()
