"""A sigmoid split by boolean masks, under np.seterr(over='raise') and warnings as errors."""
import warnings

import numpy as np
import pandas as pd

np.seterr(over="raise", divide="raise", invalid="raise")


def load_dataset(csv):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dataset = pd.read_csv(csv, index_col="observation")
        columns = dataset.columns.tolist()
        inputs = dataset.filter(items=columns[:-1]).to_numpy().astype(np.float32)
        truth = dataset.filter(items=columns[-1:]).to_numpy().astype(np.float32)
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    return np.matmul(x, weights) + bias


def sigmoid(x):
    x = np.asarray(x, dtype=float)
    result = np.zeros_like(x)
    positive = x >= 0
    negative = np.logical_not(positive)
    result[positive] = 1 / (1 + np.exp(-x[positive]))
    power = np.exp(x[negative])
    result[negative] = power / (1 + power)
    return result


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    sizes = [(num_inputs, num_hidden), (num_hidden, num_outputs)]
    weights_hidden, weights_output = (np.random.rand(*size) for size in sizes)
    return weights_hidden, weights_output


def forward(x, weights_hidden, weights_output, bias=0.0):
    activations = [x]
    for weights in (weights_hidden, weights_output):
        activations.append(sigmoid(linear(activations[-1], weights, bias)))
    return tuple(activations[1:])


def mean_squared_error(f, truth):
    difference = (f - truth).ravel()
    return difference @ difference / difference.size


def output_gradient(f, truth, g):
    scale = 2.0 / f.size
    dE_dy = scale * (f - truth) * f * (1 - f)
    return np.matmul(np.swapaxes(g, 0, 1), dE_dy), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    dE_dyhat = np.matmul(dE_dy, np.swapaxes(weights_output, 0, 1)) * g * (1 - g)
    return np.matmul(np.swapaxes(x, 0, 1), dE_dyhat)


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    steps_to_log = set(range(0, num_iterations, log_every))
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step in steps_to_log:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v -= learning_rate * dE_dv
        w -= learning_rate * dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[-1]
    extra = pd.DataFrame(f, index=dataset.index, columns=["prediction"])
    result = dataset.join(extra)
    result["error"] = result.eval("output - prediction")
    return result
