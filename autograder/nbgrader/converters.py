"""nbgrader's autograde, where a folder of a student can be anything.

Stock autograde copies every file of a submission, follows its links, opens its pipes, and parses
its notebook as it is. Here it sees a private copy of the few files it needs, and a notebook made
of cells that `intake` has read; whoever hands in none gets the release's, to carry the report.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import nbformat
import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.apps.generateassignmentapp
from nbconvert.exporters import Exporter, NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde as StockAutograde
from nbgrader.converters import GenerateAssignment as StockGenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.utils import parse_utc, temp_attrs
from traitlets import Type

from autograder.authoring.room import course_root
from autograder.course.gradebook import CourseError, explained, is_entered
from autograder.course.standing import is_there, refusal, unreadable
from autograder.reports.text import safe_line
from autograder.submissions.folder import (
    SECRET,
    TIMESTAMP,
    SubmissionError,
    read_file,
    read_submission,
)
from autograder.submissions.intake import Cell, read_cells

__all__ = [
    "Autograde",
    "GenerateAssignment",
    "SubmittedNotebook",
    "install",
    "read_time",
    "released_notebook",
    "times_of_students",
]

BESIDE = (TIMESTAMP, SECRET)
LONGEST_TIME = 100
MAKERS = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}


def install() -> None:
    """Make nbgrader's commands and API use these converters: its configuration names neither."""
    for ours, stock, command in (
        (Autograde, StockAutograde, nbgrader.apps.autogradeapp),
        (GenerateAssignment, StockGenerateAssignment, nbgrader.apps.generateassignmentapp),
    ):
        for module in (command, nbgrader.apps.api):
            if not issubclass(getattr(module, name := stock.__name__, object), stock):
                raise RuntimeError(f"{module.__name__} has no {name}; this nbgrader is not known")
            setattr(module, name, ours)


def released_notebook(assignment: str) -> Any:
    """The notebook that students got."""
    path = course_root() / "assignments" / assignment / f"{assignment}.ipynb"
    return nbformat.read(path, as_version=4)


class SubmittedNotebook(NotebookExporter):  # type: ignore[misc]
    """Reads a submitted notebook by its cells; without one, reads the release's in its place."""

    def from_filename(
        self, filename: str, resources: Any = None, **keywords: Any
    ) -> tuple[Any, Any]:
        """The notebook after the preprocessors, as nbgrader's exporters give it back."""
        if not self.parent._sanitizing:  # made by us a moment ago
            done: tuple[Any, Any] = super().from_filename(filename, resources, **keywords)
            return done
        resources = ResourcesDict() if resources is None else resources
        path = Path(filename)
        resources["metadata"] = ResourcesDict(name=path.stem, path=str(path.parent))
        notebook = _submitted(path.parent, resources["nbgrader"]["assignment"])
        read: tuple[Any, Any] = self.from_notebook_node(notebook, resources, **keywords)
        return read


def _submitted(folder: Path, assignment: str) -> Any:
    try:
        cells = read_cells(read_submission(folder, assignment).notebook)
    except SubmissionError:
        cells = None
    if cells is None:
        return released_notebook(assignment)
    return nbformat.v4.new_notebook(cells=[_cell(cell) for cell in cells])


def _cell(cell: Cell) -> Any:
    made = MAKERS.get(cell.cell_type, nbformat.v4.new_markdown_cell)(source=cell.source)
    if cell.grade_id is not None:
        made.metadata["nbgrader"] = {"grade_id": cell.grade_id}
    made.metadata["id"] = cell.id  # a notebook takes only ids of a certain form
    if cell.attachments:
        made["attachments"] = nbformat.from_dict(cell.attachments)
    return made


