"""Nothing is lost: kills, power failures, full disks, locks, and two graders at once.

Every test ends the same way: the command is run again, and the gradebook must be the one of an
undisturbed run.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import crashing
import pytest
import warm
from conftest import sample
from courses import NBGRADER, QUESTION, load_records, make_course, run, start
from courses import hand_in as put_in

from autograder.worker import sandbox

CHANGES = range(1, 100)  # all that grading three students makes
MIXED = random.Random(5).sample(CHANGES, len(CHANGES))  # noqa: S311
FEW, MANY = MIXED[:4], sorted(MIXED[4:])
# Small, so that the processes of a run share them.
BATCHES = [MANY[start::5] for start in range(5)]
HERE = Path(__file__).parent
CRASHING = (
    "-c",
    f"import sys; sys.path.insert(1, {str(HERE)!r}); import crashing; crashing.main(*sys.argv[1:])",
)
FULL, STUB = 3.0, 0.0
SCORES = {
    "ada": FULL, "ben": 2.0, "cleo": 1.0, "dan": STUB, "eva": 0.0, "finn": FULL, "gus": 1.0,
    "hana": FULL,
}  # fmt: skip

needs_sandbox = pytest.mark.skipif(
    not sandbox.isolates(sandbox.probe()), reason="nothing here isolates student code"
)
needs_mounts = pytest.mark.skipif(
    subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode != 0
    if shutil.which("unshare")
    else True,
    reason="this user may not mount a small disk",
)
needs_permissions = pytest.mark.skipif(
    os.geteuid() == 0 and sys.platform != "linux", reason="permissions do not bind this user"
)
BOUND = {"settings": {warm.BOUND: "1"} if os.geteuid() == 0 else {}}


# --- the course -----------------------------------------------------------------------------------


def hand_in(course: Path, student: str, *changes: tuple[str, str]) -> Path:
    """The same with another file beside the notebook."""
    folder = put_in(course, student, *changes)
    (folder / "notes.txt").write_text("hello")
    return folder


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A released assignment and eight submissions, none of them graded; it is only copied."""
    course = make_course(tmp_path_factory.mktemp("pristine"), QUESTION)
    wrong_double = ("return 2 * x", "return 1 * x  # wrong double")
    wrong_total = ("float(np.sum(double(x))) + start", "float(np.sum(double(x)))  # wrong total")
    hand_in(course, "ada")
    hand_in(course, "ben", wrong_double)
    hand_in(course, "cleo", wrong_total)
    shutil.copytree(course / "assignments" / "tiny", course / "submitted" / "dan" / "tiny")
    (hand_in(course, "eva") / "tiny.ipynb").write_text('{"torn": [')
    shutil.copy(course / "solutions" / "tiny" / "tiny.py", hand_in(course, "finn"))
    (course / "submitted" / "finn" / "tiny" / "tiny.ipynb").unlink()
    hand_in(course, "gus", ("float(np.sum(double(x))) + start", "__import__('os')._exit(0)"))
    hand_in(course, "hana")
    return course


@pytest.fixture
def course(pristine: Path, tmp_path: Path) -> Path:
    """A copy of the course, none of it graded."""
    return Path(shutil.copytree(pristine, tmp_path / "course"))


@pytest.fixture(scope="module")
def graded(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course after one undisturbed run; it is only copied."""
    course = Path(shutil.copytree(pristine, tmp_path_factory.mktemp("graded") / "course"))
    run(course, "grade", "tiny", "--jobs", "2")
    return course


def test_an_undisturbed_run_has_a_row_for_everybody(graded: Path) -> None:
    found = crashing.gradebook(graded)
    assert {student: row["score"] for student, row in found.items()} == SCORES


def is_whole(course: Path, graded: Path) -> None:
    """The gradebook is the undisturbed run's, and every submission has a row that is true."""
    assert crashing.gradebook(course) == crashing.gradebook(graded)
    # The answers wait for a person, but not where the released placeholder is untouched.
    expected = dict.fromkeys(SCORES, "unmarked") | {"dan": "graded", "finn": "graded"}
    expected |= {"eva": "not_gradable"}
    assert crashing.statuses(course) == expected


# --- killed ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moments",
    sample([FEW, *BATCHES], 1 + len(BATCHES)),
    ids=["few", *map(str, range(len(BATCHES)))],
)
def test_a_grader_killed_at_any_change_continues(
    pristine: Path, graded: Path, tmp_path: Path, moments: list[int]
) -> None:
    """Killed just before any write, rename or commit; then run to the end; for three students."""
    few = Path(shutil.copytree(pristine, tmp_path / "few"))
    for student in SCORES.keys() - {"ada", "ben", "eva"}:
        shutil.rmtree(few / "submitted" / student)
    rounds = crash("kill", few, tmp_path / "course", *map(str, moments))
    assert [done["ended"] for done in rounds] == [-signal.SIGKILL] * len(moments)
    whole = crashing.gradebook(graded)
    for done in rounds:
        assert done["gradebook"] == {name: whole[name] for name in ("ada", "ben", "eva")}, done
        assert done["middle"].keys() == {"ada", "ben", "eva"}


