"""The kit inside nbgrader, through its own extension points; `configure` switches it on.

- generate_assignment also writes the student's module and the public key (`ReleaseFiles`);
- collect makes every folder one that the converters can open (`Collect`), and so does zip_collect,
  which takes archives apart with bounds (`SafeExtractor`, `FolderCollector`);
- autograde takes ids, points and locks from the release, not from the student (`RestoreCells`), and
  judges in a worker instead of executing the notebook (`Judge`).
"""

from __future__ import annotations

import atexit
import os
import shutil
import sysconfig
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.preprocessors import ClearMetadataPreprocessor
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    DeduplicateIds,
    IgnorePattern,
    IncludeHeaderFooter,
    LimitOutput,
    LockCells,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
    SaveCells,
)
from traitlets import Bool, Unicode

from autograder.archives.entries import STUDENT
from autograder.archives.folders import FolderTree
from autograder.archives.take import refuse_problems
from autograder.build import module_and_key, private_key_path
from autograder.grading import grade_submission
from autograder.intake import make_gradable
from autograder.judge import not_gradable
from autograder.key import Key, load
from autograder.nbgrader_collect import FolderCollector, SafeExtractor
from autograder.records import save_report
from autograder.report import Report, Verdict
from autograder.reports.html import verdict_html, verdict_text
from autograder.room import course_root, open_room
from autograder.worker import sandbox
from autograder.worker.process import Zygotes
from autograder.worker.submission import (
    NOTE,
    ORIGINAL,
    Submission,
    SubmissionError,
    read_submission,
)

__all__ = ["Collect", "Judge", "KeepReport", "ReleaseFiles", "RestoreCells", "configure"]

CHECK = "check-"
MISSING = "# This cell was missing from the submission; it was put back without code."


def configure(config: Any, root: Path | None = None) -> None:
    """Switch the kit on in an nbgrader configuration; `root` is the course's, if not the cwd's."""
    config.CourseDirectory.source_directory = "source"
    config.CourseDirectory.release_directory = "assignments"
    config.GenerateAssignment.preprocessors = [
        IncludeHeaderFooter, LockCells, ClearSolutions, ClearOutput, CheckCellMetadata,
        ComputeChecksums, SaveCells, ClearHiddenTests, ClearMarkScheme, ComputeChecksums,
        CheckCellMetadata, ReleaseFiles,
    ]  # fmt: skip
    config.Autograde.sanitize_preprocessors = [
        RestoreCells, ClearOutput, DeduplicateIds, OverwriteKernelspec, OverwriteCells,
        CheckCellMetadata,
    ]  # fmt: skip
    config.Autograde.autograde_preprocessors = [
        Judge, IgnorePattern, ClearMetadataPreprocessor, LimitOutput, SaveAutoGrades,
        AssignLatePenalties, CheckCellMetadata, KeepReport,
    ]  # fmt: skip
    config.ExchangeFactory.collect = Collect
    config.FileNameCollectorPlugin.valid_ext = [".ipynb", ".py"]
    config.ZipCollectApp.extractor_plugin = SafeExtractor
    config.ZipCollectApp.collector_plugin = FolderCollector
    # Feedback shows what students wrote; it must not run in a reader's browser.
    config.HTMLExporter.sanitize_html = True
    if root is not None:
        config.ReleaseFiles.course = str(root)
    _let_alembic_be_found()


def _let_alembic_be_found() -> None:
    """The gradebook starts `alembic` by name, which fails in an environment not activated."""
    if shutil.which("alembic") is None:
        os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])


