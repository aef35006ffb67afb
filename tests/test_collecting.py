"""Collecting what a learning platform gives: whose it is, what counts, and that nobody is lost."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import json
import os
import re
import resource
import shutil
import stat
import subprocess
import sys
import tarfile
import time
import unicodedata
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.collecting.collect import Collected, collect_from
from autograder.collecting.names import identify, target_of
from autograder.submissions.folder import NOTE, SubmissionError, read_submission
from autograder.submissions.intake import is_student_id

RIGHT = b"x = 1\n"


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    """A gzipped tar archive of these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def linked() -> bytes:
    """A zip archive in which the module is a link."""
    info = zipfile.ZipInfo("mlp.py")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, b"/etc/passwd")
    return buffer.getvalue()


def laid_out(folder: Path, files: dict[str, bytes]) -> Path:
    """The folder with these files in it."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def collected(root: Path, *sources: Path, pattern: str | None = None) -> dict[str, Collected]:
    """How collecting ended, by student."""
    compiled = re.compile(pattern) if pattern else None
    every = collect_from(root, "mlp", sources, compiled)
    results = [result for result in every if result.status != "passed over"]
    assert len({result.student for result in results}) == len(results)
    return {result.student: result for result in results}


def submitted(root: Path) -> dict[str, bytes]:
    """Everything under submitted/, by its path there."""
    folder = root / "submitted"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# --- names --------------------------------------------------------------------------------------

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
    """Where another name shows that the id may begin elsewhere, nobody's work takes another's."""
    files = {
        f"{name}_attempt_2026-01-30-15-00-00_mlp.py": RIGHT
        for name in ("ada_l", "ben_l", "ps1_cy", "mlp_dee", "ps2_dee")
    }
    students = set(collected(tmp_path, laid_out(tmp_path / "download", files)))
    assert {name for name in students if not name.startswith("unknown-")} == {"cy", "dee"}
    assert len(students) == 5


@pytest.mark.parametrize("part", ["_", "a_", "_1", "+mlp+", "x_attempt_", "mlp_"])
def test_a_long_name_takes_no_time(part: str) -> None:
    start = time.perf_counter()
    for is_folder in (False, True):
        identify(part * 1000, "mlp", is_folder=is_folder)
    assert time.perf_counter() - start < 2


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


# --- what learning platforms give ---------------------------------------------------------------

FOLDERS = {"ada/mlp.py": RIGHT, "ben/mlp/mlp.py": RIGHT, "ben/mlp/data.csv": b"1"}
PER_STUDENT = {"ada.zip": zipped({"mlp.py": RIGHT}), "ben.tar.gz": tarred({"mlp/mlp.py": RIGHT})}
MOODLE = {
    "Ada Lovelace_11_assignsubmission_file_/mlp.py": RIGHT,
    "Jörg Müller_12_assignsubmission_file_/work.zip": zipped({"mlp/mlp.py": RIGHT}),
    "Jörg Müller_12_assignsubmission_onlinetext_/onlinetext.html": b"<p>see file</p>",
}
CANVAS = {
    "lovelaceada_11_91_mlp.py": RIGHT,
    "lovelaceada_11_92_report.pdf": b"%PDF",
    "bitben_late_12_93_mlp-1.zip": zipped({"mlp.py": RIGHT}),
}
BLACKBOARD = {
    "mlp_ada_attempt_2026-01-30-15-00-00_mlp.py": RIGHT,
    "mlp_ada_attempt_2026-01-30-15-00-00.txt": b"Name: Ada",
    "mlp_ben_attempt_2026-01-30-15-00-00_mlp.py": RIGHT,
}


@pytest.mark.parametrize("form", ["folder", "zip", "tar.gz", "zip with one folder around"])
@pytest.mark.parametrize(
    ("files", "students"),
    [
        (FOLDERS, {"ada", "ben"}),
        (PER_STUDENT, {"ada", "ben"}),
        (MOODLE, {"11", "12"}),
        (CANVAS, {"lovelaceada_11", "bitben_12"}),
        (BLACKBOARD, {"ada", "ben"}),
        ({"ada/mlp/mlp.py": RIGHT, "ben/mlp/mlp.py": RIGHT, "list.csv": b"x"}, {"ada", "ben"}),
    ],
    ids=["folders", "archives", "Moodle", "Canvas", "Blackboard", "submitted"],
)
def test_every_platforms_download_is_taken_apart(
    files: dict[str, bytes], students: set[str], form: str, tmp_path: Path
) -> None:
    """As it was unpacked, and as it was downloaded."""
    if form == "folder":
        source = laid_out(tmp_path / "download", files)
    elif form == "tar.gz":
        source = laid_out(tmp_path, {"download.tar.gz": tarred(files)}) / "download.tar.gz"
    else:
        around = "class 7/" if "around" in form else ""
        data = zipped({around + name: data for name, data in files.items()} | {"__MACOSX/a": b""})
        source = laid_out(tmp_path, {"download.zip": data}) / "download.zip"
    results = collected(tmp_path, source)
    assert {student: result.status for student, result in results.items()} == dict.fromkeys(
        students, "collected"
    )
    for student in students:
        folder = tmp_path / "submitted" / student / "mlp"
        assert read_submission(folder, "mlp").module == RIGHT
        names = {"mlp.py", "late.txt"} if student == "bitben_12" else {"mlp.py", "timestamp.txt"}
        assert {path.name for path in folder.iterdir()} <= names


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("Ada Lovelace_11_assignsubmission_file_.zip", {"mlp.py": RIGHT}),
        ("class.zip", {"Ada Lovelace_11_assignsubmission_file_/mlp/mlp.py": RIGHT}),
        ("class.zip", {"7/Ada Lovelace_11_assignsubmission_file_/mlp.py": RIGHT}),
        ("11.zip", {"mlp/mlp.py": RIGHT, "mlp/data.csv": b"1"}),
        ("class.zip", {"11/mlp.py": RIGHT}),
        ("class.zip", {"11/MLP.py": RIGHT}),
        ("11.zip", {"MLP.py": RIGHT}),
        ("class.zip", {"submitted/11/mlp/mlp.py": RIGHT}),
    ],
)
def test_a_class_of_one_is_told_from_a_wrapping_folder(
    name: str, files: dict[str, bytes], tmp_path: Path
) -> None:
    source = laid_out(tmp_path, {name: zipped(files)}) / name
    assert set(collected(tmp_path, source)) == {"11"}


def test_each_of_several_sources_is_collected(tmp_path: Path) -> None:
    """Also a single file, and beside a source that nobody can read."""
    laid_out(tmp_path, {"a.zip": zipped(FOLDERS), "cleo.py": RIGHT, "broken.zip": b"PK\3\4"})
    results = collected(tmp_path, *(tmp_path / n for n in ("a.zip", "broken.zip", "cleo.py")))
    assert {student: result.status for student, result in results.items()} == {
        "": "refused", "ada": "collected", "ben": "collected", "cleo": "collected",
    }  # fmt: skip
    assert results[""].name == "broken.zip"


@pytest.mark.parametrize(
    ("form", "pack", "files", "message"),
    [
        ("tar.gz", tarred, {"cy/zeros": bytes(40 << 20)}, "200 times its size, in cy/zeros."),
        ("tar.gz", tarred, {f"cy/{n}": b"" for n in range(50_001)}, "50000 entries, up to cy/"),
        ("zip", zipped, {f"cy/{n}": b"" for n in range(50_001)}, "50000 entries, up to cy/"),
    ],
    ids=["zeros", "many in a tar", "many in a zip"],
)
def test_a_download_beyond_the_bounds_says_whose_entry_it_is_and_what_to_do(
    form: str, pack: Any, files: dict[str, bytes], message: str, tmp_path: Path
) -> None:
    """Its folder, unpacked, is collected: there, one student's files refuse nobody else."""
    archive = laid_out(tmp_path, {f"class.{form}": pack(FOLDERS | files)}) / f"class.{form}"
    results = collected(tmp_path, archive)
    assert message in results[""].reason
    assert "Unpack it and give the folder" in results[""].reason
    results = collected(tmp_path, laid_out(tmp_path / "class", FOLDERS | files))
    assert {student: result.status for student, result in results.items()} == {
        "ada": "collected", "ben": "collected", "cy": "refused",
    }  # fmt: skip


