"""The bias and its gradient are NumPy scalars and arrays without an axis."""
import numpy as np


def linear(x, weights, bias):
    return np.add(np.dot(x, weights), np.asarray(bias))


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def sum_absolute_error(f, truth):
    return np.array(np.abs(f - truth).sum())


def gradients(x, f, truth):
    dE_dy = np.sign(f - truth) * (f - f**2)
    return x.T.dot(dE_dy), np.array(dE_dy.sum())


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    bias, history = np.array(bias, dtype=np.float64), []
    for step in np.arange(num_iterations):
        f = predict(x, weights, bias)
        if step % log_every == 0:
            history.append((step, sum_absolute_error(f, truth)))
        dE_dw, dE_db = gradients(x, f, truth)
        weights = weights - learning_rate * dE_dw
        bias = bias - learning_rate * dE_db
    return weights, bias, history


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))
