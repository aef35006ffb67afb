"""Generators of moved weights, and of errors."""
import numpy as np


def linear(x, weights, bias):
    return np.tensordot(x, weights, axes=1) + bias


def sigmoid(x):
    return np.piecewise(
        np.asarray(x, dtype=float), [x >= 0], [lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(z) / (1 + np.exp(z))]
    )


def sum_absolute_error(f, truth):
    return sum(map(abs, (f - truth).ravel().tolist()))


def gradients(x, f, truth):
    dE_df = (f > truth).astype(float) - (f < truth).astype(float)
    dE_dy = dE_df * f * (1 - f)
    return np.sum(x[:, :, np.newaxis] * dE_dy[:, np.newaxis], axis=0), dE_dy.sum().item()


def predict(x, weights, bias):
    return sigmoid(linear(x, weights, bias))


def relative_error(a, b):
    pairs = list(zip(np.ravel(a).tolist(), np.ravel(b).tolist()))
    largest = max(abs(value) for pair in pairs for value in pair)
    return max(abs(p - q) for p, q in pairs) / largest if largest else 0.0


def _moved(weights, bias, h):
    for place in range(len(weights)):
        for side in (h, -h):
            yield np.array([[w + (side if i == place else 0)] for i, w in enumerate(weights[:, 0])]), bias
    yield weights, bias + h
    yield weights, bias - h


def central_differences(x, truth, weights, bias, h=1e-5):
    errors = (sum_absolute_error(predict(x, w, b), truth) for w, b in _moved(weights, bias, h))
    slopes = [(above - next(errors)) / (2 * h) for above in errors]
    return np.array(slopes[:-1])[:, None], slopes[-1]


def step(x, truth, weights, bias, learning_rate):
    f = predict(x, weights, bias)
    (w, b), error = gradients(x, f, truth), sum_absolute_error(f, truth)
    return tuple(old - learning_rate * slope for old, slope in ((weights, w), (bias, b))) + (error,)
