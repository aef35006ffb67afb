"""The laws of a course: what must hold of every assignment before a student sees it."""

import contextlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from autograder.authoring.answers import public_part
from autograder.authoring.leaks import found_in, found_in_text, hidden_numbers, secret_lines
from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room, course_secret, open_room
from autograder.authoring.script import NO_ANSWER, STUB, split, stub_text
from autograder.building.build import build, write_source
from autograder.building.disturb import idle_properties
from autograder.judging.crew import Crew
from autograder.judging.grading import grade_submission
from autograder.judging.judge import judge
from autograder.key import Key, KeyExercise
from autograder.reports.html import verdict_text
from autograder.reports.report import Report, Verdict
from autograder.student.caller import InProcess
from autograder.submissions.folder import Submission
from autograder.values import Record, Value, parts, same
from autograder.worker.process import Zygotes

# All that students install.
PACKAGE = Path(__file__).parent.parent
REFERENCE = "the reference module gets full marks"
# A law's title, and what breaks it.
Tried = tuple[str, list[str]]


@dataclass(frozen=True)
class Law:
    """A law, the assignment it was tried on, and everything that breaks it."""

    assignment: str
    title: str
    breaches: tuple[str, ...]


def verify(root: Path, name: str, key: Key | None = None) -> Iterator[Law]:
    """Every law tried on one assignment, each as soon as it is known.

    The private key is made unless given.
    """
    room = open_room(root, name)
    private = key or make_assignment_key(room, course_secret(root))
    public, numbers = public_part(private), hidden_numbers(private)
    for title, breaches in chain(
        _graded_laws(room, private),
        _case_laws(public),
        _mistake_laws(room, private, numbers),
        _property_law(room, private),
        _static_laws(root, room, public, numbers),
    ):
        yield Law(name, title, tuple(breaches))


def verify_exercises(root: Path, name: str, exercises: Sequence[str]) -> Iterator[Law]:
    """The laws of some exercises of an assignment, tried on them alone: in a second or two.

    What is released, and the notebook, are left to `verify`. Raises NoSuchExerciseError for one
    that is not there.
    """
    room = _with_only(open_room(root, name), exercises)
    private = make_assignment_key(room, course_secret(root))
    for title, breaches in chain(
        _reference_law(room, private),
        _case_laws(public_part(private)),
        _mistake_laws(room, private, hidden_numbers(private)),
        _property_law(room, private),
        _hint_law(room),
    ):
        yield Law(name, title, tuple(breaches))


def told_of_mistakes(
    root: Path, name: str, exercises: Sequence[str]
) -> Iterator[tuple[str, Verdict]]:
    """What a student reads of each known mistake of these exercises.

    That is by the public key or, of a variable, in final grading.
    """
    room = _with_only(open_room(root, name), exercises)
    has_values = any(exercise.is_value for exercise in room.assignment.exercises)
    key = make_assignment_key(room, course_secret(root) if has_values else None)
    for exercise, mistake, verdict in diagnoses_of(room, key):
        yield f"{exercise.name}.{mistake}", verdict


def _with_only(room: Room, exercises: Sequence[str]) -> Room:
    """The room with these exercises alone. Raises NoSuchExerciseError for one that is not there."""
    chosen = room.assignment.named(exercises)
    return replace(room, assignment=replace(room.assignment, exercises=chosen))


@contextlib.contextmanager
def verified(root: Path, names: Sequence[str], jobs: int) -> Iterator[dict[str, Iterable[Law]]]:
    """Every law tried on each of several assignments; several at a time, where they are several."""
    if min(jobs, len(names)) <= 1:
        yield {name: verify(root, name) for name in names}
        return
    with Crew(min(jobs, len(names)), [__name__]) as crew:
        tasks = {name: crew.submit(_verified, root, name) for name in names}
        yield {name: _result(task) for name, task in tasks.items()}


def _verified(root: Path, name: str) -> list[Law]:
    return list(verify(root, name))


def _result(task: Future[list[Law]]) -> Iterator[Law]:
    yield from task.result()


