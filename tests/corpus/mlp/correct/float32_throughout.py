"""Everything in float32, the results too."""
import numpy as np
import pandas as pd

F = np.float32


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    return dataset, dataset[dataset.columns[:-1]].to_numpy(F), dataset[[dataset.columns[-1]]].to_numpy(F)


def linear(x, weights, bias=0.0):
    return x.astype(F) @ weights.astype(F) + F(bias)


def sigmoid(x):
    x = np.asarray(x, dtype=F)
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, F(1)) / (F(1) + e)


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_inputs, num_hidden).astype(F)
    weights_output = np.random.rand(num_hidden, num_outputs).astype(F)
    return weights_hidden, weights_output


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


def mean_squared_error(f, truth):
    return np.mean(np.square(f.astype(F) - truth.astype(F)), dtype=F)


def output_gradient(f, truth, g):
    f, truth, g = f.astype(F), truth.astype(F), g.astype(F)
    dE_dy = F(2 / f.size) * (f - truth) * f * (F(1) - f)
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    x, g, weights_output, dE_dy = (a.astype(F) for a in (x, g, weights_output, dE_dy))
    return x.T @ (dE_dy @ weights_output.T * g * (F(1) - g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w = weights_hidden.astype(F), weights_output.astype(F)
    history = []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v = v - F(learning_rate) * dE_dv
        w = w - F(learning_rate) * dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    _, f = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = f[:, 0]
    result["error"] = result["output"].astype(F) - result["prediction"]
    return result
