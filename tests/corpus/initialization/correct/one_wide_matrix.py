"""All hidden layers as one wide matrix; the rest by reshaping."""
import numpy as np
from matplotlib import pyplot as plt


def initial_weights(seeds, num_hidden):
    numbers = []
    for seed in list(seeds):
        np.random.seed(seed)
        numbers.append(np.random.rand(3 * num_hidden))
    numbers = np.array(numbers)
    return numbers[:, :2 * num_hidden].reshape(-1, 2, num_hidden), numbers[:, 2 * num_hidden:, None]


def forward(x, v, w):
    s, d, h = v.shape
    wide = v.transpose(1, 0, 2).reshape(d, s * h)
    g = (1 / (1 + np.exp(-(x @ wide)))).reshape(len(x), s, h).transpose(1, 0, 2)
    return g, 1 / (1 + np.exp(-np.matmul(g, w)))


def gradients(x, truth, v, w):
    s, d, h = v.shape
    g, f = forward(x, v, w)
    slope = (f - truth) * f * (1 - f) * 2 / len(x)
    back = (slope * w.reshape(s, 1, h) * g * (1 - g)).transpose(1, 0, 2).reshape(len(x), s * h)
    return (x.T @ back).reshape(d, s, h).transpose(1, 0, 2), np.matmul(np.transpose(g, (0, 2, 1)), slope)


def train(x, truth, v, w, learning_rate, num_iterations):
    step = 0
    while step < num_iterations:
        dE_dv, dE_dw = gradients(x, truth, v, w)
        v = np.subtract(v, learning_rate * dE_dv)
        w = np.subtract(w, learning_rate * dE_dw)
        step += 1
    return v, w


def success_rate(f, truth, within=0.1):
    return float(np.isclose(f, truth, rtol=0, atol=within).all(axis=1).ravel().mean())


def plot_success(rates):
    fig = plt.figure()
    ax = fig.add_axes([0.15, 0.15, 0.8, 0.8])
    ax.plot(np.array(list(rates)), np.array(list(rates.values())), "k.-", label="XOR")
    ax.set_xlabel("number of hidden features")
    ax.set_ylabel("success rate")
    ax.legend()
    ax.grid(which="both")
    return fig


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    shape = weights.shape
    rates = np.broadcast_to(learning_rate, shape).reshape(-1)
    velocity = velocity.reshape(-1) * momentum + gradient.reshape(-1)
    return (weights.ravel() - rates * velocity).reshape(shape), velocity.reshape(shape)


def adam_step(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    shape = weights.shape
    weights, gradient, mean, square = (a.ravel() for a in (weights, gradient, mean, square))
    rates = np.broadcast_to(learning_rate, shape).ravel()
    mean = beta1 * mean + (1 - beta1) * gradient
    square = beta2 * square + (1 - beta2) * gradient**2
    first, second = (1 - np.power(beta, float(step)) for beta in (beta1, beta2))
    moved = weights - np.divide(rates * mean / first, np.sqrt(square / second) + epsilon)
    return {"a": (moved.reshape(shape), mean.reshape(shape), square.reshape(shape))}["a"]
