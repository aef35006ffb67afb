"""The clean module that the faults of faults.py are appended to: later definitions win."""
import numpy as np


def linear(x, weights, bias):
    return x @ weights + bias


def sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1 / (1 + z), z / (1 + z))


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))


def sum_absolute_error(f, truth):
    return float(np.sum(np.abs(f - truth)))


def gradients(x, f, truth):
    dE_df = np.sign(f - truth)
    dE_dy = dE_df * f * (1 - f)
    dE_dw = x.T @ dE_dy
    dE_db = float(np.sum(dE_dy))
    return dE_dw, dE_db


def relative_error(a, b):
    largest = max(np.max(np.abs(a)), np.max(np.abs(b)))
    if largest == 0:
        return 0.0
    return float(np.max(np.abs(a - b)) / largest)


def central_differences(x, truth, weights, bias, h=1e-5):
    def error(weights, bias):
        return sum_absolute_error(predict(x, weights, bias), truth)

    dE_dw = np.zeros(weights.shape)
    for place in np.ndindex(weights.shape):
        nudge = np.zeros(weights.shape)
        nudge[place] = h
        dE_dw[place] = (error(weights + nudge, bias) - error(weights - nudge, bias)) / (2 * h)
    dE_db = (error(weights, bias + h) - error(weights, bias - h)) / (2 * h)
    return dE_dw, dE_db


def step(x, truth, weights, bias, learning_rate):
    f = predict(x, weights, bias)
    error = sum_absolute_error(f, truth)
    dE_dw, dE_db = gradients(x, f, truth)
    return weights - learning_rate * dE_dw, bias - learning_rate * dE_db, error