def crash(what: str, pristine: Path, course: Path, *words: str) -> list[dict[str, Any]]:
    """What became of the course each time that it was killed or damaged, and graded again."""
    out, _ = run(pristine, what, str(pristine), str(course), *words, program=CRASHING)
    return [json.loads(line) for line in out.splitlines()]


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and theirs; the eldest first."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [pid]
    for parent in found:
        found += [child for child, its in parents.items() if its == parent]
    return found[1:]


def runs_a_submission(pid: int) -> bool:
    """Whether a process was forked by a zygote, whose command line it shares."""
    try:
        parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        return Path(f"/proc/{parent}/cmdline").read_bytes().split(b"\0")[1:2] == [b"-I"]
    except OSError:
        return True


def kill(pid: int) -> None:
    """End a process as the kernel does when memory is short."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@needs_sandbox
@pytest.mark.parametrize("seed", sample(range(12), 5))
def test_a_killed_tree_grader_or_process_loses_nothing(
    course: Path, graded: Path, seed: int
) -> None:
    """SIGKILL at a random moment of everything, of the command alone, or of one of its processes.

    Where only one of its processes is killed, the command itself ends and says how it went. The one
    that runs a submission is spared: its end is taken for the submission's own doing.
    """
    chance = random.Random(seed)  # noqa: S311
    process = start(course, "grade", "tiny", "--jobs", "2")
    wait_for(lambda: (course / ".autograder" / "lock").exists() or process.poll() is not None)
    time.sleep(chance.uniform(0, 9))
    below = descendants(process.pid)
    graders = [pid for pid in below if not runs_a_submission(pid)]
    which = seed % 3
    if which == 0:
        victims = [process.pid, *below]
    elif which == 1 or not graders:
        victims = [process.pid]
    else:
        victims = [chance.choice(graders)]
    for victim in victims:
        kill(victim)
    _, errors = process.communicate(timeout=300)
    if process.pid not in victims:
        assert process.returncode in (0, 3), errors
        assert "/autograder/" not in errors  # no traceback of ours
    assert crashing.statuses(course).keys() == SCORES.keys()
    run(course, "grade", "tiny", "--jobs", "2")
    is_whole(course, graded)
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@needs_sandbox
def test_two_graders_at_once_end_in_one_gradebook(course: Path, graded: Path) -> None:
    """The second waits, says for whom, and finds everything graded."""
    both = [start(course, "grade", "tiny", "--jobs", "2") for _ in range(2)]
    ended = [(process, *process.communicate(timeout=300)) for process in both]
    assert [process.returncode for process, _, _ in ended] == [0, 0], ended
    last = max(ended, key=lambda end: "Waiting for process" in end[2])
    assert "(autograder grade tiny)" in last[2]
    assert last[1] == "tiny: 0 graded, 8 unchanged, 0 failed\n"
    is_whole(course, graded)


# --- the power fails ------------------------------------------------------------------------------


KEPT = (
    "autograded/ada/tiny/tiny.ipynb", ".autograder/reports/tiny/ada.json",
    ".autograder/keys/tiny.json", ".autograder/keys/tiny.made-from",
)  # fmt: skip
DAMAGES = [f"{name}={how}" for name in KEPT for how in ("empty", "half", "removed")]
DAMAGES.append("gradebook.db=older")
OTHER_DAMAGES = [damage for number, damage in enumerate(DAMAGES) if number % 4]


@pytest.mark.parametrize(
    "damages", sample([DAMAGES[::4], OTHER_DAMAGES], 2), ids=["few", "the others"]
)
def test_what_a_power_failure_takes_away_is_noticed_and_made_again(
    pristine: Path, graded: Path, tmp_path: Path, damages: list[str]
) -> None:
    """Files empty, half written or gone, and a gradebook from a backup: a rerun mends them all."""
    few = Path(shutil.copytree(pristine, tmp_path / "few"))
    for student in SCORES.keys() - {"ada", "ben"}:
        shutil.rmtree(few / "submitted" / student)
    rounds = crash("damage", few, tmp_path / "course", *damages)
    assert len(rounds) == len(damages)
    whole = crashing.gradebook(graded)
    for done in rounds:
        assert done["gradebook"] == {name: whole[name] for name in ("ada", "ben")}, done
        assert done["after"] == {"ada": "unmarked", "ben": "unmarked"}
        if "/ada" in done["file"] or done["file"] == "gradebook.db":
            assert done["before"]["ada"] in ("outdated", "not_graded"), done


def test_a_transaction_that_was_cut_off_is_taken_back(course: Path, graded: Path) -> None:
    """SQLite's journal, left by a process that died while it wrote, is rolled back."""
    shutil.copytree(graded, course, dirs_exist_ok=True)
    spoil = (
        "import os, sqlite3\n"
        "book = sqlite3.connect('gradebook.db', isolation_level=None)\n"
        "book.execute('PRAGMA cache_size = 1')\n"
        "book.execute('BEGIN IMMEDIATE')\n"
        "book.execute('UPDATE grade SET auto_score = 0')\n"
        "book.execute('UPDATE source_cell SET source = hex(randomblob(20000))')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", spoil], cwd=course)
    assert (course / "gradebook.db-journal").stat().st_size > 0
    out, _ = run(course, "grade", "tiny")
    assert out == "tiny: 0 graded, 8 unchanged, 0 failed\n"
    is_whole(course, graded)


