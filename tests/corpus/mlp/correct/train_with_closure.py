"""train builds closures over its weights (nonlocal) and hands them to a tiny loop."""
import numpy as np
import pandas as pd


def load_dataset(csv):
    dataset = pd.read_csv(csv, index_col="observation")

    def take(columns):
        return dataset[columns].to_numpy(dtype=np.float32)

    return dataset, take(list(dataset)[:-1]), take(list(dataset)[-1:])


def linear(x, weights, bias=0.0):
    return x @ weights + bias


def _make_sigmoid(limit):
    def function(x):
        return 1 / (1 + np.exp(-np.clip(x, -limit, limit)))

    return function


sigmoid = _make_sigmoid(500.0)


def initialize_weights(num_inputs, num_hidden, num_outputs=1, seed=1):
    np.random.seed(seed)

    def weights(*shape):
        return np.random.rand(*shape)

    return weights(num_inputs, num_hidden), weights(num_hidden, num_outputs)


def forward(x, weights_hidden, weights_output, bias=0.0):
    def layer(a, weights):
        return sigmoid(linear(a, weights, bias))

    g = layer(x, weights_hidden)
    return g, layer(g, weights_output)


def mean_squared_error(f, truth):
    return ((truth - f) ** 2).mean()


def output_gradient(f, truth, g):
    dE_dy = 2 * (f - truth) / f.size * f * (1 - f)
    return g.T @ dE_dy, dE_dy


def hidden_gradient(x, g, weights_output, dE_dy):
    return x.T @ (dE_dy @ weights_output.T * g * (1 - g))


def train(inputs, truth, weights_hidden, weights_output,
          learning_rate=0.05, num_iterations=10000, log_every=1000):
    v, w = weights_hidden.copy(), weights_output.copy()
    history = []

    def log(step, error):
        if step % log_every == 0:
            history.append((step, error()))

    def one_step(step):
        nonlocal v, w
        g, f = forward(inputs, v, w)
        log(step, lambda: mean_squared_error(f, truth))
        dE_dw, dE_dy = output_gradient(f, truth, g)
        dE_dv = hidden_gradient(inputs, g, w, dE_dy)
        v = v - learning_rate * dE_dv
        w = w - learning_rate * dE_dw

    for _ in map(one_step, range(num_iterations)):
        pass
    return v, w, history


def predict(dataset, inputs, weights_hidden, weights_output):
    def network(x):
        return forward(x, weights_hidden, weights_output)[1]

    return dataset.pipe(lambda d: d.assign(prediction=network(inputs)[:, 0])).pipe(
        lambda d: d.assign(error=d["output"] - d["prediction"])
    )
