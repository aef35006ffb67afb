"""np.matrix inside, where * is the matrix product; plain arrays outside."""
import numpy as np
import pandas as pd

M, A = np.asmatrix, np.asarray


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    table = M(dataset.to_numpy(np.float32))
    return dataset, A(table[:, :-1]), A(table[:, -1])


def linear(x, weights, bias=0.0):
    return A(M(x) * M(weights) + bias)


def sigmoid(x):
    with np.errstate(over="ignore"):
        return (1 + np.exp(-np.array(x, dtype=float))) ** -1


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


def mean_squared_error(f, truth):
    column = M(f - truth).reshape(-1, 1)
    return float((column.T * column)[0, 0]) / f.size


def output_gradient(f, truth, g):
    dE_dy = M(2 * (f - truth) / f.size * f * (1 - f))
    return (M(g).T * dE_dy).A, dE_dy.A


def hidden_gradient(x, g, weights_output, dE_dy):
    return (M(x).T * np.multiply(M(dE_dy) * M(weights_output).T, g * (1 - g))).A


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w, history = M(weights_hidden.copy()), M(weights_output.copy()), []
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            history.append((step, mean_squared_error(f, truth)))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v, w = v - learning_rate * dE_dv, w - learning_rate * dE_dw
    return A(v), A(w), history


def predict(dataset, inputs, weights_hidden, weights_output):
    prediction = A(forward(inputs, weights_hidden, weights_output)[1]).ravel()
    return dataset.assign(prediction=prediction, error=dataset["output"] - prediction)
