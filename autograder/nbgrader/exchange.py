"""nbgrader's exchange and export, where one student's folder or name never stops the others."""

import csv
import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeReleaseAssignment,
    ExchangeReleaseFeedback,
)
from nbgrader.plugins import CsvExportPlugin
from nbgrader.utils import notebook_hash

from autograder.course.database import opened
from autograder.course.gradebook import book_of
from autograder.course.lateness import follow
from autograder.course.policy import read_policy
from autograder.course.standing import Standing, standings, table_row
from autograder.nbgrader.plain import is_plain
from autograder.nbgrader.times import read_time
from autograder.reports.text import inert, safe_line
from autograder.submissions.entries import folder_tree, refuse_problems
from autograder.submissions.files import (
    SubmissionError,
    UnreadableError,
    read_file,
    write_atomically,
)
from autograder.submissions.folder import COURSE_FILE, SECRET, TIMESTAMP, leave_note
from autograder.submissions.intake import OF_A_STUDENT, copy_submission, is_student_id


class Collect(ExchangeCollect):  # type: ignore[misc]
    """nbgrader's collect, which follows no links and leaves out what it cannot take."""

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Find the submissions whose folders are named as they must be."""
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """A folder's student, or "" for what is not a submission, and its time.

        Work whose time cannot be read is collected only if there is no other.
        """
        name, form = Path(path).name, "STUDENT+ASSIGNMENT+TIME"
        student, assignment, time = (*name.rsplit("+", 3), "", "")[:3]
        is_named = is_student_id(student) and assignment == self.coursedir.assignment_id
        if not (is_named and Path(path).is_dir()):
            self.log.error("Not collected: %s is not a folder named %s.", safe_line(name), form)
            student = ""
        return {"username": student, "filename": name, "timestamp": read_time(time) or datetime.min}

    def copy_files(self) -> None:
        """Copy what is new.

        Raises ExchangeError where this machine could not copy one: it is collected the next time.
        """
        self.failed: list[str] = []
        super().copy_files()
        if self.failed:
            self.fail(
                f"{len(self.failed)} of {len(self.src_records)} submissions could not be copied "
                f"({', '.join(self.failed[:3])}). Make room or fix that, then collect again."
            )

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission; of one that is refused, only the reason stands in its folder.

        Where this machine prevents the copy, no folder is left, and the next run tries again.
        """
        source, folder = Path(src), Path(dest)
        try:
            left_out = self._copy(source, folder)
            time = source.name.rsplit("+", 3)[2]  # the same as in the file, which may hold junk
            if read_time(time):
                (folder / TIMESTAMP).write_text(time, encoding="utf-8")
            if self.coursedir.groupshared:  # as nbgrader does
                for path in (folder, *folder.rglob("*")):
                    path.chmod(path.stat().st_mode | (0o2770 if path.is_dir() else 0o660))
        except OSError as fault:
            shutil.rmtree(folder, ignore_errors=True)
            reason = fault.strerror or fault
            left_out = [f"everything: {reason}"]
            self.failed.append(f"{safe_line(source.name)}: {safe_line(str(reason))}")
        for line in left_out:
            self.log.warning("Left out of %s: %s", safe_line(source.name), safe_line(line))

    def _copy(self, source: Path, folder: Path) -> list[str]:
        """Copy one submission, or leave the reason why it is refused; what is left out.

        Raises OSError where this machine cannot copy it; a folder's modes are the student's own.
        """
        try:
            if source.is_symlink():
                raise SubmissionError("It is a link, not a folder.")
            refuse_problems(folder_tree(source).entries)
            return copy_submission(source, folder, [*self.coursedir.ignore, TIMESTAMP])
        except (SubmissionError, UnreadableError) as error:
            if isinstance(error, OSError) and error.errno not in OF_A_STUDENT:
                raise
            folder.mkdir(parents=True, exist_ok=True)
            leave_note(folder, str(error))
            return [f"everything: {error}"]


