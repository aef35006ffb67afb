"""The bias is one more weight, of an input that is always 1."""
import numpy as np


def _extended(x):
    return np.column_stack([x, np.ones(len(x))])


def _with(weights, bias):
    return np.vstack([weights, np.full((1, weights.shape[1]), bias)])


def linear(x, weights, bias):
    return _extended(x) @ _with(weights, bias)


def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def sum_absolute_error(f, truth):
    return np.abs(f - truth).sum()


def gradients(x, f, truth):
    both = _extended(x).T @ (np.sign(f - truth) * f * (1 - f))
    return both[:-1], both[-1, 0]


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    z, u, history = _extended(x), _with(weights, bias), []
    for step in range(num_iterations):
        f = sigmoid(z @ u)
        if step % log_every == 0:
            history.append((step, sum_absolute_error(f, truth)))
        u = u - learning_rate * (z.T @ (np.sign(f - truth) * f * (1 - f)))
    return u[:-1], u[-1, 0], history


def predict(x, weights, bias):
    return sigmoid(_extended(x) @ _with(weights, bias))
