"""Lists of lists instead of arrays; only the standard library."""
from math import exp


def _rows(array):
    return array.tolist() if hasattr(array, "tolist") else array


def linear(x, weights, bias):
    columns = list(zip(*_rows(weights)))
    return [[sum(a * b for a, b in zip(row, column)) + bias for column in columns] for row in _rows(x)]


def _squash(z):
    return 1 / (1 + exp(-z)) if z > -500 else 0.0


def sigmoid(x):
    def squash(value):
        return [squash(item) for item in value] if isinstance(value, list) else _squash(value)

    return squash(_rows(x))


def sum_absolute_error(f, truth):
    return sum(abs(a - b) for p, t in zip(_rows(f), _rows(truth)) for a, b in zip(p, t))


def gradients(x, f, truth):
    slopes = []
    for (p,), (t,) in zip(_rows(f), _rows(truth)):
        slopes.append(((p > t) - (p < t)) * p * (1 - p))
    columns = zip(*_rows(x))
    return [[sum(a * s for a, s in zip(column, slopes))] for column in columns], sum(slopes)


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    x, truth, weights, history = _rows(x), _rows(truth), _rows(weights), []
    for step in range(num_iterations):
        f = predict(x, weights, bias)
        if step % log_every == 0:
            history.append((step, sum_absolute_error(f, truth)))
        dE_dw, dE_db = gradients(x, f, truth)
        weights = [[w - learning_rate * d] for (w,), (d,) in zip(weights, dE_dw)]
        bias = bias - learning_rate * dE_db
    return weights, bias, history


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))
