"""Lists where the contract has tuples, prints and warnings on the way."""
import warnings

import numpy as np
from matplotlib import pyplot as plt


def initial_weights(seeds, num_hidden):
    print("seeds", seeds)
    v, w = [], []
    for seed in seeds:
        np.random.seed(seed)
        v.append(np.random.rand(2, num_hidden).tolist())
        w.append(np.random.rand(num_hidden, 1).tolist())
    return [v, w]


def forward(x, v, w):
    g = 1 / (1 + np.exp(-np.matmul(x, v)))
    f = 1 / (1 + np.exp(-np.matmul(g, w)))
    return [g, f]


def gradients(x, truth, v, w):
    warnings.warn("differentiating")
    g, f = forward(x, v, w)
    inner = 2 * (f - truth) / len(x) * f * (1 - f)
    dE_dw = np.matmul(g.transpose((0, 2, 1)), inner)
    dE_dv = np.matmul(x.transpose(), np.matmul(inner, w.transpose((0, 2, 1))) * (g - g**2))
    return [dE_dv, dE_dw]


def train(x, truth, v, w, learning_rate, num_iterations):
    state = [np.array(v), np.array(w)]
    for step in range(num_iterations):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            slopes = gradients(x, truth, *state)
        state = [array - learning_rate * slope for array, slope in zip(state, slopes)]
    return state


def success_rate(f, truth, within=0.1):
    return float(np.mean([np.all(np.abs(one - truth) <= within) for one in f]))


def plot_success(rates):
    figure, axes = plt.subplots()
    axes.plot([*rates], [*rates.values()], marker="o", label="measured")
    axes.set_xlabel("hidden features")
    axes.set_ylabel("success rate (100 seeds)")
    axes.legend(loc="lower right")
    axes.minorticks_on()
    axes.grid(which="major")
    return figure


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    print("velocity", velocity)
    velocity = np.add(np.multiply(momentum, velocity), gradient)
    return [np.subtract(weights, np.multiply(learning_rate, velocity)).tolist(), velocity.tolist()]


def adam_step(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    warnings.warn("adam")
    m = np.average([mean, gradient], axis=0, weights=[beta1, 1 - beta1])
    v = np.average([square, np.power(gradient, 2)], axis=0, weights=[beta2, 1 - beta2])
    change = learning_rate * (m / (1 - beta1**step)) / ((v / (1 - beta2**step)) ** 0.5 + epsilon)
    return [weights - change, m, v]
