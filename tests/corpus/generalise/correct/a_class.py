"""Objects: a scaler, a loader, a trainer; functions call them."""
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


class Scaler:
    def fit(self, x):
        self.mean_ = x.mean(axis=0)
        self.scale_ = np.sqrt(((x - self.mean_) ** 2).mean(axis=0))
        return self

    def transform(self, x):
        return (x - self.mean_) / self.scale_


class Loader:
    def __init__(self, num_rows, batch_size, seed):
        self.order = np.random.default_rng(seed).permutation(num_rows)
        self.batch_size = batch_size

    def __len__(self):
        return -(-len(self.order) // self.batch_size)

    def __iter__(self):
        for k in range(len(self)):
            yield self.order[k * self.batch_size : (k + 1) * self.batch_size]


class Network:
    names = "v", "bias_v", "w", "bias_w"

    def __init__(self, weights):
        self.__dict__.update(zip(self.names, (np.array(a) for a in weights)))

    @property
    def weights(self):
        return tuple(getattr(self, name) for name in self.names)

    def error(self, x, truth):
        return cross_entropy(forward(x, self.weights)[1], truth)

    def step(self, x, truth, rate, decay):
        for name, slope in zip(self.names, penalised_gradients(x, truth, self.weights, decay)):
            setattr(self, name, getattr(self, name) - rate * slope)


class Stopper:
    def __init__(self, patience):
        self.patience, self.waited, self.low, self.epoch = patience, 0, float("inf"), None

    def is_done(self, epoch, error):
        if error < self.low:
            self.low, self.epoch, self.waited = error, epoch, 0
        else:
            self.waited += 1
        return self.waited >= self.patience


def accuracy(f, truth):
    return np.count_nonzero((f > 0.5) == truth.astype(bool)) / f.shape[0]


def two_moons(num_points, noise, seed):
    random = np.random.default_rng(seed)
    a = random.random(num_points) * np.pi
    k = num_points // 2
    moon = np.array([np.cos(a), np.sin(a)]).T
    moon[k:] = [1, 0.5] - moon[k:]
    moon += random.normal(scale=noise, size=moon.shape)
    return moon, np.concatenate([np.zeros(k), np.ones(num_points - k)]).reshape(-1, 1)


def split(x, truth, share, seed):
    random = np.random.default_rng(seed)
    rows = np.arange(len(x))
    random.shuffle(rows)
    k = round(len(x) * share)
    return x[rows[k:]], truth[rows[k:]], x[rows[:k]], truth[rows[:k]]


def standardise(train_x, held_out_x):
    scaler = Scaler().fit(train_x)
    return scaler.transform(train_x), scaler.transform(held_out_x)


def minibatches(num_rows, batch_size, seed):
    return list(Loader(num_rows, batch_size, seed))


def penalised_gradients(x, truth, weights, decay):
    slopes = list(gradients(x, truth, weights))
    for k in (0, 2):
        slopes[k] = slopes[k] + decay * weights[k]
    return tuple(slopes)


def train_epochs(
    train_x, train_truth, held_out_x, held_out_truth, weights, learning_rate, num_epochs,
    batch_size, decay=0.0, seed=0, log_every=1,
):
    network, history = Network(weights), []
    for epoch in range(num_epochs):
        if not epoch % log_every:
            history.append((epoch, network.error(train_x, train_truth), network.error(held_out_x, held_out_truth)))
        for rows in Loader(len(train_x), batch_size, seed + epoch):
            network.step(train_x[rows], train_truth[rows], learning_rate, decay)
    return network.weights, history


def early_stopping(history, patience):
    stopper = Stopper(patience)
    for epoch, _, error in history:
        if stopper.is_done(epoch, error):
            break
    return stopper.epoch
