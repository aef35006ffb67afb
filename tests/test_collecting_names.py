"""Whose each thing in a download is, by its name."""

from __future__ import annotations

import re
import time
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from downloads import RIGHT, collected, laid_out, submitted, tarred, zipped

from autograder.collecting.names import identify, target_of
from autograder.submissions.intake import is_student_id

JANUARY = datetime(2026, 1, 30, 15, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "student", "when", "file"),
    [
        ("ada", "ada", None, None),
        ("ada.zip", "ada", None, None),
        ("ada.lovelace@uni.example", "ada.lovelace@uni.example", None, None),
        ("ada_mlp.tar.gz", "ada", None, None),
        ("ada-mlp.ipynb", "ada", None, None),
        ("Ada Lovelace_12345_assignsubmission_file_", "12345", None, None),
        ("Jörg Müller_12345_assignsubmission_file", "12345", None, None),
        ("Ada Lovelace_12345_assignsubmission_file_mlp.ipynb", "12345", None, "mlp.ipynb"),
        ("lovelaceada_123_456_mlp.ipynb", "lovelaceada_123", None, "mlp.ipynb"),
        ("lovelaceada_LATE_123_456_mlp-1.zip", "lovelaceada_123", None, "mlp-1.zip"),
        ("lovelaceada_late_123_456_my_mlp.py", "lovelaceada_123", None, "my_mlp.py"),
        ("mlp_ada_attempt_2026-01-30-15-00-00_mlp.ipynb", "ada", JANUARY, "mlp.ipynb"),
        ("ps1_ada_attempt_2026-01-30-15-00-00_work_2.py", "ada", JANUARY, "work_2.py"),
        ("ada_mlp_attempt_2026-01-30-15-00-00.ipynb", "ada", JANUARY, None),
        ("ada+mlp+2026-01-30 15:00:00.000000 UTC+x1", "ada", JANUARY, None),
        ("mlp_ada_attempt_2026-99-30-15-00-00_mlp.py", "ada", None, "mlp.py"),
        ("mlp_ada_l_attempt_2026-01-30-15-00-00_mlp.py", "ada_l", JANUARY, "mlp.py"),
        ("MLP_12_34_attempt_2026-01-30-15-00-00_mlp.py", "12_34", JANUARY, "mlp.py"),
    ],
)
def test_a_name_says_whose_it_is(
    name: str, student: str, when: datetime | None, file: str | None
) -> None:
    is_folder = name.endswith(("file", "file_", "x1"))
    named = identify(name, "mlp", is_folder=is_folder)
    assert (named.student, named.when, named.file) == (student, when, file)


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("mlp_eve_attempt_2026-01-30-15-00-00_x_ada_attempt_2027-01-01-00-00-00_mlp.py", "eve"),
        ("mlp_eve_attempt_2026-01-30-15-00-00_x_12_assignsubmission_file_mlp.py", "eve"),
        ("mlp_eve_attempt_2026-01-30-15-00-00_x_12_assignsubmission_file_", "eve"),
        ("mlp_eve_attempt_2026-01-30-15-00-00_x+mlp+2027-01-01 00:00:00.py", "eve"),
        ("mlp_eve_attempt_2026-01-30-15-00-00_x_mlp_attempt_2027-01-01-00-00-00.py", "eve"),
        ("eve_7_9_x_12_assignsubmission_file_mlp.py", "eve_7"),
        ("eve_7_9_x_ada_attempt_2027-01-01-00-00-00_mlp.py", "eve_7"),
        ("eve_7_9_ada_8_9_mlp.zip", "eve_7"),
        ("Eve_7_assignsubmission_file_x_12_assignsubmission_file_mlp.py", "7"),
    ],
)
def test_no_name_of_a_file_makes_it_another_students(name: str, student: str) -> None:
    """Students name their files; what the platform wrote before it says whose it is."""
    named = identify(name, "mlp")
    assert named.student == student
    assert named.when is None or named.when == JANUARY


def test_no_name_of_a_person_makes_a_folder_another_students() -> None:
    name = "Eve_12_assignsubmission_file__7_assignsubmission_file_"
    assert identify(name, "mlp", is_folder=True).student == "7"