class Autograde(StockAutograde):  # type: ignore[misc]
    """nbgrader's converter, which takes nothing on trust of what lies in a submitted folder."""

    exporter_class = Type(SubmittedNotebook, klass=Exporter).tag(config=True)
    _staged: str | None = None

    def init_notebooks(self) -> None:
        """Take every student's folder, also one without a notebook that can be opened."""
        assignment = self.coursedir.assignment_id
        if not _is_entered(self, assignment):  # nbgrader would enter empty submissions
            command = f"nbgrader generate_assignment {assignment}"
            message = f"The gradebook does not have {assignment}. Run: {command}"
            self.log.error(message)
            raise NbGraderException(message)
        pattern = Path(self._format_source(assignment, self.coursedir.student_id).lstrip("/"))
        self.assignments = {}
        wanted = fnmatch(assignment, self.coursedir.notebook_id)
        for parent in Path("/").glob(str(pattern.parent)):
            folder = parent / pattern.name
            if wanted and is_there(folder) and self._is_a_students(folder):
                self.assignments[str(folder)] = [str(folder / f"{assignment}.ipynb")]
        if not self.assignments:
            super().init_notebooks()  # says what it looked for

    def _is_a_students(self, folder: Path) -> bool:
        """Whether the folder is one and its student's id can be used; says so if not."""
        reason = unreadable(folder, self.coursedir.assignment_id) or refusal(folder)
        if reason:
            self.log.error("Not graded: %s", safe_line(reason))
        return not reason

    def _format_source(self, assignment_id: str, student_id: str, escape: bool = False) -> Any:
        return self._staged or super()._format_source(assignment_id, student_id, escape=escape)

    def init_destination(self, assignment_id: str, student_id: str) -> Any:
        """Whether the student is due, by timestamps that can be read."""
        with self._staging(assignment_id, student_id):
            return super().init_destination(assignment_id, student_id)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Prepare the student's folder in autograded/ with copies of files that were checked."""
        with self._staging(assignment_id, student_id) as staged:
            super().init_assignment(assignment_id, student_id)
            if not (staged / TIMESTAMP).exists():
                self._forget_time(assignment_id, student_id)

    def _forget_time(self, assignment_id: str, student_id: str) -> None:
        """Take the time of an earlier submission back, which nbgrader leaves to the next one."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            book.find_submission(assignment_id, student_id).timestamp = None
            book.db.commit()

    @contextlib.contextmanager
    def _staging(self, assignment_id: str, student_id: str) -> Iterator[Path]:
        """For nbgrader, the submitted folder is a private one with the files that it may see."""
        source = Path(super()._format_source(assignment_id, student_id))
        with tempfile.TemporaryDirectory() as folder, times_of_students(self.coursedir):
            for name in (f"{assignment_id}.py", *BESIDE):
                self._stage(source / name, Path(folder) / name)
            self._staged = folder
            try:
                yield Path(folder)
            finally:
                self._staged = None

    def _stage(self, source: Path, copy: Path) -> None:
        try:
            content = read_file(source)
        except SubmissionError as error:
            self.log.warning("%s: %s", safe_line(str(source.parent)), safe_line(str(error)))
            return
        if content is None:
            return
        if copy.name == TIMESTAMP and read_time(content) is None:
            self.log.warning("%s holds no time; it is left out.", safe_line(str(source)))
            return
        copy.write_bytes(content)


class GenerateAssignment(StockGenerateAssignment):  # type: ignore[misc]
    """nbgrader's converter, for a course whose release is committed and whose gradebook is not."""

    def init_destination(self, assignment_id: str, student_id: str) -> Any:
        """Whether to generate: also what is there, where the gradebook does not have it."""
        is_done = self.no_database or _is_entered(self, assignment_id)
        if not is_done:
            self.log.info("The gradebook does not have %s yet.", assignment_id)
        with temp_attrs(self, force=self.force or not is_done):
            return super().init_destination(assignment_id, student_id)

    def _clean_old_notebooks(self, assignment_id: str, student_id: str) -> None:
        """Remove the rows that autograde left when it failed for want of this assignment."""
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as book:
            assignment = book.find_assignment(assignment_id)
            empty = [] if assignment.notebooks else assignment.submissions
            for student in [submission.student.id for submission in empty]:
                book.remove_submission(assignment_id, student)
        super()._clean_old_notebooks(assignment_id, student_id)


def _is_entered(converter: Any, assignment: str) -> bool:
    """Whether the gradebook has the assignment. Raises NbGraderException if it cannot be read."""
    course = converter.coursedir
    try:
        with explained(course.db_url), Gradebook(course.db_url, course.course_id) as book:
            return is_entered(book, assignment)
    except CourseError as error:
        converter.log.error(str(error))
        raise NbGraderException(str(error)) from error


def read_time(content: bytes | str) -> datetime | None:
    """The time that a student's file or folder's name gives, or None if nbgrader reads none."""
    if not 0 < len(content) < LONGEST_TIME:
        return None
    try:
        text = content if isinstance(content, str) else content.decode()
        time: datetime = parse_utc(text.strip())
    except Exception:  # dateutil on what anybody wrote: many types, none documented
        return None
    return time


@contextlib.contextmanager
def times_of_students(coursedir: Any) -> Iterator[None]:
    """Meanwhile nbgrader takes a file with the time that holds none for one that is not there."""
    with temp_attrs(coursedir, get_existing_timestamp=_existing_time):
        yield


def _existing_time(folder: str) -> datetime | None:
    try:
        return read_time(read_file(Path(folder) / TIMESTAMP) or b"")
    except (SubmissionError, OSError):
        return None
