"""Decorators with functools.wraps that check shapes, count calls and quiet overflows."""
import time
from collections import Counter
from functools import wraps

import numpy as np
import pandas as pd

CALLS = Counter()
SECONDS = Counter()


def counted(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        CALLS[function.__name__] += 1
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            SECONDS[function.__name__] += time.perf_counter() - start

    return wrapper


def quiet(**errors):
    def decorate(function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            with np.errstate(**errors):
                return function(*args, **kwargs)

        return wrapper

    return decorate


def matrices(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)
        for part in result if isinstance(result, tuple) else (result,):
            if isinstance(part, np.ndarray) and part.ndim != 2:
                raise ValueError(f"{function.__name__} gave {part.shape}")
        return result

    return wrapper


@counted
def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    return dataset, dataset.iloc[:, :-1].to_numpy(np.float32), dataset.iloc[:, -1:].to_numpy(np.float32)


@counted
@matrices
def linear(x, weights, bias=0.0):
    return x @ weights + bias


@counted
@quiet(over="ignore")
def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@counted
@matrices
def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


@counted
@matrices
def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


@counted
def mean_squared_error(f, truth):
    return np.mean((f - truth) ** 2)


@counted
@matrices
def output_gradient(f, truth, g):
    dE_dy = 2 * (f - truth) / f.size * f * (1 - f)
    return g.T @ dE_dy, dE_dy


@counted
@matrices
def hidden_gradient(x, g, weights_output, dE_dy):
    return x.T @ (dE_dy @ weights_output.T * g * (1 - g))


@counted
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


@counted
def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = f[:, 0]
    result["error"] = result["output"] - result["prediction"]
    return result
