"""The assignment autograd says nothing that is not so: its losses, and the counts of its answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from solutions.autograd import autograd
from solutions.autograd.exercises import OR_INPUTS, OR_START, OR_TRUTH

N, D, H, M = 4, 2, 3, 1
# The multiplications of the two matrix products, x · v and g · w, of the forward pass.
FORWARD = N * D * H + N * H * M


def a_start() -> list[Any]:
    np.random.seed(1)
    return [np.random.rand(D, H), np.random.rand(H, M)]


def test_the_tape_gives_the_published_losses_of_mlp() -> None:
    """The first of them; all ten are for `make test-long`."""
    _, history = autograd.train(
        lambda v, w: autograd.loss_and_gradients(OR_INPUTS, OR_TRUTH, v, w),
        a_start(),
        num_iterations=1001,
    )
    assert [f"{error:.6e}" for _, error in history] == ["1.960156e-01", "1.651662e-01"]


def test_the_cases_begin_where_the_published_training_does() -> None:
    for start, drawn in zip(OR_START, a_start(), strict=True):
        np.testing.assert_allclose(start, drawn, rtol=1e-7)


def by_forward_mode(tape: list[Any], weight: int, element: tuple[int, ...]) -> tuple[float, int]:
    """The derivative of the last value by one element, and the multiplications of its products."""
    dots: list[Any] = []
    count = 0
    for position, (operation, parents, value) in enumerate(tape):
        dot = np.zeros(np.shape(value))
        values, slopes = [tape[p][2] for p in parents], [dots[p] for p in parents]
        match operation:
            case "input" if position == weight:
                dot[element] = 1
            case "matmul":
                (a, b), (a_dot, b_dot) = values, slopes
                dot = a_dot @ b + a @ b_dot
                count += 2 * len(a) * a.shape[1] * b.shape[1]
            case "sigmoid":
                dot = slopes[0] * value * (1 - value)
            case "subtract":
                dot = slopes[0] - slopes[1]
            case "multiply":
                dot = slopes[0] * values[1] + values[0] * slopes[1]
            case "mean":
                dot = np.mean(slopes[0])
        dots.append(dot)
    return float(dots[-1]), count


def test_the_model_answer_counts_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """One pass of 72 multiplications backwards, nine forwards, for the same nine derivatives."""
    counted, tapes = [], []
    rule, walk = autograd.matmul_backward, autograd.backward

    def count(gradient: Any, value: Any, a: Any, b: Any) -> Any:
        counted.extend([gradient.size * b.shape[0], a.size * gradient.shape[1]])
        return rule(gradient, value, a, b)

    def remember(tape: Any) -> Any:
        tapes.append(tape)
        return walk(tape)

    monkeypatch.setattr(autograd, "matmul_backward", count)
    monkeypatch.setattr(autograd, "backward", remember)
    _, *gradients = autograd.loss_and_gradients(OR_INPUTS, OR_TRUTH, *a_start())
    assert sum(counted) == 2 * FORWARD == 72

    (tape,), products = tapes, 0
    weights = 2, 3  # where v and w stand on the tape
    for position, gradient in zip(weights, gradients, strict=True):
        for element in np.ndindex(gradient.shape):
            derivative, count_of_pass = by_forward_mode(tape, position, element)
            assert derivative == pytest.approx(gradient[element], rel=1e-9)
            products += count_of_pass
    assert products == 9 * 72 == 648
