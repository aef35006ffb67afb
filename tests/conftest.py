"""What several test modules share: the course, its keys, one worker, and a tiny course."""

from __future__ import annotations

import fcntl
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

import autograder.cli  # isort: skip  # noqa: F401  # before what would import what it keeps out

import pytest
from courses import TINY, TINY_EXERCISES, environment, write_course
from hypothesis import HealthCheck, settings
from warm import Python, tell_newest_version

from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room, open_room
from autograder.judging.reporting import make_report, setup_for
from autograder.key import Key, load, save_text
from autograder.reports.report import Report
from autograder.submissions.folder import Submission
from autograder.worker.limits import Limits
from autograder.worker.process import Zygotes
from autograder.worker.request import Setup
from autograder.worker.session import Session

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).parent / "golden"
SHARED = "AUTOGRADER_TESTS_SHARE"
# Their single tests take longest: begun last, they would keep one process busy while others wait.
FIRST = ("test_nothing_lost", "test_published", "test_buttons", "test_nbgrader", "test_laws")
# Running all mistakes of these on all cases trains hundreds of networks.
TRAINS_LONG = ("mlp_torch", "xor")

# As commands do, which do not wait for it either.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# The same examples on every machine, and nothing written into the checkout.
settings.register_profile(
    "suite",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("suite")


def sample(everything: Iterable[Any], every: int) -> list[Any]:
    """Parameters of which `make test` tries one in `every`, and `make test-long` the others."""
    return [
        pytest.param(one, marks=[pytest.mark.long] if number % every else [])
        for number, one in enumerate(everything)
    ]


def pytest_configure(config: pytest.Config) -> None:
    """Have a folder that all processes of this run share; those that it starts inherit its name."""
    if SHARED not in os.environ:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="tests-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(SHARED)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first; the others stay in their order."""
    items.sort(key=lambda item: item.path.stem not in FIRST)


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """The file or folder of this name, which the first process that wants it makes."""
    path = Path(os.environ[SHARED]) / name
    with path.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            new = path.with_name(f"{name}.new")
            shutil.rmtree(new, ignore_errors=True)
            make(new)
            new.rename(path)
    return path


@cache
def private_key_of(assignment: str) -> Key:
    """The private key of an assignment of the course; making it takes seconds."""

    def make(path: Path) -> None:
        key = make_assignment_key(open_room(ROOT, assignment), b"test secret")
        path.write_text(save_text(key), encoding="utf-8")

    return load(made_once(f"{assignment}.json", make))


@cache
def answers_of(assignment: str) -> Key:
    """A private key, without mistakes where running them on all cases takes long.

    What passes and what does not is the same by it.
    """
    if assignment not in TRAINS_LONG:
        return private_key_of(assignment)

    def make(path: Path) -> None:
        room = open_room(ROOT, assignment)
        bare = [replace(e, mistakes=[], cross_checks=[]) for e in room.assignment.exercises]
        room = replace(room, assignment=replace(room.assignment, exercises=bare))
        key = make_assignment_key(room, b"test secret")
        path.write_text(save_text(key), encoding="utf-8")

    return load(made_once(f"{assignment}-answers.json", make))


@cache
def short_private_key_of(assignment: str) -> Key:
    """The answers without its expensive cases, which take a submission seconds to answer."""
    key = answers_of(assignment)
    exercises = (
        replace(exercise, cases=tuple(case for case in exercise.cases if not case.expensive))
        for exercise in key.exercises
    )
    return replace(key, exercises=tuple(exercises))


@pytest.fixture(autouse=True, scope="session")
def _gradebooks_are_made_without_a_process() -> None:
    if "nbgrader.api" in sys.modules:
        tell_newest_version()


@pytest.fixture(autouse=True)
def _no_other_course_stays_importable() -> Iterator[None]:
    """Else its assignments would hide this course's from the tests that follow."""
    yield
    others = [p for p in sys.path if p != str(ROOT) and Path(p, "solutions").is_dir()]
    if others:
        sys.path[:] = [p for p in sys.path if p not in others]
        forget_rooms()


def forget_rooms() -> None:
    """Have Python import the rooms of a course anew, but for those of this one."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or str(ROOT)
        if name.startswith("solutions.") and not Path(file).is_relative_to(ROOT):
            del sys.modules[name]
    importlib.invalidate_caches()


@pytest.fixture(scope="session")
def root() -> Path:
    """The course's root."""
    return ROOT


@pytest.fixture(scope="session")
def room() -> Room:
    """The room of the assignment mlp."""
    return open_room(ROOT, "mlp")


@pytest.fixture(scope="session")
def public_key() -> Key:
    """The public key as students get it."""
    return load(ROOT / "assignments" / "mlp" / "key.json")


@pytest.fixture(scope="session")
def private_key() -> Key:
    """The private key of mlp."""
    return private_key_of("mlp")


@pytest.fixture(scope="session")
def zygotes() -> Iterator[Zygotes]:
    """The warm processes that all tests fork from."""
    with Zygotes() as shared:
        yield shared


# --- submissions --------------------------------------------------------------------------------


def _notebook(*cells: str) -> bytes:
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "metadata": {},
                    "execution_count": None,
                    "outputs": [],
                    "source": source,
                }
                for number, source in enumerate(cells)
            ],
        }
    ).encode()


