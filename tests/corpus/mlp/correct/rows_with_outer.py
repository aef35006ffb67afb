"""One observation at a time, gradients summed from outer products."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    inputs, truth = [], []
    for _, row in dataset.iterrows():
        inputs.append(row.to_numpy()[:-1])
        truth.append(row.to_numpy()[-1:])
    return dataset, np.array(inputs, dtype=np.float32), np.array(truth, dtype=np.float32)


def linear(x, weights, bias=0.0):
    return np.stack([np.dot(row, weights) + bias for row in x])


def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    weights_hidden = np.vstack([np.random.rand(num_hidden) for _ in range(num_inputs)])
    weights_output = np.vstack([np.random.rand(num_outputs) for _ in range(num_hidden)])
    return weights_hidden, weights_output


def forward(x, weights_hidden, weights_output, bias=0.0):
    gs, fs = [], []
    for row in x:
        g = sigmoid(row @ weights_hidden + bias)
        gs.append(g)
        fs.append(sigmoid(g @ weights_output + bias))
    return np.array(gs), np.array(fs)


def mean_squared_error(f, truth):
    total = 0.0
    for f_row, truth_row in zip(f, truth):
        total += np.sum((f_row - truth_row) ** 2)
    return total / f.size


def output_gradient(f, truth, g):
    dE_dw = np.zeros((g.shape[1], f.shape[1]))
    dE_dy = np.zeros(f.shape)
    for n in range(len(f)):
        dE_dy[n] = 2 * (f[n] - truth[n]) / f.size * f[n] * (1 - f[n])
        dE_dw += np.outer(g[n], dE_dy[n])
    return dE_dw, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return sum(
        np.outer(x[n], weights_output @ dE_dy[n] * g[n] * (1 - g[n])) for n in range(len(x))
    )


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        dv, dw, error = 0, 0, 0.0
        for row, t in zip(inputs, truth):
            g = 1 / (1 + np.exp(-(row @ v)))
            f = 1 / (1 + np.exp(-(g @ w)))
            d = f - t
            error += d @ d
            dy = 2 * d / truth.size * f * (1 - f)
            dw = dw + g[:, None] * dy
            dv = dv + row[:, None] * (w @ dy * g * (1 - g))
        if step % log_every == 0:
            history.append((step, error / truth.size))
        v, w = v - learning_rate * dv, w - learning_rate * dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    result = dataset.copy()
    predictions = [forward(row[None, :], weights_hidden, weights_output)[1].item() for row in inputs]
    result["prediction"] = predictions
    result["error"] = result["output"] - predictions
    return result
