"""The logistic function as a hyperbolic tangent, its slope as (1 - t²)/4."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col=["observation"])
    dataset = dataset.copy()
    output = dataset.columns[-1]
    inputs = dataset.loc[:, dataset.columns != output].astype(np.float32).to_numpy()
    truth = dataset.loc[:, [output]].astype(np.float32).to_numpy()
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    return bias + x @ weights


def sigmoid(x):
    return (1 + np.tanh(x / 2)) / 2


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    weights_hidden = np.random.random((num_inputs, num_hidden))
    weights_output = np.random.random((num_hidden, num_outputs))
    return weights_hidden, weights_output


def _slope(value):
    t = 2 * value - 1
    return (1 - t * t) / 4


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


def mean_squared_error(f, truth):
    return np.mean((truth - f) ** 2)


def output_gradient(f, truth, g):
    dE_dy = -2 / f.size * (truth - f) * _slope(f)
    return g.transpose() @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return x.transpose() @ (dE_dy @ weights_output.transpose() * _slope(g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        v, w = v - learning_rate * hidden_gradient(inputs, g, w, dE_dy), w - learning_rate * dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    prediction = pd.Series(f[:, 0], index=dataset.index, name="prediction")
    error = (dataset["output"] - prediction).rename("error")
    return pd.concat([dataset, prediction, error], axis="columns")
