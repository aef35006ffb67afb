"""No exercise calls another: every formula is written out where it is needed."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")
    return (dataset, np.asarray(dataset.iloc[:, :-1], np.float32),
            np.asarray(dataset.iloc[:, -1], np.float32).reshape(len(dataset), 1))


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def sigmoid(x):
    return np.where(np.asarray(x) < -700, 0.0, 1 / (1 + np.exp(-np.maximum(x, -700))))


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)
    return np.random.rand(num_inputs, num_hidden), np.random.rand(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    g = 1 / (1 + np.exp(-(x @ weights_hidden + bias)))
    return g, 1 / (1 + np.exp(-(g @ weights_output + bias)))


def mean_squared_error(f, truth):
    return np.sum((f - truth) * (f - truth)) / (len(f) * len(f[0]))


def output_gradient(f, truth, g):
    return (
        np.dot(g.T, 2 * (f - truth) / f.size * f * (1 - f)),
        2 * (f - truth) / f.size * f * (1 - f),
    )


def hidden_gradient(x, g, weights_output, dE_dy):
    return np.dot(x.T, np.dot(dE_dy, weights_output.T) * g * (1 - g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    n, m = truth.shape
    x = inputs.astype(float)
    xt = np.ascontiguousarray(x.T)
    v, w, history = weights_hidden.copy(), weights_output.copy(), []
    for step in range(num_iterations):
        g = 1 / (1 + np.exp(-(x @ v)))
        f = 1 / (1 + np.exp(-(g @ w)))
        d = f - truth
        if step % log_every == 0:
            history.append((step, float((d * d).sum() / (n * m))))
        dy = 2 / (n * m) * d * f * (1 - f)
        new_v = v - learning_rate * (xt @ ((dy @ w.T) * g * (1 - g)))
        new_w = w - learning_rate * (g.T @ dy)
        v, w = new_v, new_w
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    f = 1 / (1 + np.exp(-(1 / (1 + np.exp(-(inputs @ weights_hidden))) @ weights_output)))
    result = dataset.copy()
    result["prediction"] = f
    result["error"] = result["output"] - result["prediction"]
    return result
