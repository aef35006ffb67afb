"""Collecting what a learning platform gives: what counts, and that nobody is lost."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from downloads import (
    FOLDERS,
    RIGHT,
    collected,
    hostile,
    laid_out,
    linked,
    submitted,
    tarred,
    zipped,
)

from autograder.collecting.names import identify
from autograder.submissions.files import SubmissionError
from autograder.submissions.folder import NOTE, read_submission
from autograder.worker import channel

# --- what learning platforms give ---------------------------------------------------------------

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


MANY = {f"cy/{n}": b"" for n in range(50_001)}


@pytest.mark.parametrize(
    ("form", "pack", "files", "message"),
    [
        ("tar.gz", tarred, {"cy/zeros": bytes(40 << 20)}, "200 times its size."),
        pytest.param("tar.gz", tarred, MANY, "50000 entries.", marks=pytest.mark.long),
        ("zip", zipped, MANY, "50000 entries."),
    ],
    ids=["zeros", "many in a tar", "many in a zip"],
)
def test_a_download_beyond_the_bounds_says_what_to_do(
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


def test_the_only_notebook_counts_under_any_name_also_as_a_loose_file(tmp_path: Path) -> None:
    odd = "müllermax_11_91_Lösung Müller's mlp.ipynb"
    names = (odd, "bitben_12_92_one.ipynb", "bitben_12_93_two.ipynb")
    laid_out(tmp_path / "class", dict.fromkeys(names, b"{}"))
    found = collected(tmp_path / "course", tmp_path / "class")
    assert found["müllermax_11"].status == "collected"
    assert submitted(tmp_path / "course")["müllermax_11/mlp/mlp.ipynb"] == b"{}"
    assert found["bitben_12"].status == "refused"  # nobody can say which of the two counts


def test_a_refused_attempt_that_is_newer_counts(tmp_path: Path) -> None:
    """What is older does not take its place, and is named."""
    first = "ada_mlp_attempt_2026-01-30-15-00-00.zip"
    second = "ada_mlp_attempt_2026-01-31-15-00-00.zip"
    source = laid_out(tmp_path / "download", {first: zipped({"mlp.py": RIGHT}), second: linked()})
    result = collected(tmp_path, source)["ada"]
    assert (result.status, result.name, result.others) == ("refused", second, [first])


def test_of_two_files_of_one_time_the_one_that_does_not_count_is_told(tmp_path: Path) -> None:
    """On the line of the student, and in the list of originals."""
    first, second = (f"mlp_ida_attempt_2026-01-30-15-00-00_mlp{end}.py" for end in (" (1)", ""))
    source = laid_out(tmp_path / "download", {first: b"x = 2\n", second: RIGHT})
    result = collected(tmp_path, source)["ida"]
    assert (result.status, result.name, result.others) == ("collected", second, [first])
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


REFUSED = {
    "cleo": "a link: mlp.py", "dan": "leaves its folder", "eva": "damaged", "fay": "200 times",
    "gus": "not an archive", "hal": "neither mlp.ipynb nor mlp.py", "ian": "larger than 10 MB",
    "kim": "neither", "lea": "a link", "max": "neither a file nor", "noa": "a link",
    "oda": "not a regular file",
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


def unreadable(monkeypatch: pytest.MonkeyPatch, path: Path, error: int) -> None:
    """Let this path be opened with an error only."""
    original = os.open

    def failing(place: Any, *rest: Any, **options: Any) -> Any:
        if str(place) == str(path):
            raise OSError(error, os.strerror(error), str(path))
        return original(place, *rest, **options)

    monkeypatch.setattr(os, "open", failing)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("ada/mlp.py", errno.EACCES),
        ("ada/mlp.py", errno.EIO),
        ("ada/mlp.py", errno.ENOENT),
        ("ada", errno.EACCES),
        ("ada", errno.ENOENT),
    ],
)
def test_what_the_machine_cannot_read_replaces_nothing(
    name: str, error: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a fault with the student and the place, and everybody else is collected."""
    source = laid_out(tmp_path / "download", {"ada/mlp.py": RIGHT, "ben/mlp.py": RIGHT})
    collected(tmp_path, source)
    rows = (tmp_path / ".autograder" / "originals" / "mlp" / "originals.json").read_text()
    laid_out(source, {"ada/mlp.py": b"x = 2\n", "cleo/mlp.py": RIGHT})
    with monkeypatch.context() as patch:
        unreadable(patch, source / name, error)
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

    answer = {"problem": "", "error": errno.EIO}
    monkeypatch.setattr("autograder.submissions.files.open_regular", lambda path: Failing())
    monkeypatch.setattr(channel.Child, "exchange", lambda *_: answer)
    results = collected(tmp_path, source, archive)
    assert {student: result.status for student, result in results.items()} == {
        "ada": "failed", "": "failed",
    }  # fmt: skip
    assert all("Input/output error" in result.reason for result in results.values())
    assert str(archive) in results[""].reason


def test_an_older_download_replaces_nothing_after_a_kill(tmp_path: Path) -> None:
    """The list of originals was not written; the folders have the time."""
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
    assert not listing.exists()
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
