"""Optimisers as lerp, geometric sums and weighted averages."""
import numpy as np
from matplotlib import pyplot as plt


def initial_weights(seeds, num_hidden):
    v, w = [], []
    for seed in seeds:
        np.random.seed(seed)
        v.append(np.random.rand(2, num_hidden))
        w.append(np.random.rand(num_hidden, 1))
    return np.array(v), np.array(w)


def forward(x, v, w):
    g = 1 / (1 + np.exp(-(x @ v)))
    f = 1 / (1 + np.exp(-(g @ w)))
    return g, f


def gradients(x, truth, v, w):
    g, f = forward(x, v, w)
    dE_df = 2 * (f - truth) / len(x)
    dE_dy = dE_df * f * (1 - f)
    dE_dw = g.transpose(0, 2, 1) @ dE_dy
    dE_dg = dE_dy @ w.transpose(0, 2, 1)
    dE_dyhat = dE_dg * g * (1 - g)
    dE_dv = x.T @ dE_dyhat
    return dE_dv, dE_dw


def train(x, truth, v, w, learning_rate, num_iterations):
    for step in range(num_iterations):
        dE_dv, dE_dw = gradients(x, truth, v, w)
        v = v - learning_rate * dE_dv
        w = w - learning_rate * dE_dw
    return v, w


def success_rate(f, truth, within=0.1):
    right = np.abs(f - truth) <= within
    return float(np.mean(np.all(right, axis=(1, 2))))


def plot_success(rates):
    sizes = list(rates)
    values = list(rates.values())
    figure, axes = plt.subplots()
    axes.plot(sizes, values, marker="o")
    axes.set_xlabel("hidden features")
    axes.set_ylabel("success rate")
    axes.grid(True)
    return figure


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    v = np.average([velocity, gradient], axis=0, weights=[momentum, 1]) * (1 + momentum)
    return weights - learning_rate * v, v


def adam_step(weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08):
    m = beta1 * mean + (1 - beta1) * gradient
    s = beta2 * square + (1 - beta2) * gradient ** 2
    a = b = 0
    for _ in range(step): a, b = beta1 * a + 1 - beta1, beta2 * b + 1 - beta2
    return weights - learning_rate * (m / a) / ((s / b) ** 0.5 + epsilon), m, s
