"""One flat vector of all parameters, unpacked where it is needed; recursion; complex points."""
import functools
import math

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


def accuracy(f, truth):
    return functools.reduce(lambda n, pair: n + ((pair[0] > 0.5) == (pair[1] > 0.5)), zip(f.flat, truth.flat), 0) / f.size


def two_moons(num_points, noise, seed):
    random = np.random.default_rng(seed)
    z = np.exp(1j * math.pi * random.random(num_points))
    is_lower = np.r_[[False] * (num_points // 2), [True] * (num_points - num_points // 2)]
    z[is_lower] = 1 + 0.5j - z[is_lower]
    return np.ascontiguousarray(z)[:, None].view(float) + noise * random.normal(size=(num_points, 2)), 1.0 * is_lower[:, None]


def split(x, truth, share, seed):
    n = len(x)
    place = np.argsort(np.random.default_rng(seed).permutation(n))
    k = math.floor(share * n + 0.5)
    inverse = np.argsort(place)
    pick = lambda a: (a[inverse[k:]], a[inverse[:k]])
    (train_x, held_out_x), (train_truth, held_out_truth) = pick(x), pick(truth)
    return [train_x, train_truth, held_out_x, held_out_truth]


def standardise(train_x, held_out_x):
    n = len(train_x)
    mean = np.ones(n) @ train_x / n
    scale = np.diag(1 / np.sqrt(np.einsum("nd,nd->d", train_x - mean, train_x - mean) / n))
    return [(train_x - mean) @ scale, (held_out_x - mean) @ scale]


def minibatches(num_rows, batch_size, seed):
    def cut(order):
        return [order[:batch_size], *cut(order[batch_size:])] if len(order) else []

    return tuple(cut(np.random.default_rng(seed).permutation(num_rows)))


def pack(arrays):
    return np.concatenate([a.ravel() for a in arrays])


def unpack(vector, like):
    sizes = np.cumsum([a.size for a in like])[:-1]
    return tuple(part.reshape(a.shape) for part, a in zip(np.split(vector, sizes), like))


def penalised_gradients(x, truth, weights, decay):
    v, bias_v, w, bias_w = weights
    price = pack([decay * np.ones_like(v), np.zeros_like(bias_v), decay * np.ones_like(w), np.zeros_like(bias_w)])
    return unpack(pack(gradients(x, truth, weights)) + price * pack(weights), weights)


def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    vector = pack(weights)
    history = {}
    for step, (epoch, rows) in enumerate(
        (epoch, rows) for epoch in range(num_epochs) for rows in minibatches(len(train_x), batch_size, seed + epoch)
    ):
        now = unpack(vector, weights)
        if epoch % log_every == 0 and epoch not in history:
            f, held_out_f = forward(train_x, now)[1], forward(held_out_x, now)[1]
            history[epoch] = (cross_entropy(f, train_truth), cross_entropy(held_out_f, held_out_truth))
        vector = vector - learning_rate * pack(penalised_gradients(train_x[rows], train_truth[rows], now, decay))
    return unpack(vector, weights), [(epoch, *errors) for epoch, errors in history.items()]


def early_stopping(history, patience, best=None, waited=0):
    if not history or waited == patience:
        return best[0]
    entry, *rest = history
    if best is None or entry[2] < best[2]:
        return early_stopping(rest, patience, entry)
    return early_stopping(rest, patience, best, waited + 1)
