"""The networks move to the last axis, and results go into buffers."""
import numpy as np
from matplotlib import pyplot as plt


def initial_weights(seeds, num_hidden):
    v, w = np.empty((2, num_hidden, len(seeds))), np.empty((num_hidden, len(seeds)))
    for s, seed in enumerate(seeds):
        generator = np.random.RandomState(seed)
        v[:, :, s] = generator.rand(2, num_hidden)
        w[:, s] = generator.rand(num_hidden)
    return np.moveaxis(v, -1, 0), np.moveaxis(w, -1, 0)[:, :, None]


def _squash(y):
    np.negative(y, out=y)
    np.exp(y, out=y)
    y += 1
    return np.reciprocal(y, out=y)


def _forward(x, v, w):
    g = _squash((x @ v.reshape(len(v), -1)).reshape(len(x), *w.shape))
    return g, _squash((g * w).sum(axis=1))


def _gradients(x, truth, v, w):
    g, f = _forward(x, v, w)
    slope = (f - truth) * f * (1 - f) * (2 / len(x))
    terms = g * slope[:, None]
    dE_dw = terms.sum(axis=0)
    terms *= 1 - g
    terms *= w
    return (x.T @ terms.reshape(len(x), -1)).reshape(v.shape), dE_dw


def _last(v, w):
    return np.moveaxis(v, 0, -1).copy(), np.moveaxis(w[:, :, 0], 0, -1).copy()


def _first(v, w):
    return np.moveaxis(v, -1, 0), np.moveaxis(w, -1, 0)[:, :, np.newaxis]


def forward(x, v, w):
    return _first(*_forward(x, *_last(v, w)))


def gradients(x, truth, v, w):
    return _first(*_gradients(x, truth, *_last(v, w)))


def train(x, truth, v, w, learning_rate, num_iterations):
    v, w = _last(v, w)
    for _ in range(num_iterations):
        dE_dv, dE_dw = _gradients(x, truth, v, w)
        v -= learning_rate * dE_dv
        w -= learning_rate * dE_dw
    return _first(v, w)


def success_rate(f, truth, within=0.1):
    return 1 - float(np.any(np.abs(f - truth) > within, axis=(1, 2)).mean())


def plot_success(rates):
    plt.figure()
    plt.plot(list(rates.keys()), list(rates.values()), marker="x", linestyle="--")
    plt.xlabel("Hidden features")
    plt.ylabel("Success rate")
    plt.grid()
    return plt.gcf()


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    new = np.multiply(velocity, momentum)
    np.add(new, gradient, out=new)
    moved = np.multiply(new, learning_rate)
    return np.subtract(weights, moved, out=moved), new


def adam_step(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    moments = np.stack([mean * beta1, square * beta2])
    moments[0] += gradient * (1 - beta1)
    moments[1] += gradient * gradient * (1 - beta2)
    size = np.sqrt(moments[1] / -np.expm1(step * np.log(beta2)))
    size += epsilon
    first = 1.0 if beta1 == 0 else -np.expm1(step * np.log(beta1))
    return weights - moments[0] / first * learning_rate / size, moments[0], moments[1]