def test_the_notebooks_time_reaches_nbgrader(tmp_path: Path) -> None:
    collected(tmp_path, laid_out(tmp_path / "download", BLACKBOARD))
    text = (tmp_path / "submitted" / "ada" / "mlp" / "timestamp.txt").read_text()
    assert text == "2026-01-30 15:00:00 UTC\n"


# --- several attempts ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (
            "mlp_ada_attempt_2026-01-30-15-00-00_mlp.py",
            "mlp_ada_attempt_2026-01-31-09-00-00_mlp.py",
        ),
        (
            "mlp_ada_attempt_2026-02-01-15-00-00_mlp.py",
            "mlp_ada_attempt_2026-10-01-09-00-00_mlp.py",
        ),
        ("lovelace_1_9_mlp.py", "lovelace_1_10_mlp.py"),
        ("lovelace_1_9_mlp-1.py", "lovelace_1_9_mlp-2.py"),
    ],
)
def test_the_newest_attempt_counts_and_never_the_best(
    earlier: str, later: str, tmp_path: Path
) -> None:
    """By the time in the name, else by the name with its numbers in their order."""
    collected(tmp_path, laid_out(tmp_path / "download", {earlier: RIGHT, later: b"x = 2\n"}))
    (module,) = [data for name, data in submitted(tmp_path).items() if name.endswith(".py")]
    assert module == b"x = 2\n"


