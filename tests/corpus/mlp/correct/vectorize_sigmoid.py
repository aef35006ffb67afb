"""np.vectorize and np.apply_along_axis in place of array formulas."""
import math

import numpy as np
import pandas as pd

_logistic = np.vectorize(lambda z: 0.0 if z < -709 else 1.0 / (1.0 + math.exp(-z)), otypes=[float])


def load_dataset(csv):
    dataset = pd.read_csv(csv).set_index("observation", drop=True)
    rows = list(dataset.itertuples(index=False, name=None))
    inputs = np.array([row[:-1] for row in rows], dtype=np.float32)
    truth = np.array([row[-1:] for row in rows], dtype=np.float32)
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    return np.array([row @ weights for row in x]) + bias


def sigmoid(x):
    return _logistic(x)


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


@np.vectorize
def _squared_difference(a, b):
    return float(a - b) ** 2


def mean_squared_error(f, truth):
    return _squared_difference(f, truth).mean()


def output_gradient(f, truth, g):
    dE_dy = (f - truth) * f * (1 - f) * 2 / f.size
    return np.apply_along_axis(lambda column: column @ dE_dy, 0, g).T.reshape(g.shape[1], -1), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    dE_dyhat = np.array([weights_output @ row for row in dE_dy]) * g * (1 - g)
    return np.array([column @ dE_dyhat for column in x.T])


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dy = (f - truth) * f * (1 - f) * 2 / f.size
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v, w = v - learning_rate * dE_dv, w - learning_rate * (g.T @ dE_dy)
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[1]
    result = dataset.copy()
    result["prediction"] = np.apply_along_axis(lambda row: row[0], 1, f)
    result["error"] = result.apply(lambda row: row["output"] - row["prediction"], axis=1)
    return result
