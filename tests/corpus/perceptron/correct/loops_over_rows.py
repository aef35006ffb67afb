"""Plain loops over rows and inputs."""
import math

import numpy as np


def linear(x, weights, bias):
    y = np.empty((x.shape[0], weights.shape[1]))
    for row in range(x.shape[0]):
        for column in range(weights.shape[1]):
            total = float(bias)
            for i in range(x.shape[1]):
                total += float(x[row, i]) * float(weights[i, column])
            y[row, column] = total
    return y


def _one(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def sigmoid(x):
    result = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        result[index] = _one(float(x[index]))
    return result


def sum_absolute_error(f, truth):
    total = 0.0
    for index in np.ndindex(f.shape):
        total += abs(float(f[index]) - float(truth[index]))
    return total


def gradients(x, f, truth):
    dE_dw, dE_db = np.zeros((x.shape[1], 1)), 0.0
    for row in range(len(x)):
        p, t = float(f[row, 0]), float(truth[row, 0])
        sign = 1 if p > t else -1 if p < t else 0
        slope = sign * p * (1 - p)
        for i in range(x.shape[1]):
            dE_dw[i, 0] += slope * float(x[row, i])
        dE_db += slope
    return dE_dw, dE_db


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    weights, history = np.array(weights, dtype=float), []
    for step in range(num_iterations):
        f = predict(x, weights, bias)
        if not step % log_every:
            history.append((step, sum_absolute_error(f, truth)))
        dE_dw, dE_db = gradients(x, f, truth)
        weights = weights - learning_rate * dE_dw
        bias = bias - learning_rate * dE_db
    return weights, bias, history


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))