def test_a_refused_attempt_that_is_newer_counts(tmp_path: Path) -> None:
    """What is older does not take its place, and is named."""
    first = "ada_mlp_attempt_2026-01-30-15-00-00.zip"
    second = "ada_mlp_attempt_2026-01-31-15-00-00.zip"
    source = laid_out(tmp_path / "download", {first: zipped({"mlp.py": RIGHT}), second: linked()})
    result = collected(tmp_path, source)["ada"]
    assert (result.status, result.name, result.others) == ("refused", second, (first,))


def test_of_two_files_of_one_time_the_one_that_does_not_count_is_told(tmp_path: Path) -> None:
    """On the line of the student, and in the list of originals."""
    first, second = (f"mlp_ida_attempt_2026-01-30-15-00-00_mlp{end}.py" for end in (" (1)", ""))
    source = laid_out(tmp_path / "download", {first: b"x = 2\n", second: RIGHT})
    result = collected(tmp_path, source)["ida"]
    assert (result.status, result.name, result.others) == ("collected", second, (first,))
    assert collected(tmp_path, source)["ida"].status == "unchanged"
    listing = tmp_path / ".autograder" / "originals" / "mlp" / "originals.json"
    assert json.loads(listing.read_text())["students"][0]["not_counted"] == [first]


PICTURES, PACKED = zipped({"a.png": b"x"}), zipped({"mlp.py": RIGHT})


