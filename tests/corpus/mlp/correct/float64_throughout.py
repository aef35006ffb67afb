"""Casts everything to float64 before calculating."""
import numpy as np
import pandas as pd


def _d(*arrays):
    return [np.asarray(a, dtype=np.float64) for a in arrays]


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation", dtype=np.float64)
    dataset.index = dataset.index.astype(int)
    values = dataset.to_numpy()
    return dataset, np.float32(values[:, :-1]), np.float32(values[:, [-1]])


def linear(x, weights, bias=0.0):
    x, weights = _d(x, weights)
    return np.add(np.matmul(x, weights), np.float64(bias))


def sigmoid(x):
    (x,) = _d(x)
    with np.errstate(over="ignore"):
        return np.divide(1.0, 1.0 + np.exp(-x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return tuple(_d(np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)))


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


def mean_squared_error(f, truth):
    f, truth = _d(f, truth)
    return np.float64(((f - truth) ** 2).mean())


def output_gradient(f, truth, g):
    f, truth, g = _d(f, truth, g)
    dE_df = 2.0 * (f - truth) / np.float64(f.size)
    df_dy = f * (1.0 - f)
    dE_dy = dE_df * df_dy
    return np.matmul(g.T, dE_dy), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    x, g, w, dE_dy = _d(x, g, weights_output, dE_dy)
    dE_dg = np.matmul(dE_dy, w.T)
    dg_dyhat = g * (1.0 - g)
    return np.matmul(x.T, dE_dg * dg_dyhat)


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    x, t, v, w = _d(inputs, truth, weights_hidden, weights_output)
    v, w, history = v.copy(), w.copy(), []
    for step in range(num_iterations):
        g, f = forward(x, v, w)
        if step % log_every == 0:
            history += [(step, mean_squared_error(f, t))]
        dE_dw, dE_dy = output_gradient(f, t, g)
        dE_dv = hidden_gradient(x, g, w, dE_dy)
        v = v - np.float64(learning_rate) * dE_dv
        w = w - np.float64(learning_rate) * dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    prediction = forward(inputs, weights_hidden, weights_output)[1][:, 0]
    result = dataset.astype(np.float64)
    result["prediction"] = prediction
    result["error"] = result["output"] - prediction
    return result
