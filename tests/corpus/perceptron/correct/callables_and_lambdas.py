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


def train(x, truth, weights, bias, learning_rate=0.05, num_iterations=10000, log_every=1000):
    def one(step, weights, bias):
        f = predict(x=x, weights=weights, bias=bias)
        dE_dw, dE_db = gradients(x=x, f=f, truth=truth)
        error = sum_absolute_error(f=f, truth=truth)
        return weights - learning_rate * dE_dw, bias - learning_rate * dE_db, error

    log = {}
    for step in range(num_iterations):
        weights, bias, error = one(step, weights, bias)
        if step % log_every == 0:
            log[step] = error
    return weights, bias, list(log.items())
