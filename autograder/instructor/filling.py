"""Fills in a platform's own gradebook: its rows, ids and other cells stay as they are."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from autograder.course.database import CourseError
from autograder.course.standing import number_text
from autograder.instructor.csvtable import CsvTable
from autograder.instructor.gradebooks import Platform
from autograder.instructor.grades import Column
from autograder.reports.text import in_short, points, safe_line


@dataclass(frozen=True)
class Filling:
    """A platform's table, into which every student's points go, into their row.

    A row gets nothing where we have no points; what it has then stays. `known` are the students
    whose number on a platform is known, and `chosen` names columns of the table.
    """

    table: CsvTable
    platform: Platform
    columns: Sequence[Column]
    known: Mapping[str, tuple[str, str]]
    chosen: Mapping[str, str]
    tell: Callable[[str], object]

    def fill(self) -> bool:
        """Write the points; whether everybody and all points fit.

        Raises CourseError where the table is not the platform's, or lacks an assignment's column.
        """
        people = self.people()
        rows, problems = self.rows_of(people)
        places = list(map(self.place, self.columns))
        pairs = zip(self.columns, places, strict=True)
        fits = [self.fill_column(column, place, rows) for column, place in pairs]
        for problem, names in problems.items():
            self.tell(f"{problem}: {in_short(names)}")
        if strangers := len(set(people) - set(rows.values())):
            words = f"nothing was handed in here for {strangers} of its rows."
            self.tell(f"{self.table.name}: {words}")
        return all(fits) and not problems

    # --- whose a row is -----------------------------------------------------------------------

    def people(self) -> list[int]:
        """The rows that are somebody's: those with an id."""
        ids = self.platform.ids
        at = [number for name in ids if (number := self.table.column(name)) is not None]
        if not at:
            raise CourseError(
                f"{self.table.name} is no gradebook of {self.platform.name}: it has none of the "
                f"columns {', '.join(ids)}.\nExport it there in English, and give it with --from."
            )
        return [row for row in self.table.rows if any(self.table.get(row, n) for n in at)]

    def rows_of(self, people: Sequence[int]) -> tuple[dict[str, int], dict[str, list[str]]]:
        """Each student's row, and the students who have none, by the reason."""
        index = self.index(people)
        students = sorted({student for column in self.columns for student in column.points})
        found = {student: self.matches(index, student) for student in students}
        wanted = Counter(row for rows in found.values() for row in rows)
        rows: dict[str, int] = {}
        problems: dict[str, list[str]] = {}
        for student, matches in found.items():
            if len(matches) == 1 and all(wanted[row] == 1 for row in matches):
                rows[student] = min(matches)
            else:
                what = self.why_not(student, is_there=bool(matches))
                problems.setdefault(what, []).append(student)
        return rows, problems

    def why_not(self, student: str, *, is_there: bool) -> str:
        """Why a student has no row."""
        numbers, own = self.platform.ids[0], self.known.get(student, ("",))[0]
        if own and own != self.platform.name:
            return f"Left out, their ids are numbers of {own.capitalize()}"
        if own and self.table.column(numbers) is None:
            return f"Not in {self.table.name}, which has no column {numbers!r}"
        if not is_there:
            return f"Not in {self.table.name}"
        return f"Left out, it is not clear which row of {self.table.name} is theirs"

    def index(self, people: Sequence[int]) -> dict[str, dict[str, set[int]]]:
        """For each column of ids, the rows of each id."""
        index: dict[str, dict[str, set[int]]] = {}
        for name in self.platform.ids:
            column, rows = self.table.column(name), index.setdefault(name, {})
            form = self.platform.number if name == self.platform.ids[0] else "(.+)"
            for row in people if column is not None else ():
                if match := re.fullmatch(form, self.table.get(row, column or 0)):
                    rows.setdefault(match[1].casefold(), set()).add(row)
        return index

    def matches(self, index: Mapping[str, Mapping[str, set[int]]], student: str) -> set[int]:
        """The rows with the student's id, or with the platform's own number where it is known."""
        if student not in self.known:
            return {row for rows in index.values() for row in rows.get(student.casefold(), ())}
        from_platform, number = self.known[student]
        own = index[self.platform.ids[0]] if from_platform == self.platform.name else {}
        return own.get(number.casefold(), set())

    # --- which column -------------------------------------------------------------------------

    def place(self, column: Column) -> int:
        """The number of the column that gets these points."""
        table, platform = self.table, self.platform
        if name := self.chosen.get(column.name):
            found = table.column(name)
            return found if found is not None else self.new_column(column, name)
        if platform.single and (found := table.column(platform.single)) is not None:
            if len(self.columns) > 1 or not column.is_total:
                raise CourseError(
                    f"{table.name} is the worksheet of one assignment, with one column "
                    f"{platform.single!r}.\n"
                    "Export one assignment at a time, without --per-exercise."
                )
            return found
        titles = [self.title(name).casefold() for name in table.header]
        fitting = [at for at, title in enumerate(titles) if title == column.name.casefold()]
        if len(fitting) == 1:
            return fitting[0]
        if not fitting and not column.is_total:
            return self.new_column(column, column.name)
        ids = {name.casefold() for name in (*platform.ids, *platform.columns)}
        others = [name for name in table.header if name.casefold() not in ids]
        many = f"{len(fitting)} columns" if fitting else "no column"
        raise CourseError(
            f"{table.name} has {many} for {column.name}. It has: {in_short(others)}.\n"
            f"Say which: --column '{column.name}=NAME'. A NAME that is not there becomes a new "
            "column."
        )

    def title(self, heading: str) -> str:
        """The assignment or the exercise that a column is named after."""
        match = re.fullmatch(self.platform.heading, heading)
        return str(match["title"]) if match else heading

    def most_rows(self) -> list[int]:
        """The rows that say how many points can be had."""
        mark = self.platform.most_row
        return [row for row in self.table.rows if mark and mark in self.table.get(row, 0)]

    def new_column(self, column: Column, name: str) -> int:
        """The number of a column that the table gets, with the points that can be had."""
        number = self.table.add_column(name)
        for row in self.most_rows():
            self.table.set(row, number, number_text(column.max_points))
        self.tell(f"{self.table.name} had no column {safe_line(name)!r}: it is new, at the end.")
        return number

    # --- what is written ----------------------------------------------------------------------

    def fill_column(self, column: Column, place: int, rows: Mapping[str, int]) -> bool:
        """Write a column; whether its points are those that the platform has for it."""
        given, kept, replaced = 0, [], []
        for student, row in rows.items():
            got, there = column.points.get(student), self.table.get(row, place)
            if got is None:
                kept += [student] if there else []
                continue
            if there and _number(there) != got:
                replaced.append(student)
            self.table.set(row, place, number_text(got))
            given += 1
        name = safe_line(self.table.header[place])
        self.tell(f"{name}: {given} rows of {self.table.name} are filled in.")
        if replaced:
            self.tell(f"{name}: another grade was there before of {in_short(replaced)}")
        if kept:
            self.tell(f"{name}: no score here, the grade there is kept of {in_short(kept)}")
        most = self.most(place, rows)
        if most is None or most == column.max_points:
            return True
        self.tell(
            f"{name}: {points(most)} points can be had there, {points(column.max_points)} here. "
            f"Change that in {self.platform.name.capitalize()}, then export again."
        )
        return False

    def most(self, place: int, rows: Mapping[str, int]) -> float | None:
        """The points that can be had in a column, if the table says so."""
        match = re.fullmatch(self.platform.heading, self.table.header[place])
        if match and match.groupdict().get("points"):
            return _number(match["points"])
        own = self.platform.most
        if own and (column := self.table.column(own)) is not None:
            return next((_number(self.table.get(row, column)) for row in rows.values()), None)
        return next((_number(self.table.get(row, place)) for row in self.most_rows()), None)


def _number(text: str) -> float | None:
    """A number with a decimal point or comma; None for what is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
