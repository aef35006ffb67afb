"""Central differences by the sums alone or one matrix, norms, fractions: formulas that give the same."""
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
    from fractions import Fraction as F
    A = [F(float(v)) for v in np.ravel(a)]; B = [F(float(v)) for v in np.ravel(b)]
    m = max(map(abs, A + B))
    return float(max(abs(x - y) for x, y in zip(A, B)) / m) if m else 0.0


def central_differences(x, truth, weights, bias, h=1e-05):
    X = np.c_[x, np.ones(len(x))]
    p = np.vstack([weights, [[bias]]])
    E = lambda p: np.abs(1 / (1 + np.exp(-X @ p)) - truth).sum(axis=0)
    H = h * np.identity(len(p))
    g = (E(p + H) - E(p - H)) / (2 * h)
    return g[:-1].reshape(weights.shape), g[-1]


def step(x, truth, weights, bias, learning_rate):
    f = predict(x, weights, bias)
    error = sum_absolute_error(f, truth)
    dE_dw, dE_db = gradients(x, f, truth)
    return weights - learning_rate * dE_dw, bias - learning_rate * dE_db, error
