"""Everything in float32."""
import numpy as np


def _single(array):
    return np.asarray(array, dtype=np.float32)


def linear(x, weights, bias):
    return _single(x) @ _single(weights) + np.float32(bias)


def sigmoid(x):
    e = np.exp(-np.abs(_single(x)))
    return np.where(_single(x) >= 0, np.float32(1), e) / (1 + e)


def sum_absolute_error(f, truth):
    return float(np.abs(_single(f) - _single(truth)).sum(dtype=np.float32))


def gradients(x, f, truth):
    f, truth = _single(f), _single(truth)
    dE_dy = np.sign(f - truth) * f * (1 - f)
    return _single(x).T @ dE_dy, float(dE_dy.sum(dtype=np.float32))


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    w, b, rate = _single(weights), np.float32(bias), np.float32(learning_rate)
    history = []
    for step in range(num_iterations):
        f = predict(x, w, b)
        if step % log_every == 0:
            history.append((step, sum_absolute_error(f, truth)))
        dE_dw, dE_db = gradients(x, f, truth)
        w = w - rate * dE_dw
        b = np.float32(b - rate * np.float32(dE_db))
    return w, float(b), history


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))
