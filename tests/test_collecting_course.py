"""Collecting by every way into the gradebook: --from, `nbgrader zip_collect`, the exchange."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from courses import NBGRADER, copy_of, run
from downloads import linked, zipped


def nbgrader(course: Path, *words: str) -> str:
    """What a stock command prints on both streams."""
    return "".join(run(course, *words, program=NBGRADER))


def autograder(course: Path, *words: str, code: int = 0) -> str:
    """What a command of the kit prints, which ends with this code."""
    return "".join(run(course, *words, code=code))


@pytest.fixture
def course(released: Path, tmp_path: Path) -> Path:
    """A copy of the released course and its exchange."""
    return copy_of(released, tmp_path / "course", "c.ExchangeCollect.check_owner = False\n")


def rows(course: Path) -> dict[str, tuple[str, float | None]]:
    """Status and score of every student in the gradebook."""
    lines = autograder(course, "export", "mlp").splitlines()[1:]
    cells = [line.split(",") for line in lines if ",mlp," in line]
    return {cell[0]: (cell[2], float(cell[3]) if cell[3] else None) for cell in cells}


def download(course: Path, files: dict[str, bytes]) -> Path:
    folder = course / "downloaded" / "mlp" / "archive"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_what_is_collected_is_graded_and_what_is_refused_is_a_row(course: Path) -> None:
    """By autograder collect --from and grade; the reason stands in the report."""
    notebook = (course / "source" / "mlp" / "mlp.ipynb").read_bytes()
    module = (course / "solutions" / "mlp" / "mlp.py").read_bytes()
    files = {"ada.zip": zipped({"mlp/mlp.ipynb": notebook}), "ben.py": module}
    folder = str(download(course, files | {"cleo.zip": linked()}))
    autograder(course, "collect", "mlp", "--from", folder, code=1)
    autograder(course, "grade", "mlp", "--jobs", "1")
    assert rows(course) == {
        "ada": ("graded", 3.0), "ben": ("graded", 3.0), "cleo": ("not_gradable", None),
    }  # fmt: skip
    report = json.loads((course / ".autograder" / "reports" / "mlp" / "cleo.json").read_text())
    assert report["report"]["message"] == "It holds a link: mlp.py"
    log = autograder(course, "collect", "mlp", "--from", folder, code=1)
    assert "0 new, 0 newer, 2 unchanged, 1 refused" in log
    assert "0 graded, 3 unchanged" in autograder(course, "grade", "mlp", "--jobs", "1")


def test_zip_collect_keeps_modules_and_refuses_what_is_hostile(course: Path) -> None:
    """Every student has a row; the right ones have full marks; nothing is written elsewhere."""
    notebook = (course / "source" / "mlp" / "mlp.ipynb").read_bytes()
    module = (course / "solutions" / "mlp" / "mlp.py").read_bytes()
    (course / "canary").write_text("as it was")
    folder = download(
        course,
        {
            "ada.zip": zipped({"mlp/mlp.ipynb": notebook, "mlp/conftest.py": b"raise SystemExit"}),
            "ben.zip": zipped({"mlp.py": module}),
            "cleo.zip": linked("data", {"mlp.py": module}),
            "dan.zip": b"PK\x03\x04 and no more",
            "eva.zip": zipped({"mlp.py": module, "../../../../canary": b"changed"}),
            "fay_mlp.py": module,
            "gus.zip": zipped({"mlp.ipynb": bytes(40 << 20)}),
            "hal.zip": zipped({"mlp.ipynb": b"{}"}),
        },
    )
    (folder / "ian.zip").symlink_to("/etc/passwd")
    (folder / "jo\nRefused: ada\x1b]0;x\x07\u202e.zip").write_bytes(b"PK")
    log = nbgrader(course, "zip_collect", "mlp", "--force")
    assert "(jo\\nRefused: ada\\x1b]0;x\\x07\\u202e.zip): " in log
    next(folder.glob("jo*")).unlink()
    shutil.rmtree(next((course / "submitted").glob("unknown-*")))
    assert "Refused: cleo (cleo.zip): It holds a link: data" in log
    assert (course / "canary").read_text() == "as it was"
    submitted = course / "submitted"
    assert (submitted / "ben" / "mlp" / "mlp.py").read_bytes() == module
    assert not [path for path in submitted.rglob("*") if path.is_symlink()]
    assert not list(submitted.rglob("conftest.py"))
    nbgrader(course, "autograde", "mlp")
    full, none = ("graded", 3.0), ("not_gradable", None)
    assert rows(course) == {
        "ada": full, "ben": full, "cleo": none, "dan": none, "eva": none, "fay": full,
        "gus": none, "hal": none, "ian": none,
    }  # fmt: skip
    assert "ian" in nbgrader(course, "zip_collect", "mlp", "--force")


def test_zip_collect_takes_the_archive_of_a_class_and_a_named_regexp(course: Path) -> None:
    """As in nbgrader's manual: one archive, and the instructor's own expression for its names."""
    module = (course / "solutions" / "mlp" / "mlp.py").read_bytes()
    config = course / "nbgrader_config.py"
    config.write_text(
        config.read_text() + "c.FileNameCollectorPlugin.named_regexp = "
        'r".*ps1_(?P<student_id>\\w+)_attempt_(?P<timestamp>[0-9\\-]+)_(?P<file_id>\\w+)"\n'
    )
    files = {
        "ps1_bit_attempt_2015-01-30-15-30-10_mlp.py": module,
        "ps1_bit_attempt_2015-01-31-15-30-10_mlp.py": module + b"# newer\n",
        "ps1_hacker_attempt_2015-01-30-16-30-10_mlp.zip": zipped({"mlp.py": module}),
    }
    download(course, {"notebooks.zip": zipped(files)})
    nbgrader(course, "zip_collect", "mlp", "--force")
    submitted = course / "submitted"
    assert sorted(path.name for path in submitted.iterdir()) == ["bit", "hacker"]
    assert (submitted / "bit" / "mlp" / "mlp.py").read_bytes() == module + b"# newer\n"
    time = (submitted / "bit" / "mlp" / "timestamp.txt").read_text()
    assert time.startswith("2015-01-31 15:30:10")


def test_collecting_from_the_exchange_follows_no_link(course: Path) -> None:
    """A link in the inbound folder would copy the instructor's file into a student's feedback."""
    inbound = course / "exchange" / "test-course" / "inbound"
    (course / "secret.py").write_text("SECRET = 42\n")
    module = (course / "solutions" / "mlp" / "mlp.py").read_bytes()
    for student in ("ada", "eve"):
        folder = inbound / f"{student}+mlp+2026-01-01 00:00:00.000000 UTC"
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text("2026-01-01 00:00:00.000000 UTC")
        if student == "ada":
            (folder / "mlp.py").write_bytes(module)
        else:
            (folder / "mlp.py").symlink_to(course / "secret.py")
    autograder(course, "collect", "mlp")
    texts = [p.read_bytes() for p in (course / "submitted" / "eve").rglob("*") if p.is_file()]
    assert texts
    assert not any(b"SECRET" in text for text in texts)
    autograder(course, "grade", "mlp", "--jobs", "1")
    assert rows(course) == {"ada": ("graded", 3.0), "eve": ("not_gradable", None)}
    report = json.loads((course / ".autograder" / "reports" / "mlp" / "eve.json").read_text())
    assert report["report"]["message"] == "It holds a link: mlp.py"


NO_TIME = "10h" + "9" * 30  # dateutil raises an error of the module decimal on it


def test_nothing_in_the_exchange_stops_collecting_for_others(course: Path) -> None:
    """Not a time that no library reads, not what is no folder; also where owners are checked."""
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text().replace("c.ExchangeCollect.check_owner = False", ""))
    inbound = course / "exchange" / "test-course" / "inbound"
    inbound.mkdir(parents=True, exist_ok=True)
    module = (course / "solutions" / "mlp" / "mlp.py").read_bytes()
    time = "2026-01-02 03:04:05.000000 UTC"
    for student, named, written in (
        ("ada", time, time), ("ben", time, NO_TIME), ("mia", NO_TIME, NO_TIME), ("zoe", time, time),
    ):  # fmt: skip
        folder = inbound / f"{student}+mlp+{named}+abc"
        folder.mkdir()
        (folder / "mlp.py").write_bytes(module)
        (folder / "timestamp.txt").write_text(written)
    (inbound / f"cy+mlp+{time}+abc").symlink_to("nowhere")
    (inbound / f"dee+mlp+{time}+abc").symlink_to(f"dee+mlp+{time}+abc")
    os.mkfifo(inbound / f"eli+mlp+{time}+abc")
    (inbound / f"fay+mlp+{time}+abc").write_bytes(module)
    (inbound / f"gus+mlp+{time}+abc").symlink_to(f"ada+mlp+{time}+abc")
    log = nbgrader(course, "collect", "mlp")
    for student in ("cy", "dee", "eli", "fay"):
        assert f"Not collected: {student}+mlp+{time}+abc is not a folder named STUDENT+" in log
    left_behind = course / "submitted" / "zoe" / "mlp" / "timestamp.txt"
    left_behind.write_text(NO_TIME)
    autograder(course, "collect", "mlp")
    assert left_behind.read_text() == time
    left_behind.write_text(NO_TIME)
    nbgrader(course, "autograde", "mlp")
    nbgrader(course, "autograde", "mlp")
    autograder(course, "grade", "mlp", "--jobs", "1", "--again")
    full, none = ("graded", 3.0), ("not_gradable", None)
    assert rows(course) == {"ada": full, "ben": full, "gus": none, "mia": full, "zoe": full}
    report = json.loads((course / ".autograder" / "reports" / "mlp" / "gus.json").read_text())
    assert report["report"]["message"] == "It is a link, not a folder."


def test_a_submission_with_a_time_counts_before_one_without(course: Path) -> None:
    inbound = course / "exchange" / "test-course" / "inbound"
    for time in ("2026-01-02 03:04:05.000000 UTC", NO_TIME):
        folder = inbound / f"ada+mlp+{time}+abc"
        (folder / "timestamp.txt").mkdir(parents=True)
        (folder / "timestamp.txt" / "x").touch()
        (folder / "mlp.py").write_text(time)
    autograder(course, "collect", "mlp")
    collected = course / "submitted" / "ada" / "mlp"
    assert (collected / "mlp.py").read_text().startswith("2026-01-02")
    assert (collected / "timestamp.txt").read_text().startswith("2026-01-02")
