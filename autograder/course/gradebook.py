"""nbgrader's gradebook: what it has of everybody, its errors explained, and whether it is open."""

from __future__ import annotations

import contextlib
import math
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from autograder.authoring.script import CHECK
from autograder.course.marks import Mark, marks_of

__all__ = [
    "AGAIN", "Book", "CourseError", "Row", "book_of", "enter_due_penalties", "explained",
    "is_entered", "points_problem", "read_book", "read_row", "require_writable", "wait_for_locks",
]  # fmt: skip

# How long a locked gradebook is waited for; sqlite3 itself waits 5 s.
WAIT_MS, SHORT_WAIT_MS = 30_000, 5_000
# A student takes some 50 KB of gradebook, notebook and record; several are graded at once.
ROOM = 1 << 20
AGAIN = "then run the same command again; what is graded is kept."


class CourseError(RuntimeError):
    """A step on the course that did not succeed; the message says which and what to do."""


@dataclass(frozen=True)
class Row:
    """What the gradebook has of one submission.

    By cell: `points` (None for an answer without any score), `auto_scores` and `max_scores`.
    `unmarked` are the cells that formgrader asks a person to look at, `overridden` those where a
    person's score replaces an automatic one, `marks` all that a person gave. `late_seconds` are
    None without a time or a deadline. `due_penalty` is what the course's plugin takes off now, None
    where it fails. `deadline` is the student's own; it and the time of handing in, `submitted`, are
    None where they are not known.
    """

    raw_score: float
    penalty: float
    max_score: float
    late_seconds: float | None
    points: dict[str, float | None]
    auto_scores: dict[str, float | None]
    max_scores: dict[str, float]
    unmarked: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    due_penalty: float | None = None
    marks: dict[str, Mark] = field(default_factory=dict)
    submitted: datetime | None = None
    deadline: datetime | None = None

    @property
    def score(self) -> float:
        """The points after the late penalty, never below zero."""
        return max(0.0, self.raw_score - self.penalty)

    @property
    def is_stale(self) -> bool:
        """Whether the course's plugin takes off something else now, or fails."""
        due = self.due_penalty
        return due is None or not math.isclose(due, self.penalty, abs_tol=1e-9)


@dataclass(frozen=True)
class Book:
    """What the gradebook has of an assignment: its points, by cell too, and a row per student."""

    max_score: float
    max_scores: dict[str, float]
    rows: dict[str, Row]


@cache
def wait_for_locks() -> None:
    """From now on, SQLite waits longer for a lock, unless its URL sets another timeout."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    def wait_longer(connection: Any, _record: Any) -> None:
        is_sqlite = isinstance(connection, sqlite3.Connection)
        if is_sqlite and connection.execute("PRAGMA busy_timeout").fetchone() == (SHORT_WAIT_MS,):
            connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")

    event.listen(Engine, "connect", wait_longer)


def read_book(api: Any, assignment: str) -> Book:
    """What the gradebook has of an assignment.

    Raises CourseError if it cannot be read, or does not have the assignment.
    """
    from nbgrader.api import Gradebook

    where = api.coursedir.db_url
    with explained(where), Gradebook(where, api.coursedir.course_id) as gradebook:
        if not is_entered(gradebook, assignment):
            raise CourseError(
                f"The gradebook {_place(where)} has no assignment {assignment!r}.\n"
                f"Run `nbgrader generate_assignment {assignment}` or `autograder release "
                f"{assignment}`, or restore a gradebook that has it from a backup."
            )
        return book_of(gradebook.find_assignment(assignment), api.config)


def is_entered(gradebook: Any, assignment: str) -> bool:
    """Whether an open gradebook has the assignment with its cells, not its name alone."""
    from nbgrader.api import MissingEntry

    try:
        return bool(gradebook.find_notebook(assignment, assignment).grade_cells)
    except MissingEntry:
        return False


def book_of(assignment: Any, config: Any) -> Book:
    """The same of an assignment in an open gradebook."""
    cells = [cell for notebook in assignment.notebooks for cell in notebook.grade_cells]
    rows = {s.student.id: _row(s, _due_penalty(s, config)) for s in assignment.submissions}
    return Book(assignment.max_score, {cell.name: cell.max_score for cell in cells}, rows)


def read_row(url: str, assignment: str, student: str) -> Row:
    """The row of one student, without a due penalty. Raises MissingEntry where there is none."""
    from nbgrader.api import Gradebook

    with Gradebook(url) as gradebook:
        return _row(gradebook.find_submission(assignment, student), None)


def _row(submission: Any, due_penalty: float | None) -> Row:
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    deadline = submission.duedate if submission.assignment.duedate else None
    is_timed = submission.timestamp is not None and deadline is not None
    unscored = {g.name for g in grades if g.auto_score is None and g.manual_score is None}
    return Row(
        submission.score, submission.late_submission_penalty or 0.0, submission.max_score,
        submission.total_seconds_late if is_timed else None,
        {g.name: None if g.name in unscored else float(g.score) for g in grades},
        {g.name: g.auto_score for g in grades},
        {g.name: g.max_score for g in grades},
        tuple(g.name for g in grades if g.needs_manual_grade),
        tuple(g.name for g in grades if g.auto_score is not None and g.score != g.auto_score),
        due_penalty,
        marks_of(submission.notebooks),
        _utc(submission.timestamp),
        _utc(deadline),
    )  # fmt: skip


def _utc(moment: datetime | None) -> datetime | None:
    """A moment of the gradebook, which keeps none of its time zone."""
    return moment and moment.replace(tzinfo=UTC)


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
    except Exception:  # a plugin may raise anything; autograde says what
        return None
    return min(max(penalty, 0.0), float(submission.score))


def enter_due_penalties(api: Any, assignment: str, rows: dict[str, Row]) -> None:
    """Replace the late penalties in these rows by those that the course's plugin gives now.

    Raises CourseError if the gradebook cannot be written.
    """
    from nbgrader.api import Gradebook

    where = api.coursedir.db_url
    with explained(where), Gradebook(where, api.coursedir.course_id) as gradebook:
        for student, row in rows.items():
            notebook = gradebook.find_submission_notebook(assignment, assignment, student)
            notebook.late_submission_penalty = row.due_penalty
        gradebook.db.commit()


def points_problem(assignment: str, room: dict[str, float], book: dict[str, float]) -> str:
    """Where a room and the gradebook disagree on points and what to do, or the empty text."""
    differ = sorted(cell for cell in room.keys() | book.keys() if room.get(cell) != book.get(cell))
    if not differ:
        return ""
    here, there = (f"{side[differ[0]]:g}" if differ[0] in side else "no" for side in (room, book))
    return (
        f"`{differ[0].removeprefix(CHECK)}` has {here} points in solutions/{assignment}/, "
        f"{there} in the gradebook.\nNothing was graded. "
        f"Run autograder release {assignment}, then autograder grade {assignment}."
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
    """Begin a transaction that writes, and roll it back.

    It is an exclusive one: a program that only reads keeps a commit from ending.
    """
    from sqlalchemy import NullPool, create_engine

    engine = create_engine(where, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        with contextlib.closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("BEGIN EXCLUSIVE")
            cursor.execute("CREATE TABLE autograder_tries_to_write (x)")
            cursor.execute("ROLLBACK")


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
