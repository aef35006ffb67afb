"""np.genfromtxt for the data, structured arrays, np.nditer."""
import io

import numpy as np
import pandas as pd


def load_dataset(csv):
    if hasattr(csv, "read"):
        text = csv.read()
    else:
        with open(csv) as file:
            text = file.read()
    table = np.genfromtxt(io.StringIO(text), delimiter=",", names=True, ndmin=1)
    names = list(table.dtype.names)
    values = np.array([table[name] for name in names[1:]]).T
    index = pd.Index(table[names[0]].astype(int), name=names[0])
    dataset = pd.DataFrame(values, index=index, columns=names[1:])
    return dataset, values[:, :-1].astype(np.float32), values[:, -1:].astype(np.float32)


def linear(x, weights, bias=0.0):
    return np.add.reduce(x[:, :, np.newaxis] * weights[np.newaxis], axis=1) + bias


def sigmoid(x):
    result = np.empty(np.shape(x))
    with np.nditer([np.asarray(x, dtype=float), result], op_flags=[["readonly"], ["writeonly"]]) as it:
        for value, out in it:
            out[...] = 1 / (1 + np.exp(-value)) if value > -700 else 0
    return result


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    draw = np.random.uniform
    return draw(size=(num_inputs, num_hidden)), draw(0, 1, (num_hidden, num_outputs))


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


def mean_squared_error(f, truth):
    return np.add.reduce((f - truth) ** 2, axis=None) / f.size


def output_gradient(f, truth, g):
    dE_dy = np.multiply.reduce([2 * (f - truth) / f.size, f, 1 - f])
    return linear(g.T, dE_dy), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return linear(x.T, np.multiply.reduce([linear(dE_dy, weights_output.T), g, 1 - g]))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v, w = v - learning_rate * dE_dv, w - learning_rate * dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    result = pd.DataFrame(index=dataset.index)
    for column in dataset:
        result[column] = dataset[column]
    result["prediction"] = f[:, 0]
    result["error"] = result["output"] - result["prediction"]
    return result
