"""Lambdas wherever a lambda will do, and the walrus."""
import numpy as np
import pandas as pd

load_dataset = lambda csv: (
    (d := pd.read_csv(csv, index_col="observation")),
    d.iloc[:, :-1].values.astype(np.float32),
    d.iloc[:, -1:].values.astype(np.float32),
)
linear = lambda x, weights, bias=0.0: x @ weights + bias
sigmoid = lambda x: np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))
initialize_weights = lambda num_inputs, num_hidden, num_outputs=1, seed=1: (
    np.random.seed(seed) or np.random.rand(num_inputs, num_hidden),
    np.random.rand(num_hidden, num_outputs),
)
forward = lambda x, weights_hidden, weights_output, bias=0.0: (
    (g := sigmoid(linear(x, weights_hidden, bias))),
    sigmoid(linear(g, weights_output, bias)),
)
mean_squared_error = lambda f, truth: ((f - truth) ** 2).mean()
output_gradient = lambda f, truth, g: (
    g.T @ (d := 2 * (f - truth) / f.size * f * (1 - f)),
    d,
)
hidden_gradient = lambda x, g, weights_output, dE_dy: x.T @ (dE_dy @ weights_output.T * g * (1 - g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    update = lambda v, w, g, dw, dy: (
        v - learning_rate * hidden_gradient(inputs, g, w, dy), w - learning_rate * dw)
    v, w, history = +weights_hidden, +weights_output, []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        step % log_every or history.append((step, mean_squared_error(f, truth)))
        v, w = update(v, w, g, *output_gradient(f, truth, g))
    return v, w, history


predict = lambda dataset, inputs, weights_hidden, weights_output: dataset.assign(
    prediction=forward(inputs, weights_hidden, weights_output)[1][:, 0]
).assign(error=lambda d: d["output"] - d["prediction"])