@pytest.mark.parametrize(
    "files",
    [
        {"ada_11_91_mlp.py": RIGHT, "ada_11_93_pictures.zip": PICTURES},
        {"ada_11_91_mlp.py": RIGHT, "ada_11_93_notes.pdf": b"%PDF", "ada_11_94_a.rar": b"Rar!"},
        {"ada_11_91_mlp.zip": PACKED, "ada_11_93_report.pdf": b"%PDF"},
        {"ada_11_91_mlp.zip": PACKED, "ada_11_93_plots.py": b"x = 2\n"},
    ],
)
def test_an_archive_counts_only_beside_no_work(files: dict[str, bytes], tmp_path: Path) -> None:
    """Also where the platform gives every file a number of its own, and a later one to others."""
    result = collected(tmp_path, laid_out(tmp_path / "download", files))["ada_11"]
    assert (result.status, result.reason) == ("collected", "")
    assert submitted(tmp_path) == {"ada_11/mlp/mlp.py": RIGHT}


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    """Not even the time of a file; and a changed submission is collected again, the old kept."""
    source = laid_out(tmp_path / "download", FOLDERS | {"cleo.zip": linked()})
    collected(tmp_path, source)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "submitted").rglob("*")}
    assert {s: r.status for s, r in collected(tmp_path, source).items()} == {
        "ada": "unchanged", "ben": "unchanged", "cleo": "refused",
    }  # fmt: skip
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "submitted").rglob("*")} == before
    (source / "ada" / "mlp.py").write_bytes(b"x = 2\n")
    assert collected(tmp_path, source)["ada"].status == "collected"
    assert submitted(tmp_path)["ada/mlp/mlp.py"] == b"x = 2\n"
    replaced = (tmp_path / ".autograder" / "originals" / "mlp" / "replaced").rglob("mlp.py")
    assert [path.read_bytes() for path in replaced] == [RIGHT]


def test_an_older_download_does_not_replace_a_newer_one(tmp_path: Path) -> None:
    new = {"ada_mlp_attempt_2026-01-31-15-00-00.py": b"x = 2\n"}
    old = {"ada_mlp_attempt_2026-01-30-15-00-00.py": RIGHT}
    collected(tmp_path, laid_out(tmp_path / "new", new))
    assert collected(tmp_path, laid_out(tmp_path / "old", old))["ada"].status == "unchanged"
    assert submitted(tmp_path)["ada/mlp/mlp.py"] == b"x = 2\n"


# --- nobody is lost -----------------------------------------------------------------------------


def hostile(folder: Path) -> Path:
    """A download in which most are hostile or broken."""
    laid_out(
        folder,
        FOLDERS
        | {
            "cleo.zip": linked(),
            "dan.zip": zipped({"mlp.py": RIGHT, "../../../canary": b"changed"}),
            "eva.zip": b"PK\x03\x04",
            "fay.tgz": gzip.compress(bytes(30 << 20)),
            "gus.rar": b"Rar!",
            "hal/notes.txt": b"I could not come.",
            "ian/mlp.py": bytes(11 << 20),
            "Jörg*.zip": zipped({"mlp.py": RIGHT}),
            "kim/..zip": zipped({"a": b""}),
            "rules.pdf": b"%PDF",
        },
    )
    (folder / "lea").symlink_to("ada")
    (folder / "max").mkdir()
    os.mkfifo(folder / "max" / "mlp.py")
    (folder / "noa.zip").symlink_to("/etc/passwd")
    os.mkfifo(folder / "oda.zip")
    return folder


REFUSED = {
    "cleo": "a link: mlp.py", "dan": "leaves its folder", "eva": "damaged", "fay": "200 times",
    "gus": "not an archive", "hal": "neither mlp.ipynb nor mlp.py", "ian": "larger than 10 MB",
    "kim": "neither", "lea": "a link", "max": "neither a file nor", "noa": "a link",
    "oda": "neither a file nor",
}  # fmt: skip


def test_everyone_ends_in_a_folder_and_a_row(tmp_path: Path) -> None:
    """Those who are refused with the reason, in the folder and in the list of originals."""
    root = tmp_path / "a" / "course"
    root.mkdir(parents=True)
    (tmp_path / "canary").write_text("as it was")
    results = collected(root, hostile(tmp_path / "download"))
    unknown = identify("Jörg*.zip", "mlp").student
    assert {s for s, r in results.items() if r.status == "collected"} == {"ada", "ben", unknown}
    assert {s for s, r in results.items() if r.status == "refused"} == set(REFUSED)
    rows = json.loads((root / ".autograder" / "originals" / "mlp" / "originals.json").read_text())
    reasons = {row["student"]: row["reason"] for row in rows["students"]}
    assert set(reasons) == set(results)
    for student, reason in REFUSED.items():
        folder = root / "submitted" / student / "mlp"
        assert reason in reasons[student]
        assert reason in (folder / NOTE).read_text()
        assert [path.name for path in folder.iterdir()] == [NOTE]
        with pytest.raises(SubmissionError, match=re.escape(reason)):
            read_submission(folder, "mlp")
    assert (tmp_path / "canary").read_text() == "as it was"
    assert sorted(path.name for path in root.iterdir()) == [".autograder", "submitted"]


