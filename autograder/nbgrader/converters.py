"""nbgrader's autograde, where a folder of a student can be anything.

Stock autograde copies every file of a submission, follows its links, opens its pipes, and parses
its notebook as it is. Here it starts from a folder in autograded/ with the few files it needs, and
a notebook made of cells that were read by our own rule.
"""

import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.apps.generateassignmentapp
import nbgrader.preprocessors as stock
from nbgrader.converters import Autograde as StockAutograde
from nbgrader.converters import GenerateAssignment as StockGenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import setenv, temp_attrs

from autograder.authoring.room import RoomError, course_root
from autograder.course.database import CourseError, opened
from autograder.course.gradebook import Row, is_entered, row_of
from autograder.course.lateness import follow
from autograder.course.past import note_grading, note_marks, pasts
from autograder.course.policy import read_policy
from autograder.course.records import save_report
from autograder.course.session import Gradebook, one_transaction
from autograder.course.standing import is_there, refusal, unreadable
from autograder.nbgrader.cells import submitted_notebook
from autograder.nbgrader.penalty import LatePenalty
from autograder.nbgrader.plain import PlainAutograde, is_plain
from autograder.nbgrader.times import time_in
from autograder.reports.report import Report
from autograder.reports.text import safe_line
from autograder.submissions.files import SubmissionError, read_file
from autograder.submissions.folder import SECRET, TIMESTAMP, folder_digest

# They open the gradebook each on its own.
GRADING = (
    stock.OverwriteKernelspec, stock.OverwriteCells, stock.SaveAutoGrades,
    stock.AssignLatePenalties, stock.GetGrades,
)  # fmt: skip


def install() -> None:
    """Make nbgrader's commands and API use these converters: its configuration names neither.

    A late submission loses what policies.toml says, unless the course has a plugin of its own. A
    file of a student that should hold a time, and holds none, stops no command.
    """
    nbgrader.apps.api.Autograde = nbgrader.apps.autogradeapp.Autograde = Autograde
    for module in (nbgrader.apps.api, nbgrader.apps.generateassignmentapp):
        module.GenerateAssignment = GenerateAssignment
    stock.AssignLatePenalties.plugin_class.default_value = LatePenalty
    for kind in GRADING:
        sys.modules[kind.__module__].Gradebook = Gradebook  # type: ignore[attr-defined]
    CourseDirectory.get_existing_timestamp = lambda _course, folder: time_in(folder)


