"""Gradebooks of learning platforms: what is filled in, and that all else stays as it was."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from autograder.collecting.names import identify
from autograder.course.database import CourseError
from autograder.instructor.csvtable import CsvTable
from autograder.instructor.filling import Filling
from autograder.instructor.gradebooks import PLATFORMS, new_file, numbered
from autograder.instructor.grades import Column

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework 3 (987),mlp (988),Final Score\r\n"
    ",,,,,Manual Posting,,\r\n"
    '"    Points Possible",,,,,10,20,(read only)\r\n'
    '"Lovelace, Ada",123,S1,ada@x.org,"Section 1, A",9,,88.00\r\n'
    '"Müller, ""Ben""",124,S2,ben@x.org,Section 1,,3.5,\r\n'
    "Cleo,125,S3,cleo@x.org,Section 1,,7,\r\n"
    '"Student, Test",999,,a1b2,Section 1,,,\r\n'
)
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,Grade can be changed,"
    "Last modified (grade),Feedback comments\n"
    'Participant 11,Ada,ada@x.org,Submitted for grading,,20.00,Yes,-,""\n'
    'Participant 12,Ben,ben@x.org,Submitted for grading,5.00,20.00,Yes,-,"a\nb"\n'
)
BLACKBOARD = (
    '"Last Name","First Name","Username","Student ID","mlp [Total Pts: 20 Score] |4711"\r\n'
    '"Lovelace","Ada","ada","7001",""\r\n'
    '"Bentley","Ben","ben","7002","3"\r\n'
)


def total(points: dict[str, float | None], name: str = "mlp", most: float = 20) -> Column:
    return Column(name, most, points, is_total=True)


def filled(
    text: str | bytes, platform: str, *columns: Column,
    known: dict[str, tuple[str, str]] | None = None, chosen: dict[str, str] | None = None,
) -> tuple[bytes, bool, str]:  # fmt: skip
    """The file, whether everything fitted, and what was told."""
    table = CsvTable(text if isinstance(text, bytes) else text.encode(), "book.csv")
    told: list[str] = []
    fits = Filling(
        table, PLATFORMS[platform], columns, known or {}, chosen or {}, told.append
    ).fill()
    return table.to_bytes(), fits, "\n".join(told)


# --- a table that stays as it is ------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        CANVAS.encode(),
        WORKSHEET.encode(),
        BLACKBOARD.encode("utf-16"),
        b"\xef\xbb\xbfa;b\r\n1;\r\n\r\n;;\r\n",
        "Username\tName\nada\tM\xfcller".encode("latin-1"),
        b'a,b\r"x""y\r\n",\r',
        b"a\n",
        b"a,b,",
    ],
)
def test_a_table_that_is_only_read_is_the_same_byte_for_byte(data: bytes) -> None:
    assert CsvTable(data, "x.csv").to_bytes() == data


def test_a_table_is_read_as_the_csv_module_reads_it() -> None:
    table = CsvTable(CANVAS.encode(), "x.csv")
    rows = list(csv.reader(CANVAS.splitlines()))
    cells = [[table.get(row, at) for at in range(8)] for row in range(len(rows))]
    assert cells == [[cell.strip() for cell in row] for row in rows]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b'a,b\n"x,1\n', "line 2: a quoted cell"),
        (b'a,b\n"x"y,1\n', "line 2: a quoted cell"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(CourseError, match=told):
        CsvTable(data, "x.csv")


def test_a_letter_that_the_files_encoding_lacks_is_told() -> None:
    table = CsvTable("Benutzer,M\xfcller\n".encode("latin-1"), "x.csv")
    table.add_column("Σ")
    with pytest.raises(CourseError, match="latin-1"):
        table.to_bytes()


# --- Canvas ---------------------------------------------------------------------------------------


def test_only_the_cells_with_a_score_change_in_a_canvas_gradebook() -> None:
    """Ada by Canvas' number, which collecting kept, Ben by his login; Cleo has no final score."""
    points = {"lovelaceada_123": 17.0, "BEN@x.org": 20.0, "S3": None}
    known = {"lovelaceada_123": ("canvas", "123")}
    data, fits, told = filled(CANVAS, "canvas", total(points), known=known)
    expected = CANVAS.replace('A",9,,88.00', 'A",9,17,88.00').replace(",3.5,", ",20,")
    assert data.decode() == expected
    assert fits
    assert told.splitlines() == [
        "mlp (988): 2 rows of book.csv are filled in.",
        "mlp (988): another grade was there before of BEN@x.org",
        "mlp (988): no score here, the grade there is kept of S3",
        "book.csv: nothing was handed in here for 1 of its rows.",
    ]


def test_students_whom_the_gradebook_lacks_are_told() -> None:
    data, fits, told = filled(CANVAS, "canvas", total({"dan": 3.0, "124": 1.0}))
    assert data.decode() == CANVAS.replace(",3.5,", ",1,")
    assert not fits
    assert "Not in book.csv: dan" in told


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ({"125": 3.0, "S3": 4.0}, "not clear which row of book.csv is theirs: 125, S3"),
        ({"S1": 3.0}, "not clear which row of book.csv is theirs: S1"),
    ],
    ids=["two students of a row", "two rows of a student"],
)
def test_where_it_is_not_clear_whose_a_row_is_nothing_is_written(
    points: dict[str, float | None], told: str
) -> None:
    text = CANVAS.replace(",S2,ben@x.org", ",S2,s1")
    data, fits, said = filled(text, "canvas", total(points))
    assert (data.decode(), fits) == (text, False)
    assert told in said


