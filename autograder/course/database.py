"""The gradebook's database: its errors explained, and whether it can be used."""

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from autograder.submissions.files import UserError

# The packages that have the drivers' modules, where their names differ.
PACKAGES = {"psycopg": "psycopg[binary]", "psycopg2": "psycopg2-binary", "MySQLdb": "mysqlclient"}

# How long a locked gradebook is waited for; sqlite3 itself waits 5 s.
WAIT_MS, SHORT_WAIT_MS = 30_000, 5_000
# A student takes some 50 KB of gradebook, notebook and record; several are graded at once.
ROOM = 1 << 20
AGAIN = "then run the same command again; what is graded is kept."
SETTING = "or fix c.CourseDirectory.db_url in nbgrader_config.py, then run the same command again."


class CourseError(UserError, RuntimeError):
    """A step on the course that did not succeed; the message says which and what to do."""

    code = 3


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


def require_reachable(where: str) -> None:
    """Raise CourseError where the address of the gradebook, its driver or its server is missing."""
    from sqlalchemy import NullPool, create_engine
    from sqlalchemy.exc import ArgumentError

    try:
        engine = create_engine(where, poolclass=NullPool)
    except ImportError as error:
        reason = str(error).splitlines()[0]
        package = PACKAGES.get(error.name or "", error.name or "the driver")
        raise CourseError(
            f"The gradebook {place(where)} needs a driver that cannot be imported: {reason}.\n"
            f"Install it: pip install '{package}'"
        ) from error
    except (ArgumentError, ValueError) as error:  # without the address: it may hold a password
        reason = str(error) if isinstance(error, ArgumentError) else "the port is not a number"
        raise CourseError(
            f"c.CourseDirectory.db_url in nbgrader_config.py is not valid: {reason}.\n"
            "Write sqlite:////FOLDER/gradebook.db or postgresql://USER:PASSWORD@HOST/DATABASE."
        ) from error
    if engine.dialect.name == "sqlite":
        folder = Path(engine.url.database or "").parent
        if not folder.is_dir():
            raise CourseError(
                f"The folder of the gradebook, {folder}, is not there.\nCreate it, {SETTING}"
            )
        return
    with explained(where), engine.connect():
        pass


@contextlib.contextmanager
def explained(where: str) -> Iterator[None]:
    """Raises CourseError for the database's errors, with what to do about them."""
    from sqlalchemy.exc import DatabaseError

    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split()).rstrip(".?")
        if "locked" in reason:
            message = f"is still locked by another program after 30 s.\nClose that program, {AGAIN}"
        elif where.startswith("sqlite"):
            message = f"cannot be used: {reason}.\nMake room, repair or restore it, {AGAIN}"
        else:
            message = f"cannot be used: {reason[:300]}.\nStart the server, {SETTING}"
        raise CourseError(f"The gradebook {place(where)} {message}") from error


@contextlib.contextmanager
def opened(coursedir: Any) -> Iterator[Any]:
    """The course's gradebook. Raises CourseError for the database's errors, also within."""
    from autograder.course.session import Gradebook

    where = coursedir.db_url
    with explained(where), Gradebook(where, coursedir.course_id) as gradebook:
        yield gradebook


def place(where: str) -> str:
    """The database's place without a password."""
    from sqlalchemy.engine import make_url

    url = make_url(where)
    return str(url.database if url.drivername.startswith("sqlite") else url)
