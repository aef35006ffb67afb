"""Loops over rows and columns, lists that become arrays at the end."""
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
    count = 0
    for i in range(len(f)):
        if f[i, 0] > 0.5 and truth[i, 0] == 1:
            count += 1
        elif f[i, 0] <= 0.5 and truth[i, 0] == 0:
            count += 1
    return count / len(f)


def two_moons(num_points, noise, seed):
    random = np.random.default_rng(seed)
    angles = [math.pi * random.random() for _ in range(num_points)]
    x, truth = [], []
    for i, a in enumerate(angles):
        if i < num_points // 2:
            x.append([math.cos(a), math.sin(a)])
            truth.append([0.0])
        else:
            x.append([1 - math.cos(a), 0.5 - math.sin(a)])
            truth.append([1.0])
    for point in x:
        for j in range(2):
            point[j] += noise * random.normal()
    return np.array(x), np.array(truth)


def split(x, truth, share, seed):
    order = np.random.default_rng(seed).permutation(x.shape[0])
    num_held_out = int(round(share * x.shape[0]))
    train_x = np.empty((len(x) - num_held_out, x.shape[1]))
    train_truth = np.empty((len(x) - num_held_out, 1))
    held_out_x = np.empty((num_held_out, x.shape[1]))
    held_out_truth = np.empty((num_held_out, 1))
    for position, row in enumerate(order):
        if position < num_held_out:
            held_out_x[position], held_out_truth[position] = x[row], truth[row]
        else:
            train_x[position - num_held_out] = x[row]
            train_truth[position - num_held_out] = truth[row]
    return train_x, train_truth, held_out_x, held_out_truth


def standardise(train_x, held_out_x):
    a, b = train_x.copy(), held_out_x.copy()
    for j in range(train_x.shape[1]):
        column = train_x[:, j]
        mean = sum(column) / len(column)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in column) / len(column))
        for i in range(len(a)):
            a[i, j] = (a[i, j] - mean) / deviation
        for i in range(len(b)):
            b[i, j] = (b[i, j] - mean) / deviation
    return a, b


def minibatches(num_rows, batch_size, seed):
    batches, batch = [], []
    for row in np.random.default_rng(seed).permutation(num_rows):
        batch.append(int(row))
        if len(batch) == batch_size:
            batches.append(batch)
            batch = []
    if batch:
        batches.append(batch)
    return batches


def penalised_gradients(x, truth, weights, decay):
    found = []
    for array, slope in zip(weights, gradients(x, truth, weights)):
        if array.ndim == 2:
            slope = slope.copy()
            for i in range(array.shape[0]):
                for j in range(array.shape[1]):
                    slope[i, j] += decay * array[i, j]
        found.append(slope)
    return found


def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    weights = [array.copy() for array in weights]
    history = []
    epoch = 0
    while epoch < num_epochs:
        if epoch % log_every == 0:
            history.append([
                epoch,
                cross_entropy(forward(train_x, weights)[1], train_truth),
                cross_entropy(forward(held_out_x, weights)[1], held_out_truth),
            ])
        for batch in minibatches(len(train_x), batch_size, seed + epoch):
            slopes = penalised_gradients(train_x[batch], train_truth[batch], weights, decay)
            for k in range(4):
                weights[k] = weights[k] - learning_rate * slopes[k]
        epoch += 1
    return weights, history


def early_stopping(history, patience):
    best_epoch, lowest, since = None, None, 0
    for epoch, _, error in history:
        if lowest is None or error < lowest:
            best_epoch, lowest, since = epoch, error, 0
            continue
        since += 1
        if since == patience:
            return best_epoch
    return best_epoch
