"""Copies first, then in-place arithmetic."""
import numpy as np


def linear(x, weights, bias):
    y = np.matmul(x, weights)
    y += bias
    return y


def sigmoid(x):
    y = np.array(x, dtype=float)
    np.clip(y, -709, 709, out=y)
    np.negative(y, out=y)
    np.exp(y, out=y)
    y += 1
    np.reciprocal(y, out=y)
    return y


def sum_absolute_error(f, truth):
    distance = np.array(f, dtype=float)
    distance -= truth
    np.abs(distance, out=distance)
    return distance.sum()


def gradients(x, f, truth):
    slope = np.sign(np.subtract(f, truth))
    slope *= f
    slope *= 1 - f
    return np.matmul(x.T, slope), np.float64(slope.sum())


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))


def relative_error(a, b):
    difference = np.array(a, dtype=float)
    difference -= b
    np.abs(difference, out=difference)
    largest = np.maximum(np.abs(a), np.abs(b)).max()
    if not largest:
        return 0.0
    difference /= largest
    return difference.max()


def central_differences(x, truth, weights, bias, h=1e-5):
    moved, slopes = weights.copy(), np.empty_like(weights)
    it = np.nditer(weights, flags=["multi_index"], op_flags=["readonly"])
    while not it.finished:
        place = it.multi_index
        old = moved[place]
        moved[place] = old + h
        above = sum_absolute_error(predict(x, moved, bias), truth)
        moved[place] = old - h
        below = sum_absolute_error(predict(x, moved, bias), truth)
        moved[place] = old
        slopes[place] = (above - below) / (2 * h)
        it.iternext()
    bias += h
    above = sum_absolute_error(predict(x, moved, bias), truth)
    bias -= 2 * h
    below = sum_absolute_error(predict(x, moved, bias), truth)
    return slopes, (above - below) / (2 * h)


def step(x, truth, weights, bias, learning_rate):
    weights = weights.copy()
    f = predict(x, weights, bias)
    dE_dw, dE_db = gradients(x, f, truth)
    weights -= learning_rate * dE_dw
    bias -= learning_rate * dE_db
    return weights, bias, sum_absolute_error(f, truth)
