"""With a main block that trains, prints the table and asserts."""
import argparse
from pathlib import Path

import numpy as np
import pandas as pd


def load_dataset(csv):
    """Read the data: everything, the inputs, the truth."""
    dataset = pd.read_csv(csv, index_col="observation")
    inputs = dataset.iloc[:, :-1].to_numpy(dtype=np.float32)
    truth = dataset.iloc[:, -1:].to_numpy(dtype=np.float32)
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    """x · weights + bias

    >>> linear(np.eye(2), np.ones((2, 1)), 0.5)
    array([[1.5],
           [1.5]])
    """
    return x @ weights + bias


def sigmoid(x):
    """The logistic function."""
    return np.exp(-np.logaddexp(0.0, -np.asarray(x, dtype=float)))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    """Weights between 0 and 1, always the same for the same seed."""
    np.random.seed(seed)
    weights_hidden = np.random.rand(num_inputs, num_hidden)
    weights_output = np.random.rand(num_hidden, num_outputs)
    return weights_hidden, weights_output


def forward(x, weights_hidden, weights_output, bias=0.0):
    """Hidden features and output."""
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


def mean_squared_error(f, truth):
    """The mean over all elements."""
    return np.mean((f - truth) ** 2)


def output_gradient(f, truth, g):
    """Slopes of the error with respect to w and y."""
    dE_dy = 2 * (f - truth) / f.size * f * (1 - f)
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    """Slope of the error with respect to v."""
    return x.T @ (dE_dy @ weights_output.T * g * (1 - g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    """Gradient descent with the full batch."""
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v -= learning_rate * dE_dv
        w -= learning_rate * dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    """The data with a prediction and its error."""
    _, f = forward(inputs, weights_hidden, weights_output)
    result = dataset.copy()
    result["prediction"] = f[:, 0]
    result["error"] = result["output"] - result["prediction"]
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("csv", nargs="?", type=Path, default=Path(__file__).with_name("or_gate.csv"))
    arguments = parser.parse_args()
    dataset, inputs, truth = load_dataset(arguments.csv)
    v, w = initialize_weights(inputs.shape[1], 3)
    v, w, history = train(inputs, truth, v, w)
    for step, error in history:
        print(f"{step:5d} {error:.6e}")
    print(predict(dataset, inputs, v, w))
    assert history[-1][1] < history[0][1]


if __name__ == "__main__":
    main()