def unreadable(monkeypatch: pytest.MonkeyPatch, path: Path, error: int, call: str) -> None:
    """Let a call of the system end with an error for this path."""
    original = getattr(os, call)

    def failing(place: Any, *rest: Any, **options: Any) -> Any:
        if place == path:
            raise OSError(error, os.strerror(error), str(path))
        return original(place, *rest, **options)

    monkeypatch.setattr(os, call, failing)


@pytest.mark.parametrize(
    ("name", "call", "error"),
    [
        ("ada/mlp.py", "open", errno.EACCES),
        ("ada/mlp.py", "open", errno.EIO),
        ("ada/mlp.py", "open", errno.ENOENT),
        ("ada", "scandir", errno.EACCES),
        ("ada", "scandir", errno.ENOENT),
    ],
)
def test_what_the_machine_cannot_read_replaces_nothing(
    name: str, call: str, error: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a fault with the student and the place, and everybody else is collected."""
    source = laid_out(tmp_path / "download", {"ada/mlp.py": RIGHT, "ben/mlp.py": RIGHT})
    collected(tmp_path, source)
    rows = (tmp_path / ".autograder" / "originals" / "mlp" / "originals.json").read_text()
    laid_out(source, {"ada/mlp.py": b"x = 2\n", "cleo/mlp.py": RIGHT})
    with monkeypatch.context() as patch:
        unreadable(patch, source / name, error, call)
        results = collected(tmp_path, source)
    assert {student: result.status for student, result in results.items()} == {
        "ada": "failed", "ben": "unchanged", "cleo": "collected",
    }  # fmt: skip
    assert str(source / "ada") in results["ada"].reason
    assert "Make it readable, then run the command again" in results["ada"].reason
    assert submitted(tmp_path)["ada/mlp/mlp.py"] == RIGHT
    listing = tmp_path / ".autograder" / "originals" / "mlp" / "originals.json"
    assert json.loads(rows)["students"][0] == json.loads(listing.read_text())["students"][0]
    assert collected(tmp_path, source)["ada"].status == "collected"


def test_a_read_that_fails_in_the_middle_replaces_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a file, and of a download in one file, of which then nothing is known."""
    source = laid_out(tmp_path / "download", {"ada.py": RIGHT})
    archive = laid_out(tmp_path, {"class.tar": b"x" * 1024}) / "class.tar"

    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    for module in ("autograder.submissions.archives.folders", "autograder.collecting.sources"):
        monkeypatch.setattr(f"{module}.open_regular", lambda path: Failing())
    results = collected(tmp_path, source, archive)
    assert {student: result.status for student, result in results.items()} == {
        "ada": "failed", "": "failed",
    }  # fmt: skip
    assert all("Input/output error" in result.reason for result in results.values())
    assert str(archive) in results[""].reason


def test_an_older_download_replaces_nothing_after_a_kill(tmp_path: Path) -> None:
    """Neither where the list has been written already, nor where only the folder has the time."""
    names = ["ada_mlp_attempt_2026-01-31-15-00-00.py", "ben_mlp_attempt_2026-01-31-15-00-00.py"]
    source = laid_out(tmp_path / "new", dict.fromkeys(names, b"x = 2\n"))
    script = (
        "import os, sys, pathlib; from autograder.collecting.collect import collect_from;"
        "root, source = map(pathlib.Path, sys.argv[1:]);"
        "results = collect_from(root, 'mlp', [source]);"
        "[os.kill(os.getpid(), 9) for result in results if result.student == 'ben']"
    )
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path), str(source)], check=False)
    assert done.returncode == -9
    listing = tmp_path / ".autograder" / "originals" / "mlp" / "originals.json"
    assert [row["student"] for row in json.loads(listing.read_text())["students"]] == ["ada"]
    older = {name.replace("31-15", "30-15"): RIGHT for name in names}
    results = collected(tmp_path, laid_out(tmp_path / "old", older))
    assert {result.status for result in results.values()} == {"unchanged"}
    assert submitted(tmp_path)["ben/mlp/mlp.py"] == b"x = 2\n"


