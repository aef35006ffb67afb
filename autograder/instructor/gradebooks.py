"""Gradebooks of learning platforms as tables: which columns each importer reads.

docs/how-to/handing-on.md says where each of them is documented.
"""

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.collecting.originals import downloaded
from autograder.course.standing import number_text
from autograder.instructor.grades import Column
from autograder.reports.text import inert, points


@dataclass(frozen=True)
class Platform:
    """A platform's gradebook.

    `ids` are the columns that say who a row is of. The first has the platform's own number for the
    student, which is what `number` matches in it. `heading` matches the name of a column of grades,
    with the assignment's as `title`, and its `points` if they are there. In the file of a single
    assignment, `single` has the grades. The points that can be had are in the column `most` of each
    row, or in the row whose first cell is `most_row`.

    `columns` are those of a new file before its grades, and `after` those behind them: what each
    cell holds, with the student's {number} or, without one, {login}, or {either}.
    """

    name: str
    ids: tuple[str, ...]
    heading: str
    columns: Mapping[str, str]
    number: str = "(.+)"
    single: str = ""
    most: str = ""
    most_row: str = ""
    after: Mapping[str, str] | None = None
    quoting: Any = csv.QUOTE_MINIMAL


PLATFORMS = {
    platform.name: platform
    for platform in (
        # Canvas looks students up by ID, then by SIS User ID, by SIS Login ID and by name. It
        # refuses a file whose columns before the grades are others, or in another order.
        Platform(
            "canvas",
            ids=("ID", "SIS User ID", "SIS Login ID"),
            heading=r"(?P<title>.*?)( \(\d+\))?",
            most_row="Points Possible",
            columns={
                "Student": "{either}", "ID": "{number}", "SIS User ID": "",
                "SIS Login ID": "{login}", "Section": "",
            },
        ),
        # The grading worksheet of an assignment (Identifier, Grade, Last modified (grade)), or any
        # columns, for Grades > Import, where one says what each of them is.
        Platform(
            "moodle",
            ids=("Identifier", "ID number", "Username", "Email address"),
            heading=r"([A-Z][\w ]*: ?)?(?P<title>.*?)( \(Real\))?",
            number=r"\D*(\d+)",
            single="Grade",
            most="Maximum grade",
            columns={"Identifier": "Participant {number}", "Username": "{login}"},
            after={"Last modified (grade)": "-"},
        ),
        # Blackboard matches users by Username and columns by the number at the end; a column
        # without one is new there, and every cell is quoted.
        Platform(
            "blackboard",
            ids=("Username", "Student ID"),
            heading=r"(?P<title>.*?)( \[Total Pts: (?P<points>[\d.,]+)[^\]]*\])?( \|\d+)?",
            columns={"Username": "{either}"},
            quoting=csv.QUOTE_ALL,
        ),
    )
}  # fmt: skip


def numbered(root: Path, assignments: Collection[str]) -> dict[str, tuple[str, str]]:
    """Of students whose work came in a platform's download, that platform and its number for them.

    Of several downloads of a student, the last assignment's counts.
    """
    return {
        student: (named.platform, named.number)
        for assignment in assignments
        for student, (_, named) in downloaded(root, assignment).items()
    }


def new_file(
    platform: Platform, columns: Sequence[Column], known: Mapping[str, tuple[str, str]]
) -> bytes:
    """A file for the platform's importer, with the columns that can be filled from here.

    It has no row for a student of whom only another platform's number is known: here that number
    may be somebody else's.
    """
    students = sorted({student for column in columns for student in column.points})
    students = [s for s in students if known.get(s, (platform.name,))[0] == platform.name]
    is_single = bool(platform.single) and len(columns) == 1 and columns[0].is_total
    grades = [platform.single] if is_single else [inert(column.name) for column in columns]
    after = (platform.after or {}) if is_single else {}
    file = io.StringIO()
    writer = csv.writer(file, quoting=platform.quoting)
    writer.writerow([*platform.columns, *grades, *after])
    if platform.most_row:
        filler = [""] * (len(platform.columns) - 1)
        writer.writerow(
            [f"    {platform.most_row}", *filler, *(points(c.max_points) for c in columns)]
        )
    for student in students:
        _, number = known.get(student, ("", ""))
        words = {"number": number, "login": "" if number else student, "either": student}
        cells = [_filled(form, words) for form in platform.columns.values()]
        got = (column.points.get(student) for column in columns)
        writer.writerow([*map(inert, cells), *map(number_text, got), *after.values()])
    return file.getvalue().encode()


def _filled(form: str, words: Mapping[str, str]) -> str:
    """A cell; empty where the student has not what it would say."""
    names = re.findall(r"\{(\w+)\}", form)
    return form.format(**words) if all(words[name] for name in names) else ""
