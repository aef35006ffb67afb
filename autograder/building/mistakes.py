"""An exercise's known mistakes in the place of its reference: what a student would read of each."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograder.authoring.room import Room
from autograder.judging.judge import judge
from autograder.key import Key, KeyExercise
from autograder.reports.report import Verdict
from autograder.student.caller import InProcess
from autograder.values import same


def judged_here(key: Key, room: Room, own: dict[str, Any]) -> Sequence[Verdict]:
    """The verdicts on the reference, in this process, with `own` in the place of its own names."""
    names = vars(room.reference) | own
    with tempfile.TemporaryDirectory() as folder:
        return judge(key, InProcess(names, own, Path(folder), variables=key.variables))


def diagnoses_of(room: Room, key: Key) -> Iterator[tuple[KeyExercise, str, Verdict]]:
    """Each exercise and mistake, and the verdict on the mistake in the reference's place.

    The exercises that it uses are the reference's, and are not judged again.
    """
    for declared, exercise in zip(room.assignment.exercises, key.exercises, strict=True):
        for mistake in declared.mistakes:
            own = {exercise.name: mistake.function}
            (verdict,) = judged_here(key.alone(exercise), room, own)
            yield exercise, mistake.name, verdict


def misnamed(exercise: KeyExercise, mistake: str, verdict: Verdict) -> str | None:
    """How a mistake passes or is taken for something else, if so."""
    name = f"{exercise.name}.{mistake}"
    is_value = any(case.form_only for case in exercise.cases)
    if not any(mistake in c.mistakes for c in exercise.cases if is_value or not c.hidden):
        return f"{name} passes"
    if verdict.mistake == mistake:
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
