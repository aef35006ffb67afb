"""The answer key as a file: what it holds, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.build import make_assignment_key
from autograder.key import InvalidKeyError, Key, KeyCase, KeyExercise, Parameter, load, save_text
from autograder.room import Room
from autograder.values import freeze, to_bytes


def fingerprint(case: KeyCase) -> tuple[bytes, bytes]:
    return to_bytes({"args": freeze(case.args), "keywords": case.keywords})


def inputs(key: Key, *, hidden: bool) -> dict[str, set[tuple[bytes, bytes]]]:
    return {
        exercise.name: {fingerprint(case) for case in exercise.cases if case.hidden == hidden}
        for exercise in key.exercises
    }


# --- files --------------------------------------------------------------------------------------


def test_a_key_survives_saving_and_loading(public_key: Key, tmp_path: Path, root: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(save_text(public_key), encoding="utf-8")
    assert save_text(load(path)) == save_text(public_key)
    shipped = (root / "assignments" / "mlp" / "key.json").read_text(encoding="utf-8")
    assert save_text(public_key) == shipped


def test_a_private_key_survives_saving_and_loading(private_key: Key, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(save_text(private_key), encoding="utf-8")
    assert save_text(load(path)) == save_text(private_key)


def test_the_text_is_json_with_a_case_a_line(public_key: Key) -> None:
    """So that a changed case is a changed line."""
    text = save_text(public_key)
    assert json.loads(text)["assignment"] == "mlp"
    lines = [line for line in text.splitlines() if '"expected"' in line]
    assert len(lines) == sum(len(exercise.cases) for exercise in public_key.exercises)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"", "not JSON"),
        (b"nonsense", "not JSON"),
        (b'{"version": 1', "not JSON"),
        (b"\xff\xfe\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not an answer key"),
        (b"1", "not an answer key"),
        (b'"text"', "not an answer key"),
        (b"{}", "not an answer key"),
        (b'{"version": 1}', "not an answer key"),
        (b'{"cells": [], "nbformat": 4}', "not an answer key"),
        (b'{"version": 0, "exercises": []}', "version 0"),
        (b'{"version": 1, "exercises": []}', "version 1"),
        (b'{"version": "1", "exercises": []}', "version '1'"),
        (b'{"version": null, "exercises": []}', "version None"),
        (b'{"version": 2, "exercises": []}', "damaged"),
        (b'{"version": 2, "exercises": 5}', "damaged"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_file_that_is_no_key_is_refused_by_name(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "some.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidKeyError) as caught:
        load(path)
    assert str(path) in str(caught.value)
    assert words in str(caught.value)


def test_a_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(InvalidKeyError, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    "content", [b'{"version": 1, "exercises": []}', b'{"version": 2, "exercises": []}']
)
def test_a_key_that_does_not_fit_says_to_build_it_again(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.json"
    path.write_bytes(content)
    with pytest.raises(InvalidKeyError, match=r"(?i)build .*again"):
        load(path)


@pytest.fixture
def damaged(tiny: Callable[..., Room], tmp_path: Path) -> Callable[..., Path]:
    """Writes the tiny course's key after a change to its JSON."""
    data = json.loads(save_text(make_assignment_key(tiny())))

    def write(change: Callable[[dict[str, Any]], object]) -> Path:
        change(data)
        path = tmp_path / "damaged.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    return write


def test_the_tiny_key_is_sound_before_it_is_damaged(damaged: Callable[..., Path]) -> None:
    assert [exercise.name for exercise in load(damaged(lambda data: None)).exercises] == [
        "double",
        "total",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("files"),
        lambda data: data.pop("provided"),
        lambda data: data.update(exercises=[1]),
        lambda data: data.update(exercises={"a": 1}),
        lambda data: data["exercises"][0].pop("name"),
        lambda data: data["exercises"][0].pop("cases"),
        lambda data: data["exercises"][0].update(points=None),
        lambda data: data["exercises"][0].update(cases=[[]]),
        lambda data: data["exercises"][0]["cases"][0].pop("expected"),
        lambda data: data["exercises"][0]["cases"][0].update(expected={"nonsense": 1}),
        lambda data: data["exercises"][0]["cases"][0].update(tolerance={"rtol": 1}),
        lambda data: data["exercises"][0]["cases"][0].update(tolerance=None),
        lambda data: data["exercises"][0]["cases"][0]["args"][0].update(shape=[1]),
        lambda data: data["exercises"][0]["cases"][0]["args"][0].update(dtype="object"),
        lambda data: data["exercises"][0]["cases"][0].update(mistakes={"m": {}}),
        lambda data: data["exercises"][0]["cases"][0].update(calls=[["a"]]),
        lambda data: data["exercises"][0].update(points="many"),
        lambda data: data.update(mentions="x"),
        lambda data: data.update(files=["a"]),
    ],
)
def test_a_damaged_key_is_refused(
    damaged: Callable[..., Path], change: Callable[[dict[str, Any]], object]
) -> None:
    with pytest.raises(InvalidKeyError, match="is damaged"):
        load(damaged(change))


