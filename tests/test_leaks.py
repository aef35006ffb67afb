"""The laws of what students must not receive: each finds what it is there for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.leaks import found_in, found_in_text, hidden_numbers, secret_lines
from autograder.authoring.room import Room
from autograder.key import Key

Tiny = Callable[..., Room]


def hidden_value(key: Key) -> float:
    """A number of a hidden case's argument."""
    (exercise,) = (e for e in key.exercises if e.name == "linear")
    case = next(case for case in exercise.cases if case.hidden)
    return float(np.ravel(case.args[0])[0])


def test_a_solution_line_in_a_released_file_is_found(room: Room, tmp_path: Path) -> None:
    """Indented otherwise, or commented out."""
    file = tmp_path / "mlp.py"
    file.write_text("import numpy as np\n    # return x @ weights + bias\n")
    assert found_in([file], secret_lines(room), frozenset()) == [
        "mlp.py: # return x @ weights + bias"
    ]


def test_a_single_line_in_the_package_is_a_coincidence(room: Room, tmp_path: Path) -> None:
    """Two on end are not."""
    file = tmp_path / "engine.py"
    lines = sorted(secret_lines(room))[:2]
    file.write_text(f"{lines[0]}\n\n{lines[1]}\n")
    assert found_in([file], secret_lines(room), frozenset(), run=2) == []
    file.write_text(f"{lines[0]}\n{lines[1]}\n")
    assert len(found_in([file], secret_lines(room), frozenset(), run=2)) == 2


def test_a_mistakes_code_is_found_and_its_message_is_not(tiny: Tiny, tmp_path: Path) -> None:
    """Messages are what students read; code would show the answer by its difference."""
    room = tiny(
        extra="""
        total.edit("doubled", "np.sum(double(x))", "2 * np.sum(double(x))", "It is doubled twice.")


        @total.mistake
        def start_is_subtracted(right, start, **given):
            '''The start is subtracted.'''
            return right(**given, start=-start)
        """
    )
    code = [
        "return float(2 * np.sum(double(x))) + start",
        "return right(**given, start=-start)",
        "return float(np.sum(2 * x))",
    ]
    file = tmp_path / "notes.txt"
    file.write_text("\n".join(["It is doubled twice.", "The start is subtracted.", *code]))
    found = found_in([file], secret_lines(room), frozenset())
    assert found == [f"notes.txt: {line}" for line in code]


@pytest.mark.parametrize("form", ["{:.7g}", "{:.6g}", "{!r}", "[-{!r}, 1.]", "it is {:.7g}."])
def test_a_hidden_number_is_found_in_feedback(private_key: Key, form: str) -> None:
    """Rounded as feedback rounds, in brackets, at the end of a sentence, with another sign."""
    text = form.format(abs(hidden_value(private_key)))
    assert len(found_in_text(text, hidden_numbers(private_key))) == 1


def test_the_numbers_of_public_cases_are_no_secret(private_key: Key, public_key: Key) -> None:
    """And a public key has no secrets at all."""
    (exercise,) = (e for e in public_key.exercises if e.name == "linear")
    text = repr(exercise.cases[0].args[0].tolist())
    assert found_in_text(text, hidden_numbers(private_key)) == []
    assert hidden_numbers(public_key) == frozenset()