# --- output that goes nowhere ---------------------------------------------------------------------


@needs_sandbox
@pytest.mark.parametrize("command", ["export", "report", "grade"])
def test_an_output_that_cannot_be_written_is_a_message(
    course: Path, graded: Path, command: str
) -> None:
    """A full disk; an encoding without the table's signs has plain ones."""
    shutil.copytree(graded, course, dirs_exist_ok=True)
    with Path("/dev/full").open("w") as full:
        process = start(course, command, "tiny", stdout=full)
        _, errors = process.communicate(timeout=300)
    assert process.returncode == 3
    assert errors.startswith("The output cannot be written: No space left on device.\n")
    assert len(errors.splitlines()) == 2
    if command == "report":
        out, _ = run(course, "report", "tiny", settings={"PYTHONIOENCODING": "ascii"})
        assert "+ passed  x failed" in out


# --- a file or a folder that cannot be read -------------------------------------------------------


@needs_sandbox
@needs_permissions
def test_what_the_machine_cannot_read_is_a_fault_of_that_student_alone(
    course: Path, graded: Path
) -> None:
    """A file, and a folder in which nobody sees whether there is work; no row changes."""
    shutil.copytree(graded, course, dirs_exist_ok=True)
    paths = {"ada": course / "submitted/ada/tiny/tiny.ipynb", "ben": course / "submitted/ben"}
    before = {path: path.stat().st_mode for path in paths.values()}
    for path in before:
        path.chmod(0)
    out, errors = run(course, "grade", "tiny", "--jobs", "1", code=3, **BOUND)
    rows, _ = run(course, "export", "tiny", **BOUND)
    table, _ = run(course, "report", "tiny", **BOUND)
    _, told = run(course, "feedback", "tiny", code=1, **BOUND)
    for path, mode in before.items():
        path.chmod(mode)
    assert out == "tiny: 0 graded, 6 unchanged, 2 failed\n"
    for student, path in paths.items():
        assert re.search(f"{student}: {path}.* cannot be read: Permission denied. Make it", errors)
        assert f"{student},tiny,grader_fault,,6,,,,,," in rows.splitlines()
        assert f"Not released: {student} is outdated" in told
    assert "hana,tiny,unmarked,3,6,,,3,0,1," in rows.splitlines()
    assert table.count("grader fault") == 3  # two rows, and who needs a look
    assert run(course, "grade", "tiny")[0] == "tiny: 0 graded, 8 unchanged, 0 failed\n"
    is_whole(course, graded)


