"""Steps are NumPy integers, errors NumPy floats, cut from one preallocated array."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    values = dataset.to_numpy().astype(np.float32)
    return dataset, values[:, 0:values.shape[1] - 1], values[:, values.shape[1] - 1:]


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def sigmoid(x):
    e = np.exp(-np.abs(x))
    return (np.heaviside(x, 1.0) * (1 - e) + e) / (1 + e)


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed=seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


def mean_squared_error(f, truth):
    return np.float64(np.mean(np.square(f - truth), axis=(0, 1)))


def output_gradient(f, truth, g):
    dE_dy = np.float64(2) * (f - truth) / np.float64(f.size) * f * (1 - f)
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return x.T @ ((dE_dy @ weights_output.T) * (g * (1 - g)))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w = weights_hidden.copy(), weights_output.copy()
    steps = np.arange(0, num_iterations, log_every)
    errors = np.zeros(len(steps))
    for step in range(num_iterations):
        g, f = forward(inputs, v, w)
        if step % log_every == 0:
            errors[step // log_every] = mean_squared_error(f, truth)
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v -= learning_rate * dE_dv
        w -= learning_rate * dE_dw
    return v, w, list(zip(steps, errors))


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[1]
    prediction = f[:, 0].astype(np.float64)
    return dataset.assign(prediction=prediction, error=dataset["output"].to_numpy() - prediction)
