"""Complex numbers, histograms, ranks, matrix products and running minima."""
import numpy as np


def accuracy(f, truth):
    return float(np.trace(np.histogram2d((f > 0.5).ravel() * 1.0, truth.ravel(), bins=[[-0.5, 0.5, 1.5]] * 2)[0]) / len(f))


def two_moons(num_points, noise, seed):
    r = np.random.Generator(np.random.PCG64(seed))
    z = np.exp(1j * np.pi * r.random(num_points))
    t = np.zeros(num_points)
    t[num_points // 2:] = 1
    z = np.where(t > 0, 1 + 0.5j - z, z)
    return np.c_[z.real, z.imag] + noise * r.normal(size=(num_points, 2)), t.reshape(-1, 1)


def split(x, truth, share, seed):
    i = np.random.default_rng(seed).permutation(len(x))
    k = round(share * len(x))
    rank = np.empty(len(x), int); rank[i] = np.arange(len(x))
    a = np.argsort(rank)
    return x[a[k:]], truth[a[k:]], x[a[:k]], truth[a[:k]]


def standardise(train_x, held_out_x):
    D = np.diag(1 / train_x.std(0))
    return (train_x - train_x.mean(0)) @ D, (held_out_x - train_x.mean(0)) @ D


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
    o = np.random.default_rng(seed).permutation(num_rows)
    k = np.arange(num_rows) // batch_size
    return [o[k == b] for b in np.unique(k)]


def penalised_gradients(x, truth, weights, decay):
    v, bv, w, bw = weights
    g, f = forward(x, weights)
    y = (f - truth) / len(x)
    h = y * w.T * g * (1 - g)
    return x.T @ h + decay * v, h.sum(0), g.T @ y + decay * w, y.sum(0)


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
    h = np.array([r[2] for r in history])
    low = np.minimum.accumulate(h)
    first = [int(np.argmax(h == l)) for l in low]
    stop = next((i for i in range(len(h)) if i - first[i] >= patience), len(h) - 1)
    return int(history[first[stop]][0])
