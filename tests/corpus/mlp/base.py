"""The clean module that the faults of faults.py are appended to: later definitions win."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    inputs = dataset.iloc[:, :-1].to_numpy(dtype=np.float32)
    truth = dataset.iloc[:, -1:].to_numpy(dtype=np.float32)
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def sigmoid(x):
    z = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1 / (1 + z), z / (1 + z))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_inputs, num_hidden)
    weights_output = np.random.rand(num_hidden, num_outputs)
    return weights_hidden, weights_output


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


def mean_squared_error(f, truth):
    return float(np.mean((f - truth) ** 2))


def output_gradient(f, truth, g):
    dE_df = 2 * (f - truth) / f.size
    dE_dy = dE_df * f * (1 - f)
    dE_dw = g.T @ dE_dy
    return dE_dw, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    dE_dg = dE_dy @ weights_output.T
    dE_dyhat = dE_dg * g * (1 - g)
    return x.T @ dE_dyhat


def train(
    inputs, truth, weights_hidden, weights_output,
    learning_rate=0.05, num_iterations=10000, log_every=1000,
):
    v, w = weights_hidden.copy(), weights_output.copy()
    history = []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v = v - learning_rate * dE_dv
        w = w - learning_rate * dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = f[:, 0]
    result["error"] = result["output"] - result["prediction"]
    return result