# --- arguments ----------------------------------------------------------------------------------

PARAMETERS = (Parameter("x"), Parameter("bias", required=False, default=0.5))
EXERCISE = KeyExercise(
    name="f", title="t", points=1.0, partial=False, exact_dtype=False, structure_only=False,
    changes=(), seed=None, returns=(), uses=(), parameters=PARAMETERS, hints=(), mistakes={},
    cases=(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("args", "keywords", "bound"),
    [
        ((1,), {}, (1, 0.5)),
        ((1, 2), {}, (1, 2)),
        ((1,), {"bias": 2}, (1, 2)),
        ((), {"bias": 2, "x": 1}, (1, 2)),
        ((), {}, None),
        ((1, 2, 3), {}, None),
        ((1,), {"x": 2}, None),
        ((1,), {"other": 2}, None),
        ((), {"bias": 2}, None),
    ],
)
def test_arguments_are_bound_as_python_binds_them(
    args: tuple[Any, ...], keywords: dict[str, Any], bound: tuple[Any, ...] | None
) -> None:
    """A substituted function is called as the student calls it, by position or by name."""
    assert EXERCISE.bind(args, keywords) == bound


def test_exercises_are_found_by_name(public_key: Key) -> None:
    exercise = public_key.exercise("linear")
    assert exercise is not None
    assert exercise.name == "linear"
    assert public_key.exercise("nothing") is None


def test_the_points_add_up(public_key: Key) -> None:
    assert public_key.max_points == sum(exercise.points for exercise in public_key.exercises)
    assert public_key.max_points == 20


# --- public and private -------------------------------------------------------------------------


def test_a_public_key_has_no_hidden_case(public_key: Key) -> None:
    assert not public_key.private
    assert not any(inputs(public_key, hidden=True).values())


def test_a_private_key_contains_the_public_cases(public_key: Key, private_key: Key) -> None:
    assert private_key.private
    assert inputs(private_key, hidden=False) == inputs(public_key, hidden=False)


def test_every_exercise_has_hidden_cases_with_other_inputs(private_key: Key) -> None:
    """Otherwise the public answers, learnt by heart, are worth points."""
    hidden, public = inputs(private_key, hidden=True), inputs(private_key, hidden=False)
    for name, cases in hidden.items():
        assert cases, f"{name} has no hidden case"
        assert not cases & public[name]


def test_a_key_holds_no_formula(public_key: Key, room: Room) -> None:
    """A mistake ships as its outcomes; its source would show the reference."""
    text = save_text(public_key)
    for exercise in room.assignment.exercises:
        for mistake in exercise.mistakes:
            assert mistake.function.__code__.co_filename not in text
    for line in ("g.T @", "np.exp(", "return sigmoid", "@ weights"):
        assert line not in text


def test_the_secret_is_not_in_the_key(private_key: Key) -> None:
    assert "test secret" not in save_text(private_key)


def test_the_same_secret_makes_the_same_key(tiny: Callable[..., Room]) -> None:
    """A regrade months later uses the same cases."""
    room = tiny()
    one, other = (make_assignment_key(room, b"one") for _ in range(2))
    assert save_text(one) == save_text(other)


def test_another_secret_makes_other_hidden_cases(tiny: Callable[..., Room]) -> None:
    room = tiny()
    one, other = (make_assignment_key(room, secret) for secret in (b"one", b"other"))
    assert inputs(one, hidden=False) == inputs(other, hidden=False)
    for name, cases in inputs(one, hidden=True).items():
        assert not cases & inputs(other, hidden=True)[name]


def test_seeded_cases_with_fixed_inputs_are_not_repeated_as_hidden_ones(private_key: Key) -> None:
    """The training of 10000 steps is the same with every secret; once is enough."""
    exercise = private_key.exercise("train")
    assert exercise is not None
    assert [case.hidden for case in exercise.cases if case.expensive] == [False]


def test_expensive_cases_come_last(public_key: Key) -> None:
    for exercise in public_key.exercises:
        flags = [case.expensive for case in exercise.cases]
        assert flags == sorted(flags)


def test_every_case_fixes_more_than_one_number_somewhere(public_key: Key) -> None:
    """An exercise whose only expected value is one constant is passed by that constant."""
    for exercise in public_key.exercises:
        answers = {to_bytes({"value": case.expected}) for case in exercise.cases}
        assert len(answers) > 1, exercise.name


def test_shapes_of_the_cases_are_not_all_square(public_key: Key) -> None:
    """One square case lets most transposed implementations through."""
    exercise = public_key.exercise("linear")
    assert exercise is not None
    shapes = {case.args[0].shape for case in exercise.cases if isinstance(case.args[0], np.ndarray)}
    assert any(rows != columns for rows, columns in shapes)
    assert any(rows > 1 for rows, _ in shapes)