class Autograde(StockAutograde):  # type: ignore[misc]
    """nbgrader's converter, which trusts nothing that lies in a submitted folder.

    `submitted` is the notebook that is graded, `judged` the report on what was judged last, and the
    digest of its folder.
    """

    judged: tuple[Report, str]
    submitted: Any
    _is_prepared = False

    def start(self) -> None:
        """Grade; an assignment without a room is graded as nbgrader does."""
        if not is_plain(course_root(), self.coursedir.assignment_id):
            super().start()
            return
        plain = PlainAutograde(coursedir=self.coursedir, parent=self.parent, log=self.log)
        plain.force, plain.create_student = self.force, self.create_student
        plain.start()

    def init_notebooks(self) -> None:
        """Take every student's folder, also one without a notebook that can be opened."""
        assignment = self.coursedir.assignment_id
        if not _is_entered(self, assignment):  # nbgrader would enter empty submissions
            command = f"nbgrader generate_assignment {assignment}"
            message = f"The gradebook does not have {assignment}. Run: {command}"
            self.log.error(message)
            raise NbGraderException(message)
        pattern = Path(self._format_source(assignment, self.coursedir.student_id).lstrip("/"))
        try:
            read_policy(course_root(), assignment)
        except RoomError as error:
            self.log.error(str(error))
            raise NbGraderException(str(error)) from error
        self.assignments = {}
        for parent in Path("/").glob(str(pattern.parent)):
            folder = parent / pattern.name
            if is_there(folder) and self._is_a_students(folder):
                self.assignments[str(folder)] = [str(folder / f"{assignment}.ipynb")]
        if not self.assignments:
            raise NbGraderException(f"There is nothing to grade in {Path('/', pattern)}.")

    @property
    def _input_directory(self) -> Any:
        course = self.coursedir
        return course.autograded_directory if self._is_prepared else course.submitted_directory

    def _is_a_students(self, folder: Path) -> bool:
        """Whether the folder is one and its student's id can be used; says so if not."""
        reason = unreadable(folder, self.coursedir.assignment_id) or refusal(folder)
        if reason:
            self.log.error("Not graded: %s", safe_line(reason))
        return not reason

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Prepare the student's folder in autograded/, and the submission in the gradebook.

        A submission without a time does not keep the time of an earlier one.
        """
        handed_in = Path(self._format_source(assignment_id, student_id))
        folder = Path(self._format_dest(assignment_id, student_id))
        data = self.coursedir.format_path(self.coursedir.source_directory, ".", assignment_id)
        left_out = shutil.ignore_patterns("*.ipynb", *self.coursedir.ignore)
        shutil.copytree(data, folder, ignore=left_out, dirs_exist_ok=True)
        for name in (f"{assignment_id}.py", TIMESTAMP, SECRET):
            self._copy(handed_in / name, folder / name)
        self.submitted = submitted_notebook(handed_in, assignment_id)
        self.notebooks = [str(folder / f"{assignment_id}.ipynb")]
        with one_transaction(self.coursedir.db_url, self.coursedir.course_id) as book:
            if self.create_student:
                book.update_or_create_student(student_id)
            time = time_in(handed_in)
            entered = book.update_or_create_submission(assignment_id, student_id, timestamp=time)
            policy = read_policy(course_root(), assignment_id)
            for line in follow(policy, entered.assignment, [entered]):
                self.log.warning("%s", line)

    def _copy(self, source: Path, copy: Path) -> None:
        """Copy a regular file; of a link or anything else, only the log says that it is there."""
        try:
            content = read_file(source)
        except SubmissionError as error:
            self.log.warning("%s: %s", safe_line(str(source.parent)), safe_line(str(error)))
            return
        if content is not None:
            copy.write_bytes(content)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Grade a notebook; the report is kept last, and says that the gradebook has the points.

        A submission that was replaced while it was graded is outdated: the digest is the old one's.
        """
        folder, root, course = Path(notebook_filename).parent, course_root(), self.coursedir
        assignment, student = folder.name, folder.parent.name
        with one_transaction(course.db_url, course.course_id) as book:
            before = row_of(book, assignment, student)
            note_marks(root, assignment, {student: before})
            past = pasts(root, assignment, {student: before}).get(student)
            self._convert(notebook_filename)
            report, handed_in = self.judged
            entered = book.find_submission_notebook(assignment, assignment, student)
            if report.status == "not_gradable":
                entered.grades[0].needs_manual_grade = True  # formgrader asks for a look
            elif past is not None and past.submission_digest == handed_in:
                _keep_marks(before, entered.grades)
            row = row_of(book, assignment, student)
        note_grading(root, assignment, student, handed_in, report.to_json(), row)
        save_report(root, student, handed_in, report, folder_digest(folder), row.auto_scores)

    def _convert(self, notebook_filename: str) -> None:
        """Have all preprocessors work on the notebook, one after another, and write it once.

        nbgrader writes and reads it again between those that clean it and those that grade it, and
        its exporter copies the notebook four times. Raises ValidationError for an invalid result.
        """
        self._init_preprocessors()
        self._is_prepared = True
        try:
            resources = self.init_single_notebook_resources(notebook_filename)
            nb, resources = self.submitted, self.exporter._init_resources(resources)
            with setenv(NBGRADER_EXECUTION="autograde"):
                for preprocessor in self.exporter._preprocessors:
                    nb, resources = preprocessor(nb, resources)
            nbformat.validate(nb, relax_add_props=True)  # as the exporter does
            self.write_single_notebook(json.dumps(nb) + "\n", resources)
        finally:
            self._is_prepared = False

    def _init_preprocessors(self) -> None:
        self.exporter._preprocessors = []
        for preprocessor in (*self.sanitize_preprocessors, *self.autograde_preprocessors):
            self.exporter.register_preprocessor(preprocessor)


def _keep_marks(before: Row, cells: Iterable[Any]) -> None:
    """Make no work, by a regrade of the same files, for whoever marked them before.

    nbgrader asks a person to look again at every cell with points by hand. Only a cell with another
    automatic score than before needs that.
    """
    for cell in cells:
        is_same = cell.auto_score == before.auto_scores.get(cell.name)
        if cell.needs_manual_grade and cell.name not in before.unmarked and is_same:
            cell.needs_manual_grade = False


class GenerateAssignment(StockGenerateAssignment):  # type: ignore[misc]
    """nbgrader's converter, for a course whose release is committed and whose gradebook is not."""

    def init_destination(self, assignment_id: str, student_id: str) -> Any:
        """Whether to generate: also what is there, where the gradebook does not have it."""
        is_done = self.no_database or is_plain(course_root(), assignment_id)
        is_done = is_done or _is_entered(self, assignment_id)
        if not is_done:
            self.log.info("The gradebook does not have %s yet.", assignment_id)
        with temp_attrs(self, force=self.force or not is_done):
            return super().init_destination(assignment_id, student_id)


def _is_entered(converter: Any, assignment: str) -> bool:
    """Whether the gradebook has the assignment. Raises NbGraderException if it cannot be read."""
    course = converter.coursedir
    try:
        with opened(course) as book:
            return is_entered(book, assignment)
    except CourseError as error:
        converter.log.error(str(error))
        raise NbGraderException(str(error)) from error
