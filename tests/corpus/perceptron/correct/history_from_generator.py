"""Training as a generator of states."""
from itertools import islice

import numpy as np


def linear(x, weights, bias):
    return np.tensordot(x, weights, axes=1) + bias


def sigmoid(x):
    return np.piecewise(
        np.asarray(x, dtype=float), [x >= 0], [lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(z) / (1 + np.exp(z))]
    )


def sum_absolute_error(f, truth):
    return sum(map(abs, (f - truth).ravel().tolist()))


def gradients(x, f, truth):
    dE_df = (f > truth).astype(float) - (f < truth).astype(float)
    dE_dy = dE_df * f * (1 - f)
    return np.sum(x[:, :, np.newaxis] * dE_dy[:, np.newaxis], axis=0), dE_dy.sum().item()


def _states(x, truth, weights, bias, rate):
    while True:
        yield weights, bias
        dE_dw, dE_db = gradients(x, predict(x, weights, bias), truth)
        weights, bias = weights - rate * dE_dw, bias - rate * dE_db


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    states = _states(x, truth, weights, bias, learning_rate)
    history = []
    for step, (w, b) in enumerate(islice(states, num_iterations)):
        if step % log_every == 0:
            history.append((step, sum_absolute_error(predict(x, w, b), truth)))
    weights, bias = next(states)
    return weights, bias, history


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))
