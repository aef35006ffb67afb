"""All arrays in Fortran order, results too."""
import numpy as np
import pandas as pd

fortran = np.asfortranarray


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    inputs = fortran(dataset.iloc[:, :-1], dtype=np.float32)
    truth = fortran(dataset.iloc[:, -1:], dtype=np.float32)
    return dataset, inputs, truth


def linear(x, weights, bias=0.0):
    return fortran((weights.T @ x.T).T + bias)


def sigmoid(x):
    return np.reciprocal(1 + np.exp(np.clip(-fortran(x), None, 709.0), order="F"))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    v = fortran(np.random.rand(num_inputs, num_hidden))
    w = fortran(np.random.rand(num_hidden, num_outputs))
    return v, w


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


def mean_squared_error(f, truth):
    return ((f - truth).ravel(order="F") ** 2).mean()


def output_gradient(f, truth, g):
    dE_dy = fortran(2 * (f - truth) / f.size * (f * (1 - f)))
    return fortran((dE_dy.T @ g).T), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    dE_dyhat = (weights_output @ dE_dy.T).T * (g - g * g)
    return fortran((dE_dyhat.T @ x).T)


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v = np.copy(weights_hidden, order="F")
    w = np.copy(weights_output, order="F")
    history = []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        v, w = v - learning_rate * hidden_gradient(inputs, g, w, dE_dy), w - learning_rate * dE_dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[1]
    result = dataset.copy()
    result.insert(result.shape[1], "prediction", f.reshape(-1, order="F"))
    result.insert(result.shape[1], "error", result["output"] - result["prediction"])
    return result