@pytest.fixture(scope="session")
def notebook() -> Callable[..., bytes]:
    """The bytes of a notebook with these code cells."""
    return _notebook


@pytest.fixture
def busy() -> Iterator[None]:
    """Beside the test, other processes want every processor."""
    command = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(command) for _ in range(4 * (os.cpu_count() or 1))]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


@pytest.fixture
def opened(zygotes: Zygotes) -> Iterator[Callable[..., Session]]:
    """Opens the session of a submission to an assignment `work` with exercises f, g and h."""
    with ExitStack() as stack:

        def open_session(
            module: str | bytes | None = None,
            notebook: bytes | None = None,
            *,
            seconds: float = 20,
            files: dict[str, str] | None = None,
            provided: frozenset[str] = frozenset(),
        ) -> Session:
            data = dedent(module).encode() if isinstance(module, str) else module
            setup = Setup("work", ("f", "g", "h"), files or {}, provided)
            limits = Limits(seconds, seconds, seconds, waiting=1.2)
            submission = Submission("somebody", notebook, data)
            return stack.enter_context(Session(zygotes, submission, setup, limits))

        yield open_session


@pytest.fixture
def judged(zygotes: Zygotes) -> Callable[..., Report]:
    """The report on a module, a notebook or both, by a key."""

    def report(
        key: Key, module: str | None = None, notebook: bytes | None = None, **options: Any
    ) -> Report:
        data = None if module is None else module.encode()
        submission = Submission("somebody", notebook, data)
        seconds = options.pop("seconds", 20.0)
        limits = Limits(seconds, 60.0, 60.0)
        with Session(zygotes, submission, setup_for(key), limits) as session:
            return make_report(key, session, **options)

    return report


@pytest.fixture
def student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's copy of the assignment mlp, as the working directory."""
    folder = tmp_path / "mlp"
    shutil.copytree(ROOT / "assignments" / "mlp", folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def altered(room: Room) -> Callable[..., str]:
    """The reference's module with some of its text replaced."""

    def replaced(*pairs: tuple[str, str]) -> str:
        text = room.script
        for old, new in pairs:
            assert old in text, f"the reference has no {old!r} any more"
            text = text.replace(old, new)
        return text

    return replaced


# --- a tiny course ------------------------------------------------------------------------------


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., Room]:
    """Makes a course with the room `tiny`, whose two exercises are double and total."""

    def make(
        script: str = TINY, exercises: str = TINY_EXERCISES, extra: str = "", **more: str
    ) -> Room:
        folder = tmp_path / "solutions" / "tiny"
        folder.mkdir(parents=True)
        files = {"tiny": script, "exercises": exercises + dedent(extra), **more}
        for name, text in files.items():
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        forget_rooms()
        return open_room(tmp_path, "tiny")

    return make


@pytest.fixture
def key(room: Room) -> Key:
    """The private key of the course that a test's module has as its room."""
    return make_assignment_key(room, b"secret")


@pytest.fixture
def broken_laws(room: Room, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """What breaks a law, by its title, in the tiny course that a test's module has as its room."""
    from autograder.building.build import build  # with what students lack
    from autograder.building.verify import verify

    monkeypatch.setenv("AUTOGRADER_SECRET", "secret")
    build(room.root, "tiny")
    return {law.title: law.breaches for law in verify(room.root, "tiny") if law.breaches}


@pytest.fixture
def tiny_key(tiny: Callable[..., Room]) -> Key:
    """A private key of the tiny course."""
    return make_assignment_key(tiny(), b"secret")


@pytest.fixture(scope="session")
def tiny_script() -> str:
    """The percent script of the tiny course."""
    return TINY


@pytest.fixture(scope="session")
def released() -> Path:
    """A course whose assignment `mlp`, the tiny one by another name, is released; to be copied."""
    return made_once("released", _release)


def _release(course: Path) -> None:
    write_course(course, name="mlp")
    for code in (
        "from autograder.cli import main; main(['release', 'mlp'])",
        "from autograder.authoring import release as r; r.private_key_path(r.Path(), 'mlp')",
    ):
        assert Python(["-c", code], cwd=course, env=environment(course)).wait() == 0


# --- golden files -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def assert_golden() -> Callable[[str, str], None]:
    """Compares a text with tests/golden/NAME.txt, which UPDATE_GOLDEN=1 rewrites."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        text = "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
        if os.environ.get("UPDATE_GOLDEN") == "1":
            GOLDEN.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"there is no {path}; make it with UPDATE_GOLDEN=1"
        assert text == path.read_text(encoding="utf-8")

    return compare