def test_originals_are_kept_under_their_hash(tmp_path: Path) -> None:
    """Of a download that is one file, also the whole; and only their owner can read them."""
    data = PER_STUDENT | {"cleo.zip": linked()}
    source = laid_out(tmp_path, {"class.zip": zipped(data)}) / "class.zip"
    collected(tmp_path, source)
    folder = tmp_path / ".autograder" / "originals" / "mlp"
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".json"}
    contents = {source.read_bytes(), *data.values()}
    assert set(kept.values()) == contents
    assert all(name.startswith(hashlib.sha256(data).hexdigest()) for name, data in kept.items())
    rows = json.loads((folder / "originals.json").read_text())["students"]
    assert {row["originals"][0]["name"] for row in rows} == set(data)
    assert all(row["originals"][0]["kept"] in kept for row in rows)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("text", ["{", '{"students": [{"student": "ada"}, {"student": "ben"}]}'])
def test_a_list_that_is_damaged_stops_nothing(text: str, tmp_path: Path) -> None:
    source = laid_out(tmp_path / "download", BLACKBOARD)
    collected(tmp_path, source)
    listing = tmp_path / ".autograder" / "originals" / "mlp" / "originals.json"
    listing.write_text(text)
    assert {result.status for result in collected(tmp_path, source).values()} == {"collected"}
    assert set(json.loads(listing.read_text())) == {"version", "students"}


def test_an_evil_entry_of_the_whole_download_reaches_nobody(tmp_path: Path) -> None:
    """What no learning platform packs is refused for itself, under the name it claims."""
    root = tmp_path / "a" / "course"
    root.mkdir(parents=True)
    data = zipped(FOLDERS | {"../../evil/mlp.py": RIGHT, "/ben2/mlp.py": RIGHT})
    results = collected(root, laid_out(tmp_path, {"class.zip": data}) / "class.zip")
    assert results["ada"].status == results["ben"].status == "collected"
    assert results["ben2"].status == "refused"
    assert {result.status for result in results.values()} == {"collected", "refused"}
    assert not (tmp_path / "evil").exists()