@pytest.mark.parametrize(
    ("name", "is_folder", "others"),
    [
        # Who is 7, and calls himself so; or who is 12, and named a folder of the exchange himself.
        ("12+mlp+2030-01-01 00-00-00+x_7_assignsubmission_file_", True, {"12", "7"}),
        ("12+mlp+2030-01-01 00-00-00+x_7_assignsubmission_file_mlp.py", False, {"12", "7"}),
        # Ada, who is 11, has handed in 91_mlp.zip; or somebody is called Ada_11, and is 91.
        ("ada_11_91_888_mlp.zip", False, {"ada", "ada_11", "ada_11_91"}),
    ],
)
def test_a_name_that_two_may_have_made_is_neithers(
    name: str, is_folder: bool, others: set[str]
) -> None:
    assert identify(name, "mlp", is_folder=is_folder).student not in others


@pytest.mark.parametrize("name", ["a/" * 5000 + "x", f"mlp_cy_attempt_{'9' * 5000}-1-1_x.py"])
def test_no_name_in_a_download_stops_the_others(name: str, tmp_path: Path) -> None:
    files = {"evil.zip": zipped({name: b"x = 1", "y.py": b"x = 1"})}
    files |= {"ok.zip": zipped({"mlp.py": b"x = 1"})}
    folder = laid_out(tmp_path / "download", files)
    for sources in ((folder,), (folder / "evil.zip", folder / "ok.zip")):
        assert collected(tmp_path / f"course {len(sources)}", *sources)["ok"].status == "collected"


@pytest.mark.parametrize(
    "name",
    ["-rf.zip", "=cmd.zip", "..", ".zip", "a" * 101 + ".zip", "a\nb", "a.", "*", "@sum",
     "\udcff.zip", "ada-", "ada@.zip", "ada (1).zip"],
)  # fmt: skip
def test_a_name_without_a_valid_id_gets_an_id_of_its_own(name: str) -> None:
    student = identify(name, "mlp").student
    assert re.fullmatch("unknown-[0-9a-f]{8}", student)
    assert is_student_id(student)
    assert identify(f"x{name}", "mlp").student != student


@pytest.mark.parametrize("who", ["müllerjürgen", "o'brienpat", "李小龍", "nuñez-garcía", "علي"])
@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("{}_123_456_x.py", "{}_123_457_mlp.py"),
        ("{}+mlp+2026-01-30 15:00:00 UTC.zip", "{}+mlp+2026-01-31 15:00:00 UTC.zip"),
        ("{}_mlp_attempt_2026-01-30-15-00-00.py", "{}_mlp_attempt_2026-01-31-15-00-00.py"),
        ("mlp_{}_attempt_2026-01-30-15-00-00_mlp.py", "mlp_{}_attempt_2026-01-31-15-00-00_mlp.py"),
    ],
)
def test_a_name_of_any_script_is_one_student_and_the_newest_attempt_counts(
    who: str, earlier: str, later: str, tmp_path: Path
) -> None:
    """Also where one of two names has its accents as letters of their own."""
    old, new = (zipped({"mlp.py": data}) for data in (b"x = 2\n", RIGHT))
    files = {
        unicodedata.normalize("NFC", earlier.format(who)): old if ".zip" in earlier else b"x = 2\n",
        unicodedata.normalize("NFD", later.format(who)): new if ".zip" in later else RIGHT,
        later.format("other"): new if ".zip" in later else RIGHT,
    }
    results = collected(tmp_path, laid_out(tmp_path / "download", files))
    assert len(results) == 2
    (student,) = (name for name in results if not name.startswith("other"))
    assert student.startswith(who)
    assert is_student_id(student)
    assert submitted(tmp_path)[f"{student}/mlp/mlp.py"] == RIGHT


MARKED = {
    "Adam Ali\u200f_2001_assignsubmission_file_/mlp.py": RIGHT,
    "\u202aBo\u202c_2002_assignsubmission_file_/mlp.zip": zipped({"mlp.py": RIGHT}),
    "Cy\u200f_2003_assignsubmission_file_mlp.py": RIGHT,
    "dee\u200f.zip": zipped({"mlp.py": RIGHT}),
}


