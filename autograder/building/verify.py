"""The laws of a course: what must hold of every assignment before a student sees it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.exercise import Exercise
from autograder.authoring.leaks import found_in, found_in_text, hidden_numbers, secret_lines, split
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room, course_secret, open_room
from autograder.authoring.script import ANSWER_STUB, STUB, stub_text
from autograder.building.build import build, write_source
from autograder.judging.grading import grade_submission
from autograder.judging.judge import judge
from autograder.key import Key
from autograder.reports.html import verdict_text
from autograder.reports.report import Report, Verdict
from autograder.student.notebook import InProcess
from autograder.submissions.folder import Submission
from autograder.values import Record, Value
from autograder.worker.process import Zygotes

__all__ = ["Law", "verify"]

# All that students install.
PACKAGE = Path(__file__).parent.parent


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
    numbers = hidden_numbers(private)
    with Zygotes() as zygotes:
        for key in (public, private):
            kind = "private" if key.private else "public"
            for title, breaches in _graded_laws(room, key, zygotes, numbers):
                yield Law(name, f"{title} ({kind} key)", tuple(breaches))
    for title, find in _static_laws(root, room, numbers):
        yield Law(name, title, tuple(find()))


def _graded_laws(
    room: Room, key: Key, zygotes: Zygotes, numbers: frozenset[str]
) -> Iterator[tuple[str, list[str]]]:
    notebook, stub_notebook = _notebooks(room)
    module, stub = room.script.encode(), stub_text(room.script).encode()

    def grade(notebook: bytes | None, module: bytes | None) -> Report:
        return grade_submission(key, Submission(room.name, notebook, module), zygotes)

    yield "the reference module gets full marks", _not_full(grade(None, module))
    yield "the reference notebook gets full marks", _not_full(grade(notebook, None))
    yield "an untouched notebook does not hide a module", _not_full(grade(stub_notebook, module))
    yield "the stub module is not attempted", _attempted(grade(None, stub))
    yield "the stub notebook is not attempted", _attempted(grade(stub_notebook, stub))
    yield "every parameter with a default is left out in some case", _never_left_out(key)
    yield "what takes a model is called twice on one in some case", _never_called_twice(key)
    diagnoses = list(_diagnoses(room, key))
    title = f"{len(diagnoses)} mistakes fail and are named as themselves"
    yield title, [breach for diagnosis in diagnoses if (breach := _misnamed(*diagnosis))]
    if key.private:
        title = "the feedback on all mistakes shows no number of a hidden case"
        yield title, _shown_numbers(diagnoses, numbers)


def _never_left_out(key: Key) -> list[str]:
    """Parameters of which any default would pass."""
    return [
        f"{e.name}: every case passes {p.name}: leave it out of one or, where a run by its default "
        f'takes too long, declare the exercise with declared=("{p.name}",)'
        for e in key.exercises
        for p in e.parameters
        if not p.required and p.name not in e.declared
        if all(p.name in e.argument_names(case) for case in e.cases)
    ]


def _never_called_twice(key: Key) -> list[str]:
    """Exercises that could leave something behind, such as gradients that add up, unseen."""
    return [
        f"{e.name}: a model keeps what a call leaves in it, and no case calls {e.name} twice on "
        "one: add called=2 to a short case, as in case(model, …, called=2)"
        for e in key.exercises
        if any(_holds_model([*case.args, *case.keywords.values()]) for case in e.cases) or e.changes
        if all(case.called == 1 for case in e.cases)
    ]


def _holds_model(value: Value) -> bool:
    """Whether there is a model among arguments, or in a list or dict of them."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return any(map(_holds_model, value))
    return isinstance(value, Record) and value.kind == "Sequential"


def _notebooks(room: Room) -> tuple[bytes, bytes]:
    """The reference's notebook, and the one that students get."""
    with tempfile.TemporaryDirectory() as scratch:
        write_source(room, Path(scratch) / room.name)
        notebook = (Path(scratch) / room.name / f"{room.name}.ipynb").read_bytes()
    return notebook, (_release(room) / f"{room.name}.ipynb").read_bytes()


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


def _diagnoses(room: Room, key: Key) -> Iterator[tuple[str, Verdict]]:
    """Each mistake, as exercise.mistake, and the verdict on it in the reference's place."""
    for exercise in room.assignment.exercises:
        for mistake in exercise.mistakes:
            verdict = _verdict(room, key, exercise, mistake.function)
            yield f"{exercise.name}.{mistake.name}", verdict


def _verdict(room: Room, key: Key, exercise: Exercise, function: Callable[..., Any]) -> Verdict:
    namespace = {**vars(room.reference), exercise.name: function}
    with tempfile.TemporaryDirectory() as folder:
        caller = InProcess(namespace, {exercise.name: function}, Path(folder))
        (verdict,) = judge(key, caller, only=[exercise.name])
    return verdict


def _misnamed(name: str, verdict: Verdict) -> str | None:
    if verdict.status == "passed":
        return f"{name} passes"
    is_named = verdict.mistake == name.partition(".")[2]
    return None if is_named else f"{name} is named {verdict.mistake or 'nothing'}"


def _shown_numbers(diagnoses: list[tuple[str, Verdict]], numbers: frozenset[str]) -> list[str]:
    return [
        f"{name}: {number}"
        for name, verdict in diagnoses
        for number in found_in_text(f"{verdict_text(verdict)}\n{verdict.output}", numbers)
    ]


def _static_laws(
    root: Path, room: Room, numbers: frozenset[str]
) -> Iterator[tuple[str, Callable[[], Iterable[str]]]]:
    yield "the stub is the reference minus its solution regions", lambda: _stub_differs(room)
    yield (
        "release and package hold no line of a solution or mistake, and no number of a hidden case",
        lambda: _leaks(room, numbers),
    )
    yield "every exercise has hints", lambda: _without_hints(room)
    yield "rebuilding changes nothing", lambda: _stale(root, room.name)


def _stub_differs(room: Room) -> list[str]:
    kept, _ = split(room.script)
    shipped = (_release(room) / f"{room.name}.py").read_text("utf-8")
    stubs = (*STUB, f"# {ANSWER_STUB}")
    stub = [line for line in shipped.splitlines() if line.strip() not in stubs]
    return [] if stub == kept else ["assignments holds another stub than the script makes"]


def _leaks(room: Room, numbers: frozenset[str]) -> list[str]:
    """What of solutions, mistakes and hidden cases stands in the release or in the package."""
    released = sorted(path for path in _release(room).rglob("*") if path.is_file())
    package = sorted(PACKAGE.rglob("*.py"))  # where a line like optimizer.step() is everybody's
    lines = secret_lines(room)
    return found_in(released, lines, numbers) + found_in(package, lines, numbers, run=2)


def _release(room: Room) -> Path:
    return room.root / "assignments" / room.name


def _without_hints(room: Room) -> list[str]:
    return [exercise.name for exercise in room.assignment.exercises if not exercise.hints]


def _stale(root: Path, name: str) -> list[str]:
    changes = build(root, name, check=True)
    return [f"{change.path.relative_to(root)} is {change.what}" for change in changes]
