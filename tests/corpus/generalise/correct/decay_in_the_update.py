"""Weights shrink in the update itself; the history's lists; errors that are computed ahead."""
import numpy as np
from numpy.random import default_rng


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
    true_ones = np.sum((f > 0.5) & (truth == 1))
    true_zeros = np.sum((f <= 0.5) & (truth == 0))
    return float((true_ones + true_zeros) / len(truth))


def two_moons(num_points, noise, seed):
    rng = default_rng(seed=seed)
    theta = np.multiply(np.pi, rng.random(size=num_points))
    n_upper = num_points // 2
    upper, lower = theta[:n_upper], theta[n_upper:]
    x = np.vstack([
        np.vstack([np.cos(upper), np.sin(upper)]).T,
        np.vstack([1 - np.cos(lower), 1 - np.sin(lower) - 0.5]).T,
    ])
    truth = np.vstack([np.zeros((n_upper, 1)), np.ones((num_points - n_upper, 1))])
    return x + rng.normal(loc=0.0, scale=noise, size=x.shape), truth


def split(x, truth, share, seed):
    n = x.shape[0]
    order = default_rng(seed).permutation(n)
    is_held_out = np.zeros(n, dtype=bool)
    is_held_out[: round(share * n)] = True
    shuffled_x, shuffled_truth = x[order], truth[order]
    return (
        shuffled_x[~is_held_out], shuffled_truth[~is_held_out],
        shuffled_x[is_held_out], shuffled_truth[is_held_out],
    )


def standardise(train_x, held_out_x):
    mean = np.average(train_x, axis=0)
    variance = np.var(train_x, axis=0)
    both = np.vstack([train_x, held_out_x])
    both = (both - mean) * variance ** -0.5
    return both[: len(train_x)], both[len(train_x):]


def minibatches(num_rows, batch_size, seed):
    order = default_rng(seed).permutation(num_rows)
    number = -(-num_rows // batch_size)
    return [order[np.arange(num_rows) // batch_size == k] for k in range(number)]


def penalised_gradients(x, truth, weights, decay):
    found = []
    for name, array, slope in zip(("v", "bias_v", "w", "bias_w"), weights, gradients(x, truth, weights)):
        found.append(slope if name.startswith("bias") else np.add(slope, np.multiply(decay, array)))
    return tuple(found)


def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    v, bias_v, w, bias_w = weights
    history = []
    shrink = 1 - learning_rate * decay
    for epoch in range(num_epochs):
        weights = v, bias_v, w, bias_w
        if epoch in range(0, num_epochs, log_every):
            errors = [
                cross_entropy(forward(x, weights)[1], truth)
                for x, truth in [(train_x, train_truth), (held_out_x, held_out_truth)]
            ]
            history.append([epoch] + errors)
        for rows in minibatches(train_x.shape[0], batch_size, seed + epoch):
            dv, dbias_v, dw, dbias_w = gradients(train_x[rows], train_truth[rows], (v, bias_v, w, bias_w))
            v, w = shrink * v - learning_rate * dv, shrink * w - learning_rate * dw
            bias_v, bias_w = bias_v - learning_rate * dbias_v, bias_w - learning_rate * dbias_w
    return [v, bias_v, w, bias_w], history


def early_stopping(history, patience):
    lowest = float("inf")
    epochs_of_lows, waited = [], 0
    for entry in history:
        epoch, error = entry[0], entry[-1]
        waited += 1
        if error < lowest:
            lowest = error
            epochs_of_lows.append(epoch)
            waited = 0
        if waited >= patience:
            break
    return epochs_of_lows[-1]
