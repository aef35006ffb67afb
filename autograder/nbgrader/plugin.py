"""The kit inside nbgrader, through its own extension points; `configure` switches it on.

- generate_assignment also writes the student's module and the public key (`ReleaseFiles`);
- collect and autograde take any folder of a student (`exchange`, `converters`);
- zip_collect takes archives apart with bounds (`collect`);
- autograde takes ids, points and locks from the release, not from the student (`cells`), and judges
  in a worker instead of executing the notebook (`Judge`);
- an assignment without a room stays nbgrader's own, but runs in a worker (`plain`);
- feedback and formgrader show what students wrote as dead text (`feedback`, `pages`).
"""

import os
import shutil
import sysconfig
from contextvars import ContextVar
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import nbgrader.preprocessors as stock
from nbgrader.utils import is_grade
from traitlets import Bool

from autograder.authoring.release import files_beside, private_key_path
from autograder.authoring.room import course_root, open_room
from autograder.authoring.script import CHECK, points_of
from autograder.course.database import wait_for_locks
from autograder.course.gradebook import points_problem
from autograder.course.records import save_report
from autograder.judging.grading import Judged, judge, loaded
from autograder.judging.reporting import not_gradable
from autograder.nbgrader import pages
from autograder.nbgrader.cells import grade_id_of, leave_answers, notice, take_origins
from autograder.nbgrader.collect import FolderCollector, SafeExtractor
from autograder.nbgrader.converters import install
from autograder.nbgrader.exchange import Collect, CsvExport, ReleaseAssignment, ReleaseFeedback
from autograder.nbgrader.feedback import FeedbackPage
from autograder.nbgrader.outputs import write_outputs
from autograder.nbgrader.plain import is_plain, run_notebook
from autograder.reports.report import Report
from autograder.reports.text import storable
from autograder.submissions.files import SubmissionError
from autograder.submissions.folder import folder_digest, read_submission
from autograder.submissions.intake import read_cells
from autograder.worker import sandbox


def configure(config: Any) -> None:
    """Switch the kit on in an nbgrader configuration."""
    config.CourseDirectory.source_directory = "source"
    config.CourseDirectory.release_directory = "assignments"
    config.GenerateAssignment.preprocessors = [
        stock.IncludeHeaderFooter, stock.LockCells, stock.ClearSolutions, stock.ClearOutput,
        stock.CheckCellMetadata, stock.ComputeChecksums, stock.SaveCells, stock.ClearHiddenTests,
        stock.ClearMarkScheme, stock.ComputeChecksums, stock.CheckCellMetadata, ReleaseFiles,
    ]  # fmt: skip
    config.Autograde.sanitize_preprocessors = [
        stock.ClearOutput, stock.DeduplicateIds, stock.OverwriteKernelspec, stock.OverwriteCells,
    ]  # fmt: skip
    config.Autograde.autograde_preprocessors = [
        Judge, stock.IgnorePattern, stock.LimitOutput,
        stock.SaveAutoGrades, stock.AssignLatePenalties,
    ]  # fmt: skip
    # Once for all preprocessors, not after each of them.
    config.Exporter.optimistic_validation = True
    config.ExchangeFactory.collect = Collect
    config.ExchangeFactory.release_assignment = ReleaseAssignment
    config.ExchangeFactory.release_feedback = ReleaseFeedback
    config.ExportApp.plugin_class = CsvExport
    config.FileNameCollectorPlugin.valid_ext = [".ipynb", ".py"]
    config.ZipCollectApp.extractor_plugin = SafeExtractor
    config.ZipCollectApp.collector_plugin = FolderCollector
    config.GenerateFeedback.exporter_class = FeedbackPage
    config.GenerateFeedback.preprocessors = [stock.GetGrades]
    # Formgrader's pages are made by this exporter; what students wrote must not run in them.
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.preprocessors = [pages.Neutralise]
    config.HTMLExporter.filters = pages.FILTERS
    install()
    if shutil.which("alembic") is None:  # which the gradebook starts by its name
        os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    wait_for_locks()


class ReleaseFiles(stock.NbGraderPreprocessor):  # type: ignore[misc]
    """Adds the module, the public key and a README to what generate_assignment writes."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is, and resources with more files to write beside it."""
        root, name = course_root(), resources["nbgrader"]["assignment"]
        if is_plain(root, name):
            return nb, resources
        files = files_beside(open_room(root, name))
        contents = {name: text.encode() for name, text in files.items()}
        resources.setdefault("outputs", {}).update(contents)
        return nb, resources


