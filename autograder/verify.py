"""The laws of a course: what must hold of every assignment before a student sees it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.build import build, make_assignment_key, write_source
from autograder.exercise import Exercise
from autograder.grading import grade_submission
from autograder.judge import judge
from autograder.key import Key
from autograder.notebook import InProcess
from autograder.report import Report
from autograder.room import Room, course_secret, open_room
from autograder.script import ANSWER_STUB, BEGIN, END, STUB, is_marker, stub_text
from autograder.worker.process import Zygotes
from autograder.worker.submission import Submission

__all__ = ["Law", "verify"]

# Shorter lines ("else:", "return f") say nothing, and prose or experiments may have them too.
TELLING = 12


@dataclass(frozen=True)
class Law:
    """A law, the assignment it was tried on, and everything that breaks it."""

    assignment: str
    title: str
    breaches: tuple[str, ...]


def verify(root: Path, name: str) -> Iterator[Law]:
    """Every law tried on one assignment, each as soon as it is known."""
    room = open_room(root, name)
    public, private = make_assignment_key(room), make_assignment_key(room, course_secret(root))
    with Zygotes() as zygotes:
        for key in (public, private):
            kind = "private" if key.private else "public"
            for title, breaches in _graded_laws(room, key, zygotes):
                yield Law(name, f"{title} ({kind} key)", tuple(breaches))
    for title, find in _static_laws(root, room):
        yield Law(name, title, tuple(find()))


def _graded_laws(room: Room, key: Key, zygotes: Zygotes) -> Iterator[tuple[str, list[str]]]:
    notebook, stub_notebook = _notebooks(room)
    module, stub = room.script.encode(), stub_text(room.script).encode()

    def grade(notebook: bytes | None, module: bytes | None) -> Report:
        return grade_submission(key, Submission(room.name, notebook, module), zygotes)

    yield "the reference module gets full marks", _not_full(grade(None, module))
    yield "the reference notebook gets full marks", _not_full(grade(notebook, None))
    yield "an untouched notebook does not hide a module", _not_full(grade(stub_notebook, module))
    yield "the stub module is not attempted", _attempted(grade(None, stub))
    yield "the stub notebook is not attempted", _attempted(grade(stub_notebook, stub))
    count = sum(len(exercise.mistakes) for exercise in room.assignment.exercises)
    yield f"{count} mistakes fail and are named as themselves", list(_unnamed_mistakes(room, key))


def _notebooks(room: Room) -> tuple[bytes, bytes]:
    """The reference's notebook, and the one that students get."""
    with tempfile.TemporaryDirectory() as scratch:
        write_source(room, Path(scratch) / room.name)
        notebook = (Path(scratch) / room.name / f"{room.name}.ipynb").read_bytes()
    return notebook, (room.root / "assignments" / room.name / f"{room.name}.ipynb").read_bytes()


def _not_full(report: Report) -> list[str]:
    if report.status != "graded":
        return [report.message]
    return [
        f"{v.name}: {v.status}: {v.message}" for v in report.verdicts if v.points < v.max_points
    ]


def _attempted(report: Report) -> list[str]:
    return [f"{v.name}: {v.status}" for v in report.verdicts if v.status != "not_attempted"] + (
        [f"{report.points} points"] if report.points else []
    )


def _unnamed_mistakes(room: Room, key: Key) -> Iterator[str]:
    for exercise in room.assignment.exercises:
        for mistake in exercise.mistakes:
            found, passed = _diagnosis(room, key, exercise, mistake.function)
            if passed:
                yield f"{exercise.name}.{mistake.name} passes"
            elif found != mistake.name:
                yield f"{exercise.name}.{mistake.name} is named {found or 'nothing'}"


def _diagnosis(
    room: Room, key: Key, exercise: Exercise, function: Callable[..., Any]
) -> tuple[str | None, bool]:
    """The name given to a mistake that stands in the reference's place, and whether it passes."""
    namespace = {**vars(room.reference), exercise.name: function}
    with tempfile.TemporaryDirectory() as folder:
        caller = InProcess(namespace, exercise.name, function, Path(folder))
        (verdict,) = judge(key, caller, only=[exercise.name])
    return verdict.mistake, verdict.status == "passed"


def _static_laws(root: Path, room: Room) -> Iterator[tuple[str, Callable[[], Iterable[str]]]]:
    yield "the stub is the reference minus its solution regions", lambda: _stub_differs(room)
    yield "nothing that students get contains a solution line", lambda: _leaks(room)
    yield "every exercise has hints", lambda: _without_hints(room)
    yield "rebuilding changes nothing", lambda: _stale(root, room.name)


def _stub_differs(room: Room) -> list[str]:
    kept, _ = _split(room.script)
    shipped = (room.root / "assignments" / room.name / f"{room.name}.py").read_text("utf-8")
    stubs = (*STUB, f"# {ANSWER_STUB}")
    stub = [line for line in shipped.splitlines() if line.strip() not in stubs]
    return [] if stub == kept else ["assignments holds another stub than the script makes"]


def _split(script: str) -> tuple[list[str], list[str]]:
    """The lines outside and inside solution regions, without the markers."""
    kept: list[str] = []
    solution: list[str] = []
    inside = False
    for line in script.splitlines():
        if is_marker(line, BEGIN) or is_marker(line, END):
            inside = is_marker(line, BEGIN)
        else:
            (solution if inside else kept).append(line)
    return kept, solution


def _leaks(room: Room) -> list[str]:
    """Solution lines found in a released file, though the script shows them nowhere else."""
    kept, solution = _split(room.script)
    shown = {line.strip("# ") for line in kept}
    telling = {text for line in solution if len(text := line.strip("# ")) >= TELLING} - shown
    found = []
    for path in sorted((room.root / "assignments" / room.name).iterdir()):
        for line in _lines(path):
            if line.strip("# ") in telling:
                found.append(f"{path.name}: {line.strip()}")
    return found


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
    return text.splitlines()


def _without_hints(room: Room) -> list[str]:
    return [exercise.name for exercise in room.assignment.exercises if not exercise.hints]


def _stale(root: Path, name: str) -> list[str]:
    changes = build(root, name, check=True)
    return [f"{change.path.relative_to(root)} is {change.what}" for change in changes]