class ReleaseFiles(NbGraderPreprocessor):  # type: ignore[misc]
    """Adds the student's module and the public key to what generate_assignment writes."""

    course = Unicode("", help="The course's root; by default, where nbgrader runs.").tag(
        config=True
    )

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is, and resources with two more files to write beside it."""
        root = course_root(Path(self.course) if self.course else None)
        files = module_and_key(open_room(root, resources["nbgrader"]["assignment"]))
        resources.setdefault("outputs", {}).update(
            {name: text.encode() for name, text in files.items()}
        )
        return nb, resources


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts every released cell back exactly once, with the release's metadata.

    Of the submission only the cells' types and sources are taken, and which released cell each one
    is. The first cell with an id counts; metadata, tags and outputs are the release's or none.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """A notebook with the released cells' ids, points and locks, and no others."""
        released = _released_notebook(resources["nbgrader"]["assignment"])
        wanted = {
            cell.metadata["nbgrader"]["grade_id"]: cell
            for cell in released.cells
            if "nbgrader" in cell.metadata
        }
        cells: list[Any] = []
        found: set[str] = set()
        for cell in nb.cells:
            grade_id = _grade_id(cell)
            if grade_id is None or grade_id not in wanted or grade_id in found:
                cells.append(_plain_cell(cell.cell_type, cell.source))
            else:
                found.add(grade_id)
                cells.append(_released_cell(wanted[grade_id], cell.source))
        _insert_missing(cells, wanted, found)
        released.cells = cells
        return released, resources


def _grade_id(cell: Any) -> str | None:
    metadata = cell.metadata.get("nbgrader")
    grade_id = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _plain_cell(cell_type: str, source: str) -> Any:
    make = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}
    return make.get(cell_type, nbformat.v4.new_markdown_cell)(source=source)


def _released_cell(released: Any, source: str) -> Any:
    cell = _plain_cell(released.cell_type, source)
    cell.metadata = nbformat.from_dict(dict(released.metadata))
    return cell


def _insert_missing(cells: list[Any], wanted: dict[str, Any], found: set[str]) -> None:
    """Insert each missing cell after the released cell before it, a solution cell without code."""
    position = -1
    for grade_id, released in wanted.items():
        if grade_id not in found:
            is_answer = released.metadata["nbgrader"]["solution"]
            cells.insert(
                position + 1, _released_cell(released, MISSING if is_answer else released.source)
            )
        position = next(i for i, cell in enumerate(cells) if _grade_id(cell) == grade_id)


def _released_notebook(assignment: str) -> Any:
    return nbformat.read(_released_path(course_root(), assignment), as_version=4)


