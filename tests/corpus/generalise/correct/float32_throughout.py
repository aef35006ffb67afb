"""Everything in single precision; the sigmoid by exp."""
import numpy as np


def sigmoid(y):
    return (1 / (1 + np.exp(-y))).astype(np.float32)


def forward(x, weights):
    v, bias_v, w, bias_w = (np.asarray(a, dtype=np.float32) for a in weights)
    g = sigmoid(x.astype(np.float32) @ v + bias_v)
    return g, sigmoid(g @ w + bias_w)


def cross_entropy(f, truth):
    f = np.clip(f.astype(np.float64), 1e-12, 1 - 1e-12)
    return -float(np.mean(truth * np.log(f) + (1 - truth) * np.log(1 - f)))


def gradients(x, truth, weights):
    _, _, w, _ = weights
    x, truth, w = (a.astype(np.float32) for a in (x, truth, w))
    g, f = forward(x, weights)
    dE_dy = (f - truth) / np.float32(len(x))
    dE_dyhat = dE_dy @ w.T * g * (1 - g)
    return x.T @ dE_dyhat, dE_dyhat.sum(axis=0), g.T @ dE_dy, dE_dy.sum(axis=0)


def accuracy(f, truth):
    return np.mean(np.equal(f > 0.5, truth > 0.5), dtype=np.float32)


def two_moons(num_points, noise, seed):
    random = np.random.default_rng(seed)
    a = (np.pi * random.random(num_points)).astype(np.float32)
    x = np.column_stack([np.cos(a), np.sin(a)])
    x[num_points // 2 :] = np.float32([1, 0.5]) - x[num_points // 2 :]
    x = x + np.float32(noise) * random.normal(size=(num_points, 2)).astype(np.float32)
    return x, (np.arange(num_points)[:, None] >= num_points // 2).astype(np.float32)


def split(x, truth, share, seed):
    x, truth = x.astype(np.float32), truth.astype(np.float32)
    order = np.random.default_rng(seed).permutation(len(x)).astype(np.int32)
    k = round(share * len(x))
    return x[order][k:], truth[order][k:], x[order][:k], truth[order][:k]


def standardise(train_x, held_out_x):
    a, b = train_x.astype(np.float32), held_out_x.astype(np.float32)
    mean, deviation = a.mean(axis=0), a.std(axis=0)
    return (a - mean) / deviation, (b - mean) / deviation


def minibatches(num_rows, batch_size, seed):
    order = np.random.default_rng(seed).permutation(num_rows).astype(np.int32)
    return [order[k : k + batch_size] for k in range(0, num_rows, batch_size)]


def penalised_gradients(x, truth, weights, decay):
    a, b, c, d = gradients(x, truth, weights)
    decay = np.float32(decay)
    return a + decay * weights[0].astype(np.float32), b, c + decay * weights[2].astype(np.float32), d


def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    weights = tuple(a.astype(np.float32) for a in weights)
    train_x, train_truth, held_out_x, held_out_truth = (
        a.astype(np.float32) for a in (train_x, train_truth, held_out_x, held_out_truth))
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
            weights = tuple(a - np.float32(learning_rate) * s for a, s in zip(weights, slopes))
    return weights, history


def early_stopping(history, patience):
    errors = np.array([entry[2] for entry in history], dtype=np.float32)
    epochs = np.array([entry[0] for entry in history], dtype=np.int32)
    best, waited = 0, 0
    for i in range(1, len(errors)):
        best, waited = (i, 0) if errors[i] < errors[best] else (best, waited + 1)
        if waited == patience:
            break
    return epochs[best]
