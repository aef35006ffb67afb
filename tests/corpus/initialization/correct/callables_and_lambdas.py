"""Lambdas and partials; keyword calls; functools.reduce for the steps."""
from functools import partial, reduce

import numpy as np
from matplotlib import pyplot as plt


def _draw(seed, num_hidden):
    np.random.seed(seed)
    return np.random.rand(2, num_hidden), np.random.rand(num_hidden, 1)


initial_weights = lambda seeds, num_hidden: tuple(  # noqa: E731
    map(np.array, zip(*map(partial(_draw, num_hidden=num_hidden), seeds)))
)
_sigmoid = lambda y: 1 / (1 + np.exp(-y))  # noqa: E731


def forward(x, v, w):
    return (lambda g: (g, _sigmoid(g @ w)))(_sigmoid(x @ v))


def gradients(x, truth, v, w):
    g, f = forward(x=x, v=v, w=w)
    mean = partial(np.multiply, 2 / x.shape[0])
    dE_dy = mean(f - truth) * f * (1 - f)
    return x.T @ (dE_dy * np.rollaxis(w, 2, 1) * g * (1 - g)), np.rollaxis(g, 2, 1) @ dE_dy


def train(x, truth, v, w, learning_rate, num_iterations):
    def step(weights, _):
        slopes = gradients(x=x, truth=truth, v=weights[0], w=weights[1])
        return tuple(a - learning_rate * b for a, b in zip(weights, slopes))

    return reduce(step, range(num_iterations), (v, w))


success_rate = lambda f, truth, within=0.1: (  # noqa: E731
    sum((abs(f - truth) <= within).min(axis=(1, 2)).tolist()) / f.shape[0]
)


def plot_success(rates):
    with plt.style.context("ggplot"):
        figure, axes = plt.subplots()
        axes.plot(*map(list, zip(*rates.items())))
        axes.set(xlabel="hidden features", ylabel="success rate")
        axes.grid(True)
    return figure


_fade = lambda old, share, news: share * old + news  # noqa: E731
_mean = lambda old, share, news: _fade(old, share, (1 - share) * news)  # noqa: E731
_unbiased = lambda mean, share, step: mean / (1 - share**step)  # noqa: E731
momentum_step = lambda weights, gradient, velocity, learning_rate=0.05, momentum=0.9: (  # noqa: E731
    (lambda new: (weights - learning_rate * new, new))(_fade(velocity, momentum, gradient))
)


def adam_step(
    weights, gradient, mean, square, step, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    m, q = map(_mean, (mean, square), (beta1, beta2), (gradient, gradient**2))
    up, size = map(partial(_unbiased, step=step), (m, q), (beta1, beta2))
    return weights - learning_rate * up / (np.sqrt(size) + epsilon), m, q
