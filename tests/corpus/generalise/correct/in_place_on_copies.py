"""Copies first, then augmented assignment; while loops that eat up a list."""
import copy

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
    choice = np.zeros_like(truth)
    choice[f > 0.5] = 1.0
    wrong = np.abs(choice - truth)
    wrong -= 1
    wrong *= -1
    return wrong.sum().item() / wrong.size


def two_moons(num_points, noise, seed):
    random = np.random.Generator(np.random.PCG64(seed))
    a = random.random((num_points,))
    a *= np.pi
    x = np.empty((num_points, 2))
    np.cos(a, out=x[:, 0])
    np.sin(a, out=x[:, 1])
    lower = x[num_points // 2:]
    lower *= -1
    lower += (1, 0.5)
    added = random.standard_normal(x.shape)
    added *= noise
    x += added
    truth = np.ones((num_points, 1))
    truth[: num_points // 2] -= 1
    return x, truth


def split(x, truth, share, seed):
    rows = np.random.default_rng(seed).permutation(np.arange(len(x))).tolist()
    held_out = []
    while len(held_out) < round(share * len(x)):
        held_out.append(rows.pop(0))
    return np.take(x, rows, axis=0), np.take(truth, rows, axis=0), x[np.array(held_out, int)], truth[np.array(held_out, int)]


def standardise(train_x, held_out_x):
    train_x, held_out_x = train_x.copy(), held_out_x.copy()
    mean = train_x.sum(axis=0) / len(train_x)
    train_x -= mean
    held_out_x -= mean
    deviation = np.linalg.norm(train_x, axis=0) / np.sqrt(len(train_x))
    train_x /= deviation
    held_out_x /= deviation
    return train_x, held_out_x


def minibatches(num_rows, batch_size, seed):
    left = list(np.random.default_rng(seed).permutation(num_rows))
    batches = []
    while left:
        batches.append(np.array(left[:batch_size]))
        del left[:batch_size]
    return batches


def penalised_gradients(x, truth, weights, decay):
    slopes = [np.array(slope) for slope in gradients(x, truth, weights)]
    slopes[0] += decay * weights[0]
    slopes[2] += decay * weights[2]
    return slopes[0], slopes[1], slopes[2], slopes[3]


def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    weights = copy.deepcopy(weights)
    history = []
    for epoch in range(num_epochs):
        if epoch % log_every == 0:
            history.append((
                epoch,
                cross_entropy(forward(train_x, weights)[1], train_truth),
                cross_entropy(forward(held_out_x, weights)[1], held_out_truth),
            ))
        for rows in minibatches(len(train_x), batch_size, seed + epoch):
            slopes = penalised_gradients(train_x[rows], train_truth[rows], weights, decay)
            for array, slope in zip(weights, slopes):
                array -= learning_rate * slope
    return weights, history


def early_stopping(history, patience):
    left = list(history)
    best = left.pop(0)
    waited = 0
    while left and waited < patience:
        entry = left.pop(0)
        if entry[2] < best[2]:
            best, waited = entry, 0
        else:
            waited += 1
    return int(best[0])
