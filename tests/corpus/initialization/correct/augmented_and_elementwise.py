"""Broadcast products and sums instead of matrix products; numbers as NumPy scalars."""
import numpy as np
from matplotlib import pyplot as plt


def initial_weights(seeds, num_hidden):
    def draw(shape):
        return np.array([[np.random.random_sample() for _ in range(shape[1])] for _ in range(shape[0])])

    result = []
    for seed in seeds:
        np.random.seed(seed)
        result.append([draw((2, num_hidden)), draw((num_hidden, 1))])
    return np.array([v for v, w in result]), np.array([w for v, w in result])


def forward(x, v, w):
    sums = (x[np.newaxis, :, :, np.newaxis] * v[:, np.newaxis]).sum(axis=2)
    g = np.reciprocal(1 + np.exp(-sums))
    return g, np.reciprocal(1 + np.exp(-(g[..., np.newaxis] * w[:, np.newaxis]).sum(axis=2)))


def gradients(x, truth, v, w):
    g, f = forward(x, v, w)
    dE_dy = np.multiply(f - truth, f - f * f) * (np.float64(2) / np.float64(len(truth)))
    dE_dw = (g[..., np.newaxis] * dE_dy[:, :, np.newaxis]).sum(axis=1)
    inner = dE_dy * np.squeeze(w, axis=2)[:, np.newaxis] * g * (1 - g)
    return (x[np.newaxis, :, :, np.newaxis] * inner[:, :, np.newaxis]).sum(axis=1), dE_dw


def train(x, truth, v, w, learning_rate, num_iterations):
    for _ in np.arange(num_iterations):
        (dE_dv, dE_dw), old = gradients(x, truth, v, w), (v, w)
        v, w = (a - np.float64(learning_rate) * b for a, b in zip(old, (dE_dv, dE_dw)))
    return v, w


def success_rate(f, truth, within=0.1):
    return np.logical_and.reduce(np.abs(f - truth) <= within, axis=(1, 2)).mean(dtype=np.float64)


def plot_success(rates):
    figure, axes = plt.subplots()
    line, = axes.plot([], [])
    line.set_data(list(rates), list(rates.values()))
    axes.relim()
    axes.autoscale_view()
    axes.set_xlabel("hidden features")
    axes.set_ylabel("success rate")
    axes.grid()
    return figure


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    rates = np.broadcast_to(learning_rate, weights.shape)
    new_weights, new_velocity = np.empty_like(weights), np.empty_like(weights)
    for place, old in np.ndenumerate(velocity):
        new_velocity[place] = momentum * old + gradient[place]
        new_weights[place] = weights[place] - rates[place] * new_velocity[place]
    return new_weights, new_velocity


def adam_step(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    rates = np.broadcast_to(learning_rate, weights.shape)
    results = np.empty((3, *weights.shape))
    for place in np.ndindex(*weights.shape):
        m = beta1 * mean[place] + (1 - beta1) * gradient[place]
        q = beta2 * square[place] + (1 - beta2) * gradient[place] ** 2
        size = (q / (1 - beta2**step)) ** 0.5 + epsilon
        results[(0, *place)] = weights[place] - rates[place] * m / (1 - beta1**step) / size
        results[(1, *place)], results[(2, *place)] = m, q
    return results[0], results[1], results[2]
