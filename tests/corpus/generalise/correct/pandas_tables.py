"""DataFrames for the data, NumPy for the network."""
import numpy as np
import pandas as pd


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
    table = pd.DataFrame({"choice": f[:, 0] > 0.5, "truth": truth[:, 0] == 1})
    return table.eval("choice == truth").mean()


def two_moons(num_points, noise, seed):
    random = np.random.default_rng(seed)
    table = pd.DataFrame({"a": np.pi * random.random(num_points)})
    table["truth"] = (table.index >= num_points // 2).astype(float)
    table["x1"] = np.cos(table.a).where(table.truth == 0, 1 - np.cos(table.a))
    table["x2"] = np.sin(table.a).where(table.truth == 0, 0.5 - np.sin(table.a))
    table[["x1", "x2"]] += noise * random.normal(size=(num_points, 2))
    return table[["x1", "x2"]].to_numpy(), table[["truth"]].to_numpy()


def split(x, truth, share, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    both = pd.concat([pd.DataFrame(x), pd.DataFrame(truth)], axis=1).iloc[order]
    k = round(share * len(x))
    held_out, train = both.iloc[:k].to_numpy(), both.iloc[k:].to_numpy()
    return train[:, :-1], train[:, -1:], held_out[:, :-1], held_out[:, -1:]


def standardise(train_x, held_out_x):
    train, held_out = pd.DataFrame(train_x), pd.DataFrame(held_out_x)
    mean, deviation = train.mean(), train.std(ddof=0)
    return ((train - mean) / deviation).to_numpy(), ((held_out - mean) / deviation).to_numpy()


def minibatches(num_rows, batch_size, seed):
    order = pd.Series(np.random.default_rng(seed).permutation(num_rows))
    return [batch.to_numpy() for _, batch in order.groupby(order.index // batch_size)]


def penalised_gradients(x, truth, weights, decay):
    weights = dict(zip(["v", "bias_v", "w", "bias_w"], weights))
    slopes = dict(zip(weights, gradients(x, truth, tuple(weights.values()))))
    for name in ("v", "w"):
        slopes[name] = slopes[name] + decay * weights[name]
    return tuple(slopes.values())


def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    records = []
    for epoch in range(num_epochs):
        if epoch % log_every == 0:
            records.append({
                "epoch": epoch,
                "training": cross_entropy(forward(train_x, weights)[1], train_truth),
                "held-out": cross_entropy(forward(held_out_x, weights)[1], held_out_truth),
            })
        for rows in minibatches(len(train_x), batch_size, seed + epoch):
            slopes = penalised_gradients(train_x[rows], train_truth[rows], weights, decay)
            weights = tuple(a - learning_rate * slope for a, slope in zip(weights, slopes))
    return weights, [tuple(record.values()) for record in records]


def early_stopping(history, patience):
    table = pd.DataFrame(history, columns=["epoch", "training", "held_out"])
    before = table.held_out.cummin().shift(fill_value=np.inf)
    is_low = table.held_out < before
    since = (~is_low).groupby(is_low.cumsum()).cumsum()
    stopped = since[since >= patience]
    seen = table if stopped.empty else table.loc[: stopped.index[0]]
    return int(seen.epoch[is_low[seen.index]].iloc[-1])
