"""Global caches whose keys hold everything that matters, and answers that are copies."""
import io
from functools import lru_cache

import numpy as np
import pandas as pd

_CACHE = {}


def _key(a):
    a = np.asarray(a)
    return a.dtype.str, a.shape, a.tobytes()


def _remember(name, calculate, *arrays):
    key = (name, *map(_key, arrays))
    if key not in _CACHE:
        if len(_CACHE) > 200:
            _CACHE.clear()
        _CACHE[key] = calculate(*arrays)
    return _CACHE[key].copy()


@lru_cache(maxsize=8)
def _parse(text):
    return pd.read_csv(io.StringIO(text), index_col="observation")


def load_dataset(csv):
    if hasattr(csv, "read"):
        text = csv.read()
    else:
        with open(csv) as file:
            text = file.read()
    dataset = _parse(text).copy()
    values = dataset.to_numpy(dtype=np.float32)
    return dataset, values[:, :-1], values[:, -1:]


def linear(x, weights, bias=0.0):
    return _remember("product", np.matmul, x, weights) + bias


def sigmoid(x):
    return _remember("sigmoid", lambda z: np.exp(-np.logaddexp(0, -z)), x)


@lru_cache(maxsize=None)
def _draw(num_inputs, num_hidden, num_outputs, seed):
    random = np.random.RandomState(seed)
    return random.rand(num_inputs, num_hidden), random.rand(num_hidden, num_outputs)


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    return tuple(a.copy() for a in _draw(num_inputs, num_hidden, num_outputs, seed))


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


def mean_squared_error(f, truth):
    return np.mean((f - truth) ** 2)


def output_gradient(f, truth, g):
    dE_dy = _remember("dE_dy", lambda a, b: 2 * (a - b) / a.size * a * (1 - a), f, truth)
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    slope = _remember("slope", lambda a: a * (1 - a), g)
    return x.T @ (dE_dy @ weights_output.T * slope)


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
    result = dataset.copy()
    result["prediction"] = f[:, 0]
    result["error"] = result["output"] - result["prediction"]
    return result