@pytest.mark.parametrize("around", ["", "class\u200f/"])
@pytest.mark.parametrize("form", ["folder", "zip", "tar.gz"])
def test_a_direction_mark_in_the_platforms_name_refuses_nobody(
    form: str, around: str, tmp_path: Path
) -> None:
    """The mark is in no id; and in a name that a student gave it still refuses."""
    evil = {"Eve\u200f_2005_assignsubmission_file_/\u202eyp.plm": b"", "eli/\u202eyp.plm": b""}
    files = {around + name: data for name, data in (MARKED | evil).items()}
    if form == "folder":
        source = laid_out(tmp_path / "download", files) / around
    else:
        data = zipped(files) if form == "zip" else tarred(files)
        source = laid_out(tmp_path, {f"download.{form}": data}) / f"download.{form}"
    results = collected(tmp_path, source)
    dee = identify("dee\u200f.zip", "mlp").student
    wanted = dict.fromkeys(("2001", "2002", "2003", dee), "collected")
    assert {student: result.status for student, result in results.items()} == wanted | {
        "2005": "refused", "eli": "refused",
    }  # fmt: skip
    assert all(student.isascii() for student in results)
    assert "direction characters: \\u202eyp.plm" in results["2005"].reason


@pytest.mark.parametrize("form", ["HW_1_{}", "HW1_{}_l", "HW1_{}_12"])
def test_students_whose_ids_may_begin_anywhere_are_never_one(form: str) -> None:
    """Each has an id of its own, the same one in each of their files."""
    names = [f"{form.format(who)}_attempt_2026-01-30-15-00-00" for who in ("ada", "ben")]
    students = [identify(f"{name}_mlp.py", "mlp").student for name in names]
    assert len(set(students)) == 2
    assert all(student.startswith("unknown-") for student in students)
    assert [identify(f"{name}.zip", "mlp").student for name in names] == students


def test_two_names_are_never_one_student_by_a_guess(tmp_path: Path) -> None:
    """If another name shows that the id may begin elsewhere, no submission replaces another."""
    files = {
        f"{name}_attempt_2026-01-30-15-00-00_mlp.py": RIGHT
        for name in ("ada_l", "ben_l", "ps1_cy", "mlp_dee", "ps2_dee")
    }
    students = set(collected(tmp_path, laid_out(tmp_path / "download", files)))
    assert {name for name in students if not name.startswith("unknown-")} == {"cy", "dee"}
    assert len(students) == 5


@pytest.mark.parametrize("part", ["_", "a_", "_1", "+mlp+", "x_attempt_", "x_attempt_1_", "mlp_"])
def test_a_long_name_takes_no_time(part: str) -> None:
    start = time.process_time()
    for is_folder in (False, True):
        identify(part * 1000, "mlp", is_folder=is_folder)
    assert time.process_time() - start < 2


def test_a_pattern_of_nbgraders_form_is_taken() -> None:
    pattern = re.compile(r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)")
    named = identify("ps1_bit_attempt_2026-01-30-15-00-00_mlp.ipynb", "mlp", pattern)
    assert (named.student, named.when, named.file) == ("bit", JANUARY, "mlp.ipynb")
    assert identify("other.ipynb", "mlp", pattern).student.startswith("unknown-")


@pytest.mark.parametrize(
    ("name", "file", "target"),
    [
        ("ada.ipynb", None, "mlp.ipynb"),
        ("ada.py", None, "mlp.py"),
        ("x_1_2_mlp.py", "mlp.py", "mlp.py"),
        ("x_1_2_mlp-3.ipynb", "mlp-3.ipynb", "mlp.ipynb"),
        ("x_1_2_mlp (1).ipynb", "mlp (1).ipynb", "mlp.ipynb"),
        ("x_1_2_MLP.ipynb", "MLP.ipynb", "mlp.ipynb"),
        ("x_1_2_conftest.py", "conftest.py", None),
        ("x_1_2_xor.ipynb", "xor.ipynb", None),
        ("x_1_2_mlp.pdf", "mlp.pdf", None),
    ],
)
def test_a_loose_file_gets_the_name_that_grading_looks_for(
    name: str, file: str | None, target: str | None
) -> None:
    assert target_of(name, file, "mlp") == target
