"""Other names of parameters, decorators, cached givens, printing, type hints, dataclasses."""
from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from itertools import accumulate, count, islice, takewhile

import numpy as np


def sigmoid(y):
    return (1 + np.tanh(y / 2)) / 2


def forward(x, weights):
    v, bias_v, w, bias_w = weights
    g = sigmoid(x @ v + bias_v)
    return g, sigmoid(g @ w + bias_w)


def cross_entropy(f, truth):
    f = np.clip(f, 1e-12, 1 - 1e-12)
    return -float(np.mean(truth * np.log(f) + (1 - truth) * np.log(1 - f)))


def gradients(x, truth, weights):
    _, _, w, _ = weights
    g, f = forward(x, weights)
    dE_dy = (f - truth) / len(x)
    dE_dyhat = dE_dy @ w.T * g * (1 - g)
    return x.T @ dE_dyhat, dE_dyhat.sum(axis=0), g.T @ dE_dy, dE_dy.sum(axis=0)


def talkative(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)
        print(function.__name__, type(result).__name__)
        return result

    return wrapper


@talkative
def accuracy(f: np.ndarray, truth: np.ndarray) -> float:
    return float(1 - np.logical_xor(f > 0.5, truth).mean())


@talkative
def two_moons(num_points: int, noise: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    angles = random.random(num_points) * np.pi
    noises = random.normal(0.0, 1.0, (num_points, 2))
    num_upper = num_points // 2
    upper = [(np.cos(a), np.sin(a)) for a in angles[:num_upper]]
    lower = [(1 - np.cos(a), 0.5 - np.sin(a)) for a in angles[num_upper:]]
    return np.array(upper + lower) + noises * noise, np.array([[0.0]] * len(upper) + [[1.0]] * len(lower))


@talkative
def split(x, truth, share, seed):
    order = np.arange(len(x))
    np.random.default_rng(seed).shuffle(order)
    num_held_out = int(np.rint(share * len(x)))
    held_out, train = order[:num_held_out], order[num_held_out:]
    return (x[train, :], truth[train, :], x[held_out, :], truth[held_out, :])


@dataclass(frozen=True)
class Ruler:
    mean: np.ndarray
    deviation: np.ndarray

    def __call__(self, x):
        return np.divide(np.subtract(x, self.mean), self.deviation)


@talkative
def standardise(train_x, held_out_x):
    mean = train_x.mean(axis=0, keepdims=True)
    mean_of_squares = np.mean(np.square(train_x - mean), axis=0, keepdims=True)
    ruler = Ruler(mean, np.sqrt(mean_of_squares))
    return ruler(train_x), ruler(held_out_x)


@talkative
def minibatches(num_rows, batch_size, seed):
    rows = iter(np.random.default_rng(seed).permutation(num_rows).tolist())
    batches = (list(islice(rows, batch_size)) for _ in count())
    return list(takewhile(len, batches))


@dataclass(frozen=True)
class Weights:
    v: np.ndarray
    bias_v: np.ndarray
    w: np.ndarray
    bias_w: np.ndarray

    def __iter__(self):
        return iter((self.v, self.bias_v, self.w, self.bias_w))

    def moved(self, rate, slopes):
        return Weights(*(a - rate * slope for a, slope in zip(self, slopes)))


def penalised_gradients(x, truth, weights, decay):
    slopes = Weights(*gradients(x, truth, weights))
    weights = Weights(*weights)
    return tuple(replace(slopes, v=slopes.v + decay * weights.v, w=slopes.w + decay * weights.w))


@talkative
def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    def error(x, truth):
        return cross_entropy(forward(x, weights)[1], truth)

    weights, history = Weights(*weights), []
    for epoch in range(num_epochs):
        if epoch % log_every == 0:
            history.append((epoch, error(train_x, train_truth), error(held_out_x, held_out_truth)))
            print(f"{epoch}: {history[-1]}")
        for batch in map(np.asarray, minibatches(len(train_x), batch_size, seed + epoch)):
            x, truth = train_x.take(batch, axis=0), train_truth.take(batch, axis=0)
            weights = weights.moved(learning_rate, penalised_gradients(x, truth, weights, decay))
    return tuple(weights), history


@talkative
def early_stopping(history, patience):
    lows = list(accumulate(history, lambda low, entry: entry if entry[2] < low[2] else low))
    for entry, later in zip(lows, lows[patience:]):
        if entry is later:
            return entry[0]
    return lows[-1][0]