# Where grading knows the report already, so that nothing is judged twice.
JUDGED: ContextVar[Judged | None] = ContextVar("judged", default=None)


class Judge(stock.NbGraderPreprocessor):  # type: ignore[misc]
    """Takes the place of Execute: judges in a worker and writes the check cells' outputs itself."""

    require_sandbox = Bool(
        True, help="Whether to refuse to grade where nothing isolates student code."
    ).tag(config=True)

    kernel = Bool(
        False, help="Whether kernels run assignments without a room, outside the sandbox."
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with outputs: of the student's cells as they ran, of check cells ours.

        Raises RuntimeError for a fault of ours, which nbgrader reports and does not count.
        """
        converter = self.parent.parent
        names, root = resources["nbgrader"], course_root()
        if is_plain(root, names["assignment"]):
            return self._run(nb, resources)
        path = _private_key(root, names["assignment"])
        key = loaded(path)
        if problem := points_problem(key.assignment, points_of(key), _points_of_checks(nb)):
            raise RuntimeError(problem)
        directory, student = converter.coursedir.submitted_directory, names["student"]
        folder = Path(converter.coursedir.format_path(directory, student, key.assignment))
        digest = folder_digest(folder)
        report = self._judge(nb, path, folder, digest)
        if report.status == "grader_fault":
            save_report(root, student, digest, report)
            raise RuntimeError(f"grader fault, not counted: {report.message}")
        converter.judged = (report, digest)
        nb.metadata["autograder"] = {
            "status": report.status, "message": storable(report.message),
            "shows": nb.metadata.get("autograder", {}).get("shows", ""),
            "graded": datetime.now(UTC).isoformat(timespec="seconds"),
        }  # fmt: skip
        if report.status == "not_gradable":
            nb.cells = [notice(report.message), *filter(is_grade, nb.cells)]
        write_outputs(nb, report)
        return nb, resources

    def _run(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """A notebook of nbgrader's own kind with outputs, as it ran."""
        if self.kernel:
            ran: tuple[Any, Any] = stock.Execute(parent=self.parent).preprocess(nb, resources)
            return ran
        if lack := self.lack():
            raise RuntimeError(lack)
        names, folder = resources["nbgrader"], Path(resources["metadata"]["path"])
        run_notebook(nb, names["assignment"], names["student"], folder)
        return nb, resources

    def _judge(self, nb: Any, key_path: Path, folder: Path, digest: str) -> Report:
        """The report on what was handed in, as by every other command."""
        origins, key, student = take_origins(nb), loaded(key_path), folder.parent.name
        try:
            handed_in = read_submission(folder, key.assignment, student)
        except SubmissionError as error:
            return not_gradable(key, student, str(error), ())
        cells = read_cells(handed_in.notebook)
        known = JUDGED.get()
        if known is None or (known.submission_digest, known.report.submission) != (digest, student):
            if lack := self.lack():
                raise RuntimeError(lack)
            known = judge(key_path, handed_in, digest)
        report = known.report
        if handed_in.notebook is not None and report.status == "graded":
            leave_answers(nb, key.assignment, is_shown=cells is not None)
        outputs = {
            position: report.cells[origin]
            for position, (origin, cell) in enumerate(zip(origins, nb.cells, strict=True))
            if cells and origin in report.cells and cells[origin].source == cell.source
        }
        return replace(report, cells=outputs)

    def lack(self) -> str:
        """Why this machine must not judge, or the empty text."""
        if not self.require_sandbox or sandbox.isolates(layers := sandbox.probe()):
            return ""
        return (
            f"this machine has no working sandbox (only: {', '.join(layers)}); "
            "c.Judge.require_sandbox = False grades all the same"
        )


def _points_of_checks(nb: Any) -> dict[str, float]:
    """The points of the check cells, which nbgrader has taken from the gradebook."""
    cells = {grade_id_of(cell) or "": cell for cell in nb.cells if is_grade(cell)}
    checks = {name: cell for name, cell in cells.items() if name.startswith(CHECK)}
    return {name: float(cell.metadata.nbgrader["points"]) for name, cell in checks.items()}


@cache
def _private_key(root: Path, assignment: str) -> Path:
    """The key for all submissions of one nbgrader process, also where a room changes meanwhile."""
    return private_key_path(root, assignment)
