"""Warns in every function, always shown, and logs through logging."""
import logging
import warnings

import numpy as np
import pandas as pd

logging.basicConfig(level=logging.INFO)
logger = logging.getLogger(__name__)
warnings.simplefilter("always", UserWarning)
warnings.warn("this module warns", UserWarning)


def load_dataset(csv):
    logger.info("loading %s", csv)
    warnings.warn("the file may change", FutureWarning)
    dataset = pd.read_csv(csv, index_col="observation")
    return dataset, dataset.iloc[:, :-1].to_numpy(np.float32), dataset.iloc[:, -1:].to_numpy(np.float32)


def linear(x, weights, bias=0.0):
    if not bias:
        warnings.warn("no bias", RuntimeWarning)
    return x @ weights + bias


def sigmoid(x):
    if np.max(np.abs(x), initial=0) > 700:
        warnings.warn("saturated", UserWarning, stacklevel=2)
    return 1 / (1 + np.exp(-x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    warnings.warn("np.random.seed is legacy", DeprecationWarning)
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


def mean_squared_error(f, truth):
    error = np.mean((f - truth) ** 2)
    logger.info("error %s", error)
    return error


def output_gradient(f, truth, g):
    warnings.warn("the gradient is small", UserWarning)
    dE_dy = 2 * (f - truth) / f.size * f * (1 - f)
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    warnings.warn("the gradient is very small", UserWarning)
    np.array([1.0]) / np.array([0.0])  # a division by zero that nobody uses
    return x.T @ (dE_dy @ weights_output.T * g * (1 - g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    warnings.warn(f"{num_iterations} steps take a while", UserWarning)
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
            logger.warning("%s", history[-1])
        dy = 2 * (f - truth) / f.size * f * (1 - f)
        dv = inputs.T @ (dy @ w.T * g * (1 - g))
        v, w = v - learning_rate * dv, w - learning_rate * (g.T @ dy)
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    warnings.warn("predictions are predictions", UserWarning)
    f = forward(inputs, weights_hidden, weights_output)[1]
    result = dataset.copy()
    result["prediction"] = f[:, 0]
    result["error"] = result["output"] - result["prediction"]
    return result
