"""Index notation throughout."""
import numpy as np
from matplotlib.figure import Figure


def initial_weights(seeds, num_hidden):
    v = np.empty((len(seeds), 2, num_hidden))
    w = np.empty((len(seeds), num_hidden, 1))
    for s, seed in enumerate(seeds):
        np.random.seed(seed)
        v[s] = np.random.rand(2, num_hidden)
        w[s] = np.random.rand(num_hidden, 1)
    return v, w


def forward(x, v, w):
    g = 1 / (1 + np.exp(-np.einsum("nd,sdh->snh", x, v)))
    return g, 1 / (1 + np.exp(-np.einsum("snh,shm->snm", g, w)))


def gradients(x, truth, v, w):
    g, f = forward(x, v, w)
    slope = 2 / truth.size * (f - truth) * f * (1 - f)
    dE_dw = np.einsum("snh,snm->shm", g, slope)
    return np.einsum("nd,snm,shm,snh->sdh", x, slope, w, g * (1 - g)), dE_dw


def train(x, truth, v, w, learning_rate, num_iterations):
    for _ in range(num_iterations):
        dE_dv, dE_dw = gradients(x, truth, v, w)
        v, w = v - learning_rate * dE_dv, w - learning_rate * dE_dw
    return v, w


def success_rate(f, truth, within=0.1):
    return np.mean(np.max(np.abs(f - truth), axis=(1, 2)) <= within)


def plot_success(rates):
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot(rates.keys(), rates.values(), "o-")
    axes.set(xlabel="hidden features", ylabel="share of networks that learned XOR")
    axes.grid()
    return figure


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    new = np.einsum("k,k...->...", [momentum, 1.0], np.array([velocity, gradient]))
    return weights - np.multiply(learning_rate, new), new


def adam_step(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    shares = np.array([[beta1, 1 - beta1], [beta2, 1 - beta2]])
    parts = np.array([[mean, gradient], [square, gradient * gradient]])
    moments = np.einsum("kj,kj...->k...", shares, parts)
    ones = [sum((1 - beta) * beta**k for k in range(step)) for beta in (beta1, beta2)]
    up, size = (moment / one for moment, one in zip(moments, ones))
    return weights - learning_rate * up / (np.sqrt(size) + epsilon), *moments
