"""Lambdas, partials and callable objects; keyword calls; Fortran order."""
from functools import partial

import numpy as np

linear = lambda x, weights, bias: np.asfortranarray(x) @ np.asfortranarray(weights) + bias  # noqa: E731


class Sigmoid:
    def __call__(self, x):
        with np.errstate(over="ignore"):
            return np.reciprocal(1 + np.exp(np.negative(x)))

    def derivative(self, value):
        return value * (1 - value)


sigmoid = Sigmoid()
sum_absolute_error = lambda f, truth: float(np.abs(np.subtract(f, truth)).sum())  # noqa: E731


def _gradients(x, f, truth, slope):
    dE_dy = np.sign(f - truth) * slope(f)
    return np.asfortranarray(x.T @ dE_dy), float(dE_dy.sum())


gradients = partial(_gradients, slope=sigmoid.derivative)
predict = lambda x, weights, bias: sigmoid(linear(x=x, weights=weights, bias=bias))  # noqa: E731



relative_error = lambda a, b: float(  # noqa: E731
    np.max(np.abs(np.subtract(a, b))) / (max(np.max(np.abs(a)), np.max(np.abs(b))) or 1)
)


def central_differences(x, truth, weights, bias, h=1e-5):
    error = lambda w, b: sum_absolute_error(f=predict(x=x, weights=w, bias=b), truth=truth)  # noqa: E731
    slope = lambda f: (f(h) - f(-h)) / (2 * h)  # noqa: E731
    units = np.eye(weights.size).reshape(weights.size, *weights.shape)
    dE_dw = [slope(lambda t, e=e: error(weights + t * e, bias)) for e in units]
    return np.array(dE_dw).reshape(weights.shape), slope(lambda t: error(weights, bias + t))


def step(x, truth, weights, bias, learning_rate):
    f = predict(x=x, weights=weights, bias=bias)
    dE_dw, dE_db = gradients(x=x, f=f, truth=truth)
    error = sum_absolute_error(f=f, truth=truth)
    return weights - learning_rate * dE_dw, bias - learning_rate * dE_db, error
