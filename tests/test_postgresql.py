"""The gradebook on a real PostgreSQL server, with several graders at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from courses import hand_in, make_course, run, start

from autograder.course.gradebook import read_book
from autograder.instructor.steps import open_course
from autograder.worker import sandbox

pytest.importorskip("psycopg2", reason="needs a driver: pip install psycopg2-binary")
# Debian keeps a server's programs where no path leads.
PLACES = os.pathsep.join([os.environ["PATH"], *map(str, Path("/usr/lib/postgresql").glob("*/bin"))])
INITDB, POSTGRES = shutil.which("initdb", path=PLACES), shutil.which("postgres", path=PLACES)
pytestmark = [
    pytest.mark.skipif(not (INITDB and POSTGRES), reason="needs PostgreSQL's initdb and postgres"),
    pytest.mark.skipif(not sandbox.isolates(sandbox.probe()), reason="needs a working sandbox"),
]
TOTAL = "return float(np.sum(double(x))) + start"
WRONG = (TOTAL, f"{TOTAL} + 1")
HERE, THERE = ["ada", "ben", "cleo"], ["dan", "eva", "finn"]


@pytest.fixture
def server() -> Iterator[str]:
    """The address of an empty database, on a server that is reached by a socket alone."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:  # pytest's are closed to other users
        yield from _served(Path(folder))


def _served(folder: Path) -> Iterator[str]:
    user = "postgres" if os.getuid() == 0 else None  # it refuses to run as root
    if user:
        shutil.chown(folder, user)
    quiet = {"user": user, "cwd": folder, "stdout": subprocess.DEVNULL}
    made = [INITDB, "-D", folder / "data", "-A", "trust", "-U", "ada", "--no-sync", "-E", "UTF8"]
    subprocess.run(list(map(str, made)), check=True, **quiet)
    command = [POSTGRES, "-D", folder / "data", "-k", folder, "-F", "-c", "listen_addresses="]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(list(map(str, command)), stderr=log, **quiet)
    try:
        while "ready to accept" not in (folder / "log").read_text():
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.05)
        yield f"postgresql+psycopg2://ada@/postgres?host={folder}"
    finally:
        process.terminate()
        process.wait()


def test_graders_of_two_checkouts_fill_one_gradebook_at_once(server: str, tmp_path: Path) -> None:
    course = make_course(tmp_path / "here", config=f"c.CourseDirectory.db_url = {server!r}\n")
    other = tmp_path / "there"
    shutil.copytree(course, other)
    for root, names in ((course, HERE), (other, THERE)):
        for name in names:
            hand_in(root, name, *([WRONG] if name in ("ben", "eva") else []))
    graders = [start(root, "grade", "tiny", "--jobs", "1") for root in (course, other)]
    for grader in graders:
        out, errors = grader.communicate(timeout=500)
        assert (grader.returncode, out) == (0, "tiny: 3 graded, 0 unchanged, 0 failed\n"), errors
    rows = read_book(open_course(course), "tiny").rows
    assert {name: row.score for name, row in rows.items()} == {
        name: 1.0 if name in ("ben", "eva") else 3.0 for name in (*HERE, *THERE)
    }
    assert not list(tmp_path.rglob("gradebook.db"))
    again, _ = run(course, "grade", "tiny")
    assert again == "tiny: 0 graded, 3 unchanged, 0 failed\n"
