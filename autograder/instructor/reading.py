"""The reports on a class and on a student of a course, from its gradebook, records and files."""

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from autograder.authoring.release import key_path
from autograder.course.gradebook import read_book
from autograder.course.history import entries
from autograder.course.policy import read_policy
from autograder.course.records import load_record
from autograder.course.standing import Standing, standings
from autograder.instructor.class_report import ClassReport, summarise
from autograder.instructor.skeletons import without_words
from autograder.instructor.steps import open_course, read_standings
from autograder.instructor.student_report import StudentReport, student_report
from autograder.key import InvalidKeyError, load, meant
from autograder.reports.text import safe_line
from autograder.student.definitions import counting, definitions
from autograder.submissions.files import require_file
from autograder.submissions.folder import find_notebook

# Reading the functions of a larger file would take long.
LARGEST = 2**20
# A shorter id may be a word of a message by chance.
SHORTEST_ID = 3


def read_class(root: Path, assignment: str, *, anonymous: bool) -> ClassReport:
    """The report on a class; an anonymous one has numbers, drawn anew each time, for the ids.

    Raises CourseError if the gradebook cannot be read or does not have the assignment.
    """
    found = standings(root, assignment, read_book(open_course(root), assignment))
    functions = _Functions(root, assignment)
    if not anonymous:
        return summarise(assignment, found, lambda *of: functions.find(*of)[1])
    random.SystemRandom().shuffle(found)
    digits = len(str(len(found)))
    names = {f"student-{number:0{digits}}": s for number, s in enumerate(found, 1)}

    def code_of(name: str, exercise: str) -> str:
        student = names[name].student
        code = without_words(functions.find(student, exercise)[1])
        return str(_hidden(code, student, name))

    hidden = [_renamed(standing, name) for name, standing in names.items()]
    return summarise(assignment, hidden, code_of, anonymous=True)


def _renamed(standing: Standing, name: str) -> Standing:
    """The standing under another name, which also takes the place of the id in messages."""
    report = _hidden(standing.report, standing.student, name)
    return replace(standing, student=name, report=report)


def _hidden(value: Any, student: str, name: str) -> Any:
    if isinstance(value, str) and len(student) >= SHORTEST_ID:
        return re.sub(rf"(?<!\w){re.escape(student)}(?!\w)", name, value)
    if isinstance(value, dict):
        return {key: _hidden(item, student, name) for key, item in value.items()}
    return [_hidden(item, student, name) for item in value] if isinstance(value, list) else value


def read_student(root: Path, assignment: str, student: str) -> StudentReport:
    """The report on one student.

    Raises LookupError for a student without a submission, CourseError if the gradebook cannot be
    read.
    """
    book, everybody = read_standings(open_course(root), root, assignment)
    found = {standing.student: standing for standing in everybody}
    if student not in found:
        raise LookupError(_unknown(assignment, student, list(found)))
    record = load_record(root, assignment, student)
    names = [e["name"] for e in record.report.get("exercises", ())] if record else []
    functions = _Functions(root, assignment)
    code = {name: functions.find(student, name) for name in names}
    trail = tuple(entries(root, assignment, student))
    row = book.rows.get(student)
    zone = read_policy(root, assignment).zone
    return student_report(assignment, found[student], record, row, code, trail, zone)


def _unknown(assignment: str, student: str, known: Sequence[str]) -> str:
    return (
        f"There is no submission of {assignment} by {safe_line(student, 80)!r}."
        f"{safe_line(meant(student, known))}\n"
        f"autograder report {assignment} lists everybody."
    )


class _Functions:
    """Finds the functions that were judged, in what was handed in."""

    def __init__(self, root: Path, assignment: str) -> None:
        self.root, self.assignment = root, assignment
        try:
            exercises = load(key_path(root, assignment), only=[""]).exercises  # the cases are long
        except InvalidKeyError:
            exercises = ()
        self.stubs = {exercise.name: exercise.stub for exercise in exercises}

    def find(self, student: str, exercise: str) -> tuple[str, str]:
        """The name of the file that defines a student's function, and the function's text.

        Both are empty where no file that may be read defines it. No link is followed.
        """
        folder = self.root / "submitted" / student / self.assignment
        try:
            if folder.is_symlink():
                return "", ""
            notebook, _ = find_notebook(folder, self.assignment)
        except OSError:
            return "", ""
        read = partial(require_file, largest=LARGEST)
        found = definitions(folder, self.assignment, exercise, notebook=notebook, read=read)
        counts = counting(found, self.stubs.get(exercise, ""))
        return (counts.path.name, counts.text) if counts else ("", "")