# --- the command --------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path) -> Path:
    """A course with the assignment mlp, as the working directory."""
    folder = tmp_path / "course"
    for part in ("solutions", "source", "assignments"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / part / "mlp", folder / part / "mlp", ignore=ignore)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("AUTOGRADER_SECRET", "test")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    return folder


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """A command of the kit."""
    command = [sys.executable, "-c", "from autograder.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def test_where_nothing_was_handed_in_that_is_said(course: Path, tmp_path: Path) -> None:
    """Most often, the path is not the one that was meant."""
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run("collect", "mlp", "--from", str(empty))
    assert (done.returncode, done.stderr) == (1, f"There is no submission of mlp in {empty}.\n")


def test_the_command_says_how_each_ended(course: Path, tmp_path: Path) -> None:
    """Progress on stderr, the sum on stdout, and 1 where something is to be looked at."""
    source = str(hostile(tmp_path / "download"))
    done = run("collect", "mlp", "--from", source)
    assert done.returncode == 1
    assert done.stdout == "mlp: 3 collected, 0 unchanged, 12 refused, 1 without a valid id\n"
    lines = done.stderr.splitlines()
    assert "ada: collected" in lines
    assert any(line.startswith("cleo: refused, cleo.zip: It holds a link") for line in lines)
    assert any("no valid id: Jörg*.zip" in line for line in lines)
    assert len(lines) == 16
    good = str(laid_out(tmp_path / "good", FOLDERS))
    done = run("collect", "mlp", "--from", good)
    assert (done.returncode, done.stdout) == (
        0, "mlp: 0 collected, 2 unchanged, 0 refused, 0 without a valid id\n",
    )  # fmt: skip


def test_a_download_that_is_taken_for_one_students_is_told(course: Path, tmp_path: Path) -> None:
    """Work beside the folders of students makes it one student's; theirs is not looked at."""
    files = {"class/mlp.py": RIGHT, "class/ada/mlp.py": RIGHT, "class/ben/mlp.py": RIGHT}
    archive = laid_out(tmp_path, {"c.zip": zipped(files)}) / "c.zip"
    done = run("collect", "mlp", "--from", str(archive))
    assert f"Treating all of {archive} as one submission, by class.\n" in done.stderr
    source = laid_out(tmp_path / "download", {"class/ada.py": RIGHT})
    alone = run("collect", "mlp", "--from", str(source / "class" / "ada.py"))
    assert "taken for" not in alone.stderr


def test_what_is_passed_over_is_told(course: Path, tmp_path: Path) -> None:
    """In one line of a bounded length, whatever the names hold."""
    names = ["ben_mlp.py.txt", "cyd.zip.", "dan.zip (1)", "eva.zip.part", "f\x1b[2J\u202e\n.json"]
    files = dict.fromkeys(["ada_mlp.py", ".h74/mlp.py", *names], RIGHT)
    source = laid_out(tmp_path / "download", files)
    done = run("collect", "mlp", "--from", str(source))
    assert (done.returncode, done.stdout[:17]) == (0, "mlp: 1 collected,")
    told = done.stderr.splitlines()[-1]
    assert told == (
        "Ignored (the file name matches no student): .h74, ben_mlp.py.txt, cyd.zip., dan.zip (1), "
        "eva.zip.part, f\\x1b[2J\\u202e\\n.json"
    )
    laid_out(source, {f"note{number}.txt": b"" for number in range(400)})
    told = run("collect", "mlp", "--from", str(source)).stderr.splitlines()[-1]
    assert told.endswith("note100.txt and 396 more")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "nowhere"), "nowhere"),
        (("--from", ".", "--pattern", "("), "no regular expression"),
        (("--from", ".", "--pattern", "x"), "student_id"),
        (("--pattern", "(?P<student_id>.*)"), "--from"),
    ],
)
def test_a_wrong_use_of_the_command_is_a_usage_error(
    words: tuple[str, ...], message: str, course: Path
) -> None:
    done = run("collect", "mlp", *words)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_file_where_a_students_folder_should_be_fails_that_student_alone(
    course: Path, tmp_path: Path
) -> None:
    """Nobody is refused for it, and a second run takes up what the first left."""
    source = str(laid_out(tmp_path / "download", FOLDERS))
    (course / "submitted").mkdir()
    (course / "submitted" / "ada").write_text("in the way")
    done = run("collect", "mlp", "--from", source)
    assert done.returncode == 3
    assert done.stdout.startswith("mlp: 1 collected") and done.stdout.endswith(", 1 failed\n")
    assert f"{course / 'submitted' / 'ada'} is not a folder." in done.stderr
    assert "ben: collected" in done.stderr
    (course / "submitted" / "ada").unlink()
    done = run("collect", "mlp", "--from", source)
    assert (done.returncode, done.stdout.split(",")[:2]) == (
        0,
        ["mlp: 1 collected", " 1 unchanged"],
    )


def test_a_full_disk_stops_with_the_place(course: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for it: a write fails, and does not say where."""
    source = laid_out(tmp_path / "download", {"ada.py": RIGHT + b"#" * 50_000})
    run("collect", "mlp", "--from", str(laid_out(tmp_path / "first", {"ada.py": RIGHT})))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, limits[1]))
    try:
        done = run("collect", "mlp", "--from", str(source))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    folder = course / ".autograder" / "originals" / "mlp"
    assert done.returncode == 3
    assert f"{folder}: File too large.\n" in done.stderr
    assert submitted(course) == {"ada/mlp/mlp.py": RIGHT}
