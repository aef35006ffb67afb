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


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))


def _flat(value):
    value = _rows(value)
    return [number for item in value for number in _flat(item)] if isinstance(value, list) else [value]


def relative_error(a, b):
    a, b = _flat(a), _flat(b)
    largest = max(map(abs, a + b))
    return max(abs(p - q) for p, q in zip(a, b)) / largest if largest else 0.0


def central_differences(x, truth, weights, bias, h=1e-5):
    x, truth, weights = _rows(x), _rows(truth), _rows(weights)

    def slope(move):
        above, below = (sum_absolute_error(predict(x, *move(side)), truth) for side in (h, -h))
        return (above - below) / (2 * h)

    def move_weight(place):
        return lambda by: ([[w + by * (i == place)] for i, (w,) in enumerate(weights)], bias)

    return [[slope(move_weight(i))] for i in range(len(weights))], slope(lambda by: (weights, bias + by))


def step(x, truth, weights, bias, learning_rate):
    f = predict(x, weights, bias)
    dE_dw, dE_db = gradients(x, f, truth)
    moved = [[w - learning_rate * d] for (w,), (d,) in zip(_rows(weights), dE_dw)]
    return moved, bias - learning_rate * dE_db, sum_absolute_error(f, truth)
