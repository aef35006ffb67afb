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


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))


def relative_error(a, b):
    if np.shape(a) == ():
        a, b = [a], [b]
    largest, distance = 0.0, 0.0
    for index in np.ndindex(np.shape(a)):
        one, other = float(np.asarray(a)[index]), float(np.asarray(b)[index])
        largest = max(largest, abs(one), abs(other))
        distance = max(distance, abs(one - other))
    if largest == 0.0:
        return 0.0
    return distance / largest


def central_differences(x, truth, weights, bias, h=1e-5):
    def error(place, move):
        total = 0.0
        for row in range(len(x)):
            y = bias + (move if place is None else 0.0)
            for i in range(len(weights)):
                y += x[row, i] * (weights[i, 0] + (move if i == place else 0.0))
            total += abs(_one(y) - truth[row, 0])
        return total

    slopes = [(error(i, h) - error(i, -h)) / (2 * h) for i in [*range(len(weights)), None]]
    return np.array([[slope] for slope in slopes[:-1]]), slopes[-1]


def step(x, truth, weights, bias, learning_rate):
    f = predict(x, weights, bias)
    error = sum_absolute_error(f, truth)
    dE_dw, dE_db = gradients(x, f, truth)
    moved = np.empty(weights.shape)
    for i in range(len(weights)):
        moved[i, 0] = weights[i, 0] - learning_rate * dE_dw[i, 0]
    return moved, bias - learning_rate * dE_db, error