@needs_sandbox
@needs_permissions
def test_stock_autograde_passes_over_what_the_machine_cannot_read(
    course: Path, graded: Path
) -> None:
    shutil.copytree(graded, course, dirs_exist_ok=True)
    for name in ("ada/tiny/tiny.ipynb", "ben"):
        (course / "submitted" / name).chmod(0)
    words = ("autograde", "tiny", "--force")
    _, errors = run(course, *words, program=NBGRADER, **BOUND)
    for name in ("ada/tiny/tiny.ipynb", "ben"):
        (course / "submitted" / name).chmod(0o755)
        assert f"Not graded: {course}/submitted/{name}" in errors
    is_whole(course, graded)


# --- a full disk, a locked or unwritable gradebook ------------------------------------------------


class Mounts:
    """Mounts that only commands see which are run here."""

    def __init__(self) -> None:
        hold = "mount --make-rprivate / 2>/dev/null; echo; exec sleep infinity"
        command = ["unshare", "--mount", "sh", "-c", hold]
        self.holder = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.holder.stdout
        self.holder.stdout.readline()

    def shell(self, script: str) -> subprocess.Popen[bytes]:
        """A shell's commands, begun."""
        inside = ["nsenter", f"--mount=/proc/{self.holder.pid}/ns/mnt", "sh", "-ec", script]
        return subprocess.Popen(inside)

    def grade(self, course: Path) -> tuple[int, str]:
        """How grading ends, and what it prints."""
        inside = {warm.MOUNTS: str(self.holder.pid)}
        process = start(course, "grade", "tiny", "--jobs", "2", settings=inside,
                        stderr=subprocess.STDOUT)  # fmt: skip
        printed, _ = process.communicate(timeout=300)
        return process.returncode, printed

    def end(self) -> None:
        """Unmount everything."""
        self.holder.kill()
        self.holder.communicate()


@pytest.fixture
def mounts() -> Iterator[Mounts]:
    """A mount namespace of the test's own."""
    held = Mounts()
    yield held
    held.end()


AGAIN = "then run the same command again; what is graded is kept."


@needs_sandbox
@needs_mounts
@pytest.mark.parametrize("when", sample(["in the middle", "from the start"], 2))
def test_a_full_disk_stops_with_a_message_and_a_rerun_completes(
    course: Path, graded: Path, tmp_path: Path, mounts: Mounts, when: str
) -> None:
    """A course on a small disk that something else fills."""
    small = tmp_path / "small"
    small.mkdir()
    graded_one = f"ls {small}/.autograder/reports/tiny/*.json >/dev/null 2>&1"
    wait = f"until {graded_one}; do sleep 0.02; done" if when == "in the middle" else ""
    full = f"dd if=/dev/zero of={small}/filler bs=4k count=10000 2>/dev/null || true"
    ready = f"mount -t tmpfs -o size=20m tmpfs {small} && cp -a {course}/. {small}"
    assert mounts.shell(ready).wait() == 0
    filling = mounts.shell(f"{wait}\n{full}")
    if when == "from the start":
        filling.wait()
    code, first = mounts.grade(small)
    assert code == 3, first
    assert AGAIN in first
    assert "Traceback" not in first
    filling.wait()
    assert mounts.shell(f"rm {small}/filler").wait() == 0
    code, after = mounts.grade(small)
    assert (code, after.endswith("0 failed\nnext: autograder report tiny\n")) == (0, True), after
    copy = f"find {course} -mindepth 1 -delete && cp -a {small}/. {course}"
    assert mounts.shell(copy).wait() == 0
    is_whole(course, graded)


