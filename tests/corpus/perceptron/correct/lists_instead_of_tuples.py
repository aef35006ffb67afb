"""Lists where the contract has tuples, pairs as lists, prints and warnings on the way."""
import warnings

import numpy as np


def linear(x, weights, bias):
    print("linear", x.shape, weights.shape)
    return x.dot(weights) + bias


def sigmoid(x):
    warnings.warn("squashing")
    small = np.exp(-np.abs(x))
    return np.select([x >= 0], [1 / (1 + small)], small / (1 + small))


def sum_absolute_error(f, truth):
    return np.nansum(np.absolute(truth - f))


def gradients(x, f, truth):
    dE_dy = -np.sign(truth - f) * f * (1 - f)
    return [x.T @ dE_dy, dE_dy.sum()]


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    history = []
    w, b = weights, bias
    for step in range(0, num_iterations):
        f = 1 / (1 + np.exp(-np.clip(x @ w + b, -700, 700)))
        if step in range(0, num_iterations, log_every):
            history.append([step, sum_absolute_error(f, truth)])
        dE_dw, dE_db = gradients(x, f, truth)
        w, b = w - learning_rate * dE_dw, b - learning_rate * dE_db
    return [w, b, history]


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))
