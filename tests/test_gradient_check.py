"""`gradient_check`: right gradients, wrong ones, and gradients of a wrong error."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.student import gradient_check

RANDOM = np.random.default_rng(3)
X, TRUTH = RANDOM.normal(size=(5, 4)), RANDOM.uniform(size=(5, 2))
W, B = RANDOM.normal(size=(4, 2)), 0.3


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def error(w: Any, b: Any) -> float:
    return float(np.mean((sigmoid(X @ w + b) - TRUTH) ** 2))


def gradients(w: Any, b: Any) -> tuple[Any, Any]:
    f = sigmoid(X @ w + b)
    slope = 2 * (f - TRUTH) / f.size * f * (1 - f)
    return X.T @ slope, float(slope.sum())


def torch_error(w: Any, b: Any) -> Any:
    import torch

    return torch.mean((torch.sigmoid(torch.tensor(X) @ w + b) - torch.tensor(TRUTH)) ** 2)


Shown = Callable[..., list[str]]


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Shown:
    """What a check prints, as lines."""

    def run(*args: Any, **options: Any) -> list[str]:
        gradient_check(*args, **options)
        return capsys.readouterr().out.splitlines()

    return run


def test_right_gradients_agree_with_differences_and_with_pytorch(shown: Shown) -> None:
    lines = shown(error, gradients(W, B), W, B, torch_error=torch_error)
    assert [line.partition(": relative")[0] for line in lines[:4]] == [
        "✓ the gradient by w (4, 2)", "✓ the gradient by w (4, 2)",
        "✓ the gradient by b (a number)", "✓ the gradient by b (a number)",
    ]  # fmt: skip
    assert [line.rpartition(" from ")[2] for line in lines[:4]] == [
        "central differences", "PyTorch"
    ] * 2  # fmt: skip
    assert lines[4:] == ["  The bound is 1e-06 for central differences and 1e-09 for PyTorch."]


def test_where_one_fails_the_bounds_are_explained(shown: Shown) -> None:
    by_w, by_b = gradients(W, B)
    assert shown(error, (2 * by_w, by_b), W, B, torch_error=torch_error)[-3:] == [
        "  The bound is 1e-06 for central differences, which are right to about 9 digits.",
        "  The bound is 1e-09 for PyTorch, which differs from NumPy in the last of 16 digits.",
        "  A wrong formula shows in the first few digits.",
    ]


def test_one_gradient_alone_is_checked(shown: Shown) -> None:
    lines = shown(lambda w: error(w, B), gradients(W, B)[0], W)
    assert lines[0].startswith("✓ the gradient by w (4, 2)")


def test_a_list_is_an_array_where_there_is_one_weight(shown: Shown) -> None:
    lines = shown(lambda w: error(w, B), gradients(W, B)[0].tolist(), W)
    assert lines[0].startswith("✓")


@pytest.mark.parametrize("factor", [0.5, -1.0, 10.0])
def test_a_wrong_factor_is_named(shown: Shown, factor: float) -> None:
    lines = shown(lambda w: error(w, B), factor * gradients(W, B)[0], W)
    assert lines[0].startswith("✗ the gradient by w (4, 2): relative error ")
    assert lines[1:3] == [
        "  It is not the gradient of your error. Look at each factor of the chain.",
        f"  It is {factor:.4g} times that of central differences.",
    ]


def test_a_missing_factor_has_no_constant_to_name(shown: Shown) -> None:
    f = sigmoid(X @ W + B)
    lines = shown(lambda w: error(w, B), X.T @ (2 * (f - TRUTH) / f.size), W)
    assert lines[0].startswith("✗")
    assert "times" not in "".join(lines)


def test_the_gradient_of_another_error_agrees_with_differences_alone(shown: Shown) -> None:
    """As with half the error, or a sum in the place of the mean: both are consistent."""
    by_w, by_b = gradients(W, B)
    lines = shown(lambda w, b: error(w, b) / 2, (by_w / 2, by_b / 2), W, B, torch_error=torch_error)
    assert [line[0] for line in lines if line[0] in "✓✗"] == ["✓", "✗", "✓", "✗"]
    assert lines[2] == (
        "  It is the gradient of your error, but your error is not the one that is asked for."
    )
    assert "  It is 0.5 times that of PyTorch." in lines


def test_a_right_gradient_of_an_error_that_is_wrong_is_told_so(shown: Shown) -> None:
    lines = shown(
        lambda w, b: error(w, b) / 2, gradients(W, B), W, B, torch_error=torch_error
    )  # fmt: skip
    assert (
        "  The gradient is right. Your error, or what it calls, computes something else." in lines
    )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (np.zeros((2, 4)), "its shape is (2, 4). Each weight has one derivative. Transposed, it"),
        (np.zeros(4), "its shape is (4,). Each weight has one derivative."),
        (None, "it is None. Is a return missing?"),
        (np.full((4, 2), np.nan), "it holds NaN or infinity."),
    ],
)
def test_what_cannot_be_a_gradient_is_told_in_words(shown: Shown, wrong: Any, words: str) -> None:
    lines = shown(lambda w: error(w, B), wrong, W)
    assert lines[0].startswith(f"✗ the gradient by w (4, 2): {words}")


def test_an_error_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"an array of shape \(5, 2\)\. It should be one number"):
        gradient_check(lambda w: (sigmoid(X @ w) - TRUTH) ** 2, W, W)
    with pytest.raises(ValueError, match="The error is None"):
        gradient_check(lambda w: None, W, W)


def test_each_weight_needs_a_gradient() -> None:
    with pytest.raises(ValueError, match="2 weights, but there are 3 gradients"):
        gradient_check(error, (W, B, B), W, B)


def test_without_pytorch_the_comparison_is_left_out_and_said(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    lines = shown(error, gradients(W, B), W, B, torch_error=torch_error)
    assert lines[-1] == "  PyTorch is not installed, so its derivatives are not compared."
    assert "PyTorch" not in "".join(lines[:-1])


def test_the_weights_stay_as_they_are(shown: Shown) -> None:
    before = W.copy()
    shown(error, gradients(W, B), W, B)
    np.testing.assert_array_equal(W, before)


def test_zero_gradients_of_a_flat_error_agree(shown: Shown) -> None:
    assert shown(lambda w: 1.0, np.zeros((4, 2)), W)[0].startswith("✓")
