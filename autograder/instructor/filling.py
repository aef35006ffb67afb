"""Fills in a platform's own gradebook: its rows, ids and other cells stay as they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.course.database import CourseError
from autograder.instructor.csvtable import CsvTable
from autograder.instructor.gradebooks import Platform, number_text
from autograder.instructor.grades import Column
from autograder.reports.text import in_short, points, safe_line


@dataclass
class _Count:
    """What became of the cells of a column."""

    given: int = 0
    kept: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)


def fill(
    table: CsvTable,
    platform: Platform,
    columns: Sequence[Column],
    known: Mapping[str, tuple[str, str]],
    chosen: Mapping[str, str],
    tell: Callable[[str], object],
) -> bool:
    """Put every student's points into their row; whether everybody and all points fit.

    A row gets nothing where we have no points; what it has then stays. `known` are the students
    whose number on a platform is known, and `chosen` names columns of the table.
    Raises CourseError where it is not the platform's, or has no column for an assignment.
    """
    students = sorted({student for column in columns for student in column.points})
    people = _people(table, platform)
    rows, problems = _rows_of(table, platform, people, students, known)
    places = [_place(table, platform, column, columns, chosen, tell) for column in columns]
    fits = [
        _fill_column(table, platform, column, place, rows, tell)
        for column, place in zip(columns, places, strict=True)
    ]
    for problem, names in problems.items():
        tell(f"{problem}: {in_short(names)}")
    if strangers := len(set(people) - set(rows.values())):
        tell(f"{table.name}: nothing was handed in here for {strangers} of its rows.")
    return all(fits) and not problems


# --- whose a row is -------------------------------------------------------------------------------


def _people(table: CsvTable, platform: Platform) -> list[int]:
    """The rows that are somebody's: those with an id."""
    at = [number for name in platform.ids if (number := table.column(name)) is not None]
    if not at:
        expected = ", ".join(platform.ids)
        raise CourseError(
            f"{table.name} is no gradebook of {platform.name}: it has none of the columns "
            f"{expected}.\nExport it there in English, and give it with --from."
        )
    return [row for row in table.rows if any(table.get(row, column) for column in at)]


