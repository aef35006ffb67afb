"""The clean module that the faults of faults.py are appended to: later definitions win."""
import numpy as np


def accuracy(f, truth):
    chosen = f > 0.5
    right = chosen == (truth > 0.5)
    return float(right.mean())


def two_moons(num_points, noise, seed):
    random = np.random.default_rng(seed)
    u = random.random(num_points)
    added = random.normal(size=(num_points, 2))
    a = np.pi * u
    k = num_points // 2
    x = np.empty((num_points, 2))
    x[:k, 0] = np.cos(a[:k])
    x[:k, 1] = np.sin(a[:k])
    x[k:, 0] = 1 - np.cos(a[k:])
    x[k:, 1] = 0.5 - np.sin(a[k:])
    truth = np.zeros((num_points, 1))
    truth[k:] = 1.0
    return x + noise * added, truth


def split(x, truth, share, seed):
    n = len(x)
    k = round(share * n)
    order = np.random.default_rng(seed).permutation(n)
    out = order[:k]
    rest = order[k:]
    return x[rest], truth[rest], x[out], truth[out]


def standardise(train_x, held_out_x):
    mean = np.mean(train_x, axis=0)
    deviation = np.std(train_x, axis=0)
    first = (train_x - mean) / deviation
    second = (held_out_x - mean) / deviation
    return first, second


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


def minibatches(num_rows, batch_size, seed):
    order = np.random.default_rng(seed).permutation(num_rows)
    batches = []
    for i in range(0, num_rows, batch_size):
        batches.append(order[i:i + batch_size])
    return batches


def penalised_gradients(x, truth, weights, decay):
    v, bias_v, w, bias_w = weights
    dv, dbias_v, dw, dbias_w = gradients(x, truth, weights)
    dv = dv + decay * v
    dw = dw + decay * w
    return dv, dbias_v, dw, dbias_w


def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    history = []
    for epoch in range(num_epochs):
        if epoch % log_every == 0:
            e1 = cross_entropy(forward(train_x, weights)[1], train_truth)
            e2 = cross_entropy(forward(held_out_x, weights)[1], held_out_truth)
            history.append((epoch, e1, e2))
        for rows in minibatches(len(train_x), batch_size, seed + epoch):
            x, truth = train_x[rows], train_truth[rows]
            dv, dbias_v, dw, dbias_w = penalised_gradients(x, truth, weights, decay)
            v, bias_v, w, bias_w = weights
            v = v - learning_rate * dv
            bias_v = bias_v - learning_rate * dbias_v
            w = w - learning_rate * dw
            bias_w = bias_w - learning_rate * dbias_w
            weights = (v, bias_v, w, bias_w)
    return weights, history


def early_stopping(history, patience):
    best = history[0]
    waited = 0
    for entry in history[1:]:
        if entry[2] < best[2]:
            best = entry
            waited = 0
        else:
            waited += 1
            if waited >= patience:
                break
    return best[0]
