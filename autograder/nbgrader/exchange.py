"""nbgrader's exchange and export, where one student's folder or name never stops the others."""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.plugins import CsvExportPlugin

from autograder.authoring.room import RoomError, assignment_names, course_root
from autograder.course.gradebook import assignment_rows
from autograder.course.standing import SCORES, rows_of
from autograder.nbgrader.converters import BESIDE, read_time, times_of_students
from autograder.reports.text import inert, safe_line
from autograder.submissions.archives.entries import STUDENT, ArchiveError, UnreadableError
from autograder.submissions.archives.folders import FolderTree
from autograder.submissions.archives.take import refuse_problems
from autograder.submissions.folder import SECRET, TIMESTAMP, SubmissionError, leave_note
from autograder.submissions.intake import OF_A_STUDENT, copy_submission, is_student_id

__all__ = ["Collect", "CsvExport", "ReleaseFeedback"]


class Collect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collect, which follows no links and passes over what it cannot take."""

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Find the submissions whose folders are named as they must be."""
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Whose a folder is and from when; without a student's id, it is passed over.

        Who gave it a time that cannot be read is collected, after whatever has one.
        """
        name = Path(path).name
        record = {"username": "", "filename": name, "timestamp": datetime.min}
        student, assignment, time = (*name.rsplit("+", 3), "", "")[:3]
        if not is_student_id(student) or assignment != self.coursedir.assignment_id:
            self.log.error("Not collected: %s is not STUDENT+ASSIGNMENT+TIME.", safe_line(name))
        elif not Path(path).is_dir():
            self.log.error("Not collected: %s is not a folder.", safe_line(name))
        else:
            when = read_time(time)
            if when is None:
                self.log.warning("%s has no time that can be read.", safe_line(name))
            record |= {"username": student, "timestamp": when or datetime.min}
        return record

    def copy_files(self) -> None:
        """Copy what is new, by the times that can be read.

        Raises ExchangeError where this machine could not copy one: it is collected the next time.
        """
        self.failed: list[str] = []
        with times_of_students(self.coursedir):
            super().copy_files()
        if self.failed:
            self.fail(
                f"{len(self.failed)} of {len(self.src_records)} submissions could not be copied "
                f"({', '.join(self.failed[:3])}). Make room or fix that, then collect again."
            )

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission; of one that is refused, only the reason stands in its folder.

        Where the machine is why there is no copy, there is no folder either, as before.
        """
        source, folder = Path(src), Path(dest)
        try:
            left_out = self._copy(source, folder)
            self._keep_time(source, folder / TIMESTAMP)
            if self.coursedir.groupshared:
                _share(folder)
        except (UnreadableError, OSError) as fault:
            shutil.rmtree(folder, ignore_errors=True)
            reason = getattr(fault, "strerror", None) or fault
            left_out = [f"everything: {reason}"]
            self.failed.append(f"{safe_line(source.name)}: {safe_line(str(reason))}")
        for line in left_out:
            self.log.warning("Left out of %s: %s", safe_line(source.name), safe_line(line))

    def _copy(self, source: Path, folder: Path) -> list[str]:
        """Copy one submission, or leave the reason why it is refused; what is left out.

        Raises OSError or UnreadableError where the machine does not let it be copied.
        """
        try:
            if source.is_symlink():
                raise ArchiveError("It is a link, not a folder.")
            refuse_problems(FolderTree(source, STUDENT).entries)
            left_out = copy_submission(source, folder, self.coursedir.ignore)
        except SubmissionError as error:
            if _is_of_machine(error):
                raise
            folder.mkdir(parents=True)
            leave_note(folder, str(error))
            return [f"everything: {error}"]
        notebook = f"{self.coursedir.assignment_id}.ipynb"
        if os.path.lexists(source / notebook):  # empty, it says that there was one
            (folder / notebook).touch()
        return left_out

    def _keep_time(self, source: Path, timestamp: Path) -> None:
        """Where the file with the time holds none, write the one of the folder's name, if any."""
        if timestamp.is_file() and read_time(timestamp.read_bytes()) is not None:
            return
        if timestamp.is_dir():
            shutil.rmtree(timestamp)
        timestamp.unlink(missing_ok=True)
        time = source.name.rsplit("+", 3)[2]
        if read_time(time) is not None:
            timestamp.write_text(time, encoding="utf-8")