@needs_sandbox
@needs_mounts
@pytest.mark.parametrize("what", sample([".", "gradebook.db"], 2))
def test_what_cannot_be_written_is_named_and_a_rerun_completes(
    course: Path, graded: Path, mounts: Mounts, what: str
) -> None:
    """The gradebook, or the whole course, is read-only; then it is not."""
    place = course / what
    protect = f"mount --bind {place} {place} && mount -o remount,ro,bind {place}"
    assert mounts.shell(protect).wait() == 0
    code, first = mounts.grade(course)
    assert code == 3, first
    assert mounts.shell(f"umount {place}").wait() == 0
    code, after = mounts.grade(course)
    assert code == 0, after
    assert str(place if what != "." else course) in first
    assert re.search(r"read-?only", first, re.IGNORECASE)
    assert "then run the same command again" in first
    assert len(first.splitlines()) <= 4
    *told, summary, following = after.splitlines()
    assert following == "next: autograder report tiny"
    assert summary == "tiny: 7 graded, 1 not gradable, 0 unchanged, 0 failed"
    assert sum(line.endswith((": graded", ": not gradable")) for line in told) == 8
    others = [line for line in told if not line.endswith(": graded")]
    why = "eva: tiny.ipynb is not a notebook (it is not JSON with cells)."
    assert others == ["eva: not gradable", why]
    is_whole(course, graded)


def with_timeout(course: Path, seconds: float) -> None:
    """Have the course's gradebook wait so long for a lock."""
    url = f"sqlite:///{course}/gradebook.db?timeout={seconds}"
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.db_url = {url!r}\n")


@needs_sandbox
def test_a_gradebook_that_stays_locked_stops_the_run_and_loses_nothing(
    course: Path, graded: Path
) -> None:
    """Locked from the start or from the middle on: one message, exit code 3, and a rerun ends."""
    with_timeout(course, 0.5)
    with sqlite3.connect(course / "gradebook.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        for words in (("grade", "tiny"), ("report", "tiny"), ("export", "tiny")):
            out, errors = run(course, *words, code=3)
            assert out == ""
            assert errors.startswith(
                f"The gradebook {course}/gradebook.db is still locked by another"
            )
            assert errors.endswith(f"{AGAIN}\n")
        other.execute("ROLLBACK")
        process = start(course, "grade", "tiny", "--jobs", "2")
        wait_for(lambda: bool(load_records(course, "tiny")))
        take(other)
        out, errors = process.communicate(timeout=300)
        assert process.returncode == 3, (out, errors)
        assert f"{course}/gradebook.db is still locked by another" in errors
        other.execute("ROLLBACK")
    other.close()
    run(course, "grade", "tiny")
    is_whole(course, graded)


@needs_sandbox
@pytest.mark.parametrize("when", sample(["in the middle", "from the start"], 2))
def test_a_gradebook_that_another_program_reads_stops_the_run_and_loses_nothing(
    course: Path, graded: Path, when: str
) -> None:
    """A shell or a browser of databases in a transaction lets everybody read, and nobody commit."""
    with_timeout(course, 0.5)
    other = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    if when == "from the start":
        read(other)
    process = start(course, "grade", "tiny", "--jobs", "1")
    if when == "in the middle":
        wait_for(lambda: bool(load_records(course, "tiny")))
        read(other)
    out, errors = process.communicate(timeout=300)
    assert (process.returncode, out) == (3, ""), errors
    last = errors.splitlines()[-2:]
    assert last[0].startswith(
        f"The gradebook {course}/gradebook.db is still locked by another program"
    )
    assert last[1].endswith(AGAIN)
    assert ": failed" not in errors
    other.execute("ROLLBACK")
    other.close()
    run(course, "grade", "tiny")
    is_whole(course, graded)


def read(other: sqlite3.Connection) -> None:
    """Begin to read the gradebook, and do not end."""
    other.execute("PRAGMA busy_timeout = 60000")
    other.execute("BEGIN")
    other.execute("SELECT * FROM student").fetchall()


def take(other: sqlite3.Connection) -> None:
    """Lock the gradebook as soon as nobody writes."""
    other.execute("PRAGMA busy_timeout = 60000")
    other.execute("BEGIN EXCLUSIVE")


@needs_sandbox
@pytest.mark.long
def test_a_gradebook_that_is_locked_for_a_while_is_waited_for(course: Path, graded: Path) -> None:
    """Longer than the 5 s that SQLite's driver waits by itself."""
    other = sqlite3.connect(course / "gradebook.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    release = threading.Timer(12, lambda: other.execute("ROLLBACK"))
    release.start()
    out, _ = run(course, "grade", "tiny")
    release.join()
    other.close()
    assert out == "tiny: 7 graded, 1 not gradable, 0 unchanged, 0 failed\n"
    is_whole(course, graded)
