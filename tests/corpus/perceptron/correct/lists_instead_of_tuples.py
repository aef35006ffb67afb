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


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))


def relative_error(a, b):
    print("relative_error", a, b)
    if np.count_nonzero(a) == 0 and np.count_nonzero(b) == 0:
        return 0
    return np.nanmax(np.absolute(np.array(a) - np.array(b))) / np.nanmax([np.absolute(a), np.absolute(b)])


def central_differences(x, truth, weights, bias, h=1e-5):
    numbers = [*weights.ravel(), bias]
    slopes = []
    for place in range(len(numbers)):
        above, below = numbers.copy(), numbers.copy()
        above[place] += h
        below[place] -= h
        errors = [sum_absolute_error(predict(x, np.c_[n[:-1]], n[-1]), truth) for n in (above, below)]
        slopes.append((errors[0] - errors[1]) / (2 * h))
    return [[[slope] for slope in slopes[:-1]], slopes[-1]]


def step(x, truth, weights, bias, learning_rate):
    f = predict(x, weights, bias)
    w, b = gradients(x, f, truth)
    return [weights + -learning_rate * w, bias + -learning_rate * b, sum_absolute_error(f, truth)]
