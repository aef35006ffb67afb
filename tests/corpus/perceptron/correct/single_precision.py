"""Everything in float32."""
import numpy as np


def _single(array):
    return np.asarray(array, dtype=np.float32)


def linear(x, weights, bias):
    return _single(x) @ _single(weights) + np.float32(bias)


def sigmoid(x):
    e = np.exp(-np.abs(_single(x)))
    return np.where(_single(x) >= 0, np.float32(1), e) / (1 + e)


def sum_absolute_error(f, truth):
    return float(np.abs(_single(f) - _single(truth)).sum(dtype=np.float32))


def gradients(x, f, truth):
    f, truth = _single(f), _single(truth)
    dE_dy = np.sign(f - truth) * f * (1 - f)
    return _single(x).T @ dE_dy, float(dE_dy.sum(dtype=np.float32))


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))


def relative_error(a, b):
    largest = np.amax(np.abs([a, b]))
    return float(np.amax(np.abs(np.subtract(a, b))) / largest) if largest else 0.0


def central_differences(x, truth, weights, bias, h=1e-5):
    """In double precision: single leaves nothing of such a small difference."""
    point = np.append(weights.astype(np.float64), np.float64(bias))

    def error(place, move):
        moved = point + move * (np.arange(len(point)) == place)
        f = 1 / (1 + np.exp(-(x.astype(np.float64) @ moved[:-1, np.newaxis] + moved[-1])))
        return np.abs(f - truth).sum()

    slopes = [(error(place, h) - error(place, -h)) / (2 * h) for place in range(len(point))]
    return np.asarray(slopes[:-1]).reshape(weights.shape), slopes[-1]


def step(x, truth, weights, bias, learning_rate):
    w, b, rate = _single(weights), np.float32(bias), np.float32(learning_rate)
    f = predict(x, w, b)
    dE_dw, dE_db = gradients(x, f, truth)
    return w - rate * dE_dw, float(b - rate * np.float32(dE_db)), sum_absolute_error(f, truth)
