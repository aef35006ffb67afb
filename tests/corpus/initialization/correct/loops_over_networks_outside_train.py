"""Loops over networks where the contract allows them; train has a layout of its own."""
import numpy as np
from matplotlib import pyplot as plt


def initial_weights(seeds, num_hidden):
    def one(seed):
        np.random.seed(seed)
        return np.random.rand(2, num_hidden), np.random.rand(num_hidden, 1)

    networks = [one(seed) for seed in seeds]
    return np.array([v for v, _ in networks]), np.array([w for _, w in networks])


def _one_forward(x, v, w):
    g = 1 / (1 + np.exp(-x @ v))
    return g, 1 / (1 + np.exp(-g @ w))


def forward(x, v, w):
    pairs = [_one_forward(x, v[s], w[s]) for s in range(len(v))]
    return np.array([g for g, _ in pairs]), np.array([f for _, f in pairs])


def gradients(x, truth, v, w):
    all_v, all_w = [], []
    for one_v, one_w in zip(v, w):
        g, f = _one_forward(x, one_v, one_w)
        slope = 2 * (f - truth) / f.size * f * (1 - f)
        all_w.append(g.T @ slope)
        all_v.append(x.T @ (slope @ one_w.T * g * (1 - g)))
    return np.array(all_v), np.array(all_w)


def train(x, truth, v, w, learning_rate, num_iterations):
    for _ in range(num_iterations):
        g = 1 / (1 + np.exp(-np.matmul(x, v)))
        f = 1 / (1 + np.exp(-np.sum(g * w[:, np.newaxis, :, 0], axis=2, keepdims=True)))
        slope = 2 * (f - truth) / len(x) * f * (1 - f)
        dE_dw = np.sum(g * slope, axis=1)[:, :, np.newaxis]
        dE_dv = np.matmul(x.T, slope * w[:, np.newaxis, :, 0] * g * (1 - g))
        v, w = v - learning_rate * dE_dv, w - learning_rate * dE_dw
    return v, w


def success_rate(f, truth, within=0.1):
    successes = 0
    for network in f:
        if all(abs(p - t) <= within for p, t in zip(network.ravel(), truth.ravel())):
            successes += 1
    return successes / len(f)


def plot_success(rates):
    figure, axes = plt.subplots()
    values = np.array([rates[size] for size in rates])
    axes.errorbar(list(rates), values, yerr=np.sqrt(values * (1 - values) / 100), capsize=3)
    axes.set_xlabel("hidden features")
    axes.set_ylabel("success rate")
    axes.grid()
    return figure


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    rates = learning_rate + np.zeros(weights.shape)
    pairs = []
    for w, g, v, rate in zip(weights, gradient, velocity, rates):
        v = momentum * v + g
        pairs.append((w - rate * v, v))
    return np.array([w for w, _ in pairs]), np.array([v for _, v in pairs])


def adam_step(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    rates = learning_rate * np.ones(weights.shape)
    results = []
    for w, g, m, q, rate in zip(weights, gradient, mean, square, rates):
        m = beta1 * m + (1 - beta1) * g
        q = beta2 * q + (1 - beta2) * g**2
        m_hat, q_hat = m / (1 - pow(beta1, step)), q / (1 - pow(beta2, step))
        results.append((w - rate * m_hat / (np.sqrt(q_hat) + epsilon), m, q))
    return tuple(np.array(part) for part in zip(*results))
