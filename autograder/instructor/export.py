"""Grades for elsewhere: learning platforms, other graders, CI, and a table of our own."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.standing import COLUMNS, number_text, table_row
from autograder.instructor.csvtable import CsvTable
from autograder.instructor.filling import Filling
from autograder.instructor.gradebooks import PLATFORMS, new_file, numbered
from autograder.instructor.grades import Grades, columns_of, emptiness, read_grades
from autograder.instructor.steps import Tell, open_course
from autograder.reports.services import ONE_EACH, junit
from autograder.reports.text import in_short
from autograder.submissions.intake import is_student_id


@dataclass(frozen=True)
class Export:
    """What is wanted: a format, its columns, and the platform's own file to fill in.

    `chosen` names columns of that file, by the assignment or the exercise of it.
    """

    format: str = "csv"
    per_exercise: bool = False
    source: Path | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Exported:
    """Files by name, of which there is one, called "", unless students get one each.

    It is whole if everybody who is graded is in it, with points that mean the same there.
    """

    files: dict[str, bytes]
    is_whole: bool = True


def export(root: Path, assignments: Sequence[str], wanted: Export, tell: Tell) -> Exported:
    """The grades of these assignments. A number is written where it is final, else nothing.

    Raises CourseError if the gradebook, or a file that is to be filled in, cannot be used.
    """
    api = open_course(root)
    grades = [read_grades(api, root, name) for name in assignments]
    if wanted.format == "csv":
        return Exported({"": _csv(grades, per_exercise=wanted.per_exercise)})
    for each in grades:
        tell(emptiness(each))
    if wanted.format == "junit":
        return Exported({"": junit(result for each in grades for result in each.results)})
    if wanted.format in ONE_EACH:
        return _per_student(grades, wanted.format, tell)
    return _gradebook(root, grades, wanted, tell)


def _csv(grades: Sequence[Grades], *, per_exercise: bool) -> bytes:
    """A row for each submission: status, score and what it is made of, lateness."""
    parts = [part.name for each in grades for result in each.results for part in result.parts]
    names = [name for name in dict.fromkeys(parts) if per_exercise]
    file = io.StringIO()
    writer = csv.DictWriter(file, [*COLUMNS, *(f"points {name}" for name in names)])
    writer.writeheader()
    for each in grades:
        for standing, result in zip(each.standings, each.results, strict=True):
            cells = table_row(each.assignment, standing)
            if per_exercise:
                cells |= {f"points {part.name}": number_text(part.points) for part in result.parts}
            writer.writerow(cells)
    return file.getvalue().encode()


def _per_student(grades: Sequence[Grades], form: str, tell: Tell) -> Exported:
    files: dict[str, bytes] = {}
    strange = []
    for each in grades:
        for result in each.results:
            if result.points is None:
                continue
            if not is_student_id(result.student):
                strange.append(result.student)
                continue
            folder = f"{each.assignment}/" if len(grades) > 1 else ""
            text = json.dumps(ONE_EACH[form](result), indent=1) + "\n"
            files[f"{folder}{result.student}/results.json"] = text.encode()
    if strange:
        tell(f"Left out, no folder can have their names: {in_short(strange)}")
    return Exported(files, not strange)


def _gradebook(root: Path, grades: Sequence[Grades], wanted: Export, tell: Tell) -> Exported:
    platform = PLATFORMS[wanted.format]
    columns = [c for each in grades for c in columns_of(each, per_exercise=wanted.per_exercise)]
    known = numbered(root, [each.assignment for each in grades])
    is_whole = True
    if wanted.per_exercise:
        is_whole = _tell_of_penalties(grades, tell)
    if wanted.source is None:
        for other in sorted({found for found, _ in known.values()} - {platform.name}):
            names = [student for student, (found, _) in known.items() if found == other]
            tell(f"Left out, their ids are numbers of {other.capitalize()}: {in_short(names)}")
            is_whole = False
        return Exported({"": new_file(platform, columns, known)}, is_whole)
    table = CsvTable(wanted.source.read_bytes(), wanted.source.name)
    is_whole &= Filling(table, platform, columns, known, wanted.chosen, tell).fill()
    return Exported({"": table.to_bytes()}, is_whole)


def _tell_of_penalties(grades: Sequence[Grades], tell: Tell) -> bool:
    """Whether the points of exercises are all there is; a late penalty belongs to no exercise."""
    late = [s.student for each in grades for s in each.standings if s.penalty]
    if late:
        tell(f"No column per exercise has the late penalties of: {in_short(late)}")
    return not late
