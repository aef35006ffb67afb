"""Plain loops over element indices, as in a first C course."""
import math

import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col=0)
    rows = dataset.shape[0]
    columns = dataset.shape[1]
    inputs = np.zeros((rows, columns - 1), dtype=np.float32)
    truth = np.zeros((rows, 1), dtype=np.float32)
    for i in range(rows):
        for j in range(columns - 1):
            inputs[i, j] = dataset.iloc[i, j]
        truth[i, 0] = dataset.iloc[i, columns - 1]
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    rows, inner = x.shape
    columns = weights.shape[1]
    result = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            total = bias
            for k in range(inner):
                total += x[i, k] * weights[k, j]
            result[i, j] = total
    return result


def sigmoid(x):
    result = np.zeros(x.shape)
    for index in np.ndindex(*x.shape):
        z = float(x[index])
        if z < -700:
            result[index] = 0.0
        else:
            result[index] = 1 / (1 + math.exp(-z))
    return result


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_inputs, num_hidden)
    weights_output = np.random.rand(num_hidden, num_outputs)
    return weights_hidden, weights_output


def forward(x, weights_hidden, weights_output, bias=0.0):
    yhat = linear(x, weights_hidden, bias)
    g = sigmoid(yhat)
    y = linear(g, weights_output, bias)
    f = sigmoid(y)
    return g, f


def mean_squared_error(f, truth):
    total = 0.0
    for i in range(f.shape[0]):
        for j in range(f.shape[1]):
            total += (f[i, j] - truth[i, j]) ** 2
    return total / (f.shape[0] * f.shape[1])


def output_gradient(f, truth, g):
    rows, outputs = f.shape
    hidden = g.shape[1]
    dE_dy = np.zeros((rows, outputs))
    dE_dw = np.zeros((hidden, outputs))
    for i in range(rows):
        for j in range(outputs):
            dE_dy[i, j] = 2 * (f[i, j] - truth[i, j]) / f.size * f[i, j] * (1 - f[i, j])
            for k in range(hidden):
                dE_dw[k, j] += g[i, k] * dE_dy[i, j]
    return dE_dw, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    rows, inputs = x.shape
    hidden, outputs = weights_output.shape
    dE_dv = np.zeros((inputs, hidden))
    for i in range(rows):
        for k in range(hidden):
            dE_dg = 0.0
            for j in range(outputs):
                dE_dg += dE_dy[i, j] * weights_output[k, j]
            dE_dyhat = dE_dg * g[i, k] * (1 - g[i, k])
            for d in range(inputs):
                dE_dv[d, k] += x[i, d] * dE_dyhat
    return dE_dv


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v = weights_hidden.copy()
    w = weights_output.copy()
    history = []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        for d in range(v.shape[0]):
            for k in range(v.shape[1]):
                v[d, k] -= learning_rate * dE_dv[d, k]
        for k in range(w.shape[0]):
            for j in range(w.shape[1]):
                w[k, j] -= learning_rate * dE_dw[k, j]
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    g, f = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = 0.0
    result["error"] = 0.0
    for i in range(len(result)):
        result.iloc[i, -2] = f[i, 0]
        result.iloc[i, -1] = dataset["output"].iloc[i] - f[i, 0]
    return result