def _reference_law(room: Room, key: Key) -> Iterator[Tried]:
    """The same of the reference as it was imported, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        verdicts = judge(key, _in_process(key, room, {}, folder))
    yield REFERENCE, _without_full_points(verdicts)


def _graded_laws(room: Room, key: Key) -> Iterator[Tried]:
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


def _case_laws(public: Key) -> Iterator[Tried]:
    yield "every parameter with a default is left out in some case", _never_left_out(public)
    yield "what takes a model is called twice on one in some case", _never_called_twice(public)


def _mistake_laws(room: Room, private: Key, numbers: frozenset[str]) -> Iterator[Tried]:
    diagnoses = list(diagnoses_of(room, private))
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
            if (breach := _misnamed(*diagnosis))
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


def _property_law(room: Room, private: Key) -> Iterator[Tried]:
    if any(exercise.properties for exercise in private.exercises):
        yield "every property fails for something", list(idle_properties(room, private))


def _first_cases(key: Key) -> Key:
    """The key with the first case of each exercise."""
    return replace(key, exercises=tuple(replace(e, cases=e.cases[:1]) for e in key.exercises))


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
    is_model = isinstance(value, Record) and value.kind == "Sequential"
    return is_model or any(_holds_model(part) for _, part in parts(value))


def _notebooks(room: Room) -> tuple[bytes, bytes]:
    """The reference's notebook, and the one that students get."""
    name = f"{room.name}.ipynb"
    with tempfile.TemporaryDirectory() as scratch:
        write_source(room, Path(scratch) / room.name)
        notebook = (Path(scratch) / room.name / name).read_bytes()
    return notebook, (_release(room) / name).read_bytes()


def _not_full(report: Report) -> list[str]:
    if report.status != "graded":
        return [report.message]
    return _without_full_points(report.verdicts)


def _without_full_points(verdicts: Iterable[Verdict]) -> list[str]:
    return [f"{v.name}: {v.status}: {v.message}" for v in verdicts if v.points < v.max_points]


def _attempted(report: Report) -> list[str]:
    breaches = [f"{v.name}: {v.status}" for v in report.verdicts if v.status != "not_attempted"]
    return breaches + ([f"{report.points} points"] if report.points else [])


def diagnoses_of(room: Room, key: Key) -> Iterator[tuple[KeyExercise, str, Verdict]]:
    """Each exercise and mistake, and the verdict on the mistake in the reference's place.

    The exercises that it uses are the reference's, and are not judged again.
    """
    for declared, exercise in zip(room.assignment.exercises, key.exercises, strict=True):
        for mistake in declared.mistakes:
            own = {exercise.name: mistake.function}
            with tempfile.TemporaryDirectory() as folder:
                caller = _in_process(key, room, own, folder)
                (verdict,) = judge(key.alone(exercise), caller)
            yield exercise, mistake.name, verdict


def _in_process(key: Key, room: Room, own: dict[str, Any], folder: str) -> InProcess:
    """The reference in this process, with these exercises in the place of its own."""
    names = vars(room.reference) | own
    return InProcess(names, own, Path(folder), variables=key.variables)


def _misnamed(exercise: KeyExercise, mistake: str, verdict: Verdict) -> str | None:
    name = f"{exercise.name}.{mistake}"
    is_value = any(case.form_only for case in exercise.cases)
    if not any(mistake in c.mistakes for c in exercise.cases if is_value or not c.hidden):
        return f"{name} passes"
    is_named = verdict.mistake == mistake
    if is_named:
        return None
    told = f"{name} is named {verdict.mistake or 'nothing'}"
    if alike := [other for other in exercise.mistakes if _is_alike(exercise, mistake, other)]:
        told += f": {alike[0]} gives the same results. Add a case in which they differ"
    return told


def _is_alike(exercise: KeyExercise, mistake: str, other: str) -> bool:
    """Whether two mistakes end in the same way in every case."""
    pairs = [[c.mistakes.get(name) for name in (mistake, other)] for c in exercise.cases]
    ends = [[(o.status, o.problem and o.problem.type) if o else None for o in p] for p in pairs]
    values = [[o.value if o else None for o in pair] for pair in pairs]
    return (
        other != mistake
        and all(one == two for one, two in ends)
        and all(same(one, two) for one, two in values)
    )


def _static_laws(root: Path, room: Room, public: Key, numbers: frozenset[str]) -> Iterator[Tried]:
    yield "the stub is the reference minus its solution regions", _stub_differs(room)
    yield (
        "release and package hold no line of a solution or mistake, and no number of a hidden case",
        _leaks(room, numbers),
    )
    yield from _hint_law(room)
    stale = build(root, room.name, check=True, key=public)
    paths = [f"{change.path.relative_to(root)} is {change.what}" for change in stale]
    if any(change.path.name == "key.json" for change in stale):
        paths.append(
            f"Run autograder build {room.name}. If key.json changes each time, a case or the "
            "reference draws numbers from something else than `random`."
        )
    yield "rebuilding changes nothing", paths


def _hint_law(room: Room) -> Iterator[Tried]:
    hintless = [f"{e.name} ({e.place})" for e in room.assignment.exercises if not e.hints]
    yield "every exercise has hints", hintless


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
