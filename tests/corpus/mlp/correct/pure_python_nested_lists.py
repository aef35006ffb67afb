"""Pure Python on nested lists, made into arrays at the very end."""
import csv as csv_module
import math

import numpy as np
import pandas as pd


def load_dataset(csv):
    if hasattr(csv, "read"):
        rows = list(csv_module.reader(csv))
    else:
        with open(csv, newline="") as file:
            rows = list(csv_module.reader(file))
    header, body = rows[0], [[float(cell) for cell in row] for row in rows[1:]]
    index = pd.Index([int(row[0]) for row in body], name=header[0])
    dataset = pd.DataFrame([row[1:] for row in body], index=index, columns=header[1:])
    inputs = np.array([row[1:-1] for row in body], dtype=np.float32)
    truth = np.array([[row[-1]] for row in body], dtype=np.float32)
    return dataset, inputs, truth


def _matmul(a, b, bias=0.0):
    columns = list(zip(*b))
    return [[sum(p * q for p, q in zip(row, column)) + bias for column in columns] for row in a]


def _transposed(a):
    return [list(row) for row in zip(*a)]


def _logistic(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    e = math.exp(z)
    return e / (1 + e)


def _activate(a):
    return [[_logistic(z) for z in row] for row in a]


def _both(x, v, w, bias=0.0):
    g = _activate(_matmul(x, v, bias))
    return g, _activate(_matmul(g, w, bias))


def _error(f, truth):
    terms = [(a - b) ** 2 for p, q in zip(f, truth) for a, b in zip(p, q)]
    return sum(terms) / len(terms)


def _dE_dy(f, truth):
    size = len(f) * len(f[0])
    return [[2 * (a - b) / size * a * (1 - a) for a, b in zip(p, q)] for p, q in zip(f, truth)]


def _dE_dv(x, g, w, dy):
    dg = _matmul(dy, _transposed(w))
    dz = [[e * a * (1 - a) for e, a in zip(p, q)] for p, q in zip(dg, g)]
    return _matmul(_transposed(x), dz)


def linear(x, weights, bias=0.0):
    return np.array(_matmul(x.tolist(), weights.tolist(), bias))


def sigmoid(x):
    flat = [_logistic(z) for z in np.ravel(x).tolist()]
    return np.array(flat).reshape(np.shape(x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    v = [[np.random.rand() for _ in range(num_hidden)] for _ in range(num_inputs)]
    w = [[np.random.rand() for _ in range(num_outputs)] for _ in range(num_hidden)]
    return np.array(v), np.array(w)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g, f = _both(x.tolist(), weights_hidden.tolist(), weights_output.tolist(), bias)
    return np.array(g), np.array(f)


def mean_squared_error(f, truth):
    return _error(f.tolist(), truth.tolist())


def output_gradient(f, truth, g):
    dy = _dE_dy(f.tolist(), truth.tolist())
    return np.array(_matmul(_transposed(g.tolist()), dy)), np.array(dy)


def hidden_gradient(x, g, weights_output, dE_dy):
    return np.array(_dE_dv(x.tolist(), g.tolist(), weights_output.tolist(), dE_dy.tolist()))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    x, t, v, w = (a.tolist() for a in (inputs, truth, weights_hidden, weights_output))
    history = []
    for step in range(num_iterations):
        g, f = _both(x, v, w)
        if step % log_every == 0:
            history.append((step, _error(f, t)))
        dy = _dE_dy(f, t)
        dv = _dE_dv(x, g, w, dy)
        dw = _matmul(_transposed(g), dy)
        v = [[a - learning_rate * b for a, b in zip(p, q)] for p, q in zip(v, dv)]
        w = [[a - learning_rate * b for a, b in zip(p, q)] for p, q in zip(w, dw)]
    return np.array(v), np.array(w), history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[1]
    result = dataset.copy()
    result["prediction"] = [row[0] for row in f.tolist()]
    result["error"] = [o - p for o, p in zip(result["output"], result["prediction"])]
    return result
