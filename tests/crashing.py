"""Grades a small course in processes that kill themselves at the k-th change of anything.

Its `main` does so for many k, in forks of one process that has everything imported. The judge is
replaced by one that reads marks in the submissions: what is tried is the keeping of results, not
their making.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from courses import submission_rows

from autograder import instructor
from autograder.course.standing import DONE

COLUMNS = ("auto_score", "manual_score", "needs_manual_grade")
CHANGES = {
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.truncate",
    "shutil.copyfile", "shutil.rmtree",
}  # fmt: skip


def gradebook(course: Path) -> dict[str, Any]:
    """What the gradebook says of every submission, as text, by student."""
    from nbgrader.api import Gradebook

    from autograder.nbgrader.settings import quiet_api

    directory = quiet_api(course).coursedir
    with Gradebook(directory.db_url, directory.course_id) as book:
        found = book.find_assignment("tiny").submissions
        assert len({row.student.id for row in found}) == len(found)
        return {row.student.id: _cells(row) for row in sorted(found, key=lambda r: r.student.id)}


def _cells(submission: Any) -> dict[str, Any]:
    cells: dict[str, Any] = {"score": submission.score, "max_score": submission.max_score}
    for notebook in submission.notebooks:
        cells["late"] = notebook.late_submission_penalty
        for grade in notebook.grades:
            assert grade.name not in cells
            cells[grade.name] = [getattr(grade, column) for column in COLUMNS]
        for comment in notebook.comments:
            cells[f"comment {comment.name}"] = comment.auto_comment
    return cells


def statuses(course: Path) -> dict[str, str]:
    """Every submission's status, each of which must be in one row only."""
    rows = submission_rows(course, "tiny")
    found = {row["student"]: row["status"] for row in rows}
    assert len(found) == len(rows)
    return found


def judge_by_marks() -> None:
    """Replace the judge: an exercise fails where the submission says "wrong" and its name."""
    from autograder.judging import grading
    from autograder.judging.reporting import not_gradable
    from autograder.key import Key
    from autograder.reports.report import Report, Verdict
    from autograder.submissions.folder import Submission

    def judged(key: Key, submission: Submission, _zygotes: object) -> Report:
        source = (submission.notebook or b"") + (submission.module or b"")
        if b"torn" in source:
            return not_gradable(key, submission.name, "torn", ())
        verdicts = []
        for exercise in key.exercises:
            right = f"wrong {exercise.name}".encode() not in source
            points = float(exercise.points) if right else 0.0
            status = "passed" if right else "failed"
            verdicts.append(Verdict(exercise.name, "", points, exercise.points, status))
        return Report("tiny", "", submission.name, "graded", (), tuple(verdicts))

    grading.grade_submission = judged


def grade_all(course: Path) -> None:
    """Grade in this process; whatever does not succeed is an error."""
    results = list(instructor.grade(course, "tiny", 1))
    assert {result.status for result in results} <= {*DONE, "unchanged"}, results


class Fate:
    """Counts the changes under a folder, and kills this process at the k-th."""

    def __init__(self, course: Path, at: int) -> None:
        self.course, self.at, self.seen = str(course), at, 0
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        event.listen(Engine, "commit", lambda *_: self.count())
        event.listen(Engine, "after_cursor_execute", self.executed)
        sys.addaudithook(self.notice)

    def executed(self, *arguments: Any) -> None:
        """Count what the database was told to change."""
        if not arguments[2].lstrip().upper().startswith(("SELECT", "PRAGMA")):
            self.count()

    def notice(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Count what is about to change in the course's folder."""
        writes = name == "open" and len(arguments) > 2 and bool(arguments[2] & 3)
        if (writes or name in CHANGES) and str(arguments[0]).startswith(self.course):
            self.count()

    def count(self) -> None:
        """Count a change, and die where it is the last one wanted."""
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def in_a_fork(work: Callable[[], object]) -> int:
    """How a process that does this ended: 0, or minus the signal."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def looked_at(course: Path, look: Callable[[Path], object]) -> Any:
    """What a process of its own sees."""
    seen = Path("seen.json")
    assert in_a_fork(lambda: seen.write_text(json.dumps(look(course)))) == 0
    return json.loads(seen.read_text())


def kill_and_continue(pristine: Path, course: Path, at: int) -> dict[str, Any]:
    """What became of the course that was killed at this change and then graded to the end."""
    renew(pristine, course)

    def grade_and_die() -> None:
        fate = Fate(course, at)
        grade_all(course)
        Path("changes").write_text(str(fate.seen))

    began = time.monotonic()
    ended = in_a_fork(grade_and_die)
    middle = looked_at(course, statuses)
    assert in_a_fork(lambda: grade_all(course)) == 0
    book, after = looked_at(course, lambda course: [gradebook(course), statuses(course)])
    assert set(after.values()) <= set(DONE), after
    return {
        "at": at, "ended": ended, "middle": middle, "gradebook": book,
        "changes": int(Path("changes").read_text()) if ended == 0 else None,
        "seconds": time.monotonic() - began,
    }  # fmt: skip


def damage_and_continue(pristine: Path, course: Path, name: str, how: str) -> dict[str, Any]:
    """What the statuses and the gradebook are after a file's damage, and after the next run."""
    path = course / name
    content = (pristine / name if how == "older" else path).read_bytes()
    path.unlink()
    if how != "removed":
        kept = {"empty": 0, "half": len(content) // 2, "older": len(content)}[how]
        path.write_bytes(content[:kept])
    before = looked_at(course, statuses)
    assert in_a_fork(lambda: grade_all(course)) == 0
    book, after = looked_at(course, lambda course: [gradebook(course), statuses(course)])
    return {"file": name, "how": how, "before": before, "after": after, "gradebook": book}


def renew(pristine: Path, course: Path) -> None:
    """Put the course back as it was before any grading."""
    os.chdir("/")
    shutil.rmtree(course, ignore_errors=True)
    shutil.copytree(pristine, course)
    os.chdir(course)


def main(what: str, pristine: str, course: str, *words: str) -> None:
    """Print a line of JSON for each moment of death, or for each FILE=HOW of damage."""
    judge_by_marks()
    if what == "damage":
        renew(Path(pristine), Path(course))
        assert in_a_fork(lambda: grade_all(Path(course))) == 0
    for word in words:
        if what == "damage":
            done = damage_and_continue(Path(pristine), Path(course), *word.split("="))
        else:
            done = kill_and_continue(Path(pristine), Path(course), int(word))
        print(json.dumps(done), flush=True)
