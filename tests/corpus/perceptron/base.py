"""The clean module that the faults of faults.py are appended to: later definitions win."""
import numpy as np


def linear(x, weights, bias):
    return x @ weights + bias


def sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1 / (1 + z), z / (1 + z))


def sum_absolute_error(f, truth):
    return float(np.sum(np.abs(f - truth)))


def gradients(x, f, truth):
    dE_df = np.sign(f - truth)
    dE_dy = dE_df * f * (1 - f)
    dE_dw = x.T @ dE_dy
    dE_db = float(np.sum(dE_dy))
    return dE_dw, dE_db


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    w, b = weights.copy(), bias
    history = []
    for step in range(num_iterations):
        f = sigmoid(linear(x, w, b))
        if step % log_every == 0:
            history.append((step, sum_absolute_error(f, truth)))
        dE_dw, dE_db = gradients(x, f, truth)
        w = w - learning_rate * dE_dw
        b = b - learning_rate * dE_db
    return w, b, history


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))