def test_a_number_of_one_platform_is_not_taken_for_another_ones() -> None:
    """Moodle's participant 123 is not Canvas' user 123."""
    data, fits, told = filled(
        CANVAS, "canvas", total({"123": 3.0}), known={"123": ("moodle", "123")}
    )
    assert (data.decode(), fits) == (CANVAS, False)
    assert "Left out, their ids are numbers of Moodle: 123" in told


def test_a_column_that_is_not_there_is_asked_for() -> None:
    with pytest.raises(CourseError) as error:
        filled(CANVAS, "canvas", total({"123": 3.0}, "xor"))
    assert str(error.value).splitlines() == [
        "book.csv has no column for xor. It has: Homework 3 (987), mlp (988), Final Score.",
        "Say which: --column 'xor=NAME'. A NAME that is not there becomes a new column.",
    ]
    data, fits, _ = filled(
        CANVAS, "canvas", total({"125": 3.0}, "xor", 10), chosen={"xor": "homework 3 (987)"}
    )
    assert data.decode() == CANVAS.replace("1,,7,", "1,3,7,")
    assert fits


def test_columns_per_exercise_are_new_ones_with_their_points() -> None:
    one = Column("xor f", 2, {"123": 2.0, "124": None}, is_total=False)
    data, _, told = filled(CANVAS, "canvas", one)
    rows = list(csv.reader(data.decode().splitlines()))
    assert [row[8] for row in rows] == ["xor f", "", "2", "2", "", "", ""]
    assert [row[:8] for row in rows] == list(csv.reader(CANVAS.splitlines()))
    assert "book.csv had no column 'xor f': it is new, at the end." in told


def test_points_that_mean_something_else_there_are_told() -> None:
    _, fits, told = filled(CANVAS, "canvas", total({"123": 3.0}, most=12))
    assert not fits
    assert "mlp (988): 20 points can be had there, 12 here. Change that in Canvas" in told


# --- Moodle and Blackboard ------------------------------------------------------------------------


def test_a_moodle_worksheet_gets_the_grades_by_participant() -> None:
    points = {"11": 17.5, "12": None}
    known = {"11": ("moodle", "11"), "12": ("moodle", "12")}
    data, fits, told = filled(WORKSHEET, "moodle", total(points), known=known)
    assert data.decode() == WORKSHEET.replace("grading,,", "grading,17.5,")
    assert fits
    assert "Grade: no score here, the grade there is kept of 12" in told


def test_a_worksheet_is_of_one_assignment() -> None:
    with pytest.raises(CourseError, match="one assignment at a time"):
        filled(WORKSHEET, "moodle", total({}), total({}, "xor"))


def test_a_participants_number_is_not_taken_for_an_id_number() -> None:
    """Moodle's gradebook export has no participants' numbers, and may have equal ID numbers."""
    text = "First name,ID number,Email address,Assignment: mlp (Real)\nEve,11,eve@x.org,-\n"
    data, fits, told = filled(text, "moodle", total({"11": 3.0}), known={"11": ("moodle", "11")})
    assert (data.decode(), fits) == (text, False)
    assert "Not in book.csv, which has no column 'Identifier': 11" in told
    data, fits, _ = filled(text, "moodle", total({"eve@x.org": 3.0}))
    assert data.decode() == text.replace("org,-", "org,3")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_blackboard_file_keeps_its_encoding_and_quotes(encoding: str) -> None:
    points = {"ada": 17.0, "7002": None}
    data, fits, _ = filled(BLACKBOARD.encode(encoding), "blackboard", total(points))
    assert data == BLACKBOARD.replace('"7001",""', '"7001","17"').encode(encoding)
    assert fits
    assert not filled(BLACKBOARD, "blackboard", total(points, most=10))[1]


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises(CourseError, match="is no gradebook of blackboard"):
        filled(CANVAS, "blackboard", total({}))


# --- new files ------------------------------------------------------------------------------------


def test_new_files_have_the_columns_that_the_importers_read(assert_golden) -> None:  # type: ignore[no-untyped-def]
    """With the platform's number where collecting kept it, and nothing where there is no score."""
    columns = [total({"lovelaceada_123": 17.5, "ben": None, "11": 0.0})]
    known = {"lovelaceada_123": ("canvas", "123"), "11": ("moodle", "11")}
    two = [*columns, Column("xor", 15, {"ben": 3.0}, is_total=True)]
    parts = []
    for name, platform in PLATFORMS.items():
        for title, chosen in (("one assignment", columns), ("two assignments", two)):
            text = new_file(platform, chosen, known).decode().replace("\r\n", "\n")
            parts.append(f"--- {name}, {title}\n{text}")
    assert_golden("gradebooks", "".join(parts))


def test_a_new_file_has_no_formula() -> None:
    data = new_file(PLATFORMS["blackboard"], [total({"=1+1": 3.0})], {})
    assert b'"\'=1+1","3"' in data


def test_the_platforms_number_comes_from_the_name_that_was_kept(tmp_path: Path) -> None:
    names = {
        "11": "Ada Lovelace_11_assignsubmission_file_",
        "12": "Ben_12_assignsubmission_file_mlp_99_assignsubmission_file.ipynb",
        "lovelaceada_123": "lovelaceada_late_123_456_mlp.zip",
        "ada": "mlp_ada_attempt_2026-01-30-15-00-00_mlp.ipynb",
        "eve": "eve.zip",
    }
    for student, name in names.items():
        assert identify(name, "mlp", is_folder="." not in name).student == student
    rows = [{"student": student, "name": name} for student, name in names.items()]
    path = tmp_path / ".autograder" / "originals" / "mlp" / "originals.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"version": 1, "students": rows}))
    assert numbered(tmp_path, ["mlp", "xor"]) == {
        "11": ("moodle", "11"),
        "12": ("moodle", "12"),
        "lovelaceada_123": ("canvas", "123"),
    }