def _released_path(root: Path, assignment: str) -> Path:
    return root / "assignments" / assignment / f"{assignment}.ipynb"


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes the place of Execute: judges in a worker and writes the check cells' outputs itself."""

    require_sandbox = Bool(
        True, help="Whether to refuse to grade where nothing isolates student code."
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with outputs: of the student's cells as they ran, of check cells ours.

        Raises RuntimeError for a fault of ours, which nbgrader reports and does not count.
        """
        if self.require_sandbox and not sandbox.isolates(layers := _layers()):
            raise RuntimeError(
                f"nothing here isolates student code (there is only: {', '.join(layers)}); "
                "c.Judge.require_sandbox = False grades all the same"
            )
        names = resources["nbgrader"]
        root = course_root()
        key = _private_key(private_key_path(root, names["assignment"]))
        folder = _submitted(self, names)
        report = self._judge(nb, key, folder, names["student"])
        if report.status == "grader_fault":
            raise RuntimeError(f"grader fault, not counted: {report.message}")
        resources["autograder"] = report
        _write_outputs(nb, report)
        return nb, resources

    def _judge(self, nb: Any, key: Key, folder: Path, student: str) -> Report:
        try:
            handed_in = read_submission(folder, key.assignment, student)
        except SubmissionError as error:
            return not_gradable(key, student, str(error), ())
        if not (folder / f"{key.assignment}.ipynb{ORIGINAL}").exists():
            notebook = nbformat.writes(nb).encode()
            handed_in = Submission(student, notebook, handed_in.module)
        return grade_submission(key, handed_in, _zygotes())


class KeepReport(NbGraderPreprocessor):  # type: ignore[misc]
    """Comes last: what it keeps says that the gradebook has this submission's points."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is; the report is written beside the gradebook."""
        names = resources["nbgrader"]
        folder = _submitted(self, names)
        save_report(course_root(), names["student"], folder, resources["autograder"])
        return nb, resources


def _submitted(preprocessor: Any, names: Any) -> Path:
    """The folder that the student handed in."""
    course = preprocessor.parent.parent.coursedir
    return Path(
        course.format_path(course.submitted_directory, names["student"], names["assignment"])
    )


@cache
def _layers() -> tuple[str, ...]:
    return sandbox.probe()


@cache
def _private_key(path: Path) -> Key:
    return load(path)


@cache
def _zygotes() -> Zygotes:
    """One set of zygotes for all submissions of one nbgrader process."""
    zygotes = Zygotes()
    atexit.register(zygotes.close)
    return zygotes


def _write_outputs(nb: Any, report: Report) -> None:
    verdicts = {verdict.name: verdict for verdict in report.verdicts}
    for position, cell in enumerate(nb.cells):
        if cell.cell_type != "code":
            continue
        grade_id = _grade_id(cell) or ""
        verdict = verdicts.get(grade_id.removeprefix(CHECK))
        if grade_id.startswith(CHECK) and verdict is not None:
            cell.outputs = _check_outputs(verdict)
        elif cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs = [_score(0.0)]  # a check without an exercise earns nothing
        else:
            cell.outputs = _clean(report.cells.get(position, []))


def _check_outputs(verdict: Verdict) -> list[Any]:
    data = {"text/html": verdict_html(verdict), "text/plain": verdict_text(verdict)}
    shown = nbformat.v4.new_output("display_data", data=data)
    return [shown, _score(verdict.points)]


def _score(points: float) -> Any:
    """The one built-in float that nbgrader reads as the score."""
    return nbformat.v4.new_output("execute_result", data={"text/plain": repr(float(points))})


def _clean(outputs: list[Any]) -> list[Any]:
    """A worker's outputs that have the form they must have; the others are dropped."""
    return [clean for output in outputs if (clean := _clean_output(output)) is not None]


def _clean_output(output: Any) -> Any:
    if not isinstance(output, dict):
        return None
    kind = _storable(output.get("output_type"))
    if kind == "stream" and (name := _storable(output.get("name"))) in ("stdout", "stderr"):
        text = _storable(output.get("text", ""))
        return nbformat.v4.new_output("stream", name=name, text=text)
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        texts = output["data"].items()
        data = {_storable(key): _storable(text) for key, text in texts if isinstance(text, str)}
        return nbformat.v4.new_output(kind, data=data)
    if kind == "error":
        found = output.get("traceback")
        lines = [_storable(line) for line in found] if isinstance(found, list) else []
        name, value = _storable(output.get("ename", "")), _storable(output.get("evalue", ""))
        return nbformat.v4.new_output("error", ename=name, evalue=value, traceback=lines)
    return None


def _storable(text: Any) -> str:
    """The text without lone surrogates, which no file can hold."""
    return str(text).encode("utf-8", "replace").decode()


class Collect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collect, which also makes each folder one that the converters can open."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission; of one that cannot be copied, only the reason stands in its folder.

        nbgrader follows links, which could show the student any file of the instructor's.
        """
        assignment = self.coursedir.assignment_id
        try:
            refuse_problems(FolderTree(Path(src), STUDENT).entries)
            super().do_copy(src, dest, log)
        except (SubmissionError, OSError, RuntimeError) as error:
            self.log.error("Refused: %s: %s", src, error)
            shutil.rmtree(dest, ignore_errors=True)
            Path(dest).mkdir(parents=True)
            (Path(dest) / NOTE).write_text(f"{error}\n", encoding="utf-8", errors="replace")
        if make_gradable(Path(dest), assignment, _released_path(course_root(), assignment)):
            self.log.warning("No readable notebook in %s; the release's carries the report", src)
