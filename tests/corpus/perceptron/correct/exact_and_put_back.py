"""Fractions, a named tuple, row by row, and the weights that were passed, moved and put back."""
from collections import namedtuple
from fractions import Fraction

import numpy as np

Result = namedtuple("Result", "weights bias error")


def linear(x, weights, bias):
    return np.inner(x, weights.T) + bias


def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))


def sum_absolute_error(f, truth):
    return float(sum(abs(Fraction(p) - Fraction(t)) for p, t in zip(f.ravel().tolist(), truth.ravel().tolist())))


def gradients(x, f, truth):
    rows = [(p > t) * 1.0 - (p < t) * 1.0 for p, t in zip(f[:, 0], truth[:, 0])] * f[:, 0] * (1 - f[:, 0])
    return sum(row[:, None] * slope for row, slope in zip(x, rows)), float(sum(rows))


def relative_error(a, b):
    a, b = ([Fraction(value) for value in np.ravel(side).tolist()] for side in (a, b))
    largest = max(map(abs, a + b))
    return float(max(abs(p - q) for p, q in zip(a, b)) / largest) if largest else 0.0


def central_differences(x, truth, weights, bias, *rest, **options):
    (h,) = rest or (options.get("h", 1e-5),)
    dE_dw = []
    for place in range(len(weights)):
        old = weights[place, 0]
        errors = []
        for weights[place, 0] in (old + h, old - h):
            errors.append(sum_absolute_error(predict(x, weights, bias), truth))
        weights[place, 0] = old
        dE_dw.append([(errors[0] - errors[1]) / 2 / h])
    above, below = (sum_absolute_error(predict(x, weights, moved), truth) for moved in (bias + h, bias - h))
    return np.array(dE_dw), (above - below) / 2 / h


def step(x, truth, weights, bias, learning_rate):
    dE_dw, dE_db = np.zeros(weights.shape), 0.0
    for row in range(len(x)):
        f = predict(x[[row]], weights, bias)
        part_w, part_b = gradients(x[[row]], f, truth[[row]])
        dE_dw, dE_db = dE_dw + part_w, dE_db + part_b
    error = sum_absolute_error(predict(x, weights, bias), truth)
    return Result(weights - learning_rate * dE_dw, bias - learning_rate * dE_db, error)
