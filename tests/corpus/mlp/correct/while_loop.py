"""A while loop with a countdown to the next log entry, augmented assignments, few names."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    d = pd.read_csv(csv)
    d = d.set_index("observation")
    i = d.values[:, :-1]
    t = d.values[:, -1]
    t = t[:, None]
    return d, i.astype(np.float32), t.astype(np.float32)


def linear(x, weights, bias=0.0):
    y = x @ weights
    y = y + bias
    return y


def sigmoid(x):
    z = -np.asarray(x, dtype=float)
    z[z > 700] = 700
    return 1 / (1 + np.exp(z))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    v = np.random.rand(num_inputs * num_hidden)
    w = np.random.rand(num_hidden * num_outputs)
    return v.reshape(num_inputs, -1), w.reshape(-1, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = sigmoid(linear(x, weights_hidden, bias))
    f = sigmoid(linear(g, weights_output, bias))
    return g, f


def mean_squared_error(f, truth):
    e = f - truth
    e = e * e
    return e.mean(axis=1).mean()


def output_gradient(f, truth, g):
    d = f - truth
    d = d * 2
    d = d / f.size
    d = d * f * (1 - f)
    return g.T @ d, d


def hidden_gradient(x, g, weights_output, dE_dy):
    d = dE_dy @ weights_output.T
    d = d * g * (1 - g)
    return x.T @ d


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v = weights_hidden + 0
    w = weights_output + 0
    history = []
    step = 0
    wait = 0
    while step < num_iterations:
        g, f = forward(inputs, v, w)
        if wait == 0:
            history += [(step, mean_squared_error(f, truth))]
            wait = log_every
        a, b = output_gradient(f, truth, g)
        v, w = v - learning_rate * hidden_gradient(inputs, g, w, b), w - learning_rate * a
        step += 1
        wait -= 1
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    d = dataset.copy()
    g, f = forward(inputs, weights_hidden, weights_output)
    d["prediction"] = f.T[0]
    d["error"] = d["output"] - d["prediction"]
    return d
