"""A class does the work, functions call it."""
import numpy as np


class Perceptron:
    def __init__(self, weights, bias):
        self.weights, self.bias = np.array(weights, dtype=float), float(bias)

    def sums(self, x):
        return np.dot(x, self.weights) + self.bias

    def __call__(self, x):
        return sigmoid(self.sums(x))

    def step(self, x, truth, rate):
        dE_dw, dE_db = gradients(x, self(x), truth)
        self.weights -= rate * dE_dw
        self.bias -= rate * dE_db


def linear(x, weights, bias):
    return Perceptron(weights, bias).sums(x)


def sigmoid(x):
    x = np.asarray(x, dtype=float)
    result = np.empty_like(x)
    positive = x >= 0
    result[positive] = 1 / (1 + np.exp(-x[positive]))
    e = np.exp(x[~positive])
    result[~positive] = e / (1 + e)
    return result


def sum_absolute_error(f, truth):
    return float(np.linalg.norm((f - truth).ravel(), ord=1))


def gradients(x, f, truth):
    slopes = np.where(f == truth, 0.0, np.copysign(1.0, f - truth)) * f * (1 - f)
    return np.dot(np.transpose(x), slopes), slopes.sum()


def predict(x, weights, bias):
    return Perceptron(weights, bias)(x)


class Slope:
    """Measures how steep a function is along each of its numbers."""

    def __init__(self, function, h):
        self.function, self.h = function, h

    def along(self, numbers, position):
        values = []
        for side in (1, -1):
            moved = list(numbers)
            moved[position] += side * self.h
            values.append(self.function(moved))
        return (values[0] - values[1]) / (self.h + self.h)


def relative_error(a, b):
    a, b = np.ravel(a), np.ravel(b)
    largest = np.abs(np.concatenate([a, b])).max()
    return 0.0 if largest == 0 else np.abs(a - b).max() / largest


def central_differences(x, truth, weights, bias, h=1e-5):
    def error(numbers):
        *w, b = numbers
        return sum_absolute_error(Perceptron(np.reshape(w, (-1, 1)), b)(x), truth)

    slope, numbers = Slope(error, h), [*weights[:, 0], bias]
    *dE_dw, dE_db = [slope.along(numbers, position) for position in range(len(numbers))]
    return np.reshape(dE_dw, weights.shape), dE_db


def step(x, truth, weights, bias, learning_rate):
    perceptron = Perceptron(weights, bias)
    error = sum_absolute_error(perceptron(x), truth)
    perceptron.step(x, truth, learning_rate)
    return perceptron.weights, perceptron.bias, error
