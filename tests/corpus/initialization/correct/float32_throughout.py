"""Everything in float32, after the weights are drawn."""
import numpy as np
from matplotlib import pyplot as plt


def _single(*arrays):
    return [np.asarray(array, dtype=np.float32) for array in arrays]


def initial_weights(seeds, num_hidden):
    pairs = []
    for seed in seeds:
        np.random.seed(seed)
        pairs.append((np.random.rand(2, num_hidden), np.random.rand(num_hidden, 1)))
    v, w = zip(*pairs)
    return np.stack(v).astype(np.float32), np.stack(w).astype(np.float32)


def forward(x, v, w):
    x, v, w = _single(x, v, w)
    g = 1 / (1 + np.exp(-(x @ v)))
    return g, 1 / (1 + np.exp(-(g @ w)))


def gradients(x, truth, v, w):
    x, truth, v, w = _single(x, truth, v, w)
    g, f = forward(x, v, w)
    slope = np.float32(2 / len(x)) * (f - truth) * f * (1 - f)
    back = slope * w.swapaxes(1, 2) * g * (1 - g)
    return x.T @ back, g.swapaxes(1, 2) @ slope


def train(x, truth, v, w, learning_rate, num_iterations):
    x, truth, v, w = _single(x, truth, v, w)
    rate = np.float32(learning_rate)
    for _ in range(num_iterations):
        dE_dv, dE_dw = gradients(x, truth, v, w)
        v, w = v - rate * dE_dv, w - rate * dE_dw
    return v, w


def success_rate(f, truth, within=0.1):
    distance = np.abs(_single(f)[0] - _single(truth)[0])
    return np.float32((distance <= np.float32(within)).all(axis=1).mean())


def plot_success(rates):
    figure, axes = plt.subplots(figsize=(4, 3))
    axes.plot(*_single(list(rates), list(rates.values())), color="black", marker="s")
    axes.set_xlabel("H")
    axes.set_ylabel("rate")
    axes.set_ylim(0, 1)
    axes.grid(True, alpha=0.3)
    return figure


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    weights, gradient, velocity, rate = _single(weights, gradient, velocity, learning_rate)
    velocity = np.float32(momentum) * velocity + gradient
    return weights - rate * velocity, velocity


def adam_step(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    weights, gradient, mean, square, rate = _single(weights, gradient, mean, square, learning_rate)
    mean = np.float32(beta1) * mean + np.float32(1 - beta1) * gradient
    square = np.float32(beta2) * square + np.float32(1 - beta2) * gradient**2
    size = np.sqrt(square / np.float32(1 - beta2**step)) + np.float32(epsilon)
    return weights - rate * mean / np.float32(1 - beta1**step) / size, mean, square
