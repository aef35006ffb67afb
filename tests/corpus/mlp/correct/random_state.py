"""RandomState and raw draws in place of the global generator."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col=0)
    dataset.index.name = "observation"
    inputs = dataset.iloc[:, :-1].astype(np.float32).to_numpy()
    truth = dataset.iloc[:, -1].astype(np.float32).to_numpy().reshape((-1, 1))
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    return np.c_[x, np.full(len(x), bias)] @ np.r_[weights, np.ones((1, weights.shape[1]))]


def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    random = np.random.RandomState(seed)
    weights_hidden = random.random_sample((num_inputs, num_hidden))
    weights_output = random.random_sample((num_hidden, num_outputs))
    return weights_hidden, weights_output


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


def mean_squared_error(f, truth):
    return np.trace((f - truth) @ (f - truth).T) / f.size


def output_gradient(f, truth, g):
    dE_dy = 2 * (f - truth) * f * (1 - f) / f.size
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    dE_dg = dE_dy @ weights_output.T
    return x.T @ (dE_dg * g - dE_dg * g**2)


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        w = w - learning_rate * dE_dw
        v = v - learning_rate * dE_dv
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[1]
    errors = dataset[["output"]].to_numpy() - f
    return pd.concat(
        [dataset, pd.DataFrame(np.hstack([f, errors]), dataset.index, ["prediction", "error"])], axis=1
    )
