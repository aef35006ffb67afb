"""csv.DictReader for the data, context managers, dictionaries, early returns."""
import csv as csv_reader
from contextlib import nullcontext

import numpy as np
import pandas as pd


def _open(csv):
    if hasattr(csv, "read"):
        return nullcontext(csv)
    return open(csv, newline="", encoding="utf-8")


def _number(text):
    try:
        return int(text)
    except ValueError:
        return float(text)


def load_dataset(csv):
    with _open(csv) as file:
        records = [{k: _number(v) for k, v in row.items()} for row in csv_reader.DictReader(file)]
    dataset = pd.DataFrame.from_records(records, index="observation")
    names = list(dataset.columns)
    inputs = np.array([[r[n] for n in names[:-1]] for r in records], dtype=np.float32)
    truth = np.array([[r[names[-1]]] for r in records], dtype=np.float32)
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    product = x @ weights
    if bias == 0:
        return product
    return product + bias


def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    shapes = {"hidden": (num_inputs, num_hidden), "output": (num_hidden, num_outputs)}
    weights = {name: np.random.rand(*shape) for name, shape in shapes.items()}
    return weights["hidden"], weights["output"]


def forward(x, weights_hidden, weights_output, bias=0.0):
    layers = {}
    layers["g"] = sigmoid(linear(x, weights_hidden, bias))
    layers["f"] = sigmoid(linear(layers["g"], weights_output, bias))
    return layers["g"], layers["f"]


def mean_squared_error(f, truth):
    squares = (f - truth) ** 2
    return squares.sum() / squares.size


def output_gradient(f, truth, g):
    d = {"E_f": 2 * (f - truth) / f.size, "f_y": f * (1 - f)}
    d["E_y"] = d["E_f"] * d["f_y"]
    return g.T @ d["E_y"], d["E_y"]


def hidden_gradient(x, g, weights_output, dE_dy):
    d = {"E_g": dE_dy @ weights_output.T, "g_yhat": g * (1 - g)}
    return x.T @ (d["E_g"] * d["g_yhat"])


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    weights = {"v": weights_hidden.copy(), "w": weights_output.copy()}
    history = {}
    for step in range(num_iterations):
        g, f = forward(inputs, weights["v"], weights["w"])
        if step % log_every == 0:
            history[step] = mean_squared_error(f, truth)
        slopes = dict(zip("wy", output_gradient(f, truth, g)))
        slopes["v"] = hidden_gradient(inputs, g, weights["w"], slopes.pop("y"))
        weights = {name: value - learning_rate * slopes[name] for name, value in weights.items()}
    return weights["v"], weights["w"], list(history.items())


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[1]
    data = dataset.to_dict("list")
    data["prediction"] = [float(value) for value in f[:, 0]]
    data["error"] = [a - b for a, b in zip(data["output"], data["prediction"])]
    return pd.DataFrame(data, index=dataset.index)
