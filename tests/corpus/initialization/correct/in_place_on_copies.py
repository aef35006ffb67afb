"""Copies first, then in-place arithmetic."""
import numpy as np
from matplotlib import pyplot as plt


def initial_weights(seeds, num_hidden):
    v = np.zeros((len(seeds), 2, num_hidden))
    w = np.zeros((len(seeds), num_hidden, 1))
    for i in range(len(seeds)):
        np.random.seed(seeds[i])
        v[i, ...] = np.random.random_sample((2, num_hidden))
        w[i, ...] = np.random.uniform(size=(num_hidden, 1))
    return v, w


def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def forward(x, v, w):
    g = sigmoid(x @ v)
    return g, sigmoid(g @ w)


def gradients(x, truth, v, w):
    g, f = forward(x, v, w)
    delta = f - truth
    delta *= 2 / x.shape[0]
    delta *= f
    delta *= 1 - f
    inner = delta @ np.swapaxes(w, -1, -2)
    inner *= g
    inner *= 1 - g
    return np.swapaxes(x, 0, 1) @ inner, np.swapaxes(g, -1, -2) @ delta


def train(x, truth, v, w, learning_rate, num_iterations):
    v, w = v.copy(), w.copy()
    for _ in range(num_iterations):
        dE_dv, dE_dw = gradients(x, truth, v, w)
        v -= learning_rate * dE_dv
        w -= learning_rate * dE_dw
    return v, w


def success_rate(f, truth, within=0.1):
    wrong = np.abs(f - truth[np.newaxis]) > within
    return float((wrong.sum(axis=(1, 2)) == 0).sum() / f.shape[0])


def plot_success(rates):
    figure, axes = plt.subplots()
    axes.plot(list(rates), list(rates.values()), "-")
    axes.plot(list(rates), list(rates.values()), "o")
    axes.axhline(1, color="gray")
    axes.set(xlabel="hidden features", ylabel="success rate", title="XOR")
    axes.grid()
    plt.show()
    return figure


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    weights, velocity = weights.copy(), velocity.copy()
    velocity *= momentum
    velocity += gradient
    weights -= learning_rate * velocity
    return weights, velocity


def adam_step(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    weights, mean, square = weights.copy(), mean.copy(), square.copy()
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * np.square(gradient)
    divisor = np.sqrt(square)
    divisor /= np.sqrt(1 - beta2**step)
    divisor += epsilon
    weights -= learning_rate / (1 - beta1**step) * mean / divisor
    return weights, mean, square
