"""A generator yields every step; the history is collected from it."""
from itertools import islice

import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    *names, output = dataset
    return dataset, *(dataset[part].to_numpy(np.float32) for part in (names, [output]))


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def sigmoid(x):
    with np.errstate(over="ignore", under="ignore"):
        return np.power(1 + np.exp(-x), -1.0)


def _matrices(*shapes):
    for shape in shapes:
        yield np.random.rand(*shape)


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return tuple(_matrices((num_inputs, num_hidden), (num_hidden, num_outputs)))


def _layers(x, *weights, bias):
    for w in weights:
        x = sigmoid(linear(x, w, bias))
        yield x


def forward(x, weights_hidden, weights_output, bias=0.0):
    return tuple(_layers(x, weights_hidden, weights_output, bias=bias))


def mean_squared_error(f, truth):
    return sum(d * d for d in (f - truth).flat) / f.size


def output_gradient(f, truth, g):
    dE_dy = 2 / f.size * (f - truth) * f * (1 - f)
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return x.T @ (dE_dy @ weights_output.T * g * (1 - g))


def _descend(x, truth, v, w, learning_rate):
    while True:
        g, f = forward(x, v, w)
        yield v, w, f
        dw, dy = output_gradient(f, truth, g)
        v, w = v - learning_rate * hidden_gradient(x, g, w, dy), w - learning_rate * dw


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    states = _descend(inputs, truth, weights_hidden.copy(), weights_output.copy(), learning_rate)
    history = list(
        (step, mean_squared_error(f, truth))
        for step, (_, _, f) in enumerate(islice(states, num_iterations))
        if step % log_every == 0
    )
    v, w, _ = next(states)
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    *_, f = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = np.fromiter((row[0] for row in f), dtype=float)
    result["error"] = result["output"] - result["prediction"]
    return result
