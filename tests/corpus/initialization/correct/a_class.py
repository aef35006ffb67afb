"""A class of many networks; functions call it."""
import numpy as np
from matplotlib import pyplot as plt


class Networks:
    def __init__(self, v, w):
        self.v, self.w = np.array(v, dtype=float), np.array(w, dtype=float)

    @classmethod
    def start(cls, seeds, num_hidden):
        v, w = [], []
        for seed in seeds:
            np.random.seed(seed)
            v.append(np.random.rand(2, num_hidden))
            w.append(np.random.rand(num_hidden, 1))
        return cls(v, w)

    @property
    def weights(self):
        return self.v, self.w

    def __call__(self, x):
        g = 0.5 + 0.5 * np.tanh(0.5 * (x @ self.v))
        return g, 0.5 + 0.5 * np.tanh(0.5 * (g @ self.w))

    def gradients(self, x, truth):
        g, f = self(x)
        dE_dy = 2 * (f - truth) * f * (1 - f) / len(truth)
        dE_dw = np.sum(g * dE_dy, axis=1)[..., np.newaxis]
        hidden = dE_dy * self.w[:, np.newaxis, :, 0] * g * (1 - g)
        return np.tensordot(hidden, x, axes=(1, 0)).swapaxes(1, 2), dE_dw

    def step(self, x, truth, rate):
        dE_dv, dE_dw = self.gradients(x, truth)
        self.v -= rate * dE_dv
        self.w -= rate * dE_dw


def initial_weights(seeds, num_hidden):
    return Networks.start(seeds, num_hidden).weights


def forward(x, v, w):
    return Networks(v, w)(x)


def gradients(x, truth, v, w):
    return Networks(v, w).gradients(x, truth)


def train(x, truth, v, w, learning_rate, num_iterations):
    networks = Networks(v, w)
    for _ in range(num_iterations):
        networks.step(x, truth, learning_rate)
    return networks.weights


def success_rate(f, truth, within=0.1):
    return np.count_nonzero((np.abs(f - truth) <= within).all(axis=(1, 2))) / len(f)


def plot_success(rates):
    fig, ax = plt.subplots(1, 1, layout="constrained")
    ax.plot([int(size) for size in rates], [float(rate) for rate in rates.values()], drawstyle="default")
    ax.set_xlabel("hidden features")
    ax.set_ylabel("success rate")
    ax.grid(visible=True)
    return fig


class Optimiser:
    """Remembers what it is given, and moves by it."""

    def __init__(self, learning_rate, **state):
        self.learning_rate = learning_rate
        self.state = {name: np.array(value, dtype=float) for name, value in state.items()}

    def blend(self, name, share, news):
        self.state[name] *= share
        self.state[name] += news
        return self.state[name]

    def move(self, weights, direction):
        return (np.asarray(weights) - self.learning_rate * direction, *self.state.values())


def momentum_step(weights, gradient, velocity, learning_rate=0.05, momentum=0.9):
    optimiser = Optimiser(learning_rate, velocity=velocity)
    return optimiser.move(weights, optimiser.blend("velocity", momentum, gradient))


def adam_step(
    weights, gradient, mean, square, step, learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    optimiser = Optimiser(learning_rate, mean=mean, square=square)
    m_hat = optimiser.blend("mean", beta1, (1 - beta1) * gradient) / (1 - beta1**step)
    v_hat = optimiser.blend("square", beta2, (1 - beta2) * gradient * gradient) / (1 - beta2**step)
    return optimiser.move(weights, m_hat / (np.sqrt(v_hat) + epsilon))
