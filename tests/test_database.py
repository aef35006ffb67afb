"""A gradebook that cannot be reached is explained by every command, without a traceback."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner
from courses import copy_of, enter
from sqlalchemy.dialects import registry
from sqlalchemy.engine.default import DefaultDialect

from autograder.cli import main
from autograder.course.database import CourseError, require_reachable

COMMANDS = (
    "release", "deadline", "collect", "grade", "feedback", "report", "export",
)  # fmt: skip
# What psycopg2 2.9 says where no server listens; SQLAlchemy wraps it as it wraps any driver's.
REFUSED = """\
connection to server at "db.example.org" (192.0.2.1), port 5432 failed: Connection refused
\tIs the server running on that host and accepting TCP/IP connections?
"""


class Unreachable(DefaultDialect):
    """A server's dialect, whose driver connects to nothing."""

    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        """The driver."""
        driver = ModuleType("driver")
        error = type("Error", (Exception,), {})
        driver.Error, driver.paramstyle = error, "named"
        driver.OperationalError = driver.DatabaseError = type("OperationalError", (error,), {})

        def connect(*_: object, **__: object) -> None:
            raise driver.OperationalError(REFUSED)

        driver.connect = connect
        return driver


registry.register("unreachable", __name__, "Unreachable")
SERVER = "unreachable://ada:secret@db.example.org/grades"


def reason(where: str) -> str:
    with pytest.raises(CourseError) as raised:
        require_reachable(where)
    assert len(str(raised.value).splitlines()) <= 3
    return str(raised.value)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_a_server_that_does_not_answer(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    setting = f"c.CourseDirectory.db_url = {SERVER!r}\n"
    enter(copy_of(released, tmp_path / "course", setting), monkeypatch)
    done = CliRunner().invoke(main, [command, "mlp"])
    assert done.exit_code == 3
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "The gradebook unreachable://ada:***@db.example.org/grades cannot be used: "
        'connection to server at "db.example.org" (192.0.2.1), port 5432 failed: Connection '
        "refused Is the server running on that host and accepting TCP/IP connections.",
        "Start the server, or fix c.CourseDirectory.db_url in nbgrader_config.py, "
        "then run the same command again.",
    ]


@pytest.mark.parametrize(
    ("where", "module", "package"),
    [
        ("postgresql+psycopg2://u:secret@h/db", "psycopg2", "psycopg2-binary"),
        ("postgresql+psycopg://u:secret@h/db", "psycopg", "psycopg[binary]"),
        ("mysql://u:secret@h/db", "MySQLdb", "mysqlclient"),
        ("mysql+pymysql://u:secret@h/db", "pymysql", "pymysql"),
    ],
)
def test_a_missing_driver_is_named_with_the_package_that_has_it(
    monkeypatch: pytest.MonkeyPatch, where: str, module: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)  # as if it were not installed
    said = reason(where)
    assert said.startswith(f"The gradebook {where.replace('secret', '***')} needs a driver that")
    assert said.endswith(f"\nInstall it: pip install '{package}'")


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ("gradebook.db", "Could not parse SQLAlchemy URL from given URL string"),
        ("", "Could not parse SQLAlchemy URL from given URL string"),
        ("postgrsql://u:secret@h/db", "Can't load plugin: sqlalchemy.dialects:postgrsql"),
        ("postgresql://u:secret@h:port/db", "the port is not a number"),
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(where: str, why: str) -> None:
    said = reason(where)
    assert said.startswith(f"c.CourseDirectory.db_url in nbgrader_config.py is not valid: {why}.\n")
    assert "secret" not in said


def test_a_gradebook_in_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert f"The folder of the gradebook, {tmp_path}/none, is not there.\nCreate it, or" in reason(
        f"sqlite:///{tmp_path}/none/gradebook.db"
    )
    require_reachable(f"sqlite:///{tmp_path}/gradebook.db")
    assert list(tmp_path.iterdir()) == []
