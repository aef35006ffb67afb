"""Makes an answer key: runs the reference and every mistake on the cases of each exercise.

A key is made only if every independent computation that the author declared agrees with the
reference on every case, which is the Torch cross-check.
"""

import inspect
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from autograder.authoring.answering import Answering
from autograder.authoring.cases import Case
from autograder.authoring.exercise import Exercise
from autograder.authoring.portable import with_code
from autograder.authoring.properties import key_properties
from autograder.authoring.recording import MAX_CALLS, samples
from autograder.authoring.refusals import AnswerError
from autograder.authoring.room import Room, derive_seed, raised_at
from autograder.authoring.running import kind_of, used_by
from autograder.key import Key, KeyCase, KeyExercise, Parameter, PropertyFault
from autograder.submissions.libraries import LIBRARIES
from autograder.values import freeze, to_bytes

PUBLIC = b"public"
# NumPy's generators take no larger seed.
MAX_SEED = 2**32


def make_key(
    room: Room, provided: Iterable[str], libraries: Iterable[str], secret: bytes | None = None
) -> Key:
    """The assignment's public key or, with a secret, its private one (public and hidden cases).

    `provided` are the digests of the notebook's cells that are not run while grading, and
    `libraries` the large ones that the reference imports.
    Raises AnswerError if the reference raises, changes an argument, fails a cross-check, or
    gives or takes what cannot be compared.
    """
    key = Key(
        assignment=room.name,
        title=room.assignment.title,
        private=True,
        libraries=frozenset(libraries),
        mentions={name: room.script.count(name) for name in LIBRARIES},
        files=room.data_files(),
        provided=frozenset(provided),
        exercises=tuple(_placed(room, e, secret) for e in room.assignment.exercises),
    )
    return public_part(key) if secret is None else key


def public_part(key: Key) -> Key:
    """The public key, which a private one holds: without hidden cases, and with fewer calls."""
    exercises = (
        replace(exercise, cases=tuple(_shortened(c) for c in exercise.cases if not c.hidden))
        for exercise in key.exercises
    )
    return replace(key, private=False, exercises=tuple(exercises))


def _shortened(case: KeyCase) -> KeyCase:
    is_short = len(case.calls) <= MAX_CALLS
    return case if is_short else replace(case, calls=(), samples=samples(case.calls))


def _placed(room: Room, exercise: Exercise, secret: bytes | None) -> KeyExercise:
    """An exercise of the key. Raises AnswerError, with the place of its declaration."""
    try:
        return _make_exercise(room, exercise, secret)
    except (ValueError, PropertyFault) as error:
        raise AnswerError(f"{exercise.place}:\n{error}") from error


def _make_exercise(room: Room, exercise: Exercise, secret: bytes | None) -> KeyExercise:
    function = getattr(room.reference, exercise.name)
    run, parameters = used_by(exercise, function)
    key = KeyExercise(
        **exercise.options(),
        name=exercise.name,
        title=exercise.title,
        points=exercise.points,
        parameters=tuple(map(_parameter, parameters)),
        hints=tuple(exercise.hints),
        mistakes={mistake.name: mistake.message for mistake in exercise.mistakes},
        kind=kind_of(function),
        run=run,
        cases=(),
        properties=key_properties(exercise.properties, [p.name for p in parameters]),
    )
    with tempfile.TemporaryDirectory() as folder:
        answering = Answering(room, exercise, key, Path(folder))
        cases = tuple(map(answering.answer, _asked_cases(room, exercise, secret)))
        answering.require_a_result()
    return replace(key, cases=cases)


def _asked_cases(room: Room, exercise: Exercise, secret: bytes | None) -> list[KeyCase]:
    """The public cases and, with a secret, the hidden ones that differ from these."""
    asked = [_asked(case, None, hidden=False) for case in _cases(room, exercise, PUBLIC)]
    if not asked:
        raise AnswerError(f"{exercise.name} has no cases, so that everything would pass.")
    if exercise.is_value:
        asked = [replace(case, form_only=True) for case in asked]
    if secret is None:
        return asked
    seed = _hidden_seed(room, exercise, secret)
    public = {_fingerprint(case) for case in asked}
    hidden = (_asked(case, seed, hidden=True) for case in _cases(room, exercise, secret))
    return asked + [case for case in hidden if _fingerprint(case) not in public]


def _asked(case: Case, seed: int | None, *, hidden: bool) -> KeyCase:
    """The author's case as plain data, not answered yet. Raises ValueError as `portable` does."""
    args, keywords = freeze(with_code(case.args)), freeze(with_code(case.keywords))
    return KeyCase(
        args, keywords, None, case.tolerance, case.expensive, hidden, {},
        seed=seed, called=case.called, raises=case.raises.__name__ if case.raises else "",
    )  # fmt: skip


def _cases(room: Room, exercise: Exercise, secret: bytes) -> list[Case]:
    seed = derive_seed(secret, room.name, exercise.name)
    try:
        cases = exercise.cases(np.random.default_rng(seed))
    except Exception as error:
        if not (where := raised_at(error, room.root)):
            raise AnswerError(str(error)) from error  # what we refuse ourselves
        raise AnswerError(f"{where}, raises {type(error).__name__}: {error}") from error
    return sorted(cases, key=lambda case: case.expensive)


def _hidden_seed(room: Room, exercise: Exercise, secret: bytes) -> int | None:
    """A seed other than the public one, which student code could set by itself."""
    if exercise.seed is None:
        return None
    return derive_seed(secret, room.name, exercise.name, "seed") % MAX_SEED


def _fingerprint(case: KeyCase) -> tuple[bytes, bytes]:
    asked = {"args": case.args, "keywords": case.keywords, "seed": case.seed}
    return to_bytes(asked | {"form_only": case.form_only})


def _parameter(parameter: inspect.Parameter) -> Parameter:
    if parameter.default is inspect.Parameter.empty:
        return Parameter(parameter.name)
    return Parameter(parameter.name, required=False, default=freeze(parameter.default))
