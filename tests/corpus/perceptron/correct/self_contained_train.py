"""train calls nothing else of the module, and works with flat vectors inside."""
import numpy as np


def linear(x, weights, bias):
    return np.hstack([(x @ column)[:, None] for column in weights.T]) + bias


def sigmoid(x):
    x = np.asarray(x, dtype=np.longdouble)
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e / (1 + e), 1 / (1 + e)).astype(np.float64)


def sum_absolute_error(f, truth):
    difference = np.ravel(f - truth)
    return float(difference @ np.sign(difference))


def gradients(x, f, truth):
    slope = np.ravel(np.sign(f - truth) * f * (1 - f))
    return (slope @ x).reshape(-1, 1), float(slope @ np.ones(len(slope)))


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    x, t, w, b = x.astype(float), truth.ravel().astype(float), weights.ravel().astype(float), float(bias)
    history = []
    for step in range(num_iterations):
        f = 1 / (1 + np.exp(-np.maximum(x @ w + b, -700)))
        if step % log_every == 0:
            history.append((step, float(np.abs(f - t).sum())))
        slope = np.sign(f - t) * f * (1 - f)
        w, b = w - learning_rate * (slope @ x), b - learning_rate * slope.sum()
    return w[:, None], float(b), history


def predict(x, weights, bias):
    return sigmoid(x @ weights + bias)
