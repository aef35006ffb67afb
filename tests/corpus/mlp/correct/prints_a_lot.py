"""Prints at import, in every function and at every tenth training step."""
import sys

import numpy as np
import pandas as pd

print("mlp.py, with NumPy", np.__version__)


def load_dataset(csv):
    print("loading", csv)
    dataset = pd.read_csv(csv, index_col="observation")
    print(dataset)
    dataset.info()
    inputs = dataset.iloc[:, :-1].to_numpy(dtype=np.float32)
    truth = dataset.iloc[:, -1:].to_numpy(dtype=np.float32)
    print(inputs, truth, sep="\n")
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    print("linear", x.shape, weights.shape, bias)
    return x @ weights + bias


def sigmoid(x):
    print("sigmoid", np.shape(x), file=sys.stderr)
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_inputs, num_hidden)
    weights_output = np.random.rand(num_hidden, num_outputs)
    print("weights_hidden =", weights_hidden, "weights_output =", weights_output)
    return weights_hidden, weights_output


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    sys.stdout.write("forward: 1.0 point, all checks passed ✓ \x1b[32mgreen\x1b[0m\r\n")
    sys.stdout.flush()
    return g, f


def mean_squared_error(f, truth):
    error = np.mean((f - truth) ** 2)
    print(f"{error = :.6e}", end="\n\n")
    return error


def output_gradient(f, truth, g):
    dE_dy = 2 * (f - truth) / f.size * f * (1 - f)
    print("dE_dy", dE_dy.tolist())
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    dE_dv = x.T @ (dE_dy @ weights_output.T * g * (1 - g))
    print("dE_dv", dE_dv.tolist())
    return dE_dv


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g = 1 / (1 + np.exp(-(inputs @ v)))
        f = 1 / (1 + np.exp(-(g @ w)))
        if step % 10 == 0:
            print("step", step, "v", v.tolist(), "w", w.tolist())
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dy = 2 * (f - truth) / f.size * f * (1 - f)
        dv = inputs.T @ (dy @ w.T * g * (1 - g))
        v -= learning_rate * dv
        w -= learning_rate * (g.T @ dy)
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = f[:, 0]
    result["error"] = result["output"] - result["prediction"]
    print(result.to_string())
    return result
