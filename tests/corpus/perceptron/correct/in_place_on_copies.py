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


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    weights = weights.copy()
    history = []
    step = 0
    while step < num_iterations:
        f = predict(x, weights, bias)
        if step % log_every == 0:
            history += [(step, sum_absolute_error(f, truth))]
        dE_dw, dE_db = gradients(x, f, truth)
        weights -= learning_rate * dE_dw
        bias -= learning_rate * dE_db
        step += 1
    return weights, bias, history


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))
