"""step calls nothing else of the module, and works with flat vectors inside."""
import numpy as np


def linear(x, weights, bias):
    return np.hstack([(x @ column)[:, None] for column in weights.T]) + bias


def sigmoid(x):
    x = np.asarray(x, dtype=np.longdouble)
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e / (1 + e), 1 / (1 + e)).astype(np.float64)


def sum_absolute_error(f, truth):
    difference = np.ravel(f - truth)
    return float(difference @ np.sign(difference))


def gradients(x, f, truth):
    slope = np.ravel(np.sign(f - truth) * f * (1 - f))
    return (slope @ x).reshape(-1, 1), float(slope @ np.ones(len(slope)))


def predict(x, weights, bias):
    return sigmoid(x @ weights + bias)


def relative_error(a, b):
    largest = max(np.linalg.norm(np.ravel(a), np.inf), np.linalg.norm(np.ravel(b), np.inf))
    return np.linalg.norm(np.ravel(np.subtract(a, b)), np.inf) / largest if largest else largest


def central_differences(x, truth, weights, bias, h=1e-5):
    t = truth.ravel()
    points = np.tile(np.append(weights, bias), (len(weights) + 1, 1))
    moves = np.diag(np.full(len(points), h))

    def errors(points):
        return np.abs(1 / (1 + np.exp(-(points[:, :-1] @ x.T + points[:, -1:]))) - t).sum(axis=1)

    slopes = (errors(points + moves) - errors(points - moves)) / (2 * h)
    return slopes[:-1, None], float(slopes[-1])


def step(x, truth, weights, bias, learning_rate):
    t, w = truth.ravel(), weights.ravel()
    f = 1 / (1 + np.exp(-np.maximum(x @ w + bias, -700)))
    slope = np.sign(f - t) * f * (1 - f)
    moved = w - learning_rate * (slope @ x)
    return moved[:, None], bias - learning_rate * slope.sum(), np.abs(f - t).sum()
