"""As few lines as possible: masks, column_stack, array_split at positions, pairwise products."""
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


accuracy = lambda f, truth: 1 - np.mean(np.abs((f > 0.5) - truth))


def two_moons(num_points, noise, seed):
    r = np.random.default_rng(seed)
    a, n = r.uniform(0, np.pi, num_points), num_points // 2
    c, s = np.cos(a), np.sin(a)
    t = np.repeat([0.0, 1.0], [n, num_points - n])
    return np.c_[np.where(t, 1 - c, c), np.where(t, 0.5 - s, s)] + r.normal(0, noise, (num_points, 2)), t[:, None]


def split(x, truth, share, seed):
    a, b = np.split(np.random.default_rng(seed).permutation(len(x)), [round(share * len(x))])
    return x[b], truth[b], x[a], truth[a]


def standardise(train_x, held_out_x):
    scale = lambda x: (x - train_x.mean(0)) / train_x.std(0)
    return scale(train_x), scale(held_out_x)


def minibatches(num_rows, batch_size, seed):
    return np.split(np.random.default_rng(seed).permutation(num_rows), np.arange(batch_size, num_rows, batch_size))


def penalised_gradients(x, truth, weights, decay):
    return tuple(d + decay * a * (a.ndim > 1) for d, a in zip(gradients(x, truth, weights), weights))


def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    errors = lambda w: (cross_entropy(forward(train_x, w)[1], train_truth), cross_entropy(forward(held_out_x, w)[1], held_out_truth))
    history = []
    for e in range(num_epochs):
        history += [(e, *errors(weights))] if not e % log_every else []
        for b in minibatches(len(train_x), batch_size, seed + e):
            weights = tuple(map(lambda a, d: a - learning_rate * d, weights, penalised_gradients(train_x[b], train_truth[b], weights, decay)))
    return weights, history


def early_stopping(history, patience):
    errors = np.array([entry[2] for entry in history])
    for n in range(len(errors)):
        low = int(np.argmin(errors[: n + 1]))
        if n - low == patience:
            break
    return history[low][0]
