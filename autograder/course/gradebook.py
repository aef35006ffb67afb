"""nbgrader's gradebook: read, waited for while another program has it locked, and tried out."""

from __future__ import annotations

import contextlib
import math
import sqlite3
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from autograder.authoring.script import CHECK

__all__ = [
    "CourseError",
    "assignment_rows",
    "explained",
    "gradebook_rows",
    "is_entered",
    "is_stale",
    "points_problem",
    "require_writable",
    "student_row",
    "submission_row",
    "wait_for_locks",
]

# How long a gradebook that somebody else has locked is waited for; sqlite3 itself waits 5 s.
WAIT_MS, SHORT_WAIT_MS = 30_000, 5_000
# A student takes some 50 KB of gradebook, notebook and record; several are graded at once.
ROOM = 1 << 20
AGAIN = "then run the same command again; what is graded is kept."


class CourseError(RuntimeError):
    """A step on the course that did not succeed; the message says which and what to do."""


@cache
def wait_for_locks() -> None:
    """From now on, SQLite waits longer for a lock, unless its URL sets another timeout."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    event.listen(Engine, "connect", _wait_longer)


def _wait_longer(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        (wait,) = connection.execute("PRAGMA busy_timeout").fetchone()
        if wait == SHORT_WAIT_MS:
            connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")


def gradebook_rows(api: Any, assignment: str) -> dict[str, dict[str, Any]]:
    """What the gradebook has of each student's submission, and of an absent one under "".

    Raises CourseError if it cannot be read, or does not have the assignment.
    """
    from nbgrader.api import Gradebook

    where = api.coursedir.db_url
    with explained(where), Gradebook(where, api.coursedir.course_id) as book:
        if not is_entered(book, assignment):
            raise CourseError(
                f"The gradebook {_place(where)} has no assignment {assignment!r}.\n"
                f"Run `nbgrader generate_assignment {assignment}` or `autograder release "
                f"{assignment}`, or restore a gradebook that has it from a backup."
            )
        return assignment_rows(book.find_assignment(assignment), api.config)


def is_entered(book: Any, assignment: str) -> bool:
    """Whether a gradebook has the assignment with its cells, and not its name alone."""
    from nbgrader.api import MissingEntry

    try:
        return bool(book.find_notebook(assignment, assignment).grade_cells)
    except MissingEntry:
        return False


def assignment_rows(assignment: Any, config: Any) -> dict[str, dict[str, Any]]:
    """The same of an assignment in an open gradebook."""
    rows = {
        s.student.id: submission_row(s) | {"due_penalty": _due_penalty(s, config)}
        for s in assignment.submissions
    }
    cells = [cell for notebook in assignment.notebooks for cell in notebook.grade_cells]
    maxima = {cell.name: cell.max_score for cell in cells}
    return rows | {"": {"max_score": assignment.max_score, "max_scores": maxima}}


def _due_penalty(submission: Any, config: Any) -> float | None:
    """What the course's plugin takes off now, bounded as nbgrader does; None where it fails."""
    from nbgrader.preprocessors import AssignLatePenalties

    if (late := submission.total_seconds_late) <= 0:
        return 0.0
    assign = AssignLatePenalties(config=config)
    try:
        assign.init_plugin()
        method = assign.plugin_inst.late_submission_penalty
        penalty = float(method(submission.student.id, submission.score, late) or 0.0)
    except Exception:  # a plugin may raise anything; grading again says what
        return None
    return min(max(penalty, 0.0), float(submission.score))


def is_stale(row: dict[str, Any]) -> bool:
    """Whether the course's plugin takes off something else now, or fails."""
    due = row["due_penalty"]
    return due is None or not math.isclose(due, row["penalty"], abs_tol=1e-9)


def student_row(url: str, assignment: str, student: str) -> dict[str, Any]:
    """The row of one student's submission. Raises MissingEntry where there is none."""
    from nbgrader.api import Gradebook

    with Gradebook(url) as book:
        return submission_row(book.find_submission(assignment, student))


