"""The page of feedback that a student gets: one file, no script, nothing from elsewhere."""

import textwrap
from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade

from autograder.authoring.script import CHECK
from autograder.course.gradebook import Row, read_row
from autograder.course.policy import read_policy
from autograder.nbgrader.pages import (
    Page,
    code_colours,
    highlighted,
    safe_markdown,
    safe_verdict,
    shown,
)
from autograder.reports.html import sentence
from autograder.reports.pages import environment
from autograder.reports.text import local, safe_line

# What is wrong with an exercise is cut to so many characters in the table of scores.
LONGEST = 160


class FeedbackPage(Exporter):  # type: ignore[misc]
    """Renders a graded notebook, after GetGrades has put scores and comments into its cells."""

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: Any, resources: Any = None, **keywords: Any
    ) -> tuple[str, Any]:
        """The page, and the resources as nbgrader's writer needs them."""
        nb, resources = super().from_notebook_node(nb, resources, **keywords)
        ours, names = nb.metadata.get("autograder", {}), resources["nbgrader"]
        shows = ours.get("shows", "notebook")
        assignment = names["assignment"]
        row = read_row(names["db_url"], assignment, names["student"], names["notebook"])
        policy = read_policy(Path(CourseDirectory(config=self.config).root), assignment)
        bounds = Page()
        shown_ones = nb.cells if shows else filter(is_grade, nb.cells)
        cells = [_shown_cell(cell, row, bounds) for cell in shown_ones]
        template = environment("autograder.nbgrader").get_template("feedback.html.j2")
        page = template.render(
            notebook=names["notebook"],
            facts=[names["student"], *_times(row, ours.get("graded"), policy.zone)],
            row=row,
            waiting=sum(cell["waits"] for cell in cells),
            remark=shown(ours.get("message", "")),
            shows=shows,
            cells=[] if ours.get("status") == "not_gradable" else cells,
            graded=[cell for cell in cells if cell["graded"]],
            highlighting=Markup(code_colours()),  # noqa: S704 # a library's
        )
        return page, resources


def _times(row: Row, graded: str | None, zone: tzinfo | None) -> Iterator[str]:
    """When the work came, what its deadline was, and when it was graded, as far as is known."""
    if row.submitted:
        yield f"handed in {local(row.submitted, zone)}"
    if row.deadline:
        yield f"deadline {local(row.deadline, zone)}"
    if graded:
        yield f"graded {local(datetime.fromisoformat(graded), zone)}"


def _shown_cell(cell: Any, row: Row, page: Page) -> dict[str, Any]:
    """A cell as the template shows it."""
    ours, outputs = cell.metadata.get("nbgrader", {}), cell.get("outputs", [])
    verdicts = [o.get("metadata", {}).get("autograder", {}) for o in outputs]
    verdict: dict[str, str] = next(filter(None, verdicts), {})
    why = textwrap.shorten(safe_line(verdict.get("message", "")), LONGEST, placeholder=" …")
    if verdict and ours.get("grade"):  # the score beside the verdict is for nbgrader
        outputs = [output for output in outputs if "text/html" in output.get("data", {})]
        for output in outputs:
            output.data["text/html"] = Markup(safe_verdict(output.data["text/html"]))  # noqa: S704
    grade_id = ours.get("grade_id", "")
    score, comment = row.points.get(grade_id, 0.0), ours.get("comment")
    return {
        "id": grade_id,
        "name": grade_id.removeprefix(CHECK),
        "kind": cell.cell_type,
        "graded": bool(ours.get("grade")),
        "attempted": verdict.get("status") != "not_attempted",
        "passed": verdict.get("status") == "passed",
        "why": Markup(sentence(why)),  # noqa: S704 # escaped there
        "answer": bool(ours.get("solution")),
        "score": score,
        "waits": score is None,
        "overridden": grade_id in row.overridden,
        "points": row.max_scores.get(grade_id, 0.0),
        "comment": Markup(safe_markdown(comment, page=page)) if comment else "",  # noqa: S704
        "source": _shown_source(cell, page),
        "outputs": outputs,
    }


def _shown_source(cell: Any, page: Page) -> Any:
    """The source as markup that was cleaned or made here, or as text that the template escapes."""
    if cell.cell_type == "markdown":
        return Markup(safe_markdown(cell.source, cell.get("attachments"), page))  # noqa: S704
    if cell.cell_type == "code":
        return Markup(highlighted(cell.source, page))  # noqa: S704
    return shown(cell.source)
