"""What attacks earn: no more than their honest work, no secret, and no effect on anything else.

See attacks/README.md for the form of the files.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from conftest import sample, short_private_key_of
from working import ended

from autograder.authoring.room import open_room
from autograder.judging.grading import grade_submission
from autograder.key import Key, load
from autograder.reports.html import verdict_html
from autograder.reports.report import Report
from autograder.reports.terminal import report_lines
from autograder.submissions.folder import Submission
from autograder.values import to_json
from autograder.worker import sandbox
from autograder.worker.limits import Limits
from autograder.worker.process import Child, Zygotes
from tests.attacks.broken import BROKEN

ROOT = Path(__file__).parent.parent
ATTACKS = ROOT / "tests" / "attacks"
LAYERS = sandbox.probe()
EVERYTHING = sandbox.LAYERS
FEWER = [("landlock", "seccomp", "limits"), ("namespaces", "seccomp", "limits")]
# Where every call takes as long as it may, a few exercises tell as much as all of them.
TIRESOME = ("hanging", "excess", "forging", "patching", "system", "processes", "notebooks")
GRACE = 3.0

pytestmark = pytest.mark.skipif(
    not sandbox.isolates(LAYERS),
    reason=f"nothing isolates on this machine, where there is only: {', '.join(LAYERS)}",
)


# --- attacks as data ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Attack:
    """A file of attacks/, with what its head says."""

    path: Path
    head: dict[str, str]

    @property
    def kind(self) -> str:
        """The kind of attack, which is its folder."""
        return self.path.parent.name

    @property
    def assignment(self) -> str:
        """The assignment that it is handed in to."""
        return self.head.get("assignment", "mlp")

    @property
    def parts(self) -> list[str]:
        """What stands before the file in the module that is handed in."""
        return self.head.get("after", "").split()

    @property
    def is_control(self) -> bool:
        """Whether it is honest, and must get full marks."""
        return self.kind == "controls"

    def lost(self, key: Key) -> set[str]:
        """The exercises that must not pass."""
        everything = {exercise.name for exercise in key.exercises}
        default = "nothing" if "reference" in self.parts else " ".join(everything)
        names = set(self.head.get("lost", default).split()) - {"nothing"}
        assert names <= everything, f"{self.path.name} names {names - everything}"
        return names


def read(path: Path) -> Attack:
    """The attack in a file."""
    pairs = re.findall(r"^# ([a-z]+): (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return Attack(path, dict(pairs))


ALL = [read(path) for path in sorted(ATTACKS.glob("*/*.py"))]
UNDER_FEWER = [attack for attack in ALL if "layers" in attack.head]


@cache
def key_of(assignment: str, exercises: int | None = None) -> Key:
    """The private key without its expensive cases, of all exercises or of the first ones."""
    whole = short_private_key_of(assignment)
    return replace(whole, exercises=whole.exercises[:exercises])


def key_for(attack: Attack) -> Key:
    """The key to grade an attack by."""
    few = attack.kind in TIRESOME and "reference" not in attack.parts
    return key_of(attack.assignment, 3 if few else None)


@cache
def public_key(assignment: str) -> Key:
    """The key that students have."""
    return load(ROOT / "assignments" / assignment / "key.json")


@cache
def public_calls(assignment: str) -> dict[str, dict[str, Any]]:
    """For each exercise, the public inputs as text, and the answer to each."""
    return {
        exercise.name: {_text(case.args): to_json(case.expected) for case in exercise.cases}
        for exercise in public_key(assignment).exercises
    }


def _text(args: tuple[Any, ...]) -> str:
    return json.dumps([a.tolist() if isinstance(a, np.ndarray) else a for a in args], default=str)


# --- what stands outside ------------------------------------------------------------------------


@dataclass(frozen=True)
class Outside:
    """Files that no submission may read or change, and words to recognise what went wrong."""

    folder: Path
    secret: str
    mark: str
    word: str

    @property
    def canary(self) -> Path:
        """The file with the secret word."""
        return self.folder / "canary.txt"

    def filled_in(self, text: str, assignment: str) -> str:
        """The text of an attack with its placeholders filled in."""
        calls = public_calls(assignment)
        values = {
            "CANARY": str(self.canary),
            "FOLDER": str(self.folder),
            "ROOT": str(ROOT),
            "GRADER": str(os.getpid()),
            "MARK": self.mark,
            "WORD": self.word,
            "PUBLIC": repr({name: list(answers) for name, answers in calls.items()}),
            "ANSWERS": repr(calls),
        }
        return re.sub(r"@([A-Z]+)@", lambda match: values[match[1]], text)

    def assert_untouched(self) -> None:
        """Nothing outside has changed, and nothing with the mark has come to be."""
        assert self.canary.read_text() == self.secret
        assert [path.name for path in self.folder.iterdir()] == ["canary.txt"]
        places = ["/tmp", "/var/tmp", "/dev/shm", str(Path.home()), *map(str, self.folder.parents)]  # noqa: S108
        left = [path for place in places for path in Path(place).iterdir()]
        assert [path for path in left if self.mark in path.name] == []


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """A folder outside; afterwards, the course is found as it was."""
    folder = tmp_path_factory.mktemp("outside")
    found = Outside(folder, *(secrets.token_hex(8) for _ in range(3)))
    found.canary.write_text(found.secret)
    before = course_digest()
    yield found
    found.assert_untouched()
    assert course_digest() == before


def course_digest() -> str:
    """A digest of every file of the course that is not a cache."""
    digest = hashlib.sha256()
    for room in ("autograder", "solutions", "assignments", "source", "tests"):
        for path in sorted((ROOT / room).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def started() -> Iterator[Callable[[tuple[str, ...]], Watched]]:
    """Warm processes under a set of layers, started once for all tests."""
    running: dict[tuple[str, ...], Watched] = {}

    def start(layers: tuple[str, ...]) -> Watched:
        if missing := set(layers) - set(LAYERS) - set(EVERYTHING if layers == EVERYTHING else ()):
            pytest.skip(f"this machine lacks {', '.join(sorted(missing))}")
        if layers not in running:
            running[layers] = Watched(layers)
        return running[layers]

    yield start
    for zygotes in running.values():
        zygotes.close()


# --- grading one --------------------------------------------------------------------------------


def submission(attack: Attack, outside: Outside) -> Submission:
    """The files that an attack hands in."""
    own = outside.filled_in(attack.path.read_text(encoding="utf-8"), attack.assignment)
    if "attack(name, args, keywords)" in own:
        names = [exercise.name for exercise in key_of(attack.assignment).exercises]
        own += "".join(
            f"\ndef {name}(*args, **keywords):\n    return attack({name!r}, args, keywords)\n"
            for name in names
        )
    before = [_part(part, attack.assignment) for part in attack.parts]
    if "notebook" in attack.head:
        module = "\n".join(before).encode() if before else None
        return Submission(attack.path.stem, _notebook(own), module)
    return Submission(attack.path.stem, None, "\n".join([*before, own]).encode())


def _part(name: str, assignment: str) -> str:
    if name == "reference":
        return open_room(ROOT, assignment).script
    return (ATTACKS / f"{name}.py").read_text(encoding="utf-8")


def _notebook(text: str) -> bytes:
    """The notebook with the cells between lines `# %%`; the head is the first one's comment."""
    cells = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "outputs": [],
         "execution_count": None, "source": source.strip()}
        for number, source in enumerate(_without_head(text).split("# %%\n"))
    ]  # fmt: skip
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def _without_head(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(lines[next(i for i, line in enumerate(lines) if line[0] not in '"#') :])


class Watched(Zygotes):
    """Warm processes of which we know every child that they gave, and the time that it used."""

    def __init__(self, layers: Collection[str]) -> None:
        super().__init__(layers)
        self.children: set[int] = set()
        self.left: list[Callable[[], float]] = []

    def fork(self, libraries: Collection[str]) -> Child:
        """A child, whose pid outside of its own process space is noted."""
        child = super().fork(libraries)
        self.left.append(lambda: child.meter.left)
        info = Path(f"/proc/self/fdinfo/{child.process.pidfd}").read_text(encoding="ascii")
        self.children.update(int(pid) for pid in re.findall(r"^Pid:\t(\d+)", info, re.MULTILINE))
        return child


def graded(key: Key, handed_in: Submission, zygotes: Watched, limits: Limits) -> Report:
    """The report, which comes in time, and of which no process is left."""
    zygotes.children.clear()
    zygotes.left.clear()
    report = grade_submission(key, handed_in, zygotes, limits)
    assert min(left() for left in zygotes.left) > -GRACE
    assert zygotes.children
    assert ended(zygotes.children)
    return report


def assert_nothing_is_given_away(report: Report, key: Key, outside: Outside) -> None:
    """No secret, no number of a hidden input; and the report can be shown and kept anywhere."""
    everything = repr(report)
    assert outside.secret not in everything
    assert outside.word not in everything
    text = json.dumps(report.to_json(), ensure_ascii=False)
    text.encode()
    shown = click.unstyle("\n".join(report_lines(report, 100)))
    pages = "".join(map(verdict_html, report.verdicts))
    for rendering in (text, shown, pages):
        assert [number for number in hidden_numbers(key) if number in rendering] == []
        assert len(rendering) < 200_000
    assert "<script" not in pages
    assert "\x1b" not in shown + pages
    assert "\u202e" not in shown + pages


@cache
def hidden_numbers(key: Key) -> list[str]:
    """The first digits of hidden inputs, as far as no public input begins with them."""
    cases = [
        case
        for exercise in short_private_key_of(key.assignment).exercises
        for case in exercise.cases
    ]
    public = " ".join(_text(case.args) for case in cases if not case.hidden)
    hidden = [a for c in cases if c.hidden for a in c.args if isinstance(a, np.ndarray)]
    found = {repr(float(number))[:9] for array in hidden for number in array.ravel()}
    return sorted(number for number in found if len(number) == 9 and number not in public)


def check(attack: Attack, zygotes: Watched, outside: Outside) -> None:
    """Grade an attack, and assert all that must hold."""
    key = key_for(attack)
    limits = Limits(5, 20, 10, 90) if attack.is_control else Limits(0.7, 5, 1.2, 6, 1.2)
    report = graded(key, submission(attack, outside), zygotes, limits)
    assert report.status in ("graded", "not_gradable"), report.message
    lost = attack.lost(key)
    verdicts = {verdict.name: verdict for verdict in report.verdicts}
    passed = {name for name, verdict in verdicts.items() if verdict.status == "passed"}
    problems = {name: v.message for name, v in verdicts.items() if name not in lost | passed}
    assert problems == {}
    assert passed & lost == set()
    assert report.points == sum(e.points for e in key.exercises if e.name not in lost)
    if allowed := attack.head.get("status", "").split():
        assert {verdicts[name].status for name in lost} <= set(allowed)
    assert_nothing_is_given_away(report, key, outside)
    outside.assert_untouched()


# --- the tests ----------------------------------------------------------------------------------


def name_of(attack: Attack) -> str:
    """The name of an attack's test."""
    return f"{attack.kind}-{attack.path.stem}"


Start = Callable[[tuple[str, ...]], Watched]


@pytest.mark.parametrize("attack", sample(ALL, 7), ids=name_of)
def test_an_attack_earns_its_honest_work_and_nothing_else(
    attack: Attack, started: Start, outside: Outside
) -> None:
    """Under every layer of the sandbox that this machine has."""
    check(attack, started(EVERYTHING), outside)


@pytest.mark.parametrize("layers", FEWER, ids="+".join)
@pytest.mark.parametrize("attack", sample(UNDER_FEWER, 8), ids=name_of)
def test_fewer_layers_do_as_well(
    attack: Attack, layers: tuple[str, ...], started: Start, outside: Outside
) -> None:
    """Where namespaces are forbidden, as in many containers, and where there is no Landlock."""
    check(attack, started(layers), outside)


@pytest.mark.parametrize(("data", "points"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_notebook_gets_what_its_cells_are_worth(
    data: bytes, points: float, started: Start, outside: Outside
) -> None:
    key = key_of("mlp")
    handed_in = Submission("broken", data, None)
    report = graded(key, handed_in, started(EVERYTHING), Limits(0.7, 5, 2.5, 15, 1.2))
    assert report.status in ("graded", "not_gradable")
    assert report.points == points
    assert_nothing_is_given_away(report, key, outside)


def test_an_honest_submission_after_all_of_them_gets_full_marks(
    started: Start, outside: Outside
) -> None:
    """From the same warm processes, whatever their children did."""
    zygotes = started(EVERYTHING)
    for name in ("hanging/deaf", "excess/threads", "shadowing/files", "patching/modules"):
        attack = read(ATTACKS / f"{name}.py")
        grade_submission(key_of("mlp", 1), submission(attack, outside), zygotes)
    honest = Submission("honest", None, open_room(ROOT, "mlp").script.encode())
    assert grade_submission(key_of("mlp"), honest, zygotes).passed
