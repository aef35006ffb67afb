"""Every product is an einsum."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv).set_index("observation")
    values = dataset.values.astype("float32")
    return dataset, values[:, :-1], values[:, -1:]


def linear(x, weights, bias=0.0):
    return np.einsum("nd,dh->nh", x, weights) + bias


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    return g, sigmoid(linear(g, weights_output, bias))


def mean_squared_error(f, truth):
    d = f - truth
    return np.einsum("nm,nm->", d, d) / d.size


def output_gradient(f, truth, g):
    dE_dy = np.einsum("nm,nm,nm->nm", f - truth, f, 1 - f) * (2 / f.size)
    return np.einsum("nh,nm->hm", g, dE_dy), dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return np.einsum("nd,nm,hm,nh->dh", x, dE_dy, weights_output, g * (1 - g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w = np.array(weights_hidden), np.array(weights_output)
    history = []
    for i in range(num_iterations):
        g, f = forward(inputs, v, w)
        if not i % log_every:
            history.append((i, mean_squared_error(f, truth)))
        dw, dy = output_gradient(f, truth, g)
        v, w = v - learning_rate * hidden_gradient(inputs, g, w, dy), w - learning_rate * dw
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = forward(inputs, weights_hidden, weights_output)[1]
    return dataset.assign(prediction=f.ravel(), error=lambda d: d.output - d.prediction)