class ReleaseAssignment(ExchangeReleaseAssignment):  # type: ignore[misc]
    """nbgrader's release_assignment, which tells students the course and its deadline."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy what is released, and beside the key which course it is for, until when."""
        if not is_plain(Path(self.coursedir.root), Path(src).name):
            for line in state_course(self.coursedir, Path(src)):
                self.log.warning("%s", line)
        super().do_copy(src, dest, log=log)


def state_course(coursedir: Any, folder: Path) -> list[str]:
    """Write into a release which course it is for, until when; what policies.toml contradicted."""
    stated, said = {"course": coursedir.course_id}, []
    try:
        with opened(coursedir) as gradebook:
            entered = gradebook.find_assignment(folder.name)
            policy = read_policy(Path(coursedir.root), entered.name)
            said += follow(policy, entered, entered.submissions)
            gradebook.db.commit()
            if entered.duedate is not None:  # which nbgrader keeps in UTC, without saying so
                stated["deadline"] = f"{entered.duedate:%Y-%m-%dT%H:%M:%SZ}"
    except MissingEntry:
        said.append("The gradebook does not have the assignment, so no deadline either.")
    (folder / COURSE_FILE).write_text(json.dumps(stated) + "\n", encoding="utf-8")
    return said


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """nbgrader's release_feedback, in which one student's page never stops the others."""

    def copy_files(self) -> None:
        """Put every page where its student finds it."""
        excluded = self.coursedir.student_id_exclude.split(",")
        for page in sorted(Path("/").glob(f"{self.src_path}/*.html".lstrip("/"))):
            student = page.parent.parent.name
            if student not in excluded:
                self._release(page, safe_line(student))

    def _release(self, page: Path, student: str) -> None:
        try:
            secret = read_file(page.with_name(SECRET))
            if secret is None:
                words = "Not released: %s has no %s, which nbgrader submit writes."
                self.log.warning(words, student, SECRET)
                return
            text = secret.decode(errors="ignore")
            if not text or text.encode() != secret:
                raise SubmissionError(f"{SECRET} is empty or not UTF-8 text.")
            name = notebook_hash(secret=text, notebook_id=page.stem)
            write_atomically(Path(self.dest_path) / f"{name}.html", page.read_bytes())
        except (SubmissionError, OSError) as error:
            self.log.error("Not released: %s: %s", student, safe_line(str(error)))


COLUMNS = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email",
           "raw_score", "late_submission_penalty", "score", "max_score",
           "status", "unmarked", "overridden")  # fmt: skip


class CsvExport(CsvExportPlugin):  # type: ignore[misc]
    """nbgrader's export, with each submission's status and no cell that a spreadsheet runs."""

    def export(self, gradebook: Any) -> None:
        """Write the columns of nbgrader's own export, as `autograder export` fills them."""
        ids, wanted = set(map(str, self.student)), set(map(str, self.assignment))
        root = Path(self.parent.coursedir.root)
        students = [student for student in gradebook.students if not ids or student.id in ids]
        with Path(self.to or "grades.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            for assignment in gradebook.assignments:
                if not wanted or assignment.name in wanted:
                    rows = _export_rows(root, gradebook, assignment, students, self.config)
                    writer.writerows(rows)


def _export_rows(
    root: Path, gradebook: Any, assignment: Any, students: list[Any], config: Any
) -> Iterator[dict[str, str]]:
    book = book_of(gradebook, assignment.name, config, root)
    found = {standing.student: standing for standing in standings(root, assignment.name, book)}
    times = {submission.student.id: submission.timestamp for submission in assignment.submissions}
    for student in students:
        # nbgrader gives a student who handed in nothing a zero.
        nothing = Standing(student.id, "not_submitted", assignment.max_score, 0.0, 0.0, 0.0)
        cells = table_row(assignment.name, found.get(student.id, nothing)) | {
            "duedate": assignment.duedate,
            "timestamp": times.get(student.id),
            "student_id": student.id,
            "last_name": student.last_name,
            "first_name": student.first_name,
            "email": student.email,
        }
        yield {name: inert(str(cell or "")) for name, cell in cells.items()}
