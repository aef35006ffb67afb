"""The answer key as a file: what it holds, and what is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.authoring.release import make_assignment_key
from autograder.authoring.room import Room
from autograder.key import InvalidKeyError, Key, KeyCase, KeyExercise, Parameter, load, save_text
from autograder.student.hints import next_hint
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


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 5), ("private", "x"), ("libraries", 5), ("provided", [1, 2]), ("files", []),
        ("files", {"a.csv": 5}), ("mentions", {"torch": -1}), ("assignment", "../mlp"),
        ("assignment", "a/b"), ("exercises", []),
    ],
)  # fmt: skip
def test_a_key_with_a_wrong_field_is_refused(
    damaged: Callable[..., Path], field: str, value: object
) -> None:
    with pytest.raises(InvalidKeyError, match=f"is damaged: {field}"):
        load(damaged(lambda data: data.update({field: value})))


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../up", "a/../../b", "..", ".", "", "/", "C:\\x", "a:b", ".bashrc", "a\0b",
     "a\n", "\x1b[2J"],
)  # fmt: skip
def test_a_file_of_a_key_stays_in_its_folder(damaged: Callable[..., Path], name: str) -> None:
    """Where no layer is in force, an absolute path would be written anywhere."""
    with pytest.raises(InvalidKeyError, match="expected the name of a file") as caught:
        load(damaged(lambda data: data.update(files={name: "x"})))
    assert "fetch the assignment's folder again" in str(caught.value).lower()
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 5), ("name", ""), ("name", "f\x1b[2J"), ("name", "total"), ("points", "nan"),
        ("points", -1), ("points", True), ("seed", "x"), ("seed", -1), ("seed", 2**70),
        ("partial", 1), ("uses", ["nothing"]), ("uses", 5), ("changes", ["nothing"]),
        ("returns", [1]), ("hints", "abc"), ("hints", [5]), ("mistakes", {"a": 5}),
        ("mistakes", []), ("parameters", []), ("parameters", [5]), ("cases", []), ("title", None),
    ],
)  # fmt: skip
def test_an_exercise_with_a_wrong_field_is_refused(
    damaged: Callable[..., Path], field: str, value: object
) -> None:
    with pytest.raises(InvalidKeyError, match="is damaged: "):
        load(damaged(lambda data: data["exercises"][0].update({field: value})))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("args", 5), ("args", []), ("args", [{"file": "../a", "text": "", "open": False}]),
        ("keywords", {"nothing": 1}), ("keywords", []), ("tolerance", {"rtol": "x"}),
        ("tolerance", {"rtol": None, "atol_of_largest": None}), ("calls", [[5, [], 5]]),
        ("calls", [["nothing", [], 5]]), ("calls", [["double", 5, 5]]), ("seed", "x"),
        ("mistakes", {"nothing": {"value": 1}}), ("hidden", None), ("expensive", "no"),
        ("expected", {"array": [], "shape": [0, 2**40], "dtype": "float64"}),
    ],
)  # fmt: skip
def test_a_case_with_a_wrong_field_is_refused(
    damaged: Callable[..., Path], field: str, value: object
) -> None:
    with pytest.raises(InvalidKeyError, match="is damaged: "):
        load(damaged(lambda data: data["exercises"][0]["cases"][0].update({field: value})))


def test_the_place_of_a_wrong_field_is_named(damaged: Callable[..., Path]) -> None:
    path = damaged(lambda data: data["exercises"][1].update(points="many"))
    with pytest.raises(InvalidKeyError) as caught:
        load(path)
    place = r"exercises[1].points is 'many', expected a number from 0 on"
    assert str(caught.value).startswith(f"{path} is damaged: {place}.\n")


def test_the_texts_of_a_key_move_no_cursor_and_turn_no_line(damaged: Callable[..., Path]) -> None:
    """A key may come from anybody, and its texts are shown on terminals and in notebooks."""
    escape = "\x1b]0;title\x07\u202e"

    def change(data: dict[str, Any]) -> None:
        data["title"] += escape
        exercise = data["exercises"][0]
        exercise["title"] += escape
        exercise["hints"] = [escape]
        exercise["mistakes"] = dict.fromkeys(exercise["mistakes"], escape)

    key = load(damaged(change))
    exercise = key.exercises[0]
    texts = (key.title, exercise.title, *exercise.hints, *exercise.mistakes.values())
    assert all(text.endswith(r"\x1b]0;title\x07\u202e") for text in texts)


# --- hints --------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", ["symbolic", "hard"])
def test_a_hint_is_not_remembered_through_a_link(
    public_key: Key, tmp_path: Path, link: str
) -> None:
    other = tmp_path / "other"
    other.write_text("precious")
    memory = tmp_path / ".autograder-hints.json"
    memory.symlink_to(other) if link == "symbolic" else memory.hardlink_to(other)
    assert next_hint(public_key, "linear", tmp_path).startswith("hint 1 of 3")
    assert other.read_text() == "precious"
    assert next_hint(public_key, "linear", tmp_path).startswith("hint 2 of 3")


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_hint_is_given_where_it_cannot_be_remembered(
    public_key: Key, tmp_path: Path, kind: str
) -> None:
    """A folder in the file's place stays; a pipe is not waited for."""
    memory = tmp_path / ".autograder-hints.json"
    memory.mkdir() if kind == "folder" else os.mkfifo(memory)
    shown = next_hint(public_key, "linear", tmp_path)
    assert shown.startswith("hint 1 of 3")
    assert ("cannot be written" in shown) == (kind == "folder")


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


def test_the_points_add_up(public_key: Key) -> None:
    assert sum(exercise.points for exercise in public_key.exercises) == 20


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
    shapes = {case.args[0].shape for case in exercise.cases if isinstance(case.args[0], np.ndarray)}
    assert any(rows != columns for rows, columns in shapes)
    assert any(rows > 1 for rows, _ in shapes)


@pytest.mark.parametrize(
    "name",
    ["autograd", "generalise", "initialization", "mlp", "mlp_torch", "perceptron", "xor"],
)
def test_no_mistake_is_but_an_exception(root: Path, name: str) -> None:
    """Whatever raises the same type would be told that it is this mistake."""
    for exercise in load(root / "assignments" / name / "key.json").exercises:
        for mistake in exercise.mistakes:
            found = [case.mistakes.get(mistake) for case in exercise.cases]
            assert any(outcome is None or outcome.status == "value" for outcome in found), mistake
