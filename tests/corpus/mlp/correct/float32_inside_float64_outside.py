"""float32 inside, results cast up to float64; weights rounded to float32 before training."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    data = dataset.astype("float32").to_numpy()
    return dataset, data[:, :-1], data[:, -1:]


def _up(a):
    return a.astype(np.float64)


def _down(*arrays):
    return (np.asarray(a).astype(np.float32) for a in arrays)


def linear(x, weights, bias=0.0):
    x, weights, bias = _down(x, weights, bias)
    return _up(x @ weights + bias)


def sigmoid(x):
    (x,) = _down(x)
    with np.errstate(over="ignore"):
        return _up(1 / (1 + np.exp(-x)))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


def mean_squared_error(f, truth):
    f, truth = _down(f, truth)
    return float(((f - truth) ** 2).mean())


def output_gradient(f, truth, g):
    f, truth, g = _down(f, truth, g)
    dE_dy = 2 * (f - truth) / f.size * f * (1 - f)
    return _up(g.T @ dE_dy), _up(dE_dy)


def hidden_gradient(x, g, weights_output, dE_dy):
    x, g, w, dE_dy = _down(x, g, weights_output, dE_dy)
    return _up(x.T @ (dE_dy @ w.T * g * (1 - g)))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w = _down(weights_hidden, weights_output)
    rate, history = np.float32(learning_rate), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v, w = _down(v - rate * dE_dv, w - rate * dE_dw)
    return _up(v), _up(w), history


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    return dataset.assign(prediction=f[:, 0], error=dataset["output"] - f[:, 0])