def _rows_of(
    table: CsvTable,
    platform: Platform,
    people: Sequence[int],
    students: Sequence[str],
    known: Mapping[str, tuple[str, str]],
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Each student's row, and the students who have none, by the reason."""
    index = _index(table, platform, people)
    found = {
        student: _matches(platform, index, student, known.get(student)) for student in students
    }
    wanted = Counter(row for rows in found.values() for row in rows)
    rows: dict[str, int] = {}
    problems: dict[str, list[str]] = {}
    for student, matches in found.items():
        if len(matches) == 1 and all(wanted[row] == 1 for row in matches):
            rows[student] = min(matches)
            continue
        numbers, own = platform.ids[0], known.get(student, ("",))[0]
        if own and own != platform.name:
            what = f"Left out, their ids are numbers of {own.capitalize()}"
        elif own and table.column(numbers) is None:
            what = f"Not in {table.name}, which has no column {numbers!r}"
        elif not matches:
            what = f"Not in {table.name}"
        else:
            what = f"Left out, it is not clear which row of {table.name} is theirs"
        problems.setdefault(what, []).append(student)
    return rows, problems


def _index(
    table: CsvTable, platform: Platform, people: Sequence[int]
) -> dict[str, dict[str, set[int]]]:
    """For each column of ids, the rows of each id."""
    index: dict[str, dict[str, set[int]]] = {}
    for name in platform.ids:
        column, rows = table.column(name), index.setdefault(name, {})
        form = platform.number if name == platform.ids[0] else "(.+)"
        for row in people if column is not None else ():
            if match := re.fullmatch(form, table.get(row, column or 0)):
                rows.setdefault(match[1].casefold(), set()).add(row)
    return index


def _matches(
    platform: Platform,
    index: Mapping[str, Mapping[str, set[int]]],
    student: str,
    known: tuple[str, str] | None,
) -> set[int]:
    """The rows with the student's id; where the platform's own number is known, those with that."""
    if not known:
        return {row for rows in index.values() for row in rows.get(student.casefold(), ())}
    from_platform, number = known
    own = index[platform.ids[0]] if from_platform == platform.name else {}
    return own.get(number.casefold(), set())


# --- which column ---------------------------------------------------------------------------------


def _place(
    table: CsvTable,
    platform: Platform,
    column: Column,
    columns: Sequence[Column],
    chosen: Mapping[str, str],
    tell: Callable[[str], object],
) -> int:
    """The number of the column that gets these points."""
    if name := chosen.get(column.name):
        found = table.column(name)
        return found if found is not None else _new_column(table, platform, column, name, tell)
    if platform.single and (found := table.column(platform.single)) is not None:
        if len(columns) > 1 or not column.is_total:
            raise CourseError(
                f"{table.name} is the worksheet of one assignment, with one column "
                f"{platform.single!r}.\nExport one assignment at a time, without --per-exercise."
            )
        return found
    titles = [_title(platform, name).casefold() for name in table.header]
    fitting = [at for at, title in enumerate(titles) if title == column.name.casefold()]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting and not column.is_total:
        return _new_column(table, platform, column, column.name, tell)
    ids = {name.casefold() for name in (*platform.ids, *platform.columns)}
    others = [name for name in table.header if name.casefold() not in ids]
    many = f"{len(fitting)} columns" if fitting else "no column"
    raise CourseError(
        f"{table.name} has {many} for {column.name}. It has: {in_short(others)}.\n"
        f"Say which: --column '{column.name}=NAME'. A NAME that is not there becomes a new column."
    )


def _title(platform: Platform, heading: str) -> str:
    match = re.fullmatch(platform.heading, heading)
    return str(match["title"]) if match else heading


def _new_column(
    table: CsvTable, platform: Platform, column: Column, name: str,
    tell: Callable[[str], object],
) -> int:  # fmt: skip
    number = table.add_column(name)
    for row in table.rows if platform.most_row else ():
        if platform.most_row in table.get(row, 0):
            table.set(row, number, number_text(column.max_points))
    tell(f"{table.name} had no column {safe_line(name)!r}: it is new, at the end.")
    return number


# --- what is written ------------------------------------------------------------------------------


def _fill_column(
    table: CsvTable,
    platform: Platform,
    column: Column,
    place: int,
    rows: Mapping[str, int],
    tell: Callable[[str], object],
) -> bool:
    """Write a column; whether its points are those that the platform has for it."""
    count = _Count()
    for student, row in rows.items():
        got, there = column.points.get(student), table.get(row, place)
        if got is None:
            count.kept += [student] if there else []
            continue
        if there and _number(there) != got:
            count.replaced.append(student)
        table.set(row, place, number_text(got))
        count.given += 1
    name = safe_line(table.header[place])
    tell(f"{name}: {count.given} rows of {table.name} are filled in.")
    if count.replaced:
        tell(f"{name}: another grade was there before of {in_short(count.replaced)}")
    if count.kept:
        tell(f"{name}: no score here, the grade there is kept of {in_short(count.kept)}")
    most = _most(table, platform, place, rows)
    if most is not None and most != column.max_points:
        tell(
            f"{name}: {points(most)} points can be had there, {points(column.max_points)} here. "
            f"Change that in {platform.name.capitalize()}, then export again."
        )
        return False
    return True


def _most(table: CsvTable, platform: Platform, place: int, rows: Mapping[str, int]) -> float | None:
    """The points that can be had in a column, if the table says so."""
    match = re.fullmatch(platform.heading, table.header[place])
    if match and match.groupdict().get("points"):
        return _number(match["points"])
    if platform.most and (column := table.column(platform.most)) is not None:
        return next((_number(table.get(row, column)) for row in rows.values()), None)
    for row in table.rows if platform.most_row else ():
        if platform.most_row in table.get(row, 0):
            return _number(table.get(row, place))
    return None


def _number(text: str) -> float | None:
    """A number with a decimal point or comma; None for what is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
