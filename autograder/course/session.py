"""nbgrader's gradebook, opened in a millisecond, and several openings of it as one transaction.

nbgrader makes an engine and asks for twenty tables each time it opens the gradebook, which is nine
times for a submission. It asks for each cell on its own, and commits each grade.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import cache
from typing import Any

import nbgrader.api as stock
from sqlalchemy import Index, NullPool, create_engine, inspect
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import (
    Session,
    joinedload,
    scoped_session,
    selectinload,
    sessionmaker,
    undefer,
    with_polymorphic,
)

# What has sums of grades.
SUMS = (stock.SubmittedAssignment, stock.SubmittedNotebook)
# nbgrader follows these without an index, so that each student costs time for all others.
INDEXES = [
    Index(f"autograder_{kind.__tablename__}_{column}", getattr(kind, column))
    for kind, column in (
        (stock.SubmittedAssignment, "student_id"),
        (stock.SubmittedNotebook, "assignment_id"),
        (stock.Grade, "notebook_id"),
        (stock.Comment, "notebook_id"),
    )
]
_shared: ContextVar[_Shared | None] = ContextVar("shared", default=None)


class Gradebook(stock.Gradebook):  # type: ignore[misc]
    """nbgrader's; within `one_transaction` the one that is open there."""

    def __new__(cls, *_given: Any, **_named: Any) -> Any:
        """The gradebook that is open in this context, or a new one."""
        return _shared.get() or super().__new__(cls)

    def __init__(self, url: str, course_id: str = "default_course", _: Any = None) -> None:
        self.engine = _engine(url)
        if not inspect(self.engine).has_table("alembic_version"):
            super().__init__(url, course_id)  # which makes the tables
            return
        self.db = scoped_session(sessionmaker(bind=self.engine))
        self.check_course(course_id)
        self.course_id, self.authenticator = course_id, None

    def close(self) -> None:
        """End the session; the engine, which knows how to say what was asked before, stays."""
        self.db.remove()


class _Part(Session):
    """What is committed here is written with the rest: nbgrader commits each grade."""

    def commit(self) -> None:
        """Do nothing: the session writes what is pending before its next query."""


def _found(what: str, where: str, otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """How a part of a notebook is found by its name. What is missed raises MissingEntry."""

    def find(book: _Shared, name: str, *place: str) -> Any:
        return book.named(what, where, place).get(name) or otherwise(book, name, *place)

    return find


class _Shared(stock.Gradebook):  # type: ignore[misc]
    """A gradebook whose users open, commit and close it as if it were theirs.

    What an assignment and a submission consist of is read at once.
    """

    def __init__(self, connection: Any, course_id: str) -> None:
        self.engine, self.course_id, self.authenticator = connection.engine, course_id, None
        make = sessionmaker(connection, class_=_Part, join_transaction_mode="rollback_only")
        self.db = scoped_session(make)
        self._known: dict[tuple[str, ...], dict[str, Any]] = {}

    def __enter__(self) -> _Shared:
        """The gradebook, where the sums of grades are not known any more."""
        self.db.flush()  # reading an expired sum writes nothing
        for known in list(self.db.identity_map.values()):
            if isinstance(known, SUMS):
                self.db.expire(known)
        return self

    def close(self) -> None:
        """Nothing: the transaction ends with the block that began it."""

    find_source_cell = _found("source_cells", "find_notebook", stock.Gradebook.find_source_cell)
    find_graded_cell = _found("grade_cells", "find_notebook", stock.Gradebook.find_graded_cell)
    find_grade = _found("grades", "find_submission_notebook", stock.Gradebook.find_grade)
    find_comment = _found("comments", "find_submission_notebook", stock.Gradebook.find_comment)

    def named(self, what: str, where: str, place: tuple[str, ...]) -> dict[str, Any]:
        """What a notebook consists of, by name, read when it is asked for first."""
        if (what, *place) not in self._known:
            keep_cells(self, place[1])
            parts = getattr(getattr(self, where)(*place), what)
            self._known[what, *place] = {part.name: part for part in parts}
        return self._known[what, *place]


def keep_cells(gradebook: Any, assignment: str) -> None:
    """Read all cells of an assignment into the session once, so that no grade asks for its own."""
    if assignment in (kept := gradebook.db.info):
        return
    kind = with_polymorphic(stock.BaseCell, "*")
    found = gradebook.db.query(kind).join(stock.Notebook, stock.Notebook.id == kind.notebook_id)
    kept[assignment] = list(
        found.join(stock.Assignment).filter(stock.Assignment.name == assignment)
    )


def submissions_of(gradebook: Any, assignment: str) -> list[Any]:
    """All submissions of an assignment with what they consist of, in a few statements."""
    kind, notebooks = stock.SubmittedAssignment, stock.SubmittedNotebook
    found = gradebook.db.query(kind).join(kind.assignment)
    return list(
        found.filter(stock.Assignment.name == assignment).options(
            *map(undefer, (kind.score, kind.max_score, kind.late_submission_penalty)),
            joinedload(kind.student),
            selectinload(kind.notebooks).selectinload(notebooks.grades),
            selectinload(kind.notebooks).selectinload(notebooks.comments),
        )
    )


def add_indexes(url: str) -> None:
    """Give a gradebook that was made without the kit the indexes that it lacks."""
    with contextlib.suppress(DatabaseError):  # it works without, if it may not be changed
        for index in INDEXES:
            index.create(_engine(url), checkfirst=True)


@contextlib.contextmanager
def one_transaction(url: str, course_id: str) -> Iterator[Any]:
    """A gradebook that every `Gradebook` within the block is; it is all written, or nothing is."""
    with _engine(url).begin() as connection:
        shared = _Shared(connection, course_id)
        token = _shared.set(shared)
        try:
            yield shared
            shared.db.flush()
        finally:
            _shared.reset(token)
            shared.db.remove()


@cache
def _engine(url: str) -> Any:
    """One for all sessions of a process; each has a connection of its own."""
    return create_engine(url, poolclass=NullPool)
