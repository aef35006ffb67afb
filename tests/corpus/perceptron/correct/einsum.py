"""Index notation."""
import numpy as np


def linear(x, weights, bias):
    return np.einsum("nd,dm->nm", x, weights) + bias


def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def sum_absolute_error(f, truth):
    return np.einsum("nm->", np.abs(f - truth))


def gradients(x, f, truth):
    slope = np.einsum("nm,nm,nm->nm", np.sign(f - truth), f, 1 - f)
    return np.einsum("nd,nm->dm", x, slope), np.einsum("nm->", slope)


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    history = []
    for step in range(num_iterations):
        f = sigmoid(linear(x, weights, bias))
        if step % log_every == 0:
            history.append((step, sum_absolute_error(f, truth)))
        dE_dw, dE_db = gradients(x, f, truth)
        weights, bias = weights - learning_rate * dE_dw, bias - learning_rate * dE_db
    return weights, bias, history


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))