def _is_of_machine(error: SubmissionError) -> bool:
    """Whether no student is why a folder cannot be read: its modes are the student's own."""
    reason = getattr(error.__cause__, "errno", None)
    return isinstance(error, UnreadableError) and reason not in OF_A_STUDENT


def _share(folder: Path) -> None:
    """Let the group of instructors read and write what was collected, as nbgrader does."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | (0o2770 if path.is_dir() else 0o660))


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader's release_feedback, which passes over who did not submit through the exchange."""

    def copy_files(self) -> None:
        """Put every page where its student finds it."""
        wanted = self.coursedir.student_id
        pattern = self.coursedir.format_path(
            self.coursedir.feedback_directory, wanted or "*", self.coursedir.assignment_id
        )
        try:
            for folder in sorted(Path("/").glob(pattern.lstrip("/"))):
                self._release(folder)
        finally:
            self.coursedir.student_id = wanted

    def _release(self, folder: Path) -> None:
        student = folder.parent.name
        missing = [name for name in BESIDE if not (folder / name).is_file()]
        if missing:
            self.log.warning(
                "Not released: %s has no %s, which nbgrader submit writes.",
                safe_line(student), " and no ".join(missing),
            )  # fmt: skip
            return
        self.coursedir.student_id = student
        self.init_src()
        try:
            _require_secret(folder / SECRET)
            super().copy_files()
        except Exception as error:  # also what nbgrader asserts: a page is one student's matter
            reason = safe_line(str(error) or type(error).__name__)
            self.log.error("Not released: %s: %s", safe_line(student), reason)


def _require_secret(path: Path) -> None:
    """Raise ValueError where the file holds nothing that a page can be addressed by."""
    try:
        secret = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} is not UTF-8 text") from error
    if not secret:
        raise ValueError(f"{path.name} is empty")


COLUMNS = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
           "raw_score", "late_submission_penalty", "score", "max_score",
           "status", "unmarked", "overridden")  # fmt: skip


class CsvExport(CsvExportPlugin):  # type: ignore[misc]
    """nbgrader's export, with each submission's status and no cell that a spreadsheet runs."""

    def export(self, gradebook: Any) -> None:
        """Write the columns of nbgrader's own export, and the scores of `autograder export`."""
        students = {str(student) for student in self.student}
        with Path(self.to or "grades.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for assignment in gradebook.assignments:
                if self.assignment and assignment.name not in map(str, self.assignment):
                    continue
                rows, times = _rows(assignment, self.config), _times(assignment)
                for student in gradebook.students:
                    if not students or student.id in students:
                        row = rows.get(student.id, NOTHING)
                        time = times.get(student.id)
                        writer.writerow(_export_row(assignment, student, time, row))


# nbgrader gives whoever has handed in nothing a zero.
NOTHING: dict[str, Any] = {
    **dict.fromkeys(SCORES, 0.0), "status": "not_submitted", "unmarked": [], "overridden": []
}  # fmt: skip


def _times(assignment: Any) -> dict[str, datetime | None]:
    return {submission.student.id: submission.timestamp for submission in assignment.submissions}


def _rows(assignment: Any, config: Any) -> dict[str, dict[str, Any]]:
    """Every submission's row; of an assignment that is not the kit's, as the gradebook has it."""
    found = assignment_rows(assignment, config)
    with contextlib.suppress(RoomError):
        if assignment.name in assignment_names(root := course_root()):
            return {row["student"]: row for row in rows_of(root, assignment.name, found)}
    return {name: row | {"status": ""} for name, row in found.items() if name}


def _export_row(
    assignment: Any, student: Any, time: datetime | None, row: dict[str, Any]
) -> list[str | float]:
    raw, penalty, score = (row[part] for part in SCORES)
    cells = (assignment.name, assignment.duedate, time, student.id, student.last_name,
             student.first_name, student.email, raw, penalty, score, assignment.max_score,
             row["status"], "" if score is None else str(len(row["unmarked"])),
             " ".join(row["overridden"]))  # fmt: skip
    return [cell if isinstance(cell, float) else inert(str(cell or "")) for cell in cells]
