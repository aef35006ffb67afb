"""The bias as a further row of the weights, transposed (column-vector) notation inside."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    data = dataset.T.to_numpy(dtype=np.float32)
    return dataset, data[:-1].T, data[-1:].T


def _augmented(columns):
    return np.vstack([columns, np.ones(columns.shape[1])])


def linear(x, weights, bias=0.0):
    matrix = np.hstack([weights.T, np.full((weights.shape[1], 1), bias)])
    return (matrix @ _augmented(x.T)).T


def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


def mean_squared_error(f, truth):
    e = (f - truth).T.reshape(-1, 1)
    return (e.T @ e / len(e)).item()


def output_gradient(f, truth, g):
    delta = (2 / f.size * (f - truth) * f * (1 - f)).T
    return (delta @ g).T, delta.T


def hidden_gradient(x, g, weights_output, dE_dy):
    delta = weights_output @ dE_dy.T * (g * (1 - g)).T
    return (delta @ x).T


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    x, t = inputs.T, truth.T
    V, W, history = weights_hidden.T.copy(), weights_output.T.copy(), []
    for step in range(num_iterations):
        G = sigmoid(V @ x)
        F = sigmoid(W @ G)
        if step % log_every == 0:
            history.append((step, mean_squared_error(F, t)))
        D = 2 / F.size * (F - t) * F * (1 - F)
        dV, dW = (W.T @ D * G * (1 - G)) @ x.T, D @ G.T
        V -= learning_rate * dV
        W -= learning_rate * dW
    return V.T, W.T, history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[1]
    table = dataset.T.copy().astype(float)
    table.loc["prediction"] = f[:, 0]
    table.loc["error"] = table.loc["output"] - table.loc["prediction"]
    return table.T