def submission_row(submission: Any) -> dict[str, Any]:
    """What the gradebook has of a submission: everything shown anywhere comes from here.

    `points` are None for an answer without any score. `unmarked` names the cells that formgrader
    asks a person to look at, `overridden` those where a person's score counts in the place of an
    automatic one. `late_seconds` are None where the time or the deadline is not known.
    """
    grades = [grade for book in submission.notebooks for grade in book.grades]
    raw, penalty = submission.score, submission.late_submission_penalty or 0.0
    late = submission.total_seconds_late if _is_timed(submission) else None
    return {
        "raw_score": raw,
        "penalty": penalty,
        "score": max(0.0, raw - penalty),
        "max_score": submission.max_score,
        "late_seconds": late,
        "points": {grade.name: _points(grade) for grade in grades},
        "unmarked": [grade.name for grade in grades if grade.needs_manual_grade],
        "overridden": [
            g.name for g in grades if g.auto_score is not None and g.score != g.auto_score
        ],
        "auto_scores": {grade.name: grade.auto_score for grade in grades},
        "max_scores": {grade.name: grade.max_score for grade in grades},
    }


def _is_timed(submission: Any) -> bool:
    return submission.timestamp is not None and submission.assignment.duedate is not None


def _points(grade: Any) -> float | None:
    is_scored = grade.auto_score is not None or grade.manual_score is not None
    return float(grade.score) if is_scored else None


def points_problem(assignment: str, room: dict[str, float], book: dict[str, float]) -> str:
    """Where a room and the gradebook disagree on points and what to do, or the empty text."""
    differ = sorted(cell for cell in room.keys() | book.keys() if room.get(cell) != book.get(cell))
    if not differ:
        return ""
    cell, more = differ[0], f" ({len(differ) - 1} more differ)" if differ[1:] else ""
    here, there = (f"{side[cell]:g}" if cell in side else "no" for side in (room, book))
    advice = f"Run autograder release {assignment}, then autograder grade {assignment}."
    if room.keys() != book.keys():
        advice += "\nThat adds or removes exercises only while the gradebook has no submissions."
    return (
        f"`{cell.removeprefix(CHECK)}` has {here} points in solutions/{assignment}/, "
        f"{there} in the gradebook{more}.\n"
        f"Nothing was graded. {advice}"
    )


def require_writable(root: Path, where: str) -> None:
    """Try to write into the gradebook and beside it. Raises CourseError where that fails."""
    with explained(where):
        _try_gradebook(where)
    for folder in (root / ".autograder", root / "autograded", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"\0" * ROOM)
                file.flush()
        except OSError as error:
            raise CourseError(
                f"{folder} cannot be written: {error.strerror}.\nMake room or fix that, {AGAIN}"
            ) from error


def _try_gradebook(where: str) -> None:
    """Begin a transaction that writes, and take it back.

    It asks for the gradebook alone: whoever only reads keeps a commit from ending.
    """
    from sqlalchemy import create_engine

    engine = create_engine(where)
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("BEGIN EXCLUSIVE")
        cursor.execute("CREATE TABLE autograder_tries_to_write (x)")
        cursor.execute("ROLLBACK")
    finally:
        connection.close()
        engine.dispose()


@contextlib.contextmanager
def explained(where: str) -> Iterator[None]:
    """Raises CourseError for the database's errors, with what to do about them."""
    from sqlalchemy.exc import DatabaseError

    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        reason = str(getattr(error, "orig", None) or error)
        if "locked" in reason:
            message = f"is still locked by another program after 30 s.\nClose that program, {AGAIN}"
        else:
            message = f"cannot be used: {reason}.\nMake room, repair or restore it, {AGAIN}"
        raise CourseError(f"The gradebook {_place(where)} {message}") from error


def _place(where: str) -> str:
    """The database's place without a password."""
    from sqlalchemy.engine import make_url

    url = make_url(where)
    return str(url.database if url.drivername.startswith("sqlite") else url)
