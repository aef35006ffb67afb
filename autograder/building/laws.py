"""What must hold of an assignment before a student sees it: each law, and what breaks it."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from autograder.authoring.leaks import found_in, found_in_text, secret_lines
from autograder.authoring.regions import NO_ANSWER, STUB, split, stub_text
from autograder.authoring.room import Room, RoomError
from autograder.building.build import build, write_source
from autograder.building.disturb import idle_properties
from autograder.building.mistakes import diagnoses_of, judged_here, misnamed
from autograder.judging.grading import grade_submission
from autograder.key import Key
from autograder.reports.html import verdict_text
from autograder.reports.report import Report, Verdict
from autograder.submissions.folder import Submission
from autograder.values import Value, records
from autograder.worker.process import Zygotes

# All that students install.
PACKAGE = Path(__file__).parent.parent
REFERENCE = "the reference module gets full marks"
# A law's title, and what breaks it.
Tried = tuple[str, list[str]]


def reference_law(room: Room, key: Key) -> Iterator[Tried]:
    """That the reference is right, as it was imported, in this process."""
    yield REFERENCE, _without_full_points(judged_here(key, room, {}))


def graded_laws(room: Room, key: Key) -> Iterator[Tried]:
    """The laws of what is handed in, by the private key: its first cases are the public ones."""
    notebook, stub_notebook = _notebooks(room)
    module, stub = room.script.encode(), stub_text(room.script).encode()
    with Zygotes() as zygotes:

        def grade(notebook: bytes | None, module: bytes | None, key: Key = key) -> Report:
            return grade_submission(key, Submission(room.name, notebook, module), zygotes)

        yield REFERENCE, _not_full(grade(None, module))
        yield "the reference notebook gets full marks", _not_full(grade(notebook, None))
        both = grade(stub_notebook, module, _first_cases(key))  # any case shows which one runs
        yield "an untouched notebook does not hide a module", _not_full(both)
        yield "the stub module is not attempted", _attempted(grade(None, stub))
        yield "the stub notebook is not attempted", _attempted(grade(stub_notebook, stub))


def case_laws(public: Key) -> Iterator[Tried]:
    """The laws of how cases call a function."""
    yield "every parameter with a default is left out in some case", _never_left_out(public)
    yield "what takes a model is called twice on one in some case", _never_called_twice(public)


def mistake_laws(room: Room, private: Key, numbers: frozenset[str]) -> Iterator[Tried]:
    """The laws of feedback on known mistakes, if any; `numbers` are those of hidden cases."""
    if not (diagnoses := list(diagnoses_of(room, private))):
        return
    places = {exercise.name: exercise.place for exercise in room.assignment.exercises}
    count = len(diagnoses)
    title = f"{count} mistakes fail in a public case and are named as themselves"
    if count == 1:
        title = "1 mistake fails in a public case and is named as itself"
    yield (
        title,
        [
            f"{breach} ({places[diagnosis[0].name]})"
            for diagnosis in diagnoses
            if (breach := misnamed(*diagnosis))
        ],
    )
    yield (
        "the feedback on all mistakes shows no number of a hidden case",
        [
            f"{exercise.name}.{name}: {number}"
            for exercise, name, verdict in diagnoses
            for number in found_in_text(f"{verdict_text(verdict)}\n{verdict.output}", numbers)
        ],
    )


def property_law(room: Room, private: Key) -> Iterator[Tried]:
    """That a property can be wrong, where there is one."""
    if any(exercise.properties for exercise in private.exercises):
        yield "every property fails for something", list(idle_properties(room, private))


def hint_law(room: Room) -> Iterator[Tried]:
    """That there are hints."""
    hintless = [f"{e.name} ({e.place})" for e in room.assignment.exercises if not e.hints]
    yield "every exercise has hints", hintless


def made_laws(room: Room, public: Key, numbers: frozenset[str]) -> Iterator[Tried]:
    """The laws of what is made; `numbers` are those of hidden cases."""
    yield "the stub is the reference minus its solution regions", _stub_differs(room)
    yield (
        "release and package hold no line of a solution or mistake, and no number of a hidden case",
        _leaks(room, numbers),
    )
    yield from hint_law(room)
    stale = build(room.root, room.name, check=True, key=public)
    paths = [f"{change.path.relative_to(room.root)} is {change.what}" for change in stale]
    if any(change.path.name == "key.json" for change in stale):
        paths.append(
            f"Run autograder build {room.name}. If key.json changes each time, a case or the "
            "reference draws numbers from something else than `random`."
        )
    yield "rebuilding changes nothing", paths


# --- what is handed in ----------------------------------------------------------------------------


def _notebooks(room: Room) -> tuple[bytes, bytes]:
    """The reference's notebook, and the one that students get. Raises RoomError if none is made."""
    name = f"{room.name}.ipynb"
    if not (_release(room) / name).exists():
        raise RoomError(
            f"assignments/{room.name}/{name} is not made yet.\n"
            f"Build it first: autograder build {room.name}"
        )
    with tempfile.TemporaryDirectory() as scratch:
        write_source(room, Path(scratch) / room.name)
        notebook = (Path(scratch) / room.name / name).read_bytes()
    return notebook, (_release(room) / name).read_bytes()


def _first_cases(key: Key) -> Key:
    """The key with the first case of each exercise."""
    return replace(key, exercises=tuple(replace(e, cases=e.cases[:1]) for e in key.exercises))


def _not_full(report: Report) -> list[str]:
    if report.status != "graded":
        return [report.message]
    return _without_full_points(report.verdicts)


def _without_full_points(verdicts: Iterable[Verdict]) -> list[str]:
    return [f"{v.name}: {v.status}: {v.message}" for v in verdicts if v.points < v.max_points]


def _attempted(report: Report) -> list[str]:
    breaches = [f"{v.name}: {v.status}" for v in report.verdicts if v.status != "not_attempted"]
    return breaches + ([f"{report.points} points"] if report.points else [])


# --- cases ----------------------------------------------------------------------------------------


def _never_left_out(key: Key) -> list[str]:
    """Parameters of which any default would pass."""
    return [
        f"{e.name}: every case passes {p.name}: leave it out of one or, where a run by its default "
        f'takes too long, declare the exercise with declared=("{p.name}",)'
        for e in key.exercises
        for p in e.parameters
        if not p.required and p.name not in e.declared and e.run is None
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
    return any(one.kind == "Sequential" for one in records(value))


# --- what is made ---------------------------------------------------------------------------------


def _stub_differs(room: Room) -> list[str]:
    kept, _ = split(room.script)
    shipped = (_release(room) / f"{room.name}.py").read_text("utf-8")
    stubs = (*STUB, NO_ANSWER)
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
